"""The desk of payments that found no wallet by themselves: whose they may be, and what finance decides of them.

Each is decided once. Money that came in is assigned to a wallet or sent back; money that went out executes what
was sent back, or takes a top-up back. All of it in office scope.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, joinedload

from app import clock, events
from app.errors import Missing, Refusal
from app.policy import Identity, Permission, require
from app.wallet import low
from app.wallet.bank_files.references import near_misses
from app.wallet.bank_rules import Proposal, best_proposals, lines_of_pay_out, lines_of_return
from app.wallet.ledger import Held, Posted, Posting, hold, post
from app.wallet.rules import lines_of_money_back, lines_of_money_in
from models.events import PLATFORM
from models.organisations import Organisation
from models.values import (
    NOTHING,
    BankEntryState,
    LedgerAccount,
    Money,
    ProposalReason,
    StructuredReference,
    TransactionKind,
)
from models.wallet import BankEntry, KnownAccount, TopUp, Transaction
from models.wallet.top_up import BANK, BANK_TRANSFER

_MOST_OF_ONE_AMOUNT = 20
Hint = tuple[int, ProposalReason, int | None]


def proposals(session: Session, actor: Identity, entry_id: int, now: datetime) -> tuple[Proposal, ...]:
    """Whose a payment may be, the likeliest first, each with its reasons; none for what is decided or went out.

    Raises Forbidden, Missing.
    """
    require(actor, Permission.BANK_DECIDE)
    entry = session.get(BankEntry, entry_id, populate_existing=True)
    if entry is None:
        raise Missing("bank_entry", entry_id)
    if entry.state != BankEntryState.PARKED or entry.amount <= 0:
        return ()
    hints = [*_by_communication(session, entry), *_by_account(session, entry), *_by_amount(session, entry)]
    return best_proposals(*_of_those_that_stand(session, hints, now))


def _by_communication(session: Session, entry: BankEntry) -> list[Hint]:
    """Whose communication it carries, or nearly carries."""
    right = {one.digits for one in StructuredReference.found_in(entry.text)}
    right |= {entry.reference} if entry.reference is not None else set()
    nearly = {one.digits for one in near_misses(entry.text)}
    rows = session.execute(
        select(TopUp.organisation_id, TopUp.transaction_id, TopUp.reference, Transaction.state)
        .join(TopUp.transaction)
        .where(TopUp.reference.in_(right | nearly))
    )
    return [
        (
            row.organisation_id,
            ProposalReason.COMMUNICATION if row.reference in right else ProposalReason.NEARLY,
            row.transaction_id if row.state == "open" else None,
        )
        for row in rows
    ]


def _by_account(session: Session, entry: BankEntry) -> list[Hint]:
    """Whom this account paid for before, as finance said or by a communication."""
    if entry.account_hash is None:
        return []
    said = select(KnownAccount.organisation_id).where(KnownAccount.account_hash == entry.account_hash)
    paid = select(BankEntry.organisation_id).where(
        BankEntry.account_hash == entry.account_hash, BankEntry.state == BankEntryState.CREDITED
    )
    return [(one, ProposalReason.KNOWN_ACCOUNT, None) for one in session.scalars(said.union(paid)) if one]


def _by_amount(session: Session, entry: BankEntry) -> list[Hint]:
    """Who waits for a transfer of exactly so much; the last ones asked, if many do."""
    rows = session.execute(
        select(TopUp.organisation_id, TopUp.transaction_id)
        .join(TopUp.transaction)
        .where(TopUp.method == BANK_TRANSFER, Transaction.state == "open", Transaction.gross == entry.amount)
        .order_by(Transaction.id.desc())
        .limit(_MOST_OF_ONE_AMOUNT)
    )
    return [(row.organisation_id, ProposalReason.SAME_AMOUNT, row.transaction_id) for row in rows]


def _of_those_that_stand(
    session: Session, hints: list[Hint], now: datetime
) -> tuple[list[Hint], dict[int, str]]:  # fmt: skip
    """The hints, with the successor in the place of an organisation that was merged; and everybody's names."""
    found = {one.id: one for one in _organisations(session, {one for one, _, _ in hints})}
    into = {
        one.id: one.merged_into_id
        for one in found.values()
        if one.merged_on is not None and one.merged_on <= clock.day_of(now) and one.merged_into_id is not None
    }
    found |= {one.id: one for one in _organisations(session, set(into.values()))}
    told: list[Hint] = [
        (into[one], ProposalReason.SUCCESSOR, None) if one in into else (one, reason, transfer)
        for one, reason, transfer in hints
    ]
    return told, {one.id: one.name for one in found.values()}


def _organisations(session: Session, ids: Iterable[int]) -> Iterable[Organisation]:
    wanted = set(ids)
    return session.scalars(select(Organisation).where(Organisation.id.in_(wanted))) if wanted else ()


