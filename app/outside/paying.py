"""Who takes money online for this installation, by its settings: Mollie, our own practice bank, or nobody."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from app.outside.mollie import PAGES, Mollie
from app.outside.payments import PaymentMethod, Payments
from app.outside.practice_bank import PracticeBank


@dataclass(frozen=True)
class PaymentSettings:
    """Mollie's key, '' for none; how people may pay; and whether a page of our own takes the place of a bank."""

    mollie_key: str = field(default="", repr=False)
    methods: tuple[PaymentMethod, ...] = tuple(PaymentMethod)
    practice_bank: bool = False

    @property
    def pages(self) -> tuple[str, ...]:
        """Where people are sent on to, to pay, by scheme and host."""
        return PAGES if self.mollie_key else ()


def payments_of(settings: PaymentSettings, address: str, folder: Path) -> Payments | None:
    """The payment provider; None where nobody can pay online. `address` is ours, `folder` the practice bank's."""
    if settings.mollie_key:
        return Mollie(settings.mollie_key, settings.methods)
    return PracticeBank(folder, address, settings.methods) if settings.practice_bank else None
