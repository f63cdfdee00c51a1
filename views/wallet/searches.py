"""What the lists of the wallet are filtered on, in so far as it isn't a column of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import g
from sqlalchemy import ColumnElement, Select, and_, func, or_

from app.wallet import queries
from models.organisations import Member, Organisation
from models.values import EnterpriseNumber, ValueProblem
from models.wallet import Transaction
from views.framework.database import db
from views.framework.filters import like_pattern
from views.labels import language


def tools() -> list[tuple[str, str]]:
    """The tools that charge, as choices; the database is asked once for a page."""
    if "charging_tools" not in g:
        g.charging_tools = [(str(one.id), one.named(language())) for one in queries.charging_tools(db())]
    found: list[tuple[str, str]] = g.charging_tools
    return found


def product(text: str) -> ColumnElement[bool]:
    """Its code, or a part of its name in any language."""
    names = func.array_to_string(Transaction.named, "\n")
    return or_(Transaction.product == text, names.ilike(like_pattern(text)))


def reference(text: str) -> ColumnElement[bool]:
    """From its beginning on, as it was written."""
    return Transaction.reference.startswith(text, autoescape=True)


def member(text: str) -> ColumnElement[bool]:
    return Member.sort_name.like(func.house_sort_name(like_pattern(text)))


def with_member(statement: Select[Any]) -> Select[Any]:
    same = and_(Member.organisation_id == Transaction.organisation_id, Member.id == Transaction.membership_id)
    return statement.join(Member, same)


def organisation(text: str) -> ColumnElement[bool]:
    """A part of its name, or its enterprise number."""
    try:
        return Organisation.enterprise_number == EnterpriseNumber.parse(text).digits
    except ValueProblem:
        return Organisation.sort_name.like(func.house_sort_name(like_pattern(text)))


def with_organisation(owner: Any) -> Callable[[Select[Any]], Select[Any]]:
    """Joins the organisation that a row belongs to."""
    return lambda statement: statement.join(Organisation, Organisation.id == owner)
