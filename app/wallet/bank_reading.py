"""What screens read of transfers, and count and look up of what the bank told; beside bank_queries.py."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, select
from sqlalchemy.orm import Session, joinedload

from app import events
from app.errors import Missing
from app.policy import Identity
from app.wallet.bank_files.references import near_misses
from app.wallet.bank_queries import along
from app.wallet.queries import visible_to
from models.events import PLATFORM, Event
from models.organisations import Organisation
from models.values import (
    NOTHING,
    BankEntryState,
    EnterpriseNumber,
    Money,
    StructuredReference,
    TransactionKind,
    ValueProblem,
)
from models.wallet import BankEntry, BankStatement, TopUp, Transaction
from models.wallet.top_up import BANK_TRANSFER

MOST_FOUND = 10


def transfer_record(session: Session, who: Identity, transaction_id: int) -> TopUp:
    """One transfer that was asked, with its transaction. Raises Missing when it isn't there or isn't yours."""
    found = session.scalars(
        select(TopUp)
        .join(TopUp.transaction)
        .where(Transaction.id == transaction_id, TopUp.method == BANK_TRANSFER, visible_to(who))
        .options(joinedload(TopUp.transaction))
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise Missing("top_up", transaction_id)
    return found


def open_transfers(session: Session, organisation_id: int, limit: int) -> Sequence[TopUp]:
    """The transfers an organisation still waits for, the latest first."""
    return session.scalars(
        select(TopUp)
        .join(TopUp.transaction)
        .where(
            TopUp.organisation_id == organisation_id, TopUp.method == BANK_TRANSFER, Transaction.state == "open"
        )
        .options(joinedload(TopUp.transaction))
        .order_by(TopUp.transaction_id.desc())
        .limit(limit)
    ).all()


@dataclass(frozen=True)
class Counts:
    """Of the payments of one statement: those that found their place by themselves, those that didn't, how many
    of these still wait; and what all of them moved, in the currency of the statement."""

    matched: int = 0
    unmatched: int = 0
    waiting: int = 0
    moved: Money = NOTHING

    @property
    def total(self) -> int:
        return self.matched + self.unmatched


def counts_of(session: Session, statements: Collection[int]) -> dict[int, Counts]:
    """The counts of each of these statements; none for one without payments."""
    if not statements:
        return {}
    by_itself = BankEntry.why == ""
    rows = session.execute(
        select(
            BankEntry.statement_id,
            func.count().filter(by_itself),
            func.count().filter(~by_itself),
            func.count().filter(BankEntry.state == BankEntryState.PARKED),
            func.sum(BankEntry.amount),
        )
        .where(BankEntry.statement_id.in_(statements))
        .group_by(BankEntry.statement_id)
    )
    return {
        one: Counts(matched, unmatched, waiting, Money(moved)) for one, matched, unmatched, waiting, moved in rows
    }


def statements_of(session: Session, file_id: int) -> Sequence[BankStatement]:
    """The statements a file brought, as they follow each other."""
    asked = select(BankStatement).where(BankStatement.file_id == file_id)
    return session.scalars(asked.order_by(BankStatement.account, BankStatement.id)).all()


def told_of_file(session: Session, file_id: int) -> dict[str, Any]:
    """What was written down when a file was taken in: matched, unmatched, known, and their sums."""
    facts = session.scalar(
        select(Event.facts).where(
            Event.organisation_id == PLATFORM,
            Event.subject_kind == "bank_file",
            Event.subject_id == file_id,
            Event.tag == str(events.Tag.BANK_FILE_IMPORTED),
        )
    )
    return dict(facts or {})


def carrying(text: str) -> ColumnElement[bool]:
    """The payments that carried this communication of ours; words can't be looked for, they are encrypted."""
    try:
        return BankEntry.reference == StructuredReference.parse(text).digits
    except ValueProblem:
        return false()


def entries_of(session: Session, statement_id: int, limit: int) -> Sequence[BankEntry]:
    """The payments of a statement in the order of the bank, at most so many."""
    return session.scalars(
        select(BankEntry)
        .where(BankEntry.statement_id == statement_id)
        .order_by(BankEntry.sequence, BankEntry.leaf)
        .options(*along())
        .limit(limit)
    ).all()


def organisations_named(session: Session, text: str) -> Sequence[Organisation]:
    """The first organisations whose name holds these words, or that have this enterprise number; those merged
    into another aren't among them."""
    if not text.strip():
        return ()
    try:
        wanted = Organisation.enterprise_number == EnterpriseNumber.parse(text).digits
    except ValueProblem:
        plain = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        wanted = Organisation.sort_name.like(func.house_sort_name(f"%{plain}%"))
    asked = select(Organisation).where(wanted, Organisation.merged_into_id.is_(None))
    return session.scalars(asked.order_by(Organisation.sort_name, Organisation.id).limit(MOST_FOUND)).all()


@dataclass(frozen=True)
class Slip:
    """A communication that was meant, and where another was typed: `digits` are pairs of a digit of it and whether
    that differs. `asked` is what was announced."""

    reference: StructuredReference
    asked: Money
    digits: tuple[tuple[str, bool], ...]


def slips_of(session: Session, entry: BankEntry, organisations: Iterable[int]) -> dict[int, Slip]:
    """Where a payment's communication is one slip away from one of these organisations, by their numbers."""
    near = {one.digits: one for one in near_misses(entry.text)}
    wanted = set(organisations)
    if not near or not wanted:
        return {}
    rows = session.execute(
        select(TopUp.organisation_id, TopUp.reference, Transaction.gross)
        .join(TopUp.transaction)
        .where(TopUp.reference.in_(near), TopUp.organisation_id.in_(wanted))
        .order_by(TopUp.transaction_id)
    )
    return {
        row.organisation_id: Slip(near[row.reference], Money(row.gross), marked(entry.text, row.reference))
        for row in rows
    }


def marked(text: str, meant: str) -> tuple[tuple[str, bool], ...]:
    """The digits that were meant, each with whether the text has another one there; pure."""
    digits = "".join(filter(str.isdigit, text))
    windows = (digits[at : at + 12] for at in range(max(len(digits) - 11, 0)))
    typed = min(windows, key=lambda one: sum(a != b for a, b in zip(one, meant, strict=True)), default=meant)
    return tuple((digit, digit != other) for digit, other in zip(meant, typed, strict=True))


def top_ups_numbered(session: Session, text: str, least: Money) -> Sequence[Transaction]:
    """The top-ups with that number of a receipt, or that communication, of at least so much and not undone."""
    year, dash, number = text.strip().partition("-")
    if dash and year.isdigit() and number.isdigit() and len(year) == 4 and len(number) < 10:
        wanted = and_(Transaction.year == int(year), Transaction.number == int(number))
    else:
        try:
            wanted = Transaction.reference == str(StructuredReference.parse(text))
        except ValueProblem:
            return ()
    return session.scalars(
        select(Transaction)
        .where(
            wanted,
            Transaction.kind == TransactionKind.TOP_UP,
            Transaction.state == "completed",
            Transaction.gross >= least.euro,
            ~Transaction.undone,
        )
        .options(joinedload(Transaction.organisation))
        .order_by(Transaction.at.desc(), Transaction.id.desc())
        .limit(MOST_FOUND)
    ).all()
