"""The consolidated list of the Security Council of the United Nations, XML.

The key is `DATAID`, which stays; the reference is `REFERENCE_NUMBER`. Which of the four names is the family's
isn't told, so names have no parts. A name of low quality is a weak one; the name in its own script another name.
Source: United Nations, sc-sanctions.xsd.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from app.aml.lists.reading import markup
from app.aml.lists.reading.dates import between, birth_date_in, day_in, day_of_moment, number_in
from app.aml.lists.reading.facts import Facts
from app.aml.lists.reading.markup import Element, line_in, name_of, parts, text_of
from app.aml.lists.reading.problem import Notes
from models.values import BirthDate, IdentifierKind, ListedEntry, NameKind, SubjectKind

_NAMES = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_ADDRESS = ("STREET", "ZIP_CODE", "CITY", "STATE_PROVINCE", "COUNTRY", "NOTE")
_PASSPORTS = ("passport", "passeport", "pasaporte")
_NATIONAL = ("national identification", "identification nationale", "identificación nacional")


def entries(file: BinaryIO, notes: Notes, largest: int) -> Iterator[ListedEntry]:
    """Each entry of the list, persons first as it has them; raises Unreadable."""
    found = markup.entries(file, "CONSOLIDATED_LIST", ("INDIVIDUAL", "ENTITY"), largest)
    notes.published(day_of_moment(next(found).get("dateGenerated")))
    for element in found:
        if (entry := _entry(element, notes)) is not None:
            yield entry


def _entry(element: Element, notes: Notes) -> ListedEntry | None:
    told = parts(element)
    which = name_of(element)
    kind = SubjectKind.PERSON if which == "INDIVIDUAL" else SubjectKind.ORGANISATION
    facts = Facts(notes, line_in(element), text_of(told, "DATAID"), kind)
    facts.reference = text_of(told, "REFERENCE_NUMBER")
    facts.remarks = text_of(told, "COMMENTS1")
    facts.programmes.append(text_of(told, "UN_LIST_TYPE"))
    facts.functions += _values(told, "DESIGNATION")
    facts.listed(day_in(text_of(told, "LISTED_ON")))
    facts.of_sex(text_of(told, "GENDER"))
    facts.name(" ".join(text_of(told, name) for name in _NAMES))
    for name in text_of(told, "NAME_ORIGINAL_SCRIPT").split(";"):
        facts.name(name, NameKind.ALIAS)
    for alias in told.get(f"{which}_ALIAS", []):
        _alias(facts, parts(alias))
    for nationality in _values(told, "NATIONALITY"):
        facts.belongs_to(nationality)
    for birth in told.get("INDIVIDUAL_DATE_OF_BIRTH", []):
        _born(facts, parts(birth))
    for place in told.get("INDIVIDUAL_PLACE_OF_BIRTH", []):
        facts.belongs_to(text_of(parts(place), "COUNTRY"))
    for address in told.get(f"{which}_ADDRESS", []):
        where = parts(address)
        facts.belongs_to(text_of(where, "COUNTRY"))
        facts.addresses.append(", ".join(filter(None, (text_of(where, name) for name in _ADDRESS))))
    for document in told.get("INDIVIDUAL_DOCUMENT", []):
        _identify(facts, parts(document))
    return facts.entry()


def _values(told: dict[str, list[Element]], name: str) -> list[str]:
    return [(value.text or "").strip() for one in told.get(name, []) for value in one if name_of(value) == "VALUE"]


def _alias(facts: Facts, told: dict[str, list[Element]]) -> None:
    weak = text_of(told, "QUALITY").casefold() == "low"
    for name in text_of(told, "ALIAS_NAME").split("; "):
        facts.name(name, NameKind.WEAK if weak else NameKind.ALIAS)


def _born(facts: Facts, told: dict[str, list[Element]]) -> None:
    kind = text_of(told, "TYPE_OF_DATE").upper()
    written = text_of(told, "DATE") or text_of(told, "YEAR")
    first, last = text_of(told, "FROM_YEAR"), text_of(told, "TO_YEAR")
    found: BirthDate | None
    if written:
        found = birth_date_in(f"circa {written}" if kind == "APPROXIMATELY" else written)
    elif first or last:
        found = between(number_in(first or last), number_in(last or first))
    else:
        return
    facts.born(found, written or f"{first} – {last}")


def _identify(facts: Facts, told: dict[str, list[Element]]) -> None:
    kind = " ".join(text_of(told, "TYPE_OF_DOCUMENT").casefold().split())
    country = facts.country(text_of(told, "COUNTRY_OF_ISSUE") or text_of(told, "ISSUING_COUNTRY"))
    if any(word in kind for word in _PASSPORTS):
        meant = IdentifierKind.PASSPORT
    elif any(word in kind for word in _NATIONAL):
        meant = IdentifierKind.NATIONAL
    else:
        meant = IdentifierKind.OTHER
    facts.number(meant, text_of(told, "NUMBER"), country)
