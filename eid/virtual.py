"""A card in software: it answers the card's own commands, so that nobody who talks to it can tell.

For the demonstration, behind a setting that production refuses, and for tests. It is as strict as a real card at
T=0: it gives exactly what is asked for or says how much there is, keeps an answer until it is fetched, and signs
only after MSE SET and the right PIN. Its keys and certificates come from `eid/virtual_people.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

from eid.apdu import APPLET
from eid.card import EC_APPLET

MOST_TRIES = 3
_ALGORITHMS: dict[int, dict[int, hashes.SHA256 | hashes.SHA384 | hashes.SHA512]] = {
    EC_APPLET: {0x01: hashes.SHA256(), 0x02: hashes.SHA384(), 0x04: hashes.SHA512()},
    0x17: {0x08: hashes.SHA256()},
}
_AUTHENTICATION, _SIGNATURE = 0x82, 0x83
PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class Content:
    """What is on a card: files by their path, in hexadecimal, and its keys by their number (82 and 83)."""

    applet: int
    files: Mapping[str, bytes] = field(repr=False)
    keys: Mapping[int, PrivateKey] = field(repr=False)
    pin: str = field(repr=False)
    activated: bool = True


class SoftwareCard:
    """A connection to a card in software. What a card remembers between visits, its tries, it remembers too."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.tries = MOST_TRIES
        self._selected: bytes | None = None
        self._chosen: tuple[int, int] | None = None
        self._verified = False
        self._waiting = b""

    def transmit(self, apdu: list[int]) -> tuple[list[int], int, int]:
        """Answers a command as pyscard would hand it on."""
        data, status = self._answer(bytes(apdu))
        return list(data), status >> 8, status & 0xFF

    def _answer(self, command: bytes) -> tuple[bytes, int]:
        if not self.content.activated:
            return b"", 0x6D00
        if len(command) < 4:
            return b"", 0x6700
        head, rest = command[:2], command[4:]
        if head == b"\x00\xc0":
            return self._get_response(rest)
        self._waiting = b""
        if head == b"\x00\xa4":
            return b"", self._select(command[2], rest)
        if head == b"\x00\xb0":
            return self._read(int.from_bytes(command[2:4], "big"), rest)
        if head == b"\x80\xe4":
            return self._exactly(self._card_data(command[3]), rest)
        if head == b"\x00\x20":
            return b"", self._verify(rest)
        if command[:4] == b"\x00\x22\x41\xb6":
            return b"", self._choose(rest)
        if command[:4] == b"\x00\x2a\x9e\x9a":
            return b"", self._sign(rest)
        if head == b"\x80\xe6":
            self._verified, self._chosen = False, None
            return b"", 0x9000
        return b"", 0x6D00

    @staticmethod
    def _exactly(data: bytes, rest: bytes) -> tuple[bytes, int]:
        """All of it when exactly so much was asked for; else how much there is."""
        asked = (rest[0] or 256) if rest else 0
        return (data, 0x9000) if asked == len(data) else (b"", 0x6C00 | (len(data) & 0xFF))

    def _select(self, how: int, rest: bytes) -> int:
        if not rest or len(rest) != 1 + rest[0]:
            return 0x6700
        name = rest[1:]
        if how == 0x04:
            return 0x9000 if name == APPLET else 0x6A82
        if how == 0x08:
            if name.hex().upper() not in self._places():
                return 0x6A82
            self._selected = name
            return 0x9000
        if how == 0x02:
            path = name if name == b"\x3f\x00" else (self._selected or b"\x3f\x00") + name
            if path.hex().upper() not in self._places():
                return 0x6A82
            self._selected = path
            return 0x9000
        return 0x6A86

    def _places(self) -> set[str]:
        return {"3F00", "3F00DF00", "3F00DF01", *self.content.files}

    def _read(self, at: int, rest: bytes) -> tuple[bytes, int]:
        file = self.content.files.get(self._selected.hex().upper()) if self._selected else None
        if file is None:
            return b"", 0x6986
        if at >= len(file):
            return b"", 0x6B00
        asked = (rest[0] or 256) if rest else 0
        if asked > len(file) - at:
            return b"", 0x6C00 | (len(file) - at)
        return file[at : at + asked], 0x9000

    def _card_data(self, which: int) -> bytes:
        found = bytes(16) + bytes((0xA5, 0x03, 0x01, 0x01, 0x01, self.content.applet)) + bytes(5) + b"\x0f"
        return found + bytes((0x00, 0x00, self.tries)) if which else found

    def _verify(self, rest: bytes) -> int:
        if rest in (b"", b"\x00"):
            return 0x9000 if self._verified else 0x63C0 | self.tries if self.tries else 0x6983
        if len(rest) != 9 or rest[0] != 8 or rest[1] >> 4 != 2:
            return 0x6A80
        if not self.tries:
            return 0x6983
        length = rest[1] & 0xF
        self._verified = rest[2:].hex().upper() == self.content.pin + "F" * (14 - length) and length == len(
            self.content.pin
        )
        self.tries = MOST_TRIES if self._verified else self.tries - 1
        return 0x9000 if self._verified else 0x63C0 | self.tries if self.tries else 0x6983

    def _choose(self, rest: bytes) -> int:
        if len(rest) != 6 or rest[0] != 5 or rest[1] != 4 or rest[2] != 0x80 or rest[4] != 0x84:
            return 0x6A80
        algorithm, key = rest[3], rest[5]
        if algorithm not in _ALGORITHMS.get(self.content.applet, {}):
            return 0x6A80
        if key not in self.content.keys:
            return 0x6A88
        self._chosen = algorithm, key
        return 0x9000

    def _sign(self, rest: bytes) -> int:
        if self._chosen is None:
            return 0x6985
        if not self._verified:
            return 0x6982
        algorithm = _ALGORITHMS[self.content.applet][self._chosen[0]]
        # A command that also says how much it wants back is too much for T=0.
        if not rest or len(rest) != 1 + rest[0] or rest[0] != algorithm.digest_size:
            return 0x6700
        key, digest = self.content.keys[self._chosen[1]], rest[1:]
        if self._chosen[1] == _SIGNATURE:
            self._verified = False
        if isinstance(key, rsa.RSAPrivateKey):
            self._waiting = key.sign(digest, padding.PKCS1v15(), utils.Prehashed(algorithm))
        else:
            both = utils.decode_dss_signature(key.sign(digest, ec.ECDSA(utils.Prehashed(algorithm))))
            self._waiting = b"".join(part.to_bytes(48, "big") for part in both)
        return 0x6100 | (len(self._waiting) & 0xFF)

    def _get_response(self, rest: bytes) -> tuple[bytes, int]:
        if not self._waiting:
            return b"", 0x6985
        asked = (rest[0] or 256) if rest else 0
        given, self._waiting = self._waiting[:asked], self._waiting[asked:]
        return given, 0x6100 | (len(self._waiting) & 0xFF) if self._waiting else 0x9000
