"""Sending through Billit, a Belgian access point: what we ask, and how long we wait; `billit_answers.py` reads.

A document that it takes has been put into the network, which its answer says at once: so nothing is asked later.
It keeps a key for ever, and answers 409 to one whose document it sent. Its pages name the header of the key in two
ways: both are sent.

Source: docs.billit.be/docs, pages send-ubl-to-peppol-1, possible-errors, idempotent-tokens, header-values,
check-via-api (API v1).
"""

from __future__ import annotations

import hashlib
from http import HTTPStatus
from typing import Any

import requests
import structlog

from app.errors import Outage
from app.outside import billit_answers
from app.outside.access_point import SCHEME, Fate, Message, NewMessage, NotTaken, WhyNot
from app.outside.billit_answers import REFERENCE, Unreadable
from app.outside.line import Bounded

log = structlog.get_logger("network")
ENDPOINT = "https://api.billit.be"
SANDBOX = "https://api.sandbox.billit.be"
SECONDS = 20.0
"""It checks the document and hands it to the receiver's access point before it answers."""


class Billit:
    """`key` is Billit's API key, `party` its number for our company there."""

    name = "billit"

    def __init__(self, key: str, party: str, *, endpoint: str = ENDPOINT, seconds: float = SECONDS) -> None:
        self._key, self._party, self._endpoint, self._seconds = key, party, endpoint, seconds

    def send(self, new: NewMessage) -> Message:
        """Sends a document. Raises Outage and NotTaken."""
        key = hashlib.sha256(new.key.encode()).hexdigest()  # letters and figures alone
        try:
            sent = {"XML": new.document.decode()}
        except UnicodeDecodeError:
            raise NotTaken(WhyNot.INVALID) from None
        status, told = self._ask(
            "POST", "v1/peppol/sendxml", sent, {"Idempotency-Key": key, "Idempotent-Key": key}
        )
        try:
            if status == HTTPStatus.OK:
                return Message(billit_answers.reference_in(told), Fate.DELIVERED)
            problems = billit_answers.problems_in(told)
        except Unreadable as problem:
            raise _outage(str(problem), status) from None
        if status == HTTPStatus.CONFLICT and any(one.is_known_key for one in problems):
            return Message("", Fate.DELIVERED)
        if status != HTTPStatus.BAD_REQUEST:
            raise _outage("it says no", status)
        if any(one.is_about_receiver for one in problems) and not self._reaches(new.receiver, new.credit_note):
            raise NotTaken(WhyNot.UNREACHABLE)
        raise NotTaken(WhyNot.INVALID, billit_answers.words_of(problems))

    def ask(self, reference: str) -> Message | None:
        """A reference is only given to what has been put into the network."""
        return Message(reference, Fate.DELIVERED) if REFERENCE.fullmatch(reference) else None

    def _reaches(self, receiver: str, credit_note: bool) -> bool:
        """Whether the network knows that receiver for such documents: the same no is said of a sender who isn't
        set up as he should be. Raises Outage."""
        status, told = self._ask("GET", f"v1/peppol/participantInformation/{SCHEME}:{receiver}")
        if status != HTTPStatus.OK:
            raise _outage("it says no", status)
        try:
            return billit_answers.takes(told, f"{SCHEME}:{receiver}", credit_note)
        except Unreadable as problem:
            raise _outage(str(problem), status) from None

    def _ask(
        self, verb: str, path: str, sent: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, Any]]:
        """Status and object of its answer. Raises Outage."""
        own = {"ApiKey": self._key, "PartyID": self._party, "Accept": "application/json"}
        with Bounded(self._seconds) as line:
            line.headers["User-Agent"] = "sleutelbos"
            try:
                answer = line.request(
                    verb,
                    f"{self._endpoint}/{path}",
                    json=sent,
                    headers=own | (headers or {}),
                    timeout=self._seconds,
                    allow_redirects=False,
                )
            except requests.RequestException as problem:
                raise _outage(type(problem).__name__) from None
        try:
            return answer.status_code, billit_answers.object_in(answer.content)
        except Unreadable as problem:
            raise _outage(str(problem), answer.status_code) from None


def _outage(why: str, status: int | None = None) -> Outage:
    """Told to whoever runs the server, without a word of what was sent or came."""
    log.warning("the access point doesn't answer as it should", why=why, status=status)
    return Outage("network")
