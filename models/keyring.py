"""The installation's secret keys: encryption of personal numbers, their look-up hash, the seal of events.

Keys are made once, in a 0600 file (or handed in through the environment by the roof). Each ciphertext names
the key it was made with, so that a new key can be added and old rows re-encrypted while people work.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12


class UnknownKey(LookupError):
    """A ciphertext names a key that this keyring doesn't hold, or was tampered with."""


@dataclass(frozen=True, repr=False)
class Keyring:
    """`encryption` maps a key's name to 32 bytes; `current` is the name new ciphertexts use."""

    encryption: dict[str, bytes]
    current: str
    lookup: bytes
    seal: bytes
    cookie: bytes

    @classmethod
    def fresh(cls) -> Keyring:
        return cls(
            {"k1": secrets.token_bytes(32)},
            "k1",
            secrets.token_bytes(32),
            secrets.token_bytes(32),
            secrets.token_bytes(32),
        )

    @classmethod
    def from_text(cls, text: str) -> Keyring:
        """Raises UnknownKey for a text that is no keyring."""
        try:
            made = cls._read(json.loads(text))
            AESGCM(made.encryption[made.current])
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            raise UnknownKey("the keys aren't readable: this is not the text of a keys file") from problem
        return made

    @classmethod
    def _read(cls, stored: dict[str, Any]) -> Keyring:
        return cls(
            {name: base64.b64decode(value) for name, value in stored["encryption"].items()},
            stored["current"],
            base64.b64decode(stored["lookup"]),
            base64.b64decode(stored["seal"]),
            base64.b64decode(stored["cookie"]),
        )

    def to_text(self) -> str:
        def shown(key: bytes) -> str:
            return base64.b64encode(key).decode()

        return json.dumps(
            {
                "encryption": {name: shown(key) for name, key in self.encryption.items()},
                "current": self.current,
                "lookup": shown(self.lookup),
                "seal": shown(self.seal),
                "cookie": shown(self.cookie),
            },
            indent=1,
        )

    def with_new_key(self) -> Keyring:
        """The same keyring with one more encryption key, which becomes the current one."""
        name = f"k{1 + max(int(name[1:]) for name in self.encryption)}"
        return replace(self, encryption={**self.encryption, name: secrets.token_bytes(32)}, current=name)

    def without(self, names: Iterable[str]) -> Keyring:
        """Without those keys, but never without the current one; what they encrypted can't be read any more."""
        gone = set(names) - {self.current}
        return replace(self, encryption={name: key for name, key in self.encryption.items() if name not in gone})

    def encrypt(self, plain: str, purpose: str) -> bytes:
        """Key name, a colon, nonce, ciphertext. `purpose` binds it to its column: swapped cells don't decrypt."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = AESGCM(self.encryption[self.current]).encrypt(nonce, plain.encode(), purpose.encode())
        return self.current.encode() + b":" + nonce + sealed

    def decrypt(self, stored: bytes, purpose: str) -> str:
        """Raises UnknownKey when the key is gone or the bytes were changed."""
        name, _, rest = bytes(stored).partition(b":")
        key = self.encryption.get(name.decode("ascii", "replace"))
        if key is None:
            raise UnknownKey(f"no key named {name[:8]!r}")
        try:
            return AESGCM(key).decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], purpose.encode()).decode()
        except (InvalidTag, ValueError) as problem:
            raise UnknownKey(f"ciphertext for {purpose} does not verify") from problem

    def lookup_hash(self, plain: str) -> bytes:
        """Keyed hash under which an encrypted value is found again; 32 bytes."""
        return hmac.digest(self.lookup, plain.encode(), hashlib.sha256)

    def seal_of(self, content: bytes) -> bytes:
        """Proof that this application wrote `content`; 32 bytes."""
        return hmac.digest(self.seal, content, hashlib.sha256)


@dataclass
class _Installed:
    """The keyring in use, and the file it is read from again when that changes: a rotation reaches everybody."""

    ring: Keyring | None = None
    file: Path | None = None
    stamp: int = 0
    looked_at: float = 0.0


_now = _Installed()
_LOOK_EVERY = 2.0  # seconds


def install(keyring: Keyring, file: Path | None = None) -> None:
    """The roof hands the keyring in once, at start; with its file, a later change there is noticed by itself."""
    _now.ring, _now.file = keyring, file
    _now.stamp = file.stat().st_mtime_ns if file else 0
    _now.looked_at = time.monotonic()


def installed() -> Keyring:
    """The keyring in use, never more than two seconds behind its file."""
    if _now.ring is None:
        raise LookupError("no keyring installed: create_app() or the command line does this at start")
    if _now.file is not None and time.monotonic() - _now.looked_at > _LOOK_EVERY:
        _look(_now.file)
    return _now.ring


def decrypt(stored: bytes, purpose: str) -> str:
    """Decrypts with the keyring in use; a key added this very moment is looked up. Raises UnknownKey."""
    try:
        return installed().decrypt(stored, purpose)
    except UnknownKey:
        if _now.file is None or not _look(_now.file):
            raise
        return installed().decrypt(stored, purpose)


def _look(file: Path) -> bool:
    """Reads the file again if it changed; where it can't be read, what was known stays in use."""
    _now.looked_at = time.monotonic()
    with suppress(OSError, UnknownKey):
        stamp = file.stat().st_mtime_ns
        if stamp != _now.stamp:
            _now.ring, _now.stamp = Keyring.from_text(file.read_text()), stamp
            return True
    return False


def spread() -> None:
    """Waits until every process that reads the file has noticed its change."""
    time.sleep(2 * _LOOK_EVERY)


def load_or_make(path: Path) -> Keyring:
    """The keyring of this installation; made at first start, readable by its owner only.

    Two processes starting at once agree: the file is made whole beside its place and linked there once.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f"{path.name}.{os.getpid()}")
        write(beside, Keyring.fresh())
        try:
            os.link(beside, path)
        except FileExistsError:
            pass
        finally:
            beside.unlink()
    return Keyring.from_text(path.read_text())


def write(path: Path, keyring: Keyring) -> None:
    """Replaces the file in one step, 0600 from its first byte."""
    beside = path.with_name(f"{path.name}.new{os.getpid()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(keyring.to_text())
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
