"""Contacts that came from a file are compared with the lists, some at a time: each step is a transaction, so
whoever is killed between two, or runs beside another, goes on where the last one ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol, TypeVar

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.aml.contacts import beside, screen
from app.aml.following import levels_follow
from app.aml.queries import is_live
from app.aml.shelf import Shelf
from app.queue import enqueue
from models.aml import Contact
from models.imports import ImportRow
from models.values import Subject

T = TypeVar("T")
JOB = "compare_imported"
STEP = 200


def ask(session: Session) -> None:
    """Has whoever came from a file compared, as soon as a worker is free."""
    enqueue(session, JOB, key=JOB)


class Place(Protocol):
    """Where it is done: transactions in office scope, and whether it is time to stop."""

    @property
    def stop(self) -> Any: ...

    def office(self, act: Callable[[Session], T]) -> T: ...


def compare_all(place: Place, shelf: Shelf, now: Callable[[], datetime]) -> int:
    """Compares who waits, until nobody does or it is time to stop; how many contacts it compared."""
    done, after = 0, 0
    while not place.stop.is_set():
        begun = after
        found = place.office(lambda session: _step(session, shelf, begun, now()))  # noqa: B023 - called at once
        if not found:
            break
        done, after = done + len(found), found[-1]
    return done


def _step(session: Session, shelf: Shelf, after: int, now: datetime) -> list[int]:
    """The next ones, by their ids in order. That they were compared is no change of their files: nobody's form
    goes stale by it, and an import that is undone finds them as it left them."""
    edition, index = beside(session, shelf)
    contacts = session.scalars(
        select(Contact)
        .where(Contact.screened_at.is_(None), Contact.id > after, is_live())
        .order_by(Contact.id)
        .limit(STEP)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()
    if not contacts:
        return []
    ids = [one.id for one in contacts]
    settled = screen(session, [(one, Subject.read(one.facts)) for one in contacts], index, edition, now)
    session.execute(
        update(Contact)
        .where(Contact.id.in_(ids))
        .values(edition=edition, screened_at=now)
        .execution_options(synchronize_session=False)
    )
    levels_follow(session, settled.touched, now)
    return ids


def still_to_compare(session: Session, organisation_id: int, import_id: int) -> int:
    """How many contacts that an import brought aren't compared yet."""
    asked = (
        select(func.count())
        .select_from(Contact)
        .join(
            ImportRow,
            (ImportRow.organisation_id == Contact.organisation_id) & (ImportRow.subject_id == Contact.id),
        )
        .where(
            ImportRow.organisation_id == organisation_id,
            ImportRow.import_id == import_id,
            ImportRow.verdict == "created",
            Contact.screened_at.is_(None),
            is_live(),
        )
    )
    return session.scalar(asked) or 0
