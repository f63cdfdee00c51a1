"""A machine with a virtual reader: the real smart-card service, and the software card in another process."""

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
from pathlib import Path

from eid.backends import pcsc
from eid.errors import EidError, Fault

ROOT = Path(__file__).resolve().parents[2]
PORT = 0x8C7B
DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
SOCKET = Path("/run/pcscd/pcscd.comm")


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


LACKS = _lacks()


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
    until = time.monotonic() + 90
    while True:
        try:
            return ask()
        except EidError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


@contextmanager
def alone() -> Iterator[None]:
    """One service a machine: tests in other processes wait."""
    with (Path(tempfile.gettempdir()) / "sleutelbos-pcscd.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def desk_in(folder: Path) -> Iterator[Desk]:
    """The service and its reader, whose settings lie in that folder."""
    configured = folder / "readers"
    configured.mkdir()
    (configured / "vpcd").write_text(
        f'FRIENDLYNAME "Virtual PCD"\nDEVICENAME /dev/null:{PORT:#x}\nLIBPATH {DRIVER}\nCHANNELID {PORT:#x}\n'
    )
    own_network = subprocess.run(["unshare", "-n", "true"], capture_output=True, check=False).returncode == 0
    with alone():
        SOCKET.parent.mkdir(parents=True, exist_ok=True)
        for left in SOCKET.parent.iterdir():
            left.unlink()
        start = f"ip link set lo up; exec pcscd --foreground --critical -c {configured}"
        shell = ["sh", "-c", start if own_network else start.partition("; ")[2]]
        service = subprocess.Popen(["unshare", "-n", *shell] if own_network else shell)
        until = time.monotonic() + 90
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
