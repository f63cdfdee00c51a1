"""Accreditations as their registers deliver them, and when each register came last.

They hang on a national number, by keyed hash, whoever it belongs to: somebody has those of his number from the
moment his eID is linked, and none is ever copied to him.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Identity, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base

_REGISTERS = "register in ('biv', 'cib', 'sf323', 'lawyers', 'notaries')"


class Accreditation(Base):
    """What a register says of somebody, or of an enterprise. `struck_off_on` is the day from which a delivery no
    longer named it."""

    __tablename__ = "account_accreditation"
    __table_args__ = (
        CheckConstraint(_REGISTERS, name="register"),
        CheckConstraint("last_day is null or last_day >= first_day", name="period"),
        CheckConstraint("octet_length(holder_hash) = 32", name="holder_hash"),
        CheckConstraint("(holder_hash is null) <> (enterprise_number is null)", name="of_one"),
        UniqueConstraint("register", "number", "holder_hash", "first_day"),
        Index(
            "uq_account_accreditation_enterprise",
            "enterprise_number",
            "register",
            "number",
            "first_day",
            unique=True,
            postgresql_where=text("enterprise_number is not null"),
        ),
        Index("ix_account_accreditation_holder_hash", "holder_hash"),
        Index("ix_account_accreditation_number_id", "number", "id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    register: Mapped[str] = mapped_column(String(20))
    number: Mapped[str] = mapped_column(String(40))
    holder_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    enterprise_number: Mapped[str | None] = mapped_column(String(10))
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    struck_off_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    def __str__(self) -> str:
        return self.number


class RegisterDelivery(Base):
    """One delivery of a register that was taken in: how many rows, and how many it no longer named."""

    __tablename__ = "account_register_delivery"
    __table_args__ = (
        CheckConstraint(_REGISTERS, name="register"),
        Index("ix_account_register_delivery_register_id", "register", "id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    register: Mapped[str] = mapped_column(String(20))
    delivered_at: Mapped[datetime]
    import_id: Mapped[int]
    rows: Mapped[int]
    struck_off: Mapped[int]
    # Of those that stood, more than half weren't named: nobody was struck off, since a file may be cut off.
    withheld: Mapped[int] = mapped_column(default=0, server_default="0")
