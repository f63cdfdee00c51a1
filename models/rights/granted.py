"""The rights granted on a relation, and what was known of them before.

A right's state is never stored: it follows from its days and from the day one asks about.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    UniqueConstraint,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.accounts import Account, Person
from models.base import Base
from models.columns import BLANK
from models.organisations import Membership, Organisation
from models.rights.catalogue import RightKind


class Right(Base):
    """One right on one relation, over inclusive days. The database fills `max_months` from the kind each time
    the days are set, and refuses a longer period; a revoked right never changes again. `came_from_id`: the right
    it was before a merger of governments, whose maximum it keeps until its days are set anew.
    """

    __tablename__ = "rights_right"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        ForeignKeyConstraint(
            ["organisation_id", "membership_id"],
            ["organisation_membership.organisation_id", "organisation_membership.id"],
        ),
        CheckConstraint("last_day >= first_day", name="period"),
        CheckConstraint(
            "last_day <= (first_day + make_interval(months => max_months::int) - interval '1 day')::date",
            name="maximum",
        ),
        CheckConstraint(
            "(revoked_at is null) = (revoked_on is null) and (revoked_by is null or revoked_at is not null)",
            name="revoked",
        ),
        ExcludeConstraint(
            ("organisation_id", "="),
            ("membership_id", "="),
            ("kind_id", "="),
            ("context", "="),
            (literal_column("daterange(first_day, last_day, '[]')"), "&&"),
            where=text("revoked_at is null"),
            name="ex_rights_right_overlap",
        ),
        UniqueConstraint("organisation_id", "form_key"),
        Index("ix_rights_right_id", "id"),
        Index("ix_rights_right_organisation_id_last_day_id", "organisation_id", "last_day", "id"),
        Index("ix_rights_right_last_day_id", "last_day", "id"),
        Index("ix_rights_right_organisation_id_first_day_id", "organisation_id", "first_day", "id"),
        Index("ix_rights_right_first_day_id", "first_day", "id"),
        Index("ix_rights_right_organisation_id_granted_at_id", "organisation_id", "granted_at", "id"),
        Index("ix_rights_right_granted_at_id", "granted_at", "id"),
        Index("ix_rights_right_organisation_id_membership_id", "organisation_id", "membership_id"),
        Index("ix_rights_right_person_id_kind_id", "person_id", "kind_id"),
        Index("ix_rights_right_kind_id", "kind_id"),
        Index("ix_rights_right_came_from_id", "came_from_id", postgresql_where=text("came_from_id is not null")),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    id: Mapped[int] = mapped_column(Identity())
    membership_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("account_person.id"))
    kind_id: Mapped[int] = mapped_column(ForeignKey("rights_kind.id"))
    context: Mapped[str] = mapped_column(String(200), default="", server_default="")
    first_day: Mapped[date]
    last_day: Mapped[date]
    max_months: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    reason: Mapped[str] = mapped_column(default="", info=BLANK)
    granted_at: Mapped[datetime]
    granted_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    granted_under_id: Mapped[int | None]
    came_from_id: Mapped[int | None]
    granted_by_law: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    known_from: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_on: Mapped[date | None]
    revoked_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    revoke_reason: Mapped[str] = mapped_column(default="", server_default="", info=BLANK)
    form_key: Mapped[str | None] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(default=1)

    organisation: Mapped[Organisation] = relationship(lazy="raise", overlaps="membership")
    membership: Mapped[Membership] = relationship(lazy="raise", overlaps="organisation")
    person: Mapped[Person] = relationship(lazy="raise")
    kind: Mapped[RightKind] = relationship(lazy="raise")
    grantor: Mapped[Account] = relationship(lazy="raise", foreign_keys=[granted_by])

    __mapper_args__ = {"primary_key": ["id"], "version_id_col": version}


class RightPeriod(Base):
    """An earlier period of a right and when it was the known one; written by the database, never by hand."""

    __tablename__ = "rights_period"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        ForeignKeyConstraint(["organisation_id", "right_id"], ["rights_right.organisation_id", "rights_right.id"]),
        CheckConstraint("known_until >= known_from", name="known"),
        Index("ix_rights_period_id", "id"),
        Index("ix_rights_period_organisation_id_right_id", "organisation_id", "right_id"),
    )

    organisation_id: Mapped[int]
    id: Mapped[int] = mapped_column(Identity())
    right_id: Mapped[int]
    person_id: Mapped[int]
    first_day: Mapped[date]
    last_day: Mapped[date]
    known_from: Mapped[datetime]
    known_until: Mapped[datetime]

    right: Mapped[Right] = relationship(lazy="raise")

    __mapper_args__ = {"primary_key": ["id"]}
