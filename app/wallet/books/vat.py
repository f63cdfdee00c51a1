"""VAT by calendar month: in which month a document is declared, and declaring a month, which never changes then.

A month is named by its first day. Whoever issues a document asks in which month it is declared, and until he is
done nobody declares a month; so no document ever slips into one that was declared.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, bindparam, text
from sqlalchemy.orm import Session

_OPEN_MONTH = text("select house_vat_month(:month)").bindparams(bindparam("month", type_=Date)).columns(month=Date)


def first_open_month(session: Session, month: date) -> date:
    """In which month something of `month` is declared: itself, or, when that was declared, the first after it
    that wasn't. Nobody declares a month until the caller's transaction ends. In any scope that may issue."""
    found = session.execute(_OPEN_MONTH, {"month": month}).scalar_one()
    assert isinstance(found, date)  # noqa: S101 - a function of the database, which returns nothing else
    return found
