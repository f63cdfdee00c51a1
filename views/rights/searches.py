"""What one can search rights by: each field of the search, as a condition on the right."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import g
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import joinedload

from app import clock
from app.rights import queries
from app.rights.as_of import known, stood
from models.organisations import Membership, Organisation
from models.rights import Right, RightKind
from models.values import RelationCategory, RelationType, RightState
from views.framework.database import db
from views.framework.filters import Filter, instants_within, like_pattern, within, words_of
from views.framework.identity import identity
from views.labels import language


def kinds() -> list[RightKind]:
    """Every kind of right with its tool, read once a page."""
    if "rights_kinds" not in g:
        g.rights_kinds = list(db().scalars(select(RightKind).options(joinedload(RightKind.tool))))
    return g.rights_kinds  # type: ignore[no-any-return]


def _kind_choices() -> list[tuple[str, str]]:
    named = ((str(one.id), f"{one.named(language())} · {one.tool.named(language())}") for one in kinds())
    return sorted(named, key=lambda choice: choice[1])


def _tool_choices() -> list[tuple[str, str]]:
    named = {str(one.tool_id): str(one.tool.named(language())) for one in kinds()}
    return sorted(named.items(), key=lambda choice: choice[1])


def _of_relation(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    relation = and_(Membership.organisation_id == Right.organisation_id, Membership.id == Right.membership_id)
    return exists(select(Membership.id).where(relation, condition))


def _with_relation(statement: Select[Any]) -> Select[Any]:
    return statement.join(
        Membership,
        and_(Membership.organisation_id == Right.organisation_id, Membership.id == Right.membership_id),
    )


def _of_organisation(text: str) -> ColumnElement[bool]:
    named = func.house_sort_name(Organisation.name).like(func.house_sort_name(like_pattern(text)))
    return Right.organisation_id.in_(select(Organisation.id).where(named))


def _of_tools(words: list[str]) -> ColumnElement[bool]:
    tools = {int(word) for word in words}
    return Right.kind_id.in_([one.id for one in kinds() if one.tool_id in tools])


def _saying(text: str) -> ColumnElement[bool]:
    return func.house_sort_name(Right.reason).like(func.house_sort_name(like_pattern(text)))


def _in_state(words: list[str], on: date | None) -> ColumnElement[bool]:
    return stood(on or clock.today(), {RightState(word) for word in words})


def _known_on(on: date, states: list[str] | None) -> ColumnElement[bool]:
    """What had been granted by then; what was in force that day, unless states were asked for."""
    return known(on) if states else stood(on, {RightState.ACTIVE})


def _soon() -> list[tuple[str, str]]:
    return [("soon", gettext("Within two weeks"))]


FILTERS = (
    Filter(
        "name",
        _l("Name"),
        "text",
        lambda text: Membership.sort_name.like(func.house_sort_name(like_pattern(text))),
        join=_with_relation,
    ),
    Filter("organisation", _l("Organisation"), "text", _of_organisation, staff=True),
    # With a reference date the days shown are those known then: orders by the days known now would lie.
    Filter("on", _l("Reference date"), "day", _known_on, beside="state", orders=("granted",)),
    Filter("state", _l("State"), "choices", _in_state, words_of(RightState), beside="on"),
    Filter("tool", _l("Tool"), "choices", _of_tools, _tool_choices),
    Filter(
        "kind",
        _l("Right"),
        "choices",
        lambda words: Right.kind_id.in_([int(word) for word in words]),
        _kind_choices,
    ),
    Filter(
        "category",
        _l("Category"),
        "choices",
        lambda words: _of_relation(Membership.category.in_(words)),
        words_of(RelationCategory),
        more=True,
    ),
    Filter(
        "type",
        _l("Type"),
        "choices",
        lambda words: _of_relation(Membership.type.in_(words)),
        words_of(RelationType),
        more=True,
    ),
    Filter(
        "ending", _l("Expiring"), "choice", lambda _: queries.expiring(identity(), clock.today()), _soon, more=True
    ),
    Filter("until", _l("Ends"), "days", within(Right.last_day), more=True),
    Filter("granted", _l("Granted"), "days", instants_within(Right.granted_at), more=True),
    Filter("reason", _l("Reason"), "text", _saying, more=True),
)
