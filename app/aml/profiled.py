"""What screens read of risk profiles: which may be seen, those of a contact, and since when one is blocked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session, aliased, joinedload

from app.aml.usable import closed_deals_of
from app.errors import Missing
from app.policy import Identity, Permission, may
from models.accounts import Account
from models.aml import Block, Contact, MatterDecision, RiskProfile
from models.values.matters import OPEN_STATES, MatterState
from models.values.vigilance import ContactState


def profiles_visible_to(who: Identity) -> ColumnElement[bool]:
    """The risk profiles this reader may see: those of the organisation he works for in the tool."""
    if not may(who, Permission.DEAL_SEE) or who.organisation_id is None:
        return false()
    return RiskProfile.organisation_id == who.organisation_id


@dataclass(frozen=True)
class Blocked:
    """Since when nothing can be done with a profile, and with the whole contact."""

    profile: datetime | None = None
    contact: datetime | None = None

    @property
    def since(self) -> datetime | None:
        """The first of both."""
        return min((one for one in (self.profile, self.contact) if one is not None), default=None)


@dataclass(frozen=True)
class Looked:
    """A profile as one looks at it: with the version of its contact that is assessed, and blocks that stand."""

    profile: RiskProfile
    contact: Contact
    blocked: Blocked

    @property
    def id(self) -> int:
        return self.profile.id


def profile_record(session: Session, who: Identity, profile_id: int) -> Looked:
    """One of them, in one question. Raises Missing when it isn't there or isn't yours."""
    in_force = aliased(Contact)
    found = session.execute(
        select(
            RiskProfile,
            in_force,
            _since("profile_id", RiskProfile.id),
            _since("root_id", RiskProfile.root_id),
        )
        .outerjoin(
            in_force,
            and_(
                in_force.organisation_id == RiskProfile.organisation_id,
                in_force.root_id == RiskProfile.root_id,
                in_force.state == ContactState.ACCEPTED,
            ),
        )
        .where(RiskProfile.id == profile_id, profiles_visible_to(who))
        .options(joinedload(RiskProfile.contact), joinedload(RiskProfile.maker))
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise Missing("profile", profile_id)
    profile, contact, *since = found
    return Looked(profile, contact or profile.contact, Blocked(*since))


def _since(column: str, of: Any) -> Any:
    """Since when what a column of blocks names is blocked."""
    block = aliased(Block)
    return (
        select(block.since)
        .where(
            block.organisation_id == RiskProfile.organisation_id,
            getattr(block, column) == of,
            block.ended_at.is_(None),
        )
        .scalar_subquery()
        .label(f"since_{column}")
    )


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
class OnContact:
    """A risk profile as it stands among those of its contact; `since`: since when it is blocked."""

    id: int
    number: int
    state: str
    level: str | None
    made_at: datetime
    made_by: str
    decided_at: datetime | None
    review_on: date | None
    since: datetime | None


@dataclass(frozen=True)
class Profiles:
    """The risk profiles of a contact, the latest first, and what may be done.

    `blocked`: since when the contact itself is. `in_force`: a version of it is accepted. `in_deal`: it was in a
    closed deal, so that it needs one.
    """

    rows: Sequence[OnContact] = ()
    blocked: datetime | None = None
    in_force: bool = False
    in_deal: bool = False

    @property
    def open(self) -> OnContact | None:
        """The one that isn't decided yet."""
        return next((one for one in self.rows if one.state in OPEN_STATES), None)

    @property
    def begins(self) -> bool:
        """Whether one may be begun."""
        blocked = self.blocked is not None or any(one.since is not None for one in self.rows)
        return self.in_force and self.open is None and not blocked

    @property
    def skips(self) -> bool:
        """Whether the accepted file is enough: no deal was closed yet, and there is no profile that wasn't given
        up."""
        given_up = all(one.state == MatterState.DROPPED for one in self.rows)
        return self.in_force and not self.in_deal and given_up


def profiles_of(session: Session, contact: Contact) -> Profiles:
    """Of a contact, whichever version it is."""
    return profiles_read(session.scalar(select(profiles_column()).where(Contact.id == contact.id)))


def profiles_column() -> Any:
    """The same as a column of a question about contacts, which `profiles_read` reads."""
    version, block = aliased(Contact), aliased(Block)
    row = func.jsonb_build_array(
        RiskProfile.id, RiskProfile.number, RiskProfile.state, RiskProfile.level, RiskProfile.made_at,
        Account.username, RiskProfile.decided_at, RiskProfile.review_on, _since("profile_id", RiskProfile.id),
    )  # fmt: skip
    rows = (
        select(func.jsonb_agg(aggregate_order_by(row, RiskProfile.number.desc())))
        .select_from(RiskProfile)
        .join(Account, Account.id == RiskProfile.made_by)
        .where(RiskProfile.organisation_id == Contact.organisation_id, RiskProfile.root_id == Contact.root_id)
        .correlate(Contact)
        .scalar_subquery()
    )
    blocked = (
        select(block.since)
        .where(
            block.organisation_id == Contact.organisation_id,
            block.root_id == Contact.root_id,
            block.ended_at.is_(None),
        )
        .correlate(Contact)
        .scalar_subquery()
    )
    in_force = (
        select(version.id)
        .where(
            version.organisation_id == Contact.organisation_id,
            version.root_id == Contact.root_id,
            version.state == ContactState.ACCEPTED,
        )
        .correlate(Contact)
        .exists()
    )
    in_deal = closed_deals_of(Contact.organisation_id, Contact.root_id).correlate(Contact).exists()
    return func.jsonb_build_array(rows, blocked, in_force, in_deal).label("profiles")


def profiles_read(told: list[Any] | None) -> Profiles:
    """What the column told; of nothing nothing."""
    if told is None:
        return Profiles()
    rows, blocked, in_force, in_deal = told
    return Profiles([_row(one) for one in rows or ()], _instant(blocked), in_force, in_deal)


def _row(told: list[Any]) -> OnContact:
    key, number, state, level, made_at, made_by, decided_at, review_on, since = told
    return OnContact(
        id=key,
        number=number,
        state=state,
        level=level,
        made_at=datetime.fromisoformat(made_at),
        made_by=made_by,
        decided_at=_instant(decided_at),
        review_on=date.fromisoformat(review_on) if review_on else None,
        since=_instant(since),
    )


def _instant(told: str | None) -> datetime | None:
    return datetime.fromisoformat(told) if told else None
