"""What rights and tools offer the desk: rights that end, tools one owns, what is found, rights of a person."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, func, literal, or_, select, union_all
from sqlalchemy.orm import Session, contains_eager, joinedload, load_only

from app import clock
from app.panels import (
    COUNT_CAP,
    SHOWN,
    Consequence,
    Hit,
    Item,
    OwnRows,
    Panels,
    Parting,
    PersonPanel,
    SearchSource,
    Waiting,
    Worklist,
    counted,
    rows_of,
    words_in,
)
from app.policy import Identity, Permission, Role, may
from app.rights.administrators import governments_without
from app.rights.asking import visible_to as requests_visible_to
from app.rights.grants import own_grants
from app.rights.missing_accreditations import waiting_for_accreditations
from app.rights.queries import expiring, visible_to
from app.rights.rules import state_of
from models.accounts import Person
from models.organisations import Organisation
from models.rights import (
    Access,
    Campaign,
    CampaignLine,
    Registration,
    Right,
    RightKind,
    RightRequest,
    Tool,
    ToolOwner,
    ToolRole,
    ToolUse,
)
from models.values import RegistrationState, RequestState, SearchText


def rights_along(session: Session, who: Identity, person_ids: list[int], limit: int) -> list[Hit]:
    """Rights of these people, by name, the latest end first."""
    if not may(who, Permission.RIGHT_SEE) or not person_ids:
        return []
    found = session.scalars(
        select(Right)
        .join(Right.person)
        .where(visible_to(who), Right.person_id.in_(person_ids))
        .options(
            contains_eager(Right.person).load_only(Person.given_names, Person.family_name),
            joinedload(Right.kind, innerjoin=True),
        )
        .order_by(Person.sort_name, Person.id, Right.last_day.desc(), Right.id.desc())
        .limit(limit)
    )
    today = clock.today()
    return [
        Hit(
            "right",
            right.id,
            right.person.name,
            (
                right.kind.named(who.language),
                state_of(right.first_day, right.last_day, right.revoked_on, today),
                (right.first_day, right.last_day),
            ),
        )
        for right in found
    ]


def find_tools(session: Session, who: Identity, text: SearchText, limit: int) -> list[Hit]:
    """Tools and kinds of right by their name in any language, or their code; the catalogue is everybody's."""
    if not may(who, Permission.TOOL_SEE) or not text.words:
        return []

    tools, kinds = _named(Tool, "tool", text, limit), _named(RightKind, "kind", text, limit)
    return [
        Hit(kind, row_id, {"nl": nl, "fr": fr}.get(who.language, en))
        for kind, row_id, nl, fr, en in session.execute(union_all(tools, kinds))
    ]


def _named(
    model: type[Tool] | type[RightKind], kind: str, text: SearchText, limit: int
) -> Select[str, int, str, str, str]:
    names = (model.name_nl, model.name_fr, model.name_en, model.code)
    return (
        select(literal(kind), model.id, model.name_nl, model.name_fr, model.name_en)
        .where(or_(*(words_in(name, text, folded=False) for name in names)))
        .order_by(model.name_nl, model.id)
        .limit(limit)
    )


def ending_rights(session: Session, who: Identity, now: datetime) -> Waiting:
    """Rights in force that end within two weeks, the first to end first."""
    ending = select(Right).where(expiring(who, clock.day_of(now))).order_by(Right.last_day, Right.id)
    rows = session.execute(
        ending.add_columns(counted(ending.with_only_columns(Right.id)))
        .options(joinedload(Right.person), joinedload(Right.kind))
        .limit(SHOWN)
    ).all()
    if not rows:
        return Waiting()
    first = tuple(
        Item("right", right.id, right.person.name, (right.kind.named(who.language), right.last_day))
        for right, _ in rows
    )
    return Waiting(rows[0][1], rows[0][0].last_day, first)


