"""Extending many rights at once: each from today for as long as its kind allows; in sets, with one event.

What is foretold and what is done come from one plan, and each row is decided by the rule of a single change.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, and_, bindparam, cast, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session, aliased, joinedload

from app import clock, events
from app.errors import Refusal
from app.lists.acts import Chosen, Wont
from app.policy import Identity, Permission, may, require
from app.rights import queries
from app.rights.changes import Days, proposed_extension
from app.rights.rules import ADMINISTRATIONS, ChangeFacts, Standing, refusals_to_change
from models.columns import among
from models.organisations import Membership
from models.rights import Right, RightKind


def foretell_extensions(
    session: Session, actor: Identity, chosen: Sequence[Chosen], values: Mapping[str, Any], now: datetime
) -> Wont:
    """Which of these rights would not be extended, and why; changes and locks nothing."""
    require(actor, Permission.RIGHT_GRANT)
    return _plan(session, actor, chosen, now, lock=False)[1]


def extend_rights(
    session: Session, actor: Identity, chosen: Sequence[Chosen], values: Mapping[str, Any], now: datetime
) -> Wont:
    """Extends all that can be, at once; gives those that couldn't, and why."""
    require(actor, Permission.RIGHT_GRANT)
    plan, wont = _plan(session, actor, chosen, now, lock=True)
    by_organisation = defaultdict[int, list[tuple[Right, Days]]](list)
    for right, days in plan:
        by_organisation[right.organisation_id].append((right, days))
    for organisation_id, extended in by_organisation.items():
        _write(session, organisation_id, extended, now)
        facts = {
            "ids": sorted(right.id for right, _ in extended),
            "count": len(extended),
            "last_days": {str(right.id): days.last_day.isoformat() for right, days in extended},
        }
        subject = events.Subject("right", 0, organisation_id)
        events.record(session, events.Tag.RIGHTS_EXTENDED, subject, actor, now, facts=facts)
    return wont


def _write(session: Session, organisation_id: int, extended: Sequence[tuple[Right, Days]], now: datetime) -> None:
    rows = (
        func.unnest(
            _array("ids", [right.id for right, _ in extended], BigInteger),
            _array("firsts", [days.first_day for _, days in extended], Date),
            _array("lasts", [days.last_day for _, days in extended], Date),
        )
        .table_valued("id", "first_day", "last_day")
        .render_derived(name="wanted")
    )
    session.execute(
        update(Right)
        .where(Right.organisation_id == organisation_id, Right.id == rows.c.id)
        .values(first_day=rows.c.first_day, last_day=rows.c.last_day, known_from=now, version=Right.version + 1)
        .execution_options(synchronize_session=False)
    )


def _array(name: str, values: Sequence[Any], kind: Any) -> Any:
    return cast(bindparam(name, list(values), ARRAY(kind), unique=True), ARRAY(kind))


def _plan(
    session: Session, actor: Identity, chosen: Sequence[Chosen], now: datetime, *, lock: bool
) -> tuple[list[tuple[Right, Days]], Wont]:
    """What each would become, in the order they were chosen, and what stands in the way of the others."""
    today = clock.day_of(now)
    rights = _rights(session, actor, chosen, lock=lock)
    others = _others(session, list(rights))
    plan: list[tuple[Right, Days]] = []
    wont: Wont = {}
    for one in chosen:
        right = rights.get(one.id)
        if right is None:
            wont[one.id] = Refusal("lists.row.gone")
        elif not may(actor, Permission.RIGHT_GRANT, right):
            wont[one.id] = Refusal("lists.row.not_yours")
        elif right.version != one.version:
            wont[one.id] = Refusal("lists.row.changed")
        else:
            days = proposed_extension(right, today)
            refusal = _refusal(right, days, actor, others[right.id], today)
            if refusal is not None:
                wont[one.id] = refusal
            else:
                plan.append((right, days))
    return plan, wont


def _refusal(right: Right, days: Days, actor: Identity, others: Sequence[Standing], today: date) -> Refusal | None:
    facts = ChangeFacts(
        right_id=right.id,
        today=today,
        was_first=right.first_day,
        was_last=right.last_day,
        revoked_on=right.revoked_on,
        first_day=days.first_day,
        last_day=days.last_day,
        max_months=right.kind.max_months,
        kind_offered=right.kind.offered,
        own_administration=right.kind.code in ADMINISTRATIONS and right.person_id == actor.person_id,
        relation_first_day=right.membership.first_day,
        relation_last_day=right.membership.last_day,
        standing=others,
    )
    refusals = refusals_to_change(facts)
    if refusals:
        return refusals[0]
    if not facts.extends:
        return Refusal("rights.right.lasts_long_enough", last_day=right.last_day)
    return None


def _rights(session: Session, actor: Identity, chosen: Sequence[Chosen], *, lock: bool) -> dict[int, Right]:
    """The chosen rights this actor sees; locked by id, so that two acts wait for each other."""
    query = (
        select(Right)
        .where(among(Right.id, (one.id for one in chosen)), queries.visible_to(actor))
        .options(
            joinedload(Right.kind, innerjoin=True).load_only(
                RightKind.code, RightKind.max_months, RightKind.offered
            ),
            joinedload(Right.membership, innerjoin=True).load_only(Membership.first_day, Membership.last_day),
        )
        .order_by(Right.id)
        .execution_options(populate_existing=True)
    )
    found = session.scalars(query.with_for_update(of=Right) if lock else query)
    return {right.id: right for right in found}


def _others(session: Session, ids: Sequence[int]) -> dict[int, list[Standing]]:
    """For each right, the others of its kind and part on the same relation that aren't revoked."""
    other = aliased(Right)
    rows = session.execute(
        select(Right.id, other.id, other.first_day, other.last_day)
        .join(
            other,
            and_(
                other.organisation_id == Right.organisation_id,
                other.membership_id == Right.membership_id,
                other.kind_id == Right.kind_id,
                other.context == Right.context,
                other.id != Right.id,
                other.revoked_at.is_(None),
            ),
        )
        .where(among(Right.id, ids))
        .order_by(other.first_day)
    )
    found = defaultdict[int, list[Standing]](list)
    for right_id, other_id, first_day, last_day in rows:
        found[right_id].append(Standing(other_id, first_day, last_day))
    return found
