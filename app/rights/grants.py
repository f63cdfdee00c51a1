"""What a tool was given on the strength of one entering: it stands as long as its session, its account and the
access decision do, and everything given with it ends with it. In office scope.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app import clock, events
from app.errors import Missing
from app.panels import rows_of
from app.policy import Identity
from app.queue import enqueue
from app.rights.access_facts import Answer, decided
from app.rights.access_facts import Asked as About
from app.rights.claims import sid_of
from app.rights.clients import hash_of
from app.rights.entering import Choice
from app.rights.provider import Asked
from models.accounts import Account, WebSession
from models.columns import among
from models.organisations import Organisation
from models.rights import Tool, ToolClient, ToolGrant, ToolRole, ToolToken

JOB = "tell_tool_it_ended"
CODE_LASTS = timedelta(seconds=60)
KEPT, _SPENT = timedelta(days=30), timedelta(days=1)
# Whoever gave it back himself knows.
_UNTOLD = frozenset({"given_back"})


@dataclass(frozen=True)
class By:
    """Who an event about a grant is laid to: its holder, in the session it came from."""

    account_id: int
    session_reference: str
    address: str = ""


def began_at(session: Session, reference: str) -> datetime | None:
    """When the holder of this session last showed a key; None for a session that is over."""
    return session.scalar(select(WebSession.started_at).where(WebSession.reference == reference))


def begin_grant(session: Session, who: Identity, asked: Asked, answer: Answer, now: datetime) -> str:
    """He goes into the tool so: the code for which it gets its tokens, once, within a minute. Raises Missing."""
    web = session.scalars(select(WebSession).where(WebSession.reference == who.session_reference)).one_or_none()
    if web is None or web.account_id != who.account_id:
        raise Missing("session", "")
    grant = ToolGrant(
        tool_client_id=asked.client.id,
        account_id=who.account_id,
        account_version=web.account_version,
        organisation_id=answer.organisation_id,
        tool_id=answer.tool_id,
        role_id=answer.role_id,
        session_reference=web.reference,
        sid=sid_of(
            asked.client.id, who.account_id, web.reference, f"{answer.organisation_id or 0}.{answer.role_id}"
        ),
        key_level=who.key_level,
        authenticated_at=web.started_at,
        scope=asked.scope,
        redirect_uri=asked.redirect_uri,
        nonce=asked.nonce,
        code_challenge=asked.challenge,
        began_at=now,
        ends_at=web.ends_at,
    )
    session.add(grant)
    session.flush()
    return new_token(session, grant, "code", now, CODE_LASTS)


def new_token(session: Session, grant: ToolGrant, kind: str, now: datetime, lasts: timedelta) -> str:
    """A code or token of this grant, which outlasts it in nothing; only its hash is kept."""
    made = secrets.token_urlsafe(32)
    ends_at = min(now + lasts, grant.ends_at)
    session.add(ToolToken(token_hash=hash_of(made), grant_id=grant.id, kind=kind, made_at=now, ends_at=ends_at))
    session.flush()
    return made


def over(session: Session, grants: Sequence[ToolGrant], now: datetime) -> dict[int, str]:
    """Which of these grants stand no longer, and why: asked anew. Their clients are loaded."""
    found = {one.id: why for one in grants if (why := _by_itself(one, now))}
    left = [one for one in grants if one.id not in found]
    accounts = {
        row.id: row
        for row in session.execute(
            select(Account.id, Account.active, Account.session_version).where(
                among(Account.id, {one.account_id for one in left if one.account_id is not None})
            )
        )
    }
    references = {one.session_reference for one in left}
    whose = select(WebSession.reference, WebSession.account_id).where(WebSession.reference.in_(references))
    sessions = {row.reference: row.account_id for row in session.execute(whose)}
    for one in left:
        account = accounts.get(one.account_id or 0)
        if account is None or not account.active or account.session_version != one.account_version:
            found[one.id] = "account"
        elif sessions.get(one.session_reference) != one.account_id:
            found[one.id] = "signed_out"
    found |= _closed(session, [one for one in left if one.id not in found], now)
    return found


def _by_itself(grant: ToolGrant, now: datetime) -> str:
    if grant.ended_why:
        return grant.ended_why
    if grant.ends_at <= now:
        return "lapsed"
    return "" if grant.client.active else "client"


def _closed(session: Session, grants: Iterable[ToolGrant], now: datetime) -> dict[int, str]:
    """The access decision, asked for all that are alike at once."""
    alike = defaultdict[tuple[int | None, int, int, str], list[ToolGrant]](list)
    for one in grants:
        alike[one.organisation_id, one.tool_id, one.role_id, one.key_level].append(one)
    found: dict[int, str] = {}
    for (organisation_id, tool_id, role_id, level), same in alike.items():
        about = About(organisation_id, only=True, oneself=True, tool_id=tool_id, role_id=role_id)
        wanted = Choice(organisation_id, role_id)
        accounts = sorted({one.account_id for one in same if one.account_id is not None})
        answers = decided(session, accounts, about, clock.day_of(now), level)
        may = {one.account_id for one in answers if one.decision.allowed and Choice.of(one) == wanted}
        found |= {one.id: "not_open" for one in same if one.account_id not in may}
    return found


def end_grants(session: Session, grants: Sequence[ToolGrant], why: str, now: datetime) -> int:
    """Ends what still stands of these, and has each tool told once for a session of its own; how many."""
    standing = [one for one in grants if one.ended_at is None]
    told: set[str] = set()
    for one in standing:
        one.ended_at, one.ended_why = now, why
        if one.issued_at is None:  # the tool never took anything
            continue
        record(session, events.Tag.GRANT_ENDED, one, now, why=why)
        if why not in _UNTOLD and one.client.backchannel_logout_uri and one.sid not in told:
            told.add(one.sid)
            enqueue(session, JOB, grant_id=one.id)
    session.flush()
    return len(standing)


def record(session: Session, tag: events.Tag, grant: ToolGrant, now: datetime, **facts: str) -> None:
    """Writes about a grant what happened to it."""
    person = session.scalar(select(Account.person_id).where(Account.id == grant.account_id))
    subject = events.Subject("tool", grant.tool_id, grant.organisation_id or 0, person)
    who = By(grant.account_id, grant.session_reference) if grant.account_id is not None else None
    told = {"role_id": grant.role_id, "client_id": grant.tool_client_id, "key_level": grant.key_level, **facts}
    events.record(session, tag, subject, who, now, facts=told)


def grants_of_session(session: Session, reference: str) -> list[ToolGrant]:
    """What stands of one session, locked."""
    return locked(session, ToolGrant.session_reference == reference)


def locked(session: Session, which: ColumnElement[bool]) -> list[ToolGrant]:
    """Standing grants with their clients, by number; nobody else ends them meanwhile."""
    asked = _standing(which).with_for_update(of=ToolGrant).execution_options(populate_existing=True)
    return list(session.scalars(asked))


def standing(session: Session, which: ColumnElement[bool], after: int, limit: int) -> list[ToolGrant]:
    """Up to `limit` standing grants beyond `after` with their clients, by number."""
    return list(session.scalars(_standing(and_(which, ToolGrant.id > after)).limit(limit)))


def _standing(which: ColumnElement[bool]) -> Select[ToolGrant]:
    return (
        select(ToolGrant)
        .where(which, ToolGrant.ended_at.is_(None))
        .options(joinedload(ToolGrant.client).joinedload(ToolClient.tool))
        .order_by(ToolGrant.id)
    )


def own_grants(session: Session, who: Identity) -> list[dict[str, Any]]:
    """What tools got of whoever asks, for whom he acted, from when to when, the latest first."""
    told = (
        Tool.name_en.label("tool"),
        ToolRole.name_en.label("role"),
        Organisation.name.label("organisation"),
        ToolGrant.key_level,
        ToolGrant.issued_at,
        func.coalesce(ToolGrant.ended_at, ToolGrant.ends_at).label("until"),
    )
    mine = (
        select(*told)
        .join(Tool, Tool.id == ToolGrant.tool_id)
        .join(ToolRole, ToolRole.id == ToolGrant.role_id)
        .outerjoin(Organisation, Organisation.id == ToolGrant.organisation_id)
        .where(ToolGrant.account_id == who.account_id, ToolGrant.issued_at.is_not(None))
    )
    return rows_of(session, mine.order_by(ToolGrant.issued_at.desc(), ToolGrant.id.desc()))


def forget(session: Session, now: datetime, limit: int = 500) -> int:
    """Removes up to `limit` grants that ended a month ago, or that no tool came for within a day; how many."""
    ended = func.coalesce(ToolGrant.ended_at, ToolGrant.ends_at) < now - KEPT
    never = and_(ToolGrant.issued_at.is_(None), ToolGrant.began_at < now - _SPENT)
    old = select(ToolGrant.id).where(or_(ended, never)).limit(limit)
    gone = delete(ToolGrant).where(ToolGrant.id.in_(old)).returning(ToolGrant.id)
    return len(session.scalars(gone).all())


def forget_tokens(session: Session, now: datetime, limit: int = 500) -> int:
    """Removes up to `limit` access tokens that ended a day ago; how many. Codes and refresh tokens stay with their
    grant, to be known when they come again."""
    spent = select(ToolToken.token_hash).where(ToolToken.kind == "access", ToolToken.ends_at < now - _SPENT)
    gone = delete(ToolToken).where(ToolToken.token_hash.in_(spent.limit(limit))).returning(ToolToken.kind)
    return len(session.scalars(gone).all())
