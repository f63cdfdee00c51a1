"""Branches of an organisation, and which member is in which; what was so on an earlier day stays readable."""

from __future__ import annotations

from datetime import date

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
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.organisations.organisation import Organisation


class Branch(Base):
    """A branch (vestiging); `unit_number` is its establishment unit number, None where it has none of its own.

    `closed_on`: the day from which it is no more; nobody is in it from then on.
    """

    __tablename__ = "organisation_branch"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        CheckConstraint(
            "unit_number ~ '^[2-8][0-9]{9}$' and substr(unit_number, 9)::int"
            " = 97 - substr(unit_number, 1, 8)::int % 97",
            name="unit_number",
        ),
        CheckConstraint("closed_on is null or closed_on >= opened_on", name="period"),
        Index(
            "uq_organisation_branch_unit_number",
            "organisation_id",
            "unit_number",
            unique=True,
            postgresql_where=text("closed_on is null"),
        ),
        Index("ix_organisation_branch_organisation_id_name_id", "organisation_id", "name", "id"),
        Index("ix_organisation_branch_name_id", "name", "id"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    id: Mapped[int] = mapped_column(Identity())
    name: Mapped[str] = mapped_column(String(200))
    unit_number: Mapped[str | None] = mapped_column(String(10))
    street: Mapped[str] = mapped_column(String(200), default="")
    postal_code: Mapped[str] = mapped_column(String(10), default="")
    place: Mapped[str] = mapped_column(String(100), default="")
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    organisation: Mapped[Organisation] = relationship(lazy="raise", viewonly=True)

    __mapper_args__ = {"primary_key": ["id"], "version_id_col": version}

    def __str__(self) -> str:
        return self.name


class Placement(Base):
    """A member in a branch, from a day on; `ended_on`: the day from which he is no longer in it."""

    __tablename__ = "organisation_placement"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        ForeignKeyConstraint(
            ["organisation_id", "membership_id"],
            ["organisation_membership.organisation_id", "organisation_membership.id"],
        ),
        ForeignKeyConstraint(
            ["organisation_id", "branch_id"], ["organisation_branch.organisation_id", "organisation_branch.id"]
        ),
        CheckConstraint("ended_on is null or ended_on >= placed_on", name="period"),
        Index(
            "uq_organisation_placement_open",
            "membership_id",
            unique=True,
            postgresql_where=text("ended_on is null"),
        ),
        Index("ix_organisation_placement_membership_id", "membership_id"),
        Index("ix_organisation_placement_branch_id", "branch_id"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    id: Mapped[int] = mapped_column(Identity())
    membership_id: Mapped[int]
    branch_id: Mapped[int]
    placed_on: Mapped[date]
    ended_on: Mapped[date | None]

    __mapper_args__ = {"primary_key": ["id"]}
