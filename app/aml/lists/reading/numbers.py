"""Numbers of documents and registers, as they are compared: capitals, letters and digits only."""

from __future__ import annotations

import re
import unicodedata

from models.values import Identifier, IdentifierKind

_SHORTEST, _LONGEST = 3, 60
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_CALLED = re.compile(r"^\s*(?:[^\W\d]+[\s.]+)*(?:no|nr|number|num[ée]ro|ssn)\b[\s.:°º]*(?=.*\d)", re.IGNORECASE)
_SIGNS = re.compile(r"[^0-9A-Z]+")
# The codes of the Union's database, which the Belgian list writes too.
_EUROPEAN = {
    "passport": IdentifierKind.PASSPORT,
    "id": IdentifierKind.IDENTITY_CARD,
    "ssn": IdentifierKind.NATIONAL,
    "nrn": IdentifierKind.NATIONAL,
    "fiscalcode": IdentifierKind.TAX,
    "regnumber": IdentifierKind.REGISTRATION,
    "tradelic": IdentifierKind.REGISTRATION,
    "imo": IdentifierKind.VESSEL,
}


def european_kind(code: str | None) -> IdentifierKind:
    """What a number is by the code of its kind; other kinds (a driving licence) are just numbers."""
    return _EUROPEAN.get((code or "").strip().casefold(), IdentifierKind.OTHER)


def identifier(kind: IdentifierKind, written: str, country: str = "") -> Identifier | None:
    """The number, without what stands beside it in brackets or says what it is; None when no number is left."""
    plain = _CALLED.sub("", _ASIDE.sub(" ", written[: _LONGEST * 5]))
    if plain.isascii():
        number = _SIGNS.sub("", plain.upper())
    else:
        number = "".join(_letter(one) for one in unicodedata.normalize("NFKC", plain).upper() if one.isalnum())
    if kind is IdentifierKind.VESSEL:
        number = number.removeprefix("IMO")
    if not _SHORTEST <= len(number) <= _LONGEST or not any(map(str.isdigit, number)):
        return None
    return Identifier(kind, number, country)


def _letter(one: str) -> str:
    """Digits of every script as 0–9."""
    return one if one.isascii() else str(unicodedata.decimal(one, one))
