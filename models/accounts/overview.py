"""Every account with whose it is, for who helps its holder: the one way in which a screen reads accounts.

A view of the office's alone. The table itself is open to whoever signs in, since it is read before anybody is
known; the wall stands here.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Index, Integer, MetaData, String, Table, Text
from sqlalchemy.orm import Mapped

from models.base import Base


class AccountOverview(Base):
    """One account; `name` is the person's where one is known by number, else what was said, or ''. Read only."""

    __tablename__ = "account_overview"
    __table__ = Table(
        "account_overview",
        MetaData(),
        Column("id", Integer, primary_key=True),
        Column("username", String(128), nullable=False),
        Column("email", String(320), nullable=False),
        Column("active", Boolean, nullable=False),
        Column("rested_at", DateTime(timezone=True)),
        Column("person_id", BigInteger),
        Column("name", Text, nullable=False),
        # What the view walks, under the table's own names: a list of it is read in that order.
        Index("ix_ab_user_username_id", "username", "id"),
    )

    id: Mapped[int]
    username: Mapped[str]
    email: Mapped[str]
    active: Mapped[bool]
    rested_at: Mapped[datetime | None]
    person_id: Mapped[int | None]
    name: Mapped[str]

    def __str__(self) -> str:
        return self.username