def assign(
    session: Session,
    actor: Identity,
    entry_id: int,
    organisation_id: int,
    now: datetime,
    *,
    transfer_id: int | None = None,
    learn: bool = True,
) -> Posted:
    """Puts money that waits into an organisation's wallet; whoever asked the transfer it answers to gets a letter.

    With `learn`, the account it came from is proposed for this organisation ever after. Raises Forbidden, Missing,
    Refusal wallet.bank.decided_already, .not_a_credit, .closed_wallet.
    """
    require(actor, Permission.BANK_DECIDE)
    entry = _waiting(session, entry_id)
    if entry.amount <= 0:
        raise Refusal("wallet.bank.not_a_credit")
    _require_standing(session, organisation_id, now)
    asked = _asked(session, organisation_id, transfer_id) if transfer_id is not None else None
    waits = asked is not None and asked.transaction.state == "open"
    gross = Money(entry.amount)
    held = hold(session, organisation_id)
    posting = Posting(
        organisation_id,
        TransactionKind.TOP_UP,
        asked.transaction.key if asked is not None and waits else f"assigned:{entry.id}",
        gross,
        lines_of_money_in(gross, held.owed, LedgerAccount.SUSPENSE),
        account_id=asked.transaction.account_id if asked is not None else None,
        membership_id=asked.transaction.membership_id if asked is not None else None,
        reference=asked.transaction.reference if asked is not None else "",
        waiting_id=asked.transaction_id if asked is not None and waits else None,
    )
    if asked is not None and waits:
        asked.ask_at = None
    posted = _posted(session, posting, held, now)
    _decide(session, entry, actor, BankEntryState.ASSIGNED, posted, now)
    if learn and entry.account_hash is not None:
        _learn(session, actor, entry, organisation_id, now)
    facts = {"entry": entry.id, "gross": str(gross), "receipt": posted.receipt, "learn": learn}
    subject = events.Subject("transaction", posted.id, organisation_id)
    events.record(session, events.Tag.BANK_ENTRY_ASSIGNED, subject, actor, now, facts=facts)
    if asked is not None:
        told = {
            "gross": str(gross),
            "change": str(posted.change),
            "owed": str(posted.owed),
            "receipt": posted.receipt,
            "account_id": posting.account_id,
        }
        events.record(session, events.Tag.TOP_UP_PAID, subject, actor, now, facts=told)
    return posted


def return_to_payer(session: Session, actor: Identity, entry_id: int, reason: str, now: datetime) -> Posted:
    """Decides that money goes back to who paid it; finance orders that at the bank, whose debit executes it later.

    Raises Forbidden, Missing, Refusal wallet.bank.no_reason, .decided_already, .not_a_credit.
    """
    require(actor, Permission.BANK_DECIDE)
    if not reason.strip():
        raise Refusal("wallet.bank.no_reason", field="reason")
    entry = _waiting(session, entry_id)
    if entry.amount <= 0:
        raise Refusal("wallet.bank.not_a_credit")
    held, gross = hold(session, PLATFORM), Money(entry.amount)
    posting = Posting(
        PLATFORM,
        TransactionKind.RETURNED,
        f"returned:{entry.id}",
        gross,
        lines_of_return(gross),
        account_id=actor.account_id,
        reason=reason.strip()[:500],
        provider=BANK,
    )
    posted = _posted(session, posting, held, now)
    _decide(session, entry, actor, BankEntryState.RETURNING, posted, now)
    subject = events.Subject("bank_entry", entry.id, PLATFORM)
    personal = {"reason": reason.strip()}
    facts = {"gross": str(gross)}
    events.record(session, events.Tag.BANK_ENTRY_RETURNED, subject, actor, now, facts=facts, personal=personal)
    return posted


def was_paid_out(session: Session, actor: Identity, debit_id: int, returning_id: int, now: datetime) -> Posted:
    """Says that a debit is the bank's executing of what was sent back, where account and amount didn't tell.

    Raises Forbidden, Missing, Refusal wallet.bank.decided_already, .not_a_debit, .other_amount.
    """
    require(actor, Permission.BANK_DECIDE)
    locked = _locked(session, (debit_id, returning_id))
    debit, back = locked[debit_id], locked[returning_id]
    if debit.amount >= 0:
        raise Refusal("wallet.bank.not_a_debit")
    if debit.state != BankEntryState.PARKED or back.state != BankEntryState.RETURNING:
        raise Refusal("wallet.bank.decided_already")
    gross = -Money(debit.amount)
    if gross.euro != back.amount:
        raise Refusal("wallet.bank.other_amount", one=gross, other=Money(back.amount))
    held = hold(session, PLATFORM)
    lines = lines_of_pay_out(gross, LedgerAccount.SUSPENSE)
    key = f"paid_out:{debit.id}"
    posting = Posting(
        PLATFORM, TransactionKind.PAID_OUT, key, gross, lines, account_id=actor.account_id, provider=BANK
    )  # fmt: skip
    posted = _posted(session, posting, held, now)
    _decide(session, debit, actor, BankEntryState.PAID_OUT, posted, now)
    back.state = BankEntryState.RETURNED
    _settled(session, actor, debit, {"gross": str(gross), "returned": back.id}, now)
    return posted


