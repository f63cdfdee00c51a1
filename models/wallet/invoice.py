"""Documents about what was spent: invoices, statements of statutory fees, credit notes, and to whom they go.

A document is written whole, with its lines, its rates of VAT and its file, in one transaction, and never changes;
what is wrong in it is put right by a credit note. The database numbers, adds up and seals.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Computed,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Numeric,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship
from sqlalchemy.types import UserDefinedType

from models.base import Base
from models.documents import Document
from models.organisations import Organisation


class Rows(UserDefinedType[Any]):
    """Many rows of one of the database's own types, in one column; written and read by its own words alone."""

    cache_ok = True

    def __init__(self, of: str) -> None:
        self.of = of

    def get_col_spec(self, **_: Any) -> str:
        return f"{self.of}[]"


class Invoicing(Base):
    """Where an organisation wants its invoices, and what stands on them; '' and None: as the organisation."""

    __tablename__ = "wallet_invoicing"
    __table_args__ = (
        CheckConstraint(
            "(street = '') = (postal_code = '') and (street = '') = (place = '')",
            name="address",
        ),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    email: Mapped[str] = mapped_column(String(320), default="", server_default="")
    street: Mapped[str] = mapped_column(String(200), default="", server_default="")
    postal_code: Mapped[str] = mapped_column(String(10), default="", server_default="")
    place: Mapped[str] = mapped_column(String(100), default="", server_default="")
    reference: Mapped[str] = mapped_column(String(100), default="", server_default="")
    vat_liable: Mapped[bool | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    organisation: Mapped[Organisation] = relationship(lazy="raise", viewonly=True)

    __mapper_args__ = {"version_id_col": version}

    def __str__(self) -> str:
        return str(self.organisation_id)


class Invoice(Base):
    """One document. `net`, `vat` on it; `paid` went out of the wallet, or came back, and differs by the cents that
    each purchase was rounded by. `month`: when it was delivered, of a credit note when it was issued; `vat_month`:
    with which month its VAT is declared, both by their first day. `issued_by` is None for the clock's.
    """

    __tablename__ = "wallet_invoice"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        UniqueConstraint("reference"),
        ForeignKeyConstraint(
            ["organisation_id", "credits_id"], ["wallet_invoice.organisation_id", "wallet_invoice.id"]
        ),
        CheckConstraint("kind in ('invoice', 'fees', 'credit_note')", name="kind"),
        CheckConstraint(
            "extract(day from month) = 1 and extract(day from vat_month) = 1 and vat_month >= month", name="months"
        ),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("net > 0 and vat >= 0 and paid > 0", name="amounts"),
        CheckConstraint("year = extract(year from issued_on)", name="year"),
        CheckConstraint("(kind = 'credit_note') = (credits_id is not null)", name="credits"),
        Index(
            "uq_wallet_invoice_month",
            "organisation_id",
            "month",
            "kind",
            unique=True,
            postgresql_where=text("kind <> 'credit_note'"),
        ),
        Index("ix_wallet_invoice_id", "id"),
        # Documents are issued in the order of their ids, so few bytes say in which pages a day is.
        Index("ix_wallet_invoice_issued_at", "issued_at", postgresql_using="brin"),
        Index("ix_wallet_invoice_month", "month", "kind", "organisation_id"),
        Index("ix_wallet_invoice_vat_month", "vat_month", "id"),
        Index(
            "ix_wallet_invoice_organisation_id_credits_id",
            "organisation_id",
            "credits_id",
            postgresql_where=text("credits_id is not null"),
        ),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    id: Mapped[int] = mapped_column(Identity())
    kind: Mapped[str] = mapped_column(String(12))
    month: Mapped[date]
    vat_month: Mapped[date]
    year: Mapped[int] = mapped_column(SmallInteger)
    number: Mapped[int]
    reference: Mapped[str] = mapped_column(
        String(20),
        Computed(
            "case kind when 'fees' then 'F' when 'credit_note' then 'C' else '' end || year::text || '-'"
            " || lpad(number::text, greatest(6, length(number::text)), '0')",
            persisted=True,
        ),
        nullable=False,
    )
    issued_at: Mapped[datetime]
    issued_on: Mapped[date]
    language: Mapped[str] = mapped_column(String(2))
    seller: Mapped[dict[str, Any]] = mapped_column(JSONB)
    buyer: Mapped[dict[str, Any]] = mapped_column(JSONB)
    # What stands on it, line by line and rate by rate: see InvoiceLine and InvoiceRate.
    lines: Mapped[Any] = mapped_column(Rows("wallet_invoice_item"), deferred=True, deferred_raiseload=True)
    rates: Mapped[Any] = mapped_column(Rows("wallet_invoice_vat"), deferred=True, deferred_raiseload=True)
    net: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    vat: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    paid: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    rounding: Mapped[Decimal] = mapped_column(
        Numeric(14, 2), Computed("paid - net - vat", persisted=True), nullable=False
    )
    credits_id: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(500), default="")
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))

    organisation: Mapped[Organisation] = relationship(lazy="raise", viewonly=True)
    issuer: Mapped[Any] = relationship("Account", lazy="raise", viewonly=True)
    # What a credit note credits.
    credited: Mapped[Invoice | None] = relationship(
        lazy="raise",
        viewonly=True,
        remote_side=lambda: [Invoice.organisation_id, Invoice.id],
        foreign_keys=lambda: [Invoice.credits_id],
        primaryjoin=lambda: foreign(Invoice.credits_id) == Invoice.id,
    )

    __mapper_args__ = {"primary_key": ["id"]}

    def __str__(self) -> str:
        return self.reference


