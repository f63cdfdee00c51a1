"""The software card in a virtual reader, through the real smart-card service: a desk at work, and its trouble."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
from tests.eid.people import NORA

ROOT = Path(__file__).resolve().parents[2]
ORIGIN, PORT = "https://sleutelbos.example.be", 0x8C7B
DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
SOCKET = Path("/run/pcscd/pcscd.comm")
READ = (
    "import sys;from eid.backends import pcsc;from eid.card import File, Visit\n"
    "for _ in range(5):\n"
    "    with pcsc.card_in(sys.argv[1]) as card, Visit(card) as visit:\n"
    "        assert len(visit.read(File.IDENTITY)) > 100 and len(visit.read(File.AUTHENTICATION)) > 500\n"
)


def _lacks() -> str:
    if os.geteuid() != 0:
        return "the smart-card service is started by root"
    if shutil.which("pcscd") is None or not DRIVER.exists():
        return "pcscd and vsmartcard-vpcd aren't installed"
    try:
        pcsc.readers()
    except EidError as problem:
        return "pyscard isn't installed" if problem.fault is Fault.SUPPORT_MISSING else ""
    return ""


pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(_lacks()), reason=_lacks())]


class Desk:
    """A machine with a virtual reader; its network is its own, since the reader listens to everybody."""

    def __init__(self, inside: list[str]) -> None:
        self._inside = inside
        self._card: subprocess.Popen[bytes] | None = None

    def insert(self, software: str) -> str:
        """Puts a card in; the reader it is in, once the service has noticed."""
        command = [*self._inside, sys.executable, "-m", "tests.eid.vpcd_card", software, str(PORT)]
        self._card = subprocess.Popen(command, cwd=ROOT)
        return _eventually(pcsc.reader_with_card)

    def pull(self) -> None:
        if self._card is not None:
            self._card.kill()
            self._card.wait()
            self._card = None


def _eventually(ask: Callable[[], str]) -> str:
    until = time.monotonic() + 20
    while True:
        try:
            return ask()
        except EidError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


@contextmanager
def _alone() -> Iterator[None]:
    """One service a machine: tests in other processes wait."""
    with (Path(tempfile.gettempdir()) / "sleutelbos-pcscd.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    configured = tmp_path / "readers"
    configured.mkdir()
    (configured / "vpcd").write_text(
        f'FRIENDLYNAME "Virtual PCD"\nDEVICENAME /dev/null:{PORT:#x}\nLIBPATH {DRIVER}\nCHANNELID {PORT:#x}\n'
    )
    own_network = subprocess.run(["unshare", "-n", "true"], capture_output=True, check=False).returncode == 0
    with _alone():
        SOCKET.parent.mkdir(parents=True, exist_ok=True)
        for left in SOCKET.parent.iterdir():
            left.unlink()
        start = f"ip link set lo up; exec pcscd --foreground --critical -c {configured}"
        shell = ["sh", "-c", start if own_network else start.partition("; ")[2]]
        service = subprocess.Popen(["unshare", "-n", *shell] if own_network else shell)
        until = time.monotonic() + 20
        while not SOCKET.exists() and time.monotonic() < until:
            time.sleep(0.05)
        inside = ["nsenter", "-n", "-t", str(service.pid)] if own_network else []
        made = Desk(inside)
        try:
            yield made
        finally:
            made.pull()
            service.terminate()
            service.wait()


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
    assert [one.wait(timeout=60) for one in at_once] == [0, 0, 0, 0]


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
    with _alone(), pytest.raises(EidError) as down:
        pcsc.readers()
    assert down.value.fault is Fault.SERVICE_DOWN
