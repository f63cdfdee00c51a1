"""What Mollie answers, read with suspicion: about what was asked, each value of its kind, or nothing is believed.

Pure: no network. Fields that we don't use may say anything.
Source: docs.mollie.com/reference, get-payment and list-chargebacks (API v2).
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from app.outside.payments import Begun, NewPayment, Payment, PaymentState, TakenBack
from models.values import NOTHING, Money

REFERENCE = re.compile(r"tr_[A-Za-z0-9]{1,60}")
_CHARGEBACK = re.compile(r"chb_[A-Za-z0-9]{1,60}")
_VALUE = re.compile(r"[0-9]{1,11}\.[0-9]{2}")
_FIELD = re.compile(r"[A-Za-z0-9_.\[\]-]{1,80}")
_STATES = {
    "open": PaymentState.OPEN,
    "pending": PaymentState.OPEN,
    "authorized": PaymentState.OPEN,
    "paid": PaymentState.PAID,
    "failed": PaymentState.FAILED,
    "canceled": PaymentState.FAILED,
    "expired": PaymentState.EXPIRED,
}


class Unreadable(ValueError):
    """An answer that can't be believed; says what is wrong with it, and quotes nothing."""


def object_in(content: bytes) -> dict[str, Any]:
    """The JSON object of an answer. Raises Unreadable."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise Unreadable("no JSON") from None
    return _object(found, "an answer")


def refused_field(problem: dict[str, Any]) -> str:
    """The field that Mollie says no about; '' where it names none."""
    field = problem.get("field")
    return field if isinstance(field, str) and _FIELD.fullmatch(field) else ""


def begun(answer: dict[str, Any], new: NewPayment, mode: str, scheme: str) -> Begun:
    """The payment that was asked for, with a page to pay it on. Raises Unreadable, also for another amount."""
    reference = _text(answer, "id", REFERENCE)
    _about(answer, reference, mode)
    if _euro(answer, "amount") != new.gross:
        raise Unreadable("another amount")
    address = _object(_object(answer.get("_links"), "_links").get("checkout"), "checkout").get("href")
    try:
        parts = urlsplit(address) if isinstance(address, str) else None
    except ValueError:
        parts = None
    if not isinstance(address, str) or parts is None or parts.scheme != scheme or not parts.netloc:
        raise Unreadable("checkout")
    return Begun(reference, address)


def payment(answer: dict[str, Any], reference: str, mode: str) -> Payment:
    """What became of it; what was taken back is told apart. Raises Unreadable."""
    _about(answer, reference, mode)
    status = answer.get("status")
    state = _STATES.get(status) if isinstance(status, str) else None
    if state is None:
        raise Unreadable("status")
    gross = _euro(answer, "amount")
    metadata = answer.get("metadata")
    note = metadata.get("note") if isinstance(metadata, dict) else None
    return Payment(
        reference,
        state,
        gross if state is PaymentState.PAID else NOTHING,
        # A payment that wasn't made here has other metadata, or none.
        note if isinstance(note, str) else "",
    )


def was_taken_back(answer: dict[str, Any]) -> bool:
    """Whether its bank ever took money back; one that gave it back again still counts. Raises Unreadable."""
    if answer.get("amountChargedBack") is not None and _euro(answer, "amountChargedBack"):
        return True
    return _object(answer.get("_links"), "_links").get("chargebacks") is not None


def taken_back(answer: dict[str, Any], of: Payment) -> tuple[TakenBack, ...]:
    """All that was taken back of it, first one first. Raises Unreadable, also for a list that goes on."""
    if _object(answer.get("_links"), "_links").get("next") is not None:
        raise Unreadable("a list that goes on")
    found = _object(answer.get("_embedded"), "_embedded").get("chargebacks")
    if not isinstance(found, list):
        raise Unreadable("chargebacks")
    taken = [_chargeback(_object(one, "chargeback"), of) for one in found]
    if len({one.reference for one in taken}) != len(taken):
        raise Unreadable("a chargeback twice")
    return tuple(sorted(taken, key=lambda one: (one.taken_at, one.reference)))


def _chargeback(answer: dict[str, Any], of: Payment) -> TakenBack:
    gross = _euro(answer, "amount")
    if answer.get("paymentId") != of.reference or not NOTHING < gross <= of.paid:
        raise Unreadable("a chargeback of another payment")
    given = _instant(answer, "reversedAt") if answer.get("reversedAt") is not None else None
    return TakenBack(_text(answer, "id", _CHARGEBACK), gross, _instant(answer, "createdAt"), given)


def _about(answer: dict[str, Any], reference: str, mode: str) -> None:
    """Money that was paid in Mollie's test mode isn't money."""
    if answer.get("resource") != "payment" or answer.get("id") != reference or answer.get("mode") != mode:
        raise Unreadable("another payment")


def _object(found: Any, name: str) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise Unreadable(name)
    return found


def _text(answer: dict[str, Any], name: str, shape: re.Pattern[str]) -> str:
    found = answer.get(name)
    if not isinstance(found, str) or not shape.fullmatch(found):
        raise Unreadable(name)
    return found


def _euro(answer: dict[str, Any], name: str) -> Money:
    amount = _object(answer.get(name), name)
    if amount.get("currency") != "EUR":
        raise Unreadable(f"{name}: another currency")
    return Money(Decimal(_text(amount, "value", _VALUE)))


def _instant(answer: dict[str, Any], name: str) -> datetime:
    found = answer.get(name)
    try:
        instant = datetime.fromisoformat(found) if isinstance(found, str) else None
        if instant is None or instant.tzinfo is None:
            raise Unreadable(name)
        return instant.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unreadable(name) from None
