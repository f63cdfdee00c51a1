"""The jobs behind wallets: what became of payments, and whether the ledger still adds up."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol, TypeVar

import structlog
from sqlalchemy.orm import Session

from app import clock
from app.errors import Missing
from app.outside.payments import Payments
from app.queue import enqueue
from app.transaction import take_time
from app.wallet import settling, top_ups
from models.invariants import MONEY, broken
from scheduler.bank import BANK_JOBS
from scheduler.books import BOOKS_JOBS
from scheduler.invoices import INVOICE_JOBS
from scheduler.invoices_out import INVOICES_OUT_JOBS

log = structlog.get_logger("jobs")
T = TypeVar("T")


class Place(Protocol):
    """What of the workplace is needed here."""

    @property
    def stop(self) -> Any: ...

    @property
    def payments(self) -> Payments | None: ...

    def office(self, act: Callable[[Session], T]) -> T: ...

    def in_batches(self, act: Callable[[Session], int]) -> int: ...


class LedgerBroken(Exception):
    """The ledger doesn't add up. Nothing is mended by itself: somebody looks."""


def ask_payment(place: Place, provider: str, payment: str) -> str:
    """Asks the provider what became of a payment, and books it; a provider that is silent is asked again later."""
    try:
        return settling.ask(place.office, place.payments, provider, payment, clock.now())
    except Missing:
        return "nobody asked for it"


def ask_open_payments(place: Place) -> str:
    """Puts a job in the queue for each payment that is to be asked about now; how many."""
    return str(place.in_batches(_ask_some))


def _ask_some(session: Session) -> int:
    due = settling.due(session, clock.now())
    for provider, payment in due:
        enqueue(
            session,
            top_ups.JOB,
            key=top_ups.waiting_key(provider, payment),
            provider=provider,
            payment=payment,
        )
    return len(due)


def check_ledger(place: Place) -> str:
    """Reads the whole ledger and adds it up; fails, and says where, when something doesn't fit."""

    def look(session: Session, name: str) -> list[str]:
        take_time(session)
        return broken(session.connection(), {name: MONEY[name]})

    found = []
    for name in MONEY:  # each in a transaction of its own: none is open for long
        if place.stop.is_set():
            return "stopped"
        found += place.office(partial(look, name=name))
    if found:
        log.error("the ledger doesn't add up", count=len(found), first=found[:10])
        raise LedgerBroken(f"{len(found)} faults in the ledger")
    return f"{len(MONEY)} rules hold"


WALLET_JOBS: dict[str, Callable[..., str]] = {
    top_ups.JOB: ask_payment,
    "ask_open_payments": ask_open_payments,
    "check_ledger": check_ledger,
    **BANK_JOBS,
    **INVOICES_OUT_JOBS,
    **INVOICE_JOBS,
    **BOOKS_JOBS,
}
