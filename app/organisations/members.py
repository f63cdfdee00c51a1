"""Members of an organisation, as its managers decide on them: who is let in, who manages, who has to go.

The caller acts for that organisation. The last manager stays: the database says so too, since two may go at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from app import clock, events
from app.errors import Missing, Refusal, Stale
from app.mail.rules import usable
from app.organisations.branches import place_member
from app.organisations.joining import WorkDetails, told_of
from app.organisations.officers import officer_gone, require_officers_left
from app.policy import Identity, Permission, may, require
from app.transaction import refuse_as
from models.accounts import Person, Profile
from models.organisations import Member
from models.values import MembershipState

refuse_as("ck_organisation_membership_last_manager", "organisations.member.last_manager")
LONGEST_REASON = 500


def with_names() -> tuple[ORMOption, ...]:
    """What a member's name is read from; a function, since made while modules load it would ask for all tables."""
    return (
        joinedload(Member.person).load_only(Person.given_names, Person.family_name, raiseload=True),
        joinedload(Member.profile).load_only(Profile.given_names, Profile.family_name, raiseload=True),
    )


def with_names_of(members: InstrumentedAttribute[Any]) -> tuple[ORMOption, ...]:
    """The same, for rows that lead to a member."""
    return (
        joinedload(members)
        .joinedload(Member.person)
        .load_only(Person.given_names, Person.family_name, raiseload=True),
        joinedload(members)
        .joinedload(Member.profile)
        .load_only(Profile.given_names, Profile.family_name, raiseload=True),
    )


@dataclass(frozen=True)
class Decision:
    """What a manager answers to somebody who asked."""

    accepts: bool
    is_manager: bool = False
    reason: str = ""


def visible_to(who: Identity) -> ColumnElement[bool]:
    """The members this reader may see: those of the organisation he manages; for the desk, all."""
    if not may(who, Permission.MEMBER_SEE):
        return false()
    mine = true() if who.is_staff else Member.organisation_id == who.organisation_id
    return and_(Member.account_id.is_not(None), Member.state != MembershipState.WITHDRAWN, mine)


def member_record(session: Session, who: Identity, membership_id: int, *, lock: bool = False) -> Member:
    """One member with his names and branch. Raises Missing when he isn't there or isn't yours to see."""
    asked = select(Member).where(Member.id == membership_id, visible_to(who))
    if lock:
        asked = asked.with_for_update(of=Member).execution_options(populate_existing=True)
    found = session.scalars(asked.options(*with_names(), joinedload(Member.branch))).one_or_none()
    if found is None:
        raise Missing("member", membership_id)
    return found


def managers_of(session: Session, organisation_id: int) -> list[Member]:
    """Who manages it, by name."""
    return list(
        session.scalars(
            select(Member)
            .where(Member.organisation_id == organisation_id, Member.is_manager, Member.state == "confirmed")
            .options(*with_names())
            .order_by(Member.sort_name, Member.id)
        )
    )


def waiting_count(session: Session, organisation_id: int) -> int:
    """How many wait to be let in."""
    waiting = (Member.organisation_id == organisation_id, Member.state == "awaiting_confirmation")
    return session.scalar(select(func.count()).select_from(Member).where(*waiting)) or 0


def decide_on_member(
    session: Session, actor: Identity, membership_id: int, version: int, decision: Decision, now: datetime
) -> Member:
    """Lets somebody in who asked, or not; he gets a mail.

    Raises Missing, Stale, Forbidden, Refusal organisations.member.decided, .reason_too_long.
    """
    if len(decision.reason) > LONGEST_REASON:
        raise Refusal("organisations.member.reason_too_long", field="reason", most=LONGEST_REASON)
    member = _to_change(session, actor, membership_id, version, MembershipState.AWAITING_CONFIRMATION)
    if not decision.accepts:
        member.state = MembershipState.REFUSED
        session.flush()
        told_of(session, events.Tag.MEMBER_REFUSED, member, actor, now, personal=_reason(decision.reason))
        return member
    member.state, member.is_manager, member.first_day = (
        MembershipState.CONFIRMED,
        decision.is_manager,
        clock.day_of(now),
    )
    session.flush()
    told_of(session, events.Tag.MEMBER_CONFIRMED, member, actor, now, {"is_manager": decision.is_manager})
    return member


