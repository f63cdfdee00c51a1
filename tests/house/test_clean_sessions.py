"""No request leaves a change behind that it neither saved nor undid."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from tests.house.doors import address
from tests.house.routes import ROUTES
from tests.house.visitors import ROLES, House
from tests.stories.cast import EXEMPLEVILLE, VOORBEELDEGEM


def test_no_request_leaves_a_dirty_session(house: House) -> None:
    sessions = house.app.extensions["sessions"]
    flushed: set[Session] = set()
    written: list[str] = []
    left: list[tuple[str, Any]] = []
    asked = ""

    def look(_: BaseException | None) -> None:
        session = sessions()
        if session.new or session.dirty or session.deleted or session in flushed:
            left.append((asked, [*session.new, *session.dirty, *session.deleted] or "flushed, never committed"))
        flushed.discard(session)

    def changed(session: Session, _: Any) -> None:
        flushed.add(session)
        written.append(asked)

    event.listen(sessions.session_factory, "after_flush", changed)
    for end in ("after_commit", "after_rollback"):
        event.listen(sessions.session_factory, end, flushed.discard)
    house.app._got_first_request = False
    house.app.teardown_appcontext(look)  # those registered last run first, so before the session is given back
    house.app._got_first_request = True
    for role, username in ROLES.items():
        visitor = house.as_role(role)
        for route in ROUTES:
            # Who may not is refused before anything is read, which other tests show of each route and role.
            if role not in route.who and role != "person":
                continue
            for side in (VOORBEELDEGEM, EXEMPLEVILLE):
                path = address(route, house.governments.ids[side])
                asked = f"{role}: {route.method} {path}"
                visitor.ask(route.method, path, {**_FORM, "csrf_token": visitor.token} if route.csrf else None)
        house.forget(username)
    assert left == []
    assert written, "no form went through, so nothing was tried"


# Every field any of our forms has, filled in so that some of them go through.
_FORM = {
    "username": "nobody",
    "password": "a long enough sentence",
    "number": "85.07.30-033.28",
    "category": "employee",
    "type": "standard",
    "first_day": "2027-04-01",
    "last_day": "2027-05-01",
    "reason": "because",
    "why": "because",
    "version": "1",
    "code": "a-code",
    "name_nl": "Naam",
    "name_fr": "Nom",
    "name_en": "Name",
}
