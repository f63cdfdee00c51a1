"""What screens read of a wallet: at any instant, over a period, per month and tool, day by day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.errors import Missing
from app.policy import Identity, Role
from app.transaction import Scope, enter
from app.wallet import queries
from app.wallet.charging import Payer, Wanted, charge, reverse
from app.wallet.ledger import Posting, hold, post
from app.wallet.panels import doubted_payments, find_transactions, owing_wallets, own_transactions
from app.wallet.rules import lines_of_money_back
from models.values import LedgerAccount, Money, SearchText, TransactionKind, TransactionState, euro
from models.wallet import TopUp, Transaction
from tests.app.wallet.offices import FINANCE_ROLES, NOW, Office, filled, finance, office, tool

MARCH = date(2027, 3, 1)
pytestmark = pytest.mark.trust("Ledger")


@pytest.fixture
def one(session: Session) -> Office:
    made = office(session)
    session.commit()
    return made


def at(text: str) -> datetime:
    """That moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def buy(session: Session, payer: Payer, now: datetime, quantity: int = 1, reference: str = "") -> Transaction:
    """What one search costs is € 5.45, VAT included."""
    made = charge(session, payer, Wanted("search", quantity, reference), f"{now.timestamp()}", now)
    return session.get_one(Transaction, made.id, populate_existing=True)


def days_from(first: date, count: int) -> list[date]:
    return [first + timedelta(days=number) for number in range(count)]


def told(account: queries.Account) -> tuple[str, list[tuple[str, int, str]], str]:
    sums = [(str(one.kind), one.count, str(one.change)) for one in account.sums]
    return str(account.before), sums, str(account.after)


def test_an_account_says_what_was_there_before_what_happened_by_kind_and_what_was_there_after(
    session: Session, one: Office
) -> None:
    filled(session, one, "100", at("2027-02-27 09:00"))
    filled(session, one, "50", at("2027-03-02 09:00"))
    bought = buy(session, one.bram, at("2027-03-03 09:00"))
    buy(session, one.bram, at("2027-03-03 10:00"), 2)
    reverse(session, finance(session), one.id, bought.id, "wrong", at("2027-03-04 09:00"))
    buy(session, one.an, at("2027-04-01 09:00"))
    found = queries.account_over(session, one.id, MARCH, date(2027, 3, 31))
    sums = [("top_up", 1, "50.00"), ("charge", 2, "-16.34"), ("reversal", 1, "5.45")]
    assert told(found) == ("100.00", sums, "139.11")
    assert told(queries.account_over(session, one.id, date(2027, 5, 1), date(2027, 5, 31)))[1] == []


@pytest.mark.parametrize(
    ("begin", "an_hour_each"),
    [(date(2027, 3, 26), [2, 24, 23, 24, 23]), (date(2027, 10, 29), [1, 24, 25, 24, 22])],
)
def test_the_accounts_of_days_follow_each_other_also_when_the_clocks_change(
    session: Session, one: Office, begin: date, an_hour_each: list[int]
) -> None:
    first = datetime(begin.year, begin.month, begin.day, 21, 30, tzinfo=UTC)
    filled(session, one, "2000", first - timedelta(hours=1))
    for hours in range(96):
        buy(session, one.bram, first + timedelta(hours=hours))
    accounts = [queries.account_over(session, one.id, day, day) for day in days_from(begin, 5)]
    assert [str(a.after) for a in accounts[:-1]] == [str(b.before) for b in accounts[1:]]
    assert [a.sums[-1].count for a in accounts] == an_hour_each
    assert queries.balances_over(session, one.id, days_from(begin, 5)) == [a.after for a in accounts]


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2027-01-09 22:59:59", date(2027, 1, 9)),
        ("2027-01-09 23:00:00", date(2027, 1, 10)),
        ("2027-03-27 22:59:59", date(2027, 3, 27)),
        ("2027-03-27 23:00:00", date(2027, 3, 28)),
        ("2027-03-28 21:59:59", date(2027, 3, 28)),
        ("2027-03-28 22:00:00", date(2027, 3, 29)),
        ("2027-10-30 22:00:00", date(2027, 10, 31)),
        ("2027-10-31 22:59:59", date(2027, 10, 31)),
        ("2027-10-31 23:00:00", date(2027, 11, 1)),
    ],
)
def test_what_happens_belongs_to_the_day_it_is_in_brussels(
    session: Session, one: Office, moment: str, day: date
) -> None:
    filled(session, one, "50", at(moment))
    before, after = day - timedelta(days=1), day + timedelta(days=1)
    counts = [len(queries.account_over(session, one.id, d, d).sums) for d in (before, day, after)]
    assert counts == [0, 1, 0]
    assert queries.balances_over(session, one.id, [before, day]) == [euro(0), euro(50)]


