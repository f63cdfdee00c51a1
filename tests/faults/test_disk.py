"""The disk is full: files are refused whole, and nothing half-written stays behind.

A limit on the size of files stands in for the full disk, in a process of its own: writing fails in the middle,
with an error of the system, as it does there.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.database import TestServer

pytestmark = [pytest.mark.trust("Disk full, database gone"), pytest.mark.trust("Faults")]

ROOT = Path(__file__).resolve().parents[2]
_LIMITED = """
import resource, signal, sys
from pathlib import Path
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
"""
_PUT = """
from app.errors import Outage
from app.outside.files import Folder
try:
    Folder(Path(sys.argv[1])).put(bytes([n]) * 10_000 for n in range(9))
except Outage as problem:
    print("outage", problem)
"""
_BACK_UP = """
from app import archive
from models.backup import BackupFailed
folder = Path(sys.argv[1])
try:
    archive.pack(sys.argv[2], folder / "files", folder / "anchors.log", folder / "house.backup")
except BackupFailed as problem:
    print("refused")
"""


def _limited(code: str, *arguments: str) -> str:
    told = [sys.executable, "-c", _LIMITED + code, *arguments]
    return subprocess.run(told, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True).stdout


def _files(folder: Path) -> list[str]:
    return sorted(str(place.relative_to(folder)) for place in folder.rglob("*") if place.is_file())


def test_a_file_that_does_not_fit_is_an_outage_and_leaves_nothing(tmp_path: Path) -> None:
    assert _limited(_PUT, str(tmp_path)) == "outage files\n"
    assert _files(tmp_path) == []


@pytest.mark.trust("Restore drill")
def test_a_backup_that_does_not_fit_is_refused_and_the_one_of_before_stays(
    server: TestServer, template: str, tmp_path: Path
) -> None:
    (tmp_path / "house.backup").write_text("the one of before")
    assert _limited(_BACK_UP, str(tmp_path), server.url("house_owner", template)) == "refused\n"
    assert _files(tmp_path) == ["house.backup"]
    assert (tmp_path / "house.backup").read_text() == "the one of before"
