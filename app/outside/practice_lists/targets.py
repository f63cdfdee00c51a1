"""Writes a practice list as OpenSanctions writes its simple table: every cell in quotes, values by semicolons."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date

from app.outside.practice_lists.invented import ORGANISATION, PERSON, VESSEL, Birth, Invented

HEADS = (
    *("id", "schema", "name", "aliases", "birth_date", "countries", "addresses", "identifiers", "sanctions"),
    *("phones", "emails", "program_ids", "dataset", "first_seen", "last_seen", "last_change"),
)
SCHEMAS = {PERSON: "Person", ORGANISATION: "Company", VESSEL: "Vessel"}


def written(entries: Iterable[Invented], day: date) -> bytes:
    """The bytes of the list."""
    text = io.StringIO(newline="")
    rows = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    rows.writerow(HEADS)
    for one in entries:
        place = one.address
        rows.writerow(
            (
                f"practice-{one.number}",
                SCHEMAS[one.kind],
                one.names[0].text,
                _together(name.text for name in one.names[1:]),
                _together(date_of(birth) for birth in one.births),
                _together(country.lower() for country in one.countries),
                _together([f"{place.street}; {place.city}"] if place else []),
                _together(number.number for number in one.numbers),
                _together([f"{one.programme} - {one.remark} - {one.listed_on.isoformat()}"]),
                "",
                "",
                one.programme,
                "Practice List of Invented Targets",
                f"{one.listed_on.isoformat()}T00:00:00",
                f"{day.isoformat()}T00:00:00",
                f"{one.changed_on.isoformat()}T00:00:00",
            )
        )
    return text.getvalue().encode()


def date_of(birth: Birth) -> str:
    """As much of a date as is known, `1969-04`; a range by its first year alone, as that format can't tell one."""
    if birth.day:
        return f"{birth.year}-{birth.month:02}-{birth.day:02}"
    return f"{birth.year}-{birth.month:02}" if birth.month else str(birth.year)


def _together(values: Iterable[str]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", lineterminator="").writerow(sorted(values))
    return text.getvalue()
