"""Handing documents to the network, and asking what became of them: one at a time, outside of any transaction.

Whoever takes a document has it for some minutes; if he is gone by then, another sends it again under the same key,
and the access point makes one message of it. In office scope.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import events
from app.errors import Outage
from app.letters import one_line
from app.mail.rules import next_try
from app.outside.access_point import AccessPoint, Fate, NewMessage, NotTaken
from models.values import Channel, DeliveryState, PaperKind, WhyNotDelivered
from models.wallet import Delivery, Invoice, InvoiceFile
from models.wallet.delivery import WORDS

T = TypeVar("T")
TAKEN = timedelta(minutes=5)
"""Longer than an access point may take to answer, by far."""
LOOKS_AGAIN = timedelta(hours=1)
"""So often an installation without an access point looks whether it got one."""
BATCH = 500


class Office(Protocol):
    """Does something in one transaction of its own, in office scope."""

    def __call__(self, act: Callable[[Session], T]) -> T: ...


@dataclass(frozen=True)
class Due:
    """A document whose next step is due, as it stood when it was taken; `new` where it is to be sent, `reference`
    where it is to be asked about."""

    id: int
    round: int
    tries: int
    reference: str
    new: NewMessage | None


@dataclass(frozen=True)
class Outcome:
    """What a step led to. `final`: there is nothing more to be done by itself."""

    state: DeliveryState
    reason: WhyNotDelivered | None = None
    words: str = ""
    reference: str = ""
    silent: bool = False


def hand_over_next(office: Office, network: AccessPoint, now: Callable[[], datetime]) -> bool | None:
    """Does the next step that is due; False when none is, None when the access point doesn't answer."""
    due = office(lambda session: take(session, now()))
    if due is None:
        return False
    outcome = _sent(network, due.new) if due.new is not None else _asked(network, due.reference)
    office(lambda session: settle(session, due, outcome, now()))
    return None if outcome.silent else True


def take(session: Session, now: datetime) -> Due | None:
    """The one that waits longest, taken for some minutes; None when none is due."""
    one = session.scalars(
        select(Delivery)
        .where(Delivery.channel == Channel.PEPPOL, Delivery.ask_at <= now)
        .order_by(Delivery.ask_at, Delivery.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if one is None:
        return None
    one.ask_at, one.tries = now + TAKEN, one.tries + 1
    session.flush()
    new = _message(session, one) if one.state == DeliveryState.WAITING else None
    return Due(one.id, one.round, one.tries, one.reference, new)


def without_network(session: Session, now: datetime) -> int:
    """Where there is no access point, what is due waits until there is one; how many."""
    due = (
        select(Delivery.id)
        .where(Delivery.channel == Channel.PEPPOL, Delivery.ask_at <= now)
        .order_by(Delivery.ask_at, Delivery.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    waits = update(Delivery).where(Delivery.id.in_(due))
    row = waits.values(reason=WhyNotDelivered.NO_NETWORK, ask_at=now + LOOKS_AGAIN, version=Delivery.version + 1)
    return len(session.execute(row.returning(Delivery.id)).all())


def settle(session: Session, due: Due, outcome: Outcome, now: datetime) -> bool:
    """Writes down what became of it; False when somebody else did before, or it was asked to go out anew."""
    one = session.scalars(select(Delivery).where(Delivery.id == due.id).with_for_update()).one()
    state = DeliveryState.WAITING if due.new is not None else DeliveryState.HANDED_OVER
    if (one.state, one.round) != (state, due.round):
        return False
    told = _in_time(outcome, due.tries, now)
    one.reason, one.words = told.reason or "", one_line(told.words, WORDS)
    one.reference = told.reference or one.reference
    if told.state != state:
        one.state, one.told_at, one.tries = told.state, now, 0
    waits = told.state in (DeliveryState.WAITING, DeliveryState.HANDED_OVER)
    one.ask_at = next_try(max(one.tries, 1), now) if waits else None
    session.flush()
    if not waits:
        record(session, one, now)
    return True


def record(session: Session, one: Delivery, now: datetime) -> None:
    """The end of a way stands in the history of its document."""
    made = one.state == DeliveryState.DELIVERED
    events.record(
        session,
        events.Tag.DELIVERY_MADE if made else events.Tag.DELIVERY_FAILED,
        events.Subject("invoice", one.invoice_id, one.organisation_id),
        None,
        now,
        facts={"channel": one.channel, "reason": one.reason, "reference": one.reference},
    )


def _message(session: Session, one: Delivery) -> NewMessage:
    document, content, digest = session.execute(
        select(Invoice, InvoiceFile.xml, InvoiceFile.sha256)
        .join(
            InvoiceFile,
            (InvoiceFile.organisation_id == Invoice.organisation_id) & (InvoiceFile.invoice_id == Invoice.id),
        )
        .where(Invoice.organisation_id == one.organisation_id, Invoice.id == one.invoice_id)
    ).one()
    return NewMessage(
        # Its bytes too: after a restored backup another document may have this number.
        f"{document.reference} {bytes(digest).hex()} {one.round}",
        content,
        document.seller["number"],
        document.buyer["number"],
        document.kind == PaperKind.CREDIT_NOTE,
    )


def _sent(network: AccessPoint, new: NewMessage) -> Outcome:
    try:
        message = network.send(new)
    except NotTaken as problem:
        return Outcome(DeliveryState.REFUSED, WhyNotDelivered(problem.why), problem.words)
    except Outage:
        return Outcome(DeliveryState.WAITING, WhyNotDelivered.SILENT, silent=True)
    why = WhyNotDelivered(message.why) if message.why else None
    return Outcome(_STATES[message.fate], why, message.words, message.reference)


def _asked(network: AccessPoint, reference: str) -> Outcome:
    try:
        message = network.ask(reference)
    except Outage:
        return Outcome(DeliveryState.HANDED_OVER, WhyNotDelivered.SILENT, silent=True)
    if message is None:
        return Outcome(DeliveryState.HANDED_OVER, WhyNotDelivered.NOT_KNOWN_THERE)
    why = WhyNotDelivered(message.why) if message.why else None
    return Outcome(_STATES[message.fate], why, message.words)


def _in_time(outcome: Outcome, tries: int, now: datetime) -> Outcome:
    """After some four days without an end, somebody looks."""
    ends = outcome.state not in (DeliveryState.WAITING, DeliveryState.HANDED_OVER)
    if ends or next_try(tries, now) is not None:
        return outcome
    return replace(outcome, state=DeliveryState.UNSURE, reason=outcome.reason or WhyNotDelivered.SILENT)


_STATES = {
    Fate.ON_ITS_WAY: DeliveryState.HANDED_OVER,
    Fate.DELIVERED: DeliveryState.DELIVERED,
    Fate.REFUSED: DeliveryState.REFUSED,
}
