"""Whose file it is, as lists, filters and pages tell it."""

from __future__ import annotations

from typing import Any

from flask import g
from flask_babel import gettext
from markupsafe import Markup
from sqlalchemy import ColumnElement

from app import clock
from app.aml.handing_over import colleagues, may_hand
from app.policy import Identity
from models.aml import Contact, Deal
from views.framework.database import db
from views.framework.identity import identity, standing
from views.framework.register import Fact

MINE = "me"


def owner_choices() -> list[tuple[str, str]]:
    """Mine, then colleagues of now and whoever left files behind, by name; asked once for a page."""
    found: list[tuple[str, str]] | None = g.get("owner_choices")
    if found is None:
        who, found = standing(), [(MINE, gettext("Mine"))]
        if who is not None:
            others = colleagues(db(), who.identity.organisation_id or 0, clock.today())
            found += [(str(one.account_id), one.name) for one in others]
        g.owner_choices = found
    return found


def owned_by(table: type[Contact] | type[Deal]) -> Any:
    """The condition of a filter by owner."""

    def condition(chosen: str) -> ColumnElement[bool]:
        account = identity().account_id if chosen == MINE else int(chosen)
        return table.owner_id == account

    return condition


def owner_name(account_id: int, username: str) -> str:
    """As colleagues call him; his account's name where nobody of the office is called so any more."""
    return dict(owner_choices()).get(str(account_id), username)


def owner_fact(who: Identity, item: Contact | Deal, url: str) -> Fact:
    """The line on its page; for who may give the file to a colleague with the way there."""
    name = item.owner_name
    if not _is_handed_by(who, item):
        return Fact(gettext("File of"), name)
    link = Markup('{}<br><a href="{}">{}</a>').format(name, url, gettext("Hand over to a colleague"))
    return Fact(gettext("File of"), link)


def _is_handed_by(who: Identity, item: Contact | Deal) -> bool:
    """Nobody hands over what was given up."""
    return item.state != "dropped" and may_hand(who, item.owner_id)
