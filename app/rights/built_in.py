"""Tools that are part of this house: what an organisation's manager set somebody to be in them, and whether they
are open to him now.

What was set puts their pages in the menu; each page asks the access decision itself, as any tool does.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Text, case, cast, func, or_, select
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import Session

from app.policy import Identity, Role
from app.rights.access_facts import Answer, Asked, decided
from app.transaction import Scope, within
from models.organisations import Membership
from models.rights import Access, Tool, ToolRegistration, ToolRole

AML, MEMBER, OFFICER = "office-aml", "member", "officer"
_ROLES = {(AML, MEMBER): Role.AML_MEMBER, (AML, OFFICER): Role.AML_OFFICER}
BUILT_IN = frozenset(_ROLES.values())


def set_roles(
    organisation_id: ColumnElement[int], account_id: ColumnElement[int], day: ColumnElement[date]
) -> ColumnElement[Any]:
    """What the account was set to be in built-in tools of an organisation, as a column of another question: an
    array of `tool/role`; nothing where it is nothing. In his own scope.

    Who stands in for an AML officer on that day is one as well, for as long as that lasts: nothing of it is kept.
    """
    stands_in = (Tool.code == AML) & func.house_stands_in(Access.organisation_id, Access.membership_id, day)
    also = case((func.bool_or(stands_in), array([f"{AML}/{OFFICER}"])), else_=array([], type_=Text))
    return (
        select(func.array_cat(func.array_agg(cast(Tool.code + "/" + ToolRole.code, Text)), also))
        .select_from(Access)
        .join(Membership, Membership.id == Access.membership_id)
        .join(ToolRole, ToolRole.id == Access.role_id)
        .join(Tool, Tool.id == ToolRole.tool_id)
        .join(
            ToolRegistration,
            (ToolRegistration.tool_id == Tool.id) & (ToolRegistration.organisation_id == Access.organisation_id),
        )
        .where(
            Access.organisation_id == organisation_id,
            Membership.account_id == account_id,
            Membership.state == "confirmed",
            Access.state == "user",
            Access.given_on <= day,
            or_(Access.ended_on.is_(None), Access.ended_on > day),
            ToolRegistration.registered_on <= day,
            or_(ToolRegistration.ended_on.is_(None), ToolRegistration.ended_on > day),
            Tool.code.in_(sorted({tool for tool, _ in _ROLES})),
        )
        .scalar_subquery()
    )


def roles_of(told: Iterable[str] | None) -> frozenset[Role]:
    """The roles behind what `set_roles` told."""
    found = (_ROLES.get((tool, code)) for tool, _, code in (one.partition("/") for one in told or ()))
    return frozenset(role for role in found if role is not None)


def answers_of(session: Session, who: Identity, tool: str, day: date) -> dict[Role, Answer]:
    """What the access decision says of him in each role of a built-in tool, for the organisation he acts for and
    with the key of his session; nothing where the tool isn't there."""
    asked = Asked(who.organisation_id, only=True, code=tool)
    with within(session, Scope.office()):
        answers = decided(session, [who.account_id], asked, day, who.key_level)
    return {_ROLES[tool, one.role]: one for one in answers if (tool, one.role) in _ROLES}
