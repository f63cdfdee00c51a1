"""A program of the makers of a tool, for stories: the token it was handed, and what it asks with it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from tests.stories.stage import Browser, enter
from tests.stories.walker import Walker

PROBLEM = "application/problem+json"
PEETERS, NOBODY = "0999000030", "A" * 43


@dataclass
class Program:
    """It shows `token`, '' for none, and reads `speaks`."""

    app: Flask
    token: str = ""
    speaks: str = "en"

    def get(self, path: str, **query: str) -> TestResponse:
        return self.app.test_client().get(f"/api/v1/{path}", query_string=query, headers=self._headers())

    def rotate(self, key: str | None, body: bytes = b"", kind: str | None = None) -> TestResponse:
        headers = self._headers() | ({} if key is None else {"Idempotency-Key": key})
        return self.app.test_client().post("/api/v1/tokens/rotate", data=body, headers=headers, content_type=kind)

    def post(self, path: str, body: Any, key: str | None = None) -> TestResponse:
        """Sends it as JSON, or as it is where it is bytes."""
        headers = self._headers() | ({} if key is None else {"Idempotency-Key": key})
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.app.test_client().post(
            f"/api/v1/{path}", data=sent, headers=headers, content_type="application/json"
        )

    def may_use(
        self, account: str, organisation: str | None = None, role: str = "user", **other: str
    ) -> TestResponse:
        where = {} if organisation is None else {"organisation": organisation}
        return self.get("may-use", account=account, role=role, **where, **other)

    def _headers(self) -> dict[str, str]:
        shown = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return {"Accept-Language": self.speaks, **shown}


def integrated(browser: Browser, tool: str = "Office diary", name: str = "Night run") -> Walker:
    """Greet, on the record of an integration she made of that tool."""
    greet = enter(browser, "greet.desmet").follow("Integrations").follow("Add")
    return greet.choose("Tool", tool).fill("Name", name).press("Save")


def handed(greet: Walker, *scopes: str, last_day: str = "") -> str:
    """One more token of the integration whose record she reads; she stands there again."""
    greet.follow("Make a token")
    for one in scopes or ("Ask whether somebody may use the tool", "Read the catalogue of tools"):
        greet.tick(one)
    if last_day:
        greet.fill("Last day", last_day)
    greet.press("Make the token").reads("You see this token only now.")
    token = re.findall(r"<code>([^<]+)</code>", greet.sent)[1]
    greet.follow("It is handed over")
    assert token not in greet.sent
    return token


def problem(answer: TestResponse) -> tuple[int, str, str | None]:
    """Status, kind and field of an answer that says no; it is whole, or this fails."""
    told: dict[str, Any] = answer.get_json(force=True)
    assert answer.mimetype == PROBLEM, answer.mimetype
    assert told["status"] == answer.status_code
    assert {"type", "title", "reference"} <= told.keys()
    return answer.status_code, told["type"].partition("#")[2], told.get("field")
