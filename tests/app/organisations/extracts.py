"""Small extracts of the business register, written for one test."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from app.demo.enterprises import number_of, unit_of
from app.outside.business_sample import Rows, write_extract
from models.values import ExtractKind

WORDS = (("JuridicalForm", "610", "NL", "Besloten vennootschap"), ("JuridicalForm", "610", "FR", "Société"))
NUMBERS = [str(number_of(9_980_000 + count)) for count in range(12)]
UNITS = [str(unit_of(29_980_000 + count)) for count in range(4)]


def enterprise(number: str, form: str = "610", started: str = "09-08-1998") -> tuple[str, ...]:
    return number, "AC", "000", "2", form, "", started


def address(number: str, street: str = "Kerkstraat", kind: str = "REGO", struck: str = "") -> tuple[str, ...]:
    return number, kind, "", "", "9000", "Gent", "Gand", street, "", "1", "", "", struck


def name(number: str, text: str, language: str = "2", kind: str = "001") -> tuple[str, ...]:
    return number, language, kind, text


def full(folder: Path, number: int, names: dict[str, str], units: Iterable[tuple[str, str]] = ()) -> Path:
    """A full extract: enterprises by number with their names, and establishments with their enterprises."""
    files: dict[str, Rows] = {
        "code": WORDS,
        "enterprise": [enterprise(one) for one in names],
        "denomination": [name(one, text) for one, text in names.items()],
        "address": [address(one) for one in names],
        "establishment": [(unit, "01-04-2001", one) for unit, one in units],
    }
    return written(folder, number, ExtractKind.FULL, files)


def written(folder: Path, number: int, kind: ExtractKind, files: dict[str, Rows]) -> Path:
    path = folder / f"KboOpenData_{number:04d}_2026_11_{kind.title()}.zip"
    return write_extract(path, number, kind, date(2026, 11, number % 28 + 1), files)
