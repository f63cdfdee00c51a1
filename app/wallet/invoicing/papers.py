"""Documents as they stand in the database, read back as values: from these the file and the PDF are made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.clock import last_day_of
from app.wallet.invoicing.paper import Paper, Party, Rate, Row
from models.columns import among
from models.values import Money, PaperKind
from models.wallet import Invoice, InvoiceLine, InvoiceRate

_REFERENCE = "reference"


def noted(party: Party) -> dict[str, Any]:
    """A party as it is kept. Of a buyer the address for mails isn't, since it may be a person's and what is kept
    here stays; that of the seller is the house's own."""
    return asdict(party)


def papers_of(session: Session, ids: Sequence[int]) -> dict[int, Paper]:
    """These documents, by their ids; three statements for however many."""
    rows: dict[int, list[Row]] = defaultdict(list)
    rates: dict[int, list[Rate]] = defaultdict(list)
    credited = aliased(Invoice)
    found = session.execute(
        select(Invoice, credited.reference, credited.issued_on)
        .join(credited, credited.id == Invoice.credits_id, isouter=True)
        .where(among(Invoice.id, ids))
        .order_by(Invoice.id)
    ).all()
    languages = {one.id: one.language for one, _, _ in found}
    owners = sorted({one.organisation_id for one, _, _ in found})
    for line in session.scalars(
        select(InvoiceLine)
        .where(among(InvoiceLine.organisation_id, owners), among(InvoiceLine.invoice_id, ids))
        .order_by(InvoiceLine.invoice_id, InvoiceLine.number)
    ):
        name = line.product_named(languages[line.invoice_id])
        unit, net = Money(line.unit_net), Money(line.net)
        rows[line.invoice_id].append(Row(line.number, name, line.quantity, unit, net, line.percent))
    for rate in session.scalars(
        select(InvoiceRate)
        .where(among(InvoiceRate.organisation_id, owners), among(InvoiceRate.invoice_id, ids))
        .order_by(InvoiceRate.invoice_id, InvoiceRate.percent.desc())
    ):
        rates[rate.invoice_id].append(Rate(rate.percent, Money(rate.net), Money(rate.vat)))
    return {
        one.id: _paper(one, rows[one.id], rates[one.id], (reference, on) if reference else None)
        for one, reference, on in found
    }


def _paper(one: Invoice, rows: list[Row], rates: list[Rate], of: tuple[str, date] | None) -> Paper:
    buyer = dict(one.buyer)
    reference = buyer.pop(_REFERENCE)
    return Paper(
        PaperKind(one.kind),
        one.reference,
        one.issued_on,
        one.month,
        last_day_of(one.month),
        one.language,
        Party(**one.seller),
        Party(**buyer),
        reference,
        tuple(rows),
        tuple(rates),
        Money(one.paid),
        one.reason,
        of,
    )
