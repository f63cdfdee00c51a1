"""The column that says who a row is about, in every list of people."""

from __future__ import annotations

from app.imports import cells
from app.imports.columns import Column
from models.values import NationalNumber, ValueProblem


def _number(cell: str) -> NationalNumber | None:
    """A national number; the noughts in front that a spreadsheet takes for nothing are put back."""
    text = cells.digits(cell)
    if not text:
        return None
    if text.isascii() and text.isdigit() and 8 <= len(text) < 11:
        try:
            return NationalNumber(text.zfill(11))
        except ValueProblem:
            pass
    return NationalNumber.parse(text)


NATIONAL_NUMBER = Column(
    "number", ("Rijksregisternummer", "Numéro de registre national", "National number"), _number,
    ("rijksregisternr", "rrn", "rrnr", "rr nummer", "insz", "insz nummer", "bis nummer", "bisnummer",
     "nationaal nummer", "niss", "numéro niss", "registre national", "n° de registre national",
     "numéro national", "n° national", "nrn", "numéro bis", "national register number", "ssin"),
    needed=True, filled=True, secret=True, examples=("79.04.02-998.47",) * 3,
)  # fmt: skip
