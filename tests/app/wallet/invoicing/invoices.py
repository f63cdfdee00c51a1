"""Offices that can be invoiced, their documents of November 2026, and what is in the files of these."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.wallet.charging import Wanted
from app.wallet.invoicing.issuing import Issue, Issued, issue_month
from app.wallet.invoicing.seller import DEMO
from models.wallet import InvoiceFile
from tests.app.wallet.offices import NOW, Office, filled

MONTH = date(2026, 11, 1)
FIRST = datetime(2026, 12, 1, 4, 30, tzinfo=UTC)
SEARCH = Wanted("search")


def whole(session: Session, one: Office, street: str = "Markt 1", at: datetime = NOW) -> Office:
    """An office with a whole address, and € 500.00."""
    told = {"id": one.id, "street": street}
    session.execute(
        text("update organisation set street = :street, postal_code = '9300', place = 'Aalst' where id = :id"),
        told,
    )
    filled(session, one, "500", at)
    return one


def issued(session: Session, *offices: Office, month: date = MONTH, now: datetime = FIRST) -> list[Issued]:
    made = issue_month(session, Issue(DEMO, month, month), [one.id for one in offices], now)
    checked(session)
    return made


def checked(session: Session) -> None:
    """What the database looks at when a transaction ends, it looks at now."""
    session.execute(text("set constraints all immediate"))
    session.execute(text("set constraints all deferred"))


def xml_of(session: Session, made: Issued) -> bytes:
    return bytes(session.scalars(select(InvoiceFile.xml).where(InvoiceFile.invoice_id == made.id)).one())
