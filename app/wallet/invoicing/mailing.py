"""Mailing documents to the address for invoices: a letter with the PDF enclosed, and what became of it.

Letters are written some at a time, so that those of ten thousand documents don't stand before everybody else's;
the outbox sends them. In office scope.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Missing
from app.events import Actor, Tag
from app.mail.rules import next_try
from app.mail.services import STUCK, once_more
from app.outside.files import Files
from app.wallet.invoicing.drawing import pdf_of
from app.wallet.invoicing.handing_over import TAKEN, record
from app.wallet.invoicing.letters import address_for
from models.columns import among
from models.events import Event
from models.mail import Letter
from models.values import Channel, DeliveryState, LetterState, MailProblem, WhyNotDelivered
from models.wallet import Delivery, Invoice

AT_ONCE = 20
BATCH = 500
LOOKS = timedelta(minutes=5)
"""So often a letter is looked after until a mail server took it."""
LOOKS_LATER, LOOKED_AFTER = timedelta(hours=6), timedelta(days=30)
"""So often, and so long, it is looked after when it was sent, or didn't arrive."""
COMES_BACK = timedelta(days=5)
"""Mail that can't be delivered comes back within so many days (RFC 5321, 4.5.4.1)."""
_ENDED = (DeliveryState.REFUSED, DeliveryState.UNSURE)
Write = Callable[[Session, int, int], object]
"""Writes the letters of an event: organisation, event."""


def take_some(session: Session, now: datetime) -> list[int]:
    """The documents that wait longest for their letter, taken for some minutes: one that can't be written doesn't
    stand before the others."""
    due = session.scalars(
        select(Delivery)
        .where(Delivery.channel == Channel.MAIL, Delivery.ask_at <= now, Delivery.state == DeliveryState.WAITING)
        .order_by(Delivery.ask_at, Delivery.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    for one in due:
        one.ask_at, one.tries = now + TAKEN, one.tries + 1
    session.flush()
    return [one.id for one in due]


def write_letter(session: Session, files: Files, write: Write, delivery_id: int, now: datetime) -> bool:
    """Writes the letter about a document, with its PDF; False when somebody did before. Raises Outage, Missing."""
    one = session.scalars(select(Delivery).where(Delivery.id == delivery_id).with_for_update()).one()
    if one.state != DeliveryState.WAITING:
        return False
    event_id = _event(session, one)
    pdf_of(session, files, session.get_one(Invoice, one.invoice_id), now)
    write(session, one.organisation_id, event_id)
    one.state, one.reference, one.tries = DeliveryState.HANDED_OVER, str(event_id), 0
    one.ask_at, one.told_at = now + LOOKS, now
    session.flush()
    return True


def put_off(session: Session, delivery_id: int, now: datetime) -> None:
    """A letter that couldn't be written is tried later and later; after some four days somebody looks."""
    one = session.scalars(select(Delivery).where(Delivery.id == delivery_id).with_for_update()).one()
    if one.state != DeliveryState.WAITING:
        return
    one.ask_at = next_try(max(one.tries, 1), now)
    if one.ask_at is None:
        one.state, one.reason, one.told_at = DeliveryState.REFUSED, WhyNotDelivered.BOUNCED, now
    session.flush()
    if one.ask_at is None:
        record(session, one, now)


def look_some(session: Session, now: datetime) -> int:
    """What became of letters that are out; how many were looked after."""
    due = session.scalars(
        select(Delivery)
        .where(Delivery.channel == Channel.MAIL, Delivery.ask_at <= now, Delivery.state != DeliveryState.WAITING)
        .order_by(Delivery.ask_at, Delivery.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    letters = _letters(session, due)
    for one in due:
        _look(session, one, letters.get(one.reference, []), now)
    session.flush()
    return len(due)


def letters_again(session: Session, actor: Actor, one: Delivery, now: datetime) -> None:
    """Sends the letter about that document that didn't arrive once more, to the address that is known today.

    Raises Missing where none is stuck, and Refusal as `once_more`.
    """
    found = [letter for letter in _letters(session, [one]).get(one.reference, []) if letter.state in STUCK]
    if not found:
        raise Missing("letter", one.reference)
    for letter in found:
        address = address_for(session, one.organisation_id) if letter.account_id is None else letter.address
        once_more(session, actor, letter, address, "", now)


def _look(session: Session, one: Delivery, letters: list[Letter], now: datetime) -> None:
    state, why, again = _found(letters, now)
    if state == one.state:
        long_ago = one.state in _ENDED and now >= one.told_at + LOOKED_AFTER
        one.ask_at = None if long_ago else again
        return
    one.state, one.reason, one.ask_at, one.told_at = state, why, again, now
    session.flush()
    if state != DeliveryState.HANDED_OVER:
        record(session, one, now)


def _found(letters: list[Letter], now: datetime) -> tuple[DeliveryState, str, datetime | None]:
    """How far these letters about one document are, why no further, and when to look again; of several, the one
    that got furthest counts. What didn't arrive is looked after as well: the helpdesk may send it again."""
    states = {LetterState(letter.state) for letter in letters}
    later = now + LOOKS_LATER
    if LetterState.DELIVERED in states:
        return DeliveryState.DELIVERED, "", None
    if LetterState.SENT in states:
        back = COMES_BACK + max(letter.settled_at for letter in letters if letter.settled_at is not None)
        there = (DeliveryState.DELIVERED, "", None)  # it would have come back by now
        return there if now >= back else (DeliveryState.HANDED_OVER, "", min(later, back))
    if states & {LetterState.QUEUED, LetterState.HANDING_OVER}:
        return DeliveryState.HANDED_OVER, "", now + LOOKS
    if LetterState.UNSURE in states:
        return DeliveryState.UNSURE, WhyNotDelivered.SILENT, later
    nowhere = all(letter.problem == MailProblem.NO_ADDRESS for letter in letters)
    return DeliveryState.REFUSED, WhyNotDelivered.NO_ADDRESS if nowhere else WhyNotDelivered.BOUNCED, later


def _letters(session: Session, due: Sequence[Delivery]) -> dict[str, list[Letter]]:
    """The letters of these, by event."""
    found: dict[str, list[Letter]] = {}
    for letter in session.scalars(
        select(Letter)
        .where(
            among(Letter.organisation_id, sorted({one.organisation_id for one in due})),
            among(Letter.event_id, [int(one.reference) for one in due]),
            Letter.kind == Tag.INVOICE_ISSUED,
        )
        .order_by(Letter.id)
    ):
        found.setdefault(str(letter.event_id), []).append(letter)
    return found


def _event(session: Session, one: Delivery) -> int:
    found = session.scalars(
        select(Event.id)
        .where(
            Event.organisation_id == one.organisation_id,
            Event.subject_kind == "invoice",
            Event.subject_id == one.invoice_id,
            Event.tag == Tag.INVOICE_ISSUED,
        )
        .order_by(Event.id)
        .limit(1)
    ).one_or_none()
    if found is None:
        raise Missing("event", one.invoice_id)
    return found
