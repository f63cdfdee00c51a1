"""Signing in elsewhere, by OpenID Connect: itsme, and the access management of a government.

What comes back through the browser is a code and nothing that is believed; the code is exchanged by us, and only a
token signed by the provider, for us, about this very request, says who somebody is. Nothing here knows accounts.
Source: OpenID Connect Core 1.0 (3.1, 5.3), Discovery 1.0, Back-Channel Logout 1.0; RFC 7523, 7636.
"""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit

import requests
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwe, jwk, jwt
from joserfc.errors import JoseError

SECONDS = 5.0
LONGEST = 1 << 20
# A provider's clock and ours may differ by so much.
SKEW = timedelta(seconds=60)
KEPT = timedelta(hours=1)
_SIGNED = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
_SEALED = ("RSA-OAEP", "RSA-OAEP-256", "ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW")
_CONTENT = ("A128CBC-HS256", "A256CBC-HS512", "A128GCM", "A256GCM")
_LOGOUT = "http://schemas.openid.net/event/backchannel-logout"


class OpenIdFault(StrEnum):
    """Why nobody was named: it was stopped there, nobody answers, or what came isn't believed."""

    STOPPED = "stopped_there"
    SILENT = "no_answer"
    NOT_BELIEVED = "not_believed"


class OpenIdError(Exception):
    """Something of `OpenIdFault`; `because` is for engineers and quotes nothing of a token."""

    def __init__(self, fault: OpenIdFault, because: str = "") -> None:
        super().__init__(f"{fault.value}: {because}" if because else fault.value)
        self.fault = fault
        self.because = because


@dataclass(frozen=True)
class Registration:
    """How we are known at a provider. `keys` is a JWK set with our private keys: one signs what we send, one opens
    what is sealed for us; with none, `secret` shows who we are. `sealed`: an ID token that isn't encrypted for us
    is refused. `more` are parameters for the provider's own page."""

    issuer: str
    client_id: str
    redirect: str
    scope: str = "openid profile"
    secret: str = field(default="", repr=False)
    keys: str = field(default="", repr=False)
    sealed: bool = False
    more: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """What one browser is sent away with, and has to come back with: `state` for the browser, `nonce` for the
    token, `verifier` for the code."""

    state: str
    nonce: str
    verifier: str = field(repr=False)


def new_question() -> Asked:
    """Three values nobody guesses."""
    return Asked(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48))


class Elsewhere(Protocol):
    """Somewhere else to sign in. Each raises OpenIdError."""

    def address(self, asked: Asked, language: str, now: datetime) -> str:
        """Where the browser goes."""

    def claims(self, code: str, asked: Asked, now: datetime) -> dict[str, Any]:
        """What the provider says of whoever came back with this code."""

    def ended(self, logout_token: str, now: datetime) -> tuple[str, str]:
        """Session and subject, one of which may be '', that were signed out there."""


