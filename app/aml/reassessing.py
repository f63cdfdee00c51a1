"""All contacts that are in use, assessed anew once what every level rests on is another: rules were published, a
list of countries was loaded or begins, a day went by on which documents expire.

Each contact remembers under what it was assessed; what was assessed under something else is still to do. So
whoever is killed between two steps, or works beside another, goes on where the last one ended. Only what a contact
remembers of its level changes: what was decided of it stands in its decision.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.aml.assessing import files_of, lists_in_force, rules_in_force, under
from app.aml.queries import is_live
from app.aml.reviews import renew_reviews
from app.aml.vigilance.level import vigilance_of
from app.queue import enqueue
from models.aml import Contact

T = TypeVar("T")

JOB = "reassess"
STEP = 200


def ask(session: Session) -> None:
    """Has every contact assessed anew that was assessed under something else, as soon as a worker is free."""
    enqueue(session, JOB, key=JOB)


class Place(Protocol):
    """Where it is done: transactions in office scope, and whether it is time to stop."""

    @property
    def stop(self) -> Any: ...

    def office(self, act: Callable[[Session], T]) -> T: ...


def reassess_all(place: Place, now: Callable[[], datetime]) -> int:
    """Does what is to do, step by step, until nothing is or it is time to stop; how many contacts it assessed."""
    done, after = 0, 0
    while not place.stop.is_set():
        begun = after
        found = place.office(lambda session: _step(session, begun, now()))  # noqa: B023 - called at once
        if not found:
            break
        done, after = done + len(found), found[-1]
    return done


def _step(session: Session, after: int, now: datetime) -> list[int]:
    """The next contacts that are due, by their ids in order; none once nothing is."""
    rules, day = rules_in_force(session), clock.day_of(now)
    mark = under(rules, lists_in_force(session, day), day)
    contacts = _due(session, mark, after)
    by_level: dict[str | None, list[int]] = {}
    for contact_id, file in files_of(session, contacts, now).items():
        found = vigilance_of(rules.rules, file).level
        by_level.setdefault(str(found) if found else None, []).append(contact_id)
    for level, ids in by_level.items():
        # Past the ORM: the version of a row is its pages', and nobody's form goes stale because a night went by.
        session.execute(
            update(Contact)
            .where(Contact.id.in_(ids))
            .values(level=level, assessed_at=now, assessed_under=mark)
            .execution_options(synchronize_session=False)
        )
    renew_reviews(session, now, {one.organisation_id for one in contacts}, {one.root_id for one in contacts})
    return [one.id for one in contacts]


def _due(session: Session, mark: bytes, after: int) -> Sequence[Contact]:
    """Locked: whoever changes one of them now assesses it himself, and is waited for."""
    return session.scalars(
        select(Contact)
        .where(is_live(), Contact.id > after, Contact.assessed_under.is_distinct_from(mark))
        .order_by(Contact.id)
        .limit(STEP)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()
