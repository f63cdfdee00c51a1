"""Mandates of syndics: what a case is about, as it was typed, and the closed lists it is chosen from.

What isn't known yet is empty: '' for a text, None for a day, a choice or a yes-or-no. National and BIS numbers are
eleven digits, enterprise numbers ten. `told()` is JSON and `read()` reads it back; it is kept encrypted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.values.plain import Plain


class CaseForm(StrEnum):
    """What is registered. `END_START` is one act: one mandate ends, the next one starts. `REPRESENTATIVE`: the one
    who represents a company that is syndic is replaced, named or taken out."""

    START = "start"
    END = "end"
    END_START = "end_start"
    CHANGE = "change"
    REPRESENTATIVE = "representative"


class CaseState(StrEnum):
    """Where a case stands. `ANNOUNCED`: its association has no number yet, the counter gets one first. Filed,
    refused and withdrawn are final."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    SUBMITTED = "submitted"
    IN_TREATMENT = "in_treatment"
    QUESTION = "question"
    ANSWERED = "answered"
    FILED = "filed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


AT_THE_COUNTER = frozenset({CaseState.SUBMITTED, CaseState.IN_TREATMENT, CaseState.QUESTION, CaseState.ANSWERED})
"""Handed in and paid, and not at its end yet: one at a time of an association."""
ENDED = frozenset({CaseState.FILED, CaseState.REFUSED, CaseState.WITHDRAWN})


class StepKind(StrEnum):
    """What happened to a case, as its timeline tells it; a message is one as well. `CHANGED`: what it says was
    changed after it had been handed in."""

    BEGUN = "begun"
    ANNOUNCED = "announced"
    NUMBERED = "numbered"
    SUBMITTED = "submitted"
    TAKEN = "taken"
    ASKED = "asked"
    ANSWERED = "answered"
    MESSAGE = "message"
    FILED = "filed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REFUNDED = "refunded"
    REMINDED = "reminded"


class AppointedBy(StrEnum):
    """Who appointed a syndic."""

    ASSEMBLY = "general_assembly"
    JUDGE = "judge"
    BY_LAWS = "by_laws"


class SyndicKind(StrEnum):
    """A syndic is a natural person or a company."""

    PERSON = "person"
    COMPANY = "company"


class SyndicCapacity(StrEnum):
    """By what a syndic, or who represents one, may be it: as co-owner, or by profession."""

    CO_OWNER = "co_owner"
    ESTATE_AGENT = "estate_agent"
    LAWYER = "lawyer"
    ACCOUNTANT = "accountant"
    SURVEYOR = "surveyor"
    ARCHITECT = "architect"


PROFESSIONS = tuple(one for one in SyndicCapacity if one is not SyndicCapacity.CO_OWNER)


class CaseEvidence(StrEnum):
    """What a file proves."""

    MINUTES = "minutes"
    DEED = "deed"
    JUDGMENT = "judgment"
    BY_LAWS = "by_laws"
    DISMISSAL = "dismissal"
    IDENTITY = "identity"
    OTHER = "other"


class CasePage(StrEnum):
    """The pages of a case, in the order in which they are asked; which of them a form has, `app.syndics` says."""

    ASSOCIATION = "association"
    ENDING = "ending"
    MANDATE = "mandate"
    SYNDIC = "syndic"
    REPRESENTATIVE = "representative"
    CONTACT = "contact"
    EVIDENCE = "evidence"
    SUMMARY = "summary"


class BatchKind(StrEnum):
    """What is done with the representative of many mandates: another one instead, or none any more."""

    CHANGE = "change"
    REMOVAL = "removal"


class BatchState(StrEnum):
    """How far acting on many mandates is."""

    DRAFT = "draft"
    RUNNING = "running"
    DONE = "done"


class ItemState(StrEnum):
    """What became of one mandate among many; of a refused one no case is handed in."""

    WAITING = "waiting"
    SUBMITTED = "submitted"
    REFUSED = "refused"


@dataclass(frozen=True)
class Home:
    """A Belgian or foreign address."""

    street: str = ""
    postal_code: str = ""
    place: str = ""


@dataclass(frozen=True)
class Association:
    """The association of co-owners. `unregistered`: it isn't in the business register yet, and has no number."""

    number: str = ""
    name: str = ""
    home: Home = Home()
    unregistered: bool = False


@dataclass(frozen=True)
class PersonTold:
    """A natural person. `number`: national or BIS number; '' where he has none, and `none` says so."""

    given_names: str = ""
    family_name: str = ""
    number: str = ""
    none: bool = False

    @property
    def name(self) -> str:
        return f"{self.given_names} {self.family_name}".strip()


@dataclass(frozen=True)
class Syndic:
    """Who is syndic. Of a person: names, number, profession, domicile (`home`); of a company: legal form, name,
    enterprise number, seat (`home`). `co_owner` None: not asked yet. `accreditation`: its own number at the BIV;
    `capacity` by which it may be syndic, where it is no co-owner."""

    kind: SyndicKind | None = None
    person: PersonTold = PersonTold()
    profession: str = ""
    legal_form: str = ""
    name: str = ""
    enterprise_number: str = ""
    home: Home = Home()
    co_owner: bool | None = None
    capacity: SyndicCapacity | None = None
    accreditation: str = ""

    @property
    def called(self) -> str:
        return self.person.name if self.kind is SyndicKind.PERSON else f"{self.name} {self.legal_form}".strip()


@dataclass(frozen=True)
class RepresentativeTold:
    """Who represents a company that is syndic. `named`: whether the decision names one; None: not asked yet.
    `capacity` and `accreditation`: by what he may."""

    named: bool | None = None
    person: PersonTold = PersonTold()
    capacity: SyndicCapacity | None = None
    accreditation: str = ""


@dataclass(frozen=True)
class Mandate:
    """The mandate that starts. `ends_on`: its last day where the decision tells one."""

    appointed_by: AppointedBy | None = None
    provisional: bool | None = None
    decided_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class Ending:
    """The mandate that ends: of whom, decided by whom and when; `ends_on` is the day its end takes effect, the
    first one without this syndic."""

    syndic_name: str = ""
    syndic_number: str = ""
    appointed_by: AppointedBy | None = None
    decided_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class Reach:
    """How the applicant is reached, and where by-laws and the register of decisions can be consulted."""

    email: str = ""
    phone: str = ""
    consult_at: str = ""


@dataclass(frozen=True)
class CaseDetails(Plain):
    """All that a case says. Of a change or of another representative `changes_on` is the day from which it holds,
    and `syndic` and `representative` say how it is from then on."""

    association: Association = Association()
    mandate: Mandate = Mandate()
    ending: Ending = Ending()
    syndic: Syndic = Syndic()
    representative: RepresentativeTold = RepresentativeTold()
    changes_on: date | None = None
    reach: Reach = Reach()
    remarks: str = ""
