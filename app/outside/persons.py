"""The register of persons, as far as we ask it: who has this number.

Stand-in: a file the operator puts in place, one line per person:
`national number;name;first names;birth date;sex` (birth date as YYYY-MM-DD or empty; sex: female, male, unknown).
Lines that can't be read are told and left out; of a number that stands there twice, the last line counts.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import structlog

from app.errors import Outage
from models.values import NationalNumber, Sex, ValueProblem

log = structlog.get_logger("persons")
_CELLS = 5
_LONGEST = 200


@dataclass(frozen=True)
class RegisteredPerson:
    """What the register says of somebody."""

    family_name: str
    given_names: str
    birth_date: date | None
    sex: Sex


class PersonRegister(Protocol):
    """Who has which national or BIS number."""

    def person(self, number: NationalNumber) -> RegisteredPerson | None:
        """None when the register knows nobody of that number. Raises Outage when it can't be asked."""
        ...


@dataclass(frozen=True)
class PersonsFile:
    """The register as a file in UTF-8, read again when it changed; where there is none, nobody can be asked."""

    path: Path

    def person(self, number: NationalNumber) -> RegisteredPerson | None:
        try:
            found = self.path.stat()
            known = _read(self.path, found.st_mtime_ns, found.st_size)
        except (OSError, csv.Error, UnicodeError):
            raise Outage("persons") from None
        return known.get(number.digits)


@lru_cache(maxsize=1)
def _read(path: Path, changed_at: int, size: int) -> dict[str, RegisteredPerson]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    known: dict[str, RegisteredPerson] = {}
    for line, row in enumerate(rows, 1):
        if row:
            known.update(_person(row, line))
    return known


def _person(row: list[str], line: int) -> dict[str, RegisteredPerson]:
    cells = [cell.strip() for cell in row]
    try:
        if len(cells) != _CELLS or not (cells[1] and cells[2]) or max(map(len, cells)) > _LONGEST:
            raise ValueError
        born = date.fromisoformat(cells[3]) if cells[3] else None
        return {NationalNumber.parse(cells[0]).digits: RegisteredPerson(cells[1], cells[2], born, Sex(cells[4]))}
    except (ValueError, ValueProblem):
        # A head, or a line somebody broke: nothing of it is written down, it may hold a number.
        log.warning("a line of the register of persons can't be read", line=line)
        return {}
