"""Arabic, Persian and Hebrew names, whose letters leave out most vowels: each with the ways it is met in Latin.

What no table holds is spelled by habits: of French administrations in the Maghreb and the Levant, of English ones
in the Gulf, of passports.
"""

from __future__ import annotations

import re

from benchmarks.listed.alphabets import capitals, scheme
from benchmarks.listed.tables import sounds, table


def arabic_families() -> dict[str, tuple[str, ...]]:
    """The table's, and those that say where somebody's people come from: *al-…i*."""
    made = table("arabic_families")
    for letters, stem in sounds("arabic_stems").items():
        made.setdefault(f"ال{letters}ي", (f"Al-{stem}i", f"El {stem}i", f"{stem}i", f"Al {stem}y"))
    return made


def persian_families() -> dict[str, tuple[str, ...]]:
    """A stem with each ending that Iranian families take."""
    stems, ends = sounds("persian_stems"), table("persian_ends")
    return {
        letters + end: tuple(f"{stem}{way}" for way in ways)
        for letters, stem in stems.items()
        for end, ways in ends.items()
    }


_HABITS = (
    ("ou", "u"), ("(?<!o)u(?!u)", "ou"), ("oo", "u"), ("ee", "i"), ("sh", "ch"), ("(?<![dt])ch", "sh"),
    ("dj", "j"), ("(?<!d)j", "dj"), ("q", "k"), ("(?<!c)k(?!h)", "q"), ("kh", "h"), ("gh", "g"), ("ai", "ei"),
    ("ei", "ai"), ("ay", "ai"), ("(?<!^)ya", "ia"), ("(?<=[^aeiou])w", "ou"), ("^el ", "al-"), ("^al-", "el "),
    ("^al-", "al"), ("^ben ", "bin "), ("^ben(?=[a-z])", "ben "), ("(?<!^)e(?=[^aeiou])", "a"),
    ("o(?=[^aeiou])", "u"), ("aa", "a"), ("(?<!^)i(?=[^aeiou])", "e"), (r"([bdlmnrst])\1", r"\1"), ("f", "ph"),
    ("v", "w"), ("a$", "ah"), ("ah$", "a"),
)  # fmt: skip


def spelled_otherwise(name: str) -> tuple[str, ...]:
    """How another office spells an Arabic or Urdu name that no table holds: each way is one habit away."""
    low = name.lower()
    made = dict.fromkeys(capitals(re.sub(old, new, low, count=1)) for old, new in _HABITS)
    made.pop(capitals(low), None)
    return tuple(made)


_in_letters = scheme(
    "sh=ش ch=ش kh=خ gh=غ th=ث dh=ذ dj=ج ou=و oo=و ee=ي ai=ي ei=ي ay=ي b=ب c=ك d=د f=ف g=ق h=ه j=ج k=ك l=ل m=م n=ن "
    "p=ب q=ق r=ر s=س t=ت v=ف w=و x=كس y=ي z=ز a=ا e= i=ي o=و u=و ^e=ا ^i=إ"
)


def in_arabic(name: str) -> str:
    """A Maghreb name, known in Latin only, in Arabic letters as a clerk would write it."""
    return re.sub(r"(.)\1", r"\1", _in_letters(re.sub(r"^[ae]l ", "ال", name.lower())))
