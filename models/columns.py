"""How a value is stored: encrypted text, and what personal columns become when a person is erased."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Dialect, LargeBinary, TypeDecorator

from models import keyring


class Encrypted(TypeDecorator[str]):
    """Text that is ciphertext at rest; `purpose` names table and column and is part of the seal."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, purpose: str) -> None:
        super().__init__()
        self.purpose = purpose

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else keyring.installed().encrypt(value, self.purpose)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else keyring.decrypt(value, self.purpose)


# What a column that holds something of a person becomes when that person is erased; read by app/accounts/erasure.
GONE: dict[str, object] = {"personal": None}
BLANK: dict[str, object] = {"personal": ""}
DASH: dict[str, object] = {"personal": "—"}
