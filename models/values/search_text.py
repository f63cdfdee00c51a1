"""What somebody typed in the search field, read as everything it may be: words, a number, a reference.

Convention: a text that may hold a national number, also a mistyped one, is `secret`: it stands in no address.
What a word or number is looked up in is each domain's; nothing here knows a table.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Self

from models.values.enterprise_number import EnterpriseNumber
from models.values.national_number import NationalNumber
from models.values.ovo import OvoCode
from models.values.problem import ValueProblem

LONGEST = 200
MOST_WORDS = 6
_NUMBER = re.compile(r"(?<![0-9])[0-9](?:[ .\-–/]{0,2}[0-9]){10}(?![0-9])", re.ASCII)
_MASKED = re.compile(r"([0-9]{2})[.\-/ ]?([0-9]{2})[.\-/ ]?([0-9]{2})[\-– ]*[*xX•.\-–]*", re.ASCII)
_REFERENCE = re.compile(r"[0-9a-f]{8}", re.ASCII)
_CASE = re.compile(r"[cC][ \-–]?([0-9]{1,12})", re.ASCII)
_ACCOUNT = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+|[A-Za-z][A-Za-z0-9._-]{5,63}", re.ASCII)
_ENOUGH_TO_HIDE = 7


@dataclass(frozen=True, slots=True, repr=False)
class SearchText:
    """One text, read in every way that fits it; `words` are left as typed, case and accents fold where they
    are compared. `masked` is a national number as lists show it, `85.07.30-***.**`; `account` what could be the
    username or the address of one. `typed` is the text itself, but for one that holds a national number.
    """

    words: tuple[str, ...] = ()
    national: NationalNumber | None = None
    masked: str | None = None
    enterprise: str | None = None
    ovo: str | None = None
    reference: str | None = None
    case_id: int | None = None
    account: str | None = None
    secret: bool = False
    typed: str = field(default="", compare=False)

    @classmethod
    def read(cls, text: str) -> Self:
        """Reads whatever was typed; what lies past 200 letters, and more than six words, is left out."""
        plain = unicodedata.normalize("NFC", " ".join(text[:LONGEST].split()))
        number = _national_in(plain)
        if number is not None:
            return cls(national=number, secret=True)
        enterprise, ovo = _parsed(EnterpriseNumber, plain), _parsed(OvoCode, plain)
        if ovo is not None and not plain[:1].isalpha():
            ovo = None  # six bare digits are a birth date far more often
        masked, case = _MASKED.fullmatch(plain), _CASE.fullmatch(plain)
        reference = plain.lower() if _REFERENCE.fullmatch(plain.lower()) else None
        digits = sum(letter.isdigit() for letter in plain)
        public = enterprise or ovo or case or (reference and not reference.isdigit())
        return cls(
            words=() if masked or enterprise or ovo or case else _words(plain),
            masked="{}.{}.{}-***.**".format(*masked.groups()) if masked else None,
            enterprise=enterprise,
            ovo=ovo,
            reference=reference,
            case_id=int(case.group(1)) if case else None,
            account=plain.lower() if _ACCOUNT.fullmatch(plain) and not (enterprise or case) else None,
            secret=digits >= _ENOUGH_TO_HIDE and not public,
            typed=plain,
        )

    @property
    def empty(self) -> bool:
        """Whether there is nothing in it to look for."""
        return self == SearchText(secret=self.secret)

    def __repr__(self) -> str:
        return f"SearchText({len(self.words)} words)"


def _national_in(text: str) -> NationalNumber | None:
    found = _NUMBER.search(text)
    if found is None:
        return None
    try:
        return NationalNumber.parse(found.group().replace("–", "-"))
    except ValueProblem:
        return None


def _parsed(kind: type[EnterpriseNumber] | type[OvoCode], text: str) -> str | None:
    try:
        return kind.parse(text).digits
    except ValueProblem:
        return None


def _words(text: str) -> tuple[str, ...]:
    """Runs of letters and digits; every other sign only parts them."""
    told = "".join(
        letter if unicodedata.category(letter)[0] in "LM" or letter.isdecimal() else " " for letter in text
    )
    return tuple(told.split()[:MOST_WORDS])
