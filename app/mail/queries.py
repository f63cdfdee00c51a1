"""Reads about letters: what waits for the helpdesk, the tries of one letter, a person's own mailbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, select, true
from sqlalchemy.orm import Session, joinedload

from app.errors import Missing
from app.mail.services import STUCK
from app.policy import Identity, Permission, may
from models.mail import Letter, LetterTry


@dataclass(frozen=True)
class Stuck:
    """Letters that won't get further by themselves: how many, since when, the first few, oldest first."""

    count: int
    oldest: datetime | None
    first: Sequence[Letter]


def visible_to(identity: Identity) -> ColumnElement[bool]:
    """The letters this identity may see among everybody's, as a condition; its own are `own_letters`."""
    return true() if may(identity, Permission.MAIL_SEE) else false()


def stuck(session: Session, identity: Identity, limit: int = 3) -> Stuck:
    """What waits for somebody at the desk: failed, came back, perhaps sent, without an address."""
    waiting = (visible_to(identity), Letter.state.in_(STUCK))
    count, oldest = session.execute(select(func.count(), func.min(Letter.written_at)).where(*waiting)).one()
    first = session.scalars(
        select(Letter)
        .where(*waiting)
        .options(joinedload(Letter.person))
        .order_by(Letter.written_at, Letter.id)
        .limit(limit)
    )
    return Stuck(count, oldest, first.all())


def tries_of(session: Session, letter: Letter) -> Sequence[LetterTry]:
    """Every try and every report about a letter, newest first; the latest fifty."""
    return session.scalars(
        select(LetterTry)
        .where(LetterTry.organisation_id == letter.organisation_id, LetterTry.letter_id == letter.id)
        .order_by(LetterTry.id.desc())
        .limit(50)
    ).all()


def own_letters(person_id: int) -> Select[Any]:
    """The letters to a person; asked in his own scope."""
    return select(Letter).where(Letter.person_id == person_id, Letter.body != "")


def own_letter(session: Session, person_id: int, letter_id: int) -> Letter:
    """One letter to that person. Raises Missing when it isn't there or is somebody else's."""
    found: Letter | None = session.scalars(own_letters(person_id).where(Letter.id == letter_id)).one_or_none()
    if found is None:
        raise Missing("letter", letter_id)
    return found