def requests_open(session: Session, who: Identity, now: datetime) -> Waiting:
    """What people ask for and nobody answered yet, the oldest first."""
    waiting = (
        select(RightRequest)
        .where(requests_visible_to(who), RightRequest.state == RequestState.ASKED)
        .order_by(RightRequest.asked_at, RightRequest.id)
    )
    rows = session.execute(
        waiting.add_columns(counted(waiting.with_only_columns(RightRequest.id)))
        .options(joinedload(RightRequest.person), joinedload(RightRequest.kind))
        .limit(SHOWN)
    ).all()
    if not rows:
        return Waiting()
    first = tuple(Item("request", one.id, one.person.name, (one.kind.named(who.language),)) for one, _ in rows)
    return Waiting(rows[0][1], rows[0][0].asked_at, first)


def rights_to_confirm(session: Session, who: Identity, now: datetime) -> Waiting:
    """What is still open in the campaign that runs."""
    row = session.execute(
        select(Campaign.id, Campaign.deadline, func.count())
        .join(
            CampaignLine,
            and_(
                CampaignLine.organisation_id == Campaign.organisation_id, CampaignLine.campaign_id == Campaign.id
            ),
        )
        .where(
            Campaign.organisation_id == who.organisation_id,
            Campaign.closed_at.is_(None),
            CampaignLine.outcome.is_(None),
        )
        .group_by(Campaign.id, Campaign.deadline)
    ).one_or_none()
    if row is None:
        return Waiting()
    return Waiting(row[2], row[1], (Item("campaign", row[0], who.organisation_name, (row[1],)),))


def owned_tools(session: Session, who: Identity, now: datetime) -> Waiting:
    """The tools one is application owner of."""
    owned = (
        select(Tool)
        .join(ToolOwner, and_(ToolOwner.tool_id == Tool.id, ToolOwner.person_id == who.person_id))
        .order_by(Tool.name_nl, Tool.id)
    )
    rows = session.execute(owned.add_columns(counted(owned.with_only_columns(Tool.id))).limit(SHOWN)).all()
    first = tuple(Item("tool", tool.id, tool.named(who.language)) for tool, _ in rows)
    return Waiting(rows[0][1] if rows else 0, None, first)


def registrations_underway(session: Session, who: Identity, now: datetime) -> Waiting:
    """What waits for who decides, the oldest first; for anybody else his own that aren't decided.

    A person registers a government as himself: while he manages an office, nothing of it waits there.
    """
    decides = may(who, Permission.REGISTRATION_DECIDE)
    if not decides and (who.person_id is None or Role.MANAGER in who.roles):
        return Waiting()
    mine = and_(
        Registration.person_id == who.person_id,
        Registration.state.in_((RegistrationState.DRAFT, RegistrationState.HANDED_IN)),
    )
    underway = (
        select(Registration)
        .where(Registration.state == RegistrationState.HANDED_IN if decides else mine)
        .order_by(Registration.handed_in_at, Registration.id)
    )
    rows = session.execute(
        underway.add_columns(counted(underway.with_only_columns(Registration.id)))
        .options(joinedload(Registration.person))
        .limit(SHOWN)
    ).all()
    if not rows:
        return Waiting()
    first = tuple(
        Item("registration", one.id, one.name, (one.person.name, RegistrationState(one.state))) for one, _ in rows
    )
    return Waiting(rows[0][1], rows[0][0].handed_in_at or rows[0][0].started_at, first)


def unadministered_governments(session: Session, who: Identity, now: datetime) -> Waiting:
    """Governments that are, or within a month will be, without local administrator; the first to be so first."""
    found = governments_without(session, clock.day_of(now), COUNT_CAP + 1)
    first = tuple(Item("organisation", one.organisation_id, one.name, (one.from_day,)) for one in found[:SHOWN])
    return Waiting(len(found), found[0].from_day, first) if found else Waiting()


def rights_of_person(session: Session, who: Identity, person_id: int, day: date) -> list[Right]:
    """A person's rights that this reader may see, the latest end first."""
    return list(
        session.scalars(
            select(Right)
            .where(Right.person_id == person_id, visible_to(who))
            .options(
                joinedload(Right.organisation),
                joinedload(Right.kind).joinedload(RightKind.tool),
                load_only(
                    Right.first_day,
                    Right.last_day,
                    Right.granted_at,
                    Right.known_from,
                    Right.revoked_on,
                    Right.revoked_at,
                    Right.context,
                ),
            )
            .order_by(Right.last_day.desc(), Right.id.desc())
            .limit(100)
        )
    )


