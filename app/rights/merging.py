"""A merger of governments: from a day on, the relations and rights of the one are the other's.

Written at once, whatever the day: there the old ones end the day before, here the new ones begin, and no clock
has to run that night. What the receiving government had already isn't doubled; what it may not grant stays behind
and is named. What is foretold is done and undone in a savepoint, so that it can't differ from what is done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, false, func, or_, select, true
from sqlalchemy.orm import Session, joinedload

from app import clock, events
from app.errors import Missing, Refusal
from app.policy import Identity, Permission, may, require
from app.rights import merging_sets as sets
from app.transaction import refuse_as
from models.accounts import Person
from models.organisations import LOCAL_GOVERNMENT, Organisation
from models.rights import Merger, MergerLine, Right, RightKind
from models.values import MergerOutcome

refuse_as("uq_rights_merger_from_id", "rights.merger.merged_already", field="from_id")
refuse_as("ck_organisation_membership_merged", "organisations.relation.merged", field="last_day")

LONGEST_AHEAD = timedelta(days=731)
SHOWN = 50


@dataclass(frozen=True)
class NewMerger:
    """Which government merges into which one, from which day on; `decision`: the act it rests on, '' for none."""

    from_id: int
    into_id: int
    first_day: date
    decision: str = ""


@dataclass(frozen=True)
class Foretold:
    """What a merger would do: in figures, and its first lines with person, kind and tool loaded."""

    from_name: str
    into_name: str
    tally: dict[tuple[bool, MergerOutcome], int]
    lines: Sequence[MergerLine]


def visible_to(who: Identity) -> ColumnElement[bool]:
    """The mergers one's organisation is in; for staff, all."""
    if not may(who, Permission.ORGANISATION_SEE):
        return false()
    here = who.organisation_id
    return true() if who.is_staff else or_(Merger.from_id == here, Merger.into_id == here)


def merger_record(session: Session, who: Identity, merger_id: int) -> Merger:
    """One merger. Raises Missing."""
    found = session.scalars(select(Merger).where(Merger.id == merger_id, visible_to(who))).one_or_none()
    if found is None:
        raise Missing("merger", merger_id)
    return found


def merger_of(session: Session, organisation_id: int) -> Merger | None:
    """The merger in which this government merges into another one, where there is one."""
    return session.scalars(select(Merger).where(Merger.from_id == organisation_id)).one_or_none()


def came_with(session: Session, right: Right) -> Merger | None:
    """The merger a right came along with; None for one that was granted here."""
    if right.came_from_id is None:
        return None
    return session.scalars(
        select(Merger)
        .join(MergerLine, (MergerLine.organisation_id == Merger.into_id) & (MergerLine.merger_id == Merger.id))
        .where(
            MergerLine.organisation_id == right.organisation_id,
            MergerLine.person_id == right.person_id,
            MergerLine.from_right_id == right.came_from_id,
        )
    ).one_or_none()


def governments(session: Session) -> list[Organisation]:
    """The local governments that are still there, by name. In office scope."""
    return list(
        session.scalars(
            select(Organisation)
            .where(Organisation.kind == LOCAL_GOVERNMENT, Organisation.merged_on.is_(None))
            .order_by(Organisation.sort_name, Organisation.id)
        )
    )


def foretell_merger(session: Session, actor: Identity, new: NewMerger, now: datetime) -> Foretold:
    """What `merge_governments` would do; nothing of it stays. Raises what that raises."""
    savepoint = session.begin_nested()
    try:
        merger = merge_governments(session, actor, new, now)
        lines = lines_of(session, merger, 0, SHOWN)
        foretold = Foretold(merger.from_name, merger.into_name, tally(session, merger), lines)
        for line in lines:
            session.expunge(line)
    finally:
        savepoint.rollback()
    return foretold


def merge_governments(session: Session, actor: Identity, new: NewMerger, now: datetime) -> Merger:
    """Merges, and keeps what became of each relation and right. In office scope.

    Raises Forbidden, Missing, Refusal rights.merger.with_itself, merged_already, into_merged, in_the_past,
    too_far, not_a_government.
    """
    require(actor, Permission.GOVERNMENT_MERGE)
    gone, into = _both(session, new, clock.day_of(now))
    merger = Merger(
        from_id=gone.id,
        into_id=into.id,
        from_name=gone.name,
        into_name=into.name,
        first_day=new.first_day,
        decision=new.decision,
        merged_at=now,
        merged_by=actor.account_id,
    )
    session.add(merger)
    gone.merged_on, gone.merged_into_id = new.first_day, into.id
    session.flush()
    moved = sets.move(session, merger, into.government_kind or "", clock.day_of(now))
    counts = tally(session, merger)
    merger.relations = sum(count for (right, _), count in counts.items() if not right)
    merger.rights = counts.get((True, MergerOutcome.TAKEN_OVER), 0) + counts.get(
        (True, MergerOutcome.THERE_ALREADY), 0
    )
    merger.left_behind = counts.get((True, MergerOutcome.LEFT_BEHIND), 0)
    session.flush()
    _record(session, actor, merger, moved, now)
    return merger


