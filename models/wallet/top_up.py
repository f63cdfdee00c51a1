"""Money somebody asked to pay in, and how far the payment provider is with it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    PrimaryKeyConstraint,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, Synonym, mapped_column, relationship, synonym

from models.base import Base
from models.wallet.transaction import Transaction

BANK, BANK_TRANSFER = "bank", "bank_transfer"
"""Provider and method of what is paid by transfer to an account of the house."""


class TopUp(Base):
    """A top-up that was asked: its transaction, and its payment at the provider or its communication.

    `reference`: the twelve digits by which a transfer is known, for ever. `payment` is what the provider calls it,
    None until it answered; `ask_at` when we ask next what became of it, None when never again; a transfer, about
    which nobody can be asked, is over then. `doubt`: why what the provider says of it isn't booked; somebody
    of finance looks.
    """

    __tablename__ = "wallet_top_up"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "transaction_id"),
        ForeignKeyConstraint(
            ["organisation_id", "transaction_id"], ["wallet_transaction.organisation_id", "wallet_transaction.id"]
        ),
        UniqueConstraint("provider", "payment"),
        UniqueConstraint("reference"),
        CheckConstraint("method in ('bancontact', 'debit_card', 'bank_transfer')", name="method"),
        CheckConstraint("(method = 'bank_transfer') = (reference is not null)", name="transfer"),
        CheckConstraint("reference ~ '^[0-9]{12}$'", name="reference"),
        CheckConstraint("doubt in ('', 'note')", name="doubt"),
        Index("ix_wallet_top_up_ask_at", "ask_at"),
        Index("ix_wallet_top_up_transaction_id", "transaction_id"),
        Index("ix_wallet_top_up_doubt", "organisation_id", "transaction_id", postgresql_where=text("doubt <> ''")),
    )

    organisation_id: Mapped[int]
    transaction_id: Mapped[int]
    provider: Mapped[str] = mapped_column(String(20))
    method: Mapped[str] = mapped_column(String(16))
    reference: Mapped[str | None] = mapped_column(String(12))
    payment: Mapped[str | None] = mapped_column(String(64))
    checkout_url: Mapped[str] = mapped_column(String(500), default="")
    asked: Mapped[int] = mapped_column(default=0, server_default="0")
    ask_at: Mapped[datetime | None]
    doubt: Mapped[str] = mapped_column(String(12), default="", server_default="")

    # As lists call it.
    id: Synonym[int] = synonym("transaction_id")

    transaction: Mapped[Transaction] = relationship(lazy="raise", viewonly=True)

    __mapper_args__ = {"primary_key": ["transaction_id"]}