class InvoiceSeries(Base):
    """The last number of each kind and year; the database alone counts on."""

    __tablename__ = "wallet_invoice_series"
    __table_args__ = (PrimaryKeyConstraint("kind", "year"),)

    kind: Mapped[str] = mapped_column(String(12))
    year: Mapped[int] = mapped_column(SmallInteger)
    last_number: Mapped[int]


class InvoiceFile(Base):
    """The document as it is sent: UBL, its bytes and their SHA-256."""

    __tablename__ = "wallet_invoice_file"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "invoice_id"),
        ForeignKeyConstraint(
            ["organisation_id", "invoice_id"], ["wallet_invoice.organisation_id", "wallet_invoice.id"]
        ),
    )

    organisation_id: Mapped[int]
    invoice_id: Mapped[int]
    xml: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[bytes] = mapped_column(LargeBinary, Computed("sha256(xml)", persisted=True), nullable=False)


class InvoicePaper(Base):
    """The PDF of a document: a drawing of it, made at first need and kept."""

    __tablename__ = "wallet_invoice_paper"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "invoice_id"),
        ForeignKeyConstraint(
            ["organisation_id", "invoice_id"], ["wallet_invoice.organisation_id", "wallet_invoice.id"]
        ),
        ForeignKeyConstraint(["organisation_id", "document_id"], ["document.organisation_id", "document.id"]),
    )

    organisation_id: Mapped[int]
    invoice_id: Mapped[int]
    document_id: Mapped[int]
    made_at: Mapped[datetime]

    document: Mapped[Document] = relationship(lazy="raise", viewonly=True)


class InvoiceRun(Base):
    """A month that is being invoiced, part by part; `asked_by` is None for the clock's, `listed_at` when all its
    parts were known."""

    __tablename__ = "wallet_invoice_run"
    __table_args__ = (
        CheckConstraint("extract(day from month) = 1", name="month"),
        Index("ix_wallet_invoice_run_month_id", "month", "id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    month: Mapped[date]
    asked_at: Mapped[datetime]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    listed_at: Mapped[datetime | None]


class InvoicePart(Base):
    """Some organisations of a run, from `first_id` to `last_id`; `issued`: how many documents they got."""

    __tablename__ = "wallet_invoice_part"
    __table_args__ = (
        PrimaryKeyConstraint("run_id", "number"),
        CheckConstraint("(done_at is null) = (issued is null)", name="done"),
    )

    run_id: Mapped[int] = mapped_column(ForeignKey("wallet_invoice_run.id"))
    number: Mapped[int] = mapped_column(Integer)
    first_id: Mapped[int]
    last_id: Mapped[int]
    organisations: Mapped[int]
    issued: Mapped[int | None]
    done_at: Mapped[datetime | None]
