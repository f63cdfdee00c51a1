"""Euro amounts: always two decimals, never a float.

Convention: anything with more decimals than a cent is refused, unless `rounded()` is called in so many
words (half up, away from zero, so that a reversal mirrors its original). VAT rates are percentages:
`Decimal(21)`. How an amount is shown belongs to the screen, which knows the reader's language.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

from models.values.problem import ValueProblem

CENT = Decimal("0.01")
LIMIT = Decimal(10) ** 12
"""An amount is smaller than this: numeric(14,2)."""

_LONGEST_TEXT = 40
_MINUS = str.maketrans("\u2212\u2013\u2011", "---", "\u200e\u200f")
_WRITTEN = re.compile(
    r"""(?P<minus>-?)\ ?(?:€|EUR)?\ ?(?P<inner_minus>-?)\ ?
        (?P<whole>[0-9]+ | [1-9][0-9]{0,2}(?P<thousands>[.,\ ])[0-9]{3}(?:(?P=thousands)[0-9]{3})*)
        (?:(?P<point>[.,])(?P<cents>[0-9]{0,2}))?
        \ ?(?:€|EUR|EUROS?)?""",
    re.VERBOSE | re.IGNORECASE,
)
_BEYOND_A_CENT = re.compile(r"[0-9][.,][0-9]{3,}[^0-9]*$")


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in euro; adds, subtracts and compares only with another Money.

    Raises `money.decimals` beyond a cent, `money.too_large` from a million million on.
    """

    euro: Decimal

    def __post_init__(self) -> None:
        if not isinstance(self.euro, Decimal):
            raise TypeError("Money holds a Decimal; use euro() for text and whole numbers")
        if not self.euro.is_finite() or abs(self.euro) >= LIMIT:
            raise ValueProblem("money.too_large")
        cents = self.euro.quantize(CENT, ROUND_HALF_UP)
        if cents != self.euro:
            raise ValueProblem("money.decimals")
        object.__setattr__(self, "euro", cents + 0)  # + 0: minus nothing is nothing

    @classmethod
    def parse(cls, text: str) -> Self:
        """The amount people type: `1.234,50`, `1 234,50 €`, `€ 1,234.50`, `EUR 1234.5`.

        `1.234` is one thousand and more, as in Belgium; `1,234` could be either and is refused.
        Raises `money.empty`, `.characters`, `.decimals`, `.ambiguous`, `.too_large`.
        """
        if len(text) > _LONGEST_TEXT:
            raise ValueProblem("money.too_large")
        written = " ".join(text.translate(_MINUS).split())
        if not written:
            raise ValueProblem("money.empty")
        found = _WRITTEN.fullmatch(written)
        if found is None:
            beyond = _BEYOND_A_CENT.search(written)
            raise ValueProblem("money.decimals" if beyond else "money.characters")
        minus, whole, thousands = found["minus"] + found["inner_minus"], found["whole"], found["thousands"]
        if len(minus) > 1 or (thousands and thousands == found["point"]):
            raise ValueProblem("money.characters")
        if thousands == "," and whole.count(",") == 1 and not found["point"]:
            raise ValueProblem("money.ambiguous")
        units = whole.replace(thousands, "") if thousands else whole
        return cls(Decimal(f"{minus}{units}.{found['cents'] or '0'}"))

    def __add__(self, other: Money) -> Money:
        return Money(self.euro + other.euro) if isinstance(other, Money) else NotImplemented

    def __sub__(self, other: Money) -> Money:
        return Money(self.euro - other.euro) if isinstance(other, Money) else NotImplemented

    def __mul__(self, times: int) -> Money:
        return Money(self.euro * times) if type(times) is int else NotImplemented

    __rmul__ = __mul__

    def __neg__(self) -> Money:
        return Money(-self.euro)

    def __abs__(self) -> Money:
        return Money(abs(self.euro))

    def __bool__(self) -> bool:
        return bool(self.euro)

    def __str__(self) -> str:
        return f"{self.euro:.2f}"


NOTHING = Money(Decimal(0))
"""€ 0.00: where a sum begins, `sum(amounts, NOTHING)`."""


def euro(amount: str | Decimal | int) -> Money:
    """The amount as Money: text as people type it, or an exact number; raises as `Money.parse`."""
    if isinstance(amount, str):
        return Money.parse(amount)
    if isinstance(amount, Decimal):
        return Money(amount)
    if type(amount) is not int:
        raise TypeError("an amount is text, a Decimal or a whole number, never a float")
    return Money(Decimal(amount))


def rounded(amount: Decimal) -> Money:
    """The amount to the cent, half up, away from zero."""
    if not amount.is_finite() or abs(amount) >= LIMIT:
        raise ValueProblem("money.too_large")
    return Money(amount.quantize(CENT, ROUND_HALF_UP))


def vat_of(net: Money, rate: Decimal) -> Money:
    """VAT on a net amount at `rate` percent."""
    return rounded(net.euro * rate / 100)


def gross_of(net: Money, rate: Decimal) -> Money:
    """What the customer pays for a net amount, VAT at `rate` percent in it."""
    return net + vat_of(net, rate)


def net_of(gross: Money, rate: Decimal) -> Money:
    """The part of a gross amount that isn't VAT at `rate` percent; VAT is the rest, so nothing is lost."""
    return rounded(gross.euro * 100 / (100 + rate))
