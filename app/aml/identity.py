"""What the facts of an identity may not say of each other, and what one of them proposes. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.errors import Refusal
from models.values import NationalNumber, Sex
from models.values.identified import Details, FilePart, IdentityDocument, PersonDetails, Side, Source

_SIDES = {
    FilePart.SELLER: Side.CLIENT,
    FilePart.LANDLORD: Side.CLIENT,
    FilePart.BUYER: Side.COUNTERPARTY,
    FilePart.TENANT: Side.COUNTERPARTY,
}


def proposed_side(part: FilePart | None) -> Side | None:
    """On which side somebody in this part mostly stands: who sells or lets gave the office its mandate, who buys
    or rents deals with him. None where the part doesn't tell."""
    return _SIDES.get(part) if part is not None else None


def contradictions(known: Details, number: NationalNumber | None) -> tuple[Refusal, ...]:
    """Where birth date, year or sex aren't what the national number says; what either doesn't tell, contradicts
    nothing."""
    if number is None or not isinstance(known, PersonDetails):
        return ()
    found = []
    born, year = number.birth_date, number.birth_year
    if known.birth_date is not None and born is not None and known.birth_date != born:
        found.append(
            Refusal(
                "aml.person.number_birth",
                field="birth_date",
                number=number.masked(),
                told=born,
                birth=known.birth_date,
            )
        )
    elif known.birth_date is None and known.birth_year is not None and year not in (None, known.birth_year):
        found.append(
            Refusal(
                "aml.person.number_birth",
                field="birth_year",
                number=number.masked(),
                told=str(year),
                birth=str(known.birth_year),
            )
        )
    sex = number.sex
    if known.sex is not Sex.UNKNOWN and sex is not None and known.sex is not sex:
        found.append(
            Refusal("aml.person.number_sex", field="sex", number=number.masked(), told=sex, sex=known.sex)
        )
    return tuple(found)


def typed_document(before: Details, after: Details) -> Details:
    """The same, but for a person whose card was read and whose document was typed since: that one wasn't read, and
    nobody may be taken to have seen it."""
    if not isinstance(before, PersonDetails) or not isinstance(after, PersonDetails):
        return after
    if after.document == before.document or after.source is not Source.EID:
        return after
    return replace(after, source=None, source_read_on=None)


def document_faults(document: IdentityDocument, today: date) -> tuple[Refusal, ...]:
    """What the days of a document can't be. One that expired is none of it: that is told, and weighed by rules."""
    issued, expires = document.issued_on, document.expires_on
    if issued is not None and issued > today:
        return (Refusal("aml.document.issued_in_future", field="issued_on", issued=issued),)
    if issued is not None and expires is not None and issued > expires:
        return (Refusal("aml.document.backwards", field="expires_on", issued=issued, expires=expires),)
    return ()


def is_expired(document: IdentityDocument, today: date) -> bool:
    """Whether its last day has passed; on that day itself it still counts."""
    return document.expires_on is not None and document.expires_on < today
