"""What Billit answers, read with suspicion: each value of its kind, or nothing is believed.

Pure: no network. Fields that we don't use may say anything.
Source: docs.billit.be/docs, pages send-ubl-to-peppol-1, 400, possible-errors, idempotent-tokens, check-via-api.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

REFERENCE = re.compile(r"[1-9][0-9]{0,18}", re.ASCII)
_ABOUT_RECEIVER = ("thecustomerdoesnotsupportpeppol", "thecustomerisnotactiveonpeppol")
_KNOWN_KEY = "idempotenttokenalreadyexists"
_DOCUMENTS = {False: "invoice-2::invoice##", True: "creditnote-2::creditnote##"}
_BILLING = "urn:fdc:peppol.eu:2017:poacc:billing:3.0"
_MOST = 50


class Unreadable(ValueError):
    """An answer that can't be believed; says what is wrong with it, and quotes nothing."""


@dataclass(frozen=True)
class Problem:
    """One thing that it says no about."""

    code: str
    description: str

    @property
    def is_about_receiver(self) -> bool:
        return _letters(self.code).startswith(_ABOUT_RECEIVER)

    @property
    def is_known_key(self) -> bool:
        return _KNOWN_KEY in (_letters(self.code), _letters(self.description))


def object_in(content: bytes) -> dict[str, Any]:
    """The JSON object of an answer. Raises Unreadable."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise Unreadable("no JSON") from None
    if not isinstance(found, dict):
        raise Unreadable("an answer")
    return found


def reference_in(answer: dict[str, Any]) -> str:
    """The number of a document that was sent. Raises Unreadable."""
    found = answer.get("InboxItemID")
    told = str(found) if isinstance(found, int | str) and not isinstance(found, bool) else ""
    if not REFERENCE.fullmatch(told):
        raise Unreadable("InboxItemID")
    return told


def problems_in(answer: dict[str, Any]) -> list[Problem]:
    """What it says no about, at least one thing. Raises Unreadable."""
    found = answer.get("errors", answer.get("Errors"))
    if not isinstance(found, list) or not found:
        raise Unreadable("errors")
    return [_problem(one) for one in found[:_MOST]]


def words_of(problems: Sequence[Problem]) -> str:
    """What is wrong, in its own words, one sentence after another."""
    return " ".join(dict.fromkeys(one.description or one.code for one in problems))


def takes(answer: dict[str, Any], identifier: str, credit_note: bool) -> bool:
    """Whether that receiver takes our kind of document. Raises Unreadable, also for another receiver."""
    registered = answer.get("Registered")
    if not isinstance(registered, bool) or answer.get("Identifier") != identifier:
        raise Unreadable("another receiver")
    services = answer.get("ServiceDetails")
    if not registered or services is None:
        return registered
    if not isinstance(services, list):
        raise Unreadable("ServiceDetails")
    told = [one.get("DocumentIdentifier") for one in services if isinstance(one, dict)]
    return any(_is_ours(one, credit_note) for one in told if isinstance(one, str))


def _is_ours(identifier: str, credit_note: bool) -> bool:
    low = identifier.lower()
    return _DOCUMENTS[credit_note] in low and low.split("::")[-2].endswith(_BILLING)


def _problem(one: Any) -> Problem:
    code, description = (one.get("Code"), one.get("Description")) if isinstance(one, dict) else (None, None)
    if not isinstance(code, str) or not isinstance(description, str | None):
        raise Unreadable("an error")
    return Problem(code, description or "")


def _letters(text: str) -> str:
    """The letters alone, without regard to case: codes come with blanks or without."""
    return "".join(one for one in text.lower() if "a" <= one <= "z")