def test_what_a_wallet_held_at_an_instant_includes_what_happened_at_it(session: Session, one: Office) -> None:
    moment = filled(session, one, "50", NOW).at
    assert queries.balance_at(session, one.id, moment) == (euro(50), euro(0))
    assert queries.balance_at(session, one.id, moment - timedelta(microseconds=1)) == (euro(0), euro(0))


def test_balances_come_in_the_order_of_the_days_asked(session: Session, one: Office) -> None:
    filled(session, one, "50", at("2027-03-02 12:00"))
    buy(session, one.bram, at("2027-03-04 12:00"))
    days = [MARCH + timedelta(days=number) for number in (4, 0, 1, 3, 2)]
    held = [str(amount) for amount in queries.balances_over(session, one.id, days)]
    assert held == ["44.55", "0.00", "50.00", "44.55", "50.00"]
    assert queries.balances_over(session, one.id, []) == []


def test_use_is_told_per_month_of_brussels_and_tool_and_reversals_are_taken_off(
    session: Session, one: Office
) -> None:
    other = tool(session, net="10.00", percent=21)
    filled(session, one, "500", at("2026-12-01 09:00"))
    buy(session, one.bram, at("2026-12-31 22:59"))
    buy(session, one.bram, at("2026-12-31 23:00"))
    bought = buy(session, one.an, at("2027-01-15 12:00"), 2)
    buy(session, replace(one.bram, tool_id=other), at("2027-01-16 12:00"))
    reverse(session, finance(session), one.id, bought.id, "wrong", at("2027-02-01 12:00"))
    buy(session, one.an, at("2027-04-01 12:00"))
    months = [date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1), date(2027, 3, 1)]
    found = queries.use_by_month(session, one.id, months)
    assert {(use.month, use.tool.id): str(use.gross) for use in found} == {
        (date(2026, 12, 1), one.tool_id): "5.45",
        (date(2027, 1, 1), one.tool_id): "16.34",
        (date(2027, 1, 1), other): "12.10",
        (date(2027, 2, 1), one.tool_id): "-10.89",
    }


def test_what_was_spent_lately_counts_from_the_instant_on(session: Session, one: Office) -> None:
    filled(session, one, "50", at("2027-03-01 09:00"))
    first = buy(session, one.bram, at("2027-03-02 09:00"))
    buy(session, one.bram, at("2027-03-03 09:00"))
    until = at("2027-03-31 09:00")
    assert queries.spent_since(session, one.id, first.at, until) == euro("10.90")
    assert queries.spent_since(session, one.id, first.at + timedelta(microseconds=1), until) == euro("5.45")
    assert queries.spent_since(session, one.id, until, until) == euro(0)


def test_what_was_reversed_reads_so_and_nothing_else_does(session: Session, one: Office) -> None:
    filled(session, one, "50")
    stands, undone = buy(session, one.bram, NOW), buy(session, one.bram, NOW + timedelta(hours=1))
    reverse(session, finance(session), one.id, undone.id, "wrong", NOW + timedelta(hours=2))
    session.expire_all()
    assert queries.state_of(session.get_one(Transaction, stands.id)) is TransactionState.COMPLETED
    assert queries.state_of(session.get_one(Transaction, undone.id)) is TransactionState.REVERSED
    for state, count in (("reversed", 1), ("completed", 3), ("open", 0)):
        rows = session.query(Transaction).filter(Transaction.organisation_id == one.id, queries.in_state(state))
        assert rows.count() == count, state
    tied = queries.tied_to(session, session.get_one(Transaction, undone.id))
    assert [one.kind for one in tied] == ["reversal"]
    assert [one.id for one in queries.tied_to(session, tied[0])] == [undone.id]


