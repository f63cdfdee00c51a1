"""Who had what on a day: what the system would have said at the end of that day in Brussels, from what was known
then.

A right whose days were changed later counts with the days it had; one revoked on the day is revoked on the day; a
day to come is told from what is known today.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlalchemy.orm import Session

from app import clock
from app.rights.rules import is_expiring, state_of
from models.columns import among
from models.rights import Right, RightPeriod
from models.values import RightState


@dataclass(frozen=True)
class RightOn:
    """A right as it stood at the end of `day`, over the days that were known then."""

    right: Right
    day: date
    first_day: date
    last_day: date

    @property
    def state(self) -> RightState:
        return state_of(self.first_day, self.last_day, self.right.revoked_on, self.day)

    @property
    def is_expiring(self) -> bool:
        return self.state is RightState.ACTIVE and is_expiring(self.first_day, self.last_day, self.day)

    @property
    def revoked_on(self) -> date | None:
        """The day it was revoked, where that was known."""
        revoked = self.right.revoked_on
        return revoked if revoked is not None and revoked <= self.day else None


def known(day: date) -> ColumnElement[bool]:
    """The rights that had been granted by the end of that day."""
    return Right.granted_at < clock.end_of(day)


def stood(day: date, states: Collection[RightState]) -> ColumnElement[bool]:
    """The rights that were in one of these states at the end of that day."""
    end = clock.end_of(day)
    now = and_(Right.known_from < end, _phase(Right, day, states))
    earlier = and_(
        Right.known_from >= end,
        exists(
            select(RightPeriod.id).where(
                RightPeriod.organisation_id == Right.organisation_id,
                RightPeriod.right_id == Right.id,
                knew(end),
                _phase(RightPeriod, day, states),
            )
        ),
    )
    standing = or_(Right.revoked_on.is_(None), Right.revoked_on > day)
    revoked = [Right.revoked_on <= day] if RightState.REVOKED in states else []
    if not set(states) - {RightState.REVOKED}:
        return and_(known(day), *revoked)
    return and_(known(day), or_(and_(standing, or_(now, earlier)), *revoked))


def stood_days(session: Session, rights: Sequence[Right], day: date) -> list[RightOn]:
    """The same rights with the days that were known at the end of that day, in one statement at most."""
    end = clock.end_of(day)
    changed = [right.id for right in rights if right.known_from >= end]
    earlier: dict[int, tuple[date, date]] = {}
    if changed:
        rows = session.execute(
            select(RightPeriod.right_id, RightPeriod.first_day, RightPeriod.last_day).where(
                among(RightPeriod.right_id, changed),
                RightPeriod.organisation_id.in_({right.organisation_id for right in rights}),
                knew(end),
            )
        )
        earlier = {right_id: (first_day, last_day) for right_id, first_day, last_day in rows}
    return [RightOn(right, day, *earlier.get(right.id, (right.first_day, right.last_day))) for right in rights]


def knew(end: datetime) -> ColumnElement[bool]:
    """The earlier days that were the known ones just before that instant."""
    return and_(RightPeriod.known_from < end, RightPeriod.known_until >= end)


def _phase(of: Any, day: date, states: Collection[RightState]) -> ColumnElement[bool]:
    phases = {
        RightState.PENDING: of.first_day > day,
        RightState.ACTIVE: and_(of.first_day <= day, of.last_day >= day),
        RightState.EXPIRED: of.last_day < day,
    }
    return or_(false(), *(phase for state, phase in phases.items() if state in states))
