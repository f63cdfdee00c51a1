"""How an issued document gets to whom it is for: by which way, how far it is, and what keeps it."""

from __future__ import annotations

from enum import StrEnum


class Channel(StrEnum):
    """A way for a document: the network of structured invoices, or mail with the PDF."""

    PEPPOL = "peppol"
    MAIL = "mail"


class DeliveryState(StrEnum):
    """How far a document is on one way; delivered and refused are the end of it, unsure waits for a person."""

    WAITING = "waiting"
    HANDED_OVER = "handed_over"
    DELIVERED = "delivered"
    REFUSED = "refused"
    UNSURE = "unsure"


class WhyNotDelivered(StrEnum):
    """What keeps a document, or kept it for good."""

    UNREACHABLE = "unreachable"
    INVALID = "invalid"
    SENT_BACK = "sent_back"
    NO_NETWORK = "no_network"
    SILENT = "silent"
    NOT_KNOWN_THERE = "not_known_there"
    NO_ADDRESS = "no_address"
    BOUNCED = "bounced"
