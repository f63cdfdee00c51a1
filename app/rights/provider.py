"""A tool sends a browser to us to have somebody signed in: what it may ask, and what we answer about ourselves.

Whoever isn't known, or would have the answer sent elsewhere than registered, is told so on a page of ours; every
other no goes back to the tool. Source: OpenID Connect Core 1.0 (3.1.2), Discovery 1.0, Back-Channel Logout 1.0,
RP-Initiated Logout 1.0; RFC 6749, 7636, 9207.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from sqlalchemy.orm import Session

from app.errors import Refusal
from app.rights.claims import subject_of
from app.rights.clients import Declined, client_known
from app.rights.signing_keys import ALGORITHM, signed_by_us
from models.rights import ToolClient
from models.values import KeyLevel

SCOPES = ("openid", "profile")
_PROMPTS = frozenset({"none", "login", "consent", "select_account"})
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_LONGEST = 2000
# What is read of a request; nothing else is carried from page to page.
NAMES = (
    *("client_id", "redirect_uri", "response_type", "response_mode", "scope", "state", "nonce", "code_challenge"),
    *(
        "code_challenge_method",
        "prompt",
        "max_age",
        "acr_values",
        "request",
        "request_uri",
        "ui_locales",
        "id_token_hint",
    ),
)


@dataclass(frozen=True)
class Asked:
    """What a tool asks. `level`: the least key that will do for it; '' when it is content with its own. `hint`: a
    token of ours about whom it means, '' for anybody."""

    client: ToolClient
    redirect_uri: str
    scope: str
    state: str
    nonce: str
    challenge: str
    prompts: frozenset[str]
    max_age: int | None
    level: str
    hint: str

    @property
    def silent(self) -> bool:
        """Whether nothing may be shown."""
        return "none" in self.prompts

    @property
    def origin(self) -> str:
        parts = urlsplit(self.redirect_uri)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def needs_level(self) -> str:
        """The key level that both the tool and this request ask."""
        return str(max(KeyLevel(one) for one in (self.client.tool.key_level, self.level) if one))


def client_asking(session: Session, told: Mapping[str, list[str]]) -> tuple[ToolClient, str]:
    """Who asks and where the answer goes. In office scope.

    Raises Refusal rights.client.unknown, .not_active, .redirect_unknown: of those nobody is sent anywhere.
    """
    names, where = told.get("client_id", []), told.get("redirect_uri", [])
    client = client_known(session, names[0]) if len(names) == 1 else None
    if client is None:
        raise Refusal("rights.client.unknown")
    if not client.active:
        raise Refusal("rights.client.not_active")
    if len(where) != 1 or where[0] not in client.redirect_uris:
        raise Refusal("rights.client.redirect_unknown")
    return client, where[0]


def read_request(client: ToolClient, redirect_uri: str, told: Mapping[str, list[str]]) -> Asked:
    """What is asked. Raises Declined, with the error that goes back to the tool."""
    if twice := sorted(name for name, values in told.items() if name in NAMES and len(values) > 1):
        raise Declined("invalid_request", f"more than one {twice[0]}")
    one = {name: values[0] for name, values in told.items() if values and name in NAMES}
    if any(len(value) > _LONGEST for value in one.values()):
        raise Declined("invalid_request", "too long")
    for name, error in (("request", "request_not_supported"), ("request_uri", "request_uri_not_supported")):
        if one.get(name):
            raise Declined(error)
    if one.get("response_type") != "code":
        raise Declined("unsupported_response_type", "response_type is code")
    if one.get("response_mode", "query") != "query":
        raise Declined("invalid_request", "response_mode is query")
    scopes = one.get("scope", "").split()
    if "openid" not in scopes:
        raise Declined("invalid_scope", "scope has openid")
    if one.get("code_challenge_method") != "S256" or not _CHALLENGE.fullmatch(one.get("code_challenge", "")):
        raise Declined("invalid_request", "code_challenge, with code_challenge_method S256, is needed")
    if client.public and not (one.get("state") and one.get("nonce")):
        raise Declined("invalid_request", "state and nonce are needed")
    prompts = frozenset(one.get("prompt", "").split())
    if not prompts <= _PROMPTS or ("none" in prompts and len(prompts) > 1):
        raise Declined("invalid_request", "prompt")
    age = one.get("max_age", "")
    if age and not (age.isascii() and age.isdigit() and len(age) < 10):
        raise Declined("invalid_request", "max_age is a number of seconds")
    levels = [KeyLevel(level) for level in one.get("acr_values", "").split() if level in set(KeyLevel)]
    return Asked(
        client=client,
        redirect_uri=redirect_uri,
        scope=" ".join(name for name in SCOPES if name in scopes),
        state=one.get("state", ""),
        nonce=one.get("nonce", ""),
        challenge=one["code_challenge"],
        prompts=prompts,
        max_age=int(age) if age else None,
        level=str(min(levels)) if levels else "",
        hint=one.get("id_token_hint", ""),
    )


def means(session: Session, asked: Asked, account_id: int, now: datetime) -> bool:
    """Whether the tool means this account, or anybody. In office scope."""
    if not asked.hint:
        return True
    hint = signed_by_us(session, asked.hint, now)
    return hint is not None and hint.get("sub") == subject_of(asked.client.tool_id, account_id)


def answer_to(redirect_uri: str, issuer: str, state: str, **told: str) -> str:
    """Where the browser goes with the answer: a code, or an error."""
    values = {**told, **({"state": state} if state else {}), "iss": issuer}
    return f"{redirect_uri}{'&' if urlsplit(redirect_uri).query else '?'}{urlencode(values)}"


def description(issuer: str) -> dict[str, Any]:
    """What we say of ourselves at /.well-known/openid-configuration."""
    ways = ["client_secret_basic", "client_secret_post"]
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/oidc/authorize",
        "token_endpoint": f"{issuer}/oidc/token",
        "userinfo_endpoint": f"{issuer}/oidc/userinfo",
        "jwks_uri": f"{issuer}/oidc/jwks",
        "revocation_endpoint": f"{issuer}/oidc/revoke",
        "introspection_endpoint": f"{issuer}/oidc/introspect",
        "end_session_endpoint": f"{issuer}/oidc/logout",
        "scopes_supported": list(SCOPES),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "token_endpoint_auth_methods_supported": [*ways, "none"],
        "revocation_endpoint_auth_methods_supported": [*ways, "none"],
        "introspection_endpoint_auth_methods_supported": ways,
        "code_challenge_methods_supported": ["S256"],
        "acr_values_supported": [str(level) for level in KeyLevel],
        "claims_supported": [
            *("iss", "aud", "sub", "exp", "iat", "auth_time", "nonce", "acr", "sid", "at_hash"),
            *("name", "given_name", "family_name", "locale", "context"),
        ],
        "ui_locales_supported": ["nl", "fr", "en"],
        "prompt_values_supported": sorted(_PROMPTS),
        "claims_parameter_supported": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "authorization_response_iss_parameter_supported": True,
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
    }
