"""Sums of whole days: kept once a day is over, left out or not they say the same, and a broken one is found."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.transaction import Scope, enter
from app.wallet.books import days, sums
from models.invariants import MONEY, broken
from models.wallet import DaySum
from tests.app.wallet.books.house import NOVEMBER, OCTOBER, SEPTEMBER, at, business, house
from tests.app.wallet.offices import filled

LAST = NOVEMBER + timedelta(days=20)


def _kept(session: Session, day: date = LAST) -> None:
    days.forget_latest(session, at(day))
    while days.keep_some(session, at(day)):
        pass


@pytest.mark.trust("Ledger")
@pytest.mark.parametrize("until", [SEPTEMBER, SEPTEMBER + timedelta(days=12), OCTOBER + timedelta(days=5), LAST])
def test_kept_days_and_the_ledger_itself_say_the_same(session: Session, until: date) -> None:
    hugo = business(session).hugo
    periods = [
        (SEPTEMBER, LAST), (OCTOBER, OCTOBER + timedelta(days=4)), (SEPTEMBER, SEPTEMBER), (NOVEMBER, LAST),
    ]  # fmt: skip
    before = [sums.trial_balance(session, hugo, *period) for period in periods]
    earned = [sums.revenue(session, hugo, *period) for period in periods]
    figures = [sums.figures(session, hugo, period[1]) for period in periods]
    _kept(session, until)
    assert [sums.trial_balance(session, hugo, *period) for period in periods] == before
    assert [sums.revenue(session, hugo, *period) for period in periods] == earned
    assert [sums.figures(session, hugo, period[1]) for period in periods] == figures


def test_a_day_is_kept_once_it_is_over_for_good(session: Session) -> None:
    house(session)
    days.keep_some(session, at(SEPTEMBER, 23))
    assert days.last_kept(session) is None
    # Midnight in Brussels is 22:00 UTC; two hours later nothing is on its way any more.
    days.keep_some(session, at(SEPTEMBER, 22) + timedelta(hours=1, minutes=59))
    assert days.last_kept(session) is None
    days.keep_some(session, at(SEPTEMBER, 22) + timedelta(hours=2))
    assert days.last_kept(session) == SEPTEMBER


def test_a_day_begins_at_midnight_in_brussels(session: Session) -> None:
    made = house(session)
    filled(session, made.one, "50", at(SEPTEMBER + timedelta(days=1), 21) + timedelta(minutes=59))
    filled(session, made.one, "70", at(SEPTEMBER + timedelta(days=1), 22))
    _kept(session)
    found = dict(
        session.execute(
            select(DaySum.day, DaySum.credit).where(DaySum.account == "wallet", DaySum.kind == "top_up")
        ).all()
    )
    assert {day.day: str(amount) for day, amount in found.items()} == {1: "2000.00", 2: "50.00", 3: "70.00"}


def test_the_last_days_are_summed_anew_and_older_ones_stay(session: Session) -> None:
    made = business(session)
    _kept(session)
    filled(session, made.one, "5", at(NOVEMBER + timedelta(days=3)))
    _kept(session)
    assert session.scalar(select(func.count()).where(DaySum.day == NOVEMBER + timedelta(days=3))) == 2
    assert session.scalar(select(func.min(DaySum.day))) == SEPTEMBER


def test_nothing_is_kept_of_a_ledger_without_lines(session: Session) -> None:
    enter(session, Scope.office())
    _kept(session)
    assert session.scalar(select(func.count()).select_from(DaySum)) == 0


@pytest.mark.trust("Ledger")
def test_a_sum_that_isnt_the_ledgers_is_found(session: Session) -> None:
    business(session)
    _kept(session)
    rule = {name: asked for name, asked in MONEY.items() if "whole days" in name}
    assert broken(session.connection(), rule) == []
    with session.begin_nested() as savepoint:
        session.execute(delete(DaySum).where(DaySum.day == SEPTEMBER, DaySum.account == "wallet"))
        assert len(broken(session.connection(), rule)) == 1
        savepoint.rollback()


def test_sums_may_be_made_anew_but_never_changed(session: Session) -> None:
    business(session)
    _kept(session)
    with pytest.raises(Exception, match="permission denied"), session.begin_nested():
        session.execute(update(DaySum).values(lines=1))
