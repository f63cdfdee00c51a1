"""Handing a letter to a mail server, and the mailbox that stands in where there is none.

A server has a letter once it read the dot that ends it; until then, whatever breaks, it doesn't. Between that dot
and the server's answer nobody can know. So a carrier tells its caller right before that dot.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Protocol, TypeVar
from urllib.parse import unquote, urlsplit

from models.values import MailProblem

T = TypeVar("T")
_SECURITY = {"smtp+starttls": ("starttls", 587), "smtps": ("tls", 465), "smtp": ("none", 25)}
_FINAL = b".\r\n"
_DOT_FIRST = re.compile(rb"(?m)^\.")


@dataclass(frozen=True)
class Answer:
    """What a server said: its code and words; or, where it said nothing, which problem there was."""

    code: int = 0
    words: str = ""
    problem: str = ""


class NotNow(Exception):
    """The letter wasn't taken, and may be tried again later."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.problem or str(answer.code))
        self.answer = answer


class Never(NotNow):
    """The letter was refused for good."""


class Unsure(NotNow):
    """The letter was handed over whole, and no answer came."""


class Carrier(Protocol):
    """Whoever takes letters from us. `way` is the word for it; `outside` says whether they leave the house."""

    @property
    def way(self) -> str: ...

    @property
    def outside(self) -> bool: ...

    def hand_over(
        self, message: EmailMessage, sender: str, recipient: str, last_step: Callable[[], None]
    ) -> Answer:
        """Hands one letter over. `last_step` is called right before the point of no return; what it raises ends
        the try, with nothing handed over. Raises NotNow, Never, Unsure."""


@dataclass(frozen=True)
class Mailbox:
    """No mail server: the letter stays in the house, and its reader finds it on the page of his mailbox."""

    way: str = "mailbox"
    outside: bool = False

    def hand_over(
        self, message: EmailMessage, sender: str, recipient: str, last_step: Callable[[], None]
    ) -> Answer:
        last_step()
        return Answer(250)


@dataclass(frozen=True)
class Smtp:
    """A mail server. `security` is `starttls`, `tls` or `none`; its certificate is checked against `ca_file`, or
    else the machine's own list. A server that is silent for `seconds` is given up; after the dot it gets longer.
    """

    host: str
    port: int
    security: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: str = ""
    seconds: float = 20
    seconds_after: float = 60
    way: str = "smtp"
    outside: bool = True

    @classmethod
    def at(cls, url: str) -> Smtp:
        """The server at smtp+starttls://user:password@host:587, smtps://… or smtp://…; ValueError for another."""
        parts = urlsplit(url)
        security, usual = _SECURITY.get(parts.scheme, ("", 0))
        half = parts.username is not None and not parts.password
        if not security or not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment or half:
            raise ValueError("not the address of a mail server")
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(parts.hostname, parts.port or usual, security, user, password)

    @property
    def is_local(self) -> bool:
        """Whether what travels to it stays on this machine."""
        return self.host in ("localhost", "127.0.0.1", "::1")

    def hand_over(
        self, message: EmailMessage, sender: str, recipient: str, last_step: Callable[[], None]
    ) -> Answer:
        content = _DOT_FIRST.sub(b"..", message.as_bytes())
        server = self._open(sender.rpartition("@")[2])
        try:
            self._ask(lambda: server.docmd("MAIL", f"FROM:<{sender}>"), 250)
            self._ask(lambda: server.docmd("RCPT", f"TO:<{recipient}>"), 250, 251)
            self._ask(lambda: server.docmd("DATA"), 354)
            _reached(lambda: server.send(content if content.endswith(b"\r\n") else content + b"\r\n"))
            last_step()
            return self._end(server)
        finally:
            with suppress(OSError, smtplib.SMTPException):
                server.close()

    def _open(self, own_name: str) -> smtplib.SMTP:
        """Connected, encrypted where it should be, signed in. All that breaks here is to be tried again."""
        try:
            made = self._connected(own_name)
        except ssl.SSLCertVerificationError as problem:
            raise NotNow(Answer(problem=MailProblem.CERTIFICATE)) from problem
        except smtplib.SMTPAuthenticationError as problem:
            raise NotNow(_said(problem, MailProblem.SIGN_IN)) from problem
        except smtplib.SMTPNotSupportedError as problem:
            raise NotNow(Answer(problem=MailProblem.SIGN_IN)) from problem
        except smtplib.SMTPResponseException as problem:
            raise NotNow(_said(problem)) from problem
        except (OSError, smtplib.SMTPException) as problem:
            raise NotNow(Answer(problem=_silence(problem))) from problem
        return made

    def _connected(self, own_name: str) -> smtplib.SMTP:
        if self.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, own_name, timeout=self.seconds, context=self._context()
            )
        else:
            server = smtplib.SMTP(self.host, self.port, own_name, timeout=self.seconds)
        try:
            server.ehlo_or_helo_if_needed()
            if self.security == "starttls":
                if not server.has_extn("starttls"):
                    raise NotNow(Answer(problem=MailProblem.NO_TLS))
                server.starttls(context=self._context())
                server.ehlo()
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server

    def _context(self) -> ssl.SSLContext:
        made = ssl.create_default_context(cafile=self.ca_file or None)
        made.minimum_version = ssl.TLSVersion.TLSv1_2
        return made

    def _ask(self, command: Callable[[], tuple[int, bytes]], *good: int) -> None:
        code, words = _reached(command)
        if code not in good:
            raise _refusal(code, words)

    def _end(self, server: smtplib.SMTP) -> Answer:
        try:
            if server.sock is not None:
                server.sock.settimeout(self.seconds_after)
            server.send(_FINAL)
            code, words = server.getreply()
        except (OSError, smtplib.SMTPException) as problem:
            raise Unsure(Answer(problem=_silence(problem))) from problem
        if code != 250:
            raise _refusal(code, words)
        with suppress(OSError, smtplib.SMTPException):
            if server.sock is not None:
                server.sock.settimeout(1)  # it has the letter: how it says goodbye is all the same
            server.docmd("QUIT")
        return Answer(code, words.decode("utf-8", "replace"))


def _reached(act: Callable[[], T]) -> T:
    """What the server answers to that; silence before the dot is to be tried again."""
    try:
        return act()
    except smtplib.SMTPResponseException as problem:
        raise _refusal(problem.smtp_code, problem.smtp_error) from problem
    except (OSError, smtplib.SMTPException) as problem:
        raise NotNow(Answer(problem=_silence(problem))) from problem


def _refusal(code: int, words: bytes | str) -> NotNow:
    told = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return (Never if 500 <= code < 600 else NotNow)(
        Answer(code, told, "" if code >= 400 else MailProblem.NONSENSE)
    )


def _said(problem: smtplib.SMTPResponseException, kind: str = "") -> Answer:
    words = problem.smtp_error
    return Answer(problem.smtp_code, words.decode("utf-8", "replace") if isinstance(words, bytes) else words, kind)


def _silence(problem: Exception) -> str:
    # The library wraps a time-out in its own error.
    if isinstance(problem, TimeoutError) or isinstance(problem.__context__, TimeoutError):
        return MailProblem.SILENT
    if isinstance(problem, ssl.SSLError):
        return MailProblem.NO_TLS
    if isinstance(problem, (ConnectionRefusedError, socket.gaierror)):
        return MailProblem.NOT_THERE
    return MailProblem.CUT_OFF
