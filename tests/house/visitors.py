"""Somebody who knocks at every door by its address: one browser per role, over the application's test client.

Unlike a walker of the stories he follows no link: house tests ask what a page never offered.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text
from werkzeug.test import TestResponse

from tests.house.governments import Governments
from tests.stories.cast import PASSWORD

# role → the account that plays it; anonymous has none.
ROLES = {
    "anonymous": "",
    "person": "bram.claes",
    "owner": "joris.vandamme",
    "administrator": "filip.janssens",
    "manager": "zqa.manager",
    "aml": "zqa.aml",
    "helpdesk": "dirk.maes",
    "finance": "hugo.baert",
    "counter": "ines.lemaire",
    "central": "greet.desmet",
}
NOTED = "case_incident"
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"|data-token="([^"]+)"')


@dataclass
class Visitor:
    """One browser, signed in or not; `asked` counts its requests."""

    app: Flask
    username: str
    client: FlaskClient = field(init=False)
    token: str = ""
    asked: int = 0

    def __post_init__(self) -> None:
        self.client = self.app.test_client()
        if self.username:
            self.sign_in()
        else:
            self.read_token("/sign-in/")

    def sign_in(self) -> None:
        self.read_token("/sign-in/")
        answer = self.post("/sign-in/", {"username": self.username, "password": PASSWORD})
        assert answer.status_code == 303, f"{self.username} can't sign in: {answer.get_data(as_text=True)}"
        self.read_token("/context/")

    def read_token(self, path: str) -> None:
        found = _TOKEN.search(self.ask("GET", path).get_data(as_text=True))
        assert found is not None, f"no token on {path}"
        self.token = found.group(1) or found.group(2)

    def ask(self, method: str, path: str, form: dict[str, Any] | None = None) -> TestResponse:
        self.asked += 1
        return self.client.open(
            path, method=method, data=form, headers={"Accept-Language": "en", "Referer": "http://localhost/"}
        )

    def get(self, path: str) -> TestResponse:
        return self.ask("GET", path)

    def post(self, path: str, form: dict[str, Any] | None = None, *, token: bool = True) -> TestResponse:
        """Sends a form; without `token` it comes from nowhere."""
        return self.ask("POST", path, {**(form or {}), **({"csrf_token": self.token} if token else {})})

    def acts_for(self, organisation_id: int) -> None:
        answer = self.post("/context/", {"organisation_id": organisation_id})
        assert answer.status_code == 303, "not his to act for"


@dataclass
class House:
    """The application on a database of its own, and who visits it."""

    app: Flask
    admin: Engine
    engine: Engine
    governments: Governments
    visitors: dict[str, Visitor] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)

    def visitor(self, username: str) -> Visitor:
        """The browser of that account, signed in once; '' for somebody who never signs in."""
        if username not in self.visitors:
            self.visitors[username] = Visitor(self.app, username)
        return self.visitors[username]

    def as_role(self, role: str) -> Visitor:
        return self.visitor(ROLES[role])

    def forget(self, username: str) -> None:
        """His session is over."""
        self.visitors.pop(username, None)

    def state(self, leave_out: tuple[str, ...] = ("account_session", NOTED)) -> dict[str, str | None]:
        """A digest of every table, as the superuser sees it: two are equal when nothing was written.

        A page that says no leaves a note of it, which is meant: the helpdesk looks it up by its reference.
        """
        with self.admin.connect() as connection:
            if not self.digests:
                self.digests = {
                    table: f"select '{table}', md5(string_agg(t::text, '|' order by t::text)) from {table} t"
                    for table in connection.execute(
                        text("select table_name from information_schema.tables where table_schema = 'public'")
                    ).scalars()
                }
            asked = [query for table, query in self.digests.items() if table not in leave_out]
            rows = connection.execute(text(" union all ".join(asked)))
            return {row[0]: row[1] for row in rows}
