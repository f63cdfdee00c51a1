"""What changed between two days: the rights that were gained, lost or changed, each with the act behind it.

Both days are told as `as_of` tells them, so the difference is exactly what the two answers differ in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app import clock, events
from app.policy import Identity, Permission, require
from app.rights import queries
from app.rights.as_of import RightOn, knew, stood, stood_days
from models.accounts import Account, Person
from models.events import Event
from models.organisations import Membership
from models.rights import Right, RightKind, RightPeriod
from models.values import RightState

Days = tuple[date, date]


class Difference(StrEnum):
    """What became of a right between two days."""

    GAINED = "gained"
    LOST = "lost"
    CHANGED = "changed"


class Cause(Enum):
    """The act, or the day, that made the difference."""

    GRANTED = "granted"
    BEGAN = "began"
    ENDED = "ended"
    REVOKED = "revoked"
    MOVED = "moved"


@dataclass(frozen=True)
class Differing:
    """One right on both days. `on` is the day of the act or the day that came; `by` who acted, '' for
    nobody."""

    difference: Difference
    before: RightOn
    after: RightOn
    cause: Cause
    on: date
    by: str = ""

    @property
    def right(self) -> Right:
        return self.after.right

    @property
    def had_before(self) -> bool:
        return self.difference is not Difference.GAINED

    @property
    def has_after(self) -> bool:
        return self.difference is not Difference.LOST


@dataclass(frozen=True)
class Tally:
    """How many rights were gained, lost and changed."""

    gained: int
    lost: int
    changed: int

    @property
    def total(self) -> int:
        return self.gained + self.lost + self.changed


def tally(session: Session, actor: Identity, organisation_id: int, days: Days) -> Tally:
    """How many rights of an organisation differ between the ends of two days, the earlier one first."""
    require(actor, Permission.RIGHT_SEE)
    told = select(_which(*days).label("kind")).where(_differ(actor, organisation_id, *days)).subquery()
    counted = select(told.c.kind, func.count()).group_by(told.c.kind)
    found: dict[str, int] = {str(name): count for name, count in session.execute(counted)}
    return Tally(*(found.get(str(one), 0) for one in Difference))


def differences(
    session: Session,
    actor: Identity,
    organisation_id: int,
    days: Days,
    start: int = 0,
    most: int | None = None,
) -> list[Differing]:
    """The rights that differ, by name of the person; `most` of them from the `start`-th on, all without it."""
    require(actor, Permission.RIGHT_SEE)
    first, second = days
    rows = session.execute(
        select(Right, _which(first, second))
        .join(Right.membership)
        .where(_differ(actor, organisation_id, first, second))
        .options(
            joinedload(Right.person, innerjoin=True).load_only(
                Person.given_names, Person.family_name, Person.masked_number
            ),
            joinedload(Right.kind, innerjoin=True).joinedload(RightKind.tool, innerjoin=True),
            joinedload(Right.grantor).load_only(Account.username),
        )
        .order_by(Membership.sort_name, Right.id)
        .offset(start)
        .limit(most)
    ).all()
    rights = [row[0] for row in rows]
    before, after = stood_days(session, rights, first), stood_days(session, rights, second)
    moved = _moves(session, rights, first, second)
    revokers = _revokers(session, rights)
    return [
        _told(Difference(kind), was, became, moved.get(right.id), revokers)
        for (right, kind), was, became in zip(rows, before, after, strict=True)
    ]


def _told(
    difference: Difference,
    before: RightOn,
    after: RightOn,
    moved: tuple[datetime, str] | None,
    revokers: dict[int, str],
) -> Differing:
    right, first, second = after.right, before.day, after.day
    if difference is Difference.LOST and after.revoked_on is not None:
        by = revokers.get(right.revoked_by or 0, "")
        return Differing(difference, before, after, Cause.REVOKED, after.revoked_on, by)
    granted_on = clock.day_of(right.granted_at)
    if difference is Difference.GAINED and granted_on > first:
        return Differing(difference, before, after, Cause.GRANTED, granted_on, right.grantor.username)
    if moved is not None and (before.first_day, before.last_day) != (after.first_day, after.last_day):
        return Differing(difference, before, after, Cause.MOVED, clock.day_of(moved[0]), moved[1])
    if difference is Difference.LOST:
        return Differing(difference, before, after, Cause.ENDED, min(after.last_day, second))
    return Differing(difference, before, after, Cause.BEGAN, after.first_day, right.grantor.username)


def _differ(actor: Identity, organisation_id: int, first: date, second: date) -> ColumnElement[bool]:
    """In force on one of the days only, or on both over other days."""
    before, after = stood(first, {RightState.ACTIVE}), stood(second, {RightState.ACTIVE})
    changed = and_(before, after, _moved_between(first, second))
    theirs = and_(queries.visible_to(actor), Right.organisation_id == organisation_id)
    return and_(theirs, or_(and_(before, ~after), and_(after, ~before), changed))


def _which(first: date, second: date) -> Any:
    before, after = stood(first, {RightState.ACTIVE}), stood(second, {RightState.ACTIVE})
    return case(
        (and_(before, after), str(Difference.CHANGED)),
        (after, str(Difference.GAINED)),
        else_=str(Difference.LOST),
    )


def _moved_between(first: date, second: date) -> ColumnElement[bool]:
    """The days known at the end of the one day are others than those known at the end of the other."""
    days = [
        func.coalesce(
            select(func.daterange(RightPeriod.first_day, RightPeriod.last_day, "[]"))
            .where(
                RightPeriod.organisation_id == Right.organisation_id,
                RightPeriod.right_id == Right.id,
                knew(clock.end_of(on)),
            )
            .scalar_subquery(),
            func.daterange(Right.first_day, Right.last_day, "[]"),
        )
        for on in (first, second)
    ]
    return and_(Right.known_from >= clock.end_of(first), days[0] != days[1])


def _moves(
    session: Session, rights: Sequence[Right], first: date, second: date
) -> dict[int, tuple[datetime, str]]:
    """For each of these rights that got other days in between: when that was last, and by whom."""
    since, until = clock.end_of(first), clock.end_of(second)
    wanted = {right.id for right in rights if right.known_from >= since}
    if not wanted:
        return {}
    rows = session.execute(
        select(Event.subject_id, Event.facts["ids"], Event.happened_at, Account.username)
        .outerjoin(Account, Account.id == Event.actor_id)
        .where(
            Event.organisation_id.in_({right.organisation_id for right in rights}),
            Event.subject_kind == "right",
            Event.subject_id.in_({0, *wanted}),
            Event.tag.in_((events.Tag.RIGHT_CHANGED, events.Tag.RIGHTS_EXTENDED, events.Tag.RIGHTS_LEFT)),
            Event.happened_at >= since,
            Event.happened_at < until,
        )
        .order_by(Event.happened_at)
    )
    found: dict[int, tuple[datetime, str]] = {}
    for subject_id, ids, happened_at, username in rows:
        named: Iterable[int] = ids or () if subject_id == 0 else (subject_id,)
        found.update(dict.fromkeys(wanted.intersection(named), (happened_at, username or "")))
    return found


def _revokers(session: Session, rights: Sequence[Right]) -> dict[int, str]:
    """The user names of who revoked any of these."""
    accounts = {right.revoked_by for right in rights if right.revoked_by is not None}
    if not accounts:
        return {}
    found = session.execute(select(Account.id, Account.username).where(Account.id.in_(accounts)))
    return dict(found.all())
