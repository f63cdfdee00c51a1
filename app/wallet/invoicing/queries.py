"""What screens read of invoicing documents: one with all that hangs on it, what crediting it would do, months."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, case, exists, func, select
from sqlalchemy.orm import Session, aliased, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from app import clock
from app.errors import Missing, Refusal, refuse
from app.policy import Identity, Permission, require
from app.wallet.invoicing.crediting import left_of
from app.wallet.invoicing.months import Progress, visible_to
from app.wallet.invoicing.rules import Credit, Left, credit_of, credit_refusals
from app.wallet.queries import wallet_of
from models.columns import among
from models.values import NOTHING, Money, PaperKind
from models.wallet import (
    Delivery,
    Invoice,
    InvoiceFile,
    InvoiceLine,
    InvoicePart,
    InvoiceRate,
    InvoiceRun,
    Transaction,
    VatReturn,
)

MONTHS = 12
"""So many months stand on a page."""


def invoice_record(session: Session, who: Identity, invoice_id: int) -> Invoice:
    """One document. Raises Missing when it isn't there or isn't yours."""
    found = session.scalars(
        select(Invoice).where(Invoice.id == invoice_id, visible_to(who)).options(*along())
    ).one_or_none()
    if found is None:
        raise Missing("invoice", invoice_id)
    return found


def along() -> tuple[ORMOption, ...]:
    """What a document reads along: whose it is, and what it credits."""
    return joinedload(Invoice.organisation), joinedload(Invoice.credited)


def lines_of(session: Session, one: Invoice) -> Sequence[InvoiceLine]:
    """Its lines with their tool, in their order."""
    return session.scalars(
        select(InvoiceLine)
        .where(InvoiceLine.organisation_id == one.organisation_id, InvoiceLine.invoice_id == one.id)
        .options(joinedload(InvoiceLine.tool))
        .order_by(InvoiceLine.number)
    ).all()


def rates_of(session: Session, one: Invoice) -> Sequence[InvoiceRate]:
    """Its sums per rate of VAT, the highest first."""
    return session.scalars(
        select(InvoiceRate)
        .where(InvoiceRate.organisation_id == one.organisation_id, InvoiceRate.invoice_id == one.id)
        .order_by(InvoiceRate.percent.desc())
    ).all()


def notes_of(session: Session, one: Invoice) -> Sequence[Invoice]:
    """The credit notes of a document, the first first."""
    return session.scalars(
        select(Invoice)
        .where(Invoice.organisation_id == one.organisation_id, Invoice.credits_id == one.id)
        .order_by(Invoice.id)
    ).all()


def file_and_ways_of(session: Session, one: Invoice) -> tuple[bytes, list[Delivery]]:
    """The SHA-256 of its file, and how far that is on its ways, the network first: one statement."""
    found = session.execute(
        select(InvoiceFile.sha256, Delivery)
        .outerjoin(
            Delivery,
            (Delivery.organisation_id == InvoiceFile.organisation_id)
            & (Delivery.invoice_id == InvoiceFile.invoice_id),
        )
        .where(InvoiceFile.organisation_id == one.organisation_id, InvoiceFile.invoice_id == one.id)
        .order_by(Delivery.channel.desc())
    ).all()
    return bytes(found[0][0]), [way for _, way in found if way is not None]


def credited_of(session: Session, some: Sequence[Invoice]) -> dict[int, Money]:
    """How much of these documents came back by credit notes, by their ids; nothing for those without."""
    if not some:
        return {}
    rows = session.execute(
        select(Invoice.credits_id, func.sum(Invoice.paid))
        .where(
            among(Invoice.organisation_id, sorted({one.organisation_id for one in some})),
            among(Invoice.credits_id, [one.id for one in some]),
        )
        .group_by(Invoice.credits_id)
    )
    return {invoice_id: Money(paid) for invoice_id, paid in rows if invoice_id is not None}


def is_credited() -> ColumnElement[bool]:
    """Documents of which something was credited, as a condition on lists of them."""
    note = aliased(Invoice)
    return exists().where(note.organisation_id == Invoice.organisation_id, note.credits_id == Invoice.id)


def note_of_form(session: Session, one: Invoice, form_key: str) -> Invoice | None:
    """The credit note that this form made already; None when it made none."""
    return session.scalars(
        select(Invoice)
        .join(
            Transaction,
            and_(
                Transaction.organisation_id == Invoice.organisation_id, Transaction.reference == Invoice.reference
            ),
        )
        .where(
            Transaction.organisation_id == one.organisation_id,
            Transaction.key == f"credit:{one.id}:{form_key}:1",
            Invoice.credits_id == one.id,
        )
    ).one_or_none()


@dataclass(frozen=True)
class Foreseen:
    """What crediting would do: the credit note, what the wallet holds before and after it, and what is settled
    of what is owed."""

    credit: Credit
    before: Money
    after: Money
    settled: Money


def foresee(
    session: Session, actor: Identity, one: Invoice, left: Left, wanted: dict[int, int], reason: str
) -> Foreseen:
    """What `credit_lines` would do now. Raises Forbidden, Refusal as it would."""
    require(actor, Permission.INVOICE_CREDIT)
    if one.kind == PaperKind.CREDIT_NOTE:
        raise Refusal("wallet.credit.of_credit_note")
    refuse(credit_refusals(left, wanted, reason))
    credit = credit_of(left, wanted)
    wallet = wallet_of(session, one.organisation_id)
    before, owed = Money(wallet.balance), Money(wallet.owed)
    settled = min(owed, credit.paid)
    return Foreseen(credit, before, before + credit.paid - settled, settled)


def still_left(session: Session, one: Invoice) -> Left:
    """What of a document isn't credited yet."""
    return left_of(session, one)


