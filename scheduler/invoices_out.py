"""The jobs behind issued documents on their way: to the network, and by mail.

Each works for less than a minute and is planned again each minute: thousands of documents don't keep letters with
codes waiting.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any, Protocol, TypeVar

import structlog
from sqlalchemy.orm import Session

from app import clock, notices
from app.errors import Outage
from app.log import told
from app.outside.access_point import AccessPoint
from app.outside.files import Files
from app.wallet.invoicing import handing_over, mailing

log = structlog.get_logger("jobs")
T = TypeVar("T")
SECONDS = 40.0
LETTERS = 200
"""So many are written each time: what stands before a letter with a code is sent within seconds."""


class Place(Protocol):
    """What of the workplace is needed here."""

    @property
    def stop(self) -> Any: ...

    @property
    def post(self) -> Any: ...

    @property
    def files(self) -> Files: ...

    @property
    def network(self) -> AccessPoint | None: ...

    def office(self, act: Callable[[Session], T]) -> T: ...

    def in_batches(self, act: Callable[[Session], int]) -> int: ...


def hand_over_invoices(place: Place) -> str:
    """Hands documents to the network and asks what became of them, one after the other; an access point that
    doesn't answer is left alone until the next time."""
    if place.network is None:
        count = place.in_batches(lambda session: handing_over.without_network(session, clock.now()))
        return f"no network, {count} wait"
    done, until = 0, time.monotonic() + SECONDS
    while not place.stop.is_set() and time.monotonic() < until:
        went = handing_over.hand_over_next(place.office, place.network, clock.now)
        if went is None:
            return f"{done}, then silence"
        if not went:
            break
        done += 1
    return str(done)


def mail_invoices(place: Place) -> str:
    """Writes the letters about documents, and looks what became of those that are out."""
    site, done = place.post.site, 0

    def write(session: Session, organisation_id: int, event_id: int) -> None:
        notices.notify(session, organisation_id, event_id, site, clock.now())

    def letter(session: Session, delivery_id: int) -> bool:
        return mailing.write_letter(session, place.files, write, delivery_id, clock.now())

    looked = place.in_batches(lambda session: mailing.look_some(session, clock.now()))
    while done < LETTERS and (taken := place.office(lambda on: mailing.take_some(on, clock.now()))):
        for one in taken:
            if place.stop.is_set():
                return "stopped"
            try:
                done += place.office(partial(letter, delivery_id=one))
            except Outage:
                raise
            except Exception as problem:  # a bug, or what it is about is gone: the others don't wait for it
                log.error("the letter can't be written", delivery=one, **told(problem))
                place.office(partial(mailing.put_off, delivery_id=one, now=clock.now()))
    return f"{done} written, {looked} looked after"


INVOICES_OUT_JOBS: dict[str, Callable[..., str]] = {
    "hand_over_invoices": hand_over_invoices,
    "mail_invoices": mail_invoices,
}
