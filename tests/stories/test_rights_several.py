"""Filip grants one right to several people: who has it is told, who can't get it and why, then all in one act."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session, sessionmaker

from app.transaction import Scope
from app.transaction import enter as act_in
from models.events import Event
from models.rights import Right, RightKind
from tests.house.crowd import known_person
from tests.stories.cast import VOORBEELDEGEM, Cast, standing_right
from tests.stories.stage import Browser, enter
from tests.stories.walker import Walker

GRANTED = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def ten(cast: Cast, factory: sessionmaker[Session]) -> None:
    """Ten more employees; Bram has the right, one relation ends in May, one ended."""
    with factory.begin() as session:
        act_in(session, Scope.office())
        people = [
            known_person(session, f"Aerts{n:02}", "Lies", date(1980, 1, 1), 200 + 2 * n).id for n in range(10)
        ]
        for number, person_id in enumerate(people):
            session.execute(
                text(
                    "insert into organisation_membership (organisation_id, person_id, category, type, state,"
                    " first_day, last_day, function, email, phone, note, version, created_at) values (:o, :p,"
                    " 'employee', 'standard', 'confirmed', '2026-01-01', :last, '', '', '', '', 1, now())"
                ),
                {
                    "o": cast.organisations[VOORBEELDEGEM],
                    "p": person_id,
                    "last": {0: date(2027, 5, 31), 1: date(2027, 3, 14)}.get(number),
                },
            )
        session.add(standing_right(cast, "Bram", "planner", date(2026, 10, 1), date(2027, 9, 30), GRANTED))


def _granted(factory: sessionmaker[Session]) -> int:
    with factory() as session:
        act_in(session, Scope.office())
        return (
            session.scalar(select(func.count()).select_from(Right).where(Right.first_day == date(2027, 3, 15)))
            or 0
        )


@pytest.mark.parametrize(
    ("code", "menu", "right", "every", "check", "tally", "press", "done", "overlaps"),
    [
        (
            "NL",
            "Toekennen aan verschillende",
            "Dossiers behandelen",
            "Alle 11 die passen nakijken",
            "Toekennen: eerst nakijken",
            "8 worden uitgevoerd",
            "Toekennen: 8",
            "8 rechten toegekend",
            "Deze persoon heeft dit recht al",
        ),
        (
            "FR",
            "Octroyer à plusieurs",
            "Traiter les dossiers",
            "Vérifier les 11 qui conviennent",
            "Octroyer : vérifier d’abord",
            "8 seront effectués",
            "Octroyer : 8",
            "8 droits octroyés",
            "Cette personne a déjà ce droit",
        ),
    ],
    ids=["NL", "FR"],
)
def test_everybody_that_fits_with_three_refusals(
    browser: Browser,
    cast: Cast,
    factory: sessionmaker[Session],
    ten: None,
    code: str,
    menu: str,
    right: str,
    every: str,
    check: str,
    tally: str,
    press: str,
    done: str,
    overlaps: str,
) -> None:
    with factory.begin() as session:
        act_in(session, Scope.office())
        session.add(standing_right(cast, "Filip", "planner", date(2026, 10, 1), date(2027, 9, 30), GRANTED))
    filip = enter(browser, "filip.janssens").follow(code).follow(menu).follow(right)
    filip.reads("30/09/2027").press(every)
    assert filip.title == check
    filip.reads(overlaps, "Claes", "Aerts00")
    assert _granted(factory) == 0, "looking grants nothing"
    filip.press(press, times=2)
    assert filip.title == done
    assert _granted(factory) == 8
    with factory() as session:
        act_in(session, Scope.office())
        told = session.scalars(select(Event).where(Event.tag == "rights.rights.granted")).one()
        assert told.facts["count"] == 8


def _ticked(filip: Walker, *names: str) -> Walker:
    for name in names:
        filip.tick(name)
    return filip


def test_only_the_ticked_ones_and_what_is_wrong_is_named(
    browser: Browser, factory: sessionmaker[Session], ten: None
) -> None:
    filip = enter(browser, "filip.janssens").follow("Grant to several").follow("Handle files")
    filip.press("Check the ticked ones").reads("No row was chosen.")
    _ticked(filip, "Lies Aerts02", "Lies Aerts03").fill("Last day", "2028-03-15").press("Check the ticked ones")
    assert not filip.sees_button("Grant: 2")
    filip.back()
    _ticked(filip, "Lies Aerts02", "Lies Aerts03").fill("Last day", "2027-06-30").press("Check the ticked ones")
    filip.fill("Reason", "Nieuw team").press("Grant: 2").reads("2 done")
    assert _granted(factory) == 2


def test_withdrawn_while_the_preview_stands(
    browser: Browser, cast: Cast, factory: sessionmaker[Session], ten: None
) -> None:
    filip = enter(browser, "filip.janssens").follow("Grant to several").follow("Handle files")
    _ticked(filip, "Lies Aerts02").press("Check the ticked ones")
    with factory.begin() as session:
        act_in(session, Scope.office())
        session.execute(update(RightKind).where(RightKind.id == cast.kinds["planner"]).values(offered=False))
    filip.press("Grant: 1").reads("1 not done", "1 otherwise than foretold", "no longer offers this right")
    assert _granted(factory) == 0


def test_administration_isnt_granted_to_oneself_nor_to_people_elsewhere(
    browser: Browser, cast: Cast, factory: sessionmaker[Session]
) -> None:
    filip = enter(browser, "filip.janssens").follow("Grant to several").follow("Local administrator")
    _ticked(filip, "Filip Janssens", "Bram Claes").reads_nothing_of("Chloé").press("Check the ticked ones")
    filip.reads("You can't grant yourself the role").press("Grant: 1").reads("1 done", "1 not done")
    chloe = enter(browser, "chloe.dubois")
    assert chloe.typed_address(filip.url.removeprefix("http://localhost")).status == 404
