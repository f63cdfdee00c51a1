"""One visit to a card: which files it has, its PIN, a signature with the key for signing in.

What a visit opened it closes: the card forgets the PIN, whatever happened. Files are read without PIN.
"""

from __future__ import annotations

from enum import Enum
from types import TracebackType
from typing import Self

from cryptography.hazmat.primitives import hashes

from eid.apdu import OK, Commands, Connection
from eid.errors import EidError, Fault

_BLOCKED = frozenset({0x6983, 0x63C0})
# From this applet on keys are on the curve P-384; before, RSA.
EC_APPLET = 0x18
# Cards before this one want a rest before they are asked again; seconds.
_SECOND_APPLET, _PAUSE = 0x17, 0.05


class File(Enum):
    """The files that we read, by their path."""

    AUTHENTICATION = "3F00DF005038"
    SIGNATURE = "3F00DF005039"
    ISSUER = "3F00DF00503A"
    ROOT = "3F00DF00503B"
    REGISTER = "3F00DF00503C"
    IDENTITY = "3F00DF014031"
    IDENTITY_SIGNATURE = "3F00DF014032"
    ADDRESS = "3F00DF014033"
    ADDRESS_SIGNATURE = "3F00DF014034"
    PHOTO = "3F00DF014035"

    @property
    def path(self) -> bytes:
        return bytes.fromhex(self.value)

    @property
    def is_certificate(self) -> bool:
        return self.value.startswith("3F00DF0050")


class Visit:
    """A card, from selecting its applet to logging off. Use it as a context."""

    def __init__(self, connection: Connection) -> None:
        self.commands = Commands(connection)
        self.applet = 0

    def __enter__(self) -> Self:
        self.commands.select_applet()
        data, status = self.commands.send(bytes.fromhex("80E400001C"))
        if status != OK or len(data) < 22:
            raise EidError(Fault.NOT_ACTIVATED if status == 0x6D00 else Fault.UNREADABLE, "no card data")
        self.applet = data[21]
        self.commands.pause = _PAUSE if self.applet < _SECOND_APPLET else 0.0
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.commands.send(bytes.fromhex("80E60000"))
        except EidError:
            # A card that is gone has forgotten the PIN; what went wrong before is the story.
            if problem is None:
                raise

    @property
    def has_curve(self) -> bool:
        return self.applet >= EC_APPLET

    def read(self, file: File) -> bytes:
        """The file as it stands on the card; nothing for one that is empty or isn't there."""
        return self.commands.read(file.path, certificate=file.is_certificate)

    def tries_left(self) -> int | None:
        """How often the PIN may still be wrong, which costs no try; None when it was given already."""
        _, status = self.commands.send(bytes.fromhex("0020000100"))
        if status == OK:
            return None
        if status == 0x6983:
            return 0
        if status >> 4 == 0x63C:
            return status & 0xF
        raise EidError(Fault.UNREADABLE, f"asking for tries said {status:04X}")

    def sign(self, pin: str, digest: bytes) -> bytes:
        """The signature of the authentication key over a digest: SHA-384 on a curve (r and s, 96 bytes), else
        SHA-256 (RSA, PKCS #1). The PIN is sent once and never again by itself.

        Raises EidError pin_format (nothing was sent), pin_wrong with `tries_left`, pin_blocked, no_certificate.
        """
        block = pin_block(pin)
        if not self.commands.select(bytes.fromhex("3F00DF00")):
            raise EidError(Fault.UNREADABLE, "no keys")
        algorithm = 0x02 if self.has_curve else 0x08
        _, status = self.commands.send(bytes.fromhex("002241B6050480") + bytes((algorithm, 0x84, 0x82)))
        if status != OK:
            raise EidError(Fault.NO_CERTIFICATE, f"choosing the key said {status:04X}")
        self._verify(block)
        data, status = self.commands.send(b"\x00\x2a\x9e\x9a" + bytes((len(digest),)) + digest)
        if status != OK:
            raise EidError(Fault.UNREADABLE, f"signing said {status:04X}")
        return data

    def hash_algorithm(self) -> hashes.HashAlgorithm:
        """What is hashed before it is signed."""
        return hashes.SHA384() if self.has_curve else hashes.SHA256()

    def _verify(self, block: bytes) -> None:
        _, status = self.commands.send(b"\x00\x20\x00\x01\x08" + block)
        if status in _BLOCKED:
            raise EidError(Fault.PIN_BLOCKED, tries_left=0)
        if status >> 4 == 0x63C:
            raise EidError(Fault.PIN_WRONG, tries_left=status & 0xF)
        if status != OK:
            raise EidError(Fault.UNREADABLE, f"the PIN said {status:04X}")


def pin_block(pin: str) -> bytes:
    """The eight bytes a PIN is sent as. Raises EidError pin_format for what isn't four to twelve digits."""
    if not (4 <= len(pin) <= 12 and pin.isascii() and pin.isdigit()):
        raise EidError(Fault.PIN_FORMAT)
    digits = pin + "F" * (14 - len(pin))
    return bytes((0x20 | len(pin),)) + bytes.fromhex(digits)
