"""Paying online at Mollie: what we ask, and how long we wait for it; `mollie_answers.py` reads what comes.

Mollie's client carries the key and knows the addresses; its objects believe any answer, so they aren't used.
Source: docs.mollie.com/reference (create-payment, get-payment, list-chargebacks), API v2.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import structlog
from mollie.api.client import Client
from mollie.api.error import RequestError

from app.errors import Outage
from app.outside import mollie_answers
from app.outside.line import Bounded
from app.outside.mollie_answers import REFERENCE, Unreadable
from app.outside.payments import Begun, NewPayment, Payment, PaymentMethod

log = structlog.get_logger("payments")
ENDPOINT = "https://api.mollie.com"
# Where its pages stand, which a form of ours leads on to.
PAGES = ("https://mollie.com", "https://*.mollie.com")
SECONDS = 5.0
_LONGEST_DESCRIPTION = 255
_METHODS = {PaymentMethod.BANCONTACT: "bancontact", PaymentMethod.DEBIT_CARD: "creditcard"}
_LOCALES = {"nl": "nl_BE", "fr": "fr_BE", "en": "en_GB"}


class Mollie:
    """`key` is Mollie's API key; with one that begins with test_, nobody pays."""

    name = "mollie"

    def __init__(
        self,
        key: str,
        methods: tuple[PaymentMethod, ...] = tuple(PaymentMethod),
        *,
        endpoint: str = ENDPOINT,
        seconds: float = SECONDS,
    ) -> None:
        self.methods = methods
        self._key, self._endpoint, self._seconds = key, endpoint, seconds
        self._mode = key.partition("_")[0]

    def begin(self, new: NewPayment) -> Begun:
        """Asks for a payment; Mollie keeps a key for an hour. Raises Outage."""
        if new.method not in self.methods:
            raise _outage("a method that isn't offered")
        wanted: dict[str, Any] = {
            "amount": {"currency": "EUR", "value": str(new.gross)},
            "description": new.described[:_LONGEST_DESCRIPTION],
            "redirectUrl": new.back_url,
            "method": _METHODS[new.method],
            "metadata": {"note": new.note},
        }
        if new.notice_url:
            wanted["webhookUrl"] = new.notice_url
        if new.language in _LOCALES:  # else Mollie goes by the browser
            wanted["locale"] = _LOCALES[new.language]
        answer = self._ask("POST", "payments", wanted, new.key)
        if answer is None:
            raise _outage("nothing stands at that address")
        try:
            return mollie_answers.begun(answer, new, self._mode, urlsplit(self._endpoint).scheme)
        except Unreadable as problem:
            raise _outage(str(problem)) from None

    def look(self, reference: str) -> Payment | None:
        """What became of it, and all that was taken back; None for one that Mollie doesn't know. Raises Outage."""
        if not REFERENCE.fullmatch(reference):
            return None
        answer = self._ask("GET", f"payments/{reference}")
        if answer is None:
            return None
        try:
            found = mollie_answers.payment(answer, reference, self._mode)
            if not mollie_answers.was_taken_back(answer):
                return found
            listed = self._ask("GET", f"payments/{reference}/chargebacks?limit=250")
            taken = mollie_answers.taken_back(listed or {}, found)
        except Unreadable as problem:
            raise _outage(str(problem)) from None
        return Payment(reference, found.state, found.paid, found.note, taken)

    def _ask(self, verb: str, path: str, sent: Any = None, key: str = "") -> dict[str, Any] | None:
        """The object of its answer; None for what isn't there. Raises Outage. Calls are few: each has its line."""
        client = Client(self._endpoint, (self._seconds, self._seconds), retry=0)  # type: ignore[arg-type]
        client.UNAME = ""  # it would tell the name of this machine
        client.set_api_key(self._key)
        with Bounded(self._seconds) as line:
            client._client = line
            try:
                answer = client.perform_http_call(verb, path, sent, idempotency_key=key)
            except RequestError as problem:
                raise _outage(type(problem.__context__).__name__) from None
        try:
            found = mollie_answers.object_in(answer.content)
        except Unreadable as problem:
            raise _outage(str(problem), answer.status_code) from None
        if answer.status_code in (404, 410) and found.get("status") == answer.status_code:
            return None
        if answer.status_code not in (200, 201):
            raise _outage("it says no", answer.status_code, mollie_answers.refused_field(found))
        return found


def _outage(why: str, status: int | None = None, field: str = "") -> Outage:
    """Told to whoever runs the server, without a word of what was sent or came."""
    log.warning("the payment provider doesn't answer as it should", why=why, status=status, field=field)
    return Outage("payments")
