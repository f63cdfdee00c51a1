"""Who is syndic of which association, since when and until when, and who represents a company that is; what an act
costs in a year.

A mandate is known by the number of its association, which needn't be an organisation here. Periods are inclusive
days; without a last day it goes on. Whoever signed in reads these tables; the office writes them.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Computed,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    LargeBinary,
    Numeric,
    SmallInteger,
    String,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.columns import BLANK, DASH, GONE
from models.organisations import Organisation

CAPACITIES = "('co_owner', 'estate_agent', 'lawyer', 'accountant', 'surveyor', 'architect')"
APPOINTED_BY = "('general_assembly', 'judge', 'by_laws')"


class MandateRow(Base):
    """One mandate. `syndic_number`: the enterprise number of a company; `syndic_id`: that company where it is an
    organisation here, `person_id`: the person where he is known here. `manager_id`: the membership of the
    association that manages it by this mandate. `source`: a case that was filed, or a list that was brought in."""

    __tablename__ = "syndic_mandate"
    __table_args__ = (
        CheckConstraint("association_number ~ '^[01][0-9]{9}$'", name="association_number"),
        CheckConstraint("association_name <> ''", name="association_name"),
        CheckConstraint("syndic_kind in ('person', 'company')", name="syndic_kind"),
        CheckConstraint("(syndic_kind = 'company') = (syndic_number is not null)", name="syndic_number"),
        CheckConstraint("syndic_name <> ''", name="syndic_name"),
        CheckConstraint(f"capacity in {CAPACITIES}", name="capacity"),
        CheckConstraint(f"appointed_by in {APPOINTED_BY}", name="appointed_by"),
        CheckConstraint("source in ('case', 'import')", name="source"),
        CheckConstraint("last_day is null or last_day >= first_day", name="period"),
        # One syndic at a time; a judge may put a provisional one beside him.
        ExcludeConstraint(
            ("association_number", "="),
            (literal_column("(provisional::int)"), "="),
            (literal_column("daterange(first_day, last_day, '[]')"), "&&"),
            name="ex_syndic_mandate_overlap",
        ),
        ForeignKeyConstraint(
            ["association_id", "manager_id"],
            ["organisation_membership.organisation_id", "organisation_membership.id"],
        ),
        Index(
            "ix_syndic_mandate_manager_id",
            "association_id",
            "manager_id",
            postgresql_where=text("manager_id is not null"),
        ),
        Index("ix_syndic_mandate_sort_name_id", "sort_name", "id"),
        Index("ix_syndic_mandate_first_day_id", "first_day", "id"),
        Index("ix_syndic_mandate_provisional", "sort_name", "id", postgresql_where=text("provisional is true")),
        Index("ix_syndic_mandate_words", text("house_words(sort_name)"), postgresql_using="gin"),
        Index(
            "ix_syndic_mandate_syndic_words",
            text("house_words(house_sort_name(syndic_name))"),
            postgresql_using="gin",
        ),
        Index("ix_syndic_mandate_association_number", "association_number", "first_day"),
        Index("ix_syndic_mandate_syndic_number", "syndic_number", "sort_name", "id"),
        Index("ix_syndic_mandate_syndic_id", "syndic_id", "sort_name", "id"),
        Index("ix_syndic_mandate_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    association_number: Mapped[str] = mapped_column(String(10))
    association_name: Mapped[str] = mapped_column(String(200))
    association_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    sort_name: Mapped[str] = mapped_column(Computed("house_sort_name(association_name)", persisted=True))
    syndic_kind: Mapped[str] = mapped_column(String(10))
    syndic_name: Mapped[str] = mapped_column(String(300), info=DASH)
    syndic_number: Mapped[str | None] = mapped_column(String(10))
    syndic_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("account_person.id"))
    capacity: Mapped[str | None] = mapped_column(String(20))
    accreditation: Mapped[str] = mapped_column(String(40), default="", server_default="", info=BLANK)
    appointed_by: Mapped[str] = mapped_column(String(20))
    provisional: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    decided_on: Mapped[date | None] = mapped_column(Date)
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date | None] = mapped_column(Date)
    manager_id: Mapped[int | None]
    source: Mapped[str] = mapped_column(String(10))
    reference: Mapped[str] = mapped_column(String(60), default="", server_default="")
    made_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    made_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    syndic: Mapped[Organisation | None] = relationship(lazy="raise", viewonly=True, foreign_keys=[syndic_id])
    representatives: Mapped[list[RepresentativeRow]] = relationship(
        lazy="raise", viewonly=True, order_by="RepresentativeRow.first_day"
    )

    __mapper_args__ = {"version_id_col": version}

    def __str__(self) -> str:
        return self.syndic_name


class RepresentativeRow(Base):
    """Who represents the company of a mandate, over a period. Of a national number only its keyed hash is kept, so
    that the same person is found in many mandates."""

    __tablename__ = "syndic_representative"
    __table_args__ = (
        CheckConstraint("octet_length(number_hash) = 32", name="number_hash"),
        CheckConstraint(f"capacity in {CAPACITIES}", name="capacity"),
        CheckConstraint("last_day is null or last_day >= first_day - 1", name="period"),
        ExcludeConstraint(
            ("mandate_id", "="),
            (literal_column("daterange(first_day, last_day, '[]')"), "&&"),
            where=text("coalesce(last_day, first_day) >= first_day"),
            name="ex_syndic_representative_overlap",
        ),
        Index("ix_syndic_representative_mandate_id", "mandate_id", "first_day"),
        Index("ix_syndic_representative_number_hash", "number_hash"),
        Index("ix_syndic_representative_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    mandate_id: Mapped[int] = mapped_column(ForeignKey("syndic_mandate.id"))
    given_names: Mapped[str] = mapped_column(String(200), info=DASH)
    family_name: Mapped[str] = mapped_column(String(200), info=DASH)
    number_hash: Mapped[bytes | None] = mapped_column(LargeBinary, info=GONE)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("account_person.id"))
    capacity: Mapped[str | None] = mapped_column(String(20))
    accreditation: Mapped[str] = mapped_column(String(40), default="", server_default="", info=BLANK)
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date | None] = mapped_column(Date)
    made_at: Mapped[datetime]

    @property
    def name(self) -> str:
        return f"{self.given_names} {self.family_name}".strip()

    def __str__(self) -> str:
        return self.name


class Fee(Base):
    """What one act costs when it is handed in in that year, in euro outside the scope of VAT. `set_by` None: it
    came with the house."""

    __tablename__ = "syndic_fee"
    __table_args__ = (
        CheckConstraint("year between 2017 and 2200", name="year"),
        CheckConstraint("net > 0", name="net"),
        CheckConstraint("source <> ''", name="source"),
        Index("uq_syndic_fee_year", "year", unique=True),
        Index("ix_syndic_fee_year_id", "year", "id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    year: Mapped[int] = mapped_column(SmallInteger)
    net: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    source: Mapped[str] = mapped_column(String(300))
    set_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    set_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    setter: Mapped[Any] = relationship("Account", lazy="raise", viewonly=True)

    __mapper_args__ = {"version_id_col": version}

    def __str__(self) -> str:
        return str(self.year)
