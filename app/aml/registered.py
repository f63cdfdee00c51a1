"""What the business register says of an organisation, beside what its file says, and taken over into it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from app.organisations.businesses import Enterprise
from models.values import Identifier, IdentifierKind, NameKind, Subject, SubjectKind, SubjectName
from models.values.identified import OrganisationDetails, Place, Source

BELGIUM = "BE"
MOST_NAMES = 10


class RegisterFact(StrEnum):
    """What the register tells that a file holds too."""

    NAME = "name"
    LEGAL_FORM = "legal_form"
    NUMBER = "number"
    STREET = "street"
    POSTAL_CODE = "postal_code"
    PLACE = "place"
    COUNTRY = "country"


@dataclass(frozen=True)
class Compared:
    """One fact on both sides; '' where a side doesn't say. The register's '' is never taken over."""

    fact: RegisterFact
    ours: str
    theirs: str

    @property
    def differs(self) -> bool:
        """Whether taking over would change it."""
        return bool(self.theirs) and _folded(self.ours) != _folded(self.theirs)


def identifier_of(enterprise: Enterprise) -> Identifier:
    """Its number, as contacts have it."""
    return Identifier(IdentifierKind.REGISTRATION, enterprise.number.digits, BELGIUM)


def subject_of(enterprise: Enterprise, names: Iterable[str] = ()) -> Subject:
    """The enterprise as a contact that is compared with lists, under all its names."""
    others = [one for one in names if one != enterprise.name][:MOST_NAMES]
    return Subject(
        SubjectKind.ORGANISATION,
        (SubjectName(enterprise.name), *(SubjectName(one, NameKind.ALIAS) for one in others)),
        countries=(BELGIUM,),
        identifiers=(identifier_of(enterprise),),
    )


def compared(details: OrganisationDetails, enterprise: Enterprise) -> tuple[Compared, ...]:
    """Every fact the register tells, ours beside it."""
    ours, theirs = _facts(details), _facts(taken_over(OrganisationDetails(), enterprise, date.min))
    return tuple(Compared(one, ours[one], theirs[one]) for one in RegisterFact if ours[one] or theirs[one])


def taken_over(
    details: OrganisationDetails, enterprise: Enterprise, day: date, names: Iterable[str] = ()
) -> OrganisationDetails:
    """The details with name, legal form, number and seat of the register, read that day; what it doesn't say
    stays as it was. A seat is taken over whole: half of two addresses is none. Its other `names` come along."""
    address = enterprise.address
    others = [one for one in dict.fromkeys((*details.other_names, *names)) if one != enterprise.name]
    seat = Place(address.street, address.postal_code, address.place, BELGIUM)
    return replace(
        details,
        name=enterprise.name or details.name,
        other_names=tuple(others[:MOST_NAMES]),
        legal_form=enterprise.form or details.legal_form,
        number=enterprise.number.digits,
        number_country=BELGIUM,
        seat=seat if address.street or address.place else replace(details.seat, country=BELGIUM),
        source=Source.REGISTER,
        source_read_on=day,
    )


def _facts(details: OrganisationDetails) -> dict[RegisterFact, str]:
    return {
        RegisterFact.NAME: details.name,
        RegisterFact.LEGAL_FORM: details.legal_form,
        RegisterFact.NUMBER: details.number,
        RegisterFact.STREET: details.seat.street,
        RegisterFact.POSTAL_CODE: details.seat.postal_code,
        RegisterFact.PLACE: details.seat.place,
        RegisterFact.COUNTRY: details.seat.country,
    }


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
