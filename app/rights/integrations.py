"""Integrations: programs of a tool's makers that ask us by themselves, made with their tokens by the central team.

A token is random and long, so its plain hash says nothing of it; it is shown once, to whoever made it. All of it
in office scope.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, events
from app.errors import Missing, Refusal, Stale, refuse
from app.policy import Identity, Permission, require
from app.rights.clients import hash_of
from app.transaction import refuse_as
from models.rights import Integration, IntegrationToken, Tool
from models.values import ApiScope

refuse_as("ck_rights_integration_name", "rights.integration.no_name", field="name")

LONGEST = timedelta(days=366)
# By which people, and programs that look for secrets left lying about, know it as one of ours.
_BEGINS = "sleutelbos_"


def make_integration(session: Session, actor: Identity, tool_id: int, name: str, now: datetime) -> Integration:
    """Makes an integration of a tool; it has no token yet.

    Raises Forbidden, Missing, Refusal rights.integration.no_name.
    """
    require(actor, Permission.TOOL_CHANGE)
    if session.get(Tool, tool_id) is None:
        raise Missing("tool", tool_id)
    made = Integration(tool_id=tool_id, name=_named(name), made_by=actor.account_id, made_at=now)
    session.add(made)
    session.flush()
    record(session, events.Tag.INTEGRATION_MADE, actor, made, {}, now)
    return made


def rename_integration(
    session: Session, actor: Identity, row_id: int, version: int, name: str, now: datetime
) -> Integration:
    """Gives it another name. Raises Forbidden, Missing, Stale, Refusal rights.integration.no_name."""
    require(actor, Permission.TOOL_CHANGE)
    row = _locked(session, row_id)
    if row.version != version:
        raise Stale("integration", row_id)
    before, row.name = row.name, _named(name)
    if before != row.name:
        session.flush()
        record(session, events.Tag.INTEGRATION_CHANGED, actor, row, {"changed": {"name": [before, row.name]}}, now)
    return row


def make_token(
    session: Session, actor: Identity, row_id: int, scopes: Collection[str], last_day: date, now: datetime
) -> str:
    """Makes a token, good for these scopes until the end of that day in Brussels; its text is known now only.

    Raises Forbidden, Missing, Refusal rights.integration.no_scope, .last_day.
    """
    require(actor, Permission.TOOL_CHANGE)
    row = _locked(session, row_id)
    today, found = clock.day_of(now), []
    chosen = [str(one) for one in ApiScope if one in set(scopes)]
    if not chosen or len(chosen) != len(set(scopes)):
        found.append(Refusal("rights.integration.no_scope", field="scopes"))
    if not today <= last_day < today + LONGEST:
        latest = today + LONGEST - timedelta(days=1)
        found.append(Refusal("rights.integration.last_day", field="last_day", latest=latest))
    refuse(found)
    ends_at = min(clock.end_of(last_day), now + LONGEST)
    token, text = new_token(session, row.id, chosen, ends_at, now)
    facts = {"token_id": token.id, "scopes": chosen, "last_day": last_day.isoformat()}
    record(session, events.Tag.INTEGRATION_TOKEN_MADE, actor, row, facts, now)
    return text


def new_token(
    session: Session,
    integration_id: int,
    scopes: list[str],
    ends_at: datetime,
    now: datetime,
    succeeds_id: int | None = None,
) -> tuple[IntegrationToken, str]:
    """The row of a token, and its text, of which only the hash is kept."""
    text = _BEGINS + secrets.token_urlsafe(32)
    made = IntegrationToken(
        integration_id=integration_id,
        token_hash=hash_of(text),
        scopes=scopes,
        made_at=now,
        ends_at=ends_at,
        succeeds_id=succeeds_id,
    )
    session.add(made)
    session.flush()
    return made, text


def revoke_token(session: Session, actor: Identity, token_id: int, now: datetime) -> IntegrationToken:
    """Nobody gets in with it any more, from now on. One that was revoked already stays as it is.

    Raises Forbidden, Missing.
    """
    require(actor, Permission.TOOL_CHANGE)
    token = session.get(IntegrationToken, token_id, with_for_update=True)
    if token is None:
        raise Missing("integration_token", token_id)
    if token.revoked_at is None:
        token.revoked_at = now
        session.flush()
        row = session.get_one(Integration, token.integration_id)
        record(session, events.Tag.INTEGRATION_TOKEN_REVOKED, actor, row, {"token_id": token.id}, now)
    return token


def successor_of(session: Session, token_id: int, now: datetime) -> IntegrationToken | None:
    """The token that this one made itself, where it still opens something."""
    made = select(IntegrationToken).where(
        IntegrationToken.succeeds_id == token_id,
        IntegrationToken.revoked_at.is_(None),
        IntegrationToken.ends_at > now,
    )
    return session.scalars(made).one_or_none()


def tokens_of(session: Session, row_id: int) -> list[IntegrationToken]:
    """The tokens of an integration, the newest first."""
    mine = select(IntegrationToken).where(IntegrationToken.integration_id == row_id)
    return list(session.scalars(mine.order_by(IntegrationToken.id.desc())))


def record(
    session: Session,
    tag: events.Tag,
    actor: events.Actor | None,
    row: Integration,
    facts: dict[str, Any],
    now: datetime,
) -> None:
    """Writes about an integration what happened to it."""
    subject = events.Subject("integration", row.id)
    events.record(session, tag, subject, actor, now, facts={"tool_id": row.tool_id, **facts})


def _named(name: str) -> str:
    if not name.strip() or len(name.strip()) > 100:
        raise Refusal("rights.integration.no_name", field="name")
    return name.strip()


def _locked(session: Session, row_id: int) -> Integration:
    row = session.get(Integration, row_id, with_for_update=True)
    if row is None:
        raise Missing("integration", row_id)
    return row
