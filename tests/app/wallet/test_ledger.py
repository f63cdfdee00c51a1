"""The ledger in the database: what it refuses whoever asks, and what it does once however often it is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.orm import Session

from app.errors import Refusal
from app.transaction import Scope, enter, transaction
from app.wallet.ledger import Posting, hold, post, post_many
from app.wallet.rules import Booking, Bookings, Cost, lines_of_charge, lines_of_money_back, lines_of_money_in
from models.values import LedgerAccount, TransactionKind, euro
from tests.app.wallet.offices import NOW, Office, balance, filled, office

WALLET, TRANSIT, REVENUE = LedgerAccount.WALLET, LedgerAccount.TRANSIT, LedgerAccount.REVENUE
pytestmark = pytest.mark.trust("Ledger")


@pytest.fixture
def one(session: Session) -> Office:
    made = office(session)
    session.commit()
    return made


def spending(one: Office, key: str = "a", net: str = "10.00") -> Posting:
    cost = Cost(euro(net), 1, 21)
    return Posting(
        one.id, TransactionKind.CHARGE, key, cost.gross, lines_of_charge(cost), one.bram.account_id,
        one.bram.membership_id, one.tool_id, "search", ("Opzoeking", "Recherche", "Search"), cost,
    )  # fmt: skip


def test_a_top_up_and_a_charge_are_booked_in_lines_that_sum_to_zero(session: Session, one: Office) -> None:
    paid = filled(session, one, "50.00")
    spent = post(session, spending(one), NOW)
    assert (str(paid.balance), str(spent.balance), str(spent.change)) == ("50.00", "37.90", "-12.10")
    assert (paid.receipt, spent.receipt) == ("2026-000001", "2026-000002")
    lines = session.execute(
        text("select account, amount from wallet_line where transaction_id = :id order by number"),
        {"id": spent.id},
    )
    assert [(account, str(amount)) for account, amount in lines] == [
        ("wallet", "-12.10"),
        ("revenue", "10.00"),
        ("vat", "2.10"),
    ]


def test_the_same_key_posts_once(session: Session, one: Office) -> None:
    filled(session, one, "50.00")
    first, again = post(session, spending(one), NOW), post(session, spending(one), NOW)
    assert (first.again, again.again) == (False, True)
    assert first == again
    assert str(balance(session, one)) == "37.90"


def test_a_balance_below_zero_is_refused_by_the_database(session: Session, one: Office) -> None:
    filled(session, one, "12.09")
    with pytest.raises(Refusal) as refused, transaction(session):
        post(session, spending(one), NOW)
    assert refused.value.code == "wallet.charge.too_low_now"


@pytest.mark.parametrize(
    "lines",
    [
        (Booking(TRANSIT, euro("-50")), Booking(WALLET, euro("49.99"))),
        (Booking(TRANSIT, euro("-50")),),
        (Booking(WALLET, euro("50")),),
        (),
    ],
    ids=["a cent short", "one line", "no other side", "none"],
)
@pytest.mark.parametrize("many", [False, True])
def test_what_does_not_sum_to_zero_is_refused(session: Session, one: Office, lines: Bookings, many: bool) -> None:
    wrong = Posting(one.id, TransactionKind.TOP_UP, "b", euro("50"), lines, provider="x")
    right = replace(wrong, key="c", lines=lines_of_money_in(euro("50"), euro("0"), TRANSIT))
    with pytest.raises(IntegrityError, match=r"ck_wallet_transaction_(balances|booked)"):
        post_many(session, [right, wrong], NOW) if many else post(session, wrong, NOW)


@pytest.mark.parametrize(
    "change",
    [
        "update wallet_line set amount = amount + 1",
        "delete from wallet_line",
        "update wallet_transaction set change = change + 1, transit = transit - 1",
        "update wallet_transaction set revenue = 5, transit = transit - 5",
        "update wallet_transaction set gross = gross + 1",
        "update wallet_transaction set at = now()",
        "delete from wallet_transaction",
        "truncate wallet_transaction cascade",
        "update wallet set balance = balance + 1",
        "insert into wallet_line values (1, 1, 9, 'wallet', null, null, 5)",
    ],
)
def test_nothing_that_was_posted_changes_not_even_by_us(session: Session, one: Office, change: str) -> None:
    filled(session, one, "50.00")
    with (
        pytest.raises(DBAPIError, match=r"never changes|permission denied|cannot .* view"),
        session.begin_nested(),
    ):
        session.execute(text(change))


FORGED = """insert into wallet_transaction (organisation_id, kind, state, key, at, asked_at, gross, reference,
    reason, {columns} balance, owed, year, number)
    values (:id, 'top_up', 'completed', 'forged', now(), now(), 50, '', '', {values} 50, 0, 2026, 1)"""


@pytest.mark.parametrize(
    ("columns", "values"),
    [
        ("change, transit, provider,", "50, -50, 'x',"),
        ("change,", "50,"),
        ("", ""),
    ],
    ids=["in balance", "on one side", "without lines"],
)
def test_what_is_completed_is_written_by_the_ledger_alone(
    session: Session, one: Office, columns: str, values: str
) -> None:
    hold(session, one.id)
    with pytest.raises(ProgrammingError, match="permission denied"):
        session.execute(text(FORGED.format(columns=columns, values=values)), {"id": one.id})


@pytest.mark.trust("Tenants")
def test_lines_are_seen_by_who_sees_their_transaction(session: Session, one: Office) -> None:
    other = office(session, one.tool_id)
    filled(session, one, "50.00")
    filled(session, other, "10.00")
    seen = text("select array_agg(distinct organisation_id) from wallet_line")
    assert set(session.execute(seen).scalar_one()) == {one.id, other.id}
    enter(session, Scope.organisation(other.id))
    assert session.execute(seen).scalar_one() == [other.id]
    enter(session, Scope.organisation(0))
    assert session.execute(seen).scalar_one() is None
    enter(session, Scope.own(None, one.bram.account_id))
    with pytest.raises(ProgrammingError, match="permission denied"), session.begin_nested():
        session.execute(seen)


def test_another_organisations_wallet_is_refused(session: Session, one: Office) -> None:
    other = office(session)
    enter(session, Scope.organisation(other.id))
    with pytest.raises(ProgrammingError, match="not your wallet"), session.begin_nested():
        post(session, spending(one), NOW)
    enter(session, Scope.own(None, one.bram.account_id))
    with pytest.raises(DBAPIError, match="permission denied"), session.begin_nested():
        post(session, spending(one), NOW)


def test_numbers_begin_anew_each_year_in_brussels_and_moments_never_go_back(session: Session, one: Office) -> None:
    before = filled(session, one, "50", datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC))
    after = filled(session, one, "50", datetime(2026, 12, 31, 23, 0, 0, tzinfo=UTC))
    earlier = filled(session, one, "50", datetime(2026, 12, 31, 22, 0, 0, tzinfo=UTC))
    assert [one.receipt for one in (before, after, earlier)] == ["2026-000001", "2027-000001", "2027-000002"]
    assert before.at < after.at < earlier.at == after.at + timedelta(microseconds=1)


def test_money_taken_back_beyond_the_balance_is_owed_and_settled_first(session: Session, one: Office) -> None:
    paid = filled(session, one, "50")
    post(session, spending(one), NOW)
    held = hold(session, one.id)
    lines = lines_of_money_back(euro("50"), held.balance, TRANSIT)
    taken = post(
        session,
        Posting(one.id, TransactionKind.TAKEN_BACK, "c", euro("50"), lines, undone_id=paid.id, provider="x"),
        NOW,
    )
    assert (str(taken.change), str(taken.balance), str(taken.owed)) == ("-37.90", "0.00", "12.10")
    session.commit()
    with pytest.raises(Refusal), transaction(session):
        post(session, spending(one, "d", "0.01"), NOW)
    again = filled(session, one, "50")
    assert (str(again.change), str(again.balance), str(again.owed)) == ("37.90", "37.90", "0.00")


def test_a_wallet_that_owes_holds_nothing(session: Session, one: Office) -> None:
    paid = filled(session, one, "50")
    lines = (Booking(TRANSIT, euro("50")), Booking(LedgerAccount.RECEIVABLE, euro("-50")))
    with pytest.raises(Refusal) as refused, transaction(session):
        post(session, Posting(one.id, TransactionKind.TAKEN_BACK, "c", euro("50"), lines, undone_id=paid.id,
                              provider="x"), NOW)  # fmt: skip
    assert refused.value.code == "wallet.charge.owed_now"


def test_many_are_posted_at_once_and_what_a_wallet_cannot_pay_is_told(session: Session, one: Office) -> None:
    rich, poor = one, office(session, one.tool_id)
    filled(session, rich, "50")
    filled(session, poor, "10")
    told = post_many(
        session,
        [
            spending(poor, "1"),
            spending(rich, "2"),
            spending(rich, "2"),
            spending(rich, "3"),
            spending(poor, "4", "5"),
        ],
        NOW,
    )
    assert [one.balance if one else None for one in told] == [
        None,
        euro("37.90"),
        euro("37.90"),
        euro("25.80"),
        euro("3.95"),
    ]
    assert told[2] is not None
    assert told[2].again


def test_a_key_that_was_too_dear_and_then_was_not_is_told_as_it_went(session: Session, one: Office) -> None:
    filled(session, one, "10")
    told = post_many(session, [spending(one, "a", "20"), spending(one, "a", "5"), spending(one, "a", "20")], NOW)
    assert [(made.balance, made.again) if made else None for made in told] == [
        None,
        (euro("3.95"), False),
        (euro("3.95"), True),
    ]


def test_money_that_comes_in_is_never_more_than_a_line_can_hold(session: Session, one: Office) -> None:
    lines = lines_of_money_in(euro("999999999999.99"), euro(0), TRANSIT)
    most = Posting(one.id, TransactionKind.TOP_UP, "m", euro("999999999999.99"), lines, provider="x")
    post(session, most, NOW)
    with pytest.raises(DBAPIError, match="overflow"), session.begin_nested():
        post(session, replace(most, key="n"), NOW)
