"""The simple table of OpenSanctions, `targets.simple.csv`: a row for each target, several values of a cell by `;`.

It doesn't say why somebody stands in it: a row with a sanction is one, any other is there for another reason. The
list's date is the latest change of a row; when a row was last seen says only when somebody looked.
Source: OpenSanctions, bulk data, simplified tabular format.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from app.aml.lists.reading.dates import birth_date_in, day_in
from app.aml.lists.reading.facts import Facts
from app.aml.lists.reading.problem import Notes
from app.aml.lists.reading.schemas import kind_of
from app.aml.lists.reading.table import Row, rows, values_in
from models.values import IdentifierKind, ListedEntry, NameKind, SubjectKind, Topic

_HEADS = (
    *("id", "schema", "name", "aliases", "birth_date", "countries", "addresses", "identifiers", "sanctions"),
    *("dataset", "first_seen", "last_change"),
)


def entries(file: BinaryIO, notes: Notes, largest: int) -> Iterator[ListedEntry]:
    """Each row of the table, in its order; raises Unreadable."""
    for line, row in rows(file, ",", _HEADS, largest):
        notes.published(day_in(row["last_change"]))
        if (entry := _entry(line, row, notes)) is not None:
            yield entry


def _entry(line: int, row: Row, notes: Notes) -> ListedEntry | None:
    facts = Facts(notes, line, row["id"], kind_of(row["schema"]) or SubjectKind.OTHER)
    facts.name(row["name"])
    for alias in values_in(row["aliases"]):
        facts.name(alias, NameKind.ALIAS)
    for written in filter(None, values_in(row["birth_date"])):
        facts.born(birth_date_in(written), written)
    for country in values_in(row["countries"]):
        facts.belongs_to(country)
    for number in values_in(row["identifiers"]):
        at_sea = facts.kind is SubjectKind.VESSEL and number.upper().startswith("IMO")
        facts.number(IdentifierKind.VESSEL if at_sea else IdentifierKind.OTHER, number)
    facts.addresses += values_in(row["addresses"])
    facts.programmes += values_in(row.get("program_ids", "") or row["dataset"])
    facts.remarks = " · ".join(values_in(row["sanctions"]))
    facts.listed(day_in(row["first_seen"]))
    return facts.entry((Topic.SANCTION if row["sanctions"] else Topic.OTHER,))
