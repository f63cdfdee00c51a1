"""Passwords: their hashes (argon2id; an unknown name costs as much as a known one), and which can be guessed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from app.accounts.rules import PASSWORD_LENGTH, PASSWORD_LONGEST, contains_a_name
from app.errors import Refusal

_hasher = [PasswordHasher()]
# Of 0 to 4; from 3 on a guesser with the stolen hash needs ten billion tries.
_STRONG = 3
_LOOKED_AT = 72  # the estimate takes long for long passwords, which are strong anyway
_OURS = ("sleutelbos", "sleutel", "wachtwoord", "motdepasse", "gemeente", "commune", "syndicus", "makelaar")


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


def ask_strong(password: str, names: Sequence[str]) -> None:
    """Raises Refusal accounts.password.too_short, too_long, has_the_name, weak unless nobody would guess it.

    `names` are what a guesser knows of its owner: his names, his username, his address.
    """
    if len(password) < PASSWORD_LENGTH:
        raise Refusal("accounts.password.too_short", field="password", least=PASSWORD_LENGTH)
    if len(password) > PASSWORD_LONGEST:
        raise Refusal("accounts.password.too_long", field="password", most=PASSWORD_LONGEST)
    if contains_a_name(password, names):
        raise Refusal("accounts.password.has_the_name", field="password")
    if zxcvbn(password[:_LOOKED_AT], user_inputs=[*_OURS, *names])["score"] < _STRONG:
        raise Refusal("accounts.password.weak", field="password")
