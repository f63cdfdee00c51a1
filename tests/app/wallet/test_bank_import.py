"""What the bank tells is booked once: credited by a known communication alone, else set aside."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session, sessionmaker

from app.errors import Forbidden, Refusal
from app.transaction import Scope, enter, watch
from app.wallet import bank_rules
from app.wallet.bank_files import BankFormat, BankPayment
from app.wallet.bank_rules import total_of
from app.wallet.ledger import Posting, post
from app.wallet.rules import Cost, lines_of_charge
from models.invariants import MONEY, broken
from models.values import NOTHING, StructuredReference, TransactionKind, euro
from models.wallet import TopUp
from tests.app.wallet.bank.statements import entry, payment, statement
from tests.app.wallet.bank_days import (
    FIRST,
    HOUSE,
    day,
    days,
    entries_of,
    letters,
    paid,
    states,
    summed,
    taken,
    transfer,
)
from tests.app.wallet.offices import NOW, Office, balance, finance, office

pytestmark = pytest.mark.trust("Bank file")


@pytest.fixture
def one(session: Session) -> Office:
    made = office(session)
    session.commit()
    return made


@pytest.fixture
def asked(session: Session, one: Office) -> TopUp:
    made = transfer(session, one)
    session.commit()
    return made


def text_of(top_up: TopUp) -> str:
    return str(StructuredReference(top_up.reference or ""))


def test_a_transfer_is_credited_with_what_came_whatever_was_announced(
    session: Session, one: Office, asked: TopUp
) -> None:
    done = taken(session, *days([paid("99.50", asked.reference)]))
    session.refresh(asked.transaction)
    assert (done.matched, done.unmatched, done.known) == (1, 0, 0)
    assert (asked.transaction.state, str(asked.transaction.gross), asked.ask_at) == ("completed", "99.50", None)
    assert (str(balance(session, one)), summed(session, "bank")) == ("99.50", "-99.50")
    assert letters(session) == 1


def test_two_payments_with_one_communication_are_two_top_ups(session: Session, one: Office, asked: TopUp) -> None:
    taken(session, *days([paid("100", asked.reference), paid("100", asked.reference)], []))
    taken(session, day(3, [paid("100", asked.reference)], "1200.00"))
    assert states(session) == ["credited"] * 3
    assert (str(balance(session, one)), letters(session)) == ("300.00", 3)
    assert len({row.transaction_id for row in entries_of(session)}) == 3


def test_a_communication_typed_as_free_text_credits(session: Session, one: Office, asked: TopUp) -> None:
    plain = asked.reference or ""
    taken(session, *days([paid("10", text=f"voor {text_of(asked)} dank"), paid("5", text=plain)]))
    assert states(session) == ["credited"] * 2
    assert str(balance(session, one)) == "15.00"


def test_another_number_with_right_digits_beside_it_does_no_harm(session: Session, asked: TopUp) -> None:
    chance = str(StructuredReference.make(1234567890))
    taken(session, *days([paid("10", text=f"klant {chance} {text_of(asked)}")]))
    assert states(session) == ["credited"]


def test_what_does_not_say_for_whom_it_is_waits_and_says_why(session: Session, one: Office, asked: TopUp) -> None:
    other = transfer(session, one, form="g")
    done = taken(
        session,
        *days(
            [
                paid("1", text="factuur 12"),
                paid("2", StructuredReference.make(77).digits),
                paid("3", text=f"{text_of(asked)} {text_of(other)}"),
                paid("5000.01", asked.reference),
                paid("-7"),
                paid("5000", asked.reference),
            ]
        ),
    )
    assert states(session) == [
        "parked no_reference",
        "parked unknown",
        "parked several",
        "parked above_maximum",
        "parked debit",
        "credited",
    ]
    assert (str(done.credited), str(done.parked)) == ("5000.00", "4999.01")
    assert (summed(session, "suspense"), summed(session, "bank")) == ("4999.01", "-9999.01")


def test_a_merged_organisations_wallet_gets_nothing(session: Session, one: Office, asked: TopUp) -> None:
    into = office(session)
    merged = text("update organisation set merged_on = '2026-01-01', merged_into_id = :into where id = :id")
    session.execute(merged, {"id": one.id, "into": into.id})
    taken(session, *days([paid("10", asked.reference)]))
    assert states(session) == ["parked closed"]


def test_another_currency_is_booked_nowhere(session: Session, asked: TopUp) -> None:
    done = taken(session, day(1, [paid("10", asked.reference)], currency="USD"))
    assert states(session) == ["foreign currency"]
    assert (done.unmatched, str(done.credited), str(done.parked)) == (1, "0.00", "0.00")
    assert summed(session, "bank") == "0.00"


def test_an_entry_without_money_is_booked_nowhere(session: Session, asked: TopUp) -> None:
    taken(session, *days([paid("0", asked.reference)]))
    assert states(session) == ["empty"]


def test_of_a_globalised_entry_each_payment_goes_to_its_own_wallet(
    session: Session, one: Office, asked: TopUp
) -> None:
    other = office(session)
    theirs = transfer(session, other)
    leaves = [
        paid("10", asked.reference, number=1),
        paid("20", theirs.reference, number=2),
        paid("5", text="?", number=3),
    ]
    whole = payment("35", None)
    made = statement([entry(1, whole, leaves)], number=1, day=FIRST)
    assert taken(session, made).total == 3
    assert states(session) == ["credited", "credited", "parked no_reference"]
    assert [row.place for row in entries_of(session)] == ["1.1", "1.2", "1.3"]
    assert (str(balance(session, one)), str(balance(session, other))) == ("10.00", "20.00")


def test_a_globalised_entry_whose_details_do_not_make_it_credits_nobody(session: Session, asked: TopUp) -> None:
    whole = replace(entry(1, paid("35", asked.reference)), leaves_off=euro("5"))
    taken(session, statement([whole], number=1, day=FIRST))
    assert states(session) == ["parked details"]


def test_what_is_owed_is_settled_first(session: Session, one: Office, asked: TopUp) -> None:
    taken(session, *days([paid("100", asked.reference)]))
    cost = Cost(euro("50"), 1, 0)
    spent = Posting(
        one.id, TransactionKind.CHARGE, "x", cost.gross, lines_of_charge(cost), one.bram.account_id,
        one.bram.membership_id, one.tool_id, "search", ("a", "b", "c"), cost,
    )  # fmt: skip
    post(session, spent, NOW)
    session.commit()
    storno = paid("-100", asked.reference, is_reversal=True)
    taken(session, day(2, [storno, paid("20", asked.reference), paid("40", asked.reference)], "1100.00"))
    assert (states(session)[1:], str(balance(session, one))) == (["taken_back", "credited", "credited"], "10.00")


def test_a_storno_takes_back_what_was_credited_once(session: Session, one: Office, asked: TopUp) -> None:
    credit, storno = paid("100", asked.reference), paid("-100", asked.reference, is_reversal=True)
    done = taken(session, *days([credit, storno, storno]))
    assert states(session) == ["credited", "taken_back", "parked reversal"]
    assert (str(done.credited), str(done.parked)) == ("0.00", "-100.00")
    assert (str(balance(session, one)), letters(session, "wallet.money.taken_back")) == ("0.00", 1)
    again = paid("100", asked.reference, is_reversal=True)
    taken(session, day(2, [again, again], "900.00"))
    assert states(session)[3:] == ["given_back", "parked reversal"]
    assert str(balance(session, one)) == "100.00"


def test_a_storno_of_what_waits_undoes_it(session: Session, one: Office) -> None:
    who = {"account": "BE71096123456769"}
    taken(session, *days([paid("30", text="huur", **who)], [paid("-30", text="storno", is_reversal=True, **who)]))
    assert states(session) == ["undone no_reference", "undone"]
    assert summed(session, "suspense") == "0.00"


def test_a_file_that_comes_again_changes_nothing(session: Session, one: Office, asked: TopUp) -> None:
    made = days([paid("10", asked.reference)], [paid("20", text="?")])
    taken(session, *made)
    again = taken(session, *made)
    assert (again.file_id, again.matched, again.unmatched, again.known) == (None, 0, 0, 2)
    longer = taken(session, *made, day(3, [paid("5", asked.reference)], "1030.00"))
    assert (longer.matched, longer.unmatched, longer.known) == (1, 0, 2)
    assert (str(balance(session, one)), letters(session)) == ("15.00", 2)


def test_the_same_day_in_the_other_format_is_known(session: Session, asked: TopUp) -> None:
    made = days([paid("10", asked.reference)], [paid("20", text="?")])
    taken(session, made[0])
    other = replace(made[0], format=BankFormat.CAMT, number=977, bank_id="X")
    assert taken(session, other).known == 1
    # The other format counts apart: its balance tells that it follows.
    assert taken(session, replace(made[1], format=BankFormat.CAMT, number=978, bank_id="Y")).unmatched == 1


def test_a_hole_in_the_sequence_is_refused_with_the_difference(session: Session, asked: TopUp) -> None:
    first, _, third = days([paid("10", asked.reference)], [paid("20")], [paid("5", asked.reference)])
    taken(session, first)
    with pytest.raises(Refusal) as refused:
        taken(session, third)
    assert refused.value.code == "wallet.bank.missing_statement"
    assert refused.value.facts["expected"] == "2026/2"
    assert str(refused.value.facts["difference"]) == "20.00"
    assert states(session) == ["credited"]


def test_a_balance_that_does_not_go_on_is_refused_with_the_difference(session: Session) -> None:
    first, second = days([paid("10")], [paid("20")])
    taken(session, first)
    with pytest.raises(Refusal) as refused:
        taken(session, replace(second, opening=euro("1009.99"), closing=euro("1029.99")))
    assert refused.value.code == "wallet.bank.balance_gap"
    assert str(refused.value.facts["difference"]) == "-0.01"


def test_a_known_statement_with_other_amounts_is_refused(session: Session) -> None:
    taken(session, *days([paid("10")]))
    with pytest.raises(Refusal) as refused:
        taken(session, *days([paid("11")]))
    assert refused.value.code == "wallet.bank.other_content"


def test_an_older_statement_that_never_came_is_refused(session: Session) -> None:
    taken(session, *days([paid("10")], [paid("20")])[1:])
    with pytest.raises(Refusal) as refused:
        taken(session, *days([paid("10")]))
    assert refused.value.code == "wallet.bank.older"


def test_nothing_of_a_file_is_taken_in_when_one_statement_is_refused(session: Session, asked: TopUp) -> None:
    first, _, third = days([paid("10", asked.reference)], [paid("20")], [])
    with pytest.raises(Refusal):
        taken(session, first, third)
    assert entries_of(session) == []
    assert summed(session, "bank") == "0.00"


def test_an_account_that_is_not_ours_is_refused(session: Session) -> None:
    made = days([paid("10")])[0]
    other = replace(made, account=type(made.account)("BE71096123456769"))
    with pytest.raises(Refusal) as refused:
        taken(session, made, other)
    assert refused.value.code == "wallet.bank.not_ours"
    assert other.account.digits not in HOUSE


def test_a_new_year_begins_at_one_or_counts_on() -> None:
    new_year = date(2027, 1, 4)
    old, new = day(1, []), replace(day(1, []), first_day=new_year, last_day=new_year)
    last = bank_rules.Last("coda", "2026/250", 2026, 250, old.last_day, old.closing)
    for number in (1, 251):
        assert bank_rules.following_refusals(last, replace(new, number=number)) == ()
    (refused,) = bank_rules.following_refusals(last, replace(new, number=2))
    assert (refused.code, refused.facts["expected"]) == ("wallet.bank.missing_statement", "2027/1")


def test_a_bank_that_gives_every_statement_one_number_is_believed_by_its_balances(session: Session) -> None:
    made = [replace(one, number=1) for one in days([paid("10")], [paid("20")], [paid("30")])]
    assert taken(session, *made).statements == 3


def test_a_bank_that_does_not_count_is_believed_by_its_balances(session: Session) -> None:
    made = [replace(one, number=None, bank_id=f"S{at}") for at, one in enumerate(days([paid("1")], [paid("2")]))]
    same_day = [replace(one, first_day=FIRST, last_day=FIRST) for one in made]
    assert taken(session, *reversed(same_day)).statements == 2


def test_only_finance_takes_a_file_in(session: Session, one: Office) -> None:
    with pytest.raises(Forbidden):
        taken(session, *days([paid("10")]), actor=one.manager)
    assert taken(session, *days([paid("10")]), actor=finance(session)).unmatched == 1


def test_no_organisation_reads_what_the_bank_told(session: Session, one: Office) -> None:
    taken(session, *days([paid("10")]))
    for scope in (Scope.organisation(one.id), Scope.own(None, one.bram.account_id)):
        enter(session, scope)
        for table in ("bank_file", "bank_statement", "bank_entry", "bank_known_account"):
            with pytest.raises(Exception, match="permission denied"), session.begin_nested():
                session.execute(text(f"select * from {table}"))


def test_who_paid_is_nowhere_in_plain_text(session: Session) -> None:
    taken(session, *days([paid("10", text="huur van Els", name="Els Peeters", account="BE71096123456769")]))
    rows = str([tuple(row) for row in session.execute(text("select * from bank_entry"))])
    assert "Els" not in rows
    assert "BE7109" not in rows
    assert entries_of(session)[0].name == "Els Peeters"


# -- any file

_KINDS = st.sampled_from(("known", "typed", "unknown", "none", "debit", "huge", "storno", "foreign_text"))
_CENTS = st.integers(1, 600_000)


def _payment(kind: str, cents: int, reference: str) -> BankPayment:
    gross = f"{cents // 100}.{cents % 100:02}"
    return {
        "known": lambda: paid(gross, reference),
        "typed": lambda: paid(gross, text=f"ref {reference} merci"),
        "unknown": lambda: paid(gross, StructuredReference.make(cents).digits),
        "none": lambda: paid(gross, text="zonder"),
        "debit": lambda: paid(f"-{gross}"),
        "huge": lambda: paid(f"1{cents % 10}000.00", reference),
        "storno": lambda: paid(f"-{gross}", reference, is_reversal=True),
        "foreign_text": lambda: paid(gross, text="+++123/4567/89012+++"),
    }[kind]()


@contextmanager
def _bank(engine: Engine) -> Iterator[Session]:
    """A database as it was before, that must be sound at the end."""
    with engine.connect() as connection, connection.begin() as outer:
        factory = sessionmaker(connection, expire_on_commit=False, join_transaction_mode="create_savepoint")
        watch(factory)
        with factory() as session:
            enter(session, Scope.office())
            yield session
            assert broken(session.connection(), MONEY) == []
        outer.rollback()


Told = list[list[tuple[str, int, int]]]
_FILES = st.lists(st.lists(st.tuples(_KINDS, _CENTS, st.integers(0, 1)), max_size=5), min_size=1, max_size=5)


def _came_of(session: Session, told: Told, order: list[int], at_once: bool) -> object:
    """Where all the money is, when the files came in that order until all of them were taken in."""
    offices = [office(session), office(session)]
    references = [str(transfer(session, one).reference) for one in offices]
    payments = ([_payment(kind, cents, references[at]) for kind, cents, at in one] for one in told)
    beginning, *statements = days([], *payments)
    taken(session, beginning)  # of an account that is new, the first statement may be any
    sums = []
    if at_once:
        done = taken(session, *(statements[at] for at in order), *reversed(statements))
        sums.append(done.credited + done.parked)
    for at in [*order, *range(len(statements)), *order]:
        with suppress(Refusal):  # a hole: it comes again
            done = taken(session, statements[at])
            sums.append(done.credited + done.parked)
    total = total_of(statements)
    assert sum(sums, NOTHING) == total == -euro(summed(session, "bank"))
    return (
        states(session),
        [str(row.amount) for row in entries_of(session)],
        [str(balance(session, one)) for one in offices],
        summed(session, "suspense"),
        letters(session),
    )


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(told=_FILES, order=st.lists(st.integers(0, 4), max_size=10), at_once=st.booleans())
def test_any_order_and_repetition_of_files_gives_one_result_and_loses_no_cent(
    engine: Engine, told: Told, order: list[int], at_once: bool
) -> None:
    with _bank(engine) as session:
        straight = _came_of(session, told, [], at_once=False)
    with _bank(engine) as session:
        order = [one for one in order if one < len(told)]
        # What a storno undoes depends on what came before it, so in one file the order is the bank's too.
        assert _came_of(session, told, order, at_once=at_once) == straight
