"""Writing the mails that hold a code: in one breath with the code itself, by a job. In office scope."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import events
from app.accounts import letters
from app.letters import Content, Reader, written
from app.mail.services import put
from app.words import Words, words_in
from models.accounts import Account
from models.events import Event


def cause_of(session: Session, tag: events.Tag, subject: events.Subject, now: datetime) -> Event:
    """Records what makes a letter go out, and gives it: a letter always has its event."""
    event_id = events.record(session, tag, subject, None, now)
    return session.scalars(select(Event).where(Event.id == event_id)).one()


def send_code_to(
    session: Session,
    cause: Event,
    reader: Reader,
    content: Callable[[Words, str], Content],
    site: str,
    secret: str,
    now: datetime,
) -> None:
    """Puts a letter with that code or token in the outbox; in the text stands only its mark."""
    words = words_in(reader.language)
    put(session, cause, cause.tag, reader, written(words, reader, content(words, site)), now, secret=secret)


def tell_owner(session: Session, known: Account, subject: events.Subject, site: str, now: datetime) -> None:
    """To whoever has an address already that somebody filled in as his own."""
    cause = cause_of(session, events.Tag.ACCOUNT_ASKED_AGAIN, subject, now)
    reader, words = letters.holder_of(session, known), words_in(known.language)
    put(session, cause, cause.tag, reader, written(words, reader, letters.has_account(words, site, known)), now)
