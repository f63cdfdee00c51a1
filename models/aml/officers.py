"""How members of an office become its AML officers, and who stands in for one of them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    PrimaryKeyConstraint,
    String,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.aml.contacts import REASON
from models.base import Base
from models.organisations import Member

_OPEN = "state in ('asked', 'approved')"


class Enrolment(Base):
    """What somebody declared to become AML officer, and what a manager said of it. `license_number`: as estate
    agent, where he has one."""

    __tablename__ = "aml_enrolment"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        ForeignKeyConstraint(
            ["organisation_id", "membership_id"],
            ["organisation_membership.organisation_id", "organisation_membership.id"],
        ),
        CheckConstraint("state in ('asked', 'approved', 'declined', 'ended')", name="state"),
        CheckConstraint("experience <> '' and hierarchy <> '' and powers <> ''", name="declared"),
        CheckConstraint("(state = 'asked') = (decided_at is null)", name="decided_at"),
        CheckConstraint("(decided_at is null) = (decided_by is null)", name="decided_by"),
        CheckConstraint("state <> 'declined' or reason <> ''", name="reason"),
        CheckConstraint("(state = 'ended') = (ended_at is not null)", name="ended_at"),
        Index(
            "uq_aml_enrolment_open",
            "organisation_id",
            "membership_id",
            unique=True,
            postgresql_where=text(_OPEN),
        ),
        Index("ix_aml_enrolment_id", "id"),
        Index("ix_aml_enrolment_asked_at_id", "asked_at", "id"),
        Index("ix_aml_enrolment_organisation_id_asked_at_id", "organisation_id", "asked_at", "id"),
    )

    organisation_id: Mapped[int]
    id: Mapped[int] = mapped_column(Identity())
    membership_id: Mapped[int]
    experience: Mapped[str] = mapped_column(String(REASON))
    hierarchy: Mapped[str] = mapped_column(String(REASON))
    powers: Mapped[str] = mapped_column(String(REASON))
    license_number: Mapped[str] = mapped_column(String(20), default="", server_default="")
    state: Mapped[str] = mapped_column(String(10), default="asked", server_default="asked")
    asked_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    asked_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(REASON), default="", server_default="")
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    member: Mapped[Member] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(Enrolment.organisation_id == Member.organisation_id,"
        " foreign(Enrolment.membership_id) == Member.id)",
    )

    __mapper_args__ = {"primary_key": ["id"], "version_id_col": version}

    def __str__(self) -> str:
        return self.state


class Deputy(Base):
    """Who is AML officer in the place of another, from the first day to the last, both included; ended earlier
    from `ended_on` on."""

    __tablename__ = "aml_deputy"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        ForeignKeyConstraint(
            ["organisation_id", "officer_id"],
            ["organisation_membership.organisation_id", "organisation_membership.id"],
        ),
        ForeignKeyConstraint(
            ["organisation_id", "deputy_id"],
            ["organisation_membership.organisation_id", "organisation_membership.id"],
        ),
        CheckConstraint("last_day >= first_day", name="period"),
        CheckConstraint("officer_id <> deputy_id", name="another"),
        CheckConstraint("(ended_on is null) = (ended_by is null)", name="ended"),
        ExcludeConstraint(
            ("organisation_id", "="),
            ("officer_id", "="),
            (literal_column("daterange(first_day, coalesce(ended_on - 1, last_day), '[]')"), "&&"),
            where=text("coalesce(ended_on - 1, last_day) >= first_day"),
            name="ex_aml_deputy_overlap",
        ),
        Index("ix_aml_deputy_id", "id"),
        Index("ix_aml_deputy_first_day_id", "first_day", "id"),
        Index("ix_aml_deputy_organisation_id_first_day_id", "organisation_id", "first_day", "id"),
        Index("ix_aml_deputy_organisation_id_deputy_id", "organisation_id", "deputy_id"),
    )

    organisation_id: Mapped[int]
    id: Mapped[int] = mapped_column(Identity())
    officer_id: Mapped[int]
    deputy_id: Mapped[int]
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date] = mapped_column(Date)
    named_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    named_at: Mapped[datetime]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    ended_on: Mapped[date | None] = mapped_column(Date)

    officer: Mapped[Member] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(Deputy.organisation_id == Member.organisation_id,"
        " foreign(Deputy.officer_id) == Member.id)",
    )
    deputy: Mapped[Member] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(Deputy.organisation_id == Member.organisation_id,"
        " foreign(Deputy.deputy_id) == Member.id)",
    )

    __mapper_args__ = {"primary_key": ["id"]}

    def __str__(self) -> str:
        return str(self.first_day)
