"""The peoples whose names stand on lists of sanctions and of politically exposed persons, each with its share.

The shares follow what public lists hold, roughly: Russia and the Arab world first, Belgium's neighbours for a few
in a hundred.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import accumulate
from typing import Any

from benchmarks.listed import alphabets, asian, semitic
from benchmarks.listed.cultures import Culture, Spell
from benchmarks.listed.tables import table
from benchmarks.listed.words import known, words

_MEN, _WOMEN, _FAMILIES = "first_names_male", "first_names_female", "last_names"
_BY_SEX = ("last_names_male", "last_names_female")
_LATIN = {
    "german": (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")),
    "turkish": (("ş", "sh"), ("ç", "ch"), ("ğ", "gh"), ("ı", "i"), ("ü", "u"), ("ö", "o"), ("ş", "sch")),
    "azeri": (("ə", "a"), ("x", "kh"), ("c", "j"), ("ş", "sh"), ("ç", "ch"), ("ğ", "gh"), ("q", "g"), ("ı", "i")),
    "uzbek": (("x", "kh"), ("o‘", "u"), ("q", "k"), ("j", "zh"), ("’", "")),
    "indian": (
        ("aa", "a"), ("ee", "i"), ("oo", "u"), ("w", "v"), ("v", "w"), ("sh", "s"), ("th", "t"), ("ph", "f"),
        ("ksh", "x"), ("z", "j"), ("chh", "ch"), ("ya", "ia"), ("dd", "d"), ("ck", "k"),
    ),
}  # fmt: skip


def _by_scheme(schemes: tuple[alphabets.Scheme, ...]) -> Spell:
    @lru_cache(maxsize=50_000)
    def ways(word: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one(word).replace("ʹ", "'") for one in schemes))

    return ways


def _latin(habits: str = "") -> Spell:
    pairs = _LATIN.get(habits, ())

    @lru_cache(maxsize=50_000)
    def ways(word: str) -> tuple[str, ...]:
        low = word.lower()
        each = [alphabets.capitals(low.replace(old, new)) for old, new in pairs if old in low]
        return tuple(dict.fromkeys((word, alphabets.bare(word), *(alphabets.bare(one) for one in each))))

    return ways


def _by_table(*tables: Mapping[str, tuple[str, ...]]) -> Spell:
    return {word: ways for table in tables for word, ways in table.items()}.__getitem__


def _heard(word: str) -> tuple[str, ...]:
    return (word, *semitic.spelled_otherwise(word))


def _same(word: str) -> str:
    return word


def _people(
    code: str,
    share: float,
    countries: str,
    locale: str,
    ways: Spell,
    lists: tuple[str, ...] = (_MEN, _WOMEN, _FAMILIES),
    tail: float = 0.35,
    **more: Any,
) -> Culture:
    """Of a locale of faker; `lists` are its lists of men's and women's given names and of families (of women)."""
    men, women, *families = lists
    return Culture(
        code,
        share,
        tuple(countries.split()),
        words(known(locale, men), 0.05, code + men),
        words(known(locale, women), 0.05, code + women),
        words(known(locale, families[0]), tail, code + families[0]),
        words(known(locale, families[-1]), tail, code + families[-1]),
        ways,
        **more,
    )


def _of_fathers(locale: str) -> Any:
    return words(known(locale, "middle_names_male")), words(known(locale, "middle_names_female"))


def _written(
    code: str, share: float, countries: str, tables: tuple[Mapping[str, tuple[str, ...]], ...], **more: Any
) -> Culture:
    """Of tables of men's, women's and family names, each with its ways in Latin."""
    men, women, families = (words(list(table), seed=code + str(at)) for at, table in enumerate(tables))
    return Culture(
        code, share, tuple(countries.split()), men, women, families, families, _by_table(*tables), _same, **more
    )


def _slavic() -> list[Culture]:
    by_sex = (_MEN, _WOMEN, *_BY_SEX)
    russian, ukrainian = _of_fathers("ru_RU"), _of_fathers("uk_UA")
    return [
        _people("russian", 17, "RU RU RU RU BY KZ", "ru_RU", _by_scheme(alphabets.RUSSIAN), by_sex,
                letters=_same, fathers=russian, second=0.85),
        _people("ukrainian", 5, "UA UA UA RU", "uk_UA", _by_scheme(alphabets.UKRAINIAN), by_sex,
                letters=_same, fathers=ukrainian, second=0.8),
        _people("bulgarian", 1.5, "BG", "bg_BG", _by_scheme(alphabets.BULGARIAN), by_sex, letters=_same),
        _people("serbian", 3, "RS BA HR ME", "hr_HR", _by_scheme(alphabets.SERBIAN),
                letters=alphabets.TO_SERBIAN_CYRILLIC, second=0.0),
        _people("polish", 2.5, "PL", "pl_PL", _latin(), (_MEN, _WOMEN, "unisex_last_names")),
    ]  # fmt: skip


def _middle_east() -> list[Culture]:
    arabic = (table("arabic_men"), table("arabic_women"), semitic.arabic_families())
    persian = (table("persian_men"), table("persian_women"), semitic.persian_families())
    hebrew = (table("hebrew_men"), table("hebrew_women"), table("hebrew_families"))
    return [
        _written("arabic", 11, "IQ SY LB YE LY EG SA JO PS SD AE TN", arabic, pattern="arabic"),
        _people("maghreb", 3, "DZ MA TN", "fr_DZ", _heard, letters=semitic.in_arabic, second=0.1),
        _written("persian", 6, "IR IR IR AF", persian, second=0.05),
        _written("hebrew", 1.5, "IL", hebrew),
        _people("turkish", 3, "TR", "tr_TR", _latin("turkish")),
        _people("azeri", 1, "AZ", "az_AZ", _latin("azeri"), (_MEN, _WOMEN, *_BY_SEX), second=0.0),
        _people("uzbek", 1, "UZ TJ TM", "uz_UZ", _latin("uzbek"), (_MEN, _WOMEN, *_BY_SEX), second=0.0),
        _people("georgian", 1.5, "GE", "ka_GE", _by_scheme(alphabets.GEORGIAN), letters=_same, second=0.0),
        _people("armenian", 1.5, "AM RU", "hy_AM", _by_scheme(alphabets.ARMENIAN), letters=_same, second=0.0),
        _people(
            "greek", 2, "GR CY", "el_GR", _by_scheme(alphabets.GREEK), (_MEN, _WOMEN, *_BY_SEX), letters=_same
        ),
    ]


def _asian() -> list[Culture]:
    chinese = (asian.chinese_given(), asian.chinese_given(), asian.chinese_families())
    korean = tuple(asian.korean_given(list(known("ko_KR", one))) for one in (_MEN, _WOMEN))
    japanese = (asian.japanese("given"), asian.japanese("given"), asian.japanese("families"))
    muslim = ("first_names", "first_names", _FAMILIES)
    return [
        _written("chinese", 6, "CN CN CN HK TW", chinese, family_first=True, second=0.0),
        _written("korean", 3, "KP KP KR", (*korean, table("korean_families")), family_first=True, second=0.0),
        _written("japanese", 1.5, "JP", japanese, second=0.0),
        _people("vietnamese", 1, "VN", "vi_VN", _latin(), family_first=True, second=0.9, tail=0.0),
        _people("indonesian", 1.5, "ID MY", "id_ID", _latin("indian"), (_MEN, _WOMEN, *_BY_SEX)),
        _people("indian", 4, "IN NP LK", "en_IN", _latin("indian")),
        _people("pakistani", 3.5, "PK AF BD", "en_PK", _heard, muslim, second=0.4),
    ]


def _western() -> list[Culture]:
    return [
        _people("spanish", 5, "ES VE CU NI", "es_ES", _latin(), second=0.4, pattern="iberian"),
        _people("colombian", 3, "CO MX PE", "es_CO", _latin(), second=0.4, pattern="iberian"),
        _people("portuguese", 2.5, "BR PT AO MZ", "pt_BR", _latin(), second=0.3, pattern="iberian"),
        _people("french", 3, "FR FR CD CI", "fr_FR", _latin(), second=0.35),
        _people("walloon", 0.4, "BE", "fr_BE", _latin(), second=0.3),
        _people("flemish", 0.6, "BE", "nl_BE", _latin(), second=0.3),
        _people("dutch", 0.8, "NL", "nl_NL", _latin(), second=0.3),
        _people("german", 2.5, "DE AT CH", "de_DE", _latin("german"), second=0.25),
        _people("english", 4, "GB US AU ZA", "en_US", _latin(), second=0.4),
        _people("italian", 2.5, "IT", "it_IT", _latin()),
        _people("romanian", 1.2, "RO MD", "ro_RO", _latin()),
        _people("hungarian", 1.2, "HU", "hu_HU", _latin(), family_first=True),
    ]


def _african() -> list[Culture]:
    return [
        _people("yoruba", 1.5, "NG", "yo_NG", _latin(), second=0.5),
        _people("hausa", 0.8, "NG NE ML", "ha_NG", _heard, second=0.4),
        _people("igbo", 0.8, "NG", "ig_NG", _latin(), second=0.4),
        _people("ghanaian", 1, "GH", "tw_GH", _latin(), second=0.5),
        _people("kenyan", 1.5, "KE TZ UG SO", "en_KE", _heard, second=0.6),
    ]


@cache
def peoples() -> tuple[Culture, ...]:
    """All of them; a second or two the first time."""
    return (*_slavic(), *_middle_east(), *_asian(), *_western(), *_african())


@cache
def _sums() -> list[float]:
    return list(accumulate(one.share for one in peoples()))


def drawn(chance: random.Random) -> Culture:
    """A people, as often as its share says."""
    return chance.choices(peoples(), cum_weights=_sums())[0]


@cache
def people(code: str) -> Culture:
    """The one of that code."""
    return next(one for one in peoples() if one.code == code)
