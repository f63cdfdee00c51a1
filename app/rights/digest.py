"""One letter a day about acts on many rights: whoever was in several of them reads it all at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app import events
from app.events import Tag
from models.columns import among
from models.events import Event
from models.rights import Digest, Right

BULK = (Tag.RIGHTS_GRANTED, Tag.RIGHTS_EXTENDED, Tag.RIGHTS_REVOKED, Tag.RIGHTS_CAME)
PEOPLE_AT_ONCE = 200
# An organisation that never had a digest is told of what happened lately, no further.
_LATELY = timedelta(days=7)


def tell_of_the_day(session: Session, now: datetime) -> int:
    """Records, by organisation, what was done to many rights since it was told last; returns how many people are
    told. In office scope; run twice it tells once."""
    organisations = session.scalars(
        select(Event.organisation_id)
        .where(Event.tag.in_(BULK), Event.happened_at > now - _LATELY)
        .distinct()
        .order_by(Event.organisation_id)
    ).all()
    return sum(_tell(session, organisation_id, now) for organisation_id in organisations)


def _tell(session: Session, organisation_id: int, now: datetime) -> int:
    first = insert(Digest).values(organisation_id=organisation_id, told_until=now - _LATELY)
    session.execute(first.on_conflict_do_nothing())
    digest = session.get_one(Digest, organisation_id, with_for_update=True, populate_existing=True)
    acts: dict[int, str] = {}
    for event in session.scalars(
        select(Event)
        .where(
            Event.organisation_id == organisation_id,
            Event.tag.in_(BULK),
            Event.happened_at > digest.told_until,
            Event.happened_at <= now,
        )
        .order_by(Event.happened_at, Event.id)
    ):
        acts.update(dict.fromkeys(_ids(event), event.tag))  # of one right, what was done last
    digest.told_until = now
    people = _people(session, organisation_id, acts)
    persons = sorted(people)
    for start in range(0, len(persons), PEOPLE_AT_ONCE):
        part = {
            str(right_id): acts[right_id]
            for person_id in persons[start : start + PEOPLE_AT_ONCE]
            for right_id in people[person_id]
        }
        subject = events.Subject("right", 0, organisation_id)
        events.record(session, Tag.RIGHTS_TOLD, subject, None, now, facts={"acts": part})
    return len(persons)


def _ids(event: Event) -> Iterable[int]:
    ids = event.facts["ids"]
    assert isinstance(ids, list)  # noqa: S101 - the act wrote it so
    return ids


def _people(session: Session, organisation_id: int, acts: dict[int, str]) -> dict[int, list[int]]:
    """Whose rights these are: person → rights."""
    if not acts:
        return {}
    found = defaultdict[int, list[int]](list)
    for person_id, right_id in session.execute(
        select(Right.person_id, Right.id)
        .where(Right.organisation_id == organisation_id, among(Right.id, acts))
        .order_by(Right.id)
    ):
        found[person_id].append(right_id)
    return found
