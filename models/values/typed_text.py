"""Text as people paste it: spaces of every kind, dots, long dashes, small letters.

Convention: separators are dropped and letters are capitals; what is left is never quoted in a problem,
since it may be somebody's national number. What a number means lives with that number.
"""

from __future__ import annotations

from stdnum.util import clean, isdigits

from models.values.problem import ValueProblem

LONGEST = 200


def compact(text: str, kind: str, separators: str = ".-") -> str:
    """The text in capitals without white space and `separators`.

    Raises `<kind>.length` when the text is longer than any way of writing a number.
    """
    if len(text) > LONGEST:
        raise ValueProblem(f"{kind}.length", found=str(len(text)))
    return str(clean("".join(text.split()), separators)).upper()


def require_digits(digits: str, kind: str, length: int) -> None:
    """Nothing but `length` of the digits 0–9; `<kind>.characters` or `<kind>.length` otherwise."""
    if digits and not isdigits(digits):
        raise ValueProblem(f"{kind}.characters")
    if len(digits) != length:
        raise ValueProblem(f"{kind}.length", expected=str(length), found=str(len(digits)))
