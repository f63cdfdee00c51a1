"""A provider that speaks OpenID Connect over real sockets: description, keys, codes, tokens signed and sealed.

It is as strict as the real ones: a code is good once, for one client, one address and one verifier; a client shows
who it is by its key or its secret. What it does wrong it does because a test says so.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.types import StartResponse, WSGIEnvironment

from joserfc import jwe, jwk, jwt

CLIENT, SECRET = "sleutelbos", "a secret of the client"


def new_keys(name: str) -> str:
    """A JWK set with one private key, for signing and for opening."""
    key = jwk.RSAKey.generate_key(2048, {"kid": name})
    return json.dumps({"keys": [key.as_dict(private=True)]})


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing: tests are quiet."""


@dataclass
class Provider:
    """`who` are the claims of whoever signs in next; `client_keys` what the client showed beforehand, '' for one
    that shows a secret. `wrong` changes the claims of a token; `header` its head; `delay` is how long each answer
    takes."""

    now: Callable[[], datetime]
    client_keys: str = ""
    who: dict[str, Any] = field(default_factory=dict)
    wrong: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    seals: bool = False
    tells_later: bool = False
    delay: float = 0
    down: bool = False
    issuer: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    key: jwk.RSAKey = field(default_factory=lambda: jwk.RSAKey.generate_key(2048, {"kid": "first"}))
    signer: jwk.RSAKey | None = None
    access: dict[str, dict[str, Any]] = field(default_factory=dict)

    def rotate(self) -> None:
        """Another key, from now on; the one before isn't told any more."""
        self.key = jwk.RSAKey.generate_key(2048, {"kid": secrets.token_hex(4)})

    # -- what a person does there

    def signs_in(self, address: str) -> str:
        """Somebody signs in on its page; gives where his browser is sent back to."""
        told = dict(parse_qsl(urlsplit(address).query))
        self.asked.append(told)
        code = secrets.token_urlsafe(16)
        self.codes[code] = told
        return f"{told['redirect_uri']}?code={code}&state={told['state']}"

    def stops(self, address: str) -> str:
        told = dict(parse_qsl(urlsplit(address).query))
        return f"{told['redirect_uri']}?error=access_denied&state={told['state']}"

    # -- what it answers

    def __call__(self, environment: WSGIEnvironment, start: StartResponse) -> list[bytes]:
        time.sleep(self.delay)
        path = environment["PATH_INFO"]
        size = int(environment.get("CONTENT_LENGTH") or 0)
        body = environment["wsgi.input"].read(size).decode()
        status, told = self._answer(path, environment, {k: v[0] for k, v in parse_qs(body).items()})
        kind = "application/jwt" if isinstance(told, str) else "application/json"
        start(status, [("Content-Type", kind)])
        return [told.encode() if isinstance(told, str) else json.dumps(told).encode()]

    def _answer(self, path: str, environment: WSGIEnvironment, form: dict[str, str]) -> tuple[str, Any]:
        if self.down:
            return "503 Service Unavailable", {}
        if path == "/.well-known/openid-configuration":
            return "200 OK", self.description()
        if path == "/keys":
            return "200 OK", {"keys": [self.key.as_dict(private=False)]}
        if path == "/token":
            return self._token(environment, form)
        if path == "/userinfo":
            token = str(environment.get("HTTP_AUTHORIZATION", "")).removeprefix("Bearer ")
            return ("200 OK", self.access[token]) if token in self.access else ("401 Unauthorized", {})
        return "404 Not Found", {}

    def description(self) -> dict[str, Any]:
        places = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
        found = {name: f"{self.issuer}{path}" for name, path in places.items()} | {"issuer": self.issuer}
        return found | ({"userinfo_endpoint": f"{self.issuer}/userinfo"} if self.tells_later else {})

    def _token(self, environment: WSGIEnvironment, form: dict[str, str]) -> tuple[str, Any]:
        told = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        fits = (
            told is not None
            and self._is_client(environment, form)
            and told["code_challenge"] == challenge
            and told["redirect_uri"] == form.get("redirect_uri")
        )
        if told is None or not fits:
            return "400 Bad Request", {"error": "invalid_grant"}
        access = secrets.token_urlsafe(16)
        claims = {"nonce": told["nonce"], **({} if self.tells_later else self.who)}
        self.access[access] = {"sub": self.who.get("sub", "somebody"), **self.who}
        return "200 OK", {"access_token": access, "token_type": "Bearer", "id_token": self.token(claims)}

    def _is_client(self, environment: WSGIEnvironment, form: dict[str, str]) -> bool:
        if not self.client_keys:
            shown = base64.b64encode(f"{CLIENT}:{SECRET.replace(' ', '+')}".encode()).decode()
            plain = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
            return environment.get("HTTP_AUTHORIZATION") in (f"Basic {shown}", f"Basic {plain}")
        public = jwk.KeySet.import_key_set(json.loads(self.client_keys))
        claims = jwt.decode(form["client_assertion"], public, algorithms=["RS256"]).claims
        return bool(claims["sub"] == claims["iss"] == CLIENT and claims["aud"] == f"{self.issuer}/token")

    def token(self, claims: dict[str, Any]) -> str:
        """A token about somebody, for our client, signed now; sealed where it has to be."""
        now = int(self.now().timestamp())
        said = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "sub": self.who.get("sub", "somebody"),
            **claims,
            **self.wrong,
        }
        said = {name: value for name, value in said.items() if value is not None}
        head = {"alg": "RS256", "kid": self.key.kid, **self.header}
        parts = (json.dumps(head), json.dumps(said))
        unsigned = ".".join(base64.urlsafe_b64encode(one.encode()).rstrip(b"=").decode() for one in parts)
        if head["alg"] == "none":
            return unsigned + "."
        if head["alg"] == "HS256":  # the public key taken for a shared secret
            made = hmac.digest(self.key.as_pem(private=False), unsigned.encode(), "sha256")
            return f"{unsigned}.{base64.urlsafe_b64encode(made).rstrip(b'=').decode()}"
        key = self.signer or self.key
        signed = jwt.encode(head, said, key, algorithms=[head["alg"]])
        if not self.seals:
            return signed
        (ours,) = jwk.KeySet.import_key_set(json.loads(self.client_keys)).keys
        return jwe.encrypt_compact(
            {"alg": "RSA-OAEP", "enc": "A128CBC-HS256", "cty": "JWT", "kid": ours.kid}, signed, ours
        )


@contextmanager
def serving(provider: Provider) -> Iterator[Provider]:
    """The provider on a port of this machine."""
    server: WSGIServer = make_server("127.0.0.1", 0, provider, handler_class=_Quiet)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
