"""How a value is stored: encrypted text, and the short names for columns that recur."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from sqlalchemy import BigInteger, DateTime, Dialect, Identity, LargeBinary, String, TypeDecorator
from sqlalchemy.orm import mapped_column

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
        return None if value is None else keyring.installed().decrypt(value, self.purpose)


Id = Annotated[int, mapped_column(BigInteger, Identity())]
Code = Annotated[str, mapped_column(String(64))]
Name = Annotated[str, mapped_column(String(200))]
Instant = Annotated[datetime, mapped_column(DateTime(timezone=True))]
Day = Annotated[date, mapped_column()]
