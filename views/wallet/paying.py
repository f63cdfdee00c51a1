"""What screens need to let people pay: the provider of this installation, and how it is told and asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from flask import current_app, url_for
from sqlalchemy.orm import Session

from app import clock
from app.errors import Missing, Outage
from app.outside.payments import Payments
from app.transaction import Scope, transaction, within
from app.wallet import settling, top_ups
from views.framework.database import address, db

T = TypeVar("T")
_REFERENCE = re.compile(r"[A-Za-z0-9_-]{1,64}")


def payments() -> Payments | None:
    """Who takes money online; None where nobody does."""
    found: Payments | None = current_app.extensions["payments"]
    return found


def notice_url(provider: Payments) -> str:
    """Where the provider tells of changes; '' where it can't reach us, which it would refuse."""
    told_at = address() + url_for("PaymentNoticeScreen.told", provider=provider.name)
    return told_at if told_at.startswith("https://") else ""


def in_office(act: Callable[[Session], T]) -> T:
    """One transaction in office scope, whoever asks: what a payment becomes isn't its payer's to write."""
    with within(db(), Scope.office()), transaction(db()):
        return act(db())


def told(provider: str, reference: str) -> None:
    """Somebody says that a payment changed, truly or not: if we know it, its provider is asked soon."""
    ours = payments()
    if ours is not None and ours.name == provider and _REFERENCE.fullmatch(reference):
        in_office(lambda session: top_ups.payment_told(session, provider, reference))


def told_by_practice_bank(reference: str) -> None:
    """Our own bank says it without going over the network."""
    ours = payments()
    if ours is not None:
        told(ours.name, reference)


def asked(provider: str, reference: str) -> bool:
    """Asks the provider now what became of a payment, and books it; False when it doesn't answer."""
    ours = payments()
    if ours is None or ours.name != provider:
        return False
    db().commit()  # nothing stays open while another's computer is waited for
    try:
        settling.ask(in_office, ours, provider, reference, clock.now())
    except (Outage, Missing):
        return False
    return True
