"""Of which organisation a page tells: one's own; for staff the one the address names."""

from __future__ import annotations

from flask import request

from app.errors import Missing
from models.organisations import Organisation
from views.framework.database import db
from views.framework.identity import identity


def organisation_asked() -> Organisation | None:
    """The organisation; None for staff who named none. Raises Missing for one that isn't there."""
    who = identity()
    asked = request.values.get("organisation", "") if who.is_staff else ""
    if who.is_staff and not asked:
        return None
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 18 else who.organisation_id
    found = db().get(Organisation, number) if number is not None else None
    if found is None:
        raise Missing("organisation", asked)
    return found


def own_organisation() -> Organisation:
    """The organisation one acts for. Raises Missing for who acts for none."""
    number = identity().organisation_id
    found = db().get(Organisation, number) if number is not None else None
    if found is None:
        raise Missing("organisation", number or 0)
    return found
