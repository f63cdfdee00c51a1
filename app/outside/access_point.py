"""Handing finished documents to the Peppol network: an access point takes them, and tells what became of them.

A receiver is an enterprise by its ten digits; in the network that is scheme 0208. Nothing here knows invoices
beyond that a document is UBL, and whether it is a credit note.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

SCHEME = "0208"
"""Of Belgian enterprise numbers. Source: Peppol code list of participant identifier schemes."""


class Fate(StrEnum):
    """How far a message is; all but `on_its_way` are for ever."""

    ON_ITS_WAY = "on_its_way"
    DELIVERED = "delivered"
    REFUSED = "refused"


class WhyNot(StrEnum):
    """Why the network doesn't take a document, or didn't deliver it."""

    UNREACHABLE = "unreachable"
    INVALID = "invalid"
    SENT_BACK = "sent_back"


class NotTaken(Exception):
    """The network said no for good to this document as it is; nothing was sent. `words` are the network's own."""

    def __init__(self, why: WhyNot, words: str = "") -> None:
        super().__init__(why)
        self.why, self.words = why, words


@dataclass(frozen=True)
class NewMessage:
    """What is to be sent. `key`: the same key sent twice is one message; sender and receiver are ten digits."""

    key: str
    document: bytes
    sender: str
    receiver: str
    credit_note: bool = False


@dataclass(frozen=True)
class Message:
    """A message that was taken. `reference` is the access point's; '' where it only says that it has it."""

    reference: str
    fate: Fate
    why: WhyNot | None = None
    words: str = ""


class AccessPoint(Protocol):
    """An access point. Each act raises Outage where it is silent, slow, or answers what can't be read."""

    name: str

    def send(self, new: NewMessage) -> Message:
        """Sends a document. Raises NotTaken; after Outage nobody knows, and the same key may be sent again."""

    def ask(self, reference: str) -> Message | None:
        """What became of it; None for one the access point doesn't know."""