def change_member(
    session: Session, actor: Identity, membership_id: int, version: int, details: WorkDetails, now: datetime
) -> Member:
    """Other function, e-mail, phone or branch at work: a manager does it, or the member himself.

    Raises Missing, Stale, Forbidden, Refusal organisations.member.over, organisations.organisation.email.
    """
    member = _of_own_or_managed(session, actor, membership_id, version)
    if details.email and not usable(details.email):
        raise Refusal("organisations.organisation.email", field="email")
    place_member(session, actor, member, details.branch_id, now)
    changed = {
        name: (getattr(member, name), value)
        for name, value in (("function", details.function), ("email", details.email), ("phone", details.phone))
        if getattr(member, name) != value
    }
    if not changed:
        return member
    for name, (_, value) in changed.items():
        setattr(member, name, value)
    session.flush()
    before, after = ({name: pair[place] for name, pair in changed.items()} for place in (0, 1))
    told_of(session, events.Tag.MEMBER_CHANGED, member, actor, now, personal={"before": before, "after": after})
    return member


def set_manager(
    session: Session, actor: Identity, membership_id: int, version: int, is_manager: bool, now: datetime
) -> Member:
    """Makes a member manager, or takes it from him. Raises Missing, Stale, Refusal organisations.member.over,
    .last_manager."""
    member = _to_change(session, actor, membership_id, version, MembershipState.CONFIRMED)
    if member.is_manager == is_manager:
        return member
    if not is_manager:
        require_another(session, member)
    # Whatever a mandate gave him: from here on he manages, or doesn't, by what the organisation says.
    member.is_manager, member.by_mandate, member.manages_until = is_manager, None, None
    session.flush()
    tag = events.Tag.MANAGER_NAMED if is_manager else events.Tag.MANAGER_DISMISSED
    told_of(session, tag, member, actor, now)
    return member


def end_member(
    session: Session, actor: Identity, membership_id: int, version: int, reason: str, now: datetime
) -> Member:
    """Ends a membership at once, by a manager or the member himself; what hung on it is gone at the next request.

    Raises Missing, Stale, Forbidden, Refusal organisations.member.over, .last_manager, .reason_too_long,
    aml.officer.last.
    """
    if len(reason) > LONGEST_REASON:
        raise Refusal("organisations.member.reason_too_long", field="reason", most=LONGEST_REASON)
    member = _of_own_or_managed(session, actor, membership_id, version)
    if member.is_manager:
        require_another(session, member)
    require_officers_left(session, member.organisation_id, [member.id], clock.day_of(now))
    officer_gone(session, actor, member, now)
    member.state, member.ended_on = MembershipState.ENDED, max(clock.day_of(now), member.first_day)
    session.flush()
    facts = {"by_himself": member.account_id == actor.account_id}
    told_of(session, events.Tag.MEMBER_ENDED, member, actor, now, facts, _reason(reason))
    return member


def require_another(session: Session, member: Member) -> None:
    """Raises Refusal organisations.member.last_manager when nobody else manages."""
    others = exists().where(
        Member.organisation_id == member.organisation_id,
        Member.id != member.id,
        Member.is_manager,
        Member.state == MembershipState.CONFIRMED,
    )
    if not session.scalar(select(others)):
        raise Refusal("organisations.member.last_manager")


def _reason(text: str) -> dict[str, Any] | None:
    return {"reason": text} if text else None


def _to_change(
    session: Session, actor: Identity, membership_id: int, version: int, state: MembershipState
) -> Member:
    member = member_record(session, actor, membership_id, lock=True)
    require(actor, Permission.MEMBER_CHANGE, member)
    _check(member, version, state)
    return member


def _of_own_or_managed(session: Session, actor: Identity, membership_id: int, version: int) -> Member:
    member = session.scalars(
        select(Member)
        .where(Member.id == membership_id)
        .options(*with_names())
        .with_for_update(of=Member)
        .execution_options(populate_existing=True)
    ).one_or_none()
    own = member is not None and member.account_id == actor.account_id
    if member is None or not (own or may(actor, Permission.MEMBER_CHANGE, member)):
        raise Missing("member", membership_id)
    _check(member, version, MembershipState.CONFIRMED)
    return member


def _check(member: Member, version: int, state: MembershipState) -> None:
    if member.state != state:
        waited = state is MembershipState.AWAITING_CONFIRMATION
        raise Refusal("organisations.member.decided" if waited else "organisations.member.over")
    if member.version != version:
        raise Stale("member", member.id)
