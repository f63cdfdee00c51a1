"""What an address asks of a list: understood piece by piece, the rest left out and named."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask_babel import Babel
from sqlalchemy import Select, select
from werkzeug.datastructures import MultiDict

from models.jobs import JobRun
from views.framework.asking import Asked, asked_of
from views.framework.columns import Column
from views.framework.filters import Filter, within


class What:
    """A list that declares one of everything."""

    model: Any = JobRun
    columns = (
        Column("name", "Name", lambda row: row.name, "name"),
        Column("started", "Started", lambda row: row.started_at),
        Column("detail", "Detail", lambda row: row.detail, shown=False),
    )
    filters = (
        Filter("text", "Text", "text", lambda text: JobRun.detail == text),
        Filter("one", "One", "choice", lambda word: JobRun.name == word, lambda: [("a", "A"), ("b", "B")]),
        Filter("some", "Some", "choices", JobRun.outcome.in_, lambda: [("a", "A"), ("b", "B")]),
        Filter("on", "On", "day", lambda day: JobRun.started_at == day),
        Filter("between", "Between", "days", within(JobRun.started_at)),
    )
    orders = {"started": JobRun.started_at, "name": JobRun.name}
    first_order = "started"
    first_descending = True


@pytest.fixture(autouse=True)
def _words() -> Any:
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        yield


def asked(*pairs: tuple[str, str]) -> Asked:
    return asked_of(What(), MultiDict(pairs))  # type: ignore[arg-type]


def _sql(found: Asked) -> str:
    statement: Select[Any] = found.narrow(select(JobRun.id))
    return str(statement.compile(compile_kwargs={"literal_binds": True})).partition("WHERE ")[2]


def test_an_address_that_says_nothing_asks_for_what_the_list_shows_by_itself() -> None:
    found = asked()
    assert ([column.name for column in found.columns], found.size, found.pairs) == (["name", "started"], 25, [])
    assert (found.order_name, found.order.descending, found.unknown) == ("started", True, [])


def test_columns_are_chosen_in_the_order_of_the_list() -> None:
    found = asked(("columns", "detail"), ("columns", "name"))
    assert [column.name for column in found.columns] == ["name", "detail"]


@pytest.mark.parametrize(
    ("pairs", "unknown"),
    [
        ([("columns", "size")], ["size"]),
        ([("colour", "red")], ["colour"]),
        ([("sort", "id; drop table event")], ["id; drop table event"]),
        ([("some", "a"), ("some", "z")], ["z"]),
        ([("between_from", "yesterday")], ["yesterday"]),
        ([("between_from", "0001-01-01")], ["0001-01-01"]),
        ([("on", "9999-12-31")], ["9999-12-31"]),
        ([("x" * 10_000, "1")], ["x" * 40 + "…"]),
        ([(str(number), "1") for number in range(100)], ["0", "1", "2", "3", "4"]),
        ([("at", "1"), ("view", "1"), ("text", ""), ("columns", "")], []),
    ],
)
def test_what_the_list_doesnt_know_is_left_out_and_named(pairs: list[tuple[str, str]], unknown: list[str]) -> None:
    found = asked(*pairs)
    assert found.unknown == unknown
    assert [column.name for column in found.columns] == ["name", "started"]


def test_several_choices_are_any_of_them_and_each_is_taken_away_by_itself() -> None:
    found = asked(("some", "b"), ("some", "a"), ("some", "a"))
    assert _sql(found) == "job_run.outcome IN ('b', 'a')"
    assert [part.shown for part in found.chosen[0].parts] == ["B", "A"]


@pytest.mark.parametrize(
    ("pairs", "sql"),
    [
        ({"between_from": "2027-03-01"}, "job_run.started_at >= '2027-03-01 00:00:00'"),
        ({"between_to": "2027-03-31"}, "job_run.started_at <= '2027-03-31 00:00:00'"),
    ],
)
def test_a_range_may_be_open_at_either_end(pairs: dict[str, str], sql: str) -> None:
    found = asked(*pairs.items())
    assert [part.name for part in found.chosen[0].parts] == list(pairs)
    assert "started_at" in str(found.narrow(select(JobRun.id)))
    assert sql.split("'")[0].strip() in str(found.narrow(select(JobRun.id)))


def test_a_range_of_days_has_both_ends_in_it() -> None:
    condition = within(JobRun.started_at)(date(2027, 3, 1), date(2027, 3, 31))
    assert "BETWEEN" in str(condition)


def test_the_pairs_say_again_what_was_asked() -> None:
    said = [("text", "x"), ("some", "a"), ("sort", "name"), ("dir", "desc"), ("size", "50"), ("columns", "detail")]
    found = asked(*said)
    assert list(found.pairs) == said
    again = asked(*found.pairs)
    assert (again.order.descending, again.size, _sql(again)) == (True, 50, _sql(found))


@pytest.mark.trust("2.4.1")
@pytest.mark.parametrize("size", ["26", "0", "-1", "100000", "1e9", "", "٢٥", "9" * 400])
def test_a_page_has_only_the_sizes_there_are(size: str) -> None:
    assert asked(("size", size)).size == 25
    assert asked(("size", "100")).size == 100
