"""What is known of a contact in words, page by page: for its own page and for the paper of a decision. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from babel import Locale

from app.aml.pages import PageName
from app.words import Words
from models.values import EnterpriseNumber, Identifier, IdentifierKind, NationalNumber, Sex, ValueProblem
from models.values.identified import (
    Dealing,
    Details,
    FilePart,
    Meeting,
    OrganisationDetails,
    PersonDetails,
    Place,
    Side,
)
from models.values.vigilance import Level


@dataclass(frozen=True)
class Line:
    """A fact; `contact_id` is the root id of another contact that it names."""

    label: str
    value: str
    contact_id: int | None = None


@dataclass(frozen=True)
class Known:
    """What one page keeps; without lines nothing was told there."""

    page: PageName
    lines: tuple[Line, ...]


def known_of(_: Words, details: Details, number: str | None, names: Mapping[int, str]) -> tuple[Known, ...]:
    """Every page about who it is, in their order. The national number is masked; `names` are those of other
    contacts, by root id, `–` for one that isn't there any more."""
    if isinstance(details, PersonDetails):
        told = _of_person(_, details, number)
    else:
        told = _of_organisation(_, details, names)
    told |= _dealing(_, details.dealing, names)
    order = _PERSON if isinstance(details, PersonDetails) else _ORGANISATION
    return tuple(Known(page, tuple(line for line in told[page] if line.value)) for page in order)


def part_in(_: Words, part: FilePart | None) -> str:
    """What somebody is in the file, in those words."""
    return {
        None: "",
        FilePart.SELLER: _("Seller"),
        FilePart.BUYER: _("Buyer"),
        FilePart.LANDLORD: _("Landlord"),
        FilePart.TENANT: _("Tenant"),
        FilePart.MANDATARY: _("Mandatary"),
        FilePart.BENEFICIAL_OWNER: _("Beneficial owner"),
        FilePart.REPRESENTATIVE: _("Representative"),
    }[part]


def level_in(_: Words, level: Level | None) -> str:
    """A level, in those words; the last two read the same."""
    return {
        None: _("No level yet"),
        Level.SIMPLIFIED: _("Simplified vigilance"),
        Level.STANDARD: _("Standard vigilance"),
        Level.RAISED: _("Raised vigilance"),
        Level.STOP: _("Raised vigilance"),
    }[level]


def country_in(_: Words, code: str) -> str:
    """The country's name; its code where it has none."""
    return str(Locale.parse(_.language).territories.get(code, code)) if code else ""


def countries_in(_: Words, codes: Iterable[str]) -> str:
    return ", ".join(country_in(_, code) for code in codes)


def percent_in(_: Words, hundredths: int) -> str:
    """25.5 % from 2550, as it is written in that language."""
    whole, rest = divmod(hundredths, 100)
    figures = f"{whole}.{rest:02}".rstrip("0").rstrip(".")
    return f"{figures if _.language == 'en' else figures.replace('.', ',')} %"


_PERSON = (PageName.NAME, PageName.BIRTH, PageName.HOME, PageName.DOCUMENT, PageName.REACH, PageName.WORK,
           PageName.PART, PageName.ACTING, PageName.MEETING)  # fmt: skip
_ORGANISATION = (PageName.COMPANY, PageName.SEAT, PageName.DIRECTORS, PageName.REPRESENTATIVE, PageName.OWNERS,
                 PageName.REGISTER, PageName.LISTING, PageName.REACH, PageName.PART, PageName.ACTING,
                 PageName.MEETING)  # fmt: skip
_Told = dict[PageName, tuple[Line, ...]]


def _of_person(_: Words, one: PersonDetails, number: str | None) -> _Told:
    document = one.document
    sex = {Sex.FEMALE: _("Female"), Sex.MALE: _("Male")}.get(one.sex, "")
    read = _("Read from an eID on %(day)s", day=_.day(one.source_read_on)) if one.source_read_on else ""
    return {
        PageName.NAME: (
            Line(_("Salutation"), {"ms": _("Ms"), "mr": _("Mr")}.get(one.salutation, "")),
            Line(_("Name"), one.family_name),
            Line(_("First names"), one.given_names),
            Line(_("Other names"), ", ".join(one.other_names)),
            Line(_("Source"), read),
        ),
        PageName.BIRTH: (
            Line(_("Birth date"), _.day(one.birth_date) if one.birth_date else str(one.birth_year or "")),
            Line(_("Birth place"), one.birth_place),
            Line(_("Sex"), sex),
        ),
        PageName.HOME: (
            Line(_("Nationalities"), countries_in(_, one.nationalities)),
            Line(_("Address"), _address(_, one.address)),
        ),
        PageName.DOCUMENT: (
            Line(_("Identity document"), _kind(_, document.kind) if document.kind else ""),
            Line(_("Number of the document"), document.number),
            Line(_("Issued by"), country_in(_, document.country)),
            Line(_("Issued on"), _.day(document.issued_on) if document.issued_on else ""),
            Line(_("Valid until"), _.day(document.expires_on) if document.expires_on else ""),
            Line(_("National number"), NationalNumber.parse(number).masked() if number else ""),
            *(Line(_kind(_, other.kind), _number(_, other)) for other in one.other_numbers),
        ),
        PageName.WORK: (Line(_("Profession"), one.profession), Line(_("Sector"), one.sector)),
    }


