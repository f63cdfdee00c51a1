"""Coming to an organisation: one that is here is asked to be joined; else it is made, its maker managing it.

Whoever does this belongs to nothing yet, so he acts in office scope, on what is his own or public.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, events
from app.errors import Missing, Refusal, Stale
from app.mail.rules import usable
from app.organisations.businesses import by_number
from app.policy import Identity, Permission, require
from app.transaction import refuse_as
from models.organisations import Member, Organisation
from models.values import EnterpriseNumber, MembershipState, OrganisationKind

refuse_as("uq_organisation_enterprise_number", "organisations.organisation.exists", field="enterprise_number")
refuse_as("uq_organisation_membership_open", "organisations.member.asked_already")
# Legal forms of the register that are governments: those are registered by their secretary.
_GOVERNMENTS = frozenset({"411", "412", "413", "414", "415"})
_CO_OWNERS = "070"


@dataclass(frozen=True)
class NewOrganisation:
    """An organisation as its maker told it."""

    number: EnterpriseNumber
    name: str
    street: str
    postal_code: str
    place: str
    email: str
    phone: str
    language: str


@dataclass(frozen=True)
class WorkDetails:
    """How somebody is known and reached at an organisation; never his own profile. `branch_id` None: in none."""

    function: str = ""
    email: str = ""
    phone: str = ""
    branch_id: int | None = None


def with_number(session: Session, number: EnterpriseNumber) -> Organisation | None:
    """The organisation with that number, where it is known here. In office scope."""
    return session.scalars(
        select(Organisation).where(Organisation.enterprise_number == number.digits)
    ).one_or_none()


def create_organisation(
    session: Session, actor: Identity, new: NewOrganisation, details: WorkDetails, now: datetime
) -> Organisation:
    """Makes an organisation that isn't here yet, with its maker as confirmed first manager. In office scope.

    Raises Refusal organisations.organisation.exists (made meanwhile), .ended, .government, .email.
    """
    require(actor, Permission.ORGANISATION_JOIN)
    told = by_number(session, new.number, new.language)
    if told is not None and told.gone_on is not None:
        raise Refusal("organisations.organisation.ended", field="enterprise_number", since=told.gone_on)
    if told is not None and told.form_code in _GOVERNMENTS:
        raise Refusal("organisations.organisation.government", field="enterprise_number")
    if with_number(session, new.number) is not None:
        raise Refusal("organisations.organisation.exists", field="enterprise_number")
    if not usable(new.email):
        raise Refusal("organisations.organisation.email", field="email")
    of_owners = told is not None and told.form_code == _CO_OWNERS
    made = Organisation(
        kind=OrganisationKind.OWNERS_ASSOCIATION if of_owners else OrganisationKind.ENTERPRISE,
        name=new.name,
        enterprise_number=new.number.digits,
        street=new.street,
        postal_code=new.postal_code,
        place=new.place,
        email=new.email,
        phone=new.phone,
        language=new.language,
        created_at=now,
    )
    session.add(made)
    session.flush()
    facts = {"name": new.name, "source": "hand" if told is None else "register"}
    subject = events.Subject("organisation", made.id, made.id)
    events.record(session, events.Tag.ORGANISATION_ADDED, subject, actor, now, facts=facts)
    member = _member(actor, made.id, details, MembershipState.CONFIRMED, now)
    member.is_manager = True
    session.add(member)
    session.flush()
    told_of(session, events.Tag.MANAGER_NAMED, member, actor, now, {"first": True})
    return made


def ask_to_join(
    session: Session, actor: Identity, organisation_id: int, details: WorkDetails, now: datetime
) -> Member:
    """Asks an organisation that is known here; its managers are told. In office scope.

    Raises Missing, Refusal organisations.member.government, .asked_already, .is_member, .email.
    """
    require(actor, Permission.ORGANISATION_JOIN)
    organisation = session.get(Organisation, organisation_id)
    if organisation is None:
        raise Missing("organisation", organisation_id)
    if organisation.kind == OrganisationKind.LOCAL_GOVERNMENT:
        raise Refusal("organisations.member.government")
    if details.email and not usable(details.email):
        raise Refusal("organisations.organisation.email", field="email")
    open_one = own_open(session, actor.account_id, organisation_id)
    if open_one is not None:
        waits = open_one.state == MembershipState.AWAITING_CONFIRMATION
        raise Refusal("organisations.member.asked_already" if waits else "organisations.member.is_member")
    made = _member(actor, organisation_id, details, MembershipState.AWAITING_CONFIRMATION, now)
    session.add(made)
    session.flush()
    told_of(session, events.Tag.MEMBER_ASKED, made, actor, now)
    return made


def admit(
    session: Session,
    actor: Identity,
    organisation_id: int,
    account_id: int,
    details: WorkDetails,
    now: datetime,
    *,
    is_manager: bool = False,
) -> Member:
    """The central team brings somebody in on documents, confirmed at once. In office scope. Raises Forbidden."""
    require(actor, Permission.MEMBER_ADMIT)
    member = _member(
        replace(actor, account_id=account_id), organisation_id, details, MembershipState.CONFIRMED, now
    )
    member.is_manager = is_manager
    session.add(member)
    session.flush()
    tag = events.Tag.MANAGER_NAMED if is_manager else events.Tag.MEMBER_CONFIRMED
    told_of(session, tag, member, actor, now)
    return member


def withdraw_request(session: Session, actor: Identity, membership_id: int, version: int, now: datetime) -> Member:
    """Takes back what one asked. In office scope. Raises Missing, Stale, Refusal organisations.member.decided."""
    member = session.get(Member, membership_id, with_for_update=True, populate_existing=True)
    if member is None or member.account_id != actor.account_id:
        raise Missing("member", membership_id)
    if member.state != MembershipState.AWAITING_CONFIRMATION:
        raise Refusal("organisations.member.decided")
    if member.version != version:
        raise Stale("member", membership_id)
    member.state = MembershipState.WITHDRAWN
    session.flush()
    told_of(session, events.Tag.MEMBER_WITHDREW, member, actor, now)
    return member


def own_open(session: Session, account_id: int, organisation_id: int) -> Member | None:
    """His membership there that waits or counts; None when there is none."""
    return session.scalars(
        select(Member).where(
            Member.account_id == account_id,
            Member.organisation_id == organisation_id,
            Member.state.in_((MembershipState.AWAITING_CONFIRMATION, MembershipState.CONFIRMED)),
        )
    ).one_or_none()


def _member(
    actor: Identity, organisation_id: int, details: WorkDetails, state: MembershipState, now: datetime
) -> Member:
    return Member(
        organisation_id=organisation_id,
        account_id=actor.account_id,
        state=state,
        first_day=clock.day_of(now),
        function=details.function,
        email=details.email,
        phone=details.phone,
        created_at=now,
    )


def told_of(
    session: Session,
    tag: events.Tag,
    member: Member,
    actor: Identity,
    now: datetime,
    facts: dict[str, Any] | None = None,
    personal: dict[str, Any] | None = None,
) -> int:
    """Records what became of a member."""
    subject = events.Subject("member", member.id, member.organisation_id, member.person_id)
    told = {"account_id": member.account_id, **(facts or {})}
    return events.record(session, tag, subject, actor, now, facts=told, personal=personal)
