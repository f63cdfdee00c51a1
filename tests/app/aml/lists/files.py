"""Files of the EU's list, as small as they can be: who stands on it, and of which day it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from xml.sax.saxutils import quoteattr

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<export xmlns="http://eu.europa.ec/fpi/fsd/export" {0}>\n'


def eu_list(
    day: date, named: Mapping[int, str | tuple[str, ...]], remarks: Mapping[int, str] | None = None
) -> bytes:
    """The list of that day: names of a person by his number, the first one his own."""
    entries = [_entry(number, names, (remarks or {}).get(number, "")) for number, names in named.items()]
    head = _HEAD.format(f'generationDate="{day.isoformat()}T06:00:00.000+01:00"')
    return (head + "\n".join(entries) + "\n</export>\n").encode()


def people(first: int, last: int) -> dict[int, str]:
    """So many persons, by number, both inclusive."""
    return {number: f"Persoon {number:05} Voorbeeld" for number in range(first, last + 1)}


def _entry(number: int, names: str | tuple[str, ...], remark: str) -> str:
    told = (names,) if isinstance(names, str) else names
    aliases = "".join(f'<nameAlias wholeName={quoteattr(name)} strong="true"/>' for name in told)
    return (
        f'<sanctionEntity logicalId="{number}" euReferenceNumber="EU.{number}.1"><remark>{remark}</remark>'
        '<regulation programme="PRACTICE" publicationDate="2026-01-02"/>'
        f'<subjectType code="person"/>{aliases}</sanctionEntity>'
    )
