"""A government that merges into another one from a day on, and what became of each relation and right."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.accounts import Account, Person
from models.base import Base
from models.rights.catalogue import RightKind


class Merger(Base):
    """One merger; from `first_day` on, everything is the receiving government's. Names as they were that day;
    `rights` and `relations`: how many went along, `left_behind`: how many rights didn't."""

    __tablename__ = "rights_merger"
    __table_args__ = (
        CheckConstraint("from_id <> into_id", name="two"),
        CheckConstraint("relations >= 0 and rights >= 0 and left_behind >= 0", name="counts"),
        UniqueConstraint("from_id"),
        UniqueConstraint("into_id", "id"),
        Index("ix_rights_merger_first_day_id", "first_day", "id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    into_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    from_name: Mapped[str] = mapped_column(String(200))
    into_name: Mapped[str] = mapped_column(String(200))
    first_day: Mapped[date]
    decision: Mapped[str] = mapped_column(String(200), default="")
    merged_at: Mapped[datetime]
    merged_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    relations: Mapped[int] = mapped_column(Integer, default=0)
    rights: Mapped[int] = mapped_column(Integer, default=0)
    left_behind: Mapped[int] = mapped_column(Integer, default=0)

    merger: Mapped[Account] = relationship(lazy="raise", foreign_keys=[merged_by])


class MergerLine(Base):
    """What became of one relation (no `from_right_id`) or of one right, kept by the government that received it.

    `first_day`–`last_day`: the days it got there, null where it got none (no last day: until further notice);
    `was_until`: its last day before.
    """

    __tablename__ = "rights_merger_line"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        ForeignKeyConstraint(["organisation_id", "merger_id"], ["rights_merger.into_id", "rights_merger.id"]),
        CheckConstraint("outcome in ('taken_over', 'there_already', 'left_behind')", name="outcome"),
        CheckConstraint("(outcome = 'taken_over') = (first_day is not null)", name="days"),
        CheckConstraint("(from_right_id is null) = (kind_id is null)", name="right"),
        Index("ix_rights_merger_line_organisation_id_merger_id_id", "organisation_id", "merger_id", "id"),
        Index("ix_rights_merger_line_person_id", "person_id"),
    )

    organisation_id: Mapped[int]
    id: Mapped[int] = mapped_column(Identity())
    merger_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("account_person.id"))
    from_membership_id: Mapped[int]
    from_right_id: Mapped[int | None]
    kind_id: Mapped[int | None] = mapped_column(ForeignKey("rights_kind.id"))
    context: Mapped[str] = mapped_column(String(200), default="", server_default="")
    category: Mapped[str] = mapped_column(String(20))
    outcome: Mapped[str] = mapped_column(String(16))
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    was_until: Mapped[date | None]

    person: Mapped[Person] = relationship(lazy="raise")
    kind: Mapped[RightKind | None] = relationship(lazy="raise")

    __mapper_args__ = {"primary_key": ["id"]}
