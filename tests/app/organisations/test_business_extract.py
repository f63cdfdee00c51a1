"""Files of the business register are hostile until read: only a Refusal comes out, whatever the bytes are."""

from __future__ import annotations

import random
import zipfile
from pathlib import Path

import pytest

from app.errors import Refusal
from app.outside.business_extract import HEADS, open_extract
from models.values import ExtractKind
from tests.app.organisations.extracts import NUMBERS, full, written


def _read(path: Path) -> int:
    with open_extract(path) as extract:
        return sum(
            len(block) for part in HEADS for file in extract.files_of(part) for block in extract.blocks(file)
        )


def _refused(path: Path) -> Refusal:
    with pytest.raises(Refusal) as caught:
        _read(path)
    return caught.value


def _with(path: Path, file: str, content: bytes | None) -> Path:
    """The same zip with other bytes in one file, or without it."""
    with zipfile.ZipFile(path) as old:
        kept = {name: old.read(name) for name in old.namelist()}
    if content is None:
        del kept[file]
    else:
        kept[file] = content
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, told in kept.items():
            new.writestr(name, told)
    return path


def test_an_extract_says_which_it_is_and_gives_its_lines_without_their_head(tmp_path: Path) -> None:
    path = full(tmp_path, 140, {NUMBERS[0]: "Immo Een"})
    with open_extract(path) as extract:
        assert (extract.number, extract.kind, extract.snapshot_on.isoformat()) == (
            140,
            ExtractKind.FULL,
            "2026-11-01",
        )
        assert b"".join(extract.blocks("denomination.csv")) == f'"{NUMBERS[0]}","2","001","Immo Een"\n'.encode()


def test_an_update_has_what_goes_and_what_comes(tmp_path: Path) -> None:
    path = written(tmp_path, 141, ExtractKind.UPDATE, {"enterprise_delete": [(NUMBERS[0],)]})
    with open_extract(path) as extract:
        assert extract.files_of("enterprise") == ("enterprise_delete.csv", "enterprise_insert.csv")
        assert extract.files_of("code") == ("code.csv",)
        assert b"".join(extract.blocks("enterprise_delete.csv")) == f'"{NUMBERS[0]}"\n'.encode()


@pytest.mark.parametrize(
    ("file", "content", "why"),
    [
        ("meta.csv", None, "missing"),
        ("address.csv", None, "missing"),
        ("meta.csv", b'"Variable","Value"\n"ExtractNumber","many"\n', "meta"),
        ("meta.csv", b"", "columns"),
        ("enterprise.csv", b"", "columns"),
        (
            "denomination.csv",
            b'"EntityNumber","Language","TypeOfDenomination","Denomination","Extra"\n',
            "columns",
        ),
        ("denomination.csv", b'"EntityNumber","Language","Denomination"\n', "columns"),
        ("denomination.csv", b'"EntityNumber","TypeOfDenomination","Language","Denomination"\n', "columns"),
    ],
)
def test_what_isnt_of_this_format_is_refused(tmp_path: Path, file: str, content: bytes | None, why: str) -> None:
    path = _with(full(tmp_path, 140, {NUMBERS[0]: "Immo Een"}), file, content)
    assert _refused(path).code == f"organisations.extract.{why}"


def test_unknown_and_missing_columns_are_named(tmp_path: Path) -> None:
    head = b'"EnterpriseNumber","Status","Mood"\n'
    facts = _refused(_with(full(tmp_path, 140, {NUMBERS[0]: "Immo Een"}), "enterprise.csv", head)).facts
    assert facts["strange"] == "Mood"
    assert facts["missing"] == "JuridicalSituation, TypeOfEnterprise, JuridicalForm, JuridicalFormCAC, StartDate"


@pytest.mark.trust("5.2.3")
def test_a_zip_that_would_fill_the_disk_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = _with(full(tmp_path, 140, {NUMBERS[0]: "Immo Een"}), "activity.csv", b"0" * (40 << 20))
    assert _refused(path).code == "organisations.extract.too_large"


def test_a_file_cut_off_anywhere_is_refused(tmp_path: Path) -> None:
    path = full(tmp_path, 140, {number: f"Immo {number}" for number in NUMBERS})
    whole = path.read_bytes()
    for part in range(20):
        path.write_bytes(whole[: len(whole) * part // 20])
        assert _refused(path).code == "organisations.extract.not_a_zip"


def test_a_changed_byte_is_seen_by_its_checksum(tmp_path: Path) -> None:
    path = full(tmp_path, 140, {number: f"Immo {number}" for number in NUMBERS})
    with zipfile.ZipFile(path) as content:
        place = content.getinfo("denomination.csv").header_offset + 80
    whole = bytearray(path.read_bytes())
    whole[place] ^= 0xFF
    path.write_bytes(whole)
    assert _refused(path).code == "organisations.extract.truncated"


def _mutants(folder: Path, count: int) -> int:
    path = full(folder, 140, {number: f"Immo {number}" for number in NUMBERS})
    whole = path.read_bytes()
    chance = random.Random(20261129)  # noqa: S311 - the same mutants each time
    refused = 0
    for _ in range(count):
        mutant = bytearray(whole)
        for _ in range(chance.choice((1, 1, 2, 8, 40))):
            mutant[chance.randrange(len(mutant))] = chance.randrange(256)
        if chance.random() < 0.2:
            del mutant[chance.randrange(len(mutant)) :]
        path.write_bytes(mutant)
        try:
            _read(path)
        except Refusal:
            refused += 1
    return refused


def test_five_hundred_mutants_raise_nothing_undeclared(tmp_path: Path) -> None:
    assert _mutants(tmp_path, 500) > 100


@pytest.mark.slow
def test_twenty_thousand_mutants_raise_nothing_undeclared(tmp_path: Path) -> None:
    assert _mutants(tmp_path, 20_000) > 4_000
