"""Transactions of a wallet and the lines they are booked in."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Numeric,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    exists,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, column_property, foreign, mapped_column, relationship

from models.base import Base
from models.organisations import Member, Organisation
from models.rights import Tool

_LANGUAGES = ("nl", "fr", "en")


class Transaction(Base):
    """Something that happened to a wallet, or will once it is paid (`open`).

    `gross` is the amount it is about, VAT included, always above zero; `change` what it did to the balance, known
    with `balance` and `owed` after it, and with its number, once it is completed; from then on it never changes.
    `at`: when it was completed, later than all before it; until then when it was asked. `key`: the same operation
    told twice is one transaction. `named`: what was bought, in Dutch, French and English, as it was called then.
    """

    __tablename__ = "wallet_transaction"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        UniqueConstraint("organisation_id", "key"),
        ForeignKeyConstraint(["organisation_id"], ["wallet.organisation_id"]),
        ForeignKeyConstraint(
            ["organisation_id", "membership_id"],
            ["organisation_membership.organisation_id", "organisation_membership.id"],
        ),
        ForeignKeyConstraint(
            ["organisation_id", "reverses_id"], ["wallet_transaction.organisation_id", "wallet_transaction.id"]
        ),
        CheckConstraint(
            "kind in ('top_up', 'charge', 'reversal', 'chargeback', 'given_back',"
            " 'parked', 'returned', 'paid_out', 'credited', 'rounding')",
            name="kind",
        ),
        CheckConstraint("state in ('open', 'completed', 'failed', 'expired')", name="state"),
        CheckConstraint("state = 'completed' or kind = 'top_up'", name="waits"),
        CheckConstraint("gross > 0", name="gross"),
        CheckConstraint(
            "(state = 'completed') = (change is not null and balance is not null and owed is not null"
            " and year is not null and number is not null)",
            name="completed",
        ),
        CheckConstraint("balance >= 0 and owed >= 0", name="balance"),
        CheckConstraint(
            "(kind in ('reversal', 'chargeback', 'given_back')) = (reverses_id is not null)", name="undoes"
        ),
        CheckConstraint(
            "(kind = 'charge') = (product is not null and quantity is not null and unit_net is not null"
            " and net is not null and vat_percent is not null and vat is not null and named is not null"
            " and tool_id is not null)",
            name="charge",
        ),
        CheckConstraint("kind <> 'charge' or (net + vat = gross and quantity > 0 and vat >= 0)", name="sum"),
        Index("uq_wallet_transaction_number", "year", "number", "organisation_id", unique=True),
        # Found by what it is about, exactly or from its beginning on.
        Index(
            "ix_wallet_transaction_reference",
            "reference",
            "organisation_id",
            postgresql_ops={"reference": "text_pattern_ops"},
        ),
        # Staff open one by its number alone.
        Index("ix_wallet_transaction_id", "id"),
        Index(
            "uq_wallet_transaction_reversal",
            "organisation_id",
            "reverses_id",
            unique=True,
            postgresql_where=text("kind = 'reversal'"),
        ),
        Index(
            "ix_wallet_transaction_organisation_id_reverses_id",
            "organisation_id",
            "reverses_id",
            postgresql_where=text("reverses_id is not null"),
        ),
        Index("ix_wallet_transaction_organisation_id_at_id", "organisation_id", "at", "id"),
        Index("ix_wallet_transaction_at_id", "at", "id"),
        Index("ix_wallet_transaction_organisation_id_gross_id", "organisation_id", "gross", "id"),
        Index("ix_wallet_transaction_gross_id", "gross", "id"),
    )

    organisation_id: Mapped[int]
    id: Mapped[int] = mapped_column(Identity())
    kind: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(12))
    key: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime]
    asked_at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    membership_id: Mapped[int | None]
    tool_id: Mapped[int | None] = mapped_column(ForeignKey("rights_tool.id"))
    product: Mapped[str | None] = mapped_column(String(64))
    named: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    quantity: Mapped[int | None]
    unit_net: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    net: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    vat_percent: Mapped[int | None] = mapped_column(SmallInteger)
    vat: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    gross: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    reference: Mapped[str] = mapped_column(String(200), default="")
    reason: Mapped[str] = mapped_column(String(500), default="")
    reverses_id: Mapped[int | None]
    change: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    balance: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    owed: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    year: Mapped[int | None] = mapped_column(SmallInteger)
    number: Mapped[int | None]

    __mapper_args__ = {"primary_key": ["id"]}

    # None: the money is nobody's yet.
    organisation: Mapped[Organisation | None] = relationship(
        lazy="raise", viewonly=True, primaryjoin=lambda: foreign(Transaction.organisation_id) == Organisation.id
    )
    tool: Mapped[Tool | None] = relationship(lazy="raise", viewonly=True)
    member: Mapped[Member | None] = relationship(
        lazy="raise", viewonly=True, primaryjoin=lambda: foreign(Transaction.membership_id) == Member.id,
    )  # fmt: skip
    # Whether another undid it: reversed, or taken back by a bank that didn't give it back. Set below.
    undone: ClassVar[Any]

    @property
    def receipt(self) -> str:
        """Its number on paper, counted within the organisation and the year; '' while it isn't completed."""
        return f"{self.year}-{self.number:06d}" if self.number is not None else ""

    def product_named(self, language: str) -> str:
        """What was bought, in the reader's language; '' for what isn't a purchase."""
        return dict(zip(_LANGUAGES, self.named, strict=False)).get(language, "") if self.named else ""

    def __str__(self) -> str:
        return self.receipt or str(self.id)


_by, _back = Transaction.__table__.alias("undoing"), Transaction.__table__.alias("back")
_given_back = (
    exists()
    .where(_back.c.organisation_id == _by.c.organisation_id, _back.c.reverses_id == _by.c.id)
    .correlate_except(_back)
)
Transaction.undone = column_property(
    exists()
    .where(_by.c.organisation_id == Transaction.organisation_id, _by.c.reverses_id == Transaction.id, ~_given_back)
    .correlate_except(_by)
)


class Line(Base):
    """One amount on one account, in euro: above zero what we owe or earned, below zero what we hold or are owed.

    The lines of a transaction sum to zero. `tool_id` says whose revenue, `provider` where money is in transit.
    The transaction and its tool are looked up by the trigger that sums them, once for a statement.
    """

    __tablename__ = "wallet_line"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "transaction_id", "number"),
        CheckConstraint(
            "account in ('wallet', 'receivable', 'transit', 'bank', 'revenue', 'vat', 'suspense', 'rounding')",
            name="account",
        ),
        CheckConstraint("amount <> 0", name="amount"),
        CheckConstraint("(account = 'revenue') = (tool_id is not null)", name="tool"),
        CheckConstraint("(account = 'transit') = (provider is not null)", name="provider"),
    )

    organisation_id: Mapped[int]
    transaction_id: Mapped[int]
    number: Mapped[int] = mapped_column(SmallInteger)
    account: Mapped[str] = mapped_column(String(12))
    tool_id: Mapped[int | None]
    provider: Mapped[str | None] = mapped_column(String(20))
    amount: Mapped[Decimal] = mapped_column(Numeric(14, 2))