class Provider:
    """A real one, by its own description of itself, read again each hour, and its keys when one is new."""

    def __init__(self, ours: Registration, *, ca_file: str = "") -> None:
        self.ours = ours
        self._http = requests.Session()
        self._http.trust_env = False
        self._verify: bool | str = ca_file or True
        self._told: tuple[datetime, dict[str, Any]] | None = None
        self._keys: jwk.KeySet | None = None
        self._reading = threading.Lock()

    # -- towards it

    def address(self, asked: Asked, language: str, now: datetime) -> str:
        """Where the browser goes. Raises OpenIdError silent."""
        told = {
            "response_type": "code",
            "client_id": self.ours.client_id,
            "redirect_uri": self.ours.redirect,
            "scope": self.ours.scope,
            "state": asked.state,
            "nonce": asked.nonce,
            "code_challenge": create_s256_code_challenge(asked.verifier),
            "code_challenge_method": "S256",
            "ui_locales": language,
            **self.ours.more,
        }
        there = self._endpoint("authorization_endpoint", now)
        return f"{there}{'&' if urlsplit(there).query else '?'}{urlencode(told)}"

    def claims(self, code: str, asked: Asked, now: datetime) -> dict[str, Any]:
        """What the provider says of whoever came back with this code, its user information included.

        Raises OpenIdError silent, not_believed.
        """
        token = self._exchange(code, asked, now)
        found = self._claims_in(str(token.get("id_token") or ""), now)
        if not secrets.compare_digest(str(found.get("nonce", "")).encode(), asked.nonce.encode()):
            raise OpenIdError(OpenIdFault.NOT_BELIEVED, "another nonce")
        if token.get("access_token") and self._description(now).get("userinfo_endpoint"):
            more = self._user_information(str(token["access_token"]), now)
            if more.get("sub") != found.get("sub"):
                raise OpenIdError(OpenIdFault.NOT_BELIEVED, "information about somebody else")
            found = more | found
        return found

    def ended(self, logout_token: str, now: datetime) -> tuple[str, str]:
        """Session and subject that were signed out there. Raises OpenIdError silent, not_believed."""
        found = self._claims_in(logout_token, now)
        events = found.get("events")
        if not isinstance(events, dict) or not isinstance(events.get(_LOGOUT), dict) or "nonce" in found:
            raise OpenIdError(OpenIdFault.NOT_BELIEVED, "no token for signing out")
        sid, sub = str(found.get("sid") or ""), str(found.get("sub") or "")
        if not sid and not sub:
            raise OpenIdError(OpenIdFault.NOT_BELIEVED, "it names no session")
        return sid, sub

    def _exchange(self, code: str, asked: Asked, now: datetime) -> dict[str, Any]:
        there = self._endpoint("token_endpoint", now)
        ours = self._our_keys()
        method = "private_key_jwt" if ours else "client_secret_basic"
        client = OAuth2Session(
            self.ours.client_id, ours[0] if ours else self.ours.secret, token_endpoint_auth_method=method
        )
        client.trust_env = False
        if ours:
            key = ours[0]
            alg = {"RSA": "RS256", "EC": "ES256"}[key.key_type]
            client.register_client_auth_method(
                PrivateKeyJWT(there, headers={"kid": key.kid} if key.kid else None, alg=alg)
            )
        try:
            told: dict[str, Any] = client.fetch_token(
                there,
                code=code,
                redirect_uri=self.ours.redirect,
                code_verifier=asked.verifier,
                timeout=SECONDS,
                verify=self._verify,
                allow_redirects=False,
            )
        except (requests.RequestException, OSError):
            raise OpenIdError(OpenIdFault.SILENT, "the token endpoint") from None
        except Exception as problem:  # Authlib's own kinds: the provider said no, or said nothing that can be read
            raise OpenIdError(OpenIdFault.NOT_BELIEVED, type(problem).__name__) from None
        finally:
            client.close()
        return told

    # -- what is believed

    def _claims_in(self, token: str, now: datetime) -> dict[str, Any]:
        """The claims of a token that the provider signed for us, in date."""
        signed = self._opened(token)
        if signed.count(".") != 2:
            raise OpenIdError(OpenIdFault.NOT_BELIEVED, "no token")
        try:
            decoded = self._verified(signed, now)
            found: dict[str, Any] = dict(decoded.claims)
            jwt.JWTClaimsRegistry(
                int(now.timestamp()),
                int(SKEW.total_seconds()),
                iss={"essential": True, "value": self.ours.issuer},
                aud={"essential": True, "value": self.ours.client_id},
                iat={"essential": True},
                sub={"essential": False},
            ).validate(found)
        except (JoseError, ValueError, TypeError, KeyError) as problem:
            raise OpenIdError(OpenIdFault.NOT_BELIEVED, type(problem).__name__) from None
        several = isinstance(found["aud"], list) and len(found["aud"]) > 1
        if (several or "azp" in found) and found.get("azp") != self.ours.client_id:
            raise OpenIdError(OpenIdFault.NOT_BELIEVED, "made for somebody else")
        if "exp" not in found and "events" not in found:
            raise OpenIdError(OpenIdFault.NOT_BELIEVED, "without end")
        return found

    def _opened(self, token: str) -> str:
        """What is in the envelope; a token that isn't in one, where it has to be, is refused."""
        if len(token) > LONGEST:
            raise OpenIdError(OpenIdFault.NOT_BELIEVED, "a token without end")
        if token.count(".") != 4:
            if self.ours.sealed:
                raise OpenIdError(OpenIdFault.NOT_BELIEVED, "not encrypted for us")
            return token
        try:
            keys = jwk.KeySet(self._our_keys())
            opened = jwe.decrypt_compact(token, keys, algorithms=[*_SEALED, *_CONTENT]).plaintext or b""
            return opened.decode("ascii")
        except (JoseError, ValueError, TypeError, KeyError) as problem:
            raise OpenIdError(OpenIdFault.NOT_BELIEVED, type(problem).__name__) from None

    def _verified(self, signed: str, now: datetime) -> jwt.Token:
        """Tried once more with the keys of this moment: a provider changes them without a word."""
        try:
            return jwt.decode(signed, self._their_keys(now), algorithms=list(_SIGNED))
        except (JoseError, ValueError, KeyError):
            return jwt.decode(signed, self._their_keys(now, anew=True), algorithms=list(_SIGNED))

    def _user_information(self, access_token: str, now: datetime) -> dict[str, Any]:
        answer = self._get(self._endpoint("userinfo_endpoint", now), {"Authorization": f"Bearer {access_token}"})
        if answer.headers.get("Content-Type", "").startswith("application/jwt"):
            try:
                return dict(self._verified(self._opened(answer.text), now).claims)
            except (JoseError, ValueError, TypeError, KeyError) as problem:
                raise OpenIdError(OpenIdFault.NOT_BELIEVED, type(problem).__name__) from None
        return _object(answer)

    # -- what it says of itself

    def _endpoint(self, name: str, now: datetime) -> str:
        there = str(self._description(now).get(name) or "")
        if urlsplit(there).scheme != urlsplit(self.ours.issuer).scheme:
            raise OpenIdError(OpenIdFault.SILENT, f"no {name}")
        return there

    def _description(self, now: datetime) -> dict[str, Any]:
        with self._reading:
            if self._told is None or now - self._told[0] > KEPT:
                base = self.ours.issuer.rstrip("/")
                found = _object(self._get(f"{base}/.well-known/openid-configuration"))
                if found.get("issuer") != self.ours.issuer:
                    raise OpenIdError(OpenIdFault.NOT_BELIEVED, "it calls itself otherwise")
                self._told, self._keys = (now, found), None
            return self._told[1]

    def _their_keys(self, now: datetime, *, anew: bool = False) -> jwk.KeySet:
        there = self._endpoint("jwks_uri", now)
        with self._reading:
            if self._keys is None or anew:
                try:
                    self._keys = jwk.KeySet.import_key_set(_object(self._get(there)))  # type: ignore[arg-type]
                except (JoseError, ValueError, TypeError, KeyError):
                    raise OpenIdError(OpenIdFault.NOT_BELIEVED, "keys that are none") from None
            return self._keys

    def _our_keys(self) -> list[Any]:
        return list(jwk.KeySet.import_key_set(json.loads(self.ours.keys)).keys) if self.ours.keys else []

    def _get(self, address: str, headers: Mapping[str, str] | None = None) -> requests.Response:
        try:
            answer = self._http.get(
                address,
                headers=dict(headers or {}),
                timeout=SECONDS,
                verify=self._verify,
                allow_redirects=False,
                stream=True,
            )
            body = answer.raw.read(LONGEST + 1, decode_content=True)
        except (requests.RequestException, OSError):
            raise OpenIdError(OpenIdFault.SILENT, urlsplit(address).path) from None
        if answer.status_code != 200 or len(body) > LONGEST:
            raise OpenIdError(OpenIdFault.SILENT, f"{urlsplit(address).path} said {answer.status_code}")
        answer._content = body
        return answer


def _object(answer: requests.Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise OpenIdError(OpenIdFault.NOT_BELIEVED, "an answer that is none")
    return found


def public_keys(keys: str) -> dict[str, Any]:
    """The public half of a JWK set: what providers read of us."""
    found = jwk.KeySet.import_key_set(json.loads(keys)).as_dict(private=False) if keys else {"keys": []}
    return dict(found)
