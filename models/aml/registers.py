"""What an office writes down besides its files, as the supervisor asks: its procedures, what risk it runs, whom it
accepts, who was trained, cash above the limit, registers of owners that differ, and operations that are atypical.

What was written stays: whoever was mistaken withdraws it and writes it again."""

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
    SmallInteger,
    String,
    UniqueConstraint,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.accounts import Account
from models.aml.contacts import REASON, Contact
from models.aml.fiu import LONG_TEXT
from models.aml.matters import Deal
from models.base import Base
from models.documents import Document
from models.organisations import Member

TITLE = 200
_WITHDRAWN = "(withdrawn_at is null) = (withdrawn_by is null)"


def _listed(table: str, day: str) -> tuple[Index, ...]:
    """What a list of an office asks, in the order it shows."""
    return (
        Index(f"ix_{table}_id", "id"),
        Index(f"ix_{table}_{day}_id", day, "id"),
        Index(f"ix_{table}_organisation_id_{day}_id", "organisation_id", day, "id"),
    )


def _foreign(table: str, column: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["organisation_id", column], [f"{table}.organisation_id", f"{table}.id"])


class Policy(Base):
    """A procedure, the assessment of the office's own risk, or whom it accepts as client; in force from its first
    day until its last, both included. Of the last two one at a time is in force. `overall`: the risk the office
    runs, of its assessment alone. It never changes but for its end."""

    __tablename__ = "aml_policy"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        _foreign("document", "document_id"),
        CheckConstraint("kind in ('procedure', 'risk_assessment', 'acceptance_policy')", name="kind"),
        CheckConstraint("title <> ''", name="title"),
        CheckConstraint("body <> '' or document_id is not null", name="told"),
        CheckConstraint("overall in ('low', 'standard', 'high')", name="overall"),
        CheckConstraint("(kind = 'risk_assessment') = (overall is not null)", name="assessed"),
        CheckConstraint("last_day >= first_day - 1", name="period"),
        CheckConstraint("(last_day is null) = (ended_by is null)", name="ended"),
        CheckConstraint("(last_day is null) = (ended_at is null)", name="ended_at"),
        ExcludeConstraint(
            ("organisation_id", "="),
            ("kind", "="),
            (literal_column("daterange(first_day, last_day, '[]')"), "&&"),
            where=text("kind <> 'procedure' and coalesce(last_day, first_day) >= first_day"),
            name="ex_aml_policy_in_force",
        ),
        *_listed("aml_policy", "first_day"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    id: Mapped[int] = mapped_column(Identity())
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(TITLE))
    body: Mapped[str] = mapped_column(String(LONG_TEXT), default="", server_default="")
    overall: Mapped[str | None] = mapped_column(String(10))
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date | None] = mapped_column(Date)
    document_id: Mapped[int | None]
    made_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    made_at: Mapped[datetime]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    document: Mapped[Document | None] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(Policy.organisation_id == Document.organisation_id,"
        " foreign(Policy.document_id) == Document.id)",
    )
    maker: Mapped[Account] = relationship(foreign_keys=[made_by], lazy="raise", viewonly=True)

    __mapper_args__ = {"primary_key": ["id"], "version_id_col": version}

    def __str__(self) -> str:
        return self.title