@dataclass(frozen=True)
class Month:
    """What was issued of one month: `documents` that aren't credit notes, and those apart. Credit notes are of the
    month they were made in. `progress` of its last run; `declared_at` when its VAT was declared."""

    month: date
    documents: int = 0
    net: Money = NOTHING
    vat: Money = NOTHING
    paid: Money = NOTHING
    notes: int = 0
    returned: Money = NOTHING
    declared_at: datetime | None = None
    progress: Progress | None = None


def months_until(session: Session, actor: Identity, last: date, many: int = MONTHS) -> list[Month]:
    """So many months up to `last`, the latest first; three statements. In office scope. Raises Forbidden."""
    require(actor, Permission.INVOICE_MAKE)
    names = [last]
    while len(names) < many:
        names.append(clock.month_before(names[-1]))
    note = Invoice.kind == PaperKind.CREDIT_NOTE
    rows = session.execute(
        select(
            Invoice.month,
            func.count().filter(~note),
            func.coalesce(func.sum(Invoice.net).filter(~note), 0),
            func.coalesce(func.sum(Invoice.vat).filter(~note), 0),
            func.coalesce(func.sum(Invoice.paid).filter(~note), 0),
            func.count().filter(note),
            func.coalesce(func.sum(Invoice.paid).filter(note), 0),
        )
        .where(Invoice.month.between(names[-1], last))
        .group_by(Invoice.month)
    )
    sums = {
        month: (count, Money(net), Money(vat), Money(paid), notes, Money(returned))
        for month, count, net, vat, paid, notes, returned in rows
    }
    declared = dict(
        session.execute(
            select(VatReturn.month, VatReturn.declared_at).where(VatReturn.month.between(names[-1], last))
        ).all()
    )
    runs = _progress_between(session, names[-1], last)
    nothing = (0, NOTHING, NOTHING, NOTHING, 0, NOTHING)
    return [Month(one, *sums.get(one, nothing), declared.get(one), runs.get(one)) for one in names]


def _progress_between(session: Session, first: date, last: date) -> dict[date, Progress]:
    """How far the last run of each of these months is."""
    latest = (
        select(func.max(InvoiceRun.id))
        .where(InvoiceRun.month.between(first, last))
        .group_by(InvoiceRun.month)
        .scalar_subquery()
    )
    done = case((InvoicePart.done_at.is_not(None), InvoicePart.organisations), else_=0)
    rows = session.execute(
        select(
            InvoiceRun,
            func.coalesce(func.sum(done), 0),
            func.coalesce(func.sum(InvoicePart.organisations), 0),
            func.coalesce(func.sum(InvoicePart.issued), 0),
        )
        .join(InvoicePart, InvoicePart.run_id == InvoiceRun.id, isouter=True)
        .where(InvoiceRun.id.in_(latest))
        .group_by(InvoiceRun.id)
    )
    return {run.month: Progress(run, int(some), int(total), int(issued)) for run, some, total, issued in rows}
