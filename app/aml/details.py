"""From what is known of a contact to what is compared with lists, and back. Pure."""

from __future__ import annotations

from datetime import date

from models.values import BirthDate, Identifier, IdentifierKind, NameKind, Sex, Subject, SubjectKind, SubjectName
from models.values.identified import Details, IdentityDocument, OrganisationDetails, PersonDetails, Place

BELGIUM = "BE"
DOCUMENT_KINDS = (IdentifierKind.IDENTITY_CARD, IdentifierKind.PASSPORT, IdentifierKind.OTHER)
"""What identifies a person, the best first."""


def kind_of(details: Details) -> SubjectKind:
    """Whether it is a person or an organisation."""
    return SubjectKind.PERSON if isinstance(details, PersonDetails) else SubjectKind.ORGANISATION


def subject_of(details: Details) -> Subject:
    """What lists are asked about. The national number is none of it: no list knows it, and it stays encrypted."""
    return _of_person(details) if isinstance(details, PersonDetails) else _of_organisation(details)


def details_from(subject: Subject) -> Details:
    """What a subject tells of a contact: all that is known of one that was only compared."""
    return _person_from(subject) if subject.kind is SubjectKind.PERSON else _organisation_from(subject)


def _of_person(known: PersonDetails) -> Subject:
    document = known.document
    own = (
        (Identifier(document.kind, document.number, document.country),)
        if document.kind is not None and document.number
        else ()
    )
    name = f"{known.given_names} {known.family_name}".strip()
    return Subject(
        kind=SubjectKind.PERSON,
        names=(
            SubjectName(name, NameKind.MAIN, known.given_names, known.family_name),
            *_aliases(known.other_names),
        ),
        birth_dates=_births(known.birth_date, known.birth_year),
        countries=_countries((*known.nationalities, known.address.country)),
        identifiers=(*own, *known.other_numbers),
        sex="" if known.sex is Sex.UNKNOWN else str(known.sex),
    )


def _of_organisation(known: OrganisationDetails) -> Subject:
    own = (Identifier(IdentifierKind.REGISTRATION, known.number, known.number_country),) if known.number else ()
    return Subject(
        kind=SubjectKind.ORGANISATION,
        names=(SubjectName(known.name), *_aliases(known.other_names)),
        birth_dates=_births(known.started_on, known.start_year),
        countries=_countries((known.seat.country, *known.countries)),
        identifiers=(*own, *known.other_numbers),
    )


def _person_from(subject: Subject) -> PersonDetails:
    main, *others = subject.names
    born, year = _day_and_year(subject.birth_dates)
    by_kind = {one.kind: one for one in reversed(subject.identifiers)}
    paper = next((by_kind[kind] for kind in DOCUMENT_KINDS if kind in by_kind), None)
    return PersonDetails(
        family_name=main.family or main.text,
        given_names=main.given,
        other_names=tuple(one.text for one in others),
        birth_date=born,
        birth_year=year,
        sex=Sex(subject.sex) if subject.sex else Sex.UNKNOWN,
        nationalities=subject.countries,
        document=IdentityDocument(paper.kind, paper.number, paper.country) if paper else IdentityDocument(),
        other_numbers=tuple(one for one in subject.identifiers if one != paper),
    )


def _organisation_from(subject: Subject) -> OrganisationDetails:
    main, *others = subject.names
    start, year = _day_and_year(subject.birth_dates)
    own = next((one for one in subject.identifiers if one.kind is IdentifierKind.REGISTRATION), None)
    seat, *rest = subject.countries or ("",)
    return OrganisationDetails(
        name=main.text,
        other_names=tuple(one.text for one in others),
        number=own.number if own else "",
        number_country=own.country if own else "",
        other_numbers=tuple(one for one in subject.identifiers if one != own),
        seat=Place(country=seat),
        started_on=start,
        start_year=year,
        countries=tuple(rest),
    )


def _aliases(names: tuple[str, ...]) -> tuple[SubjectName, ...]:
    return tuple(SubjectName(one, NameKind.ALIAS) for one in names if one)


def _births(day: date | None, year: int | None) -> tuple[BirthDate, ...]:
    if day is not None:
        return (BirthDate(day, day),)
    return (BirthDate(date(year, 1, 1), date(year, 12, 31)),) if year is not None else ()


def _day_and_year(births: tuple[BirthDate, ...]) -> tuple[date | None, int | None]:
    if not births:
        return None, None
    first = births[0]
    return (first.first_day, None) if first.first_day == first.last_day else (None, first.first_day.year)


def _countries(told: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in told if one))