class Training(Base):
    """A training that members of the office followed on a day; `minutes` long."""

    __tablename__ = "aml_training"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        _foreign("document", "document_id"),
        CheckConstraint("title <> ''", name="title"),
        CheckConstraint("minutes between 1 and 6000", name="minutes"),
        CheckConstraint(_WITHDRAWN, name="withdrawn"),
        *_listed("aml_training", "held_on"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    id: Mapped[int] = mapped_column(Identity())
    title: Mapped[str] = mapped_column(String(TITLE))
    given_by: Mapped[str] = mapped_column(String(TITLE), default="", server_default="")
    held_on: Mapped[date] = mapped_column(Date)
    minutes: Mapped[int] = mapped_column(SmallInteger)
    notes: Mapped[str] = mapped_column(String(REASON), default="", server_default="")
    # A certificate or the programme, where there is one.
    document_id: Mapped[int | None]
    made_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    made_at: Mapped[datetime]
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    withdrawn_at: Mapped[datetime | None]

    document: Mapped[Document | None] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(Training.organisation_id == Document.organisation_id,"
        " foreign(Training.document_id) == Document.id)",
    )
    attendances: Mapped[list[Attendance]] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(Training.organisation_id == Attendance.organisation_id,"
        " Training.id == foreign(Attendance.training_id))",
    )

    __mapper_args__ = {"primary_key": ["id"]}

    def __str__(self) -> str:
        return self.title


class Attendance(Base):
    """A member of the office who was at a training."""

    __tablename__ = "aml_attendance"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        _foreign("aml_training", "training_id"),
        _foreign("organisation_membership", "membership_id"),
        UniqueConstraint("organisation_id", "training_id", "membership_id", name="uq_aml_attendance_member"),
        Index("ix_aml_attendance_id", "id"),
    )

    organisation_id: Mapped[int]
    id: Mapped[int] = mapped_column(Identity())
    training_id: Mapped[int]
    membership_id: Mapped[int]

    member: Mapped[Member] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(Attendance.organisation_id == Member.organisation_id,"
        " foreign(Attendance.membership_id) == Member.id)",
    )

    __mapper_args__ = {"primary_key": ["id"]}

    def __str__(self) -> str:
        return str(self.membership_id)


