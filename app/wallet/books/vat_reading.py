"""What stands behind the VAT of a month: its documents, and why the ledger moved by another amount."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Date, Select, and_, cast, func, or_, select
from sqlalchemy.orm import Session, aliased

from app import clock
from app.policy import Identity, Permission, require
from app.wallet.books.days import facts_of
from app.wallet.books.rules import Difference, DocumentVat, LedgerVat, Loose, difference_of, month_after
from app.wallet.books.vat import OF_GRIDS
from models.organisations import Organisation
from models.values import NOTHING, LedgerAccount, Money, PaperKind, TransactionKind, TransactionState
from models.wallet import Invoice, InvoiceRate, Transaction


@dataclass(frozen=True)
class Behind:
    """One rate of one document, as it stands behind a grid."""

    id: int
    reference: str
    kind: str
    issued_on: date
    month: date
    organisation: str
    enterprise_number: str
    percent: int
    net: Money
    vat: Money


def documents(
    session: Session, who: Identity, month: date, grid: str | None = None, after: int = 0, limit: int | None = None
) -> list[Behind]:
    """The documents declared with a month, rate by rate, those behind a grid or all; from the first on, or after
    that document; one statement. Raises Forbidden."""
    require(who, Permission.BOOKS_SEE)
    asked = _documents(month, after)
    asked = asked.where(OF_GRIDS[grid]) if grid is not None else asked.where(InvoiceRate.percent > 0)
    rows = session.execute(asked.limit(limit) if limit is not None else asked)
    return [_behind(*row) for row in rows]


def _documents(month: date, after: int) -> Select[Invoice, InvoiceRate, str, str]:
    same = and_(InvoiceRate.organisation_id == Invoice.organisation_id, InvoiceRate.invoice_id == Invoice.id)
    return (
        select(Invoice, InvoiceRate, Organisation.name, Organisation.enterprise_number)
        .join(InvoiceRate, same)
        .join(Organisation, Organisation.id == Invoice.organisation_id)
        .where(Invoice.vat_month == month, Invoice.id > after)
        .order_by(Invoice.id, InvoiceRate.percent.desc())
    )


def _behind(one: Invoice, rate: InvoiceRate, name: str, number: str) -> Behind:
    return Behind(
        one.id, one.reference, one.kind, one.issued_on, one.month, name, number, rate.percent,
        Money(rate.net), Money(rate.vat),
    )  # fmt: skip


def difference(session: Session, who: Identity, month: date) -> Difference:
    """What the ledger's VAT account has more than the documents of a month, and why; four statements. Raises
    Forbidden."""
    require(who, Permission.BOOKS_SEE)
    return difference_of(_of_ledger(session, month), _of_documents(session, month), _loose(session, month))


def _of_ledger(session: Session, month: date) -> LedgerVat:
    facts = facts_of(session, month, month_after(month) - timedelta(days=1))
    moved = func.sum(facts.c.credit - facts.c.debit)
    rows = session.execute(
        select(facts.c.kind, moved).where(facts.c.account == LedgerAccount.VAT).group_by(facts.c.kind)
    )
    found = {kind: Money(amount) for kind, amount in rows}
    return LedgerVat(
        found.pop(TransactionKind.CHARGE, NOTHING),
        found.pop(TransactionKind.REVERSAL, NOTHING),
        found.pop(TransactionKind.CREDITED, NOTHING),
        found.pop(TransactionKind.ROUNDING, NOTHING),
        sum(found.values(), NOTHING),
    )


def _of_documents(session: Session, month: date) -> DocumentVat:
    invoiced, credited = Invoice.kind == PaperKind.INVOICE, Invoice.kind == PaperKind.CREDIT_NOTE
    of, within = Invoice.month == month, Invoice.vat_month == month
    row = session.execute(
        select(
            _summed(Invoice.vat, invoiced, of),
            _summed(Invoice.rounding, invoiced, of),
            _summed(Invoice.vat, invoiced, within),
            _summed(Invoice.vat, credited, within),
            _summed(Invoice.rounding, credited, within),
        ).where(or_(of, within))
    ).one()
    return DocumentVat(*(Money(one) for one in row))


def _summed(amount: Any, *where: Any) -> Any:
    return func.coalesce(func.sum(amount).filter(*where), 0)


def _loose(session: Session, month: date) -> Loose:
    """Purchases and reversals of the month that no invoice holds, in one statement."""
    charge, reversal = aliased(Transaction), aliased(Transaction)
    since, until = clock.start_of(month), clock.start_of(month_after(month))

    def held(one: Any, its_month: Any, reversed_at: Any = None) -> Any:
        """Whether the purchase stands on the invoice of its month: not if it was reversed before that was made."""
        found = select(Invoice.id).where(
            Invoice.organisation_id == one.organisation_id,
            Invoice.month == its_month,
            Invoice.kind == PaperKind.INVOICE,
        )
        return (found.where(Invoice.issued_at <= reversed_at) if reversed_at is not None else found).exists()

    def in_month(one: Any, kind: str) -> Any:
        return and_(one.state == TransactionState.COMPLETED, one.kind == kind, one.at >= since, one.at < until)

    undoing = and_(
        reversal.organisation_id == charge.organisation_id,
        reversal.reverses_id == charge.id,
        reversal.kind == TransactionKind.REVERSAL,
    )
    waiting = select(func.coalesce(func.sum(charge.vat), 0)).where(
        in_month(charge, TransactionKind.CHARGE),
        ~held(charge, month),
        ~select(reversal.id).where(undoing).exists(),
    )
    both = select(func.coalesce(func.sum(charge.vat), 0)).join(reversal, undoing)
    bought = both.where(in_month(charge, TransactionKind.CHARGE), ~held(charge, month, reversal.at))
    bought_in = cast(func.date_trunc("month", func.timezone("Europe/Brussels", charge.at)), Date)
    undone = both.where(in_month(reversal, TransactionKind.REVERSAL), ~held(charge, bought_in, reversal.at))
    row = session.execute(
        select(waiting.scalar_subquery(), bought.scalar_subquery(), undone.scalar_subquery())
    ).one()
    return Loose(*(Money(one) for one in row))
