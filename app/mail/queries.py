"""Reads about letters: everybody's for the helpdesk, the tries of one, a person's own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, false, or_, select, true
from sqlalchemy.orm import Session, undefer

from app.errors import Missing
from app.mail.rules import SECRETS_KEPT
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


def own_letters(who: Identity) -> Select[Any]:
    """The letters to a person and to the holder of his account; asked in his own scope."""
    to_person = Letter.person_id == who.person_id if who.person_id is not None else false()
    return select(Letter).where(or_(to_person, Letter.account_id == who.account_id), Letter.body != "")


def own_letter(session: Session, who: Identity, letter_id: int) -> Letter:
    """One letter to whoever looks. Raises Missing when it isn't there or is somebody else's."""
    found: Letter | None = session.scalars(own_letters(who).where(Letter.id == letter_id)).one_or_none()
    if found is None:
        raise Missing("letter", letter_id)
    return found


def letters_with_secrets(session: Session, now: datetime, most: int = 20) -> Sequence[Letter]:
    """The latest letters whose code or token is still there, newest first. In office scope."""
    return session.scalars(
        select(Letter)
        .where(Letter.secret.is_not(None), Letter.written_at > now - SECRETS_KEPT, Letter.written_at <= now)
        .order_by(Letter.written_at.desc(), Letter.id.desc())
        .limit(most)
        .options(undefer(Letter.secret))
    ).all()
