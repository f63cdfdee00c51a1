"""Acting for whom a case belongs to, for who follows a link to it while he acts for somebody else."""

from __future__ import annotations

from flask import flash, session
from flask_babel import gettext

from app import clock, events
from app.transaction import Scope, transaction, within
from models.syndics import Case
from views.framework.database import db
from views.framework.identity import OWN_CONTEXT, Standing


def act_where(found: Standing, case: Case) -> bool:
    """From here on he acts for whom it belongs to, and reads so; False where it isn't his at all: of an
    organisation he isn't a member of, or another's own."""
    who, wanted = found.identity, case.acting_for_id
    if wanted is None:
        name = gettext("yourself") if case.account_id == who.account_id else ""
    else:
        name = next((one.name for one in found.contexts if one.organisation_id == wanted and one.member), "")
    if not name:
        return False
    session["organisation_id"] = wanted or OWN_CONTEXT
    database = db()
    with transaction(database), within(database, Scope.office()):
        subject = events.Subject("account", who.account_id)
        facts = {"organisation_id": wanted or OWN_CONTEXT, "starred": False}
        events.record(database, events.Tag.CONTEXT_CHANGED, subject, who, clock.now(), facts=facts)
    flash(gettext("You now act for %(name)s.", name=name), "info")
    return True
