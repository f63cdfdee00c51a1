"""Files in a folder: whole or not there, under a name that says nothing, closed to others."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.errors import Missing, Outage
from app.outside.files import Folder, chunks_of


@pytest.fixture
def files(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "files")


def test_what_was_put_comes_back_with_its_size_and_fingerprint(files: Folder) -> None:
    kept = files.put([b"een ", b"twee"])
    assert (kept.size, kept.sha256) == (8, hashlib.sha256(b"een twee").digest())
    with files.open(kept.name) as file:
        assert b"".join(chunks_of(file)) == b"een twee"


@pytest.mark.trust("Wider attack list")
@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "", "a" * 31, "A" * 32, "0" * 32, "..", "\x00"]
)
def test_a_name_that_was_never_given_opens_nothing(files: Folder, name: str) -> None:
    with pytest.raises(Missing):
        files.open(name)


def test_a_file_is_closed_to_others_and_its_name_says_nothing(files: Folder) -> None:
    name = files.put([b"x"]).name
    place = files.folder / name[:2] / name
    assert place.stat().st_mode & 0o777 == 0o600
    assert place.parent.stat().st_mode & 0o777 == 0o700
    assert files.put([b"x"]).name != name


def test_what_breaks_off_half_way_leaves_nothing(files: Folder) -> None:
    def breaking() -> Iterator[bytes]:
        yield b"half"
        raise ValueError("cut off")

    with pytest.raises(ValueError, match="cut off"):
        files.put(breaking())
    assert [path for path in files.folder.rglob("*") if path.is_file()] == []


def test_a_place_that_cannot_be_written_is_an_outage(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("not a folder")
    with pytest.raises(Outage):
        Folder(tmp_path / "files").put([b"x"])


def test_removing_twice_is_no_error(files: Folder) -> None:
    name = files.put([b"x"]).name
    files.remove(name)
    files.remove(name)
    with pytest.raises(Missing):
        files.open(name)


def test_only_files_from_before_are_named(files: Folder) -> None:
    old, new = files.put([b"old"]).name, files.put([b"new"]).name
    then = (datetime.now(UTC) - timedelta(days=2)).timestamp()
    os.utime(files.folder / old[:2] / old, (then, then))
    assert list(files.names(datetime.now(UTC) - timedelta(days=1))) == [old]
    assert sorted(files.names(datetime.now(UTC) + timedelta(days=1))) == sorted([old, new])
