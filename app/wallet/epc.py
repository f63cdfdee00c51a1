"""The payment code of the European Payments Council (EPC069-12): what a banking app scans to fill in a transfer.

Pure. Version 002, in UTF-8, a SEPA credit transfer in euro. Belgian apps read the structured communication from
the line of the free text, with its plusses; the line for a structured reference is for ISO 11649, another kind.
"""

from __future__ import annotations

from io import BytesIO

import segno

from app.wallet.transfers import HouseAccount
from models.values import NOTHING, Money, StructuredReference

MOST_BYTES = 331
LONGEST_NAME = 70
_BIGGEST = 13
"""The largest of codes that the guideline allows: 69 modules wide."""


def payload(account: HouseAccount, amount: Money, reference: StructuredReference) -> str:
    """The lines of the code. Raises ValueError for what doesn't fit in one, such as too long a name."""
    name = " ".join(account.name.split())
    if not name or len(name) > LONGEST_NAME:
        raise ValueError(f"the name of the account has 1 to {LONGEST_NAME} letters")
    if amount <= NOTHING:
        raise ValueError("an amount above zero")
    lines = (
        "BCD",
        "002",
        "1",
        "SCT",
        account.bic,
        name,
        account.iban.digits,
        f"EUR{amount}",
        "",
        "",
        str(reference),
    )
    told = "\n".join(lines)
    if len(told.encode()) > MOST_BYTES:
        raise ValueError(f"a payment code has at most {MOST_BYTES} bytes")
    return told


def _code(told: str) -> segno.QRCode:
    made = segno.make(told, error="m", micro=False, encoding="utf-8", mode="byte", boost_error=False)
    if not isinstance(made.version, int) or made.version > _BIGGEST:
        raise ValueError("a payment code is at most of version 13")
    return made


def modules(told: str) -> list[list[int]]:
    """Row by row, 1 for dark."""
    return [list(row) for row in _code(told).matrix]


def as_svg(told: str) -> str:
    """For a page: an svg element without size, style or script; what it says in words stands beside it."""
    file = BytesIO()
    _code(told).save(file, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=4, light="#fff", nl=False)
    return file.getvalue().decode()


def as_png(told: str) -> bytes:
    """For a mail or a download: eight pixels a module, with the quiet zone around it."""
    file = BytesIO()
    _code(told).save(file, kind="png", scale=8, border=4)
    return file.getvalue()
