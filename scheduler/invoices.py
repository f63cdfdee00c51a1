"""The jobs behind invoices: each month on the first, part by part, and whoever was left over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import Protocol, TypeVar

import structlog
from sqlalchemy.orm import Session

from app import clock
from app.wallet.invoicing import months, settings
from app.wallet.invoicing.paper import Party

log = structlog.get_logger("jobs")
T = TypeVar("T")
# So long a month is looked at each day for somebody whose address is complete now.
_LOOKED_BACK = 6


class Place(Protocol):
    """What of the workplace is needed here."""

    @property
    def seller(self) -> Party | None: ...

    def office(self, act: Callable[[Session], T]) -> T: ...


def invoice_month(place: Place, planned_at: str) -> str:
    """Has the month invoiced that was over at that moment."""
    month = clock.month_before(clock.day_of(datetime.fromisoformat(planned_at)))
    return _asked(place, month)


def invoice_left(place: Place) -> str:
    """Has months invoiced again in which somebody is left who couldn't be invoiced then, and can be now."""
    month, asked = clock.month_before(clock.today()), []
    for _ in range(_LOOKED_BACK):
        if place.office(partial(months.is_left, month=month)):
            asked.append(_asked(place, month))
        month = clock.month_before(month)
    return " ".join(asked) or "nobody is left"


def _asked(place: Place, month: date) -> str:
    if place.seller is None:
        log.warning("nothing is invoiced: the settings don't say who sells")
        return "no seller"
    run = place.office(lambda session: months.ask_month(session, None, month, place.seller, clock.now()).id)
    return f"{month:%Y-%m}: run {run}"


def list_invoices(place: Place, run_id: int) -> str:
    """Parts a run, a job for each part."""
    return str(place.office(lambda session: months.list_parts(session, run_id, clock.now())))


def issue_invoices(place: Place, run_id: int, number: int) -> str:
    """Issues the documents of one part of a run."""
    seller = place.seller
    if seller is None:
        return "no seller"
    return str(place.office(lambda session: months.issue_part(session, run_id, number, seller, clock.now())))


def issue_left(place: Place, organisation_id: int) -> str:
    """Issues what one organisation has left, since its details are complete now."""
    seller = place.seller
    if seller is None:
        return "no seller"
    return str(place.office(lambda session: months.issue_left(session, organisation_id, seller, clock.now())))


INVOICE_JOBS: dict[str, Callable[..., str]] = {
    "invoice_month": invoice_month,
    "invoice_left": invoice_left,
    months.LIST_JOB: list_invoices,
    months.PART_JOB: issue_invoices,
    settings.LEFT_JOB: issue_left,
}
