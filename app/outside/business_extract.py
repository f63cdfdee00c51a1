"""A file of the business register's open data (KBO/BCE): a zip of comma-separated files, read as a stream.

Full extracts hold `enterprise.csv` and so on; updates hold `enterprise_delete.csv` and `enterprise_insert.csv`.
`meta.csv` says which extract it is. The file comes from outside: heads, sizes and checksums are looked at before a
byte is handed on, and what doesn't fit raises Refusal organisations.extract.<why> with the file's name.
Source: Crossroads Bank for Enterprises, open data, structure of the files (cookbook).
"""

from __future__ import annotations

import csv
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO

from app.errors import Refusal
from models.values import ExtractKind

PATTERN = "KboOpenData_*.zip"
HEADS: dict[str, tuple[str, ...]] = {
    "code": ("Category", "Code", "Language", "Description"),
    "address": (
        "EntityNumber", "TypeOfAddress", "CountryNL", "CountryFR", "Zipcode", "MunicipalityNL", "MunicipalityFR",
        "StreetNL", "StreetFR", "HouseNumber", "Box", "ExtraAddressInfo", "DateStrikingOff",
    ),
    "denomination": ("EntityNumber", "Language", "TypeOfDenomination", "Denomination"),
    "establishment": ("EstablishmentNumber", "StartDate", "EnterpriseNumber"),
    "enterprise": (
        "EnterpriseNumber", "Status", "JuridicalSituation", "TypeOfEnterprise", "JuridicalForm",
        "JuridicalFormCAC", "StartDate",
    ),
}  # fmt: skip
_META = ("Variable", "Value")
# The whole of Belgium takes less than two gigabytes; no honest file shrinks to a five-hundredth.
_LARGEST = 8 << 30
_TIGHTEST = 500
_BLOCK = 1 << 18
_HEAD = 4096
# What reading a zip raises that isn't one: a name in it may not even be text.
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, OSError, ValueError)


@dataclass(frozen=True)
class Extract:
    """An open extract. `number` counts the deliveries up; `snapshot_on` is the day it tells of."""

    name: str
    number: int
    kind: ExtractKind
    snapshot_on: date
    _zip: zipfile.ZipFile

    def size(self, file: str) -> int:
        """Bytes of a file once unpacked; 0 when it isn't there."""
        return self._zip.getinfo(file).file_size if file in self._zip.namelist() else 0

    def files_of(self, part: str) -> tuple[str, ...]:
        """The files that hold a part; codes come whole in updates too."""
        if self.kind is ExtractKind.FULL or part == "code":
            return (f"{part}.csv",)
        return (f"{part}_delete.csv", f"{part}_insert.csv")

    def blocks(self, file: str) -> Iterator[bytes]:
        """What stands below the head, in blocks. Raises Refusal when the head isn't as told, or bytes are bad."""
        part = file.removesuffix(".csv")
        whole = HEADS[part.removesuffix("_insert").removesuffix("_delete")]
        heads = whole[:1] if part.endswith("_delete") else whole
        with _opened(self._zip, file) as content:
            _check_head(file, _head_of(file, content), heads)
            yield from _read(file, content)


@contextmanager
def open_extract(path: Path) -> Iterator[Extract]:
    """The extract in a file.

    Raises Refusal organisations.extract.not_a_zip, .too_large, .missing, .columns, .meta, .truncated.
    """
    try:
        content = zipfile.ZipFile(path)
    except _BROKEN:
        raise Refusal("organisations.extract.not_a_zip", file=path.name) from None
    with content:
        _check_sizes(path.name, content)
        yield _described(path.name, content)


def _check_sizes(name: str, content: zipfile.ZipFile) -> None:
    members = content.infolist()
    if sum(one.file_size for one in members) > _LARGEST:
        raise Refusal("organisations.extract.too_large", file=name)
    for one in members:
        if one.file_size > _TIGHTEST * max(one.compress_size, _HEAD):
            raise Refusal("organisations.extract.too_large", file=one.filename)


def _described(name: str, content: zipfile.ZipFile) -> Extract:
    with _opened(content, "meta.csv") as file:
        text = next(_read("meta.csv", file), b"").decode("utf-8-sig", "replace")
    rows = list(csv.reader(io.StringIO(text)))
    _check_head("meta.csv", tuple(rows[0]) if rows else (), _META)
    told = {row[0]: row[1].strip() for row in rows[1:] if len(row) == len(_META)}
    try:
        number = int(told["ExtractNumber"])
        kind = ExtractKind(told["ExtractType"].lower())
        day = datetime.strptime(told["SnapshotDate"], "%d-%m-%Y").date()  # noqa: DTZ007 - a day, not an instant
        if not 0 < number < 1_000_000:
            raise ValueError
    except (KeyError, ValueError):
        raise Refusal("organisations.extract.meta", file=name) from None
    return Extract(name, number, kind, day, content)


@contextmanager
def _opened(content: zipfile.ZipFile, file: str) -> Iterator[IO[bytes]]:
    try:
        opened = content.open(file)
    except KeyError:
        raise Refusal("organisations.extract.missing", file=file) from None
    except _BROKEN:
        raise Refusal("organisations.extract.truncated", file=file) from None
    with opened:
        yield opened


def _head_of(file: str, content: IO[bytes]) -> tuple[str, ...]:
    try:
        line = content.readline(_HEAD)
    except _BROKEN:
        raise Refusal("organisations.extract.truncated", file=file) from None
    row = next(csv.reader([line.decode("utf-8-sig", "replace").rstrip("\r\n")]), [])
    return tuple(cell.strip() for cell in row)


def _check_head(file: str, found: tuple[str, ...], expected: tuple[str, ...]) -> None:
    if found == expected:
        return
    strange = [head[:40] for head in found if head not in expected]
    missing = [head for head in expected if head not in found]
    raise Refusal(
        "organisations.extract.columns",
        file=file,
        strange=", ".join(strange[:5]) or "–",
        missing=", ".join(missing[:5]) or "–",
    )


def _read(file: str, content: IO[bytes]) -> Iterator[bytes]:
    while True:
        try:
            block = content.read(_BLOCK)
        except _BROKEN:
            raise Refusal("organisations.extract.truncated", file=file) from None
        if not block:
            return
        yield block
