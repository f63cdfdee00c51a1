"""What a page that said no leaves behind: the incident of this request, written when its answer is ready.

Told of by the error pages and by forms that refuse; written apart from the request's own work, so that a rollback
doesn't lose it. An address counts by its route: of what fills its places only row numbers stay.
"""

from __future__ import annotations

import re
from contextlib import suppress

from flask import current_app, g, request, session
from sqlalchemy.exc import SQLAlchemyError

from app import clock
from app.cases.incidents import Happened, note
from app.cases.rules import IncidentKind
from app.policy import Identity, Role
from views import menu, menu_parts
from views.framework.problems import among_machines
from views.framework.sessions import HouseSession, TableSessions

_LONGEST_ROW = 10
_PLACE = re.compile(r"<(?:[^:<>]+:)?(\w+)>")
LAST = "last_reference"


def happened(kind: IncidentKind, code: str = "") -> str:
    """This request said no, or broke; returns the reference its page shows. What is told first stays."""
    g.setdefault("incident", (kind, code))
    return str(g.get("reference", ""))


def page_told() -> str:
    """Where we are, without anything typed: the address by its route, with row numbers in their places."""
    if request.url_rule is None:
        return ""
    filled = request.view_args or {}

    def shown(place: re.Match[str]) -> str:
        text = str(filled.get(place.group(1), ""))
        return text if text.isascii() and text.isdigit() and len(text) <= _LONGEST_ROW else "…"

    return _PLACE.sub(shown, request.url_rule.rule)


def _is_officers(who: Identity | None) -> bool:
    """Whether it happened where AML officers work: that one is held or reported is nobody's else to know, so not
    even which page said no is kept. The log has it by its reference."""
    screen = request.blueprint or ""
    place = menu.place_of(screen)
    return menu.officers_only(screen) or (
        who is not None and Role.AML_OFFICER in who.roles and place is not None and place.opens <= menu_parts.AML
    )


def write(status: int) -> None:
    """Writes this request's incident, if there is one. A database that is away is told of in the log only."""
    told = g.get("incident")
    interface = current_app.session_interface
    if told is None or "reference" not in g or not isinstance(interface, TableSessions):
        return
    kind, code = told
    found = g.get("standing")
    # Who looks along leaves his own traces, not those of whom he looks along with.
    who = found.identity if found is not None and found.viewed is None else None
    # A cookie that comes along with a program's request says nothing, and learns nothing.
    web = session if isinstance(session, HouseSession) and not among_machines() else None
    # A form from elsewhere writes nothing in the session it came along with.
    if web is not None and web.account_id is not None and kind is not IncidentKind.UNREAD:
        web[LAST] = g.reference
    where = ("", "", "") if _is_officers(who) else (code, request.endpoint or "", page_told())
    incident = Happened(
        reference=g.reference,
        kind=kind,
        status=status,
        code=where[0],
        method=request.method,
        endpoint=where[1],
        page=where[2],
        account_id=web.account_id if web is not None else None,
        person_id=who.person_id if who is not None else None,
        acting_for_id=who.organisation_id if who is not None else None,
        session_reference=web.reference if web is not None and web.account_id is not None else "",
    )
    with suppress(SQLAlchemyError), interface.connect() as connection:
        note(connection, incident, (request.remote_addr or "")[:45], clock.now())
