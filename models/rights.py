"""Tools, the kinds of right that open their roles, and the rights granted on a relation.

Right and period together are the whole truth over time: the row holds what stands, `Period` what was known
before. A right's state is never stored: it follows from its days and from the day one asks about.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

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
from sqlalchemy.dialects.postgresql import ARRAY, ExcludeConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from models.accounts import Account, Person
from models.base import Base
from models.columns import BLANK
from models.organisations import Membership, Organisation


class Named:
    """Names kept in three languages by the owner; `named(language)` is the one a reader sees."""

    name_nl: Mapped[str] = mapped_column(String(200))
    name_fr: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))

    def named(self, language: str) -> str:
        return {"nl": self.name_nl, "fr": self.name_fr}.get(language, self.name_en)

    def __str__(self) -> str:
        return self.name_nl


class Versioned:
    """A row several people may edit: the form carries the version it was opened on."""

    version: Mapped[int] = mapped_column(default=1, server_default="1")

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


class Tool(Versioned, Named, Base):
    """An application that people enter through us; the same row serves catalogue, claims and rights."""

    __tablename__ = "rights_tool"
    __table_args__ = (
        CheckConstraint("key_level in ('basic', 'code', 'high')", name="key_level"),
        Index("ix_rights_tool_name_nl_id", "name_nl", "id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    description_nl: Mapped[str] = mapped_column(default="")
    description_fr: Mapped[str] = mapped_column(default="")
    description_en: Mapped[str] = mapped_column(default="")
    link: Mapped[str] = mapped_column(String(500), default="")
    key_level: Mapped[str] = mapped_column(String(10), default="high")
    helpdesk_email: Mapped[str] = mapped_column(String(320), default="")
    admits_legal_representative: Mapped[bool] = mapped_column(default=False)
    usable_as_oneself: Mapped[bool] = mapped_column(default=False)


class ToolOwner(Base):
    """The application owner of a tool: keeps its kinds of right and their maximum."""

    __tablename__ = "rights_tool_owner"

    tool_id: Mapped[int] = mapped_column(ForeignKey("rights_tool.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("account_person.id"), primary_key=True)


class ToolRole(Versioned, Named, Base):
    """What somebody is inside a tool: user, estate agent, AML officer, …"""

    __tablename__ = "rights_tool_role"
    __table_args__ = (
        UniqueConstraint("tool_id", "code"),
        UniqueConstraint("tool_id", "id"),
        Index("ix_rights_tool_role_name_nl_id", "name_nl", "id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    tool_id: Mapped[int] = mapped_column(ForeignKey("rights_tool.id"))
    code: Mapped[str] = mapped_column(String(64))

    tool: Mapped[Tool] = relationship(lazy="raise")


class RightKind(Versioned, Named, Base):
    """A kind of right: belongs to a tool, opens one of its roles, lasts at most `max_months`."""

    __tablename__ = "rights_kind"
    __table_args__ = (
        ForeignKeyConstraint(["tool_id", "role_id"], ["rights_tool_role.tool_id", "rights_tool_role.id"]),
        CheckConstraint("max_months between 1 and 120", name="max_months"),
        CheckConstraint("categories <> '{}'", name="categories"),
        CheckConstraint("types <> '{}'", name="types"),
        Index("ix_rights_kind_tool_id", "tool_id"),
        Index("ix_rights_kind_name_nl_id", "name_nl", "id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    tool_id: Mapped[int] = mapped_column(ForeignKey("rights_tool.id"))
    role_id: Mapped[int]
    code: Mapped[str] = mapped_column(String(64), unique=True)
    max_months: Mapped[int] = mapped_column(SmallInteger)
    offered: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    government_kinds: Mapped[list[str]] = mapped_column(ARRAY(String(24)))
    categories: Mapped[list[str]] = mapped_column(ARRAY(String(20)))
    types: Mapped[list[str]] = mapped_column(ARRAY(String(20)))
    asks_context: Mapped[bool] = mapped_column(default=False, server_default=text("false"))

    tool: Mapped[Tool] = relationship(lazy="raise")
    role: Mapped[ToolRole] = relationship(lazy="raise", overlaps="tool")


class ContextValue(Versioned, Named, Base):
    """A value a right may ask for (a module, a district), from the list its application owner keeps."""

    __tablename__ = "rights_context_value"
    __table_args__ = (
        UniqueConstraint("kind_id", "code"),
        Index("ix_rights_context_value_name_nl_id", "name_nl", "id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    kind_id: Mapped[int] = mapped_column(ForeignKey("rights_kind.id"))
    code: Mapped[str] = mapped_column(String(64))

    kind: Mapped[RightKind] = relationship(lazy="raise")


class Right(Base):
    """One right on one relation, over inclusive days. The database fills `max_months` from the kind each time
    the days are set, and refuses a longer period; a revoked right never changes again.
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
            "(revoked_at is null) = (revoked_on is null) and (revoked_at is null) = (revoked_by is null)",
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
