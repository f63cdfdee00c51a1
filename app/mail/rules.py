"""Decisions about letters on their way: which address can be used, when to try again, what an answer means."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from models.values import MailProblem

# A minute, then longer each time, up to a day; after the last one the letter is given up: some four days in all.
WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
    timedelta(days=1),
    timedelta(days=1),
    timedelta(days=1),
)
# Codes and links of letters that never left the house are dropped after a day: they count no longer.
SECRETS_KEPT = timedelta(days=1)
ADDRESS_LENGTH = 254  # RFC 5321, 4.5.3.1.3: a path of 256 octets, brackets included
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_ADDRESS = re.compile(r"[^\s<>@\"']+@[^\s<>@\"']+")
_LONG_NUMBER = re.compile(r"\d[\d .\-]{8,}\d")
_ENHANCED = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})(?!\d)")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


def usable(address: str) -> str:
    """The address as a mail server takes it, its domain in ASCII; '' for one that can't be written to."""
    local, at, domain = address.strip().rpartition("@")
    if not at or len(local) > 64 or not _LOCAL.fullmatch(local):
        return ""
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    labels = ascii_domain.split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
        return ""
    made = f"{local}@{ascii_domain}"
    return made if len(made) <= ADDRESS_LENGTH else ""


def first_usable(addresses: Iterable[str]) -> str:
    """The first that can be written to; '' when none can."""
    return next(filter(None, map(usable, addresses)), "")


def next_try(tries: int, now: datetime) -> datetime | None:
    """When a letter that failed for the `tries`-th time is tried again; None when it is given up."""
    return now + WAITS[tries - 1] if tries <= len(WAITS) else None


def sanitised(answer: str, length: int = 300) -> str:
    """A server's answer as it may be kept and shown: one line, without addresses and long numbers."""
    line = " ".join(_UNSEEN.sub(" ", answer).split())
    line = _LONG_NUMBER.sub("…", _ADDRESS.sub("…", line))
    return line[:length]


def enhanced(answer: str) -> str:
    """The status an answer begins with, class.subject.detail (RFC 3463); '' for none."""
    found = _ENHANCED.match(answer)
    return found.group(1) if found else ""


# By the status of RFC 3463, its class left out; a server that says three digits only says less.
_PROBLEMS = {
    "1.1": MailProblem.NO_SUCH_MAILBOX,
    "1.2": MailProblem.NO_SUCH_DOMAIN,
    "1.3": MailProblem.NO_SUCH_MAILBOX,
    "1.6": MailProblem.NO_SUCH_MAILBOX,
    "1.10": MailProblem.NO_SUCH_DOMAIN,
    "2.1": MailProblem.MAILBOX_CLOSED,
    "2.2": MailProblem.MAILBOX_FULL,
    "2.3": MailProblem.TOO_LARGE,
    "3.4": MailProblem.TOO_LARGE,
    "4.4": MailProblem.NO_SUCH_DOMAIN,
}
_BY_DIGITS = {
    "550": MailProblem.NO_SUCH_MAILBOX,
    "552": MailProblem.MAILBOX_FULL,
    "553": MailProblem.NO_SUCH_MAILBOX,
}


def problem_of(status: str) -> MailProblem:
    """What a status says in our words, so that somebody can do something about it."""
    class_, _, detail = status.partition(".")
    if detail in _PROBLEMS:
        return _PROBLEMS[detail]
    if detail.startswith("7."):
        return MailProblem.NOT_WELCOME
    if class_.startswith("4"):
        return MailProblem.NOT_NOW
    return _BY_DIGITS.get(status, MailProblem.NOT_TAKEN)