def _both(session: Session, new: NewMerger, today: date) -> tuple[Organisation, Organisation]:
    """Both governments, locked by id: whoever adds a relation meanwhile waits, and is told."""
    if new.from_id == new.into_id:
        raise Refusal("rights.merger.with_itself", field="into_id")
    found = {
        one.id: one
        for one in session.scalars(
            select(Organisation)
            .where(Organisation.id.in_((new.from_id, new.into_id)))
            .order_by(Organisation.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    }
    for field, number in (("from_id", new.from_id), ("into_id", new.into_id)):
        one = found.get(number)
        if one is None:
            raise Missing("organisation", number)
        if one.kind != LOCAL_GOVERNMENT:
            raise Refusal("rights.merger.not_a_government", field=field, name=one.name)
    gone, into = found[new.from_id], found[new.into_id]
    if gone.merged_on is not None:
        raise Refusal("rights.merger.merged_already", field="from_id")
    if into.merged_on is not None:
        raise Refusal("rights.merger.into_merged", field="into_id", name=into.name, day=into.merged_on)
    if new.first_day < today:
        raise Refusal("rights.merger.in_the_past", field="first_day", today=today)
    if new.first_day > today + LONGEST_AHEAD:
        raise Refusal("rights.merger.too_far", field="first_day", last_day=today + LONGEST_AHEAD)
    return gone, into


def _record(session: Session, actor: Identity, merger: Merger, moved: sets.Moved, now: datetime) -> None:
    """One event on each side of each thing, with all their numbers; the digest of the day tells the people."""
    told = {"merger_id": merger.id, "from_day": merger.first_day.isoformat()}
    names = {"from": merger.from_name, "into": merger.into_name}
    for tag, kind, organisation_id, ids in (
        (events.Tag.RELATIONS_LEFT, "relation", merger.from_id, moved.relations_left),
        (events.Tag.RELATIONS_CAME, "relation", merger.into_id, moved.relations_came),
        (events.Tag.RIGHTS_LEFT, "right", merger.from_id, moved.rights_left),
        (events.Tag.RIGHTS_CAME, "right", merger.into_id, moved.rights_came),
    ):
        if ids:
            subject = events.Subject(kind, 0, organisation_id)
            facts = {"ids": sorted(ids), "count": len(ids), **told, **names}
            events.record(session, tag, subject, actor, now, facts=facts)
    counts = {"relations": merger.relations, "rights": merger.rights, "left_behind": merger.left_behind}
    for tag, organisation_id in (
        (events.Tag.GOVERNMENT_MERGED, merger.from_id),
        (events.Tag.GOVERNMENT_JOINED, merger.into_id),
    ):
        subject = events.Subject("organisation", organisation_id, organisation_id)
        events.record(session, tag, subject, actor, now, facts={**told, **names, **counts})


def tally(session: Session, merger: Merger) -> dict[tuple[bool, MergerOutcome], int]:
    """How many lines there are, by (is it a right?, outcome)."""
    rows = session.execute(
        select(MergerLine.from_right_id.is_not(None), MergerLine.outcome, func.count())
        .where(MergerLine.organisation_id == merger.into_id, MergerLine.merger_id == merger.id)
        .group_by(MergerLine.from_right_id.is_not(None), MergerLine.outcome)
    )
    return {(right, MergerOutcome(outcome)): count for right, outcome, count in rows}


def lines_of(session: Session, merger: Merger, start: int, most: int | None) -> list[MergerLine]:
    """What became of each relation and right, by name of the person: first the relation, then its rights."""
    return list(
        session.scalars(
            select(MergerLine)
            .where(MergerLine.organisation_id == merger.into_id, MergerLine.merger_id == merger.id)
            .options(
                joinedload(MergerLine.person, innerjoin=True).load_only(
                    Person.given_names, Person.family_name, Person.masked_number
                ),
                joinedload(MergerLine.kind)
                .load_only(RightKind.name_nl, RightKind.name_fr, RightKind.name_en)
                .joinedload(RightKind.tool),
            )
            .order_by(MergerLine.id)
            .offset(start)
            .limit(most)
        )
    )