def test_a_member_sees_his_organisations_transactions_and_no_others(session: Session, one: Office) -> None:
    other = office(session)
    filled(session, one, "50")
    filled(session, other, "60")
    theirs = buy(session, other.bram, NOW, reference="DOSSIER/7")
    mine = buy(session, one.bram, NOW, reference="DOSSIER/7")
    for who, seen in ((one.member, [mine.id]), (other.manager, [theirs.id]), (finance(session), None)):
        found = find_transactions(session, who, SearchText.read("DOSSIER/7"), 10)
        assert sorted(hit.id for hit in found) == (seen or sorted((mine.id, theirs.id)))
    with pytest.raises(Missing):
        queries.transaction_record(session, one.member, theirs.id)
    stranger = Identity(one.bram.account_id, None, frozenset({Role.PERSON}), one.id)
    assert find_transactions(session, stranger, SearchText.read("DOSSIER/7"), 10) == []


def test_a_receipt_is_found_by_its_number_to_the_letter(session: Session, one: Office) -> None:
    filled(session, one, "50")
    bought = buy(session, one.bram, NOW, reference="50%")
    enter(session, Scope.own(None, one.bram.account_id))
    found = {
        text: [hit.id for hit in find_transactions(session, one.member, SearchText.read(text), 10)]
        for text in ("2026-000002", "2026-2", "2026-0000021", "50%", "5", "%", "2026-000009")
    }
    assert found == {"2026-000002": [bought.id], "2026-2": [], "2026-0000021": [], "50%": [bought.id],
                     "5": [], "%": [], "2026-000009": []}  # fmt: skip


def test_finance_is_told_who_owes_and_which_payment_is_in_doubt(session: Session, one: Office) -> None:
    paid = filled(session, one, "50")
    buy(session, one.bram, NOW)
    taken = lines_of_money_back(euro(50), hold(session, one.id).balance, LedgerAccount.TRANSIT)
    posting = Posting(
        one.id, TransactionKind.TAKEN_BACK, "taken", euro(50), taken, undone_id=paid.id, provider="practice_bank"
    )
    post(session, posting, NOW)
    session.add(
        TopUp(organisation_id=one.id, transaction_id=paid.id, provider="practice_bank", method="bancontact",
              payment="p1", doubt="note")
    )  # fmt: skip
    session.flush()
    hugo = Identity(one.an.account_id, None, FINANCE_ROLES)
    owing, doubted = owing_wallets(session, hugo, NOW), doubted_payments(session, hugo, NOW)
    assert (owing.count, owing.first[0].id, owing.first[0].notes) == (1, one.id, (euro("5.45"),))
    assert (doubted.count, doubted.first[0].id) == (1, paid.id)
    assert owing_wallets(session, one.member, NOW).count == 1  # his own organisation's
    assert doubted_payments(session, one.member, NOW).count == 0


def test_whoever_asks_for_his_own_gets_what_he_spent_himself(session: Session, one: Office) -> None:
    filled(session, one, "50")
    buy(session, one.bram, NOW, reference="mine")
    buy(session, one.an, NOW + timedelta(hours=1), reference="hers")
    found = own_transactions(session, one.member)
    assert [(row["reference"], row["gross"], row["tool"]) for row in found] == [("mine", "5.45", "Cadastre")]


def test_amounts_are_money_to_the_cent(session: Session, one: Office) -> None:
    filled(session, one, "50.01")
    found = queries.account_over(session, one.id, NOW.date(), NOW.date())
    assert found.sums[0].change == Money(euro("50.01").euro)
