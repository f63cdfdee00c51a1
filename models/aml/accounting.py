"""What an AML officer accounts for: the report of a year with every figure's records, and packs of files that were
handed out. Officers alone read these rows (`app.officer`), since reports to the FIU are counted in them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.accounts import Account
from models.base import Base


class AnnualReport(Base):
    """The AML officer's report of a calendar year. While it is a draft its figures are what the records say at
    that moment; signing keeps them (`figures`), with the records under each (`AnnualRecord`), what was written
    (`texts`) and the paper (`pdf`), and from then on nothing changes. `print`: the fingerprint of the paper."""

    __tablename__ = "aml_annual_report"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        CheckConstraint("year between 2017 and 2200", name="year"),
        CheckConstraint("state in ('draft', 'signed')", name="state"),
        CheckConstraint("(state = 'signed') = (signed_at is not null)", name="signed_at"),
        CheckConstraint("(signed_at is null) = (signed_by is null)", name="signed_by"),
        CheckConstraint("(signed_at is null) = (pdf is null)", name="pdf"),
        CheckConstraint("(pdf is null) = (print is null)", name="print"),
        CheckConstraint("(signed_at is null) = (figures is null)", name="figures"),
        CheckConstraint("octet_length(print) = 32", name="print_length"),
        UniqueConstraint("organisation_id", "year", name="uq_aml_annual_report_year"),
        Index("ix_aml_annual_report_id", "id"),
        Index("ix_aml_annual_report_year_id", "year", "id"),
        Index("ix_aml_annual_report_organisation_id_year_id", "organisation_id", "year", "id"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    id: Mapped[int] = mapped_column(Identity())
    year: Mapped[int] = mapped_column(SmallInteger)
    state: Mapped[str] = mapped_column(String(6), default="draft", server_default="draft")
    texts: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))
    figures: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    print: Mapped[bytes | None] = mapped_column(LargeBinary)
    begun_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    begun_at: Mapped[datetime]
    signed_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    signed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    beginner: Mapped[Account] = relationship(foreign_keys=[begun_by], lazy="raise", viewonly=True)
    signer: Mapped[Account | None] = relationship(foreign_keys=[signed_by], lazy="raise", viewonly=True)

    __mapper_args__ = {"primary_key": ["id"], "version_id_col": version}

    def __str__(self) -> str:
        return str(self.year)


class AnnualRecord(Base):
    """A record that a figure of a signed report counts, by `kind` and number alone: what it is called is read from
    the record as long as that is kept, and no name outlasts it here. It never changes."""

    __tablename__ = "aml_annual_record"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "report_id", "figure", "kind", "record_id"),
        ForeignKeyConstraint(
            ["organisation_id", "report_id"], ["aml_annual_report.organisation_id", "aml_annual_report.id"]
        ),
    )

    organisation_id: Mapped[int]
    report_id: Mapped[int]
    figure: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(20))
    record_id: Mapped[int]


class Pack(Base):
    """A zip that was made for the supervisor, or of everything: how many files are in it, the fingerprint of the
    list of them (`manifest`, in which each has its own) and of the whole. The zip itself is a work's file, which
    is gone after a while; with these it can be told whether one is as it was made. It never changes."""

    __tablename__ = "aml_pack"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        CheckConstraint("kind in ('inspection', 'everything')", name="kind"),
        CheckConstraint("files > 0 and size > 0", name="files"),
        CheckConstraint("octet_length(manifest) = 32 and octet_length(print) = 32", name="prints"),
        Index("ix_aml_pack_id", "id"),
        Index("ix_aml_pack_made_at_id", "made_at", "id"),
        Index("ix_aml_pack_organisation_id_made_at_id", "organisation_id", "made_at", "id"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    id: Mapped[int] = mapped_column(Identity())
    kind: Mapped[str] = mapped_column(String(12))
    # What was asked: which contacts and deals, and whether reports to the FIU are in it.
    asked: Mapped[dict[str, Any]] = mapped_column(JSONB)
    files: Mapped[int]
    size: Mapped[int]
    manifest: Mapped[bytes] = mapped_column(LargeBinary)
    print: Mapped[bytes] = mapped_column(LargeBinary)
    made_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    made_at: Mapped[datetime]

    maker: Mapped[Account] = relationship(lazy="raise", viewonly=True)

    __mapper_args__ = {"primary_key": ["id"]}

    def __str__(self) -> str:
        return self.kind
