"""Acting on many mandates at once: the representative of a syndic company is replaced or taken out in all that are
chosen; each becomes a case of its own."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Numeric,
    PrimaryKeyConstraint,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.columns import Encrypted
from models.syndics.mandate import MandateRow

DETAILS = "syndic_batch.details"


class Batch(Base):
    """One such act. `details`: JSON of `CaseDetails`, with the new representative, the decision and the day it
    holds from. `documents`: the one set of files, as [kind, document id]. `gross`: what all of it costs, as it was
    confirmed; `fee`: one case of it. `halted`: the code of what keeps the rest waiting while it stands still."""

    __tablename__ = "syndic_batch"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        CheckConstraint("kind in ('change', 'removal')", name="kind"),
        CheckConstraint("state in ('draft', 'running', 'done')", name="state"),
        CheckConstraint("(state = 'draft') = (confirmed_at is null)", name="confirmed"),
        CheckConstraint("(confirmed_at is null) = (gross is null)", name="gross"),
        CheckConstraint("(gross is null) = (fee is null)", name="fee"),
        CheckConstraint("halted = '' or state = 'running'", name="halted"),
        CheckConstraint("(state = 'done') = (ended_at is not null)", name="ended"),
        UniqueConstraint("organisation_id", "form_key", name="uq_syndic_batch_form_key"),
        Index("ix_syndic_batch_id", "id"),
        Index("ix_syndic_batch_running", "id", postgresql_where=text("state = 'running'")),
        Index("ix_syndic_batch_begun_at_id", "begun_at", "id"),
        Index("ix_syndic_batch_organisation_id_begun_at_id", "organisation_id", "begun_at", "id"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    id: Mapped[int] = mapped_column(Identity())
    kind: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10), default="draft", server_default="draft")
    details: Mapped[str] = mapped_column(Encrypted(DETAILS))
    documents: Mapped[list[list[Any]]] = mapped_column(JSONB, default=list, server_default="[]")
    holds_from: Mapped[date | None] = mapped_column(Date)
    gross: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    fee: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    halted: Mapped[str] = mapped_column(String(80), default="", server_default="")
    begun_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    begun_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    work_id: Mapped[int | None]
    form_key: Mapped[str] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    beginner: Mapped[Any] = relationship("Account", lazy="raise", viewonly=True)

    __mapper_args__ = {"primary_key": ["id"], "version_id_col": version}

    def __str__(self) -> str:
        return self.kind


class BatchItem(Base):
    """One mandate in it. `refusal`: why no case was handed in for it."""

    __tablename__ = "syndic_batch_item"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "batch_id", "mandate_id"),
        ForeignKeyConstraint(["organisation_id", "batch_id"], ["syndic_batch.organisation_id", "syndic_batch.id"]),
        CheckConstraint("state in ('waiting', 'submitted', 'refused')", name="state"),
        CheckConstraint("(state = 'submitted') = (case_id is not null)", name="case_id"),
        CheckConstraint("(state = 'refused') = (refusal <> '')", name="refusal"),
    )

    organisation_id: Mapped[int]
    batch_id: Mapped[int]
    mandate_id: Mapped[int] = mapped_column(ForeignKey("syndic_mandate.id"))
    state: Mapped[str] = mapped_column(String(10), default="waiting", server_default="waiting")
    refusal: Mapped[str] = mapped_column(String(80), default="", server_default="")
    case_id: Mapped[int | None] = mapped_column(ForeignKey("syndic_case.id"))

    mandate: Mapped[MandateRow] = relationship(lazy="raise", viewonly=True)
