"""What was told already: of rights that end, and of acts on many rights; so that nothing is told twice."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, PrimaryKeyConstraint, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class EndingTold(Base):
    """That a right ends on that day was told, so many days before. Extended, it ends on another day: told anew.

    Without a key to the right, which nobody can delete: it would have a hundred thousand of them locked a night.
    """

    __tablename__ = "rights_ending_told"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "right_id", "last_day", "days_before"),
        CheckConstraint("days_before in (30, 14, 3)", name="days_before"),
        Index("ix_rights_ending_told_last_day", "last_day"),
    )

    organisation_id: Mapped[int]
    right_id: Mapped[int]
    last_day: Mapped[date]
    days_before: Mapped[int] = mapped_column(SmallInteger)
    told_at: Mapped[datetime]


class Digest(Base):
    """Until when an organisation's acts on many rights were told to the people they were about."""

    __tablename__ = "rights_digest"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    told_until: Mapped[datetime]
