"""A tool that signs people in through us, for stories: its registration, its server, the browser on its way to it.

What it sends is made by hand here, so that a story can send what no library would.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urljoin, urlsplit

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from app.rights.clients import hash_of
from app.transaction import Scope
from app.transaction import enter as act_as
from models.organisations import Branch, Member, Organisation, Placement
from models.rights import Access, Tool, ToolClient, ToolRegistration, ToolRole
from tests.stories.cast import Cast
from tests.stories.stage import sign_in
from tests.stories.walker import HOST, Walker

SECRET = "a-secret-of-the-diary-that-nobody-guesses"
BACK, OUT = "https://diary.example/back", "https://diary.example/bye"
SINCE = date(2026, 1, 1)
BEGAN = datetime.fromisoformat("2026-01-01T08:00:00+00:00")


class Traveller(Walker):
    """A browser that may leave for a tool; `left_for` is where it went, and the page stays."""

    left_for = ""

    def _send(self, method: str, address: str, fields: list[tuple[str, str]] | None = None) -> TestResponse:
        answer = super()._send(method, address, fields)
        there = answer.headers.get("Location", "")
        if answer.status_code in (302, 303) and not urljoin(HOST, there).startswith(HOST):
            self.left_for = there
            return TestResponse((b"<p></p>",), "200 OK", answer.headers, answer.request, content_type="text/html")
        return answer

    def goes(self, address: str) -> Traveller:
        """The tool sends the browser to us."""
        self.left_for = ""
        parts = urlsplit(address)
        self.typed_address(parts._replace(scheme="", netloc="").geturl())
        return self

    @property
    def told(self) -> dict[str, str]:
        """What the browser brings the tool."""
        assert self.left_for, f"nobody was sent to the tool: “{self.title}”\n{self.text}"
        return dict(parse_qsl(urlsplit(self.left_for).query))


Travellers = Callable[[], Traveller]


@dataclass
class Diary:
    """The tool; `client_id` one of its clients, with the secret it has, if any."""

    app: Flask
    client_id: str = "diary-web"
    secret: str | None = SECRET
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))

    @property
    def challenge(self) -> str:
        return base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).decode().rstrip("=")

    def question(self, **other: str | None) -> str:
        """The address a browser is sent to; what is None there is left out."""
        asked: dict[str, str | None] = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": BACK,
            "scope": "openid profile",
            "state": "st-1",
            "nonce": "no-1",
            "code_challenge": self.challenge,
            "code_challenge_method": "S256",
            **other,
        }
        return f"/oidc/authorize?{urlencode({name: value for name, value in asked.items() if value is not None})}"

    def post(self, what: str, form: dict[str, str | None]) -> TestResponse:
        """Asks as this client: a secret in the header, else its name in the form."""
        sent = {name: value for name, value in form.items() if value is not None}
        if self.secret is None:
            return self.app.test_client().post(f"/oidc/{what}", data={"client_id": self.client_id, **sent})
        return self.app.test_client().post(f"/oidc/{what}", data=sent, auth=(self.client_id, self.secret))

    def exchange(self, code: str, **other: str | None) -> TestResponse:
        told = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK}
        return self.post("token", {**told, "code_verifier": self.verifier, **other})

    def refresh(self, token: str, **other: str | None) -> TestResponse:
        return self.post("token", {"grant_type": "refresh_token", "refresh_token": token, **other})

    def user(self, token: str) -> TestResponse:
        return self.app.test_client().get("/oidc/userinfo", headers={"Authorization": f"Bearer {token}"})


def said(answer: TestResponse) -> str:
    """The error of an answer, '' where it is none."""
    return str((answer.get_json() or {}).get("error", ""))


def claims_in(token: str) -> dict[str, Any]:
    """What a token says, unverified."""
    body = token.split(".")[1]
    read: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return read


def inside(traveller: Travellers, username: str = "bram.claes") -> Traveller:
    """Somebody signed in, who reads on in English."""
    walker = traveller()
    sign_in(walker.visit().follow("EN"), username).follow("EN")
    return walker


def code_for(walker: Traveller, tool: Diary, **other: str | None) -> str:
    """A code for this tool, by the browser of somebody who is signed in."""
    return walker.goes(tool.question(**other)).told["code"]


def tokens_for(walker: Traveller, tool: Diary) -> dict[str, Any]:
    answer = tool.exchange(code_for(walker, tool))
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: dict[str, Any] = answer.get_json()
    return found


def changed(factory: sessionmaker[Session], change: Callable[[Session], Any]) -> None:
    """What happens elsewhere meanwhile."""
    with factory.begin() as session:
        act_as(session, Scope.office())
        change(session)


def put_diary(
    factory: sessionmaker[Session], cast: Cast, told_at: str = "", back: str = BACK, out: str = OUT
) -> dict[str, int]:
    """Immo Peeters uses the diary: An manages and is a user, so is Bram, in the branch in Aalst; Joris is neither.

    The diary has a client with a secret and one without; so has the ledger, which Immo Peeters uses too.
    """
    with factory.begin() as session:
        act_as(session, Scope.office())
        office = Organisation(
            kind="enterprise", name="Immo Peeters", enterprise_number="0999000030", created_at=BEGAN
        )
        session.add(office)
        session.flush()
        ids = {"office": office.id}
        for name in ("An", "Bram", "Joris"):
            member = Member(
                organisation_id=office.id,
                account_id=cast.accounts[name],
                state="confirmed",
                is_manager=name == "An",
                first_day=SINCE,
                created_at=BEGAN,
            )
            session.add(member)
            session.flush()
            ids[name] = member.id
        branch = Branch(organisation_id=office.id, name="Aalst", unit_number="2123456791", opened_on=SINCE)
        session.add(branch)
        session.flush()
        session.add(
            Placement(organisation_id=office.id, membership_id=ids["Bram"], branch_id=branch.id, placed_on=SINCE)
        )
        for code, name in (("diary", "Office diary"), ("ledger", "Ledger")):
            ids |= _tool(session, cast, ids, code, name)
        for client in session.scalars(select(ToolClient)):
            client.redirect_uris, client.post_logout_redirect_uris = [back], [out]
            client.backchannel_logout_uri = told_at
        return ids


def _tool(session: Session, cast: Cast, ids: dict[str, int], code: str, name: str) -> dict[str, int]:
    tool = Tool(code=code, name_nl=name, name_fr=name, name_en=name, opened_by="manager", key_level="basic")
    session.add(tool)
    session.flush()
    role = ToolRole(tool_id=tool.id, code="user", name_nl="Gebruiker", name_fr="Utilisateur", name_en="User")
    session.add(role)
    session.flush()
    an = cast.accounts["An"]
    session.add(
        ToolRegistration(organisation_id=ids["office"], tool_id=tool.id, registered_on=SINCE, registered_by=an)
    )
    for member in ("An", "Bram"):
        session.add(
            Access(
                organisation_id=ids["office"],
                membership_id=ids[member],
                tool_id=tool.id,
                role_id=role.id,
                state="user",
                given_on=SINCE,
                given_by=an,
            )
        )
    for kind, secret in (("web", hash_of(SECRET)), ("app", None)):
        session.add(
            ToolClient(
                tool_id=tool.id,
                client_id=f"{code}-{kind}",
                secret_hash=secret,
                redirect_uris=[BACK],
                made_at=BEGAN,
            )
        )
    return {code: tool.id, f"{code} user": role.id}


@contextmanager
def served(app: Flask, port: int) -> Iterator[None]:
    """The application on a real port, in a thread."""
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()


@dataclass
class Listener:
    """What was sent to the tool's own server; `answers` is what it says, one after the other, then 200."""

    address: str = ""
    taken: list[str] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)


@contextmanager
def listening() -> Iterator[Listener]:
    """The tool's server: it hears that somebody signed out, and greets whoever comes back."""
    heard = Listener()

    class Hears(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            heard.taken.append(parse_qs(body).get("logout_token", [""])[0])
            self.send_response(heard.answers.pop(0) if heard.answers else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>Office diary</title><p>Welcome.</p>")

        def log_message(self, *_: Any) -> None:
            """Nothing on the screen."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hears)
    heard.address = f"http://127.0.0.1:{server.server_port}/backchannel"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield heard
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
