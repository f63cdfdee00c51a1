"""What is told of a contact's file before its level is computed: nothing else decides, so that it can be
replayed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from models.values import SubjectKind, Topic
from models.values.identified import Details, EvidenceKind, OrganisationDetails, PersonDetails
from models.values.plain import Plain


@dataclass(frozen=True)
class Given:
    """An answer somebody gave. `cannot`: why the document it asks for can't be obtained."""

    option: str
    note: str = ""
    cannot: str = ""


@dataclass(frozen=True)
class FoundHit:
    """An entry of a list that the contact looks like, and what was decided of it: open, cleared or confirmed.
    `judged` is the fingerprint of what the list said, in hexadecimal; `score` 0 to 1, as text."""

    list_code: str
    key: str
    topics: tuple[Topic, ...]
    state: str
    score: str
    judged: str


class RelatedAs(StrEnum):
    """What another contact is to this one."""

    OWNER = "owner"
    REPRESENTATIVE = "representative"
    PRINCIPAL = "principal"


@dataclass(frozen=True)
class Related:
    """Another contact of the office that counts here: an owner, the representative, for whom one acts.

    `answers`: what was answered on that contact's own file. `residence` and `nationalities`: of a person.
    """

    contact_id: int
    role: RelatedAs
    name: str
    hits: tuple[FoundHit, ...] = ()
    answers: dict[str, Given] = field(default_factory=dict)
    residence: str = ""
    nationalities: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lists:
    """The lists of countries in force on the day, and the edition of the sanctions lists."""

    high_risk: tuple[str, ...] = ()
    tax: tuple[str, ...] = ()
    edition: int = 0


@dataclass(frozen=True)
class File(Plain):
    """Everything a rule may look at. Exactly one of `person` and `organisation` is there."""

    kind: SubjectKind
    today: date
    person: PersonDetails | None = None
    organisation: OrganisationDetails | None = None
    has_national_number: bool = False
    answers: dict[str, Given] = field(default_factory=dict)
    evidence: tuple[EvidenceKind, ...] = ()
    hits: tuple[FoundHit, ...] = ()
    related: tuple[Related, ...] = ()
    lists: Lists = Lists()

    @property
    def details(self) -> Details:
        """Of whichever it is. Raises ValueError where neither is there."""
        found = self.person or self.organisation
        if found is None:
            raise ValueError("a file of nobody")
        return found
