"""A payment provider in memory, which takes money back in parts and more than once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import count

from app.outside.payments import Begun, NewPayment, Payment, PaymentMethod, PaymentState, TakenBack
from models.values import NOTHING, Money

_NUMBERS = count(1)  # over all banks: references are never used again


class MemoryBank:
    """Keeps each payment under its reference; the same key is the same payment."""

    name = "memory_bank"
    methods = tuple(PaymentMethod)

    def __init__(self) -> None:
        self.payments: dict[str, Payment] = {}
        self.asked: dict[str, Money] = {}
        self._keys: dict[str, str] = {}

    def begin(self, new: NewPayment) -> Begun:
        reference = self._keys.setdefault(new.key, f"mb_{next(_NUMBERS)}")
        self.payments.setdefault(reference, Payment(reference, PaymentState.OPEN, NOTHING, new.note))
        self.asked.setdefault(reference, new.gross)
        return Begun(reference, f"https://bank.example/{reference}")

    def look(self, reference: str) -> Payment | None:
        return self.payments.get(reference)

    def end(self, reference: str, state: PaymentState, paid: Money) -> None:
        """It is over, if it was still open; `paid` counts for what is paid."""
        one = self.payments[reference]
        if one.state is PaymentState.OPEN:
            self.payments[reference] = replace(
                one, state=state, paid=paid if state is PaymentState.PAID else NOTHING
            )

    def take_back(self, reference: str, gross: Money, now: datetime) -> bool:
        """Some of it, at most what is still there."""
        one = self.payments[reference]
        out = sum((back.gross for back in one.taken_back if back.given_back_at is None), NOTHING)
        if one.state is not PaymentState.PAID or not gross or gross > one.paid - out:
            return False
        taken = TakenBack(f"cb_{next(_NUMBERS)}", gross, now)
        self.payments[reference] = replace(one, taken_back=(*one.taken_back, taken))
        return True

    def give_back(self, reference: str, place: int, now: datetime) -> None:
        """One of those that it took back, if it didn't yet."""
        one = self.payments[reference]
        if one.taken_back:
            backs = list(one.taken_back)
            place %= len(backs)
            if backs[place].given_back_at is None:
                backs[place] = replace(backs[place], given_back_at=now)
            self.payments[reference] = replace(one, taken_back=tuple(backs))
