"""Countries as lists write them: codes of two or three letters, and names in English, Dutch or French.

Names and codes are Unicode's (CLDR, by babel); what lists write otherwise stands here. '' is what means no country
of today: unknown, stateless, one that fell apart.
Source: names of the United Nations' terminology (UNTERM); ISO 3166-3 for codes of former countries.
"""

from __future__ import annotations

import re
import unicodedata
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
_WORDS = re.compile(r"[^\w]+")
# As the United Nations and the Union call them, where that isn't how Unicode does.
_OTHERWISE = """
Bolivia (Plurinational State of) BO|Bosnia and Herzegovina BA|Brunei Darussalam BN|Burma MM|Myanmar MM
Cabo Verde CV|Cape Verde CV|Congo CG|Republic of the Congo CG|Congo (Brazzaville) CG|Congo, Republic of CG
Democratic Republic of the Congo CD|Congo, Democratic Republic of CD|DR Congo CD|DRC CD
Congo (Kinshasa) CD|Zaire CD
Cote d'Ivoire CI|Ivory Coast CI|Czech Republic CZ|Swaziland SZ|Holy See VA|Vatican VA|Vatican City State VA
Democratic People's Republic of Korea KP|Korea, Democratic People's Republic of KP|DPRK KP|Korea, North KP
Republic of Korea KR|Korea, Republic of KR|Korea, South KR|Hong Kong HK|Hong Kong SAR HK|Macao MO|Macau MO
Iran (Islamic Republic of) IR|Iran, Islamic Republic of IR|Islamic Republic of Iran IR
Lao People's Democratic Republic LA|Lao PDR LA|Libyan Arab Jamahiriya LY|State of Libya LY|Macedonia MK
Former Yugoslav Republic of Macedonia MK|Micronesia (Federated States of) FM|Federated States of Micronesia FM
Republic of Moldova MD|Moldova, Republic of MD|Netherlands (Kingdom of the) NL|Kingdom of the Netherlands NL
Palestine PS|State of Palestine PS|Palestinian Territory PS|Occupied Palestinian Territory PS
Palestinian Territory, Occupied PS|Gaza PS|Russian Federation RU|People's Republic of China CN|Great Britain GB
Saint Barthelemy BL|Saint Helena SH|Saint Kitts and Nevis KN|Saint Lucia LC|Saint Martin MF|St Maarten SX
Saint Pierre and Miquelon PM|Saint Vincent and the Grenadines VC|Sao Tome and Principe ST|South Sudan SS
Syrian Arab Republic SY|Taiwan, Province of China TW|Tanzania, United Republic of TZ|East Timor TL
United Republic of Tanzania TZ|Trinidad and Tobago TT|Turkey TR|Turkiye TR|Republic of Turkey TR
United Arab Emirates UAE AE|United Kingdom of Great Britain and Northern Ireland GB|UK GB|England GB|Scotland GB
United States of America US|USA US|Venezuela (Bolivarian Republic of) VE|Bolivarian Republic of Venezuela VE
Viet Nam VN|Socialist Republic of Viet Nam VN|Kosovo XK|Republic of Kosovo XK|Yemen Arab Republic YE|EL GR|KOS XK
Islamic Republic of Afghanistan AF|Republic of Iraq IQ|Republic of Belarus BY|Byelorussia BY|Republic of Serbia RS
Federal Republic of Germany DE|Kingdom of Belgium BE|Kingdom of Saudi Arabia SA|Republic of the Sudan SD
"""


@lru_cache(maxsize=4_096)
def country_of(text: str) -> str | None:
    """The ISO 3166-1 alpha-2 code; '' for what means none, None for what isn't known. Parts of countries
    (`gb-sct`) count as the country."""
    known = _known()
    told = text.strip().casefold()
    if len(told) in (2, 3) and (found := known.get(told)) is not None:
        return found
    told = _folded(text[:200])
    if not told or told in _NONE:
        return NO_COUNTRY
    if (found := known.get(told)) is not None:
        return found
    head = told.split(" ")[0]
    if len(told) <= 8 and len(head) == 2 and (found := known.get(head)) is not None:
        return found
    if len(told) == 4 and told.isalpha():  # ISO 3166-3: the former code of two letters stands first
        return known.get(told[:2])
    return None


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
