"""Writes a practice list as OpenSanctions writes its entities: an object a line, addresses and ties among them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from app.outside.practice_lists.invented import PASSPORT, PERSON, Invented
from app.outside.practice_lists.targets import SCHEMAS, date_of

_TOPICS = {"sanction": "sanction", "pep": "role.pep", "rca": "role.rca"}
_DATASETS = ["practice_peps"]


def written(entries: Iterable[Invented], day: date) -> bytes:
    """The bytes of the list."""
    lines = (json.dumps(told, ensure_ascii=False) for one in entries for told in _objects(one, day))
    return "".join(f"{line}\n" for line in lines).encode()


def _objects(one: Invented, day: date) -> Iterator[dict[str, Any]]:
    key = f"practice-{one.number}"
    properties: dict[str, list[str]] = {
        "name": [name.text for name in one.names[:1]],
        "alias": [name.text for name in one.names[1:] if not name.weak],
        "weakAlias": [name.text for name in one.names if name.weak],
        "topics": [_TOPICS[one.why]],
        "programId": [one.programme],
        "notes": [one.remark],
        "birthDate": [date_of(birth) for birth in one.births],
        "country": [country.lower() for country in one.countries],
        "position": [one.function] if one.function else [],
    }
    if one.kind == PERSON:
        properties["firstName"] = [one.names[0].given]
        properties["lastName"] = [one.names[0].family]
        properties["gender"] = ["male" if one.sex == "M" else "female"]
    for number in one.numbers:
        properties["passportNumber" if number.kind == PASSPORT else "idNumber"] = [number.number]
    yield _object(key, SCHEMAS[one.kind], one.names[0].text, properties, one, day)
    if one.address is not None:
        place = f"{one.address.street}, {one.address.city}"
        full = {"full": [place], "country": [one.address.country.lower()]}
        yield _object(f"addr-{one.number}", "Address", place, full, one, day)
    if one.why == "rca":
        tie = {"person": [key], "relative": ["practice-3"], "relationship": ["invented"]}
        yield _object(f"tie-{one.number}", "Family", "invented", tie, one, day)


def _object(
    key: str, schema: str, caption: str, properties: dict[str, list[str]], one: Invented, day: date
) -> dict[str, Any]:
    return {
        "id": key,
        "caption": caption,
        "schema": schema,
        "properties": {name: values for name, values in properties.items() if values},
        "referents": [],
        "datasets": _DATASETS,
        "first_seen": f"{one.listed_on.isoformat()}T00:00:00",
        "last_seen": f"{day.isoformat()}T00:00:00",
        "last_change": f"{one.changed_on.isoformat()}T00:00:00",
        "target": schema not in ("Address", "Family"),
    }
