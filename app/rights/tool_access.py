"""Tools of an organisation: its manager registers them, and sets which member is a user in which role.

The caller acts for the organisation. What is missing is worked out before, told in the same words, and asked again
here; whatever is set, each use asks the access decision anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ARRAY, BigInteger, Integer, bindparam, select, text
from sqlalchemy.orm import Session, joinedload

from app import clock, events
from app.errors import Missing, Refusal, Stale, refuse
from app.organisations.members import with_names
from app.organisations.officers import end_deputies, officer_came, officer_gone, require_officers_left
from app.policy import Identity, Permission, require
from app.rights.access_facts import STANDS, Answer, Asked, decided
from app.rights.built_in import AML, OFFICER
from app.transaction import Scope, refuse_as, within
from models.columns import among
from models.organisations import Member
from models.rights import Access, Tool, ToolRegistration, ToolRole
from models.values import MembershipState

refuse_as("uq_rights_tool_registration_open", "rights.tool.registered_already")
refuse_as("uq_rights_access_open", "rights.access.changed_meanwhile")

USER, BLOCKED, NOTHING = "user", "blocked", ""
_MISSING = text(f"""
select t.id as tool_id,
    t.listed_only and not exists (select from rights_admission d where d.tool_id = t.id
        and d.enterprise_number = o.enterprise_number
        and d.first_day <= :day and coalesce(d.last_day, 'infinity') >= :day) as unlisted,
    (select coalesce(array_agg(array_to_string(q.registers, ',') order by q.id), '{{}}') from rights_requirement q
        where q.tool_id = t.id and q.purpose = 'registration' and not exists (select from account_accreditation a
            where {STANDS} and (q.holder = 'organisation' and a.enterprise_number = o.enterprise_number
                or q.holder = 'person' and a.holder_hash = m.number_hash))) as lacks
from rights_tool t cross join organisation o
left join (select p.number_hash from ab_user u join account_card c on c.account_id = u.id
    join account_person p on p.id = u.person_id where u.id = :account) m on true
where o.id = :organisation and t.id = any(:tools)
""").bindparams(  # noqa: S608 - nothing in it was typed
    bindparam("tools", type_=ARRAY(BigInteger)), bindparam("account", type_=Integer)
)


@dataclass(frozen=True)
class ToRegister:
    """What keeps an organisation from registering a tool: its place on the list, accreditations."""

    unlisted: bool
    lacks: tuple[tuple[str, ...], ...]

    @property
    def nothing(self) -> bool:
        return not self.unlisted and not self.lacks


@dataclass(frozen=True)
class Cell:
    """One member in one role of a tool: what was set, and what the decision says of him today."""

    member: Member
    answer: Answer


def missing_to_register(
    session: Session, organisation_id: int, account_id: int, tools: list[int], day: date
) -> dict[int, ToRegister]:
    """What is missing for each of these tools; the manager's own accreditations count. In office scope."""
    values = {"organisation": organisation_id, "account": account_id, "tools": tools, "day": day}
    return {
        row.tool_id: ToRegister(row.unlisted, tuple(tuple(one.split(",")) for one in row.lacks))
        for row in session.execute(_MISSING, values)
    }


def registered_tools(session: Session, organisation_id: int) -> dict[int, ToolRegistration]:
    """The registrations that stand, by tool."""
    standing = (ToolRegistration.organisation_id == organisation_id, ToolRegistration.ended_on.is_(None))
    return {one.tool_id: one for one in session.scalars(select(ToolRegistration).where(*standing))}


def roles_in_use(session: Session, organisation_id: int) -> list[ToolRole]:
    """The roles of the tools that are registered, each with its tool."""
    return list(
        session.scalars(
            select(ToolRole)
            .join(ToolRegistration, ToolRegistration.tool_id == ToolRole.tool_id)
            .where(ToolRegistration.organisation_id == organisation_id, ToolRegistration.ended_on.is_(None))
            .options(joinedload(ToolRole.tool))
            .order_by(ToolRole.tool_id, ToolRole.id)
        )
    )


