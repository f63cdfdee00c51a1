"""A name as it is compared: its parts, its legal forms, and how sure the list is of it.

Convention: reading a name is the costly half, so a read name has a line of text (`kept`) that the index keeps
beside its subject and reads back (`Name.of`). A part is one object per word of a process; what it sounds like and
weighs is worked out once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from app.aml.screening import legal_forms, rarity
from app.aml.screening.eastern import looks_eastern
from app.aml.screening.sounds import bones, heard, skeleton
from app.aml.screening.spelling import BARE, words_of
from app.aml.screening.symbols import FORM_OF, SPELLING_OF, TRADE_OF
from models.values.screened import NameKind, Subject, SubjectKind

MOST_NAMES = 60
_WEAK = "?"
_FORMS = "="
_SERVANT = re.compile(r"^abd(?:[ae]|[ou]{1,2})(?:l|([rszdtn])(?=\1))([a-z]{3,})$")
_FAITH = re.compile(r"^([a-z]{3,}?)(?:[eu]|ou|a(?=dd))d{1,2}ine?$")
_SERVANTS = frozenset(("abdul", "abdel", "abdoul", "abdal", "abd"))


class Part:
    """One word of a name. `bare`: it comes from a script without vowels, so only `bones` can be compared."""

    __slots__ = (
        "bare", "bones", "firm", "heard", "known", "letters", "particle", "person", "skeleton", "spelling", "text",
        "trade", "version",
    )  # fmt: skip

    def __init__(self, text: str) -> None:
        self.text = text
        self.bare = text[0] == BARE
        self.letters = text.removeprefix(BARE)
        self.heard = (self.letters,) if self.bare else heard(text)
        self.skeleton = skeleton(self.heard[0])
        self.bones = bones(text)
        self.spelling = SPELLING_OF.get(text)
        self.version = FORM_OF.get(text)
        self.trade = TRADE_OF.get(text)
        self.known = self.spelling is not None or self.version is not None or rarity.is_known(text)
        self.particle = rarity.is_particle(text)
        self.person = rarity.of_person(self.letters)
        self.firm = rarity.of_firm(self.letters)


@lru_cache(maxsize=60_000)
def part_of(text: str) -> Part:
    """The part that is this word."""
    return Part(text)


class Name:
    """A name that was read: at least one part. Two names with the same `kept` are the same name."""

    __slots__ = ("_eastern", "forms", "kept", "parts", "weak", "words")

    def __init__(self, kept: str) -> None:
        self.kept = kept
        self.weak = kept.startswith(_WEAK)
        words, _, forms = kept.removeprefix(_WEAK).partition(_FORMS)
        self.words = tuple(words.split())
        self.forms = tuple(forms.split())
        self._eastern: bool | None = None
        self.parts = tuple(part_of(word) for word in self.words)

    @property
    def eastern(self) -> bool:
        """Whether it may be Chinese or Korean."""
        if self._eastern is None:
            self._eastern = looks_eastern(self.words)
        return self._eastern


def names_of(subject: Subject) -> list[tuple[Name, str]]:
    """Its names that can be read, each once, with how it is written; at most 60, the surest first."""
    found: dict[str, str] = {}
    firm = subject.kind is not SubjectKind.PERSON
    for name in sorted(subject.names, key=lambda one: one.kind is NameKind.WEAK)[: 2 * MOST_NAMES]:
        written = name.text or f"{name.given} {name.family}"
        kept = kept_of(written, firm)
        if kept and kept not in found:
            found[_WEAK + kept if name.kind is NameKind.WEAK else kept] = written
            if len(found) == MOST_NAMES:
                break
    return [(Name(kept), written) for kept, written in found.items()]


def kept_of(written: str, firm: bool) -> str:
    """The line that is kept of a name; empty where nothing can be read. `firm`: legal forms are set apart."""
    words = words_of(written)
    if not words:
        return ""
    if not firm:
        return " ".join(_parted(words))
    words, forms = legal_forms.split(words)
    return " ".join(words) + (_FORMS + " ".join(forms) if forms else "")


def _parted(words: Iterable[str]) -> Iterable[str]:
    """Arabic names that are written as one word here and as three there, always in the same parts."""
    for word in words:
        if word in _SERVANTS:
            yield "abd"
        elif len(word) > 6 and word.startswith("abd") and (servant := _SERVANT.match(word)):
            yield "abd"
            yield servant[2]
        elif len(word) > 6 and word[-3:] in ("din", "ine") and (faith := _FAITH.match(word)):
            yield faith[1]
            yield "din"
        elif word in ("deen", "dine", "eddine", "uddin", "eddin", "uddine"):
            yield "din"
        else:
            yield word
