"""Numbers of the business register: enterprises, and the establishment units where they work.

Convention: `digits` (ten) is stored, `str()` shown with dots. The two check digits are exactly
97 − (first eight mod 97); stdnum also accepts that number plus or minus 97, the register doesn't give it.
Source: Crossroads Bank for Enterprises, structure of the enterprise number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from models.values.problem import ValueProblem
from models.values.typed_text import compact, require_digits

_PREFIX = re.compile(r"^(?:BTW|TVA|VAT)?:?(?:BE)?(?=[0-9])")


@dataclass(frozen=True, slots=True)
class EnterpriseNumber:
    """Ten digits that begin with 0 or 1.

    Raises `enterprise_number.characters`, `.length`, `.first_digit`, `.check_digits`.
    """

    digits: str

    def __post_init__(self) -> None:
        _verify(self.digits, "enterprise_number", "01")

    @classmethod
    def parse(cls, text: str) -> Self:
        """The number as typed or pasted: with or without BE, BTW, TVA, dots; nine digits get their 0."""
        digits = _PREFIX.sub("", compact(text, "enterprise_number", ".-/"))
        return cls(f"0{digits}" if len(digits) == 9 else digits)

    @property
    def vat(self) -> str:
        """As VAT number, `BE0123456749`; whether the enterprise pays VAT is another question."""
        return f"BE{self.digits}"

    def masked(self) -> str:
        """As shown: an enterprise number is public."""
        return str(self)

    def __str__(self) -> str:
        return f"{self.digits[:4]}.{self.digits[4:7]}.{self.digits[7:]}"


@dataclass(frozen=True, slots=True)
class EstablishmentNumber:
    """Ten digits that begin with 2 to 8.

    Raises `establishment_number.characters`, `.length`, `.first_digit`, `.check_digits`.
    """

    digits: str

    def __post_init__(self) -> None:
        _verify(self.digits, "establishment_number", "2345678")

    @classmethod
    def parse(cls, text: str) -> Self:
        """The number as typed or pasted, with or without dots."""
        return cls(compact(text, "establishment_number", ".-/"))

    def masked(self) -> str:
        """As shown: an establishment number is public."""
        return str(self)

    def __str__(self) -> str:
        return f"{self.digits[0]}.{self.digits[1:4]}.{self.digits[4:7]}.{self.digits[7:]}"


def _verify(digits: str, kind: str, first_digits: str) -> None:
    require_digits(digits, kind, 10)
    if digits[0] not in first_digits:
        raise ValueProblem(f"{kind}.first_digit", found=digits[0], expected=first_digits)
    if int(digits[8:]) != 97 - int(digits[:8]) % 97:
        raise ValueProblem(f"{kind}.check_digits")
