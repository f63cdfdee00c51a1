"""What screens read of the bank: a statement's story, where a payment went, what a debit may settle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import Session, aliased, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from app.errors import Missing
from app.policy import Identity, Permission, may
from models.values import NOTHING, BankEntryState, Money, TransactionKind
from models.wallet import BankEntry, BankStatement, TopUp, Transaction
from models.wallet.top_up import BANK_TRANSFER

_MOST = 20


def visible_to(who: Identity) -> ColumnElement[bool]:
    """Files, statements and payments of the bank: finance sees all of them, anybody else none."""
    return true() if may(who, Permission.BANK_DECIDE) else false()


def along() -> tuple[ORMOption, ...]:
    """What a page of payments reads along: the statement, and where each was booked and decided."""
    return (
        joinedload(BankEntry.statement),
        joinedload(BankEntry.booked).joinedload(Transaction.organisation),
        joinedload(BankEntry.settled).joinedload(Transaction.organisation),
    )


def statement_record(session: Session, who: Identity, statement_id: int) -> BankStatement:
    """One statement with the file it came in. Raises Missing when it isn't there or isn't yours."""
    found = session.scalars(
        select(BankStatement)
        .where(BankStatement.id == statement_id, visible_to(who))
        .options(joinedload(BankStatement.file))
    ).one_or_none()
    if found is None:
        raise Missing("bank_statement", statement_id)
    return found


def entry_record(session: Session, who: Identity, entry_id: int) -> BankEntry:
    """One payment with where it went. Raises Missing when it isn't there or isn't yours."""
    found = session.scalars(
        select(BankEntry)
        .where(BankEntry.id == entry_id, visible_to(who))
        .options(*along())
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise Missing("bank_entry", entry_id)
    return found


@dataclass(frozen=True)
class Part:
    """How many payments of a statement ended in a state, and their sum."""

    state: BankEntryState
    count: int
    total: Money


def story(session: Session, statement_id: int) -> tuple[Part, ...]:
    """What became of a statement: opening balance and these parts make its closing one."""
    rows = session.execute(
        select(BankEntry.state, func.count(), func.sum(BankEntry.amount))
        .where(BankEntry.statement_id == statement_id)
        .group_by(BankEntry.state)
    )
    found = {state: Part(BankEntryState(state), count, Money(total)) for state, count, total in rows}
    return tuple(found[state] for state in BankEntryState if state in found)


@dataclass(frozen=True)
class Waiting:
    """What waits at the desk: money that came in, and that went out."""

    credits: int
    debits: int
    total: Money


def waiting(session: Session) -> Waiting:
    """How much finance still has to decide about."""
    came, went, total = session.execute(
        select(
            func.count().filter(BankEntry.amount > 0),
            func.count().filter(BankEntry.amount < 0),
            func.sum(BankEntry.amount),
        ).where(BankEntry.state == BankEntryState.PARKED)
    ).one()
    return Waiting(came, went, Money(total) if isinstance(total, Decimal) else NOTHING)


def returns_like(session: Session, debit: BankEntry) -> Sequence[BankEntry]:
    """What was sent back and isn't paid out yet, of exactly this amount: a debit may be its paying out."""
    return session.scalars(
        select(BankEntry)
        .where(BankEntry.state == BankEntryState.RETURNING, BankEntry.amount == -debit.amount)
        .options(*along())
        .order_by(BankEntry.id)
        .limit(_MOST)
    ).all()


def top_ups_like(session: Session, debit: BankEntry) -> Sequence[Transaction]:
    """Transfers that were credited with at least so much and not taken back, which a debit may take back.

    Of the same payer or exactly this amount, the latest first.
    """
    undoing = aliased(Transaction)
    same = BankEntry.amount == -debit.amount
    if debit.account_hash is not None:
        same = or_(same, BankEntry.account_hash == debit.account_hash)
    return session.scalars(
        select(Transaction)
        .join(
            BankEntry,
            or_(
                and_(
                    BankEntry.state == BankEntryState.CREDITED,
                    BankEntry.organisation_id == Transaction.organisation_id,
                    BankEntry.transaction_id == Transaction.id,
                ),
                and_(
                    BankEntry.state == BankEntryState.ASSIGNED,
                    BankEntry.settled_organisation_id == Transaction.organisation_id,
                    BankEntry.settled_transaction_id == Transaction.id,
                ),
            ),
        )
        .where(
            same,
            Transaction.kind == TransactionKind.TOP_UP,
            Transaction.gross >= -debit.amount,
            ~exists()
            .where(undoing.organisation_id == Transaction.organisation_id, undoing.reverses_id == Transaction.id)
            .correlate(Transaction),
        )
        .options(joinedload(Transaction.organisation))
        .order_by(Transaction.at.desc(), Transaction.id.desc())
        .limit(_MOST)
    ).all()


def credited_by_transfer(session: Session, made: TopUp) -> Sequence[Transaction]:
    """What came in under the communication of a transfer, as often as it came, the first first.

    In the organisation's own scope: what the bank told is the house's, the transactions are theirs.
    """
    if made.method != BANK_TRANSFER:
        return ()
    return session.scalars(
        select(Transaction)
        .where(
            Transaction.organisation_id == made.organisation_id,
            Transaction.kind == TransactionKind.TOP_UP,
            Transaction.state == "completed",
            Transaction.reference == made.transaction.reference,
        )
        .order_by(Transaction.at, Transaction.id)
        .execution_options(populate_existing=True)
    ).all()
