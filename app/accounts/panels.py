"""What accounts offer the desk: tries to sign in, by reference and refused; what was shown and anonymised."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import false, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.accounts.rules import Outcome
from app.events import for_everybody
from app.panels import SHOWN, Hit, Item, OwnRows, Panels, SearchSource, Waiting, Worklist, counted, rows_of
from app.policy import Identity, Permission, Role, may
from models.accounts import Account, Attempt, Authenticator, Person, Profile
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


def find_accounts(session: Session, who: Identity, text: SearchText, limit: int) -> list[Hit]:
    """The account with this username or address, for who helps its holder."""
    sought = text.account
    if sought is None or not may(who, Permission.ACCOUNT_SEE):
        return []
    named = or_(func.lower(Account.username) == sought, func.lower(Account.email) == sought)
    found = session.scalars(select(Account).where(named).limit(limit))
    return [Hit("account", int(one.id), one.username, (one.email,), exact=True) for one in found]


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


def own_account(session: Session, who: Identity) -> list[dict[str, Any]]:
    """The account and what its holder said of himself."""
    return rows_of(
        session,
        select(
            Account.username,
            Account.email,
            Account.language,
            Account.created_on,
            Profile.given_names,
            Profile.family_name,
            Profile.salutation,
            Profile.phone,
            Profile.birth_date,
            Profile.sex,
            func.encode(Profile.photo, "base64").label("photo_jpeg_base64"),
            Profile.terms,
            Profile.terms_at,
            Authenticator.confirmed_at.label("security_code_since"),
        )
        .join(Profile, Profile.account_id == Account.id, isouter=True)
        .join(Authenticator, Authenticator.account_id == Account.id, isouter=True)
        .where(Account.id == who.account_id),
    )


def own_person(session: Session, who: Identity) -> list[dict[str, Any]]:
    """The person the account belongs to, by his masked number."""
    told = (
        Person.given_names,
        Person.family_name,
        Person.masked_number,
        Person.birth_date,
        Person.sex,
        Person.source,
    )
    return rows_of(session, select(*told).where(Person.id == who.person_id))


def own_attempts(session: Session, who: Identity) -> list[dict[str, Any]]:
    """Every try to sign in on the account that is still kept, the latest first."""
    told = (Attempt.tried_at, Attempt.way, Attempt.outcome, Attempt.reference)
    mine = select(*told).where(Attempt.account_id == who.account_id)
    return rows_of(session, mine.order_by(Attempt.id.desc()))


def own_events(session: Session, who: Identity) -> list[dict[str, Any]]:
    """What was recorded of the account or its person, the latest first, no more than ten thousand; but for what
    an AML officer did as one: it stays in the office."""
    of_person = Event.person_id == who.person_id if who.person_id is not None else false()
    told = (Event.happened_at, Event.tag, Event.subject_kind, Event.subject_id)
    mine = select(*told).where(or_(Event.actor_id == who.account_id, of_person), for_everybody())
    return rows_of(session, mine.order_by(Event.id.desc()).limit(10_000))


PANELS = Panels(
    worklists=(Worklist("accounts.refused", frozenset({Role.HELPDESK}), refused_attempts),),
    sources=(
        SearchSource("accounts.attempts", find_attempts),
        SearchSource("accounts.accounts", find_accounts),
    ),
    own=(
        OwnRows("accounts.account", own_account),
        OwnRows("accounts.person", own_person),
        OwnRows("accounts.attempts", own_attempts),
        OwnRows("accounts.events", own_events),
    ),
)
