"""A person or an organisation as the elements of a report. Pure."""

from __future__ import annotations

from app.aml.goaml.elements import Coded, Element, Whose, WhoseKind, leaf, made
from app.aml.goaml.gathered import Involved, Reporter
from app.aml.goaml.profile import Code, Profile, code_of
from models.values import IdentifierKind, Sex
from models.values.identified import OrganisationDetails, PersonDetails, Place

_MOST_NATIONALITIES = 3


def named_element(profile: Profile, one: Involved) -> Element | None:
    """The person or the organisation itself."""
    if isinstance(one.details, PersonDetails):
        return person_element("person", profile, one, one.details)
    return _entity(profile, one, one.details)


def person_element(
    tag: str, profile: Profile, one: Involved, known: PersonDetails, function: str = ""
) -> Element | None:
    """`function`: what he is in the organisation he directs."""
    document = known.document
    shown = document.number if document.kind is not None else ""
    passport = shown if document.kind is IdentifierKind.PASSPORT else ""
    papers = [_identification(profile, known)]
    wrapped = profile.identifications
    nationalities = {
        f"nationality{place}": country
        for place, country in enumerate(known.nationalities[:_MOST_NATIONALITIES], 1)
    }
    return made(
        tag,
        leaf("gender", _coded(profile.genders, "" if known.sex is Sex.UNKNOWN else str(known.sex))),
        leaf("title", known.salutation),
        leaf("first_name", known.given_names),
        leaf("last_name", known.family_name),
        leaf("birthdate", known.birth_date),
        leaf("birth_place", known.birth_place),
        leaf("alias", ", ".join(known.other_names)),
        leaf("ssn", one.number),
        leaf("passport_number", passport),
        leaf("passport_country", document.country if passport else ""),
        leaf("id_number", shown if document.kind is IdentifierKind.IDENTITY_CARD else ""),
        *(leaf(field, country) for field, country in nationalities.items()),
        leaf("residence", known.address.country),
        made("phones", _phone(profile, known.dealing.phone)),
        made("addresses", place_element("address", profile, known.address, "home")),
        leaf("email", known.dealing.email),
        leaf("occupation", ", ".join(filter(None, (known.profession, known.sector)))),
        made(wrapped, *papers) if wrapped else papers[0],
        leaf("comments", _comments(known)),
        leaf("role", _coded(profile.roles, function)),
        whose=Whose(WhoseKind.CONTACT, one.contact_id, one.name),
        kind="t_person",
    )


def reporter_element(who: Reporter) -> Element | None:
    """Whoever makes the report."""
    return made(
        "reporting_person",
        leaf("first_name", who.first_name),
        leaf("last_name", who.last_name),
        leaf("email", who.email),
    )


def place_element(tag: str, profile: Profile, place: Place, ours: str) -> Element | None:
    """An address of that type; None where nothing of it is known."""
    if place == Place():
        return None
    return made(
        tag,
        leaf("address_type", _coded(profile.address_types, ours)),
        leaf("address", place.street),
        leaf("city", place.place),
        leaf("zip", place.postal_code),
        leaf("country_code", place.country),
        kind="t_address",
    )


def _entity(profile: Profile, one: Involved, known: OrganisationDetails) -> Element | None:
    head = one.representative
    director = None
    if head is not None and isinstance(head.details, PersonDetails):
        director = person_element("director_id", profile, head, head.details, "representative")
    return made(
        "entity",
        leaf("name", known.name),
        leaf("commercial_name", ", ".join(known.other_names)),
        leaf("incorporation_legal_form", known.legal_form),
        leaf("incorporation_number", known.number),
        leaf("business", " ".join(filter(None, (known.activity, known.activity_code)))),
        made("phones", _phone(profile, known.dealing.phone)),
        made("addresses", place_element("address", profile, known.seat, "seat")),
        leaf("email", known.dealing.email),
        leaf("incorporation_country_code", known.number_country or known.seat.country),
        director,
        leaf("incorporation_date", known.started_on),
        leaf("comments", _directors(known)),
        whose=Whose(WhoseKind.CONTACT, one.contact_id, one.name),
    )


def _identification(profile: Profile, known: PersonDetails) -> Element | None:
    document = known.document
    if document.kind is None or not document.number:
        return None
    return made(
        "identification",
        leaf("type", _coded(profile.identification_types, str(document.kind))),
        leaf("number", document.number),
        leaf("issue_date", document.issued_on),
        leaf("expiry_date", document.expires_on),
        leaf("issue_country", document.country),
    )


def _phone(profile: Profile, number: str) -> Element | None:
    if not number:
        return None
    return made(
        "phone",
        leaf("tph_contact_type", _coded(profile.contact_types, "phone")),
        leaf("tph_communication_type", _coded(profile.communication_types, "phone")),
        leaf("tph_number", number),
    )


def _comments(known: PersonDetails) -> str:
    """What no element of its own is for: a year where the day isn't known, further nationalities."""
    more = known.nationalities[_MOST_NATIONALITIES:]
    year = f"* {known.birth_year}" if known.birth_date is None and known.birth_year else ""
    return "\n".join(filter(None, (year, ", ".join(more), known.dealing.purpose)))


def _directors(known: OrganisationDetails) -> str:
    named = (f"{one.name} ({one.function})" if one.function else one.name for one in known.directors)
    return "\n".join(filter(None, ("; ".join(named), known.powers, known.dealing.purpose)))


def _coded(codes: tuple[Code, ...], ours: str) -> Coded:
    return Coded(ours, code_of(codes, ours))
