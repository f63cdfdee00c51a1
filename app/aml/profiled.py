"""What screens read of risk profiles: which may be seen, those of a contact, and since when one is blocked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from app.aml.usable import was_in_closed_deal
from app.errors import Missing
from app.policy import Identity, Permission, may
from models.aml import Block, Contact, MatterDecision, RiskProfile
from models.values.matters import OPEN_STATES, MatterState
from models.values.vigilance import ContactState


def profiles_visible_to(who: Identity) -> ColumnElement[bool]:
    """The risk profiles this reader may see: those of the organisation he works for in the tool."""
    if not may(who, Permission.DEAL_SEE) or who.organisation_id is None:
        return false()
    return RiskProfile.organisation_id == who.organisation_id


def profile_record(session: Session, who: Identity, profile_id: int) -> RiskProfile:
    """One of them, with the version it was assessed on. Raises Missing when it isn't there or isn't yours."""
    found = session.scalars(
        select(RiskProfile)
        .where(RiskProfile.id == profile_id, profiles_visible_to(who))
        .options(joinedload(RiskProfile.contact), joinedload(RiskProfile.maker))
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise Missing("profile", profile_id)
    return found


def decision_seen(session: Session, profile: RiskProfile) -> MatterDecision | None:
    """What was decided of it, with the rules and who decided."""
    return session.scalars(
        select(MatterDecision)
        .where(MatterDecision.organisation_id == profile.organisation_id, MatterDecision.profile_id == profile.id)
        .options(joinedload(MatterDecision.rule_set), joinedload(MatterDecision.decider))
    ).one_or_none()


def is_blocked() -> ColumnElement[bool]:
    """Profiles that read as blocked: with the officer, or blocked by him. What he asks back about waits for a
    member."""
    block = aliased(Block)
    stands = (
        select(block.id)
        .where(
            block.organisation_id == RiskProfile.organisation_id,
            block.profile_id == RiskProfile.id,
            block.ended_at.is_(None),
        )
        .exists()
    )
    return and_(
        RiskProfile.state != MatterState.ASKED_BACK, or_(RiskProfile.state == MatterState.WITH_OFFICER, stands)
    )


def blocked_since(session: Session, profiles: Iterable[RiskProfile]) -> dict[int, datetime]:
    """Of those that are blocked themselves since when, by their id; in one question."""
    asked = [one.id for one in profiles]
    if not asked:
        return {}
    rows = session.execute(
        select(Block.profile_id, Block.since).where(Block.profile_id.in_(asked), Block.ended_at.is_(None))
    )
    return {row.profile_id: row.since for row in rows}


@dataclass(frozen=True)
class Blocked:
    """Since when nothing can be done with a profile, and with the whole contact."""

    profile: datetime | None = None
    contact: datetime | None = None

    @property
    def since(self) -> datetime | None:
        """The first of both."""
        return min((one for one in (self.profile, self.contact) if one is not None), default=None)


def blocked_of(session: Session, profile: RiskProfile) -> Blocked:
    """The blocks that stand on the profile and on its contact."""
    rows = session.execute(
        select(Block.root_id, Block.since).where(
            Block.organisation_id == profile.organisation_id,
            Block.ended_at.is_(None),
            or_(Block.profile_id == profile.id, Block.root_id == profile.root_id),
        )
    ).all()
    contact = next((row.since for row in rows if row.root_id is not None), None)
    return Blocked(next((row.since for row in rows if row.root_id is None), None), contact)


@dataclass(frozen=True)
class Profiles:
    """The risk profiles of a contact, the latest first, with since when each is blocked, and what may be done.

    `blocked`: since when the contact itself is. `in_force`: a version of it is accepted. `skips`: as it was in no
    closed deal yet, its accepted file is enough.
    """

    rows: Sequence[RiskProfile]
    since: dict[int, datetime]
    blocked: datetime | None
    in_force: bool
    skips: bool

    @property
    def open(self) -> RiskProfile | None:
        """The one that isn't decided yet."""
        return next((one for one in self.rows if one.state in OPEN_STATES), None)

    @property
    def begins(self) -> bool:
        """Whether one may be begun."""
        return self.in_force and self.open is None and self.blocked is None and not self.since


def profiles_of(session: Session, organisation_id: int, root_id: int) -> Profiles:
    """Of one contact, in three questions."""
    rows = session.scalars(
        select(RiskProfile)
        .where(RiskProfile.organisation_id == organisation_id, RiskProfile.root_id == root_id)
        .options(joinedload(RiskProfile.maker))
        .order_by(RiskProfile.number.desc())
    ).all()
    in_force = select(Contact.id).where(
        Contact.organisation_id == organisation_id,
        Contact.root_id == root_id,
        Contact.state == ContactState.ACCEPTED,
    )
    blocks = session.execute(
        select(Block.root_id, Block.profile_id, Block.since, in_force.exists().label("in_force"))
        .select_from(select(func.now().label("now")).subquery())
        .outerjoin(
            Block,
            and_(
                Block.organisation_id == organisation_id,
                Block.ended_at.is_(None),
                or_(Block.root_id == root_id, Block.profile_id.in_([one.id for one in rows])),
            ),
        )
    ).all()
    decided = any(one.state not in (MatterState.DRAFT, MatterState.ASSESSED, MatterState.DROPPED) for one in rows)
    return Profiles(
        rows=rows,
        since={row.profile_id: row.since for row in blocks if row.profile_id is not None},
        blocked=next((row.since for row in blocks if row.root_id is not None), None),
        in_force=blocks[0].in_force,
        skips=not decided and not was_in_closed_deal(session, organisation_id, root_id),
    )
