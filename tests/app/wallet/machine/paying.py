"""The steps of one life about paying in: asked, paid or not, told, asked about, taken back and given back."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from app.errors import Missing
from app.outside.payments import Payment, PaymentMethod, PaymentState
from app.transaction import Scope
from app.wallet import settling, top_ups
from app.wallet.top_ups import NewTopUp
from models.values import Money
from models.wallet import TopUp
from tests.app.wallet.machine.bank import MemoryBank
from tests.app.wallet.machine.model import HOUR, Back, Paying, Purse
from tests.app.wallet.offices import Office

OFFICES = 3
GROSSES = (5_000, 12_345, 50_000, 500_000, 4_999, 500_001)


class PayingSteps:
    """What a life has to do them with."""

    now: datetime
    bank: MemoryBank
    purses: list[Purse]
    offices: list[Office]
    payings: dict[tuple[int, int], Paying]
    forms: dict[tuple[int, str, str], int]
    references: dict[str, tuple[int, int]]
    waiting: list[str]
    looked: list[tuple[str, Payment | None]]
    _does: Callable[..., Any]

    def ask(self, place: int, gross: int, form: int, begun: int) -> None:
        place %= OFFICES
        cents, who, manager = GROSSES[gross % len(GROSSES)], self.offices[place], form % 2
        actor = who.manager if manager else who.member
        new = NewTopUp(money_of(cents), PaymentMethod.BANCONTACT, f"form {form % 10}")
        made = self._does(
            lambda session: top_ups.ask_top_up(session, actor, new, self.bank, self.now),
            Scope.organisation(who.id),
        )
        if not 5_000 <= cents <= 500_000:
            assert made == f"wallet.top_up.{'below_minimum' if cents < 5_000 else 'above_maximum'}"
            return
        # The same form with another amount asks for something else.
        key = (place, str(manager), f"{new.form_key}, {cents}")
        first = key not in self.forms
        assert self.forms.setdefault(key, made.transaction_id) == made.transaction_id
        if first:
            self.payings[place, made.transaction_id] = Paying(cents, self.now)
            self.purses[place].events["wallet.top_up.asked"] += 1
        if begun % 8:
            self._begin(place, made.transaction_id)

    def begin(self, nth: int) -> None:
        """Somebody comes back to a form whose payment never got to the bank."""
        if self.payings:
            self._begin(*list(self.payings)[nth % len(self.payings)])

    def _begin(self, place: int, transaction_id: int) -> None:
        def note(session: Session) -> str:
            made = session.get_one(TopUp, transaction_id)
            session.refresh(made, ["transaction"])
            begun = self.bank.begin(top_ups.payment_for(made, "x", "nl", "https://x", ""))
            top_ups.note_payment(session, made, begun, self.now)
            return begun.reference

        reference = self._does(note, Scope.organisation(self.offices[place].id))
        self.payings[place, transaction_id].begun = True
        assert self.references.setdefault(reference, (place, transaction_id)) == (place, transaction_id)

    def _some(self, nth: int) -> str | None:
        return list(self.references)[nth % len(self.references)] if self.references else None

    def pay(self, nth: int, other: int) -> None:
        """At the bank. One in eight pays another amount than was asked: what came in is what counts."""
        open_ones = [one.reference for one in self.bank.payments.values() if one.state is PaymentState.OPEN]
        if open_ones:
            reference = open_ones[nth % len(open_ones)]
            asked = self.bank.asked[reference]
            paid = asked if other % 8 else asked - money_of(1 + other % 999)
            self.bank.end(reference, PaymentState.PAID, paid)

    def end(self, nth: int, how: int) -> None:
        reference = self._some(nth)
        if reference is not None:
            state = (PaymentState.FAILED, PaymentState.EXPIRED)[how % 2]
            self.bank.end(reference, state, money_of(0))

    def take_back(self, nth: int, share: int) -> None:
        reference = self._some(nth)
        if reference is not None:
            paid = self.bank.payments[reference].paid
            self.bank.take_back(
                reference, paid if share % 2 else money_of(cents_of(paid) * (share % 100) // 100), self.now
            )

    def give_back(self, nth: int, place: int) -> None:
        reference = self._some(nth)
        if reference is not None:
            self.bank.give_back(reference, place, self.now)

    # -- what we hear, and ask

    def notice(self, nth: int, times: int) -> None:
        """A webhook comes, or the same one several times; one in nine names what nobody knows."""
        reference = self._some(nth)
        if reference is None:
            return
        for _ in range(1 + times % 3):
            known = self._does(lambda session: top_ups.payment_told(session, self.bank.name, reference))
            assert known is True
        if times % 9 == 0:
            told = self._does(lambda session: top_ups.payment_told(session, self.bank.name, f"{reference}x"))
            assert told is False
        self.waiting.append(reference)

    def work(self, seed: int) -> None:
        """What was told is asked about, in any order."""
        random.Random(seed).shuffle(self.waiting)  # noqa: S311 - replayed by its seed
        for reference in self.waiting:
            self._settles(reference, self.bank.look(reference))
        self.waiting.clear()

    def look(self, nth: int) -> None:
        """Somebody asks, and is then held up for long."""
        reference = self._some(nth)
        if reference is not None:
            self.looked.append((reference, self.bank.look(reference)))

    def late(self, nth: int) -> None:
        if self.looked:
            self._settles(*self.looked[nth % len(self.looked)])

    def lie(self, nth: int, how: int) -> None:
        """Word of a payment that isn't the one we asked for."""
        reference = self._some(nth)
        if reference is None:
            return
        place, transaction_id = self.references[reference]
        note = ("", f"{self.offices[place].id}/{transaction_id + 1}", "0/0")[how % 3]
        told = Payment(reference, PaymentState.PAID, money_of(500_000), note)
        wanted = self.purses[place].doubt(self.payings[place, transaction_id])
        assert self._settle(reference, told) == wanted

    def silence(self, nth: int, times: int) -> None:
        """The provider says that it knows no such payment."""
        reference = self._some(nth)
        if reference is not None:
            for _ in range(1 + times % 5 * 4):
                self._settles(reference, None)

    def strange(self, nth: int) -> None:
        try:
            self._settle(f"mb_never_{nth}", Payment(f"mb_never_{nth}", PaymentState.PAID, money_of(5_000), "1/1"))
        except Missing:
            return
        raise AssertionError("a payment nobody asked for was booked")

    def _settle(self, reference: str, told: Payment | None) -> Any:
        return self._does(lambda session: settling.settle(session, self.bank.name, told, reference, self.now))

    def _settles(self, reference: str, told: Payment | None) -> None:
        place, transaction_id = self.references[reference]
        purse, one = self.purses[place], self.payings[place, transaction_id]
        if told is None:
            wanted = purse.unknown_there(one)
        else:
            backs = [
                Back(back.reference, cents_of(back.gross), back.given_back_at is not None)
                for back in told.taken_back
            ]
            wanted = purse.settle(one, str(told.state), cents_of(told.paid), backs, self.now)
        assert self._settle(reference, told) == wanted

    def poll(self) -> None:
        """What nobody told us is asked about; what never got to the bank is over after an hour."""
        for reference in self._due():
            self._settles(reference, self.bank.look(reference))

    def _due(self) -> list[str]:
        found = self._does(lambda session: settling.due(session, self.now, 10_000))
        for (place, _), one in self.payings.items():
            if one.state == "open" and not one.begun and one.asked_at + HOUR <= self.now:
                self.purses[place].end(one, "expired")
        return [reference for _, reference in found if reference in self.references]


def money_of(cents: int) -> Money:
    return Money(Decimal(cents) / 100)


def cents_of(amount: Money) -> int:
    return int(amount.euro * 100)
