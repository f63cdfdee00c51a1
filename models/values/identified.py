"""What an office knows of a contact besides what is compared with lists: a person, or an organisation.

What isn't known yet is empty: '' for a text, None for a day, a choice or a yes-or-no. Countries are ISO 3166-1
alpha-2 codes in capitals. `told()` of each is JSON, and `read()` reads it back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from models.values.enums import Sex
from models.values.plain import Plain
from models.values.screened import Identifier, IdentifierKind


class FilePart(StrEnum):
    """What somebody is in the file."""

    SELLER = "seller"
    BUYER = "buyer"
    LANDLORD = "landlord"
    TENANT = "tenant"
    MANDATARY = "mandatary"
    BENEFICIAL_OWNER = "beneficial_owner"
    REPRESENTATIVE = "representative"


class Side(StrEnum):
    """A client gave the office its mandate; a counterparty deals with one."""

    CLIENT = "client"
    COUNTERPARTY = "counterparty"


class Meeting(StrEnum):
    """How the office met them."""

    FACE_TO_FACE = "face_to_face"
    REMOTE = "remote"


class EvidenceKind(StrEnum):
    """What a file proves."""

    IDENTITY_CARD = "identity_card"
    PASSPORT = "passport"
    ARTICLES = "articles"
    DIRECTORS = "directors"
    POWERS = "powers"
    OWNERS_EXTRACT = "owners_extract"
    REPRESENTATIVE_IDENTITY = "representative_identity"
    OWNER_IDENTITY = "owner_identity"
    MANDATE = "mandate"
    SOURCE_OF_WEALTH = "source_of_wealth"
    OTHER = "other"


class Source(StrEnum):
    """Where the facts came from; '' in the details is: typed."""

    EID = "eid"
    REGISTER = "register"


@dataclass(frozen=True)
class IdentityDocument:
    """A document of identity; `kind` is None while nothing is known of it."""

    kind: IdentifierKind | None = None
    number: str = ""
    country: str = ""
    issued_on: date | None = None
    expires_on: date | None = None


@dataclass(frozen=True)
class Place:
    """An address."""

    street: str = ""
    postal_code: str = ""
    place: str = ""
    country: str = ""


@dataclass(frozen=True)
class Dealing:
    """How the office deals with the contact, whoever it is. `principal_id`: for whom it acts, a contact's root id;
    `acts_for_other` None: not asked yet."""

    part: FilePart | None = None
    side: Side | None = None
    acts_for_other: bool | None = None
    principal_id: int | None = None
    meeting: Meeting | None = None
    purpose: str = ""
    phone: str = ""
    email: str = ""
    language: str = ""


@dataclass(frozen=True)
class PersonDetails(Plain):
    """A natural person. `birth_year` only where the day isn't known. The national number isn't here: it has an
    encrypted column of its own."""

    salutation: str = ""
    family_name: str = ""
    given_names: str = ""
    other_names: tuple[str, ...] = ()
    birth_date: date | None = None
    birth_year: int | None = None
    birth_place: str = ""
    sex: Sex = Sex.UNKNOWN
    nationalities: tuple[str, ...] = ()
    address: Place = Place()
    document: IdentityDocument = IdentityDocument()
    other_numbers: tuple[Identifier, ...] = ()
    profession: str = ""
    sector: str = ""
    dealing: Dealing = Dealing()
    source: Source | None = None
    source_read_on: date | None = None


@dataclass(frozen=True)
class Director:
    """Who runs an organisation, and since when."""

    name: str
    function: str = ""
    since: date | None = None


class HolderKind(StrEnum):
    """A person, or an organisation somebody may hold in turn."""

    PERSON = "person"
    ORGANISATION = "organisation"


@dataclass(frozen=True)
class Holder:
    """Who holds a part of the organisation, itself or through another holder. `key` is the holder's own within
    this graph. A person is a contact of the office too, by its root id, so that it is compared with the lists.

    `controls`: by which other means it controls the organisation; `manages`: senior management, named where nobody
    holds or controls enough.
    """

    key: str
    kind: HolderKind
    name: str
    contact_id: int | None = None
    number: str = ""
    country: str = ""
    controls: str = ""
    manages: bool = False


@dataclass(frozen=True)
class Holding:
    """How much `holder` has of `held`, in hundredths of a percent (2550 is 25.5 %), of the capital and of the
    votes. `held` is a holder's key, or '' for the organisation itself."""

    holder: str
    held: str
    capital: int
    votes: int


@dataclass(frozen=True)
class Ownership:
    """Who owns and controls an organisation, as a graph."""

    holders: tuple[Holder, ...] = ()
    holdings: tuple[Holding, ...] = ()


@dataclass(frozen=True)
class OrganisationDetails(Plain):
    """An organisation. `number` is the enterprise number (ten digits, country BE) or a foreign one.

    `representative_id`: a person contact, by its root id. `register_differs`: the register of beneficial owners
    tells something else; `discrepancy` says what. `listed_on`: the stock exchange where it is listed.
    `funds_countries`: where its money comes from.
    """

    name: str = ""
    other_names: tuple[str, ...] = ()
    legal_form: str = ""
    number: str = ""
    number_country: str = ""
    other_numbers: tuple[Identifier, ...] = ()
    seat: Place = Place()
    started_on: date | None = None
    start_year: int | None = None
    activity: str = ""
    activity_code: str = ""
    directors: tuple[Director, ...] = ()
    powers: str = ""
    representative_id: int | None = None
    ownership: Ownership = field(default_factory=Ownership)
    register_consulted_on: date | None = None
    register_differs: bool | None = None
    discrepancy: str = ""
    listed_on: str = ""
    funds_countries: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    dealing: Dealing = Dealing()
    source: Source | None = None
    source_read_on: date | None = None


Details = PersonDetails | OrganisationDetails
