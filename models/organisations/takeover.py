"""Organisations whose managers are gone or disputed, taken over on documents by two of the central team."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, PrimaryKeyConstraint, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.accounts import Account
from models.base import Base
from models.columns import BLANK
from models.organisations.organisation import Organisation


class Takeover(Base):
    """One asks, another decides. `dismisses`: who manages now no longer does once it is done."""

    __tablename__ = "organisation_takeover"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        CheckConstraint("state in ('asked', 'done', 'not_granted')", name="state"),
        CheckConstraint("(state = 'asked') = (decided_by is null)", name="decided"),
        CheckConstraint("(decided_by is null) = (decided_at is null)", name="decided_at"),
        CheckConstraint("decided_by <> asked_by or state = 'not_granted'", name="four_eyes"),
        Index(
            "uq_organisation_takeover_open",
            "organisation_id",
            unique=True,
            postgresql_where=text("state = 'asked'"),
        ),
        Index("ix_organisation_takeover_asked_at_id", "asked_at", "id"),
        Index("ix_organisation_takeover_organisation_id_asked_at_id", "organisation_id", "asked_at", "id"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    id: Mapped[int] = mapped_column(Identity())
    account_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    why: Mapped[str] = mapped_column(info=BLANK)
    dismisses: Mapped[bool]
    state: Mapped[str] = mapped_column(String(12), default="asked")
    asked_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    asked_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    decided_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    account: Mapped[Account] = relationship(lazy="raise", foreign_keys=[account_id])
    asker: Mapped[Account] = relationship(lazy="raise", foreign_keys=[asked_by])
    decider: Mapped[Account | None] = relationship(lazy="raise", foreign_keys=[decided_by])

    __mapper_args__ = {"primary_key": ["id"], "version_id_col": version}

    def __str__(self) -> str:
        return str(self.id)
