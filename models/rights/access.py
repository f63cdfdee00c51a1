"""Who opens a tool inside an organisation: what is required, who is admitted, registrations, members' access.

What was so on an earlier day stays readable: nothing is overwritten, each row says from which day on it no longer
counts (`ended_on`).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Numeric,
    PrimaryKeyConstraint,
    String,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.rights.catalogue import Named, Tool, ToolRole, Versioned

_ROLE = ["tool_id", "role_id"], ["rights_tool_role.tool_id", "rights_tool_role.id"]


class Requirement(Versioned, Base):
    """An accreditation that a tool asks: any of `registers` will do. `role_id` None counts for every role.

    `purpose` registration: to register the tool for an organisation; use: to use it. `holder`: who has to have it.
    """

    __tablename__ = "rights_requirement"
    __table_args__ = (
        ForeignKeyConstraint(*_ROLE),
        CheckConstraint("purpose in ('registration', 'use')", name="purpose"),
        CheckConstraint("holder in ('person', 'organisation')", name="holder"),
        CheckConstraint("registers <> '{}'", name="registers"),
        CheckConstraint(
            "registers <@ '{biv,cib,sf323,lawyers,notaries}'::varchar[]",
            name="known_registers",
        ),
        Index("ix_rights_requirement_tool_id_id", "tool_id", "id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    tool_id: Mapped[int] = mapped_column(ForeignKey("rights_tool.id"))
    role_id: Mapped[int | None]
    purpose: Mapped[str] = mapped_column(String(12))
    holder: Mapped[str] = mapped_column(String(12))
    registers: Mapped[list[str]] = mapped_column(ARRAY(String(20)))

    tool: Mapped[Tool] = relationship(lazy="raise")
    role: Mapped[ToolRole | None] = relationship(lazy="raise", overlaps="tool")

    def __str__(self) -> str:
        return ", ".join(self.registers)


class Admission(Versioned, Base):
    """An enterprise admitted to a tool that keeps a list: on which ground, from which day and until which."""

    __tablename__ = "rights_admission"
    __table_args__ = (
        CheckConstraint("ground in ('federation', 'agreement')", name="ground"),
        CheckConstraint("last_day is null or last_day >= first_day", name="period"),
        CheckConstraint(
            "enterprise_number ~ '^[01][0-9]{9}$' and substr(enterprise_number, 9)::int"
            " = 97 - substr(enterprise_number, 1, 8)::int % 97",
            name="enterprise_number",
        ),
        ExcludeConstraint(
            ("tool_id", "="),
            ("enterprise_number", "="),
            (literal_column("daterange(first_day, last_day, '[]')"), "&&"),
            name="ex_rights_admission_overlap",
        ),
        Index("ix_rights_admission_enterprise_number_id", "enterprise_number", "id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    tool_id: Mapped[int] = mapped_column(ForeignKey("rights_tool.id"))
    enterprise_number: Mapped[str] = mapped_column(String(10))
    ground: Mapped[str] = mapped_column(String(12))
    first_day: Mapped[date]
    last_day: Mapped[date | None]

    tool: Mapped[Tool] = relationship(lazy="raise")

    def __str__(self) -> str:
        return self.enterprise_number


class Price(Versioned, Named, Base):
    """What something of a tool costs over a period: EUR net, and the rate of VAT in percent."""

    __tablename__ = "rights_price"
    __table_args__ = (
        CheckConstraint("net >= 0", name="net"),
        CheckConstraint("vat_percent in (0, 6, 12, 21)", name="vat_percent"),
        CheckConstraint("last_day is null or last_day >= first_day", name="period"),
        ExcludeConstraint(
            ("tool_id", "="),
            ("code", "="),
            (literal_column("daterange(first_day, last_day, '[]')"), "&&"),
            name="ex_rights_price_overlap",
        ),
        Index("ix_rights_price_name_nl_id", "name_nl", "id"),
        Index("ix_rights_price_tool_id_code_first_day", "tool_id", "code", "first_day"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    tool_id: Mapped[int] = mapped_column(ForeignKey("rights_tool.id"))
    code: Mapped[str] = mapped_column(String(64))
    net: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    vat_percent: Mapped[int]
    first_day: Mapped[date]
    last_day: Mapped[date | None]

    tool: Mapped[Tool] = relationship(lazy="raise")


class ToolRegistration(Base):
    """A tool that an organisation uses, since its manager registered it; `ended_on`: it doesn't any more."""

    __tablename__ = "rights_tool_registration"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        CheckConstraint("ended_on is null or ended_on >= registered_on", name="period"),
        Index(
            "uq_rights_tool_registration_open",
            "organisation_id",
            "tool_id",
            unique=True,
            postgresql_where=text("ended_on is null"),
        ),
        Index("ix_rights_tool_registration_id", "id"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    id: Mapped[int] = mapped_column(Identity())
    tool_id: Mapped[int] = mapped_column(ForeignKey("rights_tool.id"))
    registered_on: Mapped[date]
    registered_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    ended_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    tool: Mapped[Tool] = relationship(lazy="raise")

    __mapper_args__ = {"primary_key": ["id"], "version_id_col": version}

    def __str__(self) -> str:
        return str(self.id)


class Access(Base):
    """What a manager set for a member in a role of a tool: user or blocked; without a row he is no user."""

    __tablename__ = "rights_access"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        ForeignKeyConstraint(
            ["organisation_id", "membership_id"],
            ["organisation_membership.organisation_id", "organisation_membership.id"],
        ),
        ForeignKeyConstraint(*_ROLE),
        CheckConstraint("state in ('user', 'blocked')", name="state"),
        CheckConstraint("ended_on is null or ended_on >= given_on", name="period"),
        Index(
            "uq_rights_access_open",
            "membership_id",
            "role_id",
            unique=True,
            postgresql_where=text("ended_on is null"),
        ),
        Index("ix_rights_access_membership_id_role_id", "membership_id", "role_id"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    id: Mapped[int] = mapped_column(Identity())
    membership_id: Mapped[int]
    tool_id: Mapped[int] = mapped_column(ForeignKey("rights_tool.id"))
    role_id: Mapped[int]
    state: Mapped[str] = mapped_column(String(8))
    given_on: Mapped[date]
    given_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    ended_on: Mapped[date | None]

    __mapper_args__ = {"primary_key": ["id"]}


class InvitedAccess(Base):
    """A role set beforehand for whoever accepts an invitation, when he has what it asks."""

    __tablename__ = "rights_invited_access"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "invitation_id", "role_id"),
        ForeignKeyConstraint(
            ["organisation_id", "invitation_id"],
            ["organisation_invitation.organisation_id", "organisation_invitation.id"],
        ),
        ForeignKeyConstraint(*_ROLE),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    invitation_id: Mapped[int]
    role_id: Mapped[int]
    tool_id: Mapped[int] = mapped_column(ForeignKey("rights_tool.id"))


class BranchClosure(Base):
    """A tool that is closed for a branch, though the organisation registered it; `ended_on`: open again since."""

    __tablename__ = "rights_branch_closure"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        ForeignKeyConstraint(
            ["organisation_id", "branch_id"], ["organisation_branch.organisation_id", "organisation_branch.id"]
        ),
        CheckConstraint("ended_on is null or ended_on >= closed_on", name="period"),
        Index(
            "uq_rights_branch_closure_open",
            "branch_id",
            "tool_id",
            unique=True,
            postgresql_where=text("ended_on is null"),
        ),
        Index("ix_rights_branch_closure_branch_id_tool_id", "branch_id", "tool_id"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    id: Mapped[int] = mapped_column(Identity())
    branch_id: Mapped[int]
    tool_id: Mapped[int] = mapped_column(ForeignKey("rights_tool.id"))
    closed_on: Mapped[date]
    closed_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    ended_on: Mapped[date | None]

    __mapper_args__ = {"primary_key": ["id"]}
