"""Password hashes (argon2id). An unknown name costs as much time as a known one."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = [PasswordHasher()]


def cheapen() -> None:
    """For tests and demo data only: hashes that take a millisecond."""
    _hasher[0] = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    _decoy.cache_clear()


def hashed(password: str) -> str:
    return _hasher[0].hash(password)


@cache
def _decoy() -> str:
    return hashed("nobody has this password")


def matches(stored: str | None, password: str) -> bool:
    """Whether the password fits; with no stored hash the same work is done and the answer is no."""
    try:
        return _hasher[0].verify(stored or _decoy(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False