class CashBreach(Base):
    """Cash that was paid or offered above what the law lets: in euro, about a deal, a contact (its root id), or
    neither of the office's own. `measure`: what was done about it."""

    __tablename__ = "aml_cash_breach"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        _foreign("aml_contact", "root_id"),
        _foreign("aml_deal", "deal_id"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("told <> '' and measure <> ''", name="told"),
        CheckConstraint(_WITHDRAWN, name="withdrawn"),
        *_listed("aml_cash_breach", "happened_on"),
        Index("ix_aml_cash_breach_organisation_id_root_id", "organisation_id", "root_id"),
        Index("ix_aml_cash_breach_organisation_id_deal_id", "organisation_id", "deal_id"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    id: Mapped[int] = mapped_column(Identity())
    root_id: Mapped[int | None]
    deal_id: Mapped[int | None]
    happened_on: Mapped[date] = mapped_column(Date)
    amount: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    told: Mapped[str] = mapped_column(String(REASON))
    measure: Mapped[str] = mapped_column(String(REASON))
    made_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    made_at: Mapped[datetime]
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    withdrawn_at: Mapped[datetime | None]

    contact: Mapped[Contact | None] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(CashBreach.organisation_id == Contact.organisation_id,"
        " foreign(CashBreach.root_id) == Contact.id)",
    )
    deal: Mapped[Deal | None] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(CashBreach.organisation_id == Deal.organisation_id,"
        " foreign(CashBreach.deal_id) == Deal.id)",
    )
    maker: Mapped[Account] = relationship(foreign_keys=[made_by], lazy="raise", viewonly=True)

    __mapper_args__ = {"primary_key": ["id"]}

    def __str__(self) -> str:
        return str(self.happened_on)


class Discrepancy(Base):
    """The register of beneficial owners says something else of a contact (`root_id`) than the office found; which
    the office tells the register (`reported_on`), until it is settled."""

    __tablename__ = "aml_discrepancy"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        _foreign("aml_contact", "root_id"),
        CheckConstraint("register_says <> '' and found <> ''", name="told"),
        CheckConstraint("reported_on >= noted_on", name="reported_on"),
        CheckConstraint("reference = '' or reported_on is not null", name="reference"),
        CheckConstraint("settled_on >= noted_on", name="settled_on"),
        CheckConstraint("(settled_on is null) = (outcome = '')", name="outcome"),
        CheckConstraint(_WITHDRAWN, name="withdrawn"),
        *_listed("aml_discrepancy", "noted_on"),
        Index("ix_aml_discrepancy_organisation_id_root_id", "organisation_id", "root_id"),
    )

    organisation_id: Mapped[int]
    id: Mapped[int] = mapped_column(Identity())
    root_id: Mapped[int]
    noted_on: Mapped[date] = mapped_column(Date)
    register_says: Mapped[str] = mapped_column(String(REASON))
    found: Mapped[str] = mapped_column(String(REASON))
    reported_on: Mapped[date | None] = mapped_column(Date)
    reference: Mapped[str] = mapped_column(String(100), default="", server_default="")
    settled_on: Mapped[date | None] = mapped_column(Date)
    outcome: Mapped[str] = mapped_column(String(REASON), default="", server_default="")
    made_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    made_at: Mapped[datetime]
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    withdrawn_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    contact: Mapped[Contact] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(Discrepancy.organisation_id == Contact.organisation_id,"
        " foreign(Discrepancy.root_id) == Contact.id)",
    )
    maker: Mapped[Account] = relationship(foreign_keys=[made_by], lazy="raise", viewonly=True)

    __mapper_args__ = {"primary_key": ["id"], "version_id_col": version}

    def __str__(self) -> str:
        return str(self.noted_on)


class Atypical(Base):
    """An operation that doesn't fit what the office knows, with the officer's written report on it and what he
    concluded: nothing to suspect, or suspect, which he reports to the FIU. Officers alone read these rows
    (`app.officer`). Once concluded it never changes. `root_id`: of a contact its first version."""

    __tablename__ = "aml_atypical"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        _foreign("aml_contact", "root_id"),
        _foreign("aml_deal", "deal_id"),
        _foreign("aml_notification", "notification_id"),
        CheckConstraint("num_nonnulls(root_id, deal_id) <= 1", name="matter"),
        CheckConstraint("title <> '' and told <> ''", name="told"),
        CheckConstraint("conclusion in ('unsuspicious', 'suspicious')", name="conclusion"),
        CheckConstraint("(conclusion is null) = (concluded_at is null)", name="concluded_at"),
        CheckConstraint("(concluded_at is null) = (concluded_by is null)", name="concluded_by"),
        CheckConstraint("conclusion is null or analysis <> ''", name="analysis"),
        *_listed("aml_atypical", "noted_on"),
        Index("ix_aml_atypical_organisation_id_root_id", "organisation_id", "root_id"),
        Index("ix_aml_atypical_organisation_id_deal_id", "organisation_id", "deal_id"),
        Index("ix_aml_atypical_organisation_id_notification_id", "organisation_id", "notification_id"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    id: Mapped[int] = mapped_column(Identity())
    root_id: Mapped[int | None]
    deal_id: Mapped[int | None]
    # The notification it began with, where a member told it.
    notification_id: Mapped[int | None]
    noted_on: Mapped[date] = mapped_column(Date)
    title: Mapped[str] = mapped_column(String(TITLE))
    told: Mapped[str] = mapped_column(String(REASON))
    looked_at: Mapped[str] = mapped_column(String(REASON), default="", server_default="")
    why_atypical: Mapped[str] = mapped_column(String(REASON), default="", server_default="")
    # What the officer concludes from it, in words.
    analysis: Mapped[str] = mapped_column(String(LONG_TEXT), default="", server_default="")
    conclusion: Mapped[str | None] = mapped_column(String(14))
    made_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    concluded_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    concluded_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    contact: Mapped[Contact | None] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(Atypical.organisation_id == Contact.organisation_id,"
        " foreign(Atypical.root_id) == Contact.id)",
    )
    deal: Mapped[Deal | None] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(Atypical.organisation_id == Deal.organisation_id, foreign(Atypical.deal_id) == Deal.id)",
    )
    maker: Mapped[Any] = relationship("Account", foreign_keys=[made_by], lazy="raise", viewonly=True)
    concluder: Mapped[Account | None] = relationship(foreign_keys=[concluded_by], lazy="raise", viewonly=True)

    __mapper_args__ = {"primary_key": ["id"], "version_id_col": version}

    def __str__(self) -> str:
        return self.title
