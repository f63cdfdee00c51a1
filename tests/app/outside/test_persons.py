"""The register of persons as a file: read anew when it changes, silent where it isn't there."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from app.errors import Outage
from app.outside.persons import PersonsFile, RegisteredPerson
from models.values import NationalNumber, Sex
from tests.stories.cast import national_number

BRAM = national_number(date(1985, 7, 30), 33)
JORIS = national_number(date(2001, 5, 3), 21)


def put(path: Path, text: str, changed_at: int = 1) -> PersonsFile:
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(changed_at, changed_at))
    return PersonsFile(path)


def test_it_tells_who_has_a_number(tmp_path: Path) -> None:
    register = put(
        tmp_path / "p.csv", f"{BRAM};Claes;Bram Jan;1985-07-30;male\n{JORIS.digits};Ćoso;Zoë;;unknown\n"
    )
    assert register.person(BRAM) == RegisteredPerson("Claes", "Bram Jan", date(1985, 7, 30), Sex.MALE)
    assert register.person(JORIS) == RegisteredPerson("Ćoso", "Zoë", None, Sex.UNKNOWN)
    assert register.person(NationalNumber(national_number(date(1970, 1, 2), 5).digits)) is None


def test_a_new_delivery_counts_at_once(tmp_path: Path) -> None:
    register = put(tmp_path / "p.csv", f"{BRAM};Claes;Bram;1985-07-30;male\n")
    assert register.person(BRAM) is not None
    put(tmp_path / "p.csv", f"{BRAM};Claeys;Bram;1985-07-30;male\n", changed_at=2)
    told = register.person(BRAM)
    assert told is not None
    assert told.family_name == "Claeys"


@pytest.mark.parametrize(
    "line",
    [
        "number;name;first names;birth date;sex",
        f"{BRAM};Claes;Bram;1985-07-30",
        f"{BRAM};;Bram;1985-07-30;male",
        f"{BRAM};Claes;Bram;30/07/1985;male",
        f"{BRAM};Claes;Bram;1985-07-30;M",
        f"{BRAM};{'x' * 201};Bram;1985-07-30;male",
        "85073003329;Claes;Bram;1985-07-30;male",
    ],
)
def test_a_line_that_cannot_be_read_makes_nobody(tmp_path: Path, line: str) -> None:
    register = put(tmp_path / "p.csv", f"{line}\n{JORIS};Van Damme;Joris;2001-05-03;male\n")
    assert register.person(BRAM) is None
    assert register.person(JORIS) is not None


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_register_that_cannot_be_read_is_silent(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "p.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Outage) as silent:
        PersonsFile(path).person(BRAM)
    assert silent.value.system == "persons"
