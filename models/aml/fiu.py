"""What only an office's AML officers read: what they hold, what they report to the financial intelligence unit
(FIU), and every act of it. The database shows these rows to officers' transactions alone (`app.officer`)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.accounts import Account
from models.aml.contacts import REASON, Contact
from models.aml.matters import ONE_MATTER, Deal
from models.base import Base
from models.columns import Encrypted

_MATTER = (("root_id", "aml_contact"), ("profile_id", "aml_profile"), ("deal_id", "aml_deal"))
LONG_TEXT = 8000


def _foreign() -> tuple[ForeignKeyConstraint, ...]:
    return tuple(
        ForeignKeyConstraint(["organisation_id", column], [f"{table}.organisation_id", f"{table}.id"])
        for column, table in _MATTER
    )


def _one_open(name: str, where: str) -> tuple[Index, ...]:
    return tuple(
        Index(
            f"uq_{name}_{column}",
            "organisation_id",
            column,
            unique=True,
            postgresql_where=text(f"{where} and {column} is not null"),
        )
        for column, _ in _MATTER
    )


class Hold(Base):
    """An officer keeps a matter blocked, without a report or before it: one at a time of each."""

    __tablename__ = "aml_hold"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        *_foreign(),
        CheckConstraint(ONE_MATTER, name="matter"),
        CheckConstraint("why <> ''", name="why"),
        CheckConstraint("(ended_at is null) = (ended_by is null)", name="ended"),
        *_one_open("aml_hold", "ended_at is null"),
        Index("ix_aml_hold_id", "id"),
        Index("ix_aml_hold_organisation_id_held_at_id", "organisation_id", "held_at", "id"),
    )

    organisation_id: Mapped[int]
    id: Mapped[int] = mapped_column(Identity())
    root_id: Mapped[int | None]
    profile_id: Mapped[int | None]
    deal_id: Mapped[int | None]
    why: Mapped[str] = mapped_column(String(REASON))
    held_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    held_at: Mapped[datetime]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    ended_at: Mapped[datetime | None]

    __mapper_args__ = {"primary_key": ["id"]}

    def __str__(self) -> str:
        return str(self.held_at)


class ReportProfile(Base):
    """The FIU's codes and required fields, as it told them last: `data` is `app.aml.goaml.profile.Profile` as
    JSON. Loaded by the central team; the newest `since` that has come is in force."""

    __tablename__ = "aml_report_profile"
    __table_args__ = (
        CheckConstraint("source <> ''", name="source"),
        CheckConstraint("octet_length(print) = 32", name="print"),
        UniqueConstraint("since", name="uq_aml_report_profile_since"),
        Index("ix_aml_report_profile_since_id", "since", "id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    since: Mapped[date] = mapped_column(Date)
    source: Mapped[str] = mapped_column(String(500))
    data: Mapped[dict[str, Any]] = mapped_column(JSONB)
    print: Mapped[bytes] = mapped_column(LargeBinary)
    loaded_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    loaded_at: Mapped[datetime]

    def __str__(self) -> str:
        return str(self.since)


class FiuReport(Base):
    """A report to the FIU about one matter. From the moment its first file is made the matter is blocked.

    `number`: ours, counted per office. `details`: `app.aml.goaml.told.ReportDetails` as JSON, what the officer
    wrote besides what the files tell. `fiu_reference`: the portal's. `opposed_until`: the day it comes back to the
    officer's list.
    """

    __tablename__ = "aml_fiu_report"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        *_foreign(),
        CheckConstraint(ONE_MATTER, name="matter"),
        CheckConstraint("kind in ('STR', 'SAR')", name="kind"),
        CheckConstraint("(kind = 'STR') <= (deal_id is not null)", name="kind_of_matter"),
        CheckConstraint(
            "state in ('draft', 'made', 'sent', 'no_objection', 'opposed', 'question', 'rejected', 'ended')",
            name="state",
        ),
        CheckConstraint("state in ('draft', 'ended') or made_at is not null", name="made_at"),
        CheckConstraint("(state = 'opposed') = (opposed_until is not null)", name="opposed_until"),
        CheckConstraint("(state = 'ended') = (ended_at is not null)", name="ended_at"),
        UniqueConstraint("organisation_id", "number", name="uq_aml_fiu_report_number"),
        *_one_open("aml_fiu_report", "state <> 'ended'"),
        Index(
            "uq_aml_fiu_report_fiu_reference",
            "organisation_id",
            "fiu_reference",
            unique=True,
            postgresql_where=text("fiu_reference <> ''"),
        ),
        Index("ix_aml_fiu_report_id", "id"),
        Index("ix_aml_fiu_report_begun_at_id", "begun_at", "id"),
        Index("ix_aml_fiu_report_organisation_id_begun_at_id", "organisation_id", "begun_at", "id"),
    )

    organisation_id: Mapped[int]
    id: Mapped[int] = mapped_column(Identity())
    root_id: Mapped[int | None]
    profile_id: Mapped[int | None]
    deal_id: Mapped[int | None]
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(3))
    state: Mapped[str] = mapped_column(String(12), default="draft", server_default="draft")
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))
    fiu_reference: Mapped[str] = mapped_column(String(100), default="", server_default="")
    begun_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    begun_at: Mapped[datetime]
    made_at: Mapped[datetime | None]
    moved_at: Mapped[datetime]
    opposed_until: Mapped[date | None] = mapped_column(Date)
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    # Of a report about a contact its first version; names are read where they are asked for.
    contact: Mapped[Contact | None] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(FiuReport.organisation_id == Contact.organisation_id,"
        " foreign(FiuReport.root_id) == Contact.id)",
    )
    deal: Mapped[Deal | None] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(FiuReport.organisation_id == Deal.organisation_id,"
        " foreign(FiuReport.deal_id) == Deal.id)",
    )

    __mapper_args__ = {"primary_key": ["id"], "version_id_col": version}

    def __str__(self) -> str:
        return str(self.number)


class FiuFile(Base):
    """An XML file that was made for the FIU's portal, to the byte; after a rejection another one. It never
    changes."""

    __tablename__ = "aml_fiu_file"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        ForeignKeyConstraint(
            ["organisation_id", "report_id"], ["aml_fiu_report.organisation_id", "aml_fiu_report.id"]
        ),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("octet_length(print) = 32", name="print"),
        UniqueConstraint("organisation_id", "report_id", "number", name="uq_aml_fiu_file_number"),
        Index("ix_aml_fiu_file_id", "id"),
    )

    organisation_id: Mapped[int]
    id: Mapped[int] = mapped_column(Identity())
    report_id: Mapped[int]
    number: Mapped[int] = mapped_column(SmallInteger)
    # Encrypted, since national numbers stand in it; `print` is of the file as it was made.
    content: Mapped[str] = mapped_column(Encrypted("aml_fiu_file.content"), deferred=True)
    print: Mapped[bytes] = mapped_column(LargeBinary)
    report_profile_id: Mapped[int] = mapped_column(ForeignKey("aml_report_profile.id"))
    made_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    made_at: Mapped[datetime]

    __mapper_args__ = {"primary_key": ["id"]}

    def __str__(self) -> str:
        return str(self.number)


class OfficerAct(Base):
    """One act of an officer, or answer of the FIU, that members never read. It never changes."""

    __tablename__ = "aml_officer_act"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        *_foreign(),
        ForeignKeyConstraint(
            ["organisation_id", "report_id"], ["aml_fiu_report.organisation_id", "aml_fiu_report.id"]
        ),
        CheckConstraint(ONE_MATTER, name="matter"),
        CheckConstraint(
            "kind in ('held', 'released', 'reported', 'sent', 'no_objection', 'opposed', 'question',"
            " 'question_answered', 'rejected', 'ended')",
            name="kind",
        ),
        CheckConstraint("(kind = 'opposed') = (until is not null)", name="until"),
        Index("ix_aml_officer_act_id", "id"),
        Index("ix_aml_officer_act_report", "organisation_id", "report_id", "id"),
        *(Index(f"ix_aml_officer_act_{column}", "organisation_id", column, "id") for column, _ in _MATTER),
    )

    organisation_id: Mapped[int]
    id: Mapped[int] = mapped_column(Identity())
    root_id: Mapped[int | None]
    profile_id: Mapped[int | None]
    deal_id: Mapped[int | None]
    report_id: Mapped[int | None]
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(String(REASON), default="", server_default="")
    until: Mapped[date | None] = mapped_column(Date)
    reference: Mapped[str] = mapped_column(String(100), default="", server_default="")
    acted_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    acted_at: Mapped[datetime]

    actor: Mapped[Account] = relationship(lazy="raise", viewonly=True)

    __mapper_args__ = {"primary_key": ["id"]}

    def __str__(self) -> str:
        return self.kind
