"""Other alphabets in Latin letters, as states, libraries, newspapers and passports write them.

A scheme is a table of letters, longest first; `^` stands for the beginning of a word and `$` for its end. Tables
follow the published systems (BGN/PCGN, ISO 9, ICAO 9303, ELOT 743, the French, German and Dutch practice), without
their rare letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

Scheme = Callable[[str], str]


def _pairs(told: str) -> dict[str, str]:
    return {one.partition("=")[0]: one.partition("=")[2] for one in told.split()}


def scheme(*tables: str) -> Scheme:
    """Writes a name in another alphabet by tables of `letter=letters`; a later one goes before an earlier one."""
    pairs: dict[str, str] = {}
    for told in tables:
        pairs |= _pairs(told)
    found = re.compile("|".join(_pattern(one) for one in sorted(pairs, key=lambda one: (-len(one), one))))
    plain = {one.strip("^$"): to for one, to in pairs.items() if not set(one) & set("^$")}
    edges = {one: to for one, to in pairs.items() if set(one) & set("^$")}

    def letters(hit: re.Match[str]) -> str:
        seen, text = hit.group(), hit.string
        first = hit.start() == 0 or not text[hit.start() - 1].isalpha()
        last = hit.end() == len(text) or not text[hit.end()].isalpha()
        if first and "^" + seen in edges:
            return edges["^" + seen]
        if last and seen + "$" in edges:
            return edges[seen + "$"]
        return plain.get(seen, seen)

    @lru_cache(maxsize=100_000)
    def written(name: str) -> str:
        done = found.sub(letters, name.lower())
        return capitals(done)

    return written


def _pattern(one: str) -> str:
    text = re.escape(one.strip("^$"))
    before = r"(?<![^\W\d_])" if one.startswith("^") else ""
    return before + text + (r"(?![^\W\d_])" if one.endswith("$") else "")


def capitals(name: str) -> str:
    """Each word, and each part after a hyphen, with a capital."""
    return re.sub(r"(^|[\s\-])(\w)", lambda hit: hit.group(1) + hit.group(2).upper(), name)


_BASE = (
    "а=a б=b в=v г=g д=d е=e ж=zh з=z и=i й=y к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh ц=ts ч=ch ш=sh "
    "щ=shch ъ= ы=y ь= э=e ю=yu я=ya ё=yo"
)
_FRENCH = "у=ou ж=j х=kh ч=tch ш=ch щ=chtch ю=iou я=ia й=ï ё=io ий$=i ин$=ine ц=ts ев$=ev г=g ге=gue ги=gui"
_GERMAN = "в=w ж=sch з=s х=ch ц=z ч=tsch ш=sch щ=schtsch ю=ju я=ja й=j ё=jo ий$=ij ев$=ew"
_DUTCH = "у=oe ж=zj х=ch ч=tsj ш=sj щ=sjtsj ю=joe я=ja й=j ё=jo ий$=i"
RUSSIAN = (
    scheme(_BASE, "^е=ye ае=aye ое=oye ее=eye ие=iye ий$=iy"),
    scheme(_BASE, "ю=iu я=ia й=i ё=e ъ=ie"),
    scheme(_BASE, "ж=ž х=h ц=c ч=č ш=š щ=ŝ э=è ю=û я=â й=j ё=ë ь=ʹ"),
    scheme(_BASE, _FRENCH),
    scheme(_BASE, _GERMAN),
    scheme(_BASE, _DUTCH),
    scheme(_BASE, "ий$=y ый$=y ё=e ье=ie х=h ья=ia кс=x"),
)
_UKRAINIAN = "г=h и=y і=i ї=i є=ie ґ=g ’= '= ^є=ye ^ї=yi ^ю=yu ^я=ya ю=iu я=ia й=i ^й=y зг=zgh"
UKRAINIAN = (
    scheme(_BASE, _UKRAINIAN),
    scheme(_BASE, "г=h и=y і=i ї=yi є=ye ґ=g ’= '= ий$=yy"),
    scheme(_BASE, "г=g и=i і=i ї=i є=e ґ=g ’= '= ий$=y"),
    scheme(_BASE, _FRENCH, "г=h и=y і=i ї=ï є=ie ґ=g ’= '="),
    scheme(_BASE, _GERMAN, "г=h и=y і=i ї=ji є=je ґ=g ’= '="),
    scheme(_BASE, _DUTCH, "г=h и=y і=i ї=ji є=je ґ=g ’= '="),
)
BULGARIAN = (
    scheme(_BASE, "щ=sht ъ=a ь=y х=h ия$=ia"),
    scheme(_BASE, "щ=št ъ=ǎ ж=ž ч=č ш=š х=h ц=c й=j ю=ju я=ja"),
    scheme(_BASE, "щ=cht ъ=a ж=j ч=tch ш=ch у=ou х=kh ю=iou я=ia"),
    scheme(_BASE, "щ=sht ъ=u х=kh"),
)
TO_SERBIAN_CYRILLIC = scheme(
    "nj=њ lj=љ dž=џ a=а b=б v=в g=г d=д đ=ђ e=е ž=ж z=з i=и j=ј k=к l=л m=м n=н o=о p=п r=р s=с t=т ć=ћ u=у f=ф "
    "h=х c=ц č=ч š=ш"
)
_SERBIAN = "č=c ć=c š=s ž=z đ=dj"
SERBIAN = (
    scheme("a=a"),
    scheme(_SERBIAN),
    scheme("č=ch ć=ch š=sh ž=zh đ=dj j=y"),
    scheme("č=tch ć=tch š=ch ž=j đ=dj u=ou c=ts"),
    scheme(_SERBIAN, "đ=d"),
)
_GREEK = (
    "α=a β=v γ=g δ=d ε=e ζ=z η=i θ=th ι=i κ=k λ=l μ=m ν=n ξ=x ο=o π=p ρ=r σ=s ς=s τ=t υ=y φ=f χ=ch ψ=ps ω=o "
    "ου=ou γγ=ng γξ=nx γχ=nch αυ=av ευ=ev ^μπ=b"
)
_GREEK_HEARD = "χ=h ει=i οι=i αι=e υ=i γκ=g ^ντ=d ντ=nd μπ=mb αυ=af ευ=ef φ=f"
_GREEK_OLD = "η=e υ=y φ=ph χ=ch ου=u β=b ευ=eu αυ=au κ=c"
_ROMAN_GREEK = (_GREEK, _GREEK + " " + _GREEK_HEARD, _GREEK + " " + _GREEK_OLD, _GREEK + " χ=kh γ=y ης$=is ξ=ks")


def _bare_greek(of: Scheme) -> Scheme:
    return lambda name: of(bare(name))


GREEK = tuple(_bare_greek(scheme(table)) for table in _ROMAN_GREEK)
_GEORGIAN = (
    "ა=a ბ=b გ=g დ=d ე=e ვ=v ზ=z თ=t ი=i კ=k ლ=l მ=m ნ=n ო=o პ=p ჟ=zh რ=r ს=s ტ=t უ=u ფ=p ქ=k ღ=gh ყ=q შ=sh ჩ=ch "
    "ც=ts ძ=dz წ=ts ჭ=ch ხ=kh ჯ=j ჰ=h"
)
GEORGIAN = (
    scheme(_GEORGIAN),
    scheme(_GEORGIAN, "ხ=h ყ=k ღ=g ჯ=dzh"),
    scheme(_GEORGIAN, "უ=ou შ=ch ჩ=tch ჭ=tch ჟ=j ჯ=dj ყ=k"),
    scheme(_GEORGIAN, "შ=sch ჩ=tsch ჭ=tsch ც=z წ=z ვ=w ხ=ch ჯ=dsch"),
)
_ARMENIAN = (
    "ա=a բ=b գ=g դ=d ե=e զ=z է=e ը=y թ=t ժ=zh ի=i լ=l խ=kh ծ=ts կ=k հ=h ձ=dz ղ=gh ճ=ch մ=m յ=y ն=n շ=sh ո=o չ=ch "
    "պ=p ջ=j ռ=r ս=s վ=v տ=t ր=r ց=ts ւ=v ու=u փ=p ք=k օ=o ֆ=f և=ev ^ե=ye ^ո=vo"
)
ARMENIAN = (
    scheme(_ARMENIAN),
    scheme(_ARMENIAN, "յան$=ian խ=h ղ=g ջ=dzh ^ե=e"),
    scheme(_ARMENIAN, "ու=ou շ=ch չ=tch ճ=tch ժ=j ջ=dj յան$=ian"),
    scheme(_ARMENIAN, "շ=sch չ=tsch վ=w խ=ch յան$=jan յ=j"),
)
_ACCENTS = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "ə": "a", "æ": "ae", "œ": "oe"})


@lru_cache(maxsize=100_000)
def bare(name: str) -> str:
    """Without accents."""
    plain = unicodedata.normalize("NFD", name.translate(_ACCENTS))
    return unicodedata.normalize("NFC", "".join(one for one in plain if unicodedata.category(one) != "Mn"))
