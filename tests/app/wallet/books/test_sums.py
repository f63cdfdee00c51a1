"""What finance reads: the house at a day, revenue per tool and month, and a trial balance that always balances."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.errors import Forbidden
from app.policy import Identity, Role
from app.wallet.books import sums
from app.wallet.books.sums import Revenue, by_month
from models.values import NOTHING, euro
from tests.app.wallet.books.house import NOVEMBER, OCTOBER, SEPTEMBER, business, house

END = NOVEMBER + timedelta(days=20)


def _euros(*amounts: str) -> tuple[object, ...]:
    return tuple(euro(one) for one in amounts)


def test_the_house_at_the_end_of_a_day(session: Session) -> None:
    made = business(session)
    found = sums.figures(session, made.hugo, END)
    # Searches for 10.90 and 5.45, two deeds for 21.20; one search was undone.
    assert found.wallets == euro("2000") - euro("10.89") - euro("21.20") - euro("5.45")
    assert (found.receivable, found.suspense, found.bank) == (NOTHING, NOTHING, NOTHING)
    assert found.transit == (("practice_bank", euro("2000")),)
    assert found.vat == euro("1.89") + euro("1.20") + euro("0.95")
    assert found.revenue == euro("4.50")


def test_a_day_earlier_is_the_house_as_it_was_then(session: Session) -> None:
    made = business(session)
    found = sums.figures(session, made.hugo, SEPTEMBER + timedelta(days=9))
    assert found.wallets == euro("2000") - euro("5.45") - euro("10.89")
    assert (found.revenue, found.vat) == (euro("13.50"), euro("2.84"))
    assert sums.figures(session, made.hugo, SEPTEMBER - timedelta(days=1)).wallets == NOTHING


def test_revenue_is_per_month_and_tool_less_what_was_undone_that_month(session: Session) -> None:
    made = business(session)
    assert sums.revenue(session, made.hugo, SEPTEMBER, END) == (
        Revenue(SEPTEMBER, made.searches, *_euros("13.50", "2.84")),
        Revenue(OCTOBER, made.searches, *_euros("-4.50", "-0.95")),
        Revenue(OCTOBER, made.deeds, *_euros("20", "1.20")),
        Revenue(NOVEMBER, made.searches, *_euros("4.50", "0.95")),
    )


def test_revenue_of_some_days_of_a_month_is_of_those_days(session: Session) -> None:
    made = business(session)
    day = SEPTEMBER + timedelta(days=9)
    assert [one.net for one in sums.revenue(session, made.hugo, day, day)] == [euro("13.50")]
    assert sums.revenue(session, made.hugo, SEPTEMBER, day - timedelta(days=1)) == ()


def test_what_was_undone_in_its_own_month_leaves_no_line(session: Session) -> None:
    made = house(session)
    made.undoes(session, made.buys(session, OCTOBER), OCTOBER + timedelta(days=1))
    assert sums.revenue(session, made.hugo, SEPTEMBER, END) == ()
    assert by_month(()) == ([], ())


def test_months_stand_in_a_row_and_tools_by_what_they_earned(session: Session) -> None:
    found = (
        Revenue(SEPTEMBER, 1, *_euros("5", "1")),
        Revenue(NOVEMBER, 2, *_euros("7", "1")),
        Revenue(NOVEMBER, 0, *_euros("0.01", "-0.01")),
    )
    tools, months = by_month(found)
    assert tools == [2, 1, 0]
    assert [(one.month, one.net, one.gross) for one in months] == [
        (SEPTEMBER, *_euros("5", "6")), (OCTOBER, *_euros("0", "0")), (NOVEMBER, *_euros("7.01", "8")),
    ]  # fmt: skip


def test_the_trial_balance_has_what_was_before_in_and_after_a_period(session: Session) -> None:
    made = business(session)
    found = sums.trial_balance(session, made.hugo, OCTOBER, OCTOBER + timedelta(days=30))
    assert [(line.account, line.tool_id, line.provider) for line in found.lines] == [
        ("wallet", 0, ""), ("transit", 0, "practice_bank"), ("revenue", made.searches, ""),
        ("revenue", made.deeds, ""), ("vat", 0, ""),
    ]  # fmt: skip
    wallet, transit, searches, deeds, vat = found.lines
    assert (wallet.opening, wallet.debit, wallet.credit) == _euros("1983.66", "21.20", "5.45")
    assert (transit.opening, transit.closing) == _euros("-2000", "-2000")
    assert (searches.opening, searches.debit, searches.closing) == _euros("13.50", "4.50", "9")
    assert (deeds.opening, deeds.credit) == _euros("0", "20")
    assert (vat.opening, vat.debit, vat.credit, vat.closing) == _euros("2.84", "0.95", "1.20", "3.09")
    assert found.balances


@pytest.mark.trust("Ledger")
def test_debit_and_credit_are_equal_over_every_period(session: Session) -> None:
    made = business(session)
    days = [SEPTEMBER + timedelta(days=one) for one in range(-1, 75, 4)]
    for first in days:
        for last in (day for day in days if day >= first):
            assert sums.trial_balance(session, made.hugo, first, last).balances, (first, last)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.HELPDESK, Role.COUNTER])
def test_the_books_are_read_by_finance_and_the_central_team_alone(session: Session, role: Role) -> None:
    made = house(session)
    who = Identity(made.hugo.account_id, None, frozenset({Role.PERSON, role}), made.one.id)
    for ask in (sums.revenue, sums.trial_balance):
        with pytest.raises(Forbidden):
            ask(session, who, SEPTEMBER, END)
    with pytest.raises(Forbidden):
        sums.figures(session, who, END)
    greet = Identity(made.hugo.account_id, None, frozenset({Role.PERSON, Role.CENTRAL}))
    assert sums.figures(session, greet, END).wallets == euro("2000")