def take_back(
    session: Session, actor: Identity, debit_id: int, organisation_id: int, top_up_id: int, now: datetime
) -> Posted:
    """Says which top-up a debit takes back; the wallet goes to zero at most, the rest is owed.

    Raises Forbidden, Missing, Refusal wallet.bank.decided_already, .not_a_debit, .more_than_paid.
    """
    require(actor, Permission.BANK_DECIDE)
    debit = _waiting(session, debit_id)
    if debit.amount >= 0:
        raise Refusal("wallet.bank.not_a_debit")
    gross = -Money(debit.amount)
    held = hold(session, organisation_id)
    left = _left_of(session, organisation_id, top_up_id)
    if gross > left:
        raise Refusal("wallet.bank.more_than_paid", gross=gross, left=left)
    posting = Posting(
        organisation_id,
        TransactionKind.TAKEN_BACK,
        f"taken_back:{debit.id}",
        gross,
        lines_of_money_back(gross, held.balance, LedgerAccount.SUSPENSE),
        undone_id=top_up_id,
    )
    posted = _posted(session, posting, held, now)
    _decide(session, debit, actor, BankEntryState.TAKEN_BACK, posted, now)
    facts = {
        "gross": str(gross),
        "change": str(posted.change),
        "owed": str(posted.owed),
        "receipt": posted.receipt,
        "account_id": None,
    }
    subject = events.Subject("transaction", posted.id, organisation_id)
    events.record(session, events.Tag.MONEY_TAKEN_BACK, subject, actor, now, facts=facts)
    _settled(session, actor, debit, {"gross": str(gross), "top_up": top_up_id}, now)
    return posted


def _left_of(session: Session, organisation_id: int, top_up_id: int) -> Money:
    """What of a top-up wasn't taken back yet."""
    gross = session.scalar(
        select(Transaction.gross).where(
            Transaction.organisation_id == organisation_id,
            Transaction.id == top_up_id,
            Transaction.kind == TransactionKind.TOP_UP,
            Transaction.state == "completed",
        )
    )
    if gross is None:
        raise Missing("transaction", top_up_id)
    undone = session.scalar(
        select(func.sum(Transaction.gross)).where(
            Transaction.organisation_id == organisation_id, Transaction.reverses_id == top_up_id
        )
    )
    return Money(gross) - (Money(undone) if undone is not None else NOTHING)


def _waiting(session: Session, entry_id: int) -> BankEntry:
    entry = _locked(session, (entry_id,))[entry_id]
    if entry.state != BankEntryState.PARKED:
        raise Refusal("wallet.bank.decided_already")
    return entry


def _locked(session: Session, ids: tuple[int, ...]) -> dict[int, BankEntry]:
    """These payments, each held until the transaction ends. Raises Missing."""
    rows = session.scalars(
        select(BankEntry)
        .where(BankEntry.id.in_(ids))
        .order_by(BankEntry.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = {one.id: one for one in rows}
    for one in ids:
        if one not in found:
            raise Missing("bank_entry", one)
    return found


def _require_standing(session: Session, organisation_id: int, now: datetime) -> None:
    one = session.get(Organisation, organisation_id)
    if one is None:
        raise Missing("organisation", organisation_id)
    if one.merged_on is not None and one.merged_on <= clock.day_of(now):
        raise Refusal("wallet.bank.closed_wallet", field="organisation_id", name=one.name)


def _asked(session: Session, organisation_id: int, transfer_id: int) -> TopUp:
    one = session.scalars(
        select(TopUp)
        .where(
            TopUp.organisation_id == organisation_id,
            TopUp.transaction_id == transfer_id,
            TopUp.method == BANK_TRANSFER,
        )
        .options(joinedload(TopUp.transaction))
        .with_for_update(of=TopUp)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if one is None:
        raise Missing("top_up", transfer_id)
    return one


def _posted(session: Session, posting: Posting, held: Held, now: datetime) -> Posted:
    session.flush()
    posted = post(session, posting, now)
    low.look(session, held, posted, now)
    return posted


def _decide(
    session: Session, entry: BankEntry, actor: Identity, state: BankEntryState, posted: Posted, now: datetime
) -> None:
    entry.state, entry.decided_by, entry.decided_at = state, actor.account_id, now
    entry.settled_organisation_id, entry.settled_transaction_id = posted.organisation_id, posted.id
    session.flush()


def _learn(session: Session, actor: Identity, entry: BankEntry, organisation_id: int, now: datetime) -> None:
    known = insert(KnownAccount).values(
        organisation_id=organisation_id,
        account_hash=entry.account_hash,
        account=entry.account,
        learned_at=now,
        learned_by=actor.account_id,
    )
    session.execute(known.on_conflict_do_nothing(index_elements=["account_hash", "organisation_id"]))


def _settled(session: Session, actor: Identity, debit: BankEntry, facts: dict[str, Any], now: datetime) -> None:
    subject = events.Subject("bank_entry", debit.id, PLATFORM)
    events.record(session, events.Tag.BANK_ENTRY_SETTLED, subject, actor, now, facts=facts)
