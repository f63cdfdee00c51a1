"""Reads about tools and rights; `visible_to` is the row scope of sets."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, any_, exists, false, literal, select, true
from sqlalchemy.orm import Session, joinedload

from app.errors import Missing
from app.policy import Identity, Permission, may
from app.rights.rules import EXPIRING_DAYS, Standing
from models.organisations import Membership, Organisation
from models.rights import ContextValue, EndingTold, Right, RightKind, RightPeriod


def visible_to(identity: Identity) -> ColumnElement[bool]:
    """The rights this identity may see, as a condition."""
    if not may(identity, Permission.RIGHT_SEE):
        return false()
    return true() if identity.is_staff else Right.organisation_id == identity.organisation_id


def right_record(session: Session, identity: Identity, right_id: int) -> Right:
    """One right with everything its page shows. Raises Missing when it isn't there or isn't yours."""
    right = session.scalars(
        select(Right)
        .where(Right.id == right_id, visible_to(identity))
        .options(
            joinedload(Right.person),
            joinedload(Right.organisation),
            joinedload(Right.membership),
            joinedload(Right.kind).joinedload(RightKind.tool),
            joinedload(Right.kind).joinedload(RightKind.role),
            joinedload(Right.grantor),
        )
    ).one_or_none()
    if right is None:
        raise Missing("right", right_id)
    return right


def earlier_periods(session: Session, right: Right) -> list[RightPeriod]:
    """The periods this right had before, oldest first; empty for one that never changed."""
    return list(
        session.scalars(
            select(RightPeriod)
            .where(RightPeriod.organisation_id == right.organisation_id, RightPeriod.right_id == right.id)
            .order_by(RightPeriod.known_from, RightPeriod.id)
        )
    )


def rights_on_relation(session: Session, relation: Membership) -> list[Right]:
    """All rights ever granted on this relation, the latest end first."""
    return list(
        session.scalars(
            select(Right)
            .where(Right.organisation_id == relation.organisation_id, Right.membership_id == relation.id)
            .options(joinedload(Right.kind).joinedload(RightKind.tool))
            .order_by(Right.last_day.desc(), Right.id.desc())
        )
    )


def standing(
    session: Session, organisation_id: int, membership_id: int, kind_id: int, context: str
) -> list[Standing]:
    """Rights of this kind and context on the relation that aren't revoked, by begin."""
    return [
        Standing(*row)
        for row in session.execute(
            select(Right.id, Right.first_day, Right.last_day)
            .where(
                Right.organisation_id == organisation_id,
                Right.membership_id == membership_id,
                Right.kind_id == kind_id,
                Right.context == context,
                Right.revoked_at.is_(None),
            )
            .order_by(Right.first_day)
        )
    ]


def kinds_grantable(
    session: Session, organisation: Organisation, category: str, relation_type: str
) -> list[RightKind]:
    """The kinds of right this organisation may grant on such a relation, by tool and name."""
    return list(
        session.scalars(
            select(RightKind)
            .where(
                RightKind.offered,
                literal(organisation.government_kind or organisation.kind) == any_(RightKind.government_kinds),
                literal(category) == any_(RightKind.categories),
                literal(relation_type) == any_(RightKind.types),
            )
            .options(joinedload(RightKind.tool))
            .order_by(RightKind.tool_id, RightKind.name_nl, RightKind.id)
        )
    )


def context_values(session: Session, kind_id: int) -> list[ContextValue]:
    """The values a right of this kind may ask for, by code."""
    return list(
        session.scalars(select(ContextValue).where(ContextValue.kind_id == kind_id).order_by(ContextValue.code))
    )


def had_authority(session: Session, right_id: int | None, day: date) -> bool:
    """Whether the administrator's right under which something was granted was in force that day."""
    if right_id is None:
        return False
    found = session.execute(
        select(Right.first_day, Right.last_day, Right.revoked_on).where(Right.id == right_id)
    ).one_or_none()
    if found is None:
        return False
    first_day, last_day, revoked_on = found
    return first_day <= day <= last_day and (revoked_on is None or day <= revoked_on)


def expiring(identity: Identity, day: date) -> ColumnElement[bool]:
    """Rights in force that end within two weeks; one that never lasted longer isn't news, nor one that goes on
    elsewhere."""
    return and_(
        visible_to(identity),
        Right.revoked_at.is_(None),
        Right.first_day <= day,
        Right.last_day.between(day, day + timedelta(days=EXPIRING_DAYS)),
        Right.last_day >= Right.first_day + EXPIRING_DAYS,
        ~_goes_on(),
    )


def _goes_on() -> ColumnElement[bool]:
    """A right that a merger ends here and that goes on there: it was noted as told at the moment it was cut."""
    return exists(
        select(EndingTold.right_id).where(
            EndingTold.organisation_id == Right.organisation_id,
            EndingTold.right_id == Right.id,
            EndingTold.last_day == Right.last_day,
            EndingTold.told_at == Right.known_from,
        )
    )


def own_rights(session: Session, person_id: int) -> list[Right]:
    """What a person has, will have and had, the latest end first; in his own scope."""
    return list(
        session.scalars(
            select(Right)
            .where(Right.person_id == person_id)
            .options(
                joinedload(Right.organisation),
                joinedload(Right.kind).joinedload(RightKind.tool),
            )
            .order_by(Right.last_day.desc(), Right.id.desc())
            .limit(200)
        )
    )
