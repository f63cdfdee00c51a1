"""What an organisation holds with us, and what its manager set about spending it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import (
    CheckConstraint,
    Computed,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Numeric,
    PrimaryKeyConstraint,
    SmallInteger,
    text,
)
from sqlalchemy.orm import Mapped, Synonym, foreign, mapped_column, relationship, synonym

from models.base import Base
from models.organisations import Member, Organisation
from models.rights import Tool


class Wallet(Base):
    """The sum of an organisation's lines, in euro: `balance` it may spend, `owed` it has to pay first.

    `last_at`, `last_year` and `last_number` belong to its latest transaction. Below `threshold` its managers get a
    mail, once until it is above again (`told_low_at`). The wallet of organisation 0 is the house's own, for money
    that isn't anybody's yet.
    """

    __tablename__ = "wallet"
    __table_args__ = (
        CheckConstraint("balance >= 0", name="balance"),
        CheckConstraint("owed = 0 or owed > 0 and balance = 0", name="owed_first"),
        CheckConstraint("threshold >= 0", name="threshold"),
        Index("ix_wallet_owed", "organisation_id", postgresql_where=text("owed > 0")),
    )

    organisation_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    holder_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id"), Computed("nullif(organisation_id, 0)", persisted=True)
    )
    balance: Mapped[Decimal] = mapped_column(Numeric(14, 2), server_default="0")
    owed: Mapped[Decimal] = mapped_column(Numeric(14, 2), server_default="0")
    last_at: Mapped[datetime | None]
    last_year: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    last_number: Mapped[int] = mapped_column(server_default="0")
    threshold: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    told_low_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    organisation: Mapped[Organisation | None] = relationship(lazy="raise")
    # As lists call it.
    id: Synonym[int] = synonym("organisation_id")

    __mapper_args__ = {"version_id_col": version}


class SpendingLimit(Base):
    """The most, VAT included, that may be spent in a calendar month: by one account, or in one tool."""

    __tablename__ = "wallet_limit"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        ForeignKeyConstraint(
            ["organisation_id", "membership_id"],
            ["organisation_membership.organisation_id", "organisation_membership.id"],
        ),
        CheckConstraint("(membership_id is null) <> (tool_id is null)", name="of_one"),
        CheckConstraint("monthly >= 0", name="monthly"),
        Index("uq_wallet_limit_membership", "organisation_id", "membership_id", unique=True),
        Index("uq_wallet_limit_tool", "organisation_id", "tool_id", unique=True),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    id: Mapped[int] = mapped_column(Identity())
    membership_id: Mapped[int | None]
    tool_id: Mapped[int | None] = mapped_column(ForeignKey("rights_tool.id"))
    monthly: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    member: Mapped[Member | None] = relationship(
        lazy="raise", viewonly=True, primaryjoin=lambda: foreign(SpendingLimit.membership_id) == Member.id,
    )  # fmt: skip
    tool: Mapped[Tool | None] = relationship(lazy="raise")

    __mapper_args__ = {"primary_key": ["id"], "version_id_col": version}
