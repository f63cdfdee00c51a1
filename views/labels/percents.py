"""Parts of a whole as percentages, the way the reader writes them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from babel.numbers import format_decimal

from views.labels import language

_FEW, _MANY = "0.##", "0.######"


def percent(part: Fraction) -> str:
    """25,5 % in Dutch and French, 25.5% in English: two decimals at most, and more only where two would show a
    whole number that it isn't."""
    exact = part * 100
    shown = Decimal(exact.numerator) / Decimal(exact.denominator)
    pattern = _MANY if exact.denominator != 1 and round(shown, 2) == round(shown) else _FEW
    figures = format_decimal(shown, pattern, locale=language())
    return f"{figures}%" if language() == "en" else f"{figures}\N{NO-BREAK SPACE}%"
