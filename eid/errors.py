"""One vocabulary for what can go wrong with a card, a reader or a certificate; screens give each its remedy."""

from __future__ import annotations

from enum import StrEnum


class Fault(StrEnum):
    """What went wrong, as a word. What to do about it stands with the screens, in three languages."""

    SUPPORT_MISSING = "support_missing"
    MIDDLEWARE_MISSING = "middleware_missing"
    EXTENSION_MISSING = "extension_missing"
    SERVICE_DOWN = "service_down"
    ACCESS_DENIED = "access_denied"
    NO_READER = "no_reader"
    NO_CARD = "no_card"
    CARD_MUTE = "card_mute"
    CARD_REMOVED = "card_removed"
    NOT_BELGIAN = "not_belgian"
    NOT_ACTIVATED = "not_activated"
    BUSY = "busy"
    UNREADABLE = "unreadable"
    PIN_FORMAT = "pin_format"
    PIN_WRONG = "pin_wrong"
    PIN_BLOCKED = "pin_blocked"
    NO_CERTIFICATE = "no_certificate"
    USER_CANCELLED = "user_cancelled"
    TIMED_OUT = "timed_out"
    CARD_EXPIRED = "card_expired"
    CERT_EXPIRED = "cert_expired"
    CERT_REVOKED = "cert_revoked"
    CERT_UNTRUSTED = "cert_untrusted"
    WRONG_CERT = "wrong_cert"
    REVOCATION_UNKNOWN = "revocation_unknown"
    NO_CLIENT_CERT = "no_client_cert"
    PROXY_UNTRUSTED = "proxy_untrusted"
    CHALLENGE_FAILED = "challenge_failed"
    DATA_TAMPERED = "data_tampered"


class EidError(Exception):
    """Something of `Fault`. `because` is for engineers and holds nothing of what stands on the card."""

    def __init__(self, fault: Fault, because: str = "", *, tries_left: int | None = None) -> None:
        super().__init__(f"{fault.value}: {because}" if because else fault.value)
        self.fault = fault
        self.because = because
        self.tries_left = tries_left
