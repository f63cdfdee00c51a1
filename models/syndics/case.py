"""Cases: what somebody wants registered about a mandate, from its first page to the register's reference.

A case belongs to whom its applicant acts for: an organisation (`acting_for_id`), or himself. What he typed stands
encrypted in `details`; the columns beside it follow from that and are what lists, rules and the counter ask.
"""

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
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.accounts import Account, Person
from models.base import Base
from models.columns import GONE, Encrypted
from models.organisations import Organisation
from models.syndics.mandate import MandateRow

DETAILS = "syndic_case.details"
BEFORE = "syndic_step.before"


class Case(Base):
    """One act. `due_on`: the last day to hand it in, as its dates tell now; fixed once it was handed in; the day
    it was begun while they tell nothing. `handed_in_at`: when that was, which is when it was announced where its
    association had no number. `mandate_id`: the mandate that ends or changes. `reference`: the register's."""

    __tablename__ = "syndic_case"
    __table_args__ = (
        CheckConstraint("form in ('start', 'end', 'end_start', 'change', 'representative')", name="form"),
        CheckConstraint(
            "state in ('draft', 'announced', 'submitted', 'in_treatment', 'question', 'answered', 'filed',"
            " 'refused', 'withdrawn')",
            name="state",
        ),
        CheckConstraint("language in ('nl', 'fr', 'en')", name="language"),
        CheckConstraint("association_number ~ '^[01][0-9]{9}$'", name="association_number"),
        CheckConstraint("state in ('draft', 'withdrawn') or handed_in_at is not null", name="handed_in"),
        CheckConstraint(
            "state in ('draft', 'announced', 'withdrawn', 'refused')"
            " or (submitted_at is not null and charge_id is not null and association_number is not null)",
            name="paid",
        ),
        CheckConstraint("(charge_id is null) = (payer_id is null)", name="payer"),
        CheckConstraint("extra_charge_id is null or charge_id is not null", name="extra"),
        CheckConstraint("(state in ('filed', 'refused', 'withdrawn')) = (ended_at is not null)", name="ended"),
        CheckConstraint("(state = 'filed') = (reference <> '')", name="reference"),
        CheckConstraint("refunded_at is null or state in ('refused', 'withdrawn')", name="refunded"),
        CheckConstraint("batch_id is null or acting_for_id is not null", name="batch"),
        ForeignKeyConstraint(
            ["payer_id", "charge_id"], ["wallet_transaction.organisation_id", "wallet_transaction.id"]
        ),
        ForeignKeyConstraint(
            ["payer_id", "extra_charge_id"], ["wallet_transaction.organisation_id", "wallet_transaction.id"]
        ),
        ForeignKeyConstraint(["acting_for_id", "batch_id"], ["syndic_batch.organisation_id", "syndic_batch.id"]),
        UniqueConstraint("account_id", "form_key", name="uq_syndic_case_form_key"),
        # One case at a time of an association lies at the counter.
        Index(
            "uq_syndic_case_at_the_counter",
            "association_number",
            unique=True,
            postgresql_where=text("state in ('submitted', 'in_treatment', 'question', 'answered')"),
        ),
        Index(
            "uq_syndic_case_batch",
            "batch_id",
            "mandate_id",
            unique=True,
            postgresql_where=text("batch_id is not null"),
        ),
        # The register gives each act a reference of its own.
        Index(
            "uq_syndic_case_reference",
            text("upper(reference)"),
            unique=True,
            postgresql_where=text("reference <> ''"),
        ),
        Index("ix_syndic_case_due_on_id", "due_on", "id"),
        Index("ix_syndic_case_begun_at_id", "begun_at", "id"),
        Index("ix_syndic_case_acting_for_id_begun_at_id", "acting_for_id", "begun_at", "id"),
        Index("ix_syndic_case_acting_for_id_due_on_id", "acting_for_id", "due_on", "id"),
        Index(
            "ix_syndic_case_going_on",
            "acting_for_id",
            "due_on",
            "id",
            postgresql_where=text("state not in ('filed', 'refused', 'withdrawn')"),
        ),
        Index(
            "ix_syndic_case_taken_by_due_on_id",
            "taken_by",
            "due_on",
            "id",
            postgresql_where=text("taken_by is not null"),
        ),
        Index("ix_syndic_case_late", "due_on", "id", postgresql_where=text("house_day(handed_in_at) > due_on")),
        Index("ix_syndic_case_account_id_begun_at_id", "account_id", "begun_at", "id"),
        Index(
            "ix_syndic_case_open",
            "due_on",
            "id",
            postgresql_where=text("state in ('announced', 'submitted', 'in_treatment', 'question', 'answered')"),
        ),
        Index(
            "ix_syndic_case_words", text("house_words(house_sort_name(association_name))"), postgresql_using="gin"
        ),
        Index("ix_syndic_case_mandate_id", "mandate_id"),
        Index("ix_syndic_case_payer_id_refunded", "payer_id", postgresql_where=text("refunded_at is not null")),
        Index("ix_syndic_case_person_id", "person_id"),
        Index("ix_syndic_case_association_number", "association_number"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    form: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(14), default="draft", server_default="draft")
    language: Mapped[str] = mapped_column(String(2))
    account_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("account_person.id"))
    acting_for_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    association_number: Mapped[str | None] = mapped_column(String(10))
    association_name: Mapped[str] = mapped_column(String(200), default="", server_default="")
    association_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    mandate_id: Mapped[int | None] = mapped_column(ForeignKey("syndic_mandate.id"))
    # JSON of `CaseDetails`; None once its applicant was erased.
    details: Mapped[str | None] = mapped_column(Encrypted(DETAILS), info=GONE)
    page: Mapped[str] = mapped_column(String(16), default="association", server_default="association")
    decided_on: Mapped[date | None] = mapped_column(Date)
    starts_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    begun_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    handed_in_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    taken_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    taken_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    reference: Mapped[str] = mapped_column(String(60), default="", server_default="")
    payer_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    charge_id: Mapped[int | None]
    extra_charge_id: Mapped[int | None]
    refunded_at: Mapped[datetime | None]
    proof_id: Mapped[int | None]
    batch_id: Mapped[int | None]
    # The days before `due_on` of which its applicant was reminded already: the fewest.
    reminded: Mapped[int | None]
    form_key: Mapped[str | None] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    account: Mapped[Account] = relationship(lazy="raise", viewonly=True, foreign_keys=[account_id])
    person: Mapped[Person | None] = relationship(lazy="raise", viewonly=True)
    acting_for: Mapped[Organisation | None] = relationship(
        lazy="raise", viewonly=True, foreign_keys=[acting_for_id]
    )
    payer: Mapped[Organisation | None] = relationship(lazy="raise", viewonly=True, foreign_keys=[payer_id])
    mandate: Mapped[MandateRow | None] = relationship(lazy="raise", viewonly=True)
    taker: Mapped[Account | None] = relationship(lazy="raise", viewonly=True, foreign_keys=[taken_by])

    __mapper_args__ = {"version_id_col": version}

    def __str__(self) -> str:
        return self.association_name