def register_tool(session: Session, actor: Identity, tool_id: int, now: datetime) -> ToolRegistration:
    """Registers a tool for the organisation the actor manages, from today.

    Raises Forbidden, Missing, Refusal rights.tool.registered_already, .by_right, .unlisted, .lacks_to_register.
    """
    require(actor, Permission.TOOL_REGISTER)
    organisation_id, today = actor.organisation_id or 0, clock.day_of(now)
    tool = session.get(Tool, tool_id)
    if tool is None:
        raise Missing("tool", tool_id)
    if tool.opened_by != "manager":
        raise Refusal("rights.tool.by_right")
    if tool_id in registered_tools(session, organisation_id):
        raise Refusal("rights.tool.registered_already")
    with within(session, Scope.office()):
        missing = missing_to_register(session, organisation_id, actor.account_id, [tool_id], today)[tool_id]
    refuse(
        [
            *([Refusal("rights.tool.unlisted")] if missing.unlisted else []),
            *(Refusal("rights.tool.lacks_to_register", registers=list(lack)) for lack in missing.lacks),
        ]
    )
    made = ToolRegistration(
        organisation_id=organisation_id, tool_id=tool_id, registered_on=today, registered_by=actor.account_id
    )
    session.add(made)
    session.flush()
    _record(session, events.Tag.TOOL_REGISTERED, actor, tool_id, now)
    return made


def end_registration(session: Session, actor: Identity, tool_id: int, version: int, now: datetime) -> None:
    """The organisation uses the tool no longer, from now on; what was set for members waits for it to come back.

    Raises Forbidden, Missing, Stale, Refusal aml.officer.last.
    """
    require(actor, Permission.TOOL_REGISTER)
    found = session.scalars(
        select(ToolRegistration)
        .where(
            ToolRegistration.organisation_id == actor.organisation_id,
            ToolRegistration.tool_id == tool_id,
            ToolRegistration.ended_on.is_(None),
        )
        .with_for_update()
    ).one_or_none()
    if found is None:
        raise Missing("tool", tool_id)
    if found.version != version:
        raise Stale("tool", tool_id)
    tool = session.get_one(Tool, tool_id)
    if tool.code == AML:
        require_officers_left(session, found.organisation_id, None, clock.day_of(now))
    found.ended_on = clock.day_of(now)
    session.flush()
    _record(session, events.Tag.TOOL_UNREGISTERED, actor, tool_id, now)


def confirmed_members(session: Session, organisation_id: int, limit: int) -> list[Member]:
    """Who belongs to it with his account, by name; for the screens that set access."""
    return list(
        session.scalars(
            select(Member)
            .where(
                Member.organisation_id == organisation_id,
                Member.account_id.is_not(None),
                Member.state == MembershipState.CONFIRMED,
            )
            .options(*with_names())
            .order_by(Member.sort_name, Member.id)
            .limit(limit)
        )
    )


def cells_of(
    session: Session, organisation_id: int, members: list[Member], tool_id: int | None, day: date
) -> list[Cell]:
    """Every member in every role of that tool (None: of every tool), as the decision sees him. In office scope."""
    by_account = {one.account_id: one for one in members}
    asked = Asked(organisation_id=organisation_id, only=True, tool_id=tool_id)
    return [Cell(by_account[one.account_id], one) for one in decided(session, list(by_account), asked, day)]


