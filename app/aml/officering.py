"""How somebody becomes AML officer of his office and stops being it. What he is in the tool is set by the one
service that sets access; here stands what he declared, and who said yes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app import clock, events
from app.accounts.accreditations import in_force
from app.aml.deciding_rules import told_reason
from app.aml.officers import OFFICER, were_set
from app.aml.rules import LEAST_REASON, MOST_REASON
from app.errors import Forbidden, Missing, Refusal, Stale, refuse
from app.organisations.members import with_names
from app.organisations.officers import require_officers_left, tell
from app.policy import Identity, Permission, may, require
from app.rights.access import Facts
from app.rights.built_in import AML, MEMBER
from app.rights.tool_access import NOTHING, USER, cells_of, put_access, set_access
from app.transaction import Scope, refuse_as, within
from models.accounts import Account, Accreditation, CardLink, Person
from models.aml import Enrolment
from models.organisations import Member
from models.rights import Requirement, Tool, ToolRole
from models.values import AccreditationRegister
from models.values.officers import EnrolmentState

refuse_as("uq_aml_enrolment_open", "aml.officer.asked_already")
LEAST_TOLD = 2
_LICENSE = re.compile(r"(\d{3})[ .]?(\d{3})", re.ASCII)


@dataclass(frozen=True)
class Declared:
    """What somebody says of himself to become AML officer. `license_number`: as estate agent, where he has one."""

    experience: str
    hierarchy: str
    powers: str
    license_number: str = ""


def become_officer(session: Session, actor: Identity, declared: Declared, now: datetime) -> Enrolment:
    """A manager is AML officer from now on; a member asks it of his managers.

    Raises Forbidden, Refusal aml.officer.is_one, .asked_already, .not_registered, .no_card, .lacks (`registers`),
    .declare, .declared_too_long, .license_missing, .license_form, .license_unknown.
    """
    require(actor, Permission.OFFICER_BECOME)
    today = clock.day_of(now)
    member = _own(session, actor)
    roles = roles_of_tool(session)
    if _is_set(session, member, today):
        raise Refusal("aml.officer.is_one")
    if open_enrolment(session, member) is not None:
        raise Refusal("aml.officer.asked_already")
    told = Declared(
        told_reason(declared.experience),
        told_reason(declared.hierarchy),
        told_reason(declared.powers),
        told_reason(declared.license_number),
    )
    refuse(may_not_become(session, member, roles[OFFICER], today))
    number, wrong = _license(session, member, roles[OFFICER], told.license_number, today)
    refuse((*_untold(told), *wrong))
    at_once = may(actor, Permission.OFFICER_NAME, member)
    made = Enrolment(
        organisation_id=member.organisation_id,
        membership_id=member.id,
        experience=told.experience,
        hierarchy=told.hierarchy,
        powers=told.powers,
        license_number=number,
        asked_by=actor.account_id,
        asked_at=now,
    )
    session.add(made)
    session.flush()
    if at_once:
        _set(session, actor, member, roles, now)
    else:
        tell(session, events.Tag.OFFICER_ASKED, member, actor, now, {"enrolment_id": made.id})
    return made


def approve_officer(
    session: Session, actor: Identity, enrolment_id: int, version: int, now: datetime
) -> Enrolment:
    """A manager says yes: the member is AML officer from now on.

    Raises Forbidden, Missing, Stale, Refusal aml.officer.decided, .left, rights.access.no_card, .lacks.
    """
    found, member = _asked(session, actor, enrolment_id, version)
    _set(session, actor, member, roles_of_tool(session), now)
    session.refresh(found)
    return found


def decline_officer(
    session: Session, actor: Identity, enrolment_id: int, reason: str, version: int, now: datetime
) -> Enrolment:
    """A manager says no, and why.

    Raises Forbidden, Missing, Stale, Refusal aml.officer.decided, .left, aml.decision.reason_too_short,
    .reason_too_long.
    """
    found, member = _asked(session, actor, enrolment_id, version)
    told = told_reason(reason)
    if len(told) < LEAST_REASON:
        raise Refusal("aml.decision.reason_too_short", field="reason", least=LEAST_REASON)
    if len(told) > MOST_REASON:
        raise Refusal("aml.decision.reason_too_long", field="reason", most=MOST_REASON)
    found.state, found.reason = EnrolmentState.DECLINED.value, told
    found.decided_by, found.decided_at = actor.account_id, now
    session.flush()
    facts: dict[str, object] = {"enrolment_id": found.id}
    tell(session, events.Tag.OFFICER_DECLINED, member, actor, now, facts, {"reason": told})
    return found


def cease_officer(session: Session, actor: Identity, membership_id: int, now: datetime) -> Member:
    """He is office member again, from now on: he says so himself, or a manager does.

    Raises Forbidden, Missing, Refusal aml.officer.is_none, .last.
    """
    member = member_locked(session, actor, membership_id)
    if member.account_id != actor.account_id:
        require(actor, Permission.OFFICER_NAME, member)
    today = clock.day_of(now)
    if not _is_set(session, member, today):
        raise Refusal("aml.officer.is_none", name=member.name)
    require_officers_left(session, member.organisation_id, [member.id], today)
    roles = roles_of_tool(session)
    put_access(session, actor, member, roles[OFFICER], NOTHING, now)
    if not _is_set(session, member, today, MEMBER):
        put_access(session, actor, member, roles[MEMBER], USER, now)
    return member


def roles_of_tool(session: Session) -> dict[str, ToolRole]:
    """The roles of the tool against laundering, by code. Raises Missing where it isn't there."""
    rows = session.scalars(
        select(ToolRole).join(ToolRole.tool).where(Tool.code == AML).options(joinedload(ToolRole.tool))
    )
    found = {one.code: one for one in rows}
    if not {OFFICER, MEMBER} <= set(found):
        raise Missing("tool", AML)
    return found


