"""A tool exchanges what it was given: a code for tokens, a token for newer ones or for what it says.

Each time the grant is asked for anew. A code or refresh token that comes twice was taken by somebody: everything
that came of it ends. In office scope; a no that ends something is returned, not raised, so that it is kept.
Source: RFC 6749 (4.1.3, 6), 7009, 7636, 7662; RFC 9700, 4.14.2 (rotation).
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oauth2.rfc7636.challenge import CODE_VERIFIER_PATTERN
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app import events
from app.rights.claims import claims_of, id_token, subject_of
from app.rights.clients import Declined, hash_of
from app.rights.grants import end_grants, new_token, over, record
from models.rights import ToolClient, ToolGrant, ToolToken

ACCESS_LASTS = timedelta(minutes=10)
# As long as the session it came from; the grant's own end cuts it off.
_REFRESH_LASTS = timedelta(days=1)
_NO = Declined("invalid_grant", "not known, used, ended, or another's")
_OTHERS = Declined("invalid_grant", "given to another client")


def exchange(
    session: Session, client: ToolClient, form: Mapping[str, str], issuer: str, now: datetime
) -> dict[str, Any] | Declined:
    """The answer to a request for tokens."""
    kind = form.get("grant_type", "")
    if kind == "authorization_code":
        return _for_code(session, client, form, issuer, now)
    if kind == "refresh_token":
        return _for_refresh(session, client, form, issuer, now)
    return Declined("unsupported_grant_type" if kind else "invalid_request", "grant_type")


def _for_code(
    session: Session, client: ToolClient, form: Mapping[str, str], issuer: str, now: datetime
) -> dict[str, Any] | Declined:
    verifier = form.get("code_verifier", "")
    if not form.get("code") or not form.get("redirect_uri") or not verifier:
        return Declined("invalid_request", "code, redirect_uri and code_verifier are needed")
    token = _found(session, form["code"], "code", client)
    if isinstance(token, Declined):
        return token
    grant = token.grant
    if token.used_at is not None:
        end_grants(session, [grant], "used_twice", now)
        return _NO
    if token.ends_at <= now or form["redirect_uri"] != grant.redirect_uri or not _fits(verifier, grant):
        return _NO
    if why := over(session, [grant], now).get(grant.id):
        end_grants(session, [grant], why, now)
        return _NO
    token.used_at = grant.issued_at = now
    record(session, events.Tag.GRANT_MADE, grant, now)
    return _tokens(session, grant, issuer, now)


def _for_refresh(
    session: Session, client: ToolClient, form: Mapping[str, str], issuer: str, now: datetime
) -> dict[str, Any] | Declined:
    if not form.get("refresh_token"):
        return Declined("invalid_request", "refresh_token is needed")
    token = _found(session, form["refresh_token"], "refresh", client)
    if isinstance(token, Declined):
        return token
    grant = token.grant
    if token.used_at is not None:
        end_grants(session, [grant], "used_twice", now)
        return _NO
    if why := over(session, [grant], now).get(grant.id):
        end_grants(session, [grant], why, now)
        return _NO
    if not set(form.get("scope", "").split()) <= set(grant.scope.split()):
        return Declined("invalid_scope", "more than was given")
    token.used_at = now
    return _tokens(session, grant, issuer, now)


def _fits(verifier: str, grant: ToolGrant) -> bool:
    if not CODE_VERIFIER_PATTERN.match(verifier):
        return False
    return hmac.compare_digest(create_s256_code_challenge(verifier), grant.code_challenge)


def _tokens(session: Session, grant: ToolGrant, issuer: str, now: datetime) -> dict[str, Any]:
    lasts = min(ACCESS_LASTS, grant.ends_at - now)
    access = new_token(session, grant, "access", now, ACCESS_LASTS)
    return {
        "token_type": "Bearer",
        "access_token": access,
        "expires_in": int(lasts.total_seconds()),
        "refresh_token": new_token(session, grant, "refresh", now, _REFRESH_LASTS),
        "id_token": id_token(session, grant, access, issuer, now),
        "scope": grant.scope,
    }


def _found(session: Session, text: str, kind: str, client: ToolClient) -> ToolToken | Declined:
    """The token, if it is one of this client's; its grant is locked first, so two at once come one by one."""
    hashed = hash_of(text)
    named = select(ToolToken.grant_id).where(ToolToken.token_hash == hashed, ToolToken.kind == kind)
    grant = session.scalars(
        select(ToolGrant)
        .where(ToolGrant.id == named.scalar_subquery())
        .options(joinedload(ToolGrant.client).joinedload(ToolClient.tool))
        .with_for_update(of=ToolGrant)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if grant is None:
        return _NO
    if grant.tool_client_id != client.id:
        return _OTHERS
    token = session.get_one(ToolToken, hashed, populate_existing=True)
    token.grant = grant
    return token


def standing_access(session: Session, text: str, now: datetime) -> ToolToken | None:
    """The access token, while it opens something; the grant is asked for anew. With grant and client."""
    token = session.scalars(
        select(ToolToken)
        .where(ToolToken.token_hash == hash_of(text), ToolToken.kind == "access", ToolToken.ends_at > now)
        .options(joinedload(ToolToken.grant).joinedload(ToolGrant.client).joinedload(ToolClient.tool))
    ).one_or_none()
    return None if token is None or over(session, [token.grant], now) else token


def user_information(session: Session, text: str, now: datetime) -> dict[str, Any] | None:
    """What the bearer of this access token may know of its holder now; None when it opens nothing."""
    token = standing_access(session, text, now)
    return None if token is None else {**claims_of(session, token.grant, now), "sid": token.grant.sid}


def looked_into(session: Session, client: ToolClient, text: str, issuer: str, now: datetime) -> dict[str, Any]:
    """What a token of this client stands for; of another's, or of one that opens nothing, only that."""
    token = standing_access(session, text, now)
    if token is None:
        found = _found(session, text, "refresh", client)
        if isinstance(found, Declined) or found.used_at is not None or over(session, [found.grant], now):
            return {"active": False}
        token = found
    if token.grant.tool_client_id != client.id:
        return {"active": False}
    grant = token.grant
    return {
        "active": True,
        "iss": issuer,
        "aud": client.client_id,
        "client_id": client.client_id,
        "sub": subject_of(grant.tool_id, grant.account_id or 0),
        "sid": grant.sid,
        "scope": grant.scope,
        "acr": grant.key_level,
        "iat": int(token.made_at.timestamp()),
        "exp": int(token.ends_at.timestamp()),
        **({"token_type": "Bearer"} if token.kind == "access" else {}),
    }


def give_back(session: Session, client: ToolClient, text: str, now: datetime) -> None:
    """The tool needs a token no more: an access token stops, a refresh token takes everything along with it."""
    for kind in ("refresh", "access"):
        token = _found(session, text, kind, client)
        if isinstance(token, Declined):
            continue
        if kind == "refresh":
            end_grants(session, [token.grant], "given_back", now)
        else:
            token.ends_at = min(token.ends_at, now)
            session.flush()
        return
