"""What mail offers the desk: letters that won't get further by themselves."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, load_only

from app.mail.queries import visible_to
from app.mail.services import STUCK
from app.panels import SHOWN, Item, Panels, Waiting, Worklist, counted
from app.policy import Identity, Role
from models.mail import Letter


def stuck_letters(session: Session, who: Identity, now: datetime) -> Waiting:
    """Letters that failed, came back or found no address, the oldest first."""
    stuck = select(Letter).where(visible_to(who), Letter.state.in_(STUCK)).order_by(Letter.written_at, Letter.id)
    rows = session.execute(
        stuck.add_columns(counted(stuck.with_only_columns(Letter.id)))
        .options(
            joinedload(Letter.person), load_only(Letter.subject, Letter.state, Letter.written_at, Letter.kind)
        )
        .limit(SHOWN)
    ).all()
    first = tuple(
        Item("letter", one.id, one.person.name, (one.kind, one.state, one.written_at)) for one, _ in rows
    )
    return Waiting(rows[0][1], rows[0][0].written_at, first) if rows else Waiting()


PANELS = Panels(
    worklists=(Worklist("mail.stuck", frozenset({Role.HELPDESK, Role.CENTRAL}), stuck_letters),),
)
