"""Writes a practice list as the Security Council writes its own: the consolidated list in XML."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from lxml import etree

from app.outside.practice_lists.invented import PASSPORT, PERSON, Birth, Invented, Name
from app.outside.practice_lists.words import COUNTRIES

_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")


def written(entries: Iterable[Invented], day: date) -> bytes:
    """The bytes of the list."""
    root = etree.Element("CONSOLIDATED_LIST", dateGenerated=f"{day.isoformat()}T05:00:00.000Z")
    individuals = etree.SubElement(root, "INDIVIDUALS")
    others = etree.SubElement(root, "ENTITIES")
    for one in entries:
        if one.kind == PERSON:
            _individual(etree.SubElement(individuals, "INDIVIDUAL"), one)
        else:
            _entity(etree.SubElement(others, "ENTITY"), one)
    told: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return told


def _individual(element: etree._Element, one: Invented) -> None:
    _common(element, one, "i")
    if one.function:
        _values(element, "DESIGNATION", one.function)
    for country in one.countries:
        _values(element, "NATIONALITY", COUNTRIES[country])
    _after(element, one, "INDIVIDUAL")
    for birth in one.births:
        _birth(etree.SubElement(element, "INDIVIDUAL_DATE_OF_BIRTH"), birth)
    etree.SubElement(etree.SubElement(element, "INDIVIDUAL_PLACE_OF_BIRTH"), "COUNTRY")
    for number in one.numbers:
        document = etree.SubElement(element, "INDIVIDUAL_DOCUMENT")
        kind = "Passport" if number.kind == PASSPORT else "National Identification\n Number"
        _say(document, TYPE_OF_DOCUMENT=kind, NUMBER=number.number, ISSUING_COUNTRY=COUNTRIES[number.country])
    if not one.numbers:
        etree.SubElement(element, "INDIVIDUAL_DOCUMENT")


def _entity(element: etree._Element, one: Invented) -> None:
    _common(element, one, "e")
    _after(element, one, "ENTITY")


def _common(element: etree._Element, one: Invented, letter: str) -> None:
    words = one.names[0].text.split()
    words = [*words[:3], " ".join(words[3:])] if one.kind == PERSON else [one.names[0].text]
    _say(element, DATAID=str(one.number), VERSIONNUM=str(one.version + 1))
    _say(element, **dict(zip(_PARTS, filter(None, words), strict=False)))
    _say(
        element,
        UN_LIST_TYPE=one.programme,
        REFERENCE_NUMBER=f"PX{letter}.{one.number}",
        LISTED_ON=one.listed_on.isoformat(),
    )
    if own := next((name for name in one.names if _own_letters(name)), None):
        _say(element, NAME_ORIGINAL_SCRIPT=own.text)
    if one.sex:
        _say(element, GENDER="Male" if one.sex == "M" else "Female")
    _say(element, COMMENTS1=one.remark)
    _values(element, "LIST_TYPE", "UN List")
    _values(element, "LAST_DAY_UPDATED", one.changed_on.isoformat())


def _after(element: etree._Element, one: Invented, which: str) -> None:
    others = [name for name in one.names[1:] if not _own_letters(name)]
    for name in others:
        alias = etree.SubElement(element, f"{which}_ALIAS")
        _say(alias, QUALITY="Low" if name.weak else "Good" if which == "INDIVIDUAL" else "a.k.a.")
        _say(alias, ALIAS_NAME=name.text)
    if not others:
        _say(etree.SubElement(element, f"{which}_ALIAS"), QUALITY="", ALIAS_NAME="")
    address = etree.SubElement(element, f"{which}_ADDRESS")
    if one.address is not None:
        place = one.address
        _say(address, STREET=place.street, CITY=place.city, COUNTRY=COUNTRIES[place.country])


def _own_letters(name: Name) -> bool:
    return not all(ord(letter) < 0x250 or ord(letter) >= 0x1E00 for letter in name.text)


def _birth(element: etree._Element, birth: Birth) -> None:
    if birth.last_year:
        _say(element, TYPE_OF_DATE="BETWEEN", FROM_YEAR=str(birth.year), TO_YEAR=str(birth.last_year))
    elif birth.day:
        _say(element, TYPE_OF_DATE="EXACT", DATE=f"{birth.year}-{birth.month:02}-{birth.day:02}")
    else:
        _say(element, TYPE_OF_DATE="APPROXIMATELY" if birth.about else "EXACT", YEAR=str(birth.year))


def _values(element: etree._Element, name: str, value: str) -> None:
    _say(etree.SubElement(element, name), VALUE=value)


def _say(element: etree._Element, **told: str) -> None:
    for name, text in told.items():
        etree.SubElement(element, name).text = text
