"""Chinese, Korean and Japanese names, with the ways they are met in Latin: pinyin and Wade-Giles, the revised
romanisation and the habits of Korean passports, Hepburn and Kunrei.
"""

from __future__ import annotations

import re

from benchmarks.listed.tables import sounds


def chinese_families() -> dict[str, tuple[str, ...]]:
    """Pinyin first, then Wade-Giles."""
    return {sign: (sound.capitalize(), wade_giles(sound)) for sign, sound in sounds("chinese_families").items()}


def chinese_given() -> dict[str, tuple[str, ...]]:
    """One syllable, or two: written together, apart, with a hyphen, or as Wade-Giles does."""
    signs = sounds("chinese_given")
    made = {sign: (sound.capitalize(), wade_giles(sound)) for sign, sound in signs.items()}
    for one, first in signs.items():
        for two, second in signs.items():
            together = f"{first}'{second}" if second[0] in "aeo" else first + second
            giles = f"{wade_giles(first)}-{wade_giles(second).lower()}"
            hyphen, apart = f"{first}-{second}".capitalize(), f"{first.capitalize()} {second.capitalize()}"
            made[one + two] = (together.capitalize(), apart, hyphen, giles)
    return made


def _pairs(told: str) -> dict[str, str]:
    return {one.partition("=")[0]: one.partition("=")[2] for one in told.split()}


_GILES = _pairs("b=p p=p' d=t t=t' g=k k=k' zh=ch ch=ch' z=ts c=ts' j=ch q=ch' x=hs r=j")
_WHOLE = _pairs(
    "zhi=chih chi=ch'ih shi=shih ri=jih zi=tzu ci=tz'u si=szu he=ho ke=k'o ge=ko ye=yeh yi=i yu=yü you=yu er=erh "
    "e=o"
)
_ENDS = _pairs("ong=ung ian=ien ie=ieh üe=üeh uo=o iong=iung")


def wade_giles(sound: str) -> str:
    """A syllable of pinyin as Wade-Giles writes it."""
    if sound in _WHOLE:
        return _WHOLE[sound].capitalize()
    hit = re.match(r"(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]?)(.*)", sound)
    start, end = (hit.group(1), hit.group(2)) if hit else ("", sound)
    if start in ("j", "q", "x", "y") and end.startswith("u"):
        end = "ü" + end[1:]
    if start == "y" and end == "an":
        return "Yen"
    if start in ("g", "k", "h", "sh") and end == "uo":
        return (_GILES.get(start, start) + end).capitalize()
    return (_GILES.get(start, start) + _ENDS.get(end, end)).capitalize()


# The letters of a Korean syllable, in the order of their signs.
_LEADS = ["g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h"]
_VOWELS = [
    "a",
    "ae",
    "ya",
    "yae",
    "eo",
    "e",
    "yeo",
    "ye",
    "o",
    "wa",
    "wae",
    "oe",
    "yo",
    "u",
    "wo",
    "we",
    "wi",
    "yu",
]
_VOWELS += ["eu", "ui", "i"]
_TAILS = ["", *"kkknnntlkmlllplmpptt", "ng", *"ttktpt"]


def korean(letters: str) -> list[str]:
    """The syllables as the revised romanisation writes them."""
    made = []
    for one in letters:
        at = ord(one) - 0xAC00
        made.append(_LEADS[at // 588] + _VOWELS[at % 588 // 28] + _TAILS[at % 28])
    return made


def korean_given(names: list[str]) -> dict[str, tuple[str, ...]]:
    """Given names with hyphen, together and apart; as passports and the press write them, and as in the North."""
    signs = sorted({sign for name in names if len(name) == 2 for sign in name})
    made = {}
    for name in dict.fromkeys([*names, *(one + two for one in signs for two in signs if one != two)]):
        parts = korean(name)
        old, north = [_passport(one) for one in parts], [_north(one) for one in parts]
        made[name] = (
            "-".join([old[0].capitalize(), *old[1:]]),
            "".join(parts).capitalize(),
            " ".join(one.capitalize() for one in north),
            " ".join(one.capitalize() for one in old),
            "-".join([parts[0].capitalize(), *parts[1:]]),
        )
    return made


def _passport(sound: str) -> str:
    for old, new in (("yeo", "you"), ("eo", "u"), (r"(?<![eoy])u$", "oo"), (r"(?<![eoy])un$", "oon")):
        if re.search(old, sound):
            return re.sub(old, new, sound, count=1)
    return sound


def _north(sound: str) -> str:
    starts = {"g": "k", "d": "t", "b": "p", "j": "ch"}
    return (starts.get(sound[0], sound[0]) + sound[1:]).replace("eo", "o").replace("eu", "u")


def japanese(names: str) -> dict[str, tuple[str, ...]]:
    """Every first sign with every second, of "families" or "given": Hepburn, Kunrei, and a long o with an h."""
    firsts, seconds = sounds(f"japanese_{names}_first"), sounds(f"japanese_{names}_second")
    made = {}
    for one, first in firsts.items():
        for two, second in seconds.items():
            sound = first + second
            if one != two:
                ways = (sound, kunrei(sound), long(sound))
                made[one + two] = tuple(dict.fromkeys(way.capitalize() for way in ways))
    return made


def kunrei(sound: str) -> str:
    """Hepburn as the Japanese ministries write it."""
    for old, new in (("shi", "si"), ("chi", "ti"), ("tsu", "tu"), ("fu", "hu"), ("ji", "zi"), ("sh", "sy")):
        sound = sound.replace(old, new)
    return sound


def long(sound: str) -> str:
    """A long o with an h or u, as passports may."""
    return re.sub(r"^o(?=[bkstnm])", "oh", sound).replace("aro", "arou")
