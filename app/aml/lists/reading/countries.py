"""Countries as lists write them: codes of two or three letters, and names in English, Dutch or French.

Names and codes are Unicode's (CLDR, by babel); what lists write otherwise stands here. '' is what means no country
of today: unknown, stateless, one that fell apart.
Source: names of the United Nations' terminology (UNTERM); ISO 3166-3 for codes of former countries.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

from babel import Locale
from babel.core import get_global

NO_COUNTRY = ""
_NOT_COUNTRIES = frozenset(("EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "XX"))
_NONE = (
    *("00", "unknown", "not known", "stateless", "none", "n a", "other", "global", "international"),
    *("european union", "united nations", "soviet union", "ussr", "yugoslavia", "serbia and montenegro"),
    *("czechoslovakia", "netherlands antilles"),
)
# Codes of four letters, of which the first two were the country's.
_FORMER = frozenset(
    (
        *("anhh", "bumm", "cshh", "csxx", "ctki", "ddde", "dybj", "fqhh", "fxfr", "hvbf", "jtum", "mium", "nhvu"),
        *("nqaq", "nthh", "pchh", "puum", "pzpa", "rhzw", "suhh", "tptl", "vdvn", "wkum", "ydye", "yucs", "zrcd"),
    )
)
_WORDS = re.compile(r"[^\w]+")
_PART = re.compile(r"([a-z]{2})-[a-z0-9]{2,4}")
_STATE = re.compile(
    r"(?:(?:(?:islamic|federal|federated|socialist|bolivarian|plurinational|united|people s|democratic|arab|"
    r"former|yugoslav|co operative|eastern) )*"
    r"(?:republic|kingdom|states?|commonwealth|principality|sultanate|union) of )+"
)
# As the United Nations and the Union call them, where that isn't how Unicode does.
_OTHERWISE = """
Bosnia and Herzegovina BA|Brunei Darussalam BN|Burma MM|Myanmar MM|Cabo Verde CV|Cape Verde CV|Macedonia MK
Congo CG|Republic of the Congo CG|Congo (Brazzaville) CG|Congo Brazzaville CG|Democratic Republic of the Congo CD
DR Congo CD|DRC CD|Congo (Kinshasa) CD|Zaire CD|Cote d'Ivoire CI|Ivory Coast CI|Czech Republic CZ|Swaziland SZ
Holy See VA|Vatican VA|Vatican City State VA|Democratic People's Republic of Korea KP|DPRK KP|Republic of Korea KR
Hong Kong HK|Hong Kong SAR HK|Macao MO|Macau MO|Lao People's Democratic Republic LA|Lao PDR LA
Libyan Arab Jamahiriya LY|Palestine PS|Palestinian Territory PS|Palestinian Territory, Occupied PS|Gaza PS
Occupied Palestinian Territory PS|West Bank PS|Russian Federation RU|Republic of China TW
Province of China Taiwan TW
Great Britain GB|England GB|Scotland GB|Wales GB|Northern Ireland GB|UK GB|EL GR|KOS XK|USA US|UAE AE
United Kingdom of Great Britain and Northern Ireland GB|United States of America US|Saint Barthelemy BL
Saint Helena SH|Saint Kitts and Nevis KN|Saint Lucia LC|Saint Martin MF|St Maarten SX|Saint Pierre and Miquelon PM
Saint Vincent and the Grenadines VC|Sao Tome and Principe ST|Syrian Arab Republic SY|East Timor TL|Turkey TR
Trinidad and Tobago TT|Turkiye TR|Viet Nam VN|Yemen Arab Republic YE|Byelorussia BY|Antigua and Barbuda AG
Virgin Islands (British) VG|Virgin Islands (US) VI|Virgin Islands, British VG|Falkland Islands (Malvinas) FK
"""


@lru_cache(maxsize=4_096)
def country_of(text: str) -> str | None:
    """The ISO 3166-1 alpha-2 code; '' for what means none, None for what isn't known. Parts of countries
    (`gb-sct`) count as the country."""
    known = _known()
    told = text.strip()[:200]
    if len(told) in (2, 3) and (found := known.get(told.casefold())) is not None:
        return found
    if part := _PART.fullmatch(told):
        return known.get(part[1])
    for spelling in _spellings(told):
        if not spelling or spelling in _NONE:
            return NO_COUNTRY
        if (found := known.get(spelling)) is not None:
            return found
    return known.get(told[:2].casefold()) if told.casefold() in _FORMER else None


def _spellings(told: str) -> Iterator[str]:
    """Whole; without what stands in brackets; turned round at its comma (`Iran, Islamic Republic of`); the first
    of two (`Burma/Myanmar`); and each without what kind of state it is."""
    plain = told.partition("(")[0] or told
    name, _, kind = plain.partition(",")
    for spelling in (told, plain, f"{kind} {name}", plain.partition("/")[0]):
        folded = _folded(spelling)
        yield folded
        if state := _STATE.match(folded):
            yield folded[state.end() :]


def _folded(text: str) -> str:
    """In small letters without accents, articles and signs: one blank between words."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("&", " and "))
    words = _WORDS.sub(" ", "".join(letter for letter in plain if not unicodedata.combining(letter))).split()
    return " ".join("saint" if word == "st" else word for word in words if word != "the")


@cache
def _known() -> dict[str, str]:
    """Every spelling, folded, and the code it means."""
    names: dict[str, str] = {}
    for language in ("fr", "nl", "en"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                names[_folded(name)] = names[code.casefold()] = NO_COUNTRY if code in _NOT_COUNTRIES else code
    for code, now in get_global("territory_aliases").items():
        if len(code) in (2, 3) and code.isalpha():
            names.setdefault(code.casefold(), now[0] if len(now) == 1 else NO_COUNTRY)
    for told in _OTHERWISE.strip().replace("\n", "|").split("|"):
        name, _, code = told.rpartition(" ")
        names[_folded(name)] = code
    return names
