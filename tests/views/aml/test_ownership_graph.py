"""Who owns an organisation as a drawing: layers, lines, and words for whoever doesn't see it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import Babel

import run  # noqa: F401 - so that the labels of the whole house are there
from app.errors import Refusal
from tests.app.aml.test_ownership import graph
from views.aml.ownership_graph import Graph, graph_of
from views.aml.ownership_layout import HEIGHT, WIDTH, laid_out

NAMES = {"": "Harbour Works"}


@pytest.fixture(autouse=True)
def reader() -> Iterator[None]:
    app = Flask("reader")
    app.config.update(SECRET_KEY="x")
    Babel(app, default_locale="en")
    with app.test_request_context():
        yield


def _drawn(*told: tuple[str, str, float], **more: str) -> Graph:
    found = graph_of(graph(*told, **more), 2500, NAMES)
    assert found is not None
    return found


def test_owners_stand_above_what_they_hold_and_no_box_on_another() -> None:
    told = [("C1", ""), ("P1", "C1"), ("P1", ""), ("C2", "C1"), ("P2", "C2"), ("P3", "C2"), ("P4", "")]
    keys = ["", *dict.fromkeys(one for one, _ in told)]
    layout = laid_out(keys, told)
    for holder, held in told:
        assert layout.boxes[holder][1] < layout.boxes[held][1]
    places = list(layout.boxes.values())
    for at, (x, y) in enumerate(places):
        assert 0 <= x <= layout.width - WIDTH
        assert 0 <= y <= layout.height - HEIGHT
        assert all(abs(x - a) >= WIDTH or abs(y - b) >= HEIGHT for a, b in places[at + 1 :])
    assert len(layout.lines) == len(told)


def test_a_long_line_passes_beside_the_boxes_between() -> None:
    told = [("C1", ""), ("C2", "C1"), ("P1", "C2"), ("P1", "")]
    layout = laid_out(["", "C1", "C2", "P1"], told)
    (line,) = (one for one in layout.lines if one.edge == ("P1", ""))
    for x, y in line.points[1:-1]:
        assert not any(a < x < a + WIDTH and b < y < b + HEIGHT for a, b in layout.boxes.values())


def test_companies_that_hold_each_other_are_drawn_back_and_dashed() -> None:
    drawn = _drawn(
        ("C1", "", 90), ("C2", "C1", 50), ("C1", "C2", 50), ("P1", "C1", 50), ("P2", "C2", 40), ("", "C2", 10)
    )
    assert [one.dashed for one in drawn.links].count(True) == 2
    rows = {row.name: row for row in drawn.rows}
    assert "The companies hold parts of each other" in rows["Name P1"].ways[-1]
    assert drawn.width > 2 * WIDTH


def test_the_drawing_says_in_words_who_owns() -> None:
    drawn = _drawn(("P1", "", 30), ("P2", "", 25), P3="controls", P4="manages")
    assert drawn.text == (
        "Who owns Harbour Works. Beneficial owners: Name P1 (30%); Name P3. The table below says the same."
    )
    words = {box.whole_name: (box.shape, box.owner) for box in drawn.boxes}
    assert words == {
        "Harbour Works": ("itself", ""),
        "Name P1": ("person", "Beneficial owner"),
        "Name P2": ("person", ""),
        "Name P3": ("person", "Beneficial owner by control"),
        "Name P4": ("person", ""),
    }
    assert {link.words for link in drawn.links} == {("30%",), ("25%",), ("controls",), ("manages",)}


def test_where_nobody_owns_enough_senior_management_is_told() -> None:
    assert "Senior management: Name P2." in _drawn(("P1", "", 25), P2="manages").text
    assert "Nobody here is a beneficial owner." in _drawn(("P1", "", 25)).text


def test_what_cannot_be_counted_is_not_drawn() -> None:
    assert graph_of(graph(), 2500, NAMES) is None
    with pytest.raises(Refusal, match="capital_over_whole"):
        graph_of(graph(("P1", "", 70), ("P2", "", 60)), 2500, NAMES)


def test_sixty_holders_are_drawn() -> None:
    told = [(f"P{number}", f"C{number % 20}", 15.0) for number in range(40)]
    told += [(f"C{number}", "" if number == 0 else f"C{(number - 1) // 3}", 20.0) for number in range(20)]
    drawn = _drawn(*told)
    assert len(drawn.boxes) == 61
    assert len(drawn.links) == 60
