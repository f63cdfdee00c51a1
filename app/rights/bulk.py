"""Acts on many rights at once: in sets, with one event that names them all.

What is foretold and what is done come from one plan; the act reads it anew under its locks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from app import clock, events
from app.errors import Refusal
from app.lists.acts import Chosen, Wont
from app.policy import Identity, Permission, may, require
from app.rights import queries
from app.rights.following import take_back_there
from app.rights.rules import LOCAL_ADMINISTRATOR, RevokeFacts, refusal_to_revoke
from models.columns import among
from models.rights import Right, RightKind


@dataclass(frozen=True)
class _Row:
    """What revoking asks of a right."""

    id: int
    organisation_id: int
    version: int
    first_day: date
    last_day: date
    revoked_on: date | None
    administers: bool

    def in_force(self, day: date) -> bool:
        return self.revoked_on is None and self.first_day <= day <= self.last_day


def foretell_revocations(
    session: Session, actor: Identity, chosen: Sequence[Chosen], values: Mapping[str, Any], now: datetime
) -> Wont:
    """Which of these rights would not be revoked, and why; changes and locks nothing."""
    require(actor, Permission.RIGHT_REVOKE)
    return _plan(_rows(session, actor, chosen, now, lock=False), actor, chosen, now)


def revoke_rights(
    session: Session, actor: Identity, chosen: Sequence[Chosen], values: Mapping[str, Any], now: datetime
) -> Wont:
    """Ends these rights at once, all that can be; gives those that couldn't, and why. `values`: the reason."""
    require(actor, Permission.RIGHT_REVOKE)
    rows = _rows(session, actor, chosen, now, lock=True)
    wont = _plan(rows, actor, chosen, now)
    revoked = defaultdict[int, list[int]](list)
    for one in chosen:
        if one.id not in wont:
            revoked[rows[one.id].organisation_id].append(one.id)
    for organisation_id, ids in revoked.items():
        session.execute(
            update(Right)
            .where(Right.organisation_id == organisation_id, among(Right.id, ids))
            .values(
                revoked_at=now,
                revoked_on=clock.day_of(now),
                revoked_by=actor.account_id,
                revoke_reason=str(values.get("reason") or ""),
                version=Right.version + 1,
            )
            .execution_options(synchronize_session=False)
        )
        # The reason stands on each right, where it goes when its person is erased; here it would outlive them.
        subject = events.Subject("right", 0, organisation_id)
        facts = {"ids": sorted(ids), "count": len(ids)}
        events.record(session, events.Tag.RIGHTS_REVOKED, subject, actor, now, facts=facts)
        take_back_there(session, actor, organisation_id, now, rights=ids)
    return wont


def _rows(
    session: Session, actor: Identity, chosen: Sequence[Chosen], now: datetime, *, lock: bool
) -> dict[int, _Row]:
    """The chosen rights this actor sees, and every administrator's right in force beside a chosen one.

    Locked in one statement, by id, so that two acts wait for each other instead of embracing.
    """
    day = clock.day_of(now)
    administrators = select(RightKind.id).where(RightKind.code == LOCAL_ADMINISTRATOR)
    mine = among(Right.id, (one.id for one in chosen))
    organisations = session.scalars(
        select(Right.organisation_id)
        .where(mine, queries.visible_to(actor), Right.kind_id.in_(administrators))
        .distinct()
    ).all()
    beside = and_(
        Right.organisation_id.in_(organisations),
        Right.kind_id.in_(administrators),
        Right.first_day <= day,
        Right.last_day >= day,
        Right.revoked_at.is_(None),
    )
    query = (
        select(
            Right.id,
            Right.organisation_id,
            Right.version,
            Right.first_day,
            Right.last_day,
            Right.revoked_on,
            Right.kind_id.in_(administrators),
        )
        .where(or_(mine, beside) if organisations else mine, queries.visible_to(actor))
        .order_by(Right.id)
    )
    found = session.execute(query.with_for_update(of=Right) if lock else query)
    return {row.id: _Row(*row) for row in found}


def _plan(rows: Mapping[int, _Row], actor: Identity, chosen: Sequence[Chosen], now: datetime) -> Wont:
    """Goes through them in the order they were chosen; of the last administrators, one stays."""
    day = clock.day_of(now)
    administrators = defaultdict[int, set[int]](set)
    for standing in rows.values():
        if standing.administers and standing.in_force(day):
            administrators[standing.organisation_id].add(standing.id)
    wont: Wont = {}
    for one in chosen:
        row = rows.get(one.id)
        refusal = _refusal(row, one, actor, administrators, day)
        if refusal is not None:
            wont[one.id] = refusal
        elif row is not None:
            administrators[row.organisation_id].discard(row.id)
    return wont


def _refusal(
    row: _Row | None, one: Chosen, actor: Identity, administrators: Mapping[int, set[int]], day: date
) -> Refusal | None:
    if row is None:
        return Refusal("lists.row.gone")
    if not may(actor, Permission.RIGHT_REVOKE, row):
        return Refusal("lists.row.not_yours")
    if row.version != one.version:
        return Refusal("lists.row.changed")
    in_force = frozenset(administrators[row.organisation_id]) if row.administers else frozenset[int]()
    return refusal_to_revoke(RevokeFacts(row.id, row.first_day, row.last_day, row.revoked_on, day, in_force))