def facts_of(session: Session, member: Member, role: ToolRole, day: date) -> Facts:
    """What the access decision knows of a member in a role of the tool."""
    with within(session, Scope.office()):
        cells = cells_of(session, member.organisation_id, [member], role.tool_id, day)
    return next(cell.answer.facts for cell in cells if cell.answer.role_id == role.id)


def may_not_become(session: Session, member: Member, role: ToolRole, day: date) -> tuple[Refusal, ...]:
    """What keeps him from that role whatever he declares: the tool, his eID, accreditations it asks for."""
    facts = facts_of(session, member, role, day)
    if not facts.registered:
        return (Refusal("aml.officer.not_registered"),)
    if not facts.linked:
        return (Refusal("aml.officer.no_card", name=member.name),)
    if facts.person_lacks:
        registers = [register for lack in facts.person_lacks for register in lack]
        return (Refusal("aml.officer.lacks", name=member.name, registers=registers),)
    return ()


def open_enrolment(session: Session, member: Member) -> Enrolment | None:
    """What he asked and nobody decided yet."""
    return session.scalars(
        select(Enrolment).where(
            Enrolment.organisation_id == member.organisation_id,
            Enrolment.membership_id == member.id,
            Enrolment.state == EnrolmentState.ASKED,
        )
    ).one_or_none()


def asks_license(session: Session, role: ToolRole) -> bool:
    """Whether the tool lets nobody be that who is no estate agent."""
    asked = session.scalars(
        select(Requirement.registers).where(
            Requirement.tool_id == role.tool_id,
            (Requirement.role_id == role.id) | Requirement.role_id.is_(None),
            Requirement.purpose == "use",
            Requirement.holder == "person",
        )
    )
    return [AccreditationRegister.BIV.value] in [list(one) for one in asked]