def set_access(
    session: Session,
    actor: Identity,
    wanted: Mapping[tuple[int, int], str],
    now: datetime,
    was: Mapping[tuple[int, int], str] | None = None,
) -> int:
    """Sets access in roles of tools; `wanted`: (membership, role) → user, blocked or ''. How many changed.

    All or nothing. Only whoever has linked his eID and what the role asks of him becomes a user. `was`: what stood
    when the choice was made. Raises Forbidden, Missing, Refusal rights.access.no_card, .lacks, .changed_meanwhile,
    aml.officer.last.
    """
    require(actor, Permission.TOOL_REGISTER)
    organisation_id, today = actor.organisation_id or 0, clock.day_of(now)
    ids = sorted({membership_id for membership_id, _ in wanted})
    members = {
        one.id: one
        for one in session.scalars(
            select(Member)
            .where(
                Member.organisation_id == organisation_id,
                Member.id.in_(ids),
                Member.account_id.is_not(None),
                Member.state == MembershipState.CONFIRMED,
            )
            .options(*with_names())
            .with_for_update(of=Member)
        )
    }
    roles = _roles(session, {role_id for _, role_id in wanted})
    tools = {one.tool_id for one in roles.values()}
    if set(ids) - set(members):
        raise Missing("member", ids)
    only = next(iter(tools)) if len(tools) == 1 else None
    with within(session, Scope.office()):
        cells = cells_of(session, organisation_id, list(members.values()), only, today)
    seen = {(cell.member.id, cell.answer.role_id): cell.answer.facts for cell in cells}
    changed = {key: state for key, state in wanted.items() if seen[key].access != state}
    if any(seen[key].access != state for key, state in (was or {}).items() if key in changed):
        raise Refusal("rights.access.changed_meanwhile")
    refusals = []
    for key, state in changed.items():
        field, name = field_of(*key), members[key[0]].name
        if state == USER and not seen[key].linked:
            refusals.append(Refusal("rights.access.no_card", field=field, name=name))
        elif state == USER and seen[key].person_lacks:
            registers = [register for lack in seen[key].person_lacks for register in lack]
            refusals.append(Refusal("rights.access.lacks", field=field, name=name, registers=registers))
    refuse(refusals)
    officers = {key[0]: state for key, state in changed.items() if is_officer(roles[key[1]])}
    # Who becomes officer in the same breath is the one who is left.
    if officers and USER not in officers.values():
        require_officers_left(session, organisation_id, list(officers), today)
    for (membership_id, role_id), state in changed.items():
        put_access(session, actor, members[membership_id], roles[role_id], state, now)
    return len(changed)


def _roles(session: Session, role_ids: set[int]) -> dict[int, ToolRole]:
    """These roles with their tools. Raises Missing for one that isn't there."""
    rows = session.scalars(select(ToolRole).where(among(ToolRole.id, role_ids)).options(joinedload(ToolRole.tool)))
    found = {one.id: one for one in rows}
    if role_ids - set(found):
        raise Missing("tool_role", sorted(role_ids - set(found)))
    return found


def is_officer(role: ToolRole) -> bool:
    """Whether who is given this role is AML officer."""
    return (role.tool.code, role.code) == (AML, OFFICER)


def _called(role: ToolRole) -> dict[str, str]:
    """How tool and role were called then, by language."""
    return {one: f"{role.tool.named(one)}, {role.named(one)}" for one in ("nl", "fr", "en")}


def field_of(membership_id: int, role_id: int) -> str:
    """How a form names the cell of a member and a role."""
    return f"cell-{membership_id}-{role_id}"


def put_access(
    session: Session,
    actor: Identity,
    member: Member,
    role: ToolRole,
    state: str,
    now: datetime,
    given_by: int | None = None,
) -> None:
    """Writes what a member is in a role from today; whoever calls saw that it may be. `given_by`: the
    account that meant it so, where that isn't the actor's."""
    today = clock.day_of(now)
    standing = session.scalars(
        select(Access).where(
            Access.membership_id == member.id, Access.role_id == role.id, Access.ended_on.is_(None)
        )
    ).one_or_none()
    if standing is not None:
        standing.ended_on = today
        session.flush()
    if state != NOTHING:
        made = Access(
            organisation_id=member.organisation_id,
            membership_id=member.id,
            tool_id=role.tool_id,
            role_id=role.id,
            state=state,
            given_on=today,
            given_by=given_by or actor.account_id,
        )
        session.add(made)
        session.flush()
    if role.tool.code == AML:
        _follow(session, actor, member, role, state, now)
    subject = events.Subject("member", member.id, member.organisation_id, member.person_id)
    facts = {"tool_id": role.tool_id, "role_id": role.id, "access": state, "named": _called(role)}
    events.record(session, events.Tag.ACCESS_SET, subject, actor, now, facts=facts)


def _follow(session: Session, actor: Identity, member: Member, role: ToolRole, state: str, now: datetime) -> None:
    """What was asked of an officer and named beside him follows what he is in the tool."""
    if is_officer(role):
        (officer_came if state == USER else officer_gone)(session, actor, member, now)
    elif state != USER:
        end_deputies(session, actor, member, now, as_officer=False)


def _record(session: Session, tag: events.Tag, actor: Identity, tool_id: int, now: datetime) -> None:
    organisation_id = actor.organisation_id or 0
    subject = events.Subject("organisation", organisation_id, organisation_id)
    events.record(session, tag, subject, actor, now, facts={"tool_id": tool_id})
