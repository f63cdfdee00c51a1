"""What accounts offer the desk: tries to sign in, by reference and refused; what was shown and anonymised."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.accounts.rules import Outcome
from app.events import Tag
from app.panels import SHOWN, Hit, Item, Panels, SearchSource, Waiting, Worklist, counted
from app.policy import Identity, Permission, Role, may
from models.accounts import Attempt
from models.events import Event
from models.values import SearchText

REFUSED_FOR = timedelta(days=1)
TOLD_FOR = timedelta(days=30)


def find_attempts(session: Session, who: Identity, text: SearchText, limit: int) -> list[Hit]:
    """The try to sign in that showed this reference."""
    if text.reference is None or not may(who, Permission.ACCOUNT_SEE):
        return []
    found = session.scalars(
        select(Attempt)
        .where(Attempt.reference == text.reference)
        .options(joinedload(Attempt.account))
        .order_by(Attempt.id.desc())
        .limit(limit)
    )
    return [
        Hit("attempt", one.id, text.reference, (_name(one), Outcome(one.outcome), one.tried_at), exact=True)
        for one in found
    ]


def _name(attempt: Attempt) -> str:
    return str(attempt.account.username) if attempt.account else ""


def refused_attempts(session: Session, who: Identity, now: datetime) -> Waiting:
    """Accounts that were refused unseen, or are closed, in the last day: their people may be on the phone."""
    refused = (
        select(Attempt)
        .where(
            Attempt.outcome.in_((Outcome.THROTTLED, Outcome.INACTIVE)),
            Attempt.tried_at > now - REFUSED_FOR,
        )
        .order_by(Attempt.tried_at, Attempt.id)
    )
    rows = session.execute(
        refused.add_columns(counted(refused.with_only_columns(Attempt.id)))
        .options(joinedload(Attempt.account))
        .limit(SHOWN)
    ).all()
    first = tuple(
        Item("attempt", one.id, _name(one) or one.reference, (Outcome(one.outcome), one.tried_at))
        for one, _ in rows
    )
    return Waiting(rows[0][1], rows[0][0].tried_at, first) if rows else Waiting()


def told_lately(session: Session, who: Identity, now: datetime) -> Waiting:
    """Numbers shown in full and persons anonymised in the last month, for who answers for it; the latest first."""
    told = (
        select(Event)
        .where(
            Event.tag.in_((Tag.NUMBER_SHOWN, Tag.PERSON_ERASED)),
            Event.happened_at > now - TOLD_FOR,
        )
        .order_by(Event.happened_at.desc(), Event.id.desc())
    )
    rows = session.execute(
        told.add_columns(counted(told.with_only_columns(Event.id)))
        .options(joinedload(Event.actor), joinedload(Event.person))
        .limit(SHOWN)
    ).all()
    first = tuple(
        Item(
            "event",
            one.id,
            one.person.name if one.person else "",
            (Tag(one.tag), one.actor.username if one.actor else "", one.happened_at),
        )
        for one, _ in rows
    )
    return Waiting(rows[0][1] if rows else 0, None, first)


PANELS = Panels(
    worklists=(
        Worklist("accounts.refused", frozenset({Role.HELPDESK}), refused_attempts),
        Worklist("accounts.told", frozenset({Role.CENTRAL}), told_lately),
    ),
    sources=(SearchSource("accounts.attempts", find_attempts),),
)
