"""Documents as the database wants them whole, for tests of what is declared: lines, rates, file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.wallet.books.vat import first_open_month
from models.values import PaperKind
from models.wallet.invoice import Invoice, InvoiceFile, InvoiceLine, InvoiceRate, InvoiceSeries
from tests.app.wallet.offices import Office

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Sold:
    """A line: so many of what costs this, at a rate."""

    quantity: int
    unit_net: str
    percent: int = 21

    @property
    def net(self) -> Decimal:
        return self.quantity * Decimal(self.unit_net)


def issued(
    session: Session,
    one: Office,
    month: date,
    now: datetime,
    sold: Sequence[Sold],
    *,
    paid: str | None = None,
    kind: PaperKind = PaperKind.INVOICE,
    credits_id: int | None = None,
) -> Invoice:
    """A document of that month, declared with the first month that is open. `paid`: what left the wallet; what it
    says itself, when none is told."""
    day = clock.day_of(now)
    last = session.scalar(
        select(InvoiceSeries.last_number).where(InvoiceSeries.kind == kind, InvoiceSeries.year == day.year)
    )
    rates = {
        percent: sum(each.net for each in sold if each.percent == percent) for percent in {s.percent for s in sold}
    }
    vat = {percent: (net * percent / 100).quantize(CENT, ROUND_HALF_UP) for percent, net in rates.items()}
    net, due = sum(rates.values(), Decimal(0)), sum(vat.values(), Decimal(0))
    made = Invoice(
        organisation_id=one.id, kind=kind, month=month, vat_month=first_open_month(session, month), year=day.year,
        number=(last or 0) + 1, issued_at=now, issued_on=day, language="nl", seller={}, buyer={}, net=net, vat=due,
        paid=Decimal(paid) if paid is not None else net + due, credits_id=credits_id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    for number, each in enumerate(sold, 1):
        session.add(
            InvoiceLine(
                organisation_id=one.id, invoice_id=made.id, number=number, tool_id=one.tool_id, product="search",
                named=["Opzoeking", "Recherche", "Search"], quantity=each.quantity,
                unit_net=Decimal(each.unit_net), net=each.net, percent=each.percent,
                credits_number=number if credits_id is not None else None,
            )
        )  # fmt: skip
    for percent, amount in rates.items():
        session.add(
            InvoiceRate(organisation_id=one.id, invoice_id=made.id, percent=percent, net=amount, vat=vat[percent])
        )
    session.flush()
    session.add(InvoiceFile(organisation_id=one.id, invoice_id=made.id, xml=b"<Invoice/>"))
    session.flush()
    return made