def rights_lost(session: Session, who: Identity, person_id: int, day: date) -> list[Item]:
    """The rights that stand or are still to begin, which whoever leaves would lose."""
    return [
        Item("right", right.id, right.kind.named(who.language), (right.organisation.name, right.last_day))
        for right in rights_of_person(session, who, person_id, day)
        if right.revoked_at is None and right.last_day >= day
    ]


def tools_lost(session: Session, who: Identity, membership_id: int) -> list[Item]:
    """The roles of tools in which a member is a user."""
    found = session.scalars(
        select(ToolRole)
        .join(Access, Access.role_id == ToolRole.id)
        .where(Access.membership_id == membership_id, Access.state == "user", Access.ended_on.is_(None))
        .options(joinedload(ToolRole.tool))
        .order_by(ToolRole.tool_id, ToolRole.id)
    )
    return [
        Item("our_tool", one.tool_id, one.tool.named(who.language), (one.named(who.language),)) for one in found
    ]


def own_rights(session: Session, who: Identity) -> list[dict[str, Any]]:
    """The rights whoever asks has and had, with every organisation, the latest end first."""
    told = (
        Organisation.name.label("organisation"),
        Tool.name_en.label("tool"),
        RightKind.name_en.label("kind"),
        Right.context,
        Right.first_day,
        Right.last_day,
        Right.revoked_on,
        Right.granted_at,
    )
    mine = (
        select(*told)
        .join(RightKind, RightKind.id == Right.kind_id)
        .join(Tool, Tool.id == RightKind.tool_id)
        .join(Organisation, Organisation.id == Right.organisation_id)
    )
    return rows_of(session, mine.where(Right.person_id == who.person_id).order_by(Right.last_day.desc(), Right.id))


def own_tools(session: Session, who: Identity) -> list[dict[str, Any]]:
    """The tools whoever asks entered, for whom and when last, the latest first."""
    told = (
        Tool.name_en.label("tool"),
        ToolRole.name_en.label("role"),
        Organisation.name.label("organisation"),
        ToolUse.used_at,
        ToolUse.starred,
    )
    mine = (
        select(*told)
        .join(Tool, Tool.id == ToolUse.tool_id)
        .join(ToolRole, ToolRole.id == ToolUse.role_id)
        .outerjoin(Organisation, Organisation.id == ToolUse.organisation_id)
    )
    return rows_of(session, mine.where(ToolUse.account_id == who.account_id).order_by(ToolUse.used_at.desc()))


PANELS = Panels(
    worklists=(
        Worklist("rights.ending", frozenset({Role.LOCAL_ADMINISTRATOR}), ending_rights),
        Worklist("rights.asked", frozenset({Role.LOCAL_ADMINISTRATOR}), requests_open),
        Worklist("rights.confirming", frozenset({Role.LOCAL_ADMINISTRATOR}), rights_to_confirm),
        Worklist("rights.accreditations", frozenset({Role.MANAGER}), waiting_for_accreditations),
        Worklist("rights.owned", frozenset({Role.APPLICATION_OWNER}), owned_tools),
        Worklist("rights.registrations", frozenset({Role.PERSON}), registrations_underway),
        Worklist("rights.unadministered", frozenset({Role.CENTRAL}), unadministered_governments),
    ),
    sources=(
        SearchSource("rights.rights", along=rights_along),
        SearchSource("rights.tools", find_tools),
    ),
    persons=(PersonPanel("rights.rights", rights_of_person),),
    consequences=(Consequence("rights.lost", rights_lost),),
    partings=(Parting("rights.tools", tools_lost),),
    own=(
        OwnRows("rights.rights", own_rights),
        OwnRows("rights.tools", own_tools),
        OwnRows("rights.grants", own_grants),
    ),
)
