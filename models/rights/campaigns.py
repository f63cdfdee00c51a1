"""Recertification: once in a while an administrator says of every right whether it is still needed."""

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
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.accounts import Account
from models.base import Base
from models.organisations import Organisation
from models.rights.granted import Right


class Campaign(Base):
    """One campaign of an organisation, until the end of `deadline`. `yearly`: another one follows a year after it
    began. `reminded_days`: how many days before the deadline the last reminder was, none yet: null."""

    __tablename__ = "rights_campaign"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        CheckConstraint("policy in ('revoke', 'flag')", name="policy"),
        CheckConstraint("deadline > started_on", name="deadline"),
        Index("ix_rights_campaign_id", "id"),
        Index("ix_rights_campaign_started_at_id", "started_at", "id"),
        Index("ix_rights_campaign_organisation_id_started_at_id", "organisation_id", "started_at", "id"),
        Index(
            "uq_rights_campaign_open",
            "organisation_id",
            unique=True,
            postgresql_where=text("closed_at is null"),
        ),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    id: Mapped[int] = mapped_column(Identity())
    started_at: Mapped[datetime]
    started_on: Mapped[date]
    started_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    deadline: Mapped[date]
    policy: Mapped[str] = mapped_column(String(8))
    yearly: Mapped[bool]
    reminded_days: Mapped[int | None] = mapped_column(SmallInteger)
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    starter: Mapped[Account | None] = relationship(lazy="raise", foreign_keys=[started_by])

    __mapper_args__ = {"primary_key": ["id"], "version_id_col": version}


class CampaignLine(Base):
    """One right of a campaign, and what was said of it: null while nobody did."""

    __tablename__ = "rights_campaign_line"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        ForeignKeyConstraint(
            ["organisation_id", "campaign_id"], ["rights_campaign.organisation_id", "rights_campaign.id"]
        ),
        ForeignKeyConstraint(["organisation_id", "right_id"], ["rights_right.organisation_id", "rights_right.id"]),
        CheckConstraint("outcome in ('needed', 'taken', 'lapsed', 'flagged', 'gone')", name="outcome"),
        CheckConstraint("(outcome is null) = (decided_at is null)", name="decided"),
        Index("ix_rights_campaign_line_id", "id"),
        Index("uq_rights_campaign_line_right", "organisation_id", "campaign_id", "right_id", unique=True),
        Index("ix_rights_campaign_line_organisation_id_right_id", "organisation_id", "right_id"),
    )

    organisation_id: Mapped[int]
    id: Mapped[int] = mapped_column(Identity())
    campaign_id: Mapped[int]
    right_id: Mapped[int]
    outcome: Mapped[str | None] = mapped_column(String(8))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))

    campaign: Mapped[Campaign] = relationship(lazy="raise", overlaps="right")
    right: Mapped[Right] = relationship(lazy="raise", overlaps="campaign")

    __mapper_args__ = {"primary_key": ["id"]}
