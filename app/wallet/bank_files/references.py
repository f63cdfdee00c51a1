"""Which structured communication a payment carries, and which it nearly carries.

Only the former credits by itself. The latter is a proposal to a person: one number in 97 looks right by chance.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from app.wallet.bank_files.statement import BankEntry, BankPayment, reference_of
from models.values import NOTHING, StructuredReference

_TWELVE = re.compile(r"(?<![0-9])(?=((?:[0-9][\s./+*-]{0,2}){11}[0-9])(?![0-9]))")
_MOST_CANDIDATES = 20


def communication_of(payment: BankPayment) -> StructuredReference | None:
    """What the payer referred to: in the field for it, else the only right one in the text, else none.

    Two different ones in the text are none: nobody can tell which was meant.
    """
    if payment.structured is not None:
        return payment.structured
    found = StructuredReference.found_in(payment.text)
    return found[0] if len(found) == 1 else None


def credits_of(entry: BankEntry) -> tuple[tuple[BankPayment, StructuredReference | None], ...]:
    """Each payment of an entry with the communication by which it may credit somebody by itself.

    None for what a person has to look at: no communication, a debit, a reversal, another currency, details that
    don't make their total.
    """
    unclear = entry.currency is not None or entry.leaves_off is not None
    return tuple(
        (one, None if unclear or one.is_reversal or one.amount <= NOTHING else communication_of(one))
        for one in entry.payments
    )


def near_misses(text: str) -> tuple[StructuredReference, ...]:
    """The communications that are one slip away from twelve digits in the text: one digit another, or two swapped.

    In order of the text, each once; what is right as it stands is none of them.
    """
    found: dict[StructuredReference, None] = {}
    for digits in _candidates(text):
        if reference_of(digits) is None:
            found.update((known, None) for slip in _slips(digits) if (known := reference_of(slip)) is not None)
    return tuple(found)


def one_digit_wrong(text: str, known: Collection[str]) -> tuple[StructuredReference, ...]:
    """Those of `near_misses` whose twelve digits are among the `known`."""
    return tuple(one for one in near_misses(text) if one.digits in known)


def _candidates(text: str) -> tuple[str, ...]:
    found = ("".join(filter(str.isdigit, one[1])) for one in _TWELVE.finditer(text))
    return tuple(dict.fromkeys(found))[:_MOST_CANDIDATES]


def _slips(digits: str) -> set[str]:
    other = {digits[:at] + digit + digits[at + 1 :] for at in range(12) for digit in "0123456789"}
    swapped = {digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :] for at in range(11)}
    return (other | swapped) - {digits}
