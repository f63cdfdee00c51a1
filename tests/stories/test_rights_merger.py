"""Two governments merge: Greet sees what it does, does it; Bram's right goes on, and everybody reads why."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.transaction import Scope
from app.transaction import enter as act_in
from models.mail import Letter
from models.rights import Merger, Right, RightKind
from tests.stories.cast import EXEMPLEVILLE, VOORBEELDEGEM, Cast, standing_right
from tests.stories.stage import Browser, Time, sign_in, worked_off
from tests.stories.walker import Walker

GRANTED = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
DAY = date(2027, 5, 1)


@pytest.fixture
def brams(cast: Cast, factory: sessionmaker[Session]) -> int:
    """A right that outlasts the day of the merger."""
    with factory.begin() as session:
        act_in(session, Scope.office())
        right = standing_right(cast, "Bram", "planner", date(2027, 1, 1), date(2027, 12, 31), GRANTED)
        session.add(right)
        session.flush()
        return right.id


def _greet(browser: Browser, code: str) -> Walker:
    return sign_in(browser().visit(), "greet.desmet").follow(code)


@pytest.mark.trust("Rights")
@pytest.mark.parametrize(
    (
        "code",
        "menu",
        "prepare",
        "from_label",
        "into_label",
        "day",
        "see",
        "effect",
        "goes",
        "merge",
        "done",
        "title",
    ),
    [
        (
            "NL",
            "Fusies van besturen",
            "Een fusie voorbereiden",
            "Welk bestuur gaat op in een ander?",
            "In welk bestuur?",
            "Eerste dag van de fusie",
            "Bekijken wat dit doet",
            "Dit kan niet ongedaan worden gemaakt.",
            "2 rechten gaan mee",
            "Fusioneren",
            "Klaar: vanaf 01/05/2027 is alles van",
            "Gemeente Voorbeeldegem gaat op in Commune d'Exempleville",
        ),
        (
            "FR",
            "Fusions d’administrations",
            "Préparer une fusion",
            "Quelle administration en rejoint une autre ?",
            "Dans quelle administration ?",
            "Premier jour de la fusion",
            "Voir ce que cela fait",
            "C’est irréversible.",
            "2 droits sont repris",
            "Fusionner",
            "C’est fait : à partir du 01/05/2027, tout ce qui relève de",
            "Gemeente Voorbeeldegem rejoint Commune d'Exempleville",
        ),
    ],
)
def test_greet_sees_what_a_merger_does_and_does_it(
    browser: Browser,
    cast: Cast,
    factory: sessionmaker[Session],
    brams: int,
    code: str,
    menu: str,
    prepare: str,
    from_label: str,
    into_label: str,
    day: str,
    see: str,
    effect: str,
    goes: str,
    merge: str,
    done: str,
    title: str,
) -> None:
    greet = _greet(browser, code).follow(menu).follow(prepare)
    greet.choose(from_label, f"{VOORBEELDEGEM} (9999)").choose(into_label, f"{EXEMPLEVILLE} (9999)")
    greet.fill(day, DAY.isoformat()).press(see).reads(effect).reads(goes).reads("Bram Claes")
    with factory() as session:
        act_in(session, Scope.office())
        assert session.scalars(select(Merger)).all() == []  # it was only told
    greet.press(merge).reads(done).reads(title).reads(goes).reads("Filip Janssens")
    with factory() as session:
        act_in(session, Scope.office())
        right = session.scalars(select(Right).where(Right.came_from_id == brams)).one()
        assert right.organisation_id == cast.organisations[EXEMPLEVILLE]
        assert (right.first_day, right.last_day) == (DAY, date(2027, 12, 31))


def _merged(browser: Browser) -> Walker:
    greet = _greet(browser, "EN").follow("Mergers of governments").follow("Prepare a merger")
    greet.choose("Which government merges into another one?", f"{VOORBEELDEGEM} (9999)")
    greet.choose("Into which government?", f"{EXEMPLEVILLE} (9999)")
    greet.fill("First day of the merger", DAY.isoformat()).press("See what it does")
    return greet.press("Merge them")


def test_both_sides_read_it_and_bram_gets_one_mail(
    browser: Browser,
    cast: Cast,
    factory: sessionmaker[Session],
    brams: int,
    app: Flask,
    tmp_path: Path,
    time: Time,
) -> None:
    _merged(browser)
    worked_off(app, factory, tmp_path)
    with factory() as session:
        act_in(session, Scope.office())
        letters = session.scalars(select(Letter).order_by(Letter.id)).all()
        told = {(one.person_id, one.organisation_id) for one in letters}
    here, there = cast.organisations[VOORBEELDEGEM], cast.organisations[EXEMPLEVILLE]
    assert told == {
        (cast.persons["Filip"], here),
        (cast.persons["An"], there),
        (cast.persons["Chloé"], there),
    }
    filip = sign_in(browser().visit(), "filip.janssens").follow("EN").follow("Organisations")
    filip.follow(VOORBEELDEGEM).reads("Merges into").reads(EXEMPLEVILLE)
    chloe = sign_in(browser().visit(), "chloe.dubois").follow("EN").follow("All rights")
    chloe.follow("Bram Claes").reads(f"It came along when {VOORBEELDEGEM} merged into this government")
    chloe.follow("Who administers?").fill("Organisation", "Voorbeeldegem").press("Look up").follow(VOORBEELDEGEM)
    chloe.reads("From 01/05/2027 on it is part of another government:").follow(EXEMPLEVILLE).reads("Chloé Dubois")


def test_what_the_other_may_not_grant_is_said_before(
    browser: Browser, cast: Cast, factory: sessionmaker[Session], brams: int
) -> None:
    with factory.begin() as session:
        act_in(session, Scope.office())
        session.get_one(RightKind, cast.kinds["planner"]).government_kinds = ["city"]
    greet = _merged(browser).reads("1 right stays behind").reads("Stays behind")
    assert "Bram Claes;" in greet.download("All of them as CSV").decode("utf-8-sig")


@pytest.mark.parametrize(
    ("one", "other", "day", "sentence"),
    [
        ("", EXEMPLEVILLE, DAY, "Choose a government."),
        (VOORBEELDEGEM, VOORBEELDEGEM, DAY, "A government can't merge into itself."),
        (VOORBEELDEGEM, EXEMPLEVILLE, date(2027, 3, 14), "A merger begins today (15/03/2027) or later"),
        (VOORBEELDEGEM, EXEMPLEVILLE, date(2027, 3, 15) + timedelta(days=732), "That is too far ahead."),
    ],
)
def test_what_cannot_be_merged_is_refused_and_nothing_typed_is_lost(
    browser: Browser, one: str, other: str, day: date, sentence: str
) -> None:
    greet = _greet(browser, "EN").follow("Mergers of governments").follow("Prepare a merger")
    if one:
        greet.choose("Which government merges into another one?", f"{one} (9999)")
    greet.choose("Into which government?", f"{other} (9999)").fill("Decision it rests on", "Decreet 12/2026")
    greet.fill("First day of the merger", day.isoformat()).press("See what it does")
    assert greet.reads(sentence).value("Decision it rests on") == "Decreet 12/2026"


def test_who_administers_a_government_merges_none(browser: Browser, cast: Cast) -> None:
    filip = sign_in(browser().visit(), "filip.janssens").follow("EN")
    assert "Mergers of governments" not in filip.text
