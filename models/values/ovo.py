"""OVO codes: what the Flemish government calls each local government, `OVO001234`.

Convention: `digits` is the stored form, with its three letters; there are no check digits. Which
government it names is in the organisations' table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from models.values.problem import ValueProblem
from models.values.typed_text import compact

_SHAPE = re.compile(r"OVO[0-9]{6}")


@dataclass(frozen=True, slots=True)
class OvoCode:
    """OVO and six digits; raises `ovo_code.shape`."""

    digits: str

    def __post_init__(self) -> None:
        if not _SHAPE.fullmatch(self.digits):
            raise ValueProblem("ovo_code.shape")

    @classmethod
    def parse(cls, text: str) -> Self:
        """The code as typed: small letters, spaces, and the letters left out, are fine."""
        written = compact(text, "ovo_code")
        return cls(f"OVO{written}" if written[:1].isdecimal() else written)

    def masked(self) -> str:
        """As shown: an OVO code is public."""
        return self.digits

    def __str__(self) -> str:
        return self.digits