def _of_organisation(_: Words, one: OrganisationDetails, names: Mapping[int, str]) -> _Told:
    own = Identifier(IdentifierKind.REGISTRATION, one.number, one.number_country)
    read = _("Read from the register on %(day)s", day=_.day(one.source_read_on)) if one.source_read_on else ""
    differs = {True: _("Yes"), False: _("No"), None: ""}[one.register_differs]
    return {
        PageName.COMPANY: (
            Line(_("Name"), one.name),
            Line(_("Other names"), ", ".join(one.other_names)),
            Line(_("Legal form"), one.legal_form),
            Line(_("Number"), _number(_, own) if one.number else ""),
            *(Line(_kind(_, other.kind), _number(_, other)) for other in one.other_numbers),
            Line(_("Source"), read),
        ),
        PageName.SEAT: (
            Line(_("Seat"), _address(_, one.seat)),
            Line(_("Other countries"), countries_in(_, one.countries)),
            Line(_("Founded"), _.day(one.started_on) if one.started_on else str(one.start_year or "")),
            Line(_("Activity"), " · ".join(filter(None, (one.activity, one.activity_code)))),
        ),
        PageName.DIRECTORS: (
            *(
                Line(
                    director.function or _("Director"),
                    f"{director.name}{f' ({_.day(director.since)})' if director.since else ''}",
                )
                for director in one.directors
            ),
            Line(_("Powers of representation"), one.powers),
        ),
        PageName.REPRESENTATIVE: (_contact(_, _("Representative"), one.representative_id, names),),
        PageName.OWNERS: tuple(
            Line(holder.name, _holder(_, one, holder.key), holder.contact_id) for holder in one.ownership.holders
        ),
        PageName.REGISTER: (
            Line(
                _("UBO register consulted on"),
                _.day(one.register_consulted_on) if one.register_consulted_on else "",
            ),
            Line(_("The register tells something else"), differs),
            Line(_("What differs"), one.discrepancy),
        ),
        PageName.LISTING: (
            Line(_("Listed on"), one.listed_on),
            Line(_("Where its money comes from"), countries_in(_, one.funds_countries)),
        ),
    }


def _dealing(_: Words, one: Dealing, names: Mapping[int, str]) -> _Told:
    side = {None: "", Side.CLIENT: _("Client"), Side.COUNTERPARTY: _("Counterparty")}[one.side]
    met = {None: "", Meeting.FACE_TO_FACE: _("Face to face"), Meeting.REMOTE: _("Remote")}[one.meeting]
    language = str(Locale.parse(_.language).languages.get(one.language, one.language)) if one.language else ""
    itself = {None: "", True: _("For somebody else"), False: _("For themselves")}[one.acts_for_other]
    principal = one.principal_id if one.acts_for_other else None
    return {
        PageName.REACH: (
            Line(_("Phone"), one.phone),
            Line(_("E-mail"), one.email),
            Line(_("Language"), language),
        ),
        PageName.PART: (Line(_("Part in the file"), part_in(_, one.part)), Line(_("Side"), side)),
        PageName.ACTING: (
            Line(_("Acts"), itself),
            _contact(_, _("Principal"), principal, names),
        ),
        PageName.MEETING: (
            Line(_("How the office met them"), met),
            Line(_("Purpose of the relation"), one.purpose),
        ),
    }


def _contact(_: Words, label: str, root_id: int | None, names: Mapping[int, str]) -> Line:
    return Line(label, names.get(root_id, "–") if root_id is not None else "", root_id)


def _holder(_: Words, one: OrganisationDetails, key: str) -> str:
    """What somebody holds itself, of which company, and by which other means it controls."""
    holder = next(each for each in one.ownership.holders if each.key == key)
    called = {each.key: each.name for each in one.ownership.holders} | {"": one.name}
    said = [
        _(
            "%(capital)s of the capital and %(votes)s of the votes of %(name)s",
            capital=percent_in(_, each.capital),
            votes=percent_in(_, each.votes),
            name=called.get(each.held, "–"),
        )
        for each in one.ownership.holdings
        if each.holder == key
    ]
    if holder.controls:
        said.append(_("controls by other means: %(means)s", means=holder.controls))
    if holder.manages:
        said.append(_("senior management"))
    return "; ".join(said) or "–"


def _address(_: Words, one: Place) -> str:
    place = f"{one.postal_code} {one.place}".strip()
    return ", ".join(filter(None, (one.street, place, country_in(_, one.country))))


def _kind(_: Words, kind: IdentifierKind) -> str:
    return {
        IdentifierKind.PASSPORT: _("Passport"),
        IdentifierKind.IDENTITY_CARD: _("Identity card"),
        IdentifierKind.NATIONAL: _("National number"),
        IdentifierKind.TAX: _("Tax number"),
        IdentifierKind.REGISTRATION: _("Registration number"),
        IdentifierKind.VESSEL: _("Number of a vessel"),
        IdentifierKind.OTHER: _("Other number"),
    }[kind]


def _number(_: Words, one: Identifier) -> str:
    """A number with its country; an enterprise number with its dots."""
    if one.kind is IdentifierKind.REGISTRATION and one.country == "BE":
        try:
            return str(EnterpriseNumber.parse(one.number))
        except ValueProblem:
            pass
    return " · ".join(filter(None, (one.number, country_in(_, one.country))))
