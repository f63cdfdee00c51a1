"""How tools are known to us when they sign people in: the central team registers them, and they show who they are.

A secret is random and long, so its plain hash says nothing of it; it is shown once, to whoever made it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import unquote_plus, urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app import events
from app.errors import Missing, Refusal, Stale, refuse
from app.policy import Identity, Permission, require
from app.rights.signing_keys import make_first
from app.transaction import refuse_as
from models.rights import Tool, ToolClient

refuse_as("ck_rights_tool_client_redirect_uris", "rights.client.no_redirect", field="redirect_uris")

LONGEST = 500
_LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
_ADDRESSES = ("redirect_uris", "post_logout_redirect_uris")


class Declined(Exception):
    """What a tool asked can't be done, in the words of OAuth 2.0; `because` is for its engineers."""

    def __init__(self, error: str, because: str = "") -> None:
        super().__init__(error)
        self.error = error
        self.because = because


def hash_of(secret: str) -> bytes:
    """What is kept of a secret, a code or a token: 32 bytes."""
    return hashlib.sha256(secret.encode()).digest()


def is_safe(uri: str, *, local: bool) -> bool:
    """Whether it is an https address without a fragment; with `local` also http on this very machine."""
    try:
        parts = urlsplit(uri)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    plain = uri.isascii() and uri.isprintable() and len(uri) <= LONGEST and not set(uri) & set(" \\\"'<>;,")
    if not plain or not host or "#" in uri or "@" in parts.netloc:
        return False
    return parts.scheme == "https" or (local and parts.scheme == "http" and host in _LOCAL)


def register_client(
    session: Session, actor: Identity, values: Mapping[str, Any], now: datetime, *, local: bool
) -> tuple[ToolClient, str]:
    """Makes a tool known; with its secret, '' where it can keep none. `local`: addresses on this machine will do.

    `values`: tool_id, public, and what `change_client` takes. In office scope. Raises Forbidden, Missing, Refusal
    rights.client.no_redirect, .unsafe.
    """
    require(actor, Permission.TOOL_CHANGE)
    tool = session.get(Tool, values["tool_id"])
    if tool is None:
        raise Missing("tool", values["tool_id"])
    kept = {name: value for name, value in values.items() if name != "public"}
    _check(kept, local=local)
    secret = "" if values.get("public") else secrets.token_urlsafe(32)
    made = ToolClient(
        **kept,
        client_id=f"{tool.code[:64]}-{secrets.token_hex(6)}",
        secret_hash=hash_of(secret) if secret else None,
        made_at=now,
    )
    session.add(made)
    session.flush()
    make_first(session, now)
    _record(session, events.Tag.CLIENT_REGISTERED, actor, made, {"public": made.public}, now)
    return made, secret


def change_client(
    session: Session,
    actor: Identity,
    row_id: int,
    version: int,
    values: Mapping[str, Any],
    now: datetime,
    *,
    local: bool,
) -> ToolClient:
    """Changes its addresses, or whether it may ask at all. In office scope.

    Raises Forbidden, Missing, Stale, Refusal rights.client.no_redirect, .unsafe.
    """
    row = _locked(session, actor, row_id, version)
    _check(values, local=local)
    changed = {name: [getattr(row, name), value] for name, value in values.items() if getattr(row, name) != value}
    if changed:
        for name, (_, value) in changed.items():
            setattr(row, name, value)
        session.flush()
        _record(session, events.Tag.CLIENT_CHANGED, actor, row, {"changed": changed}, now)
    return row


def renew_secret(session: Session, actor: Identity, row_id: int, version: int, now: datetime) -> str:
    """Another secret, from now on; the old one opens nothing any more. In office scope.

    Raises Forbidden, Missing, Stale, Refusal rights.client.keeps_no_secret.
    """
    row = _locked(session, actor, row_id, version)
    if row.public:
        raise Refusal("rights.client.keeps_no_secret")
    secret = secrets.token_urlsafe(32)
    row.secret_hash = hash_of(secret)
    session.flush()
    _record(session, events.Tag.CLIENT_CHANGED, actor, row, {"renewed": "secret"}, now)
    return secret


def client_known(session: Session, client_id: str) -> ToolClient | None:
    """The client of that name, active or not, with its tool. In office scope."""
    named = select(ToolClient).where(ToolClient.client_id == client_id[:100])
    return session.scalars(named.options(joinedload(ToolClient.tool))).one_or_none()


def who_asks(session: Session, header: tuple[str, str] | None, form: Mapping[str, str]) -> ToolClient:
    """The client that shows who it is: by its secret in the header or in the form, or by name where it keeps none.

    In office scope. Raises Declined invalid_request, invalid_client. Source: RFC 6749, 2.3.
    """
    if header is not None and "client_secret" in form:
        raise Declined("invalid_request", "more than one way of client authentication")
    if header is not None:
        client_id, secret = (unquote_plus(one) for one in header)
        if form.get("client_id", client_id) != client_id:
            raise Declined("invalid_request", "client_id differs from the header")
    else:
        client_id, secret = form.get("client_id", ""), form.get("client_secret", "")
    found = client_known(session, client_id)
    if found is None or not found.active:
        raise Declined("invalid_client", "unknown or not active")
    if found.secret_hash is None:
        if secret:
            raise Declined("invalid_client", "this client has no secret")
    elif not hmac.compare_digest(hash_of(secret), found.secret_hash):
        raise Declined("invalid_client", "another secret")
    return found


def _locked(session: Session, actor: Identity, row_id: int, version: int) -> ToolClient:
    require(actor, Permission.TOOL_CHANGE)
    row = session.get(ToolClient, row_id, with_for_update=True)
    if row is None:
        raise Missing("tool_client", row_id)
    if row.version != version:
        raise Stale("tool_client", row_id)
    return row


def _check(values: Mapping[str, Any], *, local: bool) -> None:
    found = []
    if "redirect_uris" in values and not values["redirect_uris"]:
        found.append(Refusal("rights.client.no_redirect", field="redirect_uris"))
    for name in _ADDRESSES:
        found += [
            Refusal("rights.client.unsafe", field=name, address=uri)
            for uri in values.get(name, ())
            if not is_safe(uri, local=local)
        ][:1]
    told = values.get("backchannel_logout_uri", "")
    if told and not is_safe(told, local=local):
        found.append(Refusal("rights.client.unsafe", field="backchannel_logout_uri", address=told))
    refuse(found)


def _record(
    session: Session, tag: events.Tag, actor: Identity, row: ToolClient, facts: dict[str, Any], now: datetime
) -> None:
    subject = events.Subject("tool_client", row.id)
    events.record(session, tag, subject, actor, now, facts={"tool_id": row.tool_id, **facts})
