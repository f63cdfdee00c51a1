"""Writes files as the business register delivers them: for the demonstration, for tests, for measuring."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import islice
from pathlib import Path

from app.outside.business_extract import HEADS
from models.values import ExtractKind

Rows = Iterable[tuple[str, ...]]
_AT_ONCE = 5000


def write_extract(
    path: Path, number: int, kind: ExtractKind, snapshot_on: date, files: Mapping[str, Rows]
) -> Path:
    """A zip with `meta.csv` and these files, named as in the register without `.csv`; every cell in quotes.

    What a full extract or update has to have and isn't told is there with its head only.
    """
    meta = (
        ("SnapshotDate", f"{snapshot_on:%d-%m-%Y}"),
        ("ExtractType", str(kind)),
        ("ExtractNumber", str(number)),
        ("Version", "1.0.0"),
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as content:
        _write(content, "meta", ("Variable", "Value"), meta)
        for part, heads in HEADS.items():
            if kind is ExtractKind.FULL or part == "code":
                _write(content, part, heads, files.get(part, ()))
            else:
                _write(content, f"{part}_delete", heads[:1], files.get(f"{part}_delete", ()))
                _write(content, f"{part}_insert", heads, files.get(f"{part}_insert", ()))
    return path


def _write(content: zipfile.ZipFile, name: str, heads: tuple[str, ...], rows: Rows) -> None:
    remaining = iter(rows)
    with content.open(f"{name}.csv", "w", force_zip64=True) as file:
        some: list[tuple[str, ...]] = [heads]
        while some:
            text = io.StringIO(newline="")
            csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(some)
            file.write(text.getvalue().encode())
            some = list(islice(remaining, _AT_ONCE))
