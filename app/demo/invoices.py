"""Three years of invoices: each month on its first day, as the clock would; VAT declared, and a line credited.

Nobody gets a letter about it. Who has no address is left over, and waits on the worklist of finance.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import events
from app.clock import day_of, last_day_of, month_after, month_before, start_of
from app.demo.cast import HUGO
from app.demo.governments import IMMO_PEETERS
from app.demo.wallets import Act, staff_of
from app.policy import Role
from app.transaction import transaction
from app.wallet.books import vat
from app.wallet.invoicing.crediting import credit_lines
from app.wallet.invoicing.issuing import Issue, issue_month
from app.wallet.invoicing.seller import DEMO
from models.events import PLATFORM
from models.organisations import Organisation
from models.values import EnterpriseNumber, PaperKind
from models.wallet import Invoice, Wallet

_ISSUED = timedelta(hours=5, minutes=30)
_DECLARED = timedelta(days=18, hours=10)
"""VAT of a month is declared on the nineteenth of the next, at ten."""


def closings(session: Session, start: date, now: datetime) -> Iterator[Act]:
    """Each month that is over is invoiced, and but for the last its VAT declared; acts in office scope."""
    month, today = start.replace(day=1), day_of(now)
    while last_day_of(month) < today:
        at = start_of(month_after(month)) + _ISSUED
        yield Act(at, partial(_issue, session, month, at))
        if month_after(month) <= month_before(today):
            on = start_of(month_after(month)) + _DECLARED
            yield Act(on, partial(_declare, session, month, on))
        month = month_after(month)


def _issue(session: Session, month: date, at: datetime) -> None:
    offices = session.scalars(select(Wallet.organisation_id).where(Wallet.organisation_id != PLATFORM)).all()
    issue_month(session, Issue(DEMO, month, vat.first_open_month(session, month)), offices, at)


def _declare(session: Session, month: date, on: datetime) -> None:
    hugo = staff_of(session, HUGO, Role.FINANCE)
    (figures,) = vat.months(session, hugo, (month,), day_of(on))
    if not figures.why_not:
        vat.declare(session, hugo, month, figures.grids, on)


def credit_one(session: Session, now: datetime) -> None:
    """Hugo credits one of the first line of the invoice before the last one; in office scope."""
    with events.quietly(session), transaction(session):
        number = EnterpriseNumber.parse(IMMO_PEETERS.number).digits
        invoice = session.scalars(
            select(Invoice.id)
            .join(Organisation, Organisation.id == Invoice.organisation_id)
            .where(Organisation.enterprise_number == number, Invoice.kind == PaperKind.INVOICE)
            .order_by(Invoice.id.desc())
            .offset(1)
            .limit(1)
        ).one()
        hugo = staff_of(session, HUGO, Role.FINANCE)
        reason = "Deze aankoop werd dubbel aangerekend."
        # Before the bank's files are brought in, and after all that was bought.
        credit_lines(session, hugo, invoice, {1: 1}, reason, "demo", now - timedelta(minutes=27))
