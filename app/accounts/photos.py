"""The photo of an account's holder: looked at, scanned, drawn anew and small; nobody but he sees it."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.profiles import profile_to_change, record_change
from app.documents import pictures
from app.documents.content import MEGABYTE, Use
from app.documents.kinds import FileKind
from app.documents.uploads import looked_at
from app.outside.virus import Scanner
from app.policy import Identity
from models.accounts import Profile

PHOTO = Use(frozenset({FileKind.JPEG, FileKind.PNG}), 2 * MEGABYTE)
# The longer side, in points: what a card of one's details shows, twice as fine.
SIDE = 400


def keep_photo(
    session: Session, scanner: Scanner, actor: Identity, version: int, name: str, file: BinaryIO, now: datetime
) -> Profile:
    """Keeps the photo in the place of the one before. In office scope.

    Raises Stale, Outage (scanner silent), Refusal documents.file.* as `looked_at` does.
    """
    found = looked_at(scanner, PHOTO, name, file)
    profile = profile_to_change(session, actor, version, now)
    profile.photo = pictures.small(file, SIDE)
    record_change(session, actor, now, photo=found.kind.value)
    return profile


def drop_photo(session: Session, actor: Identity, version: int, now: datetime) -> Profile:
    """Takes the photo away. In office scope. Raises Stale."""
    profile = profile_to_change(session, actor, version, now)
    profile.photo = None
    record_change(session, actor, now, photo="removed")
    return profile


def photo_of(session: Session, account_id: int) -> bytes | None:
    """The photo as a JPEG; None without one. In office scope."""
    return session.scalar(select(Profile.photo).where(Profile.account_id == account_id))


def has_photo(session: Session, account_id: int) -> bool:
    """Whether there is one. In office scope."""
    return bool(session.scalar(select(Profile.photo.is_not(None)).where(Profile.account_id == account_id)))
