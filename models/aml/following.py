"""What follows a decision: when a contact is looked at again, who reads the calendar of it elsewhere, when the
relation ended, and what was deleted once it had been kept long enough."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
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
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from models.aml.contacts import Contact
from models.base import Base


class Review(Base):
    """When a contact that is in force (`root_id`, its first version) is looked at again, and why then: its level's
    term, the last day of its identity document, a new or changed match on a list (`list`), or a level that got
    higher (`level_rose`). Kept up by whatever moves it, and wholly each night.

    `contact_id`: the version in force. `warned_for`, `told_for`: of which day the letters before it and on the day
    itself went out.
    """

    __tablename__ = "aml_review"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        ForeignKeyConstraint(["organisation_id", "root_id"], ["aml_contact.organisation_id", "aml_contact.id"]),
        ForeignKeyConstraint(["organisation_id", "contact_id"], ["aml_contact.organisation_id", "aml_contact.id"]),
        CheckConstraint("why in ('level', 'document', 'list', 'level_rose')", name="why"),
        UniqueConstraint("organisation_id", "root_id", name="uq_aml_review_root"),
        Index("ix_aml_review_id", "id"),
        Index("ix_aml_review_due_on_id", "due_on", "id"),
        Index("ix_aml_review_organisation_id_due_on_id", "organisation_id", "due_on", "id"),
        Index("ix_aml_review_organisation_id_contact_id", "organisation_id", "contact_id"),
    )

    organisation_id: Mapped[int]
    id: Mapped[int] = mapped_column(Identity())
    root_id: Mapped[int]
    contact_id: Mapped[int]
    due_on: Mapped[date] = mapped_column(Date)
    why: Mapped[str] = mapped_column(String(10))
    reckoned_at: Mapped[datetime]
    warned_for: Mapped[date | None] = mapped_column(Date)
    told_for: Mapped[date | None] = mapped_column(Date)

    contact: Mapped[Contact] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(Review.organisation_id == Contact.organisation_id,"
        " foreign(Review.contact_id) == Contact.id)",
    )

    __mapper_args__ = {"primary_key": ["id"]}

    def __str__(self) -> str:
        return str(self.due_on)


def _of_version(column: Any) -> Any:
    same = (_review.c.organisation_id == Contact.organisation_id) & (_review.c.contact_id == Contact.id)
    return column_property(select(column).where(same).correlate_except(_review).scalar_subquery(), deferred=True)


_review = Review.__table__.alias("next_review")
Contact.review_on = _of_version(_review.c.due_on)
Contact.review_why = _of_version(_review.c.why)


class ReviewTerm(Base):
    """After how many years a contact is looked at again, by level, from a day on; of the whole house. The one with
    the latest `since` that has come counts."""

    __tablename__ = "aml_review_term"
    __table_args__ = (
        CheckConstraint("standard_years between 1 and 5", name="standard_years"),
        CheckConstraint("raised_years between 1 and standard_years", name="raised_years"),
        CheckConstraint("source <> ''", name="source"),
        UniqueConstraint("since", name="uq_aml_review_term_since"),
        Index("ix_aml_review_term_since_id", "since", "id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    since: Mapped[date] = mapped_column(Date)
    standard_years: Mapped[int] = mapped_column(SmallInteger)
    raised_years: Mapped[int] = mapped_column(SmallInteger)
    source: Mapped[str] = mapped_column(String(500))
    set_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    set_at: Mapped[datetime]

    def __str__(self) -> str:
        return str(self.since)


class CalendarFeed(Base):
    """An address from which somebody's calendar elsewhere reads the reviews of his office; who knows it reads, so
    only its hash is kept, and it can be closed. Names nobody."""

    __tablename__ = "aml_calendar_feed"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        CheckConstraint("octet_length(token_hash) = 32", name="token_hash"),
        UniqueConstraint("token_hash", name="uq_aml_calendar_feed_token_hash"),
        Index("ix_aml_calendar_feed_id", "id"),
        Index(
            "uq_aml_calendar_feed_account",
            "organisation_id",
            "account_id",
            unique=True,
            postgresql_where=text("closed_at is null"),
        ),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    id: Mapped[int] = mapped_column(Identity())
    account_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]

    __mapper_args__ = {"primary_key": ["id"]}

    def __str__(self) -> str:
        return str(self.opened_at)


class RelationEnd(Base):
    """A member says on which day the relation with a contact (`root_id`) ended; who was mistaken takes it back."""

    __tablename__ = "aml_relation_end"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        ForeignKeyConstraint(["organisation_id", "root_id"], ["aml_contact.organisation_id", "aml_contact.id"]),
        CheckConstraint("(withdrawn_at is null) = (withdrawn_by is null)", name="withdrawn"),
        Index("ix_aml_relation_end_id", "id"),
        Index(
            "uq_aml_relation_end_root",
            "organisation_id",
            "root_id",
            unique=True,
            postgresql_where=text("withdrawn_at is null"),
        ),
    )

    organisation_id: Mapped[int]
    id: Mapped[int] = mapped_column(Identity())
    root_id: Mapped[int]
    ended_on: Mapped[date] = mapped_column(Date)
    noted_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    noted_at: Mapped[datetime]
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    withdrawn_at: Mapped[datetime | None]

    __mapper_args__ = {"primary_key": ["id"]}

    def __str__(self) -> str:
        return str(self.ended_on)


class Deletion(Base):
    """The protocol of one file that was deleted once it had been kept long enough: what kind, under which number,
    when its term began and ended, and how many rows and files went with it, by table. Nobody's name. Officers
    alone read it, since a report to the FIU may have been among them. It never changes."""

    __tablename__ = "aml_deletion"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        CheckConstraint("kind in ('contact', 'deal', 'register')", name="kind"),
        CheckConstraint("kept_until >= ended_on + interval '10 years'", name="kept_until"),
        CheckConstraint("files >= 0", name="files"),
        Index("ix_aml_deletion_id", "id"),
        Index("ix_aml_deletion_deleted_at_id", "deleted_at", "id"),
        Index("ix_aml_deletion_organisation_id_deleted_at_id", "organisation_id", "deleted_at", "id"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    id: Mapped[int] = mapped_column(Identity())
    kind: Mapped[str] = mapped_column(String(10))
    # Which register, of what stood in one.
    register: Mapped[str] = mapped_column(String(20), default="", server_default="")
    matter_id: Mapped[int]
    ended_on: Mapped[date] = mapped_column(Date)
    kept_until: Mapped[date] = mapped_column(Date)
    counted: Mapped[dict[str, Any]] = mapped_column(JSONB)
    files: Mapped[int]
    deleted_at: Mapped[datetime]
    # Of a deal whoever was in it, by number: they are kept at least as long as it was.
    root_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), default=list, server_default=text("'{}'"))

    __mapper_args__ = {"primary_key": ["id"]}

    def __str__(self) -> str:
        return f"{self.kind} {self.matter_id}"
