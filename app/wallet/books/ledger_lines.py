"""The ledger line by line over a period, as an accountant takes it in; read in pieces, so memory stays flat."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from app import clock
from app.policy import Identity, Permission, require
from app.wallet.books.days import facts_of
from models.organisations import Organisation
from models.values import Money, TransactionState
from models.wallet import LedgerLine, Transaction

TRANSACTIONS_AT_ONCE = 1000


@dataclass(frozen=True)
class Entry:
    """One line: when, of which transaction (its number counted within the organisation and the year), whose, on
    which account. `organisation` and `enterprise_number` are '' for the house's own; `tool_id` 0 for none."""

    at: datetime
    number: str
    transaction_id: int
    kind: str
    organisation: str
    enterprise_number: str
    account: str
    tool_id: int
    provider: str
    amount: Money
    reference: str


def counted(session: Session, who: Identity, first_day: date, last_day: date) -> int:
    """How many lines were booked in these days, both inclusive. Raises Forbidden."""
    require(who, Permission.BOOKS_EXPORT)
    facts = facts_of(session, first_day, last_day)
    return int(session.scalar(select(func.coalesce(func.sum(facts.c.lines), 0))) or 0)


def pieces(session: Session, who: Identity, first_day: date, last_day: date) -> Iterator[Sequence[Entry]]:
    """Every line of these days in the order it was booked, some thousands at a time; those of a transaction always
    together. Each piece is a transaction of the database of its own. Raises Forbidden."""
    require(who, Permission.BOOKS_EXPORT)
    after: tuple[datetime, int] | None = None
    while True:
        rows = session.execute(_piece(first_day, last_day, after)).all()
        session.rollback()
        if not rows:
            return
        yield [_entry(row) for row in rows]
        after = rows[-1].at, rows[-1].id


def _piece(first_day: date, last_day: date, after: tuple[datetime, int] | None) -> Any:
    some = (
        select(
            Transaction.organisation_id,
            Transaction.at,
            Transaction.id,
            Transaction.year,
            Transaction.number,
            Transaction.kind,
            func.coalesce(Transaction.tool_id, 0).label("tool_id"),
            Transaction.reference,
            Organisation.name,
            Organisation.enterprise_number,
        )
        .outerjoin(Organisation, Organisation.id == Transaction.organisation_id)
        .where(
            Transaction.state == TransactionState.COMPLETED,
            Transaction.at >= clock.start_of(first_day),
            Transaction.at < clock.end_of(last_day),
        )
    )
    if after is not None:
        some = some.where(tuple_(Transaction.at, Transaction.id) > tuple_(*after))
    page = some.order_by(Transaction.at, Transaction.id).limit(TRANSACTIONS_AT_ONCE).subquery("page")
    its = (LedgerLine.organisation_id == page.c.organisation_id) & (LedgerLine.transaction_id == page.c.id)
    return (
        select(page, LedgerLine.account, LedgerLine.provider, LedgerLine.amount)
        .select_from(page)
        .join(LedgerLine, its)
        .order_by(page.c.at, page.c.id, LedgerLine.number)
    )


def _entry(row: Any) -> Entry:
    return Entry(
        row.at,
        f"{row.year}-{row.number:06d}",
        row.id,
        row.kind,
        row.name or "",
        row.enterprise_number or "",
        row.account,
        row.tool_id,
        row.provider or "",
        Money(row.amount),
        row.reference,
    )
