"""The number of a person: national register number, or BIS number for who isn't in the register.

Convention: `digits` (eleven) is stored, encrypted; `str()` is for the few screens that must show it in
full; `masked()` is for everything else, and `repr()` is masked too, so that no log can leak it.
Source: IBZ, composition of the national register number (IT 000); python-stdnum `be.nn`, `be.bis`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Self

from stdnum.be import bis, nn, ssn
from stdnum.exceptions import InvalidChecksum, ValidationError

from models.values.enums import Sex
from models.values.problem import ValueProblem
from models.values.typed_text import compact, require_digits


@dataclass(frozen=True, slots=True, repr=False)
class NationalNumber:
    """Eleven digits that can belong to a person.

    Raises `national_number.characters`, `.length` (expected, found), `.check_digits`, `.date` (masked).
    Someone born from 2000 on is recognised by the check digits, never in a year still to come.
    """

    digits: str

    def __post_init__(self) -> None:
        require_digits(self.digits, "national_number", 11)
        try:
            ssn.validate(self.digits)
        except InvalidChecksum:
            raise ValueProblem("national_number.check_digits") from None
        except ValidationError:
            if not self.digits.strip("0"):
                raise ValueProblem("national_number.check_digits") from None
            raise ValueProblem("national_number.date", masked=self.masked()) from None

    @classmethod
    def parse(cls, text: str) -> Self:
        """The number as typed or pasted: with or without dots, spaces, dashes."""
        return cls(compact(text, "national_number", ".-/"))

    @property
    def is_bis(self) -> bool:
        """Whether it is a BIS number: 20 or 40 was added to the month."""
        return int(self.digits[2:4]) >= 20

    @property
    def birth_date(self) -> date | None:
        """Birth date, when the number tells year, month and day."""
        return nn.get_birth_date(self.digits)

    @property
    def birth_year(self) -> int | None:
        """Year of birth, when the number tells it."""
        return nn.get_birth_year(self.digits)

    @property
    def sex(self) -> Sex | None:
        """Sex, when the number tells it: not in a BIS number made with 20."""
        told = bis.get_gender(self.digits) if self.is_bis else nn.get_gender(self.digits)
        return {"M": Sex.MALE, "F": Sex.FEMALE, None: None}[told]

    def masked(self) -> str:
        """Birth part only: `85.07.30-***.**`."""
        return f"{nn.format(self.digits)[:8]}-***.**"

    def __str__(self) -> str:
        return str(nn.format(self.digits))

    def __repr__(self) -> str:
        return f"NationalNumber({self.masked()!r})"