class CaseStep(Base):
    """One step of a case, or one message about it; never changed. `of_desk`: the counter's. `before`: on a
    question, what the case said then, so that the answer shows what changed; None once its applicant was
    erased."""

    __tablename__ = "syndic_step"
    __table_args__ = (
        CheckConstraint(
            "kind in ('begun', 'announced', 'numbered', 'submitted', 'taken', 'asked', 'answered', 'message',"
            " 'filed', 'refused', 'withdrawn', 'refunded', 'reminded')",
            name="kind",
        ),
        CheckConstraint("before is null or kind = 'asked'", name="before"),
        Index("ix_syndic_step_case_id_id", "case_id", "id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("syndic_case.id"))
    kind: Mapped[str] = mapped_column(String(10))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    of_desk: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    text: Mapped[str] = mapped_column(Text, default="", server_default="")
    before: Mapped[str | None] = mapped_column(Encrypted(BEFORE))
    at: Mapped[datetime]

    account: Mapped[Any] = relationship("Account", lazy="raise", viewonly=True)


class CaseFile(Base):
    """A file that proves something in a case. Files lie with the platform (`document.organisation_id` 0); cases of
    one batch share theirs."""

    __tablename__ = "syndic_file"
    __table_args__ = (
        CheckConstraint(
            "kind in ('minutes', 'deed', 'judgment', 'by_laws', 'dismissal', 'identity', 'other')", name="kind"
        ),
        UniqueConstraint("case_id", "document_id", name="uq_syndic_file_document"),
        Index("ix_syndic_file_document_id", "document_id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("syndic_case.id"))
    kind: Mapped[str] = mapped_column(String(10))
    document_id: Mapped[int]
    added_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    added_at: Mapped[datetime]
