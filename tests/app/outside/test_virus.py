"""The scanner is believed when it says something, and nothing is taken when it doesn't."""

from __future__ import annotations

import tempfile
from io import BytesIO
from pathlib import Path

import pytest

from app.errors import Outage
from app.outside.virus import Clamd, TestFileOnly, scanner_at
from tests.app.documents.corpus import EICAR
from tests.app.documents.making import docx
from tests.app.outside.clamd import clamd

BIG = bytes(range(256)) * 1000


@pytest.mark.trust("5.4.3")
def test_a_clean_file_reaches_the_scanner_whole_and_nothing_is_found() -> None:
    with clamd() as (address, server):
        assert Clamd(address).found_in(BytesIO(BIG)) is None
    assert server.seen == [BIG]


@pytest.mark.trust("5.4.3")
def test_what_the_scanner_finds_is_named() -> None:
    with clamd() as (address, _):
        assert Clamd(address).found_in(BytesIO(EICAR)) == "Eicar-Test-Signature"


def test_a_scanner_behind_a_socket_of_this_machine_is_spoken_to_the_same_way() -> None:
    with tempfile.TemporaryDirectory() as folder, clamd(path=Path(folder) / "s") as (address, _):
        assert scanner_at(address).found_in(BytesIO(EICAR)) == "Eicar-Test-Signature"


@pytest.mark.trust("5.4.3")
@pytest.mark.parametrize("mood", ["silent", "full", "odd", "rude"])
def test_a_scanner_that_can_not_tell_is_an_outage_and_not_a_clean_file(mood: str) -> None:
    with clamd(mood) as (address, _), pytest.raises(Outage):
        Clamd(address, seconds=2).found_in(BytesIO(b"x"))


def test_a_scanner_that_takes_too_long_is_an_outage() -> None:
    with clamd("slow") as (address, _), pytest.raises(Outage):
        Clamd(address, seconds=0.2).found_in(BytesIO(b"x"))


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "unix:///nowhere/at/all"])
def test_a_scanner_that_is_not_there_is_an_outage(address: str) -> None:
    with pytest.raises(Outage):
        Clamd(address, seconds=1).found_in(BytesIO(b"x"))


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (EICAR, True),
        (b" " * 65_500 + EICAR, True),
        (docx(word__media__a_dot_txt=EICAR), True),
        (docx(), False),
        (b"PK no archive at all", False),
        (EICAR[:-1], False),
        (b"", False),
    ],
    ids=["bare", "across two pieces", "packed", "a document", "no archive", "nearly", "nothing"],
)
def test_the_stand_in_knows_the_test_file_packed_or_not(content: bytes, found: bool) -> None:
    assert (TestFileOnly().found_in(BytesIO(content)) is not None) is found


def test_without_an_address_the_stand_in_looks() -> None:
    assert isinstance(scanner_at(""), TestFileOnly)
