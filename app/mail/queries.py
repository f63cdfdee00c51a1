"""Reads about letters: everybody's for the helpdesk, the tries of one, a person's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, false, select, true
from sqlalchemy.orm import Session

from app.errors import Missing
from app.policy import Identity, Permission, may
from models.mail import Letter, LetterTry


def visible_to(identity: Identity) -> ColumnElement[bool]:
    """The letters this identity may see among everybody's, as a condition; its own are `own_letters`."""
    return true() if may(identity, Permission.MAIL_SEE) else false()


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
