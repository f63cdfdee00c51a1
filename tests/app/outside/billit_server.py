"""A server that speaks Billit's API over real sockets: sending UBL, its keys, who is in the network, its problems.

It is as strict as the real one. What it does wrong it does because a test sets `fault`, or bends its answers.
Source: docs.billit.be/docs, pages send-ubl-to-peppol-1, possible-errors, idempotent-tokens, check-via-api.
"""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from app.outside.ubl_ends import ends_of

KEY, PARTY = "0f9ad6c1-7a2b-4d5e-9c1f-3b8e7d6a5c4b", "1234567"
LONGEST_REQUEST = 8 << 20
_IDENTIFIER = (
    "urn:oasis:names:specification:ubl:schema:xsd:{0}-2::{0}##urn:cen.eu:en16931:2017#compliant"
    "#urn:fdc:peppol.eu:2017:poacc:billing:3.0::2.1"
)
Answer = tuple[int, Any]


@dataclass(frozen=True)
class Asked:
    """One request, as it came."""

    verb: str
    path: str
    headers: dict[str, str]
    sent: Any


@dataclass
class BillitServer:
    """`fault`: silent, slow, reset, torn, html, endless, elsewhere, a number (that status) or `lost`, which does
    all that was asked and then hangs up. `bend` makes another body of each answer."""

    fault: str = ""
    bend: Callable[[bytes], bytes] | None = None
    url: str = ""
    absent: set[str] = field(default_factory=set)
    invoices_only: set[str] = field(default_factory=set)
    # Whoever sends isn't set up there, which it says in the same words as of a receiver.
    sender_unknown: bool = False
    messages: dict[int, bytes] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    asked: list[Asked] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)
    one_at_a_time: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, asked: Asked) -> Answer:
        """Status and body of a request."""
        self.asked.append(asked)
        if (asked.headers.get("apikey"), asked.headers.get("partyid")) != (KEY, PARTY):
            return 401, {"Message": "Authorization has been denied for this request."}
        parts = urlsplit(asked.path).path.lower().strip("/").split("/")
        if (asked.verb, parts) == ("POST", ["v1", "peppol", "sendxml"]):
            with self.one_at_a_time:
                return self._send(asked)
        if asked.verb == "GET" and parts[:3] == ["v1", "peppol", "participantinformation"] and len(parts) == 4:
            return 200, self._participant(parts[3])
        return 404, {"Message": "No HTTP resource was found."}

    def _send(self, asked: Asked) -> Answer:
        key = asked.headers.get("idempotency-key", "")
        if not key.isalnum():
            return _problem("GenericError", "The key is invalid")
        if key in self.keys:
            return _problem("Idempotent token already exists", "Idempotent token already exists", 409)
        told = asked.sent.get("XML") if isinstance(asked.sent, dict) else None
        text = told if isinstance(told, str) else ""
        try:
            ends = ends_of(text.encode())
        except ValueError:
            return _problem("GenericError", "Data is Required")
        if self.sender_unknown or not self._takes(ends.receiver, ends.credit_note):
            kind = "CreditNote" if ends.credit_note else "Invoice"
            return _problem(
                "TheCustomerDoesNotSupportPeppolForType_0", f"De klant ondersteunt geen Peppol voor type {kind}"
            )
        number = 3327952 + len(self.messages)
        self.messages[number] = text.encode()
        self.keys.add(key)
        return 200, {"InboxItemID": number}

    def _takes(self, receiver: str, credit_note: bool) -> bool:
        return receiver not in self.absent and not (credit_note and receiver in self.invoices_only)

    def _participant(self, identifier: str) -> dict[str, Any]:
        digits = identifier.partition(":")[2]
        kinds = [] if digits in self.absent else ["Invoice"]
        kinds += ["CreditNote"] if kinds and digits not in self.invoices_only else []
        process = {
            "ProcessIdentifier": "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0",
            "ProcessIdentifierScheme": "cenbii-procid-ubl",
        }
        return {
            "Registered": bool(kinds),
            "Identifier": identifier,
            "DocumentTypes": [f"BISv3{one}" for one in kinds],
            "ServiceDetails": [
                {
                    "DocumentIdentifier": _IDENTIFIER.format(one),
                    "DocumentIdentifierScheme": "busdox-docid-qns",
                    "Processes": [process],
                }
                for one in kinds
            ],
        }


def _problem(code: str, description: str, status: int = 400) -> Answer:
    return status, {"errors": [{"Code": code, "Description": description}]}


class _Line(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    billit: BillitServer

    def do_GET(self) -> None:
        size = min(int(self.headers.get("Content-Length") or 0), LONGEST_REQUEST)
        sent = self.rfile.read(size)
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.command, self.path, headers, json.loads(sent) if sent else None)
        with suppress(OSError):
            self._answer(*self.billit.answer(asked))

    do_POST = do_GET  # noqa: N815

    def _answer(self, status: int, told: Any) -> None:
        fault, body = self.billit.fault, json.dumps(told).encode()
        if fault == "silent":
            self.billit.ended.wait(10)
            self.close_connection = True
        elif fault in ("reset", "lost"):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
        elif fault == "slow":
            self._head(status, len(body))
            for byte in body:
                self.wfile.write(bytes([byte]))
                if self.billit.ended.wait(0.05):
                    return
        elif fault == "torn":
            self._head(status, len(body))
            self.wfile.write(body[: len(body) // 2])
            self.close_connection = True
        elif fault == "endless":
            self._send(status, b'{"InboxItemID": 1, "x": "' + b"x" * (1 << 20) + b'"}')
        elif fault == "elsewhere":
            self._send(302, b"{}", Location=f"{self.billit.url}/v1/peppol/elsewhere")
        elif fault == "html":
            self._send(status, b"<!doctype html><title>Maintenance</title>", kind="text/html")
        elif fault:
            self._send(int(fault), b'{"Message": "Not now"}')
        else:
            self._send(status, self.billit.bend(body) if self.billit.bend else body)

    def _send(self, status: int, body: bytes, kind: str = "application/json", **more: str) -> None:
        self._head(status, len(body), kind, **more)
        self.wfile.write(body)

    def _head(self, status: int, size: int, kind: str = "application/json", **more: str) -> None:
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
def serving(billit: BillitServer) -> Iterator[BillitServer]:
    """The server on a port of this machine."""
    server = _Quiet(("127.0.0.1", 0), type("Line", (_Line,), {"billit": billit}))
    billit.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield billit
    finally:
        billit.ended.set()
        server.shutdown()
        server.server_close()
        thread.join(10)
