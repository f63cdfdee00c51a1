"""A real mail server on a free port of this machine, which answers as a test wants it to.

It speaks the protocol (aiosmtpd); what it took stands in `taken`. A manner changes what it says at one step.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

ACCOUNT = ("house", "a secret")


@dataclass(frozen=True)
class Taken:
    """A letter as the server took it."""

    sender: str
    recipient: str
    message: EmailMessage
    raw: bytes
    encrypted: bool


@dataclass
class MailServer:
    """What it says: '' goes on, a line such as `450 4.2.0 later` is the answer instead; `silent` says nothing.

    The dot is answered once `held` is set. `begun` counts letters whose dot was read, also those that were then
    refused or left without an answer.
    """

    host: str = "127.0.0.1"
    port: int = 0
    greeting: str = ""
    sender: str = ""
    recipient: str = ""
    content: str = ""
    slow: float = 0
    held: threading.Event | None = None
    taken: list[Taken] = field(default_factory=list)
    begun: int = 0
    reading: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    async def handle_EHLO(  # noqa: N802 - the library's names
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        await self._manner(server, self.greeting)
        return [self.greeting] if self.greeting else responses

    async def handle_HELO(self, server: SMTP, session: Session, envelope: Envelope, hostname: str) -> str:  # noqa: N802
        session.host_name = hostname
        await self._manner(server, self.greeting)
        return self.greeting or "250 here"

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        await self._manner(server, self.sender)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self.sender or "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        await self._manner(server, self.recipient)
        if not self.recipient:
            envelope.rcpt_tos.append(address)
        return self.recipient or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        with self.lock:
            self.begun += 1
        self.reading.set()
        while self.held is not None and not self.held.is_set():
            await asyncio.sleep(0.01)
        await self._manner(server, self.content, drop=self.content == "drop")
        if self.content and self.content != "take and drop":
            return self.content
        raw = bytes(envelope.content or b"")
        message: Any = message_from_bytes(raw, policy=policy.default)
        with self.lock:
            self.taken.append(
                Taken(
                    str(envelope.mail_from),
                    envelope.rcpt_tos[0],
                    message,
                    raw,
                    server.transport.get_extra_info("ssl_object") is not None,
                )
            )
        if self.content == "take and drop":
            server.transport.abort()
        return "250 2.0.0 taken"

    async def _manner(self, server: SMTP, said: str, *, drop: bool = False) -> None:
        if self.slow:
            await asyncio.sleep(self.slow)
        if said == "silent":
            await asyncio.sleep(3600)
        if drop:
            server.transport.abort()


class _Signs:
    """Lets one account in."""

    def __call__(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        given = (data.login.decode(), data.password.decode())
        return AuthResult(success=given == ACCOUNT, handled=False)


@contextmanager
def serving(
    tls: ssl.SSLContext | None = None, *, at_once: bool = False, signs_in: bool = False
) -> Iterator[MailServer]:
    """Runs until the block ends. `tls` offers STARTTLS and insists on it, or is spoken `at_once`."""
    made = MailServer()
    options: dict[str, Any] = {"authenticator": _Signs(), "auth_required": True} if signs_in else {}
    if tls is not None and not at_once:
        options |= {"tls_context": tls, "require_starttls": True}
    elif signs_in:
        options |= {"auth_require_tls": False}
    controller = Controller(
        made, hostname=made.host, port=0, ready_timeout=60, ssl_context=tls if at_once else None, **options
    )
    # The library asks for its own port to see that it runs, so the port is chosen before.
    controller.port = _free()
    controller.start()
    made.port = controller.port
    try:
        yield made
    finally:
        controller.stop()


def _free() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A certificate for 127.0.0.1 that nobody but its own file vouches for, and that file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file, both = folder / "authority.pem", folder / "server.pem"
    text = made.public_bytes(serialization.Encoding.PEM)
    file.write_bytes(text)
    both.write_bytes(
        text
        + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(both)
    return context, file


def until(what: Any, seconds: float = 60) -> None:
    """Waits for it to become true."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it didn't happen"
        time.sleep(0.02)
