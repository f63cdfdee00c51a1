"""Views that are read row by row: the lines of the ledger, and what stands on a document. Nothing is written here.

They belong to metadata of their own: no table is made for them.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Column, MetaData, Numeric, SmallInteger, String, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, foreign, relationship

from models.base import Base
from models.rights import Tool

_VIEWS = MetaData()
_LANGUAGES = ("nl", "fr", "en")


def _money(name: str) -> Column[Decimal]:
    return Column(name, Numeric(14, 2))


class LedgerLine(Base):
    """One amount on one account, EUR: above zero what we owe or earned, below zero what we hold or are owed."""

    __table__ = Table(
        "wallet_line",
        _VIEWS,
        Column("organisation_id", BigInteger, primary_key=True),
        Column("transaction_id", BigInteger, primary_key=True),
        Column("number", SmallInteger, primary_key=True),
        Column("account", String(12)),
        Column("tool_id", BigInteger),
        Column("provider", String(20)),
        _money("amount"),
    )

    organisation_id: Mapped[int]
    transaction_id: Mapped[int]
    number: Mapped[int]
    account: Mapped[str]
    tool_id: Mapped[int | None]
    provider: Mapped[str | None]
    amount: Mapped[Decimal]


class InvoiceLine(Base):
    """One product at one price and rate: `net` = `quantity` × `unit_net`, EUR. `percent` 0: outside the scope of
    VAT. `named`: in Dutch, French and English, as it was called then. `credits_number`: the line it credits."""

    __table__ = Table(
        "wallet_invoice_line",
        _VIEWS,
        Column("organisation_id", BigInteger, primary_key=True),
        Column("invoice_id", BigInteger, primary_key=True),
        Column("number", SmallInteger, primary_key=True),
        Column("tool_id", BigInteger),
        Column("product", String(64)),
        Column("named", ARRAY(Text)),
        Column("quantity", BigInteger),
        _money("unit_net"),
        _money("net"),
        Column("percent", SmallInteger),
        Column("credits_number", SmallInteger),
    )

    organisation_id: Mapped[int]
    invoice_id: Mapped[int]
    number: Mapped[int]
    tool_id: Mapped[int]
    product: Mapped[str]
    named: Mapped[list[str]]
    quantity: Mapped[int]
    unit_net: Mapped[Decimal]
    net: Mapped[Decimal]
    percent: Mapped[int]
    credits_number: Mapped[int | None]

    tool: Mapped[Any] = relationship(
        Tool, lazy="raise", viewonly=True, primaryjoin=lambda: foreign(InvoiceLine.tool_id) == Tool.id
    )

    def product_named(self, language: str) -> str:
        """What was bought, in that language."""
        return dict(zip(_LANGUAGES, self.named, strict=False)).get(language, self.product)

    def __str__(self) -> str:
        return self.product


class InvoiceRate(Base):
    """What a document holds at one rate of VAT: net, and the VAT on it, rounded half up on their sum."""

    __table__ = Table(
        "wallet_invoice_rate",
        _VIEWS,
        Column("organisation_id", BigInteger, primary_key=True),
        Column("invoice_id", BigInteger, primary_key=True),
        Column("percent", SmallInteger, primary_key=True),
        _money("net"),
        _money("vat"),
    )

    organisation_id: Mapped[int]
    invoice_id: Mapped[int]
    percent: Mapped[int]
    net: Mapped[Decimal]
    vat: Mapped[Decimal]

    def __str__(self) -> str:
        return str(self.percent)
