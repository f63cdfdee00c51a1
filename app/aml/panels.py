"""What screening offers the desk: possible matches that wait in one's own office."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app import clock
from app.aml.access import require_open
from app.aml.queries import hits_visible_to, is_open
from app.errors import Forbidden, Refusal
from app.panels import SHOWN, Item, Panels, Waiting, Worklist, counted
from app.policy import Identity, Role
from app.transaction import Scope, enter, within
from models.aml import Hit, Listed

_USERS = frozenset({Role.AML_MEMBER, Role.AML_OFFICER})


def open_hits(session: Session, who: Identity, now: datetime) -> Waiting:
    """Possible matches that wait; who may not open them now, with this key, isn't told whose they are."""
    if who.organisation_id is None:
        return Waiting()
    with within(session, Scope.office()):
        try:
            require_open(session, who, clock.day_of(now))
        except (Forbidden, Refusal):
            return Waiting()
        # On from here as the office itself: a member comes to his first page with nobody's rows but his own.
        enter(session, Scope.organisation(who.organisation_id, who.person_id))
        waiting = select(Hit).where(hits_visible_to(who), is_open()).order_by(Hit.urgency, Hit.id)
        oldest = select(func.min(Hit.found_at)).where(hits_visible_to(who), is_open()).scalar_subquery()
        rows = session.execute(
            waiting.add_columns(counted(waiting.with_only_columns(Hit.id)), oldest)
            .options(joinedload(Hit.contact), joinedload(Hit.listed).defer(Listed.told))
            .limit(SHOWN)
        ).all()
    if not rows:
        return Waiting()
    first = tuple(Item("hit", one.id, one.contact.name, (one.listed.name,)) for one, _, _ in rows)
    return Waiting(rows[0][1], rows[0][2], first)


PANELS = Panels(worklists=(Worklist("aml.hits", _USERS, open_hits),))
