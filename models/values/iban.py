"""Bank account numbers, of any country that has an IBAN.

Convention: `digits` is the stored form, letters included and nothing between; `str()` shows groups of
four; `repr()` is masked. Only the IBAN's own rules are checked: stdnum's list of Belgian bank codes is
behind reality and refuses accounts that exist (BE68 5390 0754 7034).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from stdnum import iban
from stdnum.exceptions import InvalidComponent, InvalidFormat, ValidationError

from models.values.problem import ValueProblem
from models.values.typed_text import compact

_SHAPE = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]+")
LONGEST = 34
SHORTEST = 15


@dataclass(frozen=True, slots=True, repr=False)
class Iban:
    """A bank account.

    Raises `iban.characters`, `.length`, `.check_digits`, `.country` (none), `.shape` (not this country's).
    """

    digits: str

    def __post_init__(self) -> None:
        if not SHORTEST <= len(self.digits) <= LONGEST:
            raise ValueProblem("iban.length", found=str(len(self.digits)))
        if not _SHAPE.fullmatch(self.digits):
            raise ValueProblem("iban.characters")
        try:
            iban.validate(self.digits, check_country=False)
        except InvalidComponent:
            raise ValueProblem("iban.country", country=self.country) from None
        except InvalidFormat:
            raise ValueProblem("iban.shape", country=self.country) from None
        except ValidationError:
            raise ValueProblem("iban.check_digits") from None
        if iban.calc_check_digits(self.digits) != self.digits[2:4]:  # 00, 01 and 99 pass modulo 97 too
            raise ValueProblem("iban.check_digits")

    @classmethod
    def parse(cls, text: str) -> Self:
        """The account as typed or pasted, with or without spaces, dots, dashes."""
        return cls(compact(text, "iban").removeprefix("IBAN").removeprefix(":"))

    @property
    def country(self) -> str:
        """Country of the bank, two capitals."""
        return self.digits[:2]

    def masked(self) -> str:
        """First and last four characters: `BE68 **** **** 7034`."""
        hidden = "*" * (len(self.digits) - 8)
        return _grouped(f"{self.digits[:4]}{hidden}{self.digits[-4:]}")

    def __str__(self) -> str:
        return _grouped(self.digits)

    def __repr__(self) -> str:
        return f"Iban({self.masked()!r})"


def _grouped(text: str) -> str:
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))
