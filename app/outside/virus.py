"""The virus scanner: clamd, by its own small protocol, or a stand-in that knows the test file of all scanners.

No kept library speaks to clamd (the one everybody names is of 2014), and what we need of it is one command.
"""

from __future__ import annotations

import socket
import struct
import time
import zipfile
from contextlib import suppress
from typing import IO, BinaryIO, Protocol
from urllib.parse import urlsplit

from app.errors import Outage

_CHUNK = 1 << 16
_LONGEST_ANSWER = 4096
# In two pieces, so that no scanner takes this file for the test file.
_TEST_FILE = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + rb"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_MOST_UNPACKED = 100 << 20


class Scanner(Protocol):
    """Looks through a file, from its beginning, and leaves it anywhere."""

    def found_in(self, file: BinaryIO) -> str | None:
        """The name of what it found, None for nothing. Raises Outage when it doesn't answer, or can't tell."""
        ...


class Clamd:
    """A running clamd at tcp://host:3310 or unix:///run/clamav/clamd.ctl; `seconds` is for one whole file."""

    def __init__(self, address: str, seconds: float = 30.0) -> None:
        self._parts = urlsplit(address)
        self._seconds = seconds

    def found_in(self, file: BinaryIO) -> str | None:
        file.seek(0)
        ends_at = time.monotonic() + self._seconds
        try:
            with self._connected() as line:
                self._send(line, b"zINSTREAM\0", ends_at)
                while chunk := file.read(_CHUNK):
                    self._send(line, struct.pack("!I", len(chunk)) + chunk, ends_at)
                self._send(line, struct.pack("!I", 0), ends_at)
                answer = self._answer(line, ends_at)
        except OSError as problem:
            raise Outage("virus scanner") from problem
        if answer == "stream: OK":
            return None
        name = answer.removeprefix("stream: ").removesuffix(" FOUND")
        if not answer.startswith("stream: ") or not answer.endswith(" FOUND") or not name:
            raise Outage("virus scanner")  # an error of its own: nothing was looked through
        return name[:200]

    def _connected(self) -> socket.socket:
        if self._parts.scheme == "unix":
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.settimeout(self._seconds)
            try:
                line.connect(self._parts.path)
            except OSError:
                line.close()
                raise
            return line
        return socket.create_connection((self._parts.hostname or "", self._parts.port or 3310), self._seconds)

    @staticmethod
    def _send(line: socket.socket, content: bytes, ends_at: float) -> None:
        line.settimeout(_left(ends_at))
        line.sendall(content)

    @staticmethod
    def _answer(line: socket.socket, ends_at: float) -> str:
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
            line.settimeout(_left(ends_at))
            more = line.recv(_LONGEST_ANSWER)
            if not more:
                break
            answer += more
        return answer.rstrip(b"\0\n").decode("utf-8", "replace")


def _left(ends_at: float) -> float:
    left = ends_at - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class TestFileOnly:
    """The embedded stand-in: finds the harmless file by which scanners are tested, packed or not; no virus."""

    __test__ = False

    def found_in(self, file: BinaryIO) -> str | None:
        file.seek(0)
        if _holds(file):
            return "Eicar-Test-Signature"
        file.seek(0)
        if file.read(2) == b"PK":
            with suppress(zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError):
                return self._packed(file)
        return None

    @staticmethod
    def _packed(file: BinaryIO) -> str | None:
        with zipfile.ZipFile(file) as archive:
            for part in archive.infolist():
                with archive.open(part) as content:
                    if _holds(content):
                        return "Eicar-Test-Signature"
        return None


def _holds(file: IO[bytes]) -> bool:
    """Whether the test file's text stands in it, also across two pieces."""
    kept, seen = b"", 0
    while seen < _MOST_UNPACKED and (chunk := file.read(_CHUNK)):
        seen += len(chunk)
        if _TEST_FILE in kept + chunk:
            return True
        kept = chunk[-len(_TEST_FILE) :]
    return False


def scanner_at(address: str) -> Scanner:
    """The scanner at that address; the stand-in for none."""
    return Clamd(address) if address else TestFileOnly()
