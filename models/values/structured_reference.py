"""The structured communication of Belgian bank transfers, `+++ddd/dddd/ddddd+++`.

Convention: `digits` (twelve) is stored, `str()` shown with its plusses. Which payment it names is the
wallet's business. Source: Febelfin, OGM-VCS; python-stdnum `be.ogm_vcs`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from stdnum.be import ogm_vcs

from models.values.problem import ValueProblem
from models.values.typed_text import compact, require_digits

# a lookahead, so that a reference that begins inside a wrong candidate is still seen
_CANDIDATE = re.compile(r"(?<![0-9])(?=([0-9]{3})[\s./-]{0,2}([0-9]{4})[\s./-]{0,2}([0-9]{5})(?![0-9]))")


@dataclass(frozen=True, slots=True)
class StructuredReference:
    """Twelve digits, the last two the first ten modulo 97 (0 becomes 97).

    Raises `structured_reference.characters`, `.length`, `.check_digits`.
    """

    digits: str

    def __post_init__(self) -> None:
        require_digits(self.digits, "structured_reference", 12)
        if not _is_right(self.digits):
            raise ValueProblem("structured_reference.check_digits")

    @classmethod
    def parse(cls, text: str) -> Self:
        """The reference as typed: with or without plusses, stars, slashes, spaces."""
        return cls(compact(text, "structured_reference", "+*/.-"))

    @classmethod
    def make(cls, first_ten: int) -> Self:
        """The reference whose first ten digits are this number; raises ValueError beyond ten digits."""
        if not 0 <= first_ten < 10**10:
            raise ValueError("a structured reference has ten digits of its own")
        digits = f"{first_ten:010}"
        return cls(f"{digits}{ogm_vcs.calc_check_digits(digits)}")

    @classmethod
    def found_in(cls, text: str) -> tuple[Self, ...]:
        """The references with right check digits in free text: in order, each once, perhaps none.

        One number in 97 looks right by chance: only a single one that is known may credit anything.
        """
        candidates = ("".join(found.groups()) for found in _CANDIDATE.finditer(text))
        return tuple(dict.fromkeys(cls(digits) for digits in candidates if _is_right(digits)))

    def masked(self) -> str:
        """As shown: a reference says nothing of a person."""
        return str(self)

    def __str__(self) -> str:
        return f"+++{ogm_vcs.format(self.digits)}+++"


def _is_right(digits: str) -> bool:
    """As stdnum's check, without its cleaning of what is clean: statements have thousands of them."""
    return (int(digits[:10]) % 97 or 97) == int(digits[10:])
