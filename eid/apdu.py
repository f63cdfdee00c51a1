"""Commands to a card and its answers: what T=0 asks for, selecting a file, reading it in blocks.

A connection is what pyscard gives: it takes a command as numbers, and answers numbers and two bytes of status.
"""

from __future__ import annotations

import time
from typing import Protocol

from eid.errors import EidError, Fault

OK = 0x9000
APPLET = bytes.fromhex("A00000003029057000AD13100101FF")
BLOCK = 252
# An offset has fifteen bits; no file of a card is half that long.
LONGEST_FILE = 0x7FFF
_END = 0x6B00
_NOT_THERE = frozenset({0x6A82, 0x6A86, 0x6A87})


class Connection(Protocol):
    """A card in a reader. Raises EidError when it is pulled or mute."""

    def transmit(self, apdu: list[int]) -> tuple[list[int], int, int]: ...


class Commands:
    """Sends commands and counts them; knows no meaning of theirs but how a file is selected and read."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.sent = 0
        # Seconds before a command is repeated with the length the card told: the oldest cards stumble without.
        self.pause = 0.0

    def send(self, command: bytes) -> tuple[bytes, int]:
        """The answer and its status, once the card has given all of it."""
        data, status = self._once(command)
        if status >> 8 == 0x6C:
            if self.pause:  # even no time at all costs a turn
                time.sleep(self.pause)
            data, status = self._once(command[:4] + bytes((status & 0xFF,)))
        for _ in range(64):
            if status >> 8 != 0x61:
                return data, status
            more, status = self._once(bytes((0x00, 0xC0, 0x00, 0x00, status & 0xFF)))
            data += more
        raise EidError(Fault.UNREADABLE, "an answer without end")

    def _once(self, command: bytes) -> tuple[bytes, int]:
        self.sent += 1
        data, first, second = self._connection.transmit(list(command))
        return bytes(data), first << 8 | second

    def select_applet(self) -> None:
        """Raises EidError not_belgian, not_activated."""
        _, status = self.send(bytes((0x00, 0xA4, 0x04, 0x0C, len(APPLET))) + APPLET)
        if status == 0x6D00:
            raise EidError(Fault.NOT_ACTIVATED)
        if status != OK:
            raise EidError(Fault.NOT_BELGIAN, f"status {status:04X}")

    def select(self, path: bytes) -> bool:
        """Selects by path from the root; one step at a time on cards that can't. Whether the file is there."""
        _, status = self.send(bytes((0x00, 0xA4, 0x08, 0x0C, len(path))) + path)
        if status in _NOT_THERE:
            for at in range(0, len(path), 2):
                _, status = self.send(bytes((0x00, 0xA4, 0x02, 0x0C, 0x02)) + path[at : at + 2])
                if status != OK:
                    break
        if status == 0x6D00:
            raise EidError(Fault.NOT_ACTIVATED)
        if status != OK and status not in _NOT_THERE:
            raise EidError(Fault.UNREADABLE, f"selecting said {status:04X}")
        return status == OK

    def read(self, path: bytes, *, certificate: bool = False) -> bytes:
        """The whole file; nothing for one that isn't there. The length of a `certificate` stands at its beginning.

        Readers lose an answer now and then: the file is selected anew and the same place read once more, so that
        only a block that is shorter than asked for, or the end told twice, is the end. Raises EidError unreadable.
        """
        if not self.select(path):
            return b""
        found, whole, again = b"", LONGEST_FILE, False
        while len(found) < whole:
            asked = min(BLOCK, whole - len(found))
            at = len(found).to_bytes(2, "big")
            data, status = self.send(b"\x00\xb0" + at + bytes((asked,)))
            if status != OK or not data:
                if status == _END and (again or not found):
                    break
                if again or not self.select(path):
                    raise EidError(Fault.UNREADABLE, f"reading said {status:04X}")
                again = True
                continue
            again = False
            found += data
            if certificate and len(found) == len(data):
                whole = min(_length_of(found), LONGEST_FILE)
            if len(data) < asked:
                break
        return found[:whole]


def _length_of(head: bytes) -> int:
    """How long the certificate is that begins so, by its DER header; the longest there is for anything else."""
    if head[:2] == b"\x30\x82" and len(head) >= 4:
        return 4 + int.from_bytes(head[2:4], "big")
    return LONGEST_FILE
