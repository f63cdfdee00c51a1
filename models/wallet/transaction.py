"""Transactions of a wallet, each with what it is booked on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import (
    FetchedValue,
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
from models.values import LedgerAccount

_LANGUAGES = ("nl", "fr", "en")


BOOKED_ON = {
    LedgerAccount.WALLET: "change",
    LedgerAccount.RECEIVABLE: "receivable",
    LedgerAccount.TRANSIT: "transit",
    LedgerAccount.BANK: "bank",
    LedgerAccount.SUSPENSE: "suspense",
    LedgerAccount.REVENUE: "revenue",
    LedgerAccount.VAT: "vat_due",
    LedgerAccount.ROUNDING: "rounding",
}
"""The column of each account, in the order in which lines are numbered (the view `wallet_line`)."""


@dataclass(frozen=True)
class Line:
    """One amount on one account, in euro: above zero what we owe or earned, below zero what we hold or are owed.

    `tool_id` says whose revenue, `provider` where money is in transit.
    """

    account: LedgerAccount
    amount: Decimal
    tool_id: int | None = None
    provider: str | None = None


class Transaction(Base):
    """Something that happened to a wallet, or will once it is paid (`open`).

    `gross` is the amount it is about, VAT included, always above zero; `change` what it did to the balance, known
    with `balance` and `owed` after it, and with its number, once it is completed; from then on it never changes.
    `at`: when it was completed, later than all before it; until then when it was asked. `key`: the same operation
    told twice is one transaction. `named`: what was bought, in Dutch, French and English, as it was called then.

    `change` and the seven amounts after it are its lines, zero for an account it isn't booked on; their sum is
    zero.
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
    provider: Mapped[str | None] = mapped_column(String(20))
    # What follows is written by the ledger alone: named in no insert of ours.
    change: Mapped[Decimal | None] = mapped_column(Numeric(14, 2), server_default=FetchedValue())
    receivable: Mapped[Decimal] = mapped_column(Numeric(14, 2), server_default="0")
    transit: Mapped[Decimal] = mapped_column(Numeric(14, 2), server_default="0")
    bank: Mapped[Decimal] = mapped_column(Numeric(14, 2), server_default="0")
    suspense: Mapped[Decimal] = mapped_column(Numeric(14, 2), server_default="0")
    revenue: Mapped[Decimal] = mapped_column(Numeric(14, 2), server_default="0")
    vat_due: Mapped[Decimal] = mapped_column(Numeric(14, 2), server_default="0")
    rounding: Mapped[Decimal] = mapped_column(Numeric(14, 2), server_default="0")
    balance: Mapped[Decimal | None] = mapped_column(Numeric(14, 2), server_default=FetchedValue())
    owed: Mapped[Decimal | None] = mapped_column(Numeric(14, 2), server_default=FetchedValue())
    year: Mapped[int | None] = mapped_column(SmallInteger, server_default=FetchedValue())
    number: Mapped[int | None] = mapped_column(server_default=FetchedValue())

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

    @property
    def lines(self) -> tuple[Line, ...]:
        """What it is booked on, account by account; nothing while it isn't completed."""
        amounts = {account: getattr(self, column) for account, column in BOOKED_ON.items()}
        return tuple(
            Line(
                account,
                amount,
                self.tool_id if account is LedgerAccount.REVENUE else None,
                self.provider if account is LedgerAccount.TRANSIT else None,
            )
            for account, amount in amounts.items()
            if amount
        )

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
