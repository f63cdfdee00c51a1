"""The register of enterprises, as far as we ask it: who represents an enterprise by law.

Stand-in: a file the operator puts in place, one line per representative, as the register's own extracts give them:
`enterprise number;national number;name;first names;function;first day;last day` (days as YYYY-MM-DD, the last one
may be empty). Lines that can't be read are told and left out; they never make somebody a representative.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

import structlog

from app.errors import Outage
from models.values import EnterpriseNumber, NationalNumber, ValueProblem

log = structlog.get_logger("businesses")
_CELLS = 7


@dataclass(frozen=True)
class Represents:
    """One representative of one enterprise; `enterprise_number` are its ten digits."""

    enterprise_number: str
    number: NationalNumber
    family_name: str
    given_names: str
    function: str
    first_day: date
    last_day: date | None


class BusinessRegister(Protocol):
    """Who represents which enterprise by law. Raises Outage when it can't be asked."""

    def representatives(self) -> Iterator[Represents]:
        """All of them, in the order of their enterprise numbers."""
        ...


@dataclass(frozen=True)
class RepresentativesFile:
    """The register as a file in UTF-8."""

    path: Path

    def representatives(self) -> Iterator[Represents]:
        try:
            file = self.path.open(encoding="utf-8-sig", newline="")
        except OSError:
            raise Outage("businesses") from None
        with file:
            try:
                rows = list(csv.reader(file, delimiter=";"))
            except (csv.Error, UnicodeError):
                raise Outage("businesses") from None
        found = [one for number, row in enumerate(rows, 1) if row and (one := _read(row, number)) is not None]
        yield from sorted(found, key=lambda one: one.enterprise_number)


def _read(row: list[str], line: int) -> Represents | None:
    cells = [cell.strip() for cell in row]
    try:
        if len(cells) != _CELLS:
            raise ValueError
        last_day = date.fromisoformat(cells[6]) if cells[6] else None
        one = Represents(
            EnterpriseNumber.parse(cells[0]).digits,
            NationalNumber.parse(cells[1]),
            cells[2][:200],
            cells[3][:200],
            cells[4][:100],
            date.fromisoformat(cells[5]),
            last_day,
        )
        if not (one.family_name and one.given_names) or (last_day and last_day < one.first_day):
            raise ValueError
    except (ValueError, ValueProblem):
        # A head, or a line somebody broke: nothing of it is written down, it may hold a number.
        log.warning("a line of the register of representatives can't be read", line=line)
        return None
    return one