def member_locked(session: Session, actor: Identity, membership_id: int) -> Member:
    """A member of the office one acts for, whom nobody else changes meanwhile. Raises Missing."""
    found = session.scalars(
        select(Member)
        .where(
            Member.id == membership_id,
            Member.organisation_id == actor.organisation_id,
            Member.account_id.is_not(None),
            Member.state == "confirmed",
        )
        .options(*with_names())
        .with_for_update(of=Member)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise Missing("member", membership_id)
    return found


def _own(session: Session, actor: Identity) -> Member:
    """His own membership of the office he acts for. Raises Forbidden where he has none."""
    number = session.scalar(
        select(Member.id).where(
            Member.organisation_id == actor.organisation_id,
            Member.account_id == actor.account_id,
            Member.state == "confirmed",
        )
    )
    if number is None:
        raise Forbidden(Permission.OFFICER_BECOME)
    return member_locked(session, actor, number)


def _is_set(session: Session, member: Member, day: date, role: str = OFFICER) -> bool:
    return member.id in session.scalars(were_set(member.organisation_id, role, day)).all()


def _set(session: Session, actor: Identity, member: Member, roles: dict[str, ToolRole], now: datetime) -> None:
    """A manager sets him to be officer, in place of what he was; what he asked for is granted with it."""
    wanted = {(member.id, roles[OFFICER].id): USER, (member.id, roles[MEMBER].id): NOTHING}
    set_access(session, actor, wanted, now)


def _asked(session: Session, actor: Identity, enrolment_id: int, version: int) -> tuple[Enrolment, Member]:
    require(actor, Permission.OFFICER_NAME)
    membership_id = session.scalar(
        select(Enrolment.membership_id).where(
            Enrolment.id == enrolment_id, Enrolment.organisation_id == actor.organisation_id
        )
    )
    if membership_id is None:
        raise Missing("enrolment", enrolment_id)
    # The member first, as everywhere: who leaves at this moment goes before, or waits.
    try:
        member = member_locked(session, actor, membership_id)
    except Missing:
        raise Refusal("aml.officer.left") from None
    found = session.scalars(
        select(Enrolment)
        .where(Enrolment.id == enrolment_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    require(actor, Permission.OFFICER_NAME, found)
    if found.state != EnrolmentState.ASKED:
        raise Refusal("aml.officer.decided")
    if found.version != version:
        raise Stale("enrolment", enrolment_id)
    return found, member


def _untold(told: Declared) -> tuple[Refusal, ...]:
    found = []
    for name in ("experience", "hierarchy", "powers"):
        if len(getattr(told, name)) < LEAST_TOLD:
            found.append(Refusal("aml.officer.declare", field=name))
        elif len(getattr(told, name)) > MOST_REASON:
            found.append(Refusal("aml.officer.declared_too_long", field=name, most=MOST_REASON))
    return tuple(found)


def _license(
    session: Session, member: Member, role: ToolRole, typed: str, day: date
) -> tuple[str, tuple[Refusal, ...]]:
    """The number as the institute writes it. Where the tool asks for one, it is one of his that counts today."""
    asked, field = asks_license(session, role), "license_number"
    if not typed:
        return "", (Refusal("aml.officer.license_missing", field=field),) if asked else ()
    if (found := _LICENSE.fullmatch(typed)) is None:
        return "", (Refusal("aml.officer.license_form", field=field),)
    digits = "".join(found.groups())
    if asked and digits not in _licenses_of(session, member, day):
        return "", (Refusal("aml.officer.license_unknown", field=field),)
    return ".".join(found.groups()), ()


def _licenses_of(session: Session, member: Member, day: date) -> set[str]:
    """The digits of his numbers as estate agent that count on that day."""
    with within(session, Scope.office()):
        rows = session.scalars(
            select(Accreditation)
            .join(Person, Person.number_hash == Accreditation.holder_hash)
            .join(Account, Account.person_id == Person.id)
            .join(CardLink, CardLink.account_id == Account.id)
            .where(Account.id == member.account_id, Accreditation.register == AccreditationRegister.BIV)
        ).all()
    return {re.sub(r"\D", "", one.number) for one in rows if in_force(one, day)}
