"""Spending at the ends of days, months and years, and in nights with an hour more or less, in Brussels."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.errors import Refusal
from app.transaction import transaction
from app.wallet import charging, limits
from app.wallet.charging import Wanted
from app.wallet.ledger import Posted
from models.rights import Price
from models.values import euro
from models.wallet import Transaction
from tests.app.wallet.offices import NOW, Office, balance, filled, finance, office, price

SECOND = timedelta(seconds=1)
# The first instant of a month in Brussels: winter, after the spring night, summer, after the autumn night, a leap
# day before it, a new year.
MONTHS = [
    datetime(2027, 2, 28, 23, 0, tzinfo=UTC),
    datetime(2027, 3, 31, 22, 0, tzinfo=UTC),
    datetime(2027, 6, 30, 22, 0, tzinfo=UTC),
    datetime(2027, 10, 31, 23, 0, tzinfo=UTC),
    datetime(2028, 2, 29, 23, 0, tzinfo=UTC),
    datetime(2027, 12, 31, 23, 0, tzinfo=UTC),
]
NIGHTS = [datetime(2027, 3, 28, 1, 0, tzinfo=UTC), datetime(2027, 10, 31, 1, 0, tzinfo=UTC)]


@pytest.fixture
def one(session: Session) -> Office:
    made = office(session)
    filled(session, made, "500", NOW)
    session.commit()
    return made


def spend(session: Session, one: Office, now: datetime, key: str = "") -> Posted:
    with transaction(session):
        return charging.charge(session, one.bram, Wanted("search"), key or now.isoformat(), now)


@pytest.mark.trust("Spending")
@pytest.mark.trust("2.3.2")
@pytest.mark.parametrize("begins", MONTHS, ids=str)
def test_a_monthly_limit_begins_anew_at_midnight_in_brussels(
    session: Session, one: Office, begins: datetime
) -> None:
    limits.set_limit(session, one.manager, one.bram.membership_id, None, euro("5.45"), NOW)
    session.commit()
    spend(session, one, begins - 2 * SECOND)
    with pytest.raises(Refusal, match="over_limit_of_member"):
        spend(session, one, begins - SECOND)
    spend(session, one, begins)
    with pytest.raises(Refusal, match="over_limit_of_member"):
        spend(session, one, begins + timedelta(days=27))


@pytest.mark.trust("Spending")
@pytest.mark.parametrize("night", NIGHTS, ids=str)
def test_a_night_with_another_number_of_hours_is_one_day_of_one_month(
    session: Session, one: Office, night: datetime
) -> None:
    limits.set_limit(session, one.manager, None, one.tool_id, euro("16.35"), NOW)
    session.commit()
    for hours in (-2, 0, 1):  # on the clock the same hour twice, or one that isn't there
        spend(session, one, night + timedelta(hours=hours))
    with pytest.raises(Refusal, match="over_limit_of_tool"):
        spend(session, one, night + timedelta(hours=2))
    moments = session.scalars(select(Transaction.at).order_by(Transaction.at)).all()
    assert list(moments) == sorted(set(moments))
    receipts = session.execute(text("select year, number from wallet_transaction order by at")).all()
    assert [tuple(receipt) for receipt in receipts] == [(2026, 1), (2027, 1), (2027, 2), (2027, 3)]


@pytest.mark.trust("Spending")
def test_a_reversal_frees_the_month_it_is_made_in(session: Session, one: Office) -> None:
    limits.set_limit(session, one.manager, one.bram.membership_id, None, euro("5.45"), NOW)
    session.commit()
    begins = MONTHS[0]
    before = spend(session, one, begins - SECOND)
    spend(session, one, begins)
    charging.reverse(session, finance(session), one.id, before.id, "by mistake", begins + SECOND)
    session.commit()
    spend(session, one, begins + 2 * SECOND)
    with pytest.raises(Refusal, match="over_limit_of_member"):
        spend(session, one, begins + 3 * SECOND)


@pytest.mark.trust("Spending")
def test_another_rate_of_vat_goes_in_at_midnight_in_brussels(session: Session, one: Office) -> None:
    _until(session, one, date(2027, 3, 31), date(2027, 4, 1), 6)
    midnight = MONTHS[1]
    before, after = spend(session, one, midnight - SECOND), spend(session, one, midnight)
    assert (str(before.change), str(after.change)) == ("-5.45", "-4.77")


@pytest.mark.trust("Spending")
def test_nothing_is_sold_on_a_day_without_a_price_but_what_was_charged_is_told_again(
    session: Session, one: Office
) -> None:
    _until(session, one, date(2027, 3, 31), date(2027, 4, 2), 21)
    midnight = MONTHS[1]
    before = spend(session, one, midnight - SECOND, "late in the evening")
    with pytest.raises(Refusal, match="no_price"):
        spend(session, one, midnight)
    assert spend(session, one, midnight, "late in the evening") == before
    assert spend(session, one, midnight + timedelta(days=7), "late in the evening") == before
    assert spend(session, one, midnight + timedelta(days=1)).number == before.number + 1
    assert str(balance(session, one)) == "489.10"


@pytest.mark.trust("Ledger")
@pytest.mark.parametrize(
    ("now", "receipt"),
    [
        (datetime(2026, 12, 31, 22, 59, 59, 999999, tzinfo=UTC), "2026-000002"),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), "2027-000001"),
        (datetime(2027, 1, 1, 0, 0, tzinfo=UTC), "2027-000001"),
        (datetime(2028, 2, 29, 12, 0, tzinfo=UTC), "2028-000001"),
    ],
    ids=str,
)
def test_a_receipt_is_of_the_year_in_brussels(session: Session, one: Office, now: datetime, receipt: str) -> None:
    assert spend(session, one, now).receipt == receipt


@pytest.mark.trust("Ledger")
def test_a_clock_that_is_put_back_over_new_year_gives_no_number_twice(session: Session, one: Office) -> None:
    year = MONTHS[5]
    told = [spend(session, one, year + after * SECOND) for after in (-1, 0, -2, -1.5, 1)]
    assert [each.receipt for each in told] == [
        "2027-000001", "2028-000001", "2028-000002", "2028-000003", "2028-000004",
    ]  # fmt: skip
    assert [each.at for each in told] == sorted(each.at for each in told)


def _until(session: Session, one: Office, last: date, first: date, percent: int) -> None:
    """The price ends on a day, and there is another from another day on."""
    standing = session.scalars(select(Price).where(Price.tool_id == one.tool_id)).one()
    standing.last_day = last
    session.flush()
    session.add(price(one.tool_id, str(Decimal("4.50")), percent, first))
    session.commit()
