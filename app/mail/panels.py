"""What mail offers the desk: the letters that won't get further by themselves."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, load_only

from app.mail.queries import visible_to
from app.mail.services import STUCK
from app.panels import SHOWN, Item, Panels, Waiting, Worklist, counted
from app.policy import Identity, Role
from models.mail import Letter
from models.values import LetterState


def stuck(session: Session, who: Identity, now: datetime) -> Waiting:
    """Not sent, came back, perhaps sent, without an address: somebody at the desk decides; the oldest first."""
    waiting = select(Letter).where(visible_to(who), Letter.state.in_(STUCK)).order_by(Letter.written_at, Letter.id)
    rows = session.execute(
        waiting.add_columns(counted(waiting.with_only_columns(Letter.id)))
        .options(joinedload(Letter.person), load_only(Letter.subject, Letter.state, Letter.written_at))
        .limit(SHOWN)
    ).all()
    first = tuple(
        Item("letter", one.id, one.subject or "–", (one.person.name, LetterState(one.state), one.written_at))
        for one, _ in rows
    )
    return Waiting(rows[0][1], rows[0][0].written_at, first) if rows else Waiting()


PANELS = Panels(worklists=(Worklist("mail.stuck", frozenset({Role.HELPDESK, Role.CENTRAL}), stuck),))
