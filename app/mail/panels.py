"""What mail offers the desk: the letters that won't get further by themselves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, load_only

from app.mail import queries
from app.mail.queries import visible_to
from app.mail.services import STUCK
from app.panels import SHOWN, Item, OwnRows, Panels, Waiting, Worklist, counted, rows_of
from app.policy import Identity, Role
from models.mail import Letter
from models.values import LetterState


def stuck(session: Session, who: Identity, now: datetime) -> Waiting:
    """Not sent, came back, perhaps sent, without an address: somebody at the desk decides; the oldest first."""
    waiting = select(Letter).where(visible_to(who), Letter.state.in_(STUCK)).order_by(Letter.written_at, Letter.id)
    rows = session.execute(
        waiting.add_columns(counted(waiting.with_only_columns(Letter.id)))
        .options(
            joinedload(Letter.person), load_only(Letter.subject, Letter.state, Letter.written_at, Letter.name)
        )
        .limit(SHOWN)
    ).all()
    first = tuple(
        Item("letter", one.id, one.subject or "–", (_reader(one), LetterState(one.state), one.written_at))
        for one, _ in rows
    )
    return Waiting(rows[0][1], rows[0][0].written_at, first) if rows else Waiting()


def _reader(letter: Letter) -> str:
    return str(letter.person.name) if letter.person is not None else letter.name


def own_mails(session: Session, who: Identity) -> list[dict[str, Any]]:
    """The letters to whoever asks, the latest first, with their text while it is kept."""
    told = (Letter.written_at, Letter.kind, Letter.address, Letter.subject, Letter.body, Letter.state)
    mine = queries.own_letters(who).with_only_columns(*told)
    return rows_of(session, mine.order_by(Letter.id.desc()))


PANELS = Panels(
    worklists=(Worklist("mail.stuck", frozenset({Role.HELPDESK, Role.CENTRAL}), stuck),),
    own=(OwnRows("mail.letters", own_mails),),
)
