"""The Union's consolidated list of financial sanctions, XML 1.1.

The key is `logicalId`, which stays; the reference is `euReferenceNumber`. A name that isn't `strong`, or whose
remark calls it of low quality, is a weak one. `00` is an unknown country, and so is UNKNOWN.
Source: European Commission, Financial Sanctions Database, export 1.1 (namespace http://eu.europa.ec/fpi/fsd/export).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from app.aml.lists.reading import markup
from app.aml.lists.reading.dates import between, birth_date, birth_date_in, day_in, day_of_moment, number_in
from app.aml.lists.reading.facts import Facts
from app.aml.lists.reading.markup import Element, line_in, parts, text_of
from app.aml.lists.reading.numbers import european_kind
from app.aml.lists.reading.problem import Notes, WhyNotRead
from models.values import BirthDate, ListedEntry, NameKind, SubjectKind

_KINDS = {
    **dict.fromkeys(("person", "p"), SubjectKind.PERSON),
    **dict.fromkeys(("enterprise", "entity", "e"), SubjectKind.ORGANISATION),
}
_ADDRESS = ("street", "poBox", "zipCode", "city", "place", "region")


def entries(file: BinaryIO, notes: Notes, largest: int) -> Iterator[ListedEntry]:
    """Each entry of the list, in its order; raises Unreadable."""
    found = markup.entries(file, "export", ("sanctionEntity",), largest)
    notes.published(day_of_moment(next(found).get("generationDate")))
    for element in found:
        if (entry := _entry(element, notes)) is not None:
            yield entry


def _entry(element: Element, notes: Notes) -> ListedEntry | None:
    told = parts(element)
    line = line_in(element)
    code = ""
    for subject in told.get("subjectType", [])[:1]:
        code = subject.get("code") or subject.get("classificationCode") or ""
    kind = _KINDS.get(code.strip().casefold(), SubjectKind.OTHER)
    facts = Facts(notes, line, element.get("logicalId"), kind)
    if kind is SubjectKind.OTHER:
        facts.left_out(WhyNotRead.KIND, code)
    facts.reference = element.get("euReferenceNumber", "")
    facts.other_keys.append(element.get("unitedNationId"))
    facts.remarks = text_of(told, "remark")
    _names(facts, told.get("nameAlias", []))
    for birth in told.get("birthdate", []):
        _born(facts, birth)
    for place in (*told.get("citizenship", []), *told.get("birthdate", [])):
        facts.belongs_to(_country(place))
    for address in told.get("address", []):
        facts.belongs_to(_country(address))
        written = [address.get(name) for name in _ADDRESS]
        facts.addresses.append(", ".join(filter(None, (*written, _described(address)))))
    for number in told.get("identification", []):
        _identify(facts, number)
    _listed(facts, element, told.get("regulation", []))
    return facts.entry()


def _names(facts: Facts, aliases: list[Element]) -> None:
    for alias in aliases:
        given = " ".join(filter(None, (alias.get("firstName"), alias.get("middleName"))))
        family = alias.get("lastName", "")
        weak = alias.get("strong", "true").strip().casefold() == "false" or _of_low_quality(alias)
        kind = NameKind.WEAK if weak else NameKind.ALIAS
        facts.name(alias.get("wholeName") or f"{given} {family}", kind, given, family)
        facts.functions.append(alias.get("function"))
        facts.of_sex(alias.get("gender"))


def _of_low_quality(alias: Element) -> bool:
    return "low quality" in text_of(parts(alias), "remark").casefold()


def _born(facts: Facts, birth: Element) -> None:
    about = birth.get("circa", "").strip().casefold() == "true"
    whole, year, first = birth.get("birthdate", ""), birth.get("year"), birth.get("yearRangeFrom")
    found: BirthDate | None
    if whole.strip():
        found = birth_date_in(f"circa {whole}" if about else whole)
    elif year:
        month, day = number_in(birth.get("monthOfYear")), number_in(birth.get("dayOfMonth"))
        found = birth_date(number_in(year), month, day if month else 0, about)
    elif first or birth.get("yearRangeTo"):
        last = birth.get("yearRangeTo") or first
        found = between(number_in(first or last), number_in(last), about)
    else:
        return  # only its place is known
    facts.born(found, " ".join(filter(None, (whole, year, first, birth.get("yearRangeTo")))))


def _identify(facts: Facts, number: Element) -> None:
    kind = european_kind(number.get("identificationTypeCode"))
    country = facts.country(_country(number))
    facts.number(kind, number.get("number") or number.get("latinNumber"), country)


def _listed(facts: Facts, element: Element, regulations: list[Element]) -> None:
    facts.listed(day_in(element.get("designationDate")))
    for regulation in regulations:
        facts.programmes.append(regulation.get("programme"))
        facts.url = facts.url or text_of(parts(regulation), "publicationUrl")
    if facts.listed_on is None:
        for regulation in regulations:
            facts.listed(day_in(regulation.get("publicationDate") or regulation.get("entryIntoForceDate")))


def _country(element: Element) -> str:
    """Its code, or its name where no code is known."""
    code = element.get("countryIso2Code", "").strip()
    return code if code not in ("", "00") else element.get("countryDescription", "")


def _described(element: Element) -> str:
    name = element.get("countryDescription", "").strip()
    return "" if name.casefold() == "unknown" else name
