"""Writes a practice list as the European Commission writes its own: XML 1.1 of its sanctions database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from lxml import etree

from app.outside.practice_lists.invented import PERSON, Birth, Invented
from app.outside.practice_lists.words import COUNTRIES

_SPACE = "http://eu.europa.ec/fpi/fsd/export"
_PAGE = "https://sanctions.example.eu/regulation"


def written(entries: Iterable[Invented], day: date) -> bytes:
    """The bytes of the list."""
    spaces: Any = {None: _SPACE}
    root = etree.Element("export", nsmap=spaces)
    root.set("generationDate", f"{day.isoformat()}T06:00:00.000+01:00")
    root.set("globalFileId", str(day.toordinal()))
    for one in entries:
        _entity(root, one)
    told: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return told


def _entity(root: etree._Element, one: Invented) -> None:
    entity = etree.SubElement(
        root,
        "sanctionEntity",
        designationDetails="",
        unitedNationId="",
        euReferenceNumber=f"EU.{one.number}.{one.number % 97}",
        logicalId=str(one.number),
    )
    etree.SubElement(entity, "remark").text = one.remark
    regulation = etree.SubElement(
        entity,
        "regulation",
        regulationType="regulation",
        organisationType="commission",
        publicationDate=one.listed_on.isoformat(),
        entryIntoForceDate=one.listed_on.isoformat(),
        numberTitle=f"{one.listed_on.year}/{one.number} (practice)",
        programme=one.programme,
    )
    etree.SubElement(regulation, "publicationUrl").text = f"{_PAGE}/{one.number}"
    person = one.kind == PERSON
    kind = ("person", "P") if person else ("enterprise", "E")
    etree.SubElement(entity, "subjectType", code=kind[0], classificationCode=kind[1])
    for name in one.names:
        etree.SubElement(
            entity,
            "nameAlias",
            firstName=name.given,
            middleName="",
            lastName=name.family,
            wholeName=name.text,
            function=one.function,
            gender=one.sex,
            title="",
            nameLanguage=name.language.upper() if name.language != "xx" else "",
            strong="false" if name.weak else "true",
        )
    for country in one.countries:
        etree.SubElement(entity, "citizenship", {"region": "", **_country(country)})
    for birth in one.births:
        etree.SubElement(entity, "birthdate", {**_birth(birth), "city": "", **_country("")})
    if one.address is not None:
        place = {"city": one.address.city, "street": one.address.street, "poBox": "", "zipCode": "", "place": ""}
        etree.SubElement(entity, "address", {**place, **_country(one.address.country)})
    for number in one.numbers:
        told = {"number": number.number, "identificationTypeCode": number.kind, "knownFalse": "false"}
        etree.SubElement(entity, "identification", {**told, **_country(number.country)})


def _birth(birth: Birth) -> dict[str, str]:
    told = {"circa": "true" if birth.about else "false", "calendarType": "GREGORIAN"}
    if birth.last_year:
        return told | {"yearRangeFrom": str(birth.year), "yearRangeTo": str(birth.last_year)}
    if birth.day:
        told["birthdate"] = f"{birth.year}-{birth.month:02}-{birth.day:02}"
        told["dayOfMonth"] = str(birth.day)
    if birth.month:
        told["monthOfYear"] = str(birth.month)
    return told | {"year": str(birth.year)}


def _country(code: str) -> dict[str, str]:
    return {"countryIso2Code": code or "00", "countryDescription": COUNTRIES[code].upper() if code else "UNKNOWN"}
