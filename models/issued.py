"""Documents that were issued: numbered without gaps per organisation, series and year; a row never changes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Computed,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.documents import Document


class NumberSeries(Base):
    """The last number given out; its row is locked until the document that took the number is there, or isn't."""

    __tablename__ = "document_series"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "series", "year"),
        CheckConstraint("last_number > 0", name="last_number"),
    )

    organisation_id: Mapped[int]
    series: Mapped[str] = mapped_column(String(20))
    year: Mapped[int] = mapped_column(SmallInteger)
    last_number: Mapped[int]


class Issued(Base):
    """One document as it was issued. `code` stands in the file and on the paper, and finds it again."""

    __tablename__ = "document_issued"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        ForeignKeyConstraint(["organisation_id", "document_id"], ["document.organisation_id", "document.id"]),
        UniqueConstraint("organisation_id", "series", "year", "number"),
        UniqueConstraint("organisation_id", "form_key"),
        UniqueConstraint("code"),
        CheckConstraint("number between 1 and 999999", name="number"),
        CheckConstraint("octet_length(sha256) = 32", name="sha256"),
        Index("ix_document_issued_id", "id"),
        Index("ix_document_issued_organisation_id_issued_at_id", "organisation_id", "issued_at", "id"),
        Index("ix_document_issued_issued_at_id", "issued_at", "id"),
        Index("ix_document_issued_organisation_id_reference_id", "organisation_id", "reference", "id"),
        Index("ix_document_issued_reference_id", "reference", "id"),
        Index("ix_document_issued_organisation_id_document_id", "organisation_id", "document_id"),
        Index(
            "ix_document_issued_organisation_id_subject_kind_subject_id_id",
            "organisation_id",
            "subject_kind",
            "subject_id",
            "id",
        ),
        Index("ix_document_issued_person_id", "person_id"),
        Index("ix_document_issued_sha256", "sha256"),
    )

    organisation_id: Mapped[int]
    id: Mapped[int] = mapped_column(Identity())
    series: Mapped[str] = mapped_column(String(20))
    year: Mapped[int] = mapped_column(SmallInteger)
    number: Mapped[int]
    reference: Mapped[str] = mapped_column(
        String(20),
        Computed("year::text || '-' || lpad(number::text, 6, '0')", persisted=True),
    )
    code: Mapped[str] = mapped_column(String(32))
    document_id: Mapped[int]
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    language: Mapped[str] = mapped_column(String(2))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("account_person.id"))
    issued_at: Mapped[datetime]
    issued_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    form_key: Mapped[str | None] = mapped_column(String(64))

    document: Mapped[Document] = relationship(lazy="raise")
    issuer: Mapped[Any] = relationship("Account", lazy="raise", viewonly=True)
    person: Mapped[Any] = relationship("Person", lazy="raise", viewonly=True)

    __mapper_args__ = {"primary_key": ["id"]}

    def __str__(self) -> str:
        return self.reference
