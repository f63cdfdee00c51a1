"""Payments that found no wallet by themselves: proposals, and what finance decides, each once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.errors import Forbidden, Missing, Refusal
from app.policy import Identity
from app.transaction import Scope, enter, transaction
from app.wallet.bank_desk import assign, proposals, return_to_payer, take_back, was_paid_out
from models.values import ProposalReason, StructuredReference
from models.wallet import BankEntry, TopUp
from tests.app.wallet.bank_days import day, days, entries_of, letters, paid, states, summed, taken, transfer
from tests.app.wallet.offices import NOW, Office, balance, finance, office

pytestmark = pytest.mark.trust("Bank file")
_OTHER = {"account": "NL91ABNA0417164300"}


@pytest.fixture
def one(session: Session) -> Office:
    made = office(session)
    session.commit()
    return made


@pytest.fixture
def hugo(session: Session, one: Office) -> Identity:
    return finance(session)


@pytest.fixture
def asked(session: Session, one: Office) -> TopUp:
    return transfer(session, one)


def waiting(session: Session) -> BankEntry:
    return next(one for one in reversed(entries_of(session)) if one.state == "parked")


def mistyped(top_up: TopUp) -> str:
    """Its communication with one digit wrong."""
    digits = top_up.reference or ""
    return f"+++{digits[:3]}/{digits[3:7]}/{digits[7:10]}{(int(digits[10]) + 1) % 10}{digits[11]}+++"


def proposed(session: Session, hugo: Identity) -> list[tuple[int, list[str], int | None]]:
    found = proposals(session, hugo, waiting(session).id, NOW)
    return [(one.organisation_id, [str(reason) for reason in one.reasons], one.transfer_id) for one in found]


def test_one_digit_wrong_is_proposed_with_the_transfer_it_answers_to(
    session: Session, one: Office, hugo: Identity, asked: TopUp
) -> None:
    taken(session, *days([paid("99", text=mistyped(asked), **_OTHER)]))
    assert proposed(session, hugo) == [(one.id, ["nearly"], asked.transaction_id)]


def test_reasons_add_up_and_the_likeliest_comes_first(
    session: Session, one: Office, hugo: Identity, asked: TopUp
) -> None:
    other = office(session)
    theirs = transfer(session, other)
    taken(session, *days([paid("50", theirs.reference)], [paid("100", text="factuur")]))
    assert proposed(session, hugo) == [
        (other.id, ["known_account"], None),
        (one.id, ["same_amount"], asked.transaction_id),
    ]
    transfer(session, other, "100", "again")
    found = proposals(session, hugo, waiting(session).id, NOW)
    assert found[0].name.startswith("Immo ")
    assert found[0].reasons == (ProposalReason.KNOWN_ACCOUNT, ProposalReason.SAME_AMOUNT)


def test_of_a_merged_organisation_its_successor_is_proposed(
    session: Session, one: Office, hugo: Identity, asked: TopUp
) -> None:
    into = office(session)
    merged = text("update organisation set merged_on = '2026-01-01', merged_into_id = :into where id = :id")
    session.execute(merged, {"id": one.id, "into": into.id})
    session.expire_all()
    taken(session, *days([paid("12", asked.reference)]))
    assert proposed(session, hugo) == [(into.id, ["successor"], None)]
    with pytest.raises(Refusal) as refused:
        assign(session, hugo, waiting(session).id, one.id, NOW)
    assert refused.value.code == "wallet.bank.closed_wallet"


def test_above_the_maximum_its_own_communication_proposes_it(
    session: Session, one: Office, hugo: Identity, asked: TopUp
) -> None:
    taken(session, *days([paid("5000.01", asked.reference)]))
    assert proposed(session, hugo) == [(one.id, ["communication"], asked.transaction_id)]


def test_what_is_assigned_is_in_the_wallet_and_proposed_ever_after(
    session: Session, one: Office, hugo: Identity
) -> None:
    taken(session, *days([paid("25", text="?", **_OTHER)], [paid("30", text="??", **_OTHER)]))
    first = entries_of(session)[0].id
    with transaction(session):
        posted = assign(session, hugo, first, one.id, NOW)
    assert (str(posted.balance), str(balance(session, one))) == ("25.00", "25.00")
    assert (summed(session, "suspense"), summed(session, "bank")) == ("30.00", "-55.00")
    assert states(session) == ["assigned no_reference", "parked no_reference"]
    assert proposed(session, hugo) == [(one.id, ["known_account"], None)]
    assert letters(session) == 0  # nobody asked for it
    assert proposals(session, hugo, first, NOW) == ()


def test_nothing_is_learned_when_finance_says_so(session: Session, one: Office, hugo: Identity) -> None:
    taken(session, *days([paid("25", text="?", **_OTHER), paid("30", text="??", **_OTHER)]))
    assign(session, hugo, entries_of(session)[0].id, one.id, NOW, learn=False)
    assert proposed(session, hugo) == []


def test_what_answers_to_a_transfer_completes_it_and_tells_who_asked(
    session: Session, one: Office, hugo: Identity, asked: TopUp
) -> None:
    taken(session, *days([paid("99", text=mistyped(asked), **_OTHER)]))
    posted = assign(session, hugo, waiting(session).id, one.id, NOW, transfer_id=asked.transaction_id)
    session.refresh(asked.transaction)
    assert (posted.id, asked.transaction.state, asked.ask_at) == (asked.transaction_id, "completed", None)
    assert letters(session) == 1
    taken(session, day(2, [paid("1", asked.reference)], "1099.00"))
    assert str(balance(session, one)) == "100.00"


@pytest.mark.parametrize("again", ["assign", "return"])
def test_each_payment_is_decided_once(session: Session, one: Office, hugo: Identity, again: str) -> None:
    taken(session, *days([paid("25", text="?")]))
    entry_id = waiting(session).id
    assign(session, hugo, entry_id, one.id, NOW)
    acts = {
        "assign": lambda: assign(session, hugo, entry_id, one.id, NOW),
        "return": lambda: return_to_payer(session, hugo, entry_id, "vergissing", NOW),
    }
    with pytest.raises(Refusal) as refused:
        acts[again]()
    assert refused.value.code == "wallet.bank.decided_already"


def test_what_is_sent_back_is_under_way_until_the_bank_paid_it_out(session: Session, hugo: Identity) -> None:
    taken(session, *days([paid("25", text="?", **_OTHER)]))
    return_to_payer(session, hugo, waiting(session).id, "niet voor ons", NOW)
    assert [summed(session, one) for one in ("suspense", "transit", "bank")] == ["0.00", "25.00", "-25.00"]
    taken(session, day(2, [paid("-25", **_OTHER), paid("-25", **_OTHER)], "1025.00"))
    assert states(session) == ["returned no_reference", "paid_out", "parked debit"]
    assert [summed(session, one) for one in ("suspense", "transit", "bank")] == ["-25.00", "0.00", "25.00"]


def test_finance_says_which_debit_paid_out_what_was_sent_back(session: Session, hugo: Identity) -> None:
    taken(session, *days([paid("25", text="?", **_OTHER)], [paid("-25", account="", text="verrichting")]))
    back, debit = entries_of(session)
    return_to_payer(session, hugo, back.id, "niet voor ons", NOW)
    was_paid_out(session, hugo, debit.id, back.id, NOW)
    assert states(session) == ["returned no_reference", "paid_out debit"]
    assert [summed(session, one) for one in ("suspense", "transit", "bank")] == ["0.00"] * 3


def test_finance_says_which_top_up_a_debit_takes_back(
    session: Session, one: Office, hugo: Identity, asked: TopUp
) -> None:
    taken(session, *days([paid("40", asked.reference)], [paid("-30", text="retour"), paid("-30", text="retour")]))
    _, debit, other = entries_of(session)
    posted = take_back(session, hugo, debit.id, one.id, asked.transaction_id, NOW)
    assert (str(posted.balance), letters(session, "wallet.money.taken_back")) == ("10.00", 1)
    with pytest.raises(Refusal) as refused:
        take_back(session, hugo, other.id, one.id, asked.transaction_id, NOW)
    assert refused.value.code == "wallet.bank.more_than_paid"
    assert str(refused.value.facts["left"]) == "10.00"


def test_what_went_out_is_not_assigned_and_what_came_in_takes_nothing_back(
    session: Session, one: Office, hugo: Identity
) -> None:
    taken(session, *days([paid("25", text="?"), paid("-7")]))
    credit, debit = entries_of(session)
    acts: tuple[Callable[[], object], ...] = (
        lambda: assign(session, hugo, debit.id, one.id, NOW),
        lambda: return_to_payer(session, hugo, debit.id, "x", NOW),
    )
    for act in acts:
        with pytest.raises(Refusal, match="not_a_credit"):
            act()
    others: tuple[Callable[[], object], ...] = (
        lambda: was_paid_out(session, hugo, credit.id, debit.id, NOW),
        lambda: take_back(session, hugo, credit.id, one.id, 1, NOW),
    )
    for act in others:
        with pytest.raises(Refusal, match="not_a_debit"):
            act()
    assert proposals(session, hugo, debit.id, NOW) == ()


def test_sending_back_asks_for_a_reason(session: Session, hugo: Identity) -> None:
    taken(session, *days([paid("25", text="?")]))
    with pytest.raises(Refusal) as refused:
        return_to_payer(session, hugo, waiting(session).id, "  ", NOW)
    assert (refused.value.code, refused.value.field) == ("wallet.bank.no_reason", "reason")


def test_only_finance_decides(session: Session, one: Office) -> None:
    taken(session, *days([paid("25", text="?")]))
    entry_id = waiting(session).id
    acts: tuple[Callable[[], object], ...] = (
        lambda: assign(session, one.manager, entry_id, one.id, NOW),
        lambda: return_to_payer(session, one.manager, entry_id, "x", NOW),
        lambda: proposals(session, one.manager, entry_id, NOW),
    )
    for act in acts:
        with pytest.raises(Forbidden):
            act()


def test_what_is_not_there_is_missing(session: Session, one: Office, hugo: Identity) -> None:
    taken(session, *days([paid("25", text="?")]))
    entry_id = waiting(session).id
    acts: tuple[Callable[[], object], ...] = (
        lambda: assign(session, hugo, 10**9, one.id, NOW),
        lambda: assign(session, hugo, entry_id, 10**9, NOW),
        lambda: assign(session, hugo, entry_id, one.id, NOW, transfer_id=10**9),
    )
    for act in acts:
        with pytest.raises(Missing):
            act()


def test_the_trail_of_the_organisation_says_who_assigned_it(session: Session, one: Office, hugo: Identity) -> None:
    taken(session, *days([paid("25", text="?")]))
    assign(session, hugo, waiting(session).id, one.id, NOW)
    told = text("select organisation_id, actor_id from event where tag = 'wallet.bank_entry.assigned'")
    assert tuple(session.execute(told).one()) == (one.id, hugo.account_id)
    enter(session, Scope.office())


def test_several_of_its_communications_are_all_proposed(
    session: Session, one: Office, hugo: Identity, asked: TopUp
) -> None:
    other = office(session)
    theirs = transfer(session, other)
    both = " ".join(str(StructuredReference(top_up.reference or "")) for top_up in (asked, theirs))
    taken(session, *days([paid("25", text=both)]))
    assert {row[0] for row in proposed(session, hugo)} == {one.id, other.id}
