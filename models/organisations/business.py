"""The business register (KBO/BCE) as its open data deliver it: enterprises, establishments, names, addresses.

One table per file of the delivery, so that each is taken in by itself and compared with what stands. Numbers are
the ten digits; what the register doesn't say is ''. An enterprise or establishment that is no longer delivered
keeps its row, with the day since when. Nothing here is anybody's own: whoever signed in reads, the office writes.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Identity, Index, SmallInteger, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base

CHECKED = "substr(number, 9)::int = 97 - substr(number, 1, 8)::int % 97"


class Business(Base):
    """An enterprise: legal form and situation by the register's codes; `is_person`: a person, not a company."""

    __tablename__ = "organisation_business"
    __table_args__ = (CheckConstraint(f"number ~ '^[01][0-9]{{9}}$' and {CHECKED}", name="number"),)

    number: Mapped[str] = mapped_column(String(10), primary_key=True)
    is_person: Mapped[bool]
    situation: Mapped[str] = mapped_column(String(3))
    form: Mapped[str] = mapped_column(String(3))
    gone_on: Mapped[date | None]


class BusinessUnit(Base):
    """An establishment of an enterprise."""

    __tablename__ = "organisation_business_unit"
    __table_args__ = (
        CheckConstraint(f"number ~ '^[2-8][0-9]{{9}}$' and {CHECKED}", name="number"),
        Index("ix_organisation_business_unit_enterprise_number_number", "enterprise_number", "number"),
    )

    number: Mapped[str] = mapped_column(String(10), primary_key=True)
    enterprise_number: Mapped[str] = mapped_column(String(10))
    gone_on: Mapped[date | None]


class BusinessName(Base):
    """A name of an enterprise or establishment: `kind` 001 is the legal one, `language` 1 French and 2 Dutch."""

    __tablename__ = "organisation_business_name"
    __table_args__ = (
        Index("ix_organisation_business_name_number", "number"),
        Index(
            "ix_organisation_business_name_words",
            text("house_words(house_sort_name(name))"),
            postgresql_using="gin",
        ),
    )

    number: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(3))
    language: Mapped[str] = mapped_column(String(1))
    name: Mapped[str] = mapped_column(String(320))

    # The register repeats no line, and a key over its longest column would cost more than the table.
    __mapper_args__ = {"primary_key": [number, kind, language, name]}


class BusinessAddress(Base):
    """Where an enterprise has its seat, or an establishment is."""

    __tablename__ = "organisation_business_address"

    number: Mapped[str] = mapped_column(String(10), primary_key=True)
    postal_code: Mapped[str] = mapped_column(String(10))
    place_nl: Mapped[str] = mapped_column(String(100))
    place_fr: Mapped[str] = mapped_column(String(100))
    street_nl: Mapped[str] = mapped_column(String(160))
    street_fr: Mapped[str] = mapped_column(String(160))
    house_number: Mapped[str] = mapped_column(String(22))
    box: Mapped[str] = mapped_column(String(20))


class BusinessWord(Base):
    """What a code of the register means: legal forms, legal situations."""

    __tablename__ = "organisation_business_word"

    category: Mapped[str] = mapped_column(String(24), primary_key=True)
    code: Mapped[str] = mapped_column(String(10), primary_key=True)
    name_nl: Mapped[str] = mapped_column(String(400))
    name_fr: Mapped[str] = mapped_column(String(400))
    name_en: Mapped[str] = mapped_column(String(400))


class BusinessDelivery(Base):
    """A file of the register: how far it is, what it changed, or why it was refused.

    `step`: how many of its parts are taken in for good; whoever goes on begins with the next one.
    """

    __tablename__ = "organisation_business_delivery"
    __table_args__ = (
        CheckConstraint("state in ('running', 'done', 'failed')", name="state"),
        CheckConstraint("kind in ('full', 'update')", name="kind"),
        CheckConstraint("(state = 'running') = (ended_at is null)", name="ended"),
        Index("ix_organisation_business_delivery_started_at_id", "started_at", "id"),
        Index(
            "uq_organisation_business_delivery_running",
            "state",
            unique=True,
            postgresql_where=text("state = 'running'"),
        ),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    file: Mapped[str] = mapped_column(String(200))
    extract_number: Mapped[int | None]
    kind: Mapped[str | None] = mapped_column(String(6))
    snapshot_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(10), default="running")
    step: Mapped[int] = mapped_column(SmallInteger, default=0)
    bytes_done: Mapped[int] = mapped_column(default=0)
    bytes_total: Mapped[int] = mapped_column(default=0)
    added: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    gone: Mapped[int] = mapped_column(default=0)
    left_out: Mapped[int] = mapped_column(default=0)
    # Rows that can't be, by their number as delivered: the first few of each part.
    examples: Mapped[list[str]] = mapped_column(JSONB, default=list)
    problem: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    def __str__(self) -> str:
        return self.file
