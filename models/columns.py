"""How a value is stored and looked for: encrypted text, what erasing leaves of a column, one of many ids."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Dialect, LargeBinary, TypeDecorator, any_, bindparam
from sqlalchemy.dialects.postgresql import ARRAY

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


def one_of(column: Any, values: Iterable[Any]) -> ColumnElement[bool]:
    """Whether the column is one of these values of its own type: one parameter, however many there are."""
    found: ColumnElement[bool] = column == any_(bindparam("one_of", list(values), ARRAY(column.type), unique=True))
    return found


def among(column: Any, ids: Iterable[int]) -> ColumnElement[bool]:
    """Whether the column is one of these: one parameter, however many there are."""
    found: ColumnElement[bool] = column == any_(bindparam("among", list(ids), ARRAY(BigInteger), unique=True))
    return found
