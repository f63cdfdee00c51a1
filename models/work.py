"""Long work somebody asked for: an export, an import. One row from asking to result, read by a progress page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    PrimaryKeyConstraint,
    String,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.documents import Document


class Work(Base):
    """`facts`: what was asked, and by whom with which roles; `result`: what became of it, in figures and codes."""

    __tablename__ = "work"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        ForeignKeyConstraint(["organisation_id", "document_id"], ["document.organisation_id", "document.id"]),
        CheckConstraint("state in ('waiting', 'running', 'done', 'failed', 'stopped')", name="state"),
        CheckConstraint("(state in ('done', 'failed', 'stopped')) = (ended_at is not null)", name="ended"),
        CheckConstraint("done >= 0 and (total is null or total >= 0)", name="done"),
        Index("ix_work_id", "id"),
        Index("ix_work_organisation_id_account_id_asked_at_id", "organisation_id", "account_id", "asked_at", "id"),
        Index("ix_work_organisation_id_asked_at_id", "organisation_id", "asked_at", "id"),
        Index("ix_work_asked_at_id", "asked_at", "id"),
    )

    organisation_id: Mapped[int]
    id: Mapped[int] = mapped_column(Identity())
    kind: Mapped[str] = mapped_column(String(40))
    account_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    done: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    total: Mapped[int | None]
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    result: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    document_id: Mapped[int | None]
    asked_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    stop_asked_at: Mapped[datetime | None]

    document: Mapped[Document | None] = relationship(lazy="raise", viewonly=True)
    account: Mapped[Any] = relationship("Account", lazy="raise", viewonly=True)

    __mapper_args__ = {"primary_key": ["id"]}
