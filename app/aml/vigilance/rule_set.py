"""A set of rules as data: what is asked of whom, what each answer does, and why the law wants to know. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from models.values.identified import EvidenceKind
from models.values.plain import Plain, print_of
from models.values.vigilance import AsksOf, Effect


@dataclass(frozen=True)
class Words:
    """The same in three languages."""

    nl: str = ""
    fr: str = ""
    en: str = ""

    def in_(self, language: str) -> str:
        """In that language, or else in Dutch."""
        return {"fr": self.fr, "en": self.en}.get(language) or self.nl


@dataclass(frozen=True)
class Option:
    """An answer to a rule's question, and what it does.

    Where it asks for a document: `needed` says which, and any of `evidence` in the file will do, or all of it
    where `every` is set; without kinds of evidence a text beside the answer will. `asks_text`: the answer counts
    only with a text beside it, unless the file itself gives it. `duty`: what the law wants done at once, told with
    the result.
    """

    code: str
    text: Words
    effects: tuple[Effect, ...] = ()
    needed: Words | None = None
    evidence: tuple[EvidenceKind, ...] = ()
    every: bool = False
    asks_text: bool = False
    duty: Words | None = None


@dataclass(frozen=True)
class Rule:
    """A question. `derived`: by which word of `derived.DERIVED` the file answers it itself, where it can;
    `when`: by which word of `derived.CONDITIONS` it applies; '' is asked of people, and always applies."""

    code: str
    on: tuple[AsksOf, ...]
    question: Words
    options: tuple[Option, ...]
    basis: Words
    hint: Words = Words()
    derived: str = ""
    when: str = ""
    mandatory: bool = True
    active: bool = True

    def option(self, code: str) -> Option | None:
        """The answer with that code, if it has one."""
        return next((one for one in self.options if one.code == code), None)


@dataclass(frozen=True)
class Thresholds:
    """Where rules turn. Percentages in hundredths (2500 is 25 %), amounts in whole euro.

    `owner_percent`: who has more of capital or votes is a beneficial owner. `young_days`: a younger
    organisation is new. `known_years`: a client this long is known. `pep_months`: so long after leaving office
    one still counts as politically exposed. `cash_letting`: more cash than this may not be taken for a letting.
    """

    owner_percent: int = 2500
    young_days: int = 365
    known_years: int = 2
    pep_months: int = 12
    cash_letting: int = 3000


@dataclass(frozen=True)
class RuleSet(Plain):
    """All rules of one version, in the order in which they are asked."""

    rules: tuple[Rule, ...]
    thresholds: Thresholds = Thresholds()

    @property
    def print(self) -> bytes:
        """32 bytes that change when, and only when, something in it does."""
        return print_of(self.told())

    def rule(self, code: str) -> Rule | None:
        """The rule with that code, if there is one."""
        return next((one for one in self.rules if one.code == code), None)
