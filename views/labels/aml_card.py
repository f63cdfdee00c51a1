"""What a card tells, and what a file of a person says, as people read it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _l

from models.values.identified import IdentityDocument, PersonDetails, Place
from views.labels import day
from views.labels.aml_facts import sex_word
from views.labels.aml_person import DOCUMENTS
from views.labels.countries import country_name

CARD_PARTS: dict[str, Any] = {
    "name": _l("Name"),
    "birth_date": _l("Birth date"),
    "birth_place": _l("Birth place"),
    "sex": _l("Sex"),
    "nationalities": _l("Nationality"),
    "address": _l("Address"),
    "document": _l("Identity document"),
    "number": _l("National number"),
}


def place_text(place: Place) -> str:
    """An address on its lines; '' for none."""
    town = f"{place.postal_code} {place.place}".strip()
    return "\n".join(filter(None, (place.street, town, country_name(place.country) if place.country else "")))


def document_text(document: IdentityDocument) -> str:
    """Kind, number, and until when; '' for none."""
    if document.kind is None and not document.number:
        return ""
    kind = str(DOCUMENTS[document.kind]) if document.kind in DOCUMENTS else ""
    days = " – ".join(day(one) for one in (document.issued_on, document.expires_on) if one is not None)
    return "\n".join(filter(None, (f"{kind} {document.number}".strip(), days)))


_TEXTS: dict[str, Callable[[PersonDetails], str]] = {
    "name": lambda one: f"{one.given_names} {one.family_name}".strip(),
    "birth_date": lambda one: day(one.birth_date) or str(one.birth_year or ""),
    "birth_place": lambda one: one.birth_place,
    "sex": lambda one: sex_word(one.sex),
    "nationalities": lambda one: ", ".join(country_name(code) for code in one.nationalities),
    "address": lambda one: place_text(one.address),
    "document": lambda one: document_text(one.document),
}


def part_text(name: str, details: PersonDetails, number: str = "") -> str:
    """One part, by its name in `CARD_PARTS`; the national number comes masked."""
    return number if name == "number" else _TEXTS[name](details)
