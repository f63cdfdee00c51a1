"""Documents on their way: an office that was invoiced, the practice network, and hands that do what is due."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.outside.access_point import AccessPoint, Message, NewMessage
from app.wallet.charging import charge
from app.wallet.invoicing import handing_over
from app.wallet.invoicing.issuing import Issued
from models.organisations import Organisation
from models.values import Channel
from models.wallet import Delivery
from tests.app.wallet.invoicing.invoices import FIRST, SEARCH, issued, whole
from tests.app.wallet.offices import NOW, Office, office

T = TypeVar("T")
NUMBER = "0998000138"


def invoiced(session: Session, number: str = "", email: str = "") -> tuple[Office, Issued]:
    """An office, and its invoice of November; with that enterprise number and address for mails, where given."""
    one = whole(session, office(session))
    told = {"enterprise_number": number} if number else {}
    session.execute(update(Organisation).where(Organisation.id == one.id).values(email=email, **told))
    charge(session, one.bram, SEARCH, f"key {one.id}", NOW)
    (made,) = issued(session, one)
    return one, made


def way(session: Session, made: Issued, channel: Channel = Channel.PEPPOL) -> Delivery:
    """How far that document is on that way."""
    return session.scalars(
        select(Delivery)
        .where(Delivery.invoice_id == made.id, Delivery.channel == channel)
        .execution_options(populate_existing=True)
    ).one()


@dataclass
class Hands:
    """Does what is due in the network, in the test's own session; `now` goes on when told."""

    session: Session
    network: AccessPoint
    now: datetime = FIRST

    def passes(self, **how_long: float) -> None:
        self.now += timedelta(**how_long)

    def office(self, act: Callable[[Session], T]) -> T:
        return act(self.session)

    def next(self) -> bool | None:
        return handing_over.hand_over_next(self.office, self.network, lambda: self.now)


@dataclass
class Played:
    """An access point that does what it is told: answers or raises, one after the other, the last one for ever."""

    answers: Sequence[Message | Exception | None]
    sent: list[NewMessage] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    name: str = "played"

    def send(self, new: NewMessage) -> Message:
        self.sent.append(new)
        found = self._next()
        assert found is not None
        return found

    def ask(self, reference: str) -> Message | None:
        self.asked.append(reference)
        return self._next()

    def _next(self) -> Message | None:
        found, *later = self.answers
        self.answers = later or self.answers
        if isinstance(found, Exception):
            raise found
        return found
