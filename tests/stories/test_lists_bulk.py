"""Filip takes several rights back at once: he reads what will happen row by row, confirms once, reads what did."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from app.transaction import Scope
from app.transaction import enter as act_in
from models.events import Event
from models.rights import Right
from tests.stories.cast import Cast
from tests.stories.stage import Browser, enter
from tests.stories.walker import Walker

SINCE = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)


@pytest.fixture
def rights(cast: Cast, factory: sessionmaker[Session]) -> dict[str, int]:
    """Of Bram and An: one in force each, one that ended, one revoked before."""
    with factory.begin() as session:
        act_in(session, Scope.office())
        made = {
            "bram": _right(cast, "Bram", date(2027, 1, 4), date(2027, 12, 31)),
            "an": _right(cast, "An", date(2027, 1, 4), date(2027, 12, 31)),
            "ended": _right(cast, "Bram", date(2026, 6, 1), date(2026, 12, 31)),
            "revoked": _right(cast, "An", date(2026, 6, 1), date(2026, 12, 31)),
        }
        session.add_all(made.values())
        session.flush()
        made["revoked"].revoked_at, made["revoked"].revoked_on = SINCE, SINCE.date()
        made["revoked"].revoked_by = cast.accounts["Filip"]
        session.flush()
        return {name: right.id for name, right in made.items()}


def _right(cast: Cast, name: str, first_day: date, last_day: date) -> Right:
    return Right(
        organisation_id=cast.organisations["Gemeente Voorbeeldegem"],
        membership_id=cast.relations[name],
        person_id=cast.persons[name],
        kind_id=cast.kinds["planner"],
        first_day=first_day,
        last_day=last_day,
        granted_at=SINCE,
        granted_by=cast.accounts["Greet"],
        known_from=SINCE,
    )


def _ticks(filip: Walker, *ids: int) -> Walker:
    for box in filip.page.xpath("//input[@name='rowid']"):
        if not ids or int(box.get("value").split(".")[0]) in ids:
            box.set("checked", "checked")
    return filip


def _states(factory: sessionmaker[Session]) -> dict[int, bool]:
    with factory() as session:
        act_in(session, Scope.office())
        return {row.id: row[1] for row in session.execute(select(Right.id, Right.revoked_at.is_not(None)))}


@pytest.mark.trust("Rights")
def test_he_reads_first_what_will_happen_and_then_that_it_did(
    browser: Browser, cast: Cast, rights: dict[str, int], factory: sessionmaker[Session]
) -> None:
    before = _states(factory)
    filip = _ticks(enter(browser, "filip.janssens").follow("All rights")).press("Revoke the chosen")
    assert filip.title == "Revoke: check first"
    filip.reads("2 will be done", "3 won't be done", "This right ended by itself on 31/12/2026")
    filip.reads("This right was revoked already, on 04/01/2027.", "This is the last local administrator")
    assert _states(factory) == before, "looking changes nothing"
    filip.fill("Reason", "Dienst stopt").press("Revoke: 2")
    assert filip.title == "2 rights revoked"
    filip.reads("2 done", "3 not done", "This is the last local administrator").reads_nothing_of("otherwise than")
    after = _states(factory)
    assert {one for one in after if after[one] != before[one]} == {rights["bram"], rights["an"]}
    filip.follow("Bram Claes", beside="Handle files Planning desk 04/01/2027").reads("Revoked", "Dienst stopt")
    assert "Several rights revoked together" in filip.part("History")


@pytest.mark.trust("2.3.1")
@pytest.mark.trust("Audit log")
def test_sent_twice_it_is_done_once_with_one_event(
    browser: Browser, cast: Cast, rights: dict[str, int], factory: sessionmaker[Session]
) -> None:
    filip = _ticks(enter(browser, "filip.janssens").follow("All rights"), rights["bram"], rights["an"])
    filip.press("Revoke the chosen").press("Revoke: 2", times=2)
    assert filip.title == "2 rights revoked"
    filip.reload().reads("2 done")
    with factory() as session:
        act_in(session, Scope.office())
        told = session.scalars(select(Event.facts).where(Event.tag == "rights.rights.revoked")).all()
    assert told == [{"ids": sorted([rights["bram"], rights["an"]]), "count": 2}]


def test_what_changed_between_looking_and_doing_is_left_alone_and_named(
    browser: Browser, cast: Cast, rights: dict[str, int], factory: sessionmaker[Session]
) -> None:
    filip = _ticks(enter(browser, "filip.janssens").follow("All rights"), rights["bram"], rights["an"])
    filip.press("Revoke the chosen").reads("2 will be done")
    with factory.begin() as session:
        act_in(session, Scope.office())
        longer = update(Right).where(Right.id == rights["an"]).values(version=2, last_day=date(2027, 12, 30))
        session.execute(longer)
    filip.press("Revoke: 2")
    filip.reads("1 done", "1 not done", "1 otherwise than foretold: it was changed meanwhile")
    filip.reads("Somebody changed it after you chose it")
    assert [_states(factory)[rights[name]] for name in ("bram", "an")] == [True, False]


def test_all_that_the_filters_leave_is_more_than_the_page(
    browser: Browser, cast: Cast, rights: dict[str, int], factory: sessionmaker[Session]
) -> None:
    with factory.begin() as session:
        act_in(session, Scope.office())
        for month in range(1, 31):
            first_day = date(2028 + month // 12, month % 12 + 1, 1)
            session.add(_right(cast, "Bram", first_day, first_day))
    filip = enter(browser, "filip.janssens").follow("All rights").choose("State", "Pending").press("Search")
    filip.press("Revoke: all 30 results").reads("30 will be done").press("Revoke: 30")
    assert filip.title == "30 rights revoked"
    assert filip.follow("Back to the list").choose("State", "Pending").press("Search").reads("Nothing found")


def test_choosing_nothing_is_said_in_words(browser: Browser, cast: Cast) -> None:
    filip = enter(browser, "filip.janssens").follow("All rights").press("Revoke the chosen")
    assert filip.status == 422
    filip.reads("No row was chosen.")


@pytest.mark.trust("Tenants")
def test_rows_of_another_organisation_are_not_there_to_be_chosen(
    browser: Browser, cast: Cast, rights: dict[str, int], factory: sessionmaker[Session]
) -> None:
    before = _states(factory)
    chloe = _ticks(enter(browser, "chloe.dubois").follow("All rights"))
    chloe.page.xpath("//input[@name='rowid']")[0].set("value", f"{rights['bram']}.1")
    for box in chloe.page.xpath("//input[@name='rowid']")[1:]:
        box.attrib.pop("checked")
    chloe.press("Revoke the chosen").reads("0 will be done", "It isn't there any more").reads_nothing_of("Bram")
    assert _states(factory) == before
    assert not chloe.sees_button("Revoke: 1")


@pytest.mark.parametrize("key", ["", "abc", "1", "1.", ".1", "1.x", "9" * 40 + ".1", "-1.1", "٣.1"])
def test_what_is_no_row_is_not_chosen(browser: Browser, cast: Cast, key: str) -> None:
    filip = _ticks(enter(browser, "filip.janssens").follow("All rights"))
    for box in filip.page.xpath("//input[@name='rowid']"):
        box.set("value", key)
    assert filip.press("Revoke the chosen").status == 422


def test_who_may_not_revoke_is_offered_no_boxes(browser: Browser, cast: Cast) -> None:
    dirk = enter(browser, "dirk.maes").follow("All rights")
    assert not dirk.page.xpath("//input[@name='rowid']")
    assert not dirk.sees_button("Revoke the chosen")
