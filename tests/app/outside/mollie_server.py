"""A server that speaks Mollie's API over real sockets: payments, chargebacks, keys, and problems in its words.

It is as strict as the real one. What it does wrong it does because a test sets `fault`, or bends its answers.
Source: docs.mollie.com/reference (create-payment, get-payment, list-chargebacks, handling-errors), API v2.
"""

from __future__ import annotations

import json
import re
import secrets
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

KEY = "test_dHar4XY7LxsDOtmnkVtjNVWXLSlXsM"
LONGEST_REQUEST = 1 << 20
_TITLES = {401: "Unauthorized Request", 404: "Not Found", 422: "Unprocessable Entity"}
_AMOUNT = re.compile(r"[0-9]{1,9}\.[0-9]{2}")
_METHODS = ("bancontact", "creditcard")
Answer = tuple[int, Any]


@dataclass(frozen=True)
class Asked:
    """One request, as it came."""

    verb: str
    path: str
    headers: dict[str, str]
    sent: Any


@dataclass
class MollieServer:
    """`fault`: silent, slow, reset, torn, html, endless, elsewhere, a number (that status, in Mollie's words) or
    html- and a number; '' for none. `bend` makes another body of each good answer."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    key: str = KEY
    fault: str = ""
    bend: Callable[[bytes], bytes] | None = None
    url: str = ""
    payments: dict[str, dict[str, Any]] = field(default_factory=dict)
    chargebacks: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    replays: dict[str, Answer] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)
    one_at_a_time: threading.Lock = field(default_factory=threading.Lock)

    # -- what people, banks and time do there

    def pay(self, reference: str) -> None:
        self._become(reference, "paid", "paidAt")

    def fail(self, reference: str) -> None:
        self._become(reference, "failed", "failedAt")

    def expire(self, reference: str) -> None:
        self._become(reference, "expired", "expiredAt")

    def cancel(self, reference: str) -> None:
        self._become(reference, "canceled", "canceledAt")

    def charge_back(self, reference: str, amount: str) -> str:
        """The bank takes so much of it back, `12.34`; gives the chargeback's reference."""
        assert self.payments[reference]["status"] == "paid"
        made = {
            "resource": "chargeback",
            "id": f"chb_{secrets.token_hex(6)}",
            "amount": _euro(amount),
            "settlementAmount": _euro(f"-{amount}"),
            "createdAt": self._told_now(),
            "reversedAt": None,
            "paymentId": reference,
            "_links": {"payment": {"href": f"{self.url}/v2/payments/{reference}"}},
        }
        self.chargebacks.setdefault(reference, []).append(made)
        return str(made["id"])

    def reverse_chargeback(self, reference: str) -> None:
        """The last chargeback of that payment is undone."""
        self.chargebacks[reference][-1]["reversedAt"] = self._told_now()

    def notices(self, reference: str) -> tuple[str, dict[str, str]]:
        """Where it tells of a change, and the form it sends there: however often, and of any change the same."""
        return self.payments[reference]["webhookUrl"], {"id": reference}

    def _become(self, reference: str, status: str, at: str) -> None:
        payment = self.payments[reference]
        assert payment["status"] == "open", "it is over"
        payment |= {"status": status, at: self._told_now()}
        del payment["_links"]["checkout"]

    def _told_now(self) -> str:
        return self.now().isoformat(timespec="seconds")

    # -- what it answers

    def answer(self, asked: Asked) -> Answer:
        """Status and body of a request."""
        self.asked.append(asked)
        if asked.headers.get("authorization") != f"Bearer {self.key}":
            return _problem(401, "Missing authentication, or failed to authenticate")
        parts = urlsplit(asked.path).path.strip("/").split("/")
        if (asked.verb, parts) == ("POST", ["v2", "payments"]):
            return self._once(asked)
        if asked.verb != "GET" or parts[:2] != ["v2", "payments"] or parts[2:3] == []:
            return _problem(404, "No such resource")
        if parts[2] not in self.payments:
            return _problem(404, f"No payment exists with token {parts[2]}.")
        if parts[3:] == ["chargebacks"]:
            return 200, self._list(parts[2])
        return (200, self._told(parts[2])) if len(parts) == 3 else _problem(404, "No such resource")

    def _once(self, asked: Asked) -> Answer:
        key = asked.headers.get("idempotency-key", "")
        with self.one_at_a_time:
            if key not in self.replays:
                self.replays[key] = self._create(asked.sent)
            return self.replays[key]

    def _create(self, sent: Any) -> Answer:
        amount = sent.get("amount") if isinstance(sent, dict) else None
        if not isinstance(amount, dict) or not _AMOUNT.fullmatch(str(amount.get("value"))):
            return _problem(422, "The amount is invalid", "amount")
        if not sent.get("description") or len(sent["description"]) > 255:
            return _problem(422, "The description is invalid", "description")
        for name in ("redirectUrl", "webhookUrl"):
            if not urlsplit(sent.get(name, "http://none")).netloc or (name == "redirectUrl" and name not in sent):
                return _problem(422, f"The {name} is invalid", name)
        if sent.get("method") not in _METHODS:
            return _problem(422, "The payment method is invalid", "method")
        reference = f"tr_{secrets.token_hex(6)}"
        self.payments[reference] = {
            "resource": "payment",
            "id": reference,
            "mode": self.key.partition("_")[0],
            "createdAt": self._told_now(),
            "amount": amount,
            "description": sent["description"],
            "method": sent["method"],
            "metadata": sent.get("metadata"),
            "status": "open",
            "isCancelable": False,
            "locale": sent.get("locale"),
            "expiresAt": (self.now() + timedelta(minutes=15)).isoformat(timespec="seconds"),
            "profileId": "pfl_QkEhN94Ba",
            "sequenceType": "oneoff",
            "redirectUrl": sent["redirectUrl"],
            "webhookUrl": sent.get("webhookUrl"),
            "_links": {
                "self": {"href": f"{self.url}/v2/payments/{reference}", "type": "application/hal+json"},
                "checkout": {"href": f"{self.url}/checkout/{reference}", "type": "text/html"},
            },
        }
        return 201, json.loads(json.dumps(self.payments[reference]))  # as it was then: replays repeat it

    def _told(self, reference: str) -> dict[str, Any]:
        told = json.loads(json.dumps(self.payments[reference]))
        taken = self.chargebacks.get(reference, [])
        if taken:
            told["_links"]["chargebacks"] = {"href": f"{self.url}/v2/payments/{reference}/chargebacks"}
        if standing := sum(Decimal(one["amount"]["value"]) for one in taken if one["reversedAt"] is None):
            told["amountChargedBack"] = _euro(f"{standing:.2f}")
        return dict(told)

    def _list(self, reference: str) -> dict[str, Any]:
        found = self.chargebacks.get(reference, [])
        links = {
            "self": {"href": f"{self.url}/v2/payments/{reference}/chargebacks"},
            "previous": None,
            "next": None,
        }
        return {"count": len(found), "_embedded": {"chargebacks": found[::-1]}, "_links": links}


