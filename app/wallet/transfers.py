"""Paying in by transfer: asked by a member, under a communication of its own; credited when the bank tells of it.

What becomes of it stands in `bank_import.py`. After sixty days without money it is over, but its communication
stays valid for ever: whatever comes with it is credited, as often as it comes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.errors import refuse
from app.policy import Identity, Permission, require
from app.wallet.rules import transfer_refusals
from app.wallet.top_ups import Way, write_down
from models.values import Iban, Money, StructuredReference
from models.wallet import TopUp
from models.wallet.top_up import BANK, BANK_TRANSFER

OPEN_FOR = timedelta(days=60)
_NEXT = text("select nextval('wallet_transfer_reference')")
_STRIDE, _START, _ALL = 7_236_067_977, 4_142_135_623, 10**10


@dataclass(frozen=True)
class HouseAccount:
    """An account of the house, in which people pay: the name it stands in, its bank's BIC where one is asked."""

    iban: Iban
    name: str
    bic: str = field(default="")


def reference_for(number: int) -> StructuredReference:
    """The communication with that number: each number gives another one, far from those of its neighbours.

    Two that differ in one digit would be told apart by their check digits; two that people could confuse mustn't
    come one after the other. The stride has no divisor in common with the count of all numbers, so none comes
    twice.
    """
    return StructuredReference.make((_START + number * _STRIDE) % _ALL)


def ask_transfer(session: Session, actor: Identity, gross: Money, form_key: str, now: datetime) -> TopUp:
    """Writes down that a member will transfer money, under a communication of its own; the same form asks once.

    Raises Forbidden, Refusal wallet.transfer.nothing, .above_maximum.
    """
    require(actor, Permission.TOP_UP_ASK)
    refuse(transfer_refusals(gross))
    return write_down(session, actor, gross, form_key, as_transfer(session), now)


def as_transfer(session: Session) -> Way:
    """By transfer, under a communication that is drawn for it."""

    def communication() -> StructuredReference:
        return reference_for(session.execute(_NEXT).scalar_one())

    return Way(BANK, BANK_TRANSFER, OPEN_FOR, communication)
