"""Countries by name, in the reader's language; and back, from what people type in any of the three.

Names come from the Unicode repository of locale facts, codes are ISO 3166-1 alpha-2, and XK for Kosovo.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from babel import Locale

from views.labels import LANGUAGES, language

# Codes of that repository that are no country's, or only a part of one that has its own.
_NO_COUNTRY = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})
_ALSO = {
    "holland": "NL",
    "uk": "GB",
    "england": "GB",
    "engeland": "GB",
    "angleterre": "GB",
    "usa": "US",
    "vs": "US",
    "amerika": "US",
    "birma": "MM",
    "burma": "MM",
    "wit rusland": "BY",
    "ivory coast": "CI",
    "congo kinshasa": "CD",
    "congo brazzaville": "CG",
}


@cache
def countries_in(code: str) -> dict[str, str]:
    """Every country's name by its code, sorted by name as that language sorts without accents."""
    told = Locale.parse(code).territories
    found = [(one, str(name)) for one, name in told.items() if _is_country(one)]
    return dict(sorted(found, key=lambda one: _folded(one[1])))


def countries() -> dict[str, str]:
    return countries_in(language())


def country_name(code: str) -> str:
    """What the reader calls it; the code itself for one nobody knows."""
    return countries().get(code, code)


def country_of(text: str) -> str | None:
    """The code of what somebody typed: a name in any of the three languages, or the code; None for neither."""
    return _known().get(_folded(text))


@cache
def _known() -> dict[str, str]:
    found = {_folded(name): code for one in LANGUAGES for code, name in countries_in(one).items()}
    return {**_ALSO, **found, **{code.lower(): code for code in countries_in("en")}}


def _is_country(code: str) -> bool:
    return len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY


def _folded(text: str) -> str:
    plain = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return " ".join("".join(one if one.isalnum() else " " for one in plain.lower()).split())
