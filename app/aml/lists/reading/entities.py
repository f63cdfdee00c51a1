"""Entities of OpenSanctions, `entities.ftm.json`: an object a line, of which the subjects are read.

Addresses, documents, sanctions and ties between people are objects of their own, which are passed over; so are
subjects that stand there only beside another, without a topic of their own. The list's date is the latest change
of an object; when it was last seen says only when somebody looked.
Source: OpenSanctions, bulk data, FollowTheMoney entities; topics as in its data dictionary.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from app.aml.lists.reading.bounds import lines
from app.aml.lists.reading.dates import birth_date_in, day_in
from app.aml.lists.reading.facts import MOST_NAMES, Facts
from app.aml.lists.reading.problem import Notes, Unreadable, WhyUnreadable
from app.aml.lists.reading.schemas import kind_of
from models.values import IdentifierKind, ListedEntry, NameKind, Topic

_TOPICS = {"sanction": Topic.SANCTION, "role.pep": Topic.PEP, "role.rca": Topic.CLOSE_TO_PEP}
# Other topics for which somebody is looked at; what is left says only what something is (`gov.national`).
_REASONS = ("sanction", "role", "crime", "wanted", "debarment", "poi", "reg", "export", "mare", "corp.disqual")
_NAMES = (
    ("name", NameKind.ALIAS),
    ("alias", NameKind.ALIAS),
    ("previousName", NameKind.ALIAS),
    ("weakAlias", NameKind.WEAK),
    ("abbreviation", NameKind.WEAK),
)
_BIRTHS = ("birthDate", "incorporationDate", "buildDate")
_COUNTRIES = ("nationality", "citizenship", "birthCountry", "country", "jurisdiction", "mainCountry", "flag")
_NUMBERS = {
    "passportNumber": IdentifierKind.PASSPORT,
    "idNumber": IdentifierKind.IDENTITY_CARD,
    "socialSecurityNumber": IdentifierKind.NATIONAL,
    **dict.fromkeys(("taxNumber", "vatCode", "innCode"), IdentifierKind.TAX),
    **dict.fromkeys(("registrationNumber", "ogrnCode", "leiCode", "uscCode"), IdentifierKind.REGISTRATION),
    **dict.fromkeys(("imoNumber", "mmsi", "callSign"), IdentifierKind.VESSEL),
    **dict.fromkeys(("swiftBic", "dunsCode", "uniqueEntityId", "serialNumber"), IdentifierKind.OTHER),
}


def entries(file: BinaryIO, notes: Notes, largest: int) -> Iterator[ListedEntry]:
    """Each subject with a topic, in the order of the file; raises Unreadable."""
    for line, told in _objects(file, largest):
        key, schema, properties = told.get("id"), told.get("schema"), told.get("properties")
        if not isinstance(schema, str) or not isinstance(properties, dict):
            raise Unreadable(WhyUnreadable.OTHER_FORM if line == 1 else WhyUnreadable.DAMAGED, line)
        if not isinstance(key, str):
            raise Unreadable(WhyUnreadable.NO_KEY, line)
        notes.published(day_in(_text(told.get("last_change"))))
        kind = kind_of(schema)
        topics = _texts(properties, "topics")
        if kind is None or not (any(topic.startswith(_REASONS) for topic in topics) or told.get("target") is True):
            continue
        facts = Facts(notes, line, key, kind)
        _tell(facts, told, properties)
        if (
            entry := facts.entry([_TOPICS.get(topic, Topic.OTHER) for topic in topics] or [Topic.OTHER])
        ) is not None:
            yield entry


def _tell(facts: Facts, told: dict[str, Any], properties: dict[str, Any]) -> None:
    names = _texts(properties, "name")
    caption = _text(told.get("caption"))
    main = caption if caption in names or not names else names[0]
    given, family = _texts(properties, "firstName"), _texts(properties, "lastName")
    apart = len(given) == len(family) == 1 and all(part in main for part in (*given, *family))
    facts.name(main, NameKind.MAIN, *((given[0], family[0]) if apart else ("", "")))
    for property_name, kind in _NAMES:
        for name in _texts(properties, property_name):
            facts.name(name, kind)
    for property_name in _BIRTHS:
        for written in _texts(properties, property_name):
            facts.born(birth_date_in(written), written)
    for property_name in _COUNTRIES:
        for country in _texts(properties, property_name):
            facts.belongs_to(country)
    for property_name, number_kind in _NUMBERS.items():
        for number in _texts(properties, property_name):
            facts.number(number_kind, number)
    for sex in _texts(properties, "gender"):
        facts.of_sex(sex)
    facts.programmes += _texts(properties, "programId") or _texts(told, "datasets")
    facts.functions += [*_texts(properties, "position"), *_texts(properties, "title")]
    facts.addresses += _texts(properties, "address")
    facts.remarks = " · ".join(_texts(properties, "notes") or _texts(properties, "summary"))
    facts.url = next(iter(_texts(properties, "sourceUrl")), "")
    facts.other_keys += _texts(told, "referents")
    facts.listed(day_in(_text(told.get("first_seen"))))


def _objects(file: BinaryIO, largest: int) -> Iterator[tuple[int, dict[str, Any]]]:
    empty = True
    for number, line in lines(file, largest):
        if not line.strip():
            continue
        try:
            told = json.loads(line.decode("utf-8"))
        except UnicodeDecodeError:
            raise Unreadable(WhyUnreadable.ENCODING, number) from None
        except (ValueError, RecursionError):
            raise Unreadable(_why(line, number, empty), number) from None
        if not isinstance(told, dict):
            raise Unreadable(WhyUnreadable.OTHER_FORM if empty else WhyUnreadable.DAMAGED, number)
        empty = False
        yield number, told
    if empty:
        raise Unreadable(WhyUnreadable.OTHER_FORM)


def _why(line: bytes, number: int, first: bool) -> WhyUnreadable:
    """A last line without an end was cut off; a first one that is no object is of another form."""
    if line.lstrip().startswith(b"{") and not line.endswith(b"\n"):
        return WhyUnreadable.CUT_OFF
    return WhyUnreadable.OTHER_FORM if first else WhyUnreadable.DAMAGED


def _texts(told: dict[str, Any], name: str) -> list[str]:
    """The texts among the values of a property; of what is no text, nothing."""
    values = told.get(name)
    if isinstance(values, list):
        return [one for one in values[: 2 * MOST_NAMES] if isinstance(one, str)]
    return [values] if isinstance(values, str) else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
