"""The software card in a virtual reader, through the real smart-card service: a desk at work, and its trouble."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from eid import integrity
from eid.backends import pcsc
from eid.card import File, Visit
from eid.errors import EidError, Fault
from eid.identity import identity_of
from eid.token import check_possession, new_nonce, proof_of
from eid.verifying import sign_at_desk
from tests.eid.pcscd import LACKS, ROOT, Desk, alone, desk_in
from tests.eid.people import NORA

ORIGIN = "https://sleutelbos.example.be"
READ = (
    "import sys;from eid.backends import pcsc;from eid.card import File, Visit\n"
    "for _ in range(5):\n"
    "    with pcsc.card_in(sys.argv[1]) as card, Visit(card) as visit:\n"
    "        assert len(visit.read(File.IDENTITY)) > 100 and len(visit.read(File.AUTHENTICATION)) > 500\n"
)
pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(LACKS), reason=LACKS)]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_in(tmp_path) as made:
        yield made


@pytest.mark.parametrize("software", ["1.7", "1.8"])
def test_a_card_in_a_reader_is_read_and_signs(desk: Desk, software: str) -> None:
    reader = desk.insert(software)
    nonce = new_nonce()
    with pcsc.card_in(reader) as card, Visit(card) as visit:
        files = {file: visit.read(file) for file in File}
        signed = sign_at_desk(visit, "1234", ORIGIN, nonce)
        check_possession(proof_of(signed.token), ORIGIN, nonce)
        with pytest.raises(EidError) as wrong:
            visit.sign("9999", bytes(visit.hash_algorithm().digest_size))
        assert (wrong.value.fault, wrong.value.tries_left) == (Fault.PIN_WRONG, 2)
    identity = identity_of(files[File.IDENTITY])
    assert identity.national_number == NORA.national_number
    register = integrity.certificate_of(files[File.REGISTER])
    integrity.check_identity(files[File.IDENTITY], files[File.IDENTITY_SIGNATURE], register)
    integrity.check_photo(files[File.PHOTO], identity)
    assert identity.valid_until > datetime.now(UTC).date()
    # The next one at the desk finds a card that has forgotten the PIN.
    with pcsc.card_in(reader) as card, Visit(card) as visit:
        assert visit.tries_left() == 2


def test_several_programs_take_turns_at_one_reader(desk: Desk) -> None:
    reader = desk.insert("1.8")
    at_once = [subprocess.Popen([sys.executable, "-c", READ, reader], cwd=ROOT) for _ in range(4)]
    assert [one.wait(timeout=120) for one in at_once] == [0, 0, 0, 0]


def test_an_empty_reader_and_a_card_that_is_pulled_say_so(desk: Desk) -> None:
    with pytest.raises(EidError) as empty:
        pcsc.reader_with_card()
    assert empty.value.fault is Fault.NO_CARD
    reader = desk.insert("1.8")

    def read_and_pull() -> None:
        with pcsc.card_in(reader) as card, Visit(card) as visit:
            visit.read(File.IDENTITY)
            desk.pull()
            visit.read(File.PHOTO)

    with pytest.raises(EidError) as pulled:
        read_and_pull()
    assert pulled.value.fault in (Fault.CARD_REMOVED, Fault.CARD_MUTE, Fault.NO_CARD)


def test_without_the_service_it_is_told_what_lacks() -> None:
    with alone(), pytest.raises(EidError) as down:
        pcsc.readers()
    assert down.value.fault is Fault.SERVICE_DOWN
