"""Reports on mail that came back (RFC 3464): read as something a stranger wrote, then matched to their letter.

Whoever can write to the address may send anything here. So the size, the parts and the depth are limited before
anything is made of it, and a letter is known by its token only, which nobody can guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import Message
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.mail import rules
from models.mail import Letter, LetterTry
from models.values import LetterState, MailProblem

SIZE = 1024 * 1024
_PARTS, _DEPTH, _BLOCKS = 60, 8, 50
_REPORTS = 20  # on one letter; more tell nothing new
_IN_ADDRESS = re.compile(r"\+([0-9a-f]{32})@", re.IGNORECASE)
_IN_MESSAGE_ID = re.compile(r"<([0-9a-f]{32})@", re.IGNORECASE)
_STATUS = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})(?!\d)")
_RECIPIENTS = ("X-Original-To", "Delivered-To", "Envelope-To", "To")
_ACTIONS = ("failed", "delayed", "delivered", "relayed", "expanded")
# What a letter can be when a report on it means something.
_OUT = (LetterState.SENT, LetterState.UNSURE, LetterState.HANDING_OVER)


class NotAReport(Exception):
    """What came can't be read as a delivery report: too_large, too_deep, unreadable, no_report, no_letter."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Report:
    """What became of the letter with that token: action and status of RFC 3464, and the server's words."""

    token: str
    action: str
    status: str
    words: str


def parse(data: bytes, recipient: str = "") -> Report:
    """Reads a report; `recipient` is the address it came to, where the mail server says so. Raises NotAReport."""
    if len(data) > SIZE:
        raise NotAReport("too_large")
    # Counted before it is parsed: the parser goes as deep as whoever wrote it wants.
    if data.lower().count(b"content-type") > _PARTS:
        raise NotAReport("too_deep")
    try:
        return _read(message_from_bytes(data, policy=policy.compat32), recipient)
    except (RecursionError, LookupError, ValueError, TypeError, AttributeError) as problem:
        raise NotAReport("unreadable") from problem


def _read(message: Message[Any, Any], recipient: str) -> Report:
    parts = list(_parts(message))
    fields = next(filter(None, map(_fields, parts)), None)
    if fields is None:
        raise NotAReport("no_report")
    token = _token(message, parts, recipient)
    if not token:
        raise NotAReport("no_letter")
    words = rules.sanitised(_text(fields, "Diagnostic-Code").partition(";")[2])
    found = _STATUS.match(_text(fields, "Status"))
    status = found.group(1) if found else rules.enhanced(words)
    action = _text(fields, "Action").strip().lower()
    if action not in _ACTIONS:
        action = "failed" if status.startswith("5") else "delayed"
    return Report(token, action, status or ("5.0.0" if action == "failed" else ""), words)


def _parts(message: Message[Any, Any]) -> Iterator[Message[Any, Any]]:
    """The message and all it holds, the outermost first."""
    waiting = [(message, 0)]
    while waiting:
        part, depth = waiting.pop(0)
        if depth > _DEPTH:
            raise NotAReport("too_deep")
        yield part
        inside = part.get_payload()
        if isinstance(inside, list) and part.get_content_type() != "message/delivery-status":
            waiting += [(one, depth + 1) for one in inside if isinstance(one, Message)]


def _fields(part: Message[Any, Any]) -> Message[Any, Any] | None:
    """The fields of the first receiver in a part that is a status; None in any other part."""
    inside = part.get_payload()
    if part.get_content_type() != "message/delivery-status" or not isinstance(inside, list):
        return None
    blocks = [block for block in inside[:_BLOCKS] if isinstance(block, Message)]
    receivers = [block for block in blocks if "Action" in block or "Status" in block]
    failed = [block for block in receivers if _text(block, "Action").strip().lower() == "failed"]
    return next(iter(failed or receivers), None)


def _token(message: Message[Any, Any], parts: list[Message[Any, Any]], recipient: str) -> str:
    """By the address the report came to, else by the Message-ID of the letter that it brings back."""
    for address in (recipient, *(_text(message, name) for name in _RECIPIENTS)):
        if found := _IN_ADDRESS.search(address):
            return found.group(1).lower()
    for part in parts[1:]:
        inside = part.get_payload()
        headers = inside if part.get_content_type() == "text/rfc822-headers" and isinstance(inside, str) else ""
        if found := _IN_MESSAGE_ID.search(_text(part, "Message-ID") or headers):
            return found.group(1).lower()
    return ""


def _text(message: Message[Any, Any], name: str) -> str:
    """A header as text, and no more of it than a header is long."""
    return str(message.get(name) or "")[:2000]


def record(session: Session, report: Report, now: datetime) -> Letter | None:
    """Writes the report down with its letter, which came back when it says so; None for a letter nobody knows.

    The same report twice changes nothing the second time. In office scope.
    """
    letter = session.scalars(select(Letter).where(Letter.token == report.token).with_for_update()).one_or_none()
    if letter is None or report.action not in ("failed", "delayed"):
        return letter
    mine = (LetterTry.organisation_id == letter.organisation_id, LetterTry.letter_id == letter.id)
    told = session.scalar(select(func.count()).where(*mine, LetterTry.way == "report")) or 0
    failed = report.action == "failed"
    if told >= _REPORTS or letter.state not in _OUT:
        return letter
    problem = rules.problem_of(report.status) if failed else MailProblem.NOT_NOW
    session.add(
        LetterTry(
            organisation_id=letter.organisation_id,
            letter_id=letter.id,
            person_id=letter.person_id,
            round=letter.round,
            way="report",
            outcome=LetterState.BOUNCED if failed else LetterState.QUEUED,
            problem=problem,
            code=report.status,
            answer=report.words,
            began_at=now,
            ended_at=now,
        )
    )
    if failed:
        letter.state, letter.problem, letter.status_code = LetterState.BOUNCED, problem, report.status
        letter.settled_at = now
    return letter