def _euro(value: str) -> dict[str, str]:
    return {"currency": "EUR", "value": value}


def _problem(status: int, detail: str, about: str = "") -> Answer:
    title = _TITLES.get(status, "Problem")
    return status, {"status": status, "title": title, "detail": detail} | ({"field": about} if about else {})


class _Line(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    mollie: MollieServer

    def do_GET(self) -> None:
        size = min(int(self.headers.get("Content-Length") or 0), LONGEST_REQUEST)
        sent = self.rfile.read(size)
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.command, self.path, headers, json.loads(sent) if sent else None)
        with suppress(OSError):
            self._answer(*self.mollie.answer(asked))

    do_POST = do_PATCH = do_DELETE = do_GET  # noqa: N815

    def _answer(self, status: int, told: Any) -> None:
        fault, body = self.mollie.fault, json.dumps(told).encode()
        if fault == "silent":
            self.mollie.ended.wait(10)
            self.close_connection = True
        elif fault == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
        elif fault == "slow":
            self._head(status, len(body))
            for byte in body:
                self.wfile.write(bytes([byte]))
                if self.mollie.ended.wait(0.02):
                    return
        elif fault == "torn":
            self._head(status, len(body))
            self.wfile.write(body[: len(body) // 2])
            self.close_connection = True
        elif fault == "endless":
            self._send(status, b'{"resource": "payment", "x": "' + b"x" * (1 << 20) + b'"}')
        elif fault == "elsewhere":
            self._send(302, b"{}", Location=f"{self.mollie.url}/v2/payments/elsewhere")
        elif fault.startswith("html"):
            number = int(fault.partition("-")[2] or status)
            self._send(number, b"<!doctype html><title>Maintenance</title>", kind="text/html")
        elif fault:
            self._send(int(fault), json.dumps(_problem(int(fault), "Not now")[1]).encode())
        else:
            self._send(status, self.mollie.bend(body) if self.mollie.bend and status < 300 else body)

    def _send(self, status: int, body: bytes, kind: str = "application/hal+json", **more: str) -> None:
        self._head(status, len(body), kind, **more)
        self.wfile.write(body)

    def _head(self, status: int, size: int, kind: str = "application/hal+json", **more: str) -> None:
        self.send_response(status)
        for name, value in ({"Content-Type": kind, "Content-Length": str(size)} | more).items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing: tests are quiet."""


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Nothing: whoever asked hung up."""


@contextmanager
def serving(mollie: MollieServer) -> Iterator[MollieServer]:
    """The server on a port of this machine."""
    server = _Quiet(("127.0.0.1", 0), type("Line", (_Line,), {"mollie": mollie}))
    mollie.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield mollie
    finally:
        mollie.ended.set()
        server.shutdown()
        server.server_close()
        thread.join(10)
