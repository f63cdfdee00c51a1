"""Filip extends a right in one click, changes days, reads why some days can't be, and extends many at once."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.transaction import Scope
from app.transaction import enter as act_in
from models.events import Event
from models.rights import Right, RightPeriod
from tests.stories.cast import Cast, standing_right
from tests.stories.stage import Browser, enter
from tests.stories.walker import Walker

GRANTED = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def ending(cast: Cast, factory: sessionmaker[Session]) -> dict[str, int]:
    """Bram's and An's right to handle files, that end within two weeks."""
    with factory.begin() as session:
        act_in(session, Scope.office())
        made = {
            name: standing_right(cast, name, "planner", date(2026, 4, 1), date(2027, 3, 25), GRANTED)
            for name in ("Bram", "An")
        }
        session.add_all(made.values())
        session.flush()
        return {name: right.id for name, right in made.items()}


def _days(factory: sessionmaker[Session], right_id: int) -> tuple[date, date, list[tuple[date, date]]]:
    with factory() as session:
        act_in(session, Scope.office())
        right = session.scalars(select(Right).where(Right.id == right_id)).one()
        earlier = session.scalars(
            select(RightPeriod).where(RightPeriod.right_id == right_id).order_by(RightPeriod.id)
        )
        return right.first_day, right.last_day, [(one.first_day, one.last_day) for one in earlier]


def _bram(browser: Browser, code: str = "EN") -> Walker:
    filip = enter(browser, "filip.janssens").follow(code)
    return filip.follow("Bram Claes")


@pytest.mark.parametrize(
    ("code", "extend", "change", "done", "earlier"),
    [
        (
            "NL",
            "Verlengen",
            "Wijzigen",
            "Bram Claes heeft dit recht tot en met 14/03/2028.",
            "01/04/2026 – 25/03/2027",
        ),
        (
            "FR",
            "Prolonger",
            "Modifier",
            "Bram Claes a ce droit jusqu’au 14/03/2028 inclus.",
            "01/04/2026 – 25/03/2027",
        ),
    ],
    ids=["NL", "FR"],
)
def test_one_click_extends_from_today(
    browser: Browser,
    factory: sessionmaker[Session],
    ending: dict[str, int],
    code: str,
    extend: str,
    change: str,
    done: str,
    earlier: str,
) -> None:
    filip = _bram(browser, code).follow(extend)
    filip.press(change).reads(done, earlier)
    assert _days(factory, ending["Bram"]) == (
        date(2027, 3, 15),
        date(2028, 3, 14),
        [(date(2026, 4, 1), date(2027, 3, 25))],
    )
    with factory() as session:
        act_in(session, Scope.office())
        told = session.scalars(select(Event).where(Event.tag == "rights.right.changed")).one()
        assert told.facts["changed"] == {
            "first_day": ["2026-04-01", "2027-03-15"],
            "last_day": ["2027-03-25", "2028-03-14"],
        }


def test_only_the_end_moved_says_to_move_the_begin(browser: Browser, ending: dict[str, int]) -> None:
    filip = _bram(browser).follow("Change the period")
    filip.fill("Last day", "2027-04-01").press("Change")
    assert filip.error("First day").startswith("From this first day the right may last until 31/03/2027 at most.")
    assert "on 02/04/2026 or later" in filip.error("First day")
    assert filip.value("Last day") == "2027-04-01"
    filip.fill("First day", "2027-03-14").press("Change")
    assert "lies in the past" in filip.error("First day")
    filip.fill("First day", "2027-03-15").press("Change").reads("Bram Claes has this right until 01/04/2027.")


def test_a_begin_in_the_future_is_warned_of_and_asked_again(
    browser: Browser, factory: sessionmaker[Session], ending: dict[str, int]
) -> None:
    filip = _bram(browser).follow("Extend").fill("First day", "2027-03-22").press("Change")
    filip.reads("Bram Claes would be without this right until 22/03/2027.")
    assert _days(factory, ending["Bram"])[2] == []
    filip.press("Yes, change it like this").reads("Changed. The right counts from 22/03/2027.", "Pending")


def test_two_tabs_on_one_right_and_a_double_click(browser: Browser, ending: dict[str, int]) -> None:
    filip = _bram(browser).follow("Extend")
    tab = filip.new_tab().fill("Last day", "2027-12-31")
    filip.press("Change", times=2).reads("until 14/03/2028.")
    tab.press("Change").reads("Somebody changed this in the meantime")
    assert tab.value("Last day") == "2027-12-31"


def test_his_own_role_and_the_last_administrator(browser: Browser) -> None:
    filip = enter(browser, "filip.janssens").follow("All rights").follow("Filip Janssens").follow("Extend")
    filip.press("Change").reads("You can't change or extend your own role of administrator.")


def test_many_at_once_from_the_worklist(
    browser: Browser, cast: Cast, factory: sessionmaker[Session], ending: dict[str, int]
) -> None:
    filip = enter(browser, "filip.janssens").reads("Rights that end within two weeks")
    filip.follow("Rights that end within two weeks").reads("Bram Claes", "An Peeters")
    for box in filip.page.xpath("//input[@name='rowid']"):
        box.set("checked", "checked")
    filip.press("Extend the chosen").reads("2 will be done", "begins anew today").press("Extend: 2")
    assert filip.title == "2 rights extended"
    assert _days(factory, ending["Bram"])[:2] == (date(2027, 3, 15), date(2028, 3, 14))
    assert _days(factory, ending["An"])[:2] == (date(2027, 3, 15), date(2027, 12, 31)), "within his relation"
    filip.follow("All rights").follow("Bram Claes").reads("Several rights extended together")


def test_what_ended_or_belongs_elsewhere_has_no_such_page(browser: Browser, ending: dict[str, int]) -> None:
    chloe = enter(browser, "chloe.dubois")
    assert chloe.typed_address(f"/change-right/{ending['Bram']}").status == 404
    assert enter(browser, "bram.claes").typed_address(f"/change-right/{ending['Bram']}").status == 403
