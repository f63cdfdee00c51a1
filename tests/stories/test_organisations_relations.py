"""Filip changes, ends and restarts relations, and lets somebody leave: he reads first what goes with it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.transaction import Scope
from app.transaction import enter as act_in
from models.events import Event
from models.organisations import Membership
from models.rights import Right
from tests.stories.cast import Cast, standing_right
from tests.stories.stage import Browser, Time, enter
from tests.stories.walker import Walker

GRANTED = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def rights(cast: Cast, factory: sessionmaker[Session]) -> list[int]:
    """Two rights of Bram."""
    with factory.begin() as session:
        act_in(session, Scope.office())
        made = [
            standing_right(cast, "Bram", kind, date(2026, 10, 1), last_day, GRANTED)
            for kind, last_day in (("planner", date(2027, 9, 30)), ("half_year", date(2027, 3, 31)))
        ]
        session.add_all(made)
        session.flush()
        return [one.id for one in made]


def _relation(cast: Cast, factory: sessionmaker[Session], name: str = "Bram") -> Membership:
    with factory() as session:
        act_in(session, Scope.office())
        return session.scalars(select(Membership).where(Membership.id == cast.relations[name])).one()


def _revoked(factory: sessionmaker[Session], ids: list[int]) -> int:
    with factory() as session:
        act_in(session, Scope.office())
        found = session.scalars(select(Right.revoked_on).where(Right.id.in_(ids)))
        return sum(one is not None for one in found)


def _brams_relation(browser: Browser, code: str = "EN", relations: str = "Relations") -> Walker:
    filip = enter(browser, "filip.janssens").follow(code).follow(relations)
    return filip.follow("Bram Claes")


@pytest.mark.parametrize(
    ("code", "people", "leaves", "press", "done", "loses"),
    [
        (
            "NL",
            "Personen",
            "Verlaat de organisatie",
            "Verlaat: herroepen en beëindigen",
            "Bram Claes is weg: elk recht is herroepen en elke relatie eindigt vandaag.",
            "Bram Claes verliest meteen 2 rechten, en krijgt daarover één mail.",
        ),
        (
            "FR",
            "Personnes",
            "Quitte l’organisation",
            "Quitte : révoquer et mettre fin",
            "Bram Claes est parti : chaque droit est révoqué et chaque relation prend fin aujourd’hui.",
            "Bram Claes perd aussitôt 2 droits, et reçoit un seul e-mail à ce sujet.",
        ),
    ],
    ids=["NL", "FR"],
)
def test_who_leaves_loses_everything_in_one_act(
    browser: Browser,
    cast: Cast,
    factory: sessionmaker[Session],
    rights: list[int],
    code: str,
    people: str,
    leaves: str,
    press: str,
    done: str,
    loses: str,
) -> None:
    filip = enter(browser, "filip.janssens").follow(code).follow(people).follow("Bram Claes").follow(leaves)
    filip.reads(loses)
    assert _revoked(factory, rights) == 0, "looking ends nothing"
    filip.press(press, times=2)
    assert _revoked(factory, rights) == 2
    assert _relation(cast, factory).last_day == date(2027, 3, 15)
    assert not filip.sees_link(leaves)
    with factory() as session:
        act_in(session, Scope.office())
        tags = list(session.scalars(select(Event.tag).where(Event.tag.contains("relation")).order_by(Event.id)))
        assert tags == ["organisations.relation.ended"]
        assert session.scalars(select(Event).where(Event.tag == "rights.rights.revoked")).one().facts["count"] == 2


def test_the_last_administrator_cannot_leave(browser: Browser) -> None:
    filip = enter(browser, "filip.janssens").follow("Persons").follow("Filip Janssens")
    filip.follow("Leaves the organisation").press("Leaves: revoke and end")
    filip.reads("This is the last local administrator of the organisation")
    assert filip.status == 422


def test_ending_with_rights_standing_lists_them_and_revokes_them_together(
    browser: Browser, cast: Cast, factory: sessionmaker[Session], rights: list[int]
) -> None:
    filip = _brams_relation(browser).follow("End").fill("Last day", "2027-04-30")
    filip.press("End the relation")
    assert filip.error("Last day").startswith("Rights still stand on this relation after that day.")
    filip.reads("Rights that go further than that day", "Handle files").reads_nothing_of("Review grants")
    filip.tick("Revoke these rights with it, at once").fill("Reason", "Contract loopt af").press(
        "End the relation"
    )
    filip.reads("Ended. The relation counts until 30/04/2027.")
    assert _revoked(factory, rights) == 1
    filip.reads("Relation ended", "30/04/2027")


def test_days_and_nature_change_as_long_as_the_rights_fit(
    browser: Browser, cast: Cast, factory: sessionmaker[Session], rights: list[int]
) -> None:
    filip = _brams_relation(browser).follow("Change")
    filip.fill("Function", "Planner").fill("Telephone", "02 555 01 02").fill("Note", "Werkt van thuis").press(
        "Save"
    )
    filip.reads("Changed.", "Planner", "02 555 01 02", "Werkt van thuis", "Relation changed")
    filip.follow("Change").fill("From", "2026-11-01").press("Save")
    filip.reads("Rights still stand on this relation")
    filip.fill("From", "2026-01-01").fill("Until", "2025-12-31").press("Save")
    assert filip.error("Until").startswith("The last day comes before the first day.")
    filip.fill("Until", "").choose("Category", "External").press("Save")
    assert "aren't meant for such a relation" in filip.error("Category")
    assert filip.value("Function") == "Planner"


def test_two_administrators_on_one_row(browser: Browser, rights: list[int]) -> None:
    filip = _brams_relation(browser).follow("Change")
    other = filip.new_tab().fill("Function", "Jurist")
    filip.fill("Function", "Planner").press("Save")
    other.press("Save").reads("Somebody changed this in the meantime")
    assert other.value("Function") == "Jurist"


def test_started_again_after_it_ended(
    browser: Browser, cast: Cast, factory: sessionmaker[Session], time: Time
) -> None:
    _brams_relation(browser).follow("End").press("End the relation").reads("until 15/03/2027.")
    time.passes(days=1)
    filip = _brams_relation(browser)
    filip.reads("Over").follow("Start again").press("Start again")
    filip.reads("Started again.", "16/03/2027 – until further notice")
    assert _relation(cast, factory).last_day == date(2027, 3, 15)


def test_nobody_of_elsewhere_gets_there(browser: Browser, cast: Cast) -> None:
    chloe = enter(browser, "chloe.dubois")
    for page in ("change", "end", "again"):
        assert chloe.typed_address(f"/relation/{page}/{cast.relations['Bram']}").status == 404
    assert chloe.typed_address(f"/relation/leave/{cast.persons['Bram']}").status == 404
    bram = enter(browser, "bram.claes")
    assert bram.typed_address(f"/relation/change/{cast.relations['Bram']}").status == 403
