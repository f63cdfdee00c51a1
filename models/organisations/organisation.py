"""Organisations and who belongs to them. A relation is the membership of a local government: the same table."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Computed,
    ForeignKey,
    Identity,
    Index,
    PrimaryKeyConstraint,
    String,
    UniqueConstraint,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.accounts import Person
from models.base import Base
from models.columns import BLANK

LOCAL_GOVERNMENT = "local_government"


class Organisation(Base):
    """An enterprise, a local government or an association of co-owners.

    `merged_on`: the first day on which a government is no more and `merged_into_id` has its people and rights.
    """

    __tablename__ = "organisation"
    __table_args__ = (
        CheckConstraint("kind in ('enterprise', 'local_government', 'owners_association')", name="kind"),
        CheckConstraint(
            "government_kind in ('municipality', 'city', 'province', 'social_welfare', 'other')",
            name="government_kind",
        ),
        CheckConstraint("(kind = 'local_government') = (government_kind is not null)", name="government"),
        CheckConstraint(
            "enterprise_number ~ '^[01][0-9]{9}$' and substr(enterprise_number, 9)::int"
            " = 97 - substr(enterprise_number, 1, 8)::int % 97",
            name="enterprise_number",
        ),
        CheckConstraint("language in ('nl', 'fr', 'en')", name="language"),
        CheckConstraint("(merged_on is null) = (merged_into_id is null)", name="merged"),
        Index("ix_organisation_sort_name_id", "sort_name", "id"),
        Index("ix_organisation_words", text("house_words(sort_name)"), postgresql_using="gin"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    kind: Mapped[str] = mapped_column(String(24))
    government_kind: Mapped[str | None] = mapped_column(String(24))
    name: Mapped[str] = mapped_column(String(200))
    sort_name: Mapped[str] = mapped_column(Computed("house_sort_name(name)", persisted=True))
    enterprise_number: Mapped[str] = mapped_column(String(10), unique=True)
    ovo_code: Mapped[str | None] = mapped_column(String(9), unique=True)
    street: Mapped[str] = mapped_column(String(200), default="")
    postal_code: Mapped[str] = mapped_column(String(10), default="")
    place: Mapped[str] = mapped_column(String(100), default="")
    email: Mapped[str] = mapped_column(String(320), default="")
    phone: Mapped[str] = mapped_column(String(40), default="", server_default="")
    language: Mapped[str] = mapped_column(String(2), default="nl")
    merged_on: Mapped[date | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]

    __mapper_args__ = {"version_id_col": version}

    def __str__(self) -> str:
        return self.name


class Membership(Base):
    """Who belongs where, from–until: relations with local governments, which administrators make, and members who
    joined with their account (`account_id`), whom `Member` reads.

    `sort_name` follows the person's by trigger, so lists sort on an index; so does the person of whoever joined,
    None while his account knows none. `ended_on`: the day from which a member who left doesn't count any more.
    `by_mandate`: what a mandate of syndic gave, the management or the membership too; `manages_until`: the last
    day of it. `came_from_id`: the relation it was before a merger of governments.
    """

    __tablename__ = "organisation_membership"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        CheckConstraint("last_day is null or last_day >= first_day", name="period"),
        CheckConstraint(
            "state in ('awaiting_confirmation', 'confirmed', 'ended', 'refused', 'withdrawn')",
            name="state",
        ),
        CheckConstraint("person_id is not null or account_id is not null", name="of_somebody"),
        CheckConstraint("(state = 'ended') = (ended_on is not null)", name="ended"),
        CheckConstraint("not is_manager or account_id is not null", name="manager"),
        CheckConstraint("by_mandate in ('manages', 'belongs')", name="by_mandate"),
        CheckConstraint("manages_until is null or by_mandate is not null", name="manages_until"),
        CheckConstraint("category in ('employee', 'external')", name="category"),
        CheckConstraint("type in ('standard', 'secretary')", name="type"),
        ExcludeConstraint(
            ("organisation_id", "="),
            ("person_id", "="),
            ("category", "="),
            ("type", "="),
            (literal_column("daterange(first_day, last_day, '[]')"), "&&"),
            where=text("state = 'confirmed' and account_id is null"),
            name="ex_organisation_membership_overlap",
        ),
        Index("ix_organisation_membership_id", "id"),
        Index("ix_organisation_membership_organisation_id_sort_name_id", "organisation_id", "sort_name", "id"),
        Index("ix_organisation_membership_sort_name_id", "sort_name", "id"),
        Index("ix_organisation_membership_person_id", "person_id"),
        Index(
            "ix_organisation_membership_account_id",
            "account_id",
            postgresql_where=text("account_id is not null"),
        ),
        # One at a time: whoever was refused or left asks again with a new one.
        Index(
            "uq_organisation_membership_open",
            "organisation_id",
            "account_id",
            unique=True,
            postgresql_where=text("account_id is not null and state in ('awaiting_confirmation', 'confirmed')"),
        ),
        Index(
            "ix_organisation_membership_waiting",
            "organisation_id",
            "created_at",
            "id",
            postgresql_where=text("state = 'awaiting_confirmation'"),
        ),
        Index(
            "ix_organisation_membership_words",
            text("house_members(organisation_id, sort_name)"),
            postgresql_using="gin",
        ),
        Index(
            "ix_organisation_membership_organisation_id_last_day_id",
            "organisation_id",
            "last_day",
            "id",
            postgresql_where=text("last_day is not null"),
        ),
        Index(
            "ix_organisation_membership_manages_until",
            "manages_until",
            "id",
            postgresql_where=text("manages_until is not null"),
        ),
        Index(
            "ix_organisation_membership_came_from_id",
            "came_from_id",
            postgresql_where=text("came_from_id is not null"),
        ),
        Index("ix_organisation_membership_organisation_id_person_id", "organisation_id", "person_id"),
        Index(
            "ix_organisation_membership_sort_name_trigram",
            "sort_name",
            postgresql_using="gin",
            postgresql_ops={"sort_name": "gin_trgm_ops"},
        ),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    id: Mapped[int] = mapped_column(Identity())
    # Of a relation, which is all that is read through this class, always somebody's.
    person_id: Mapped[int] = mapped_column(ForeignKey("account_person.id"), nullable=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    category: Mapped[str] = mapped_column(String(20), default="employee")
    type: Mapped[str] = mapped_column(String(20), default="standard")
    state: Mapped[str] = mapped_column(String(24), default="confirmed")
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    function: Mapped[str] = mapped_column(String(200), default="", info=BLANK)
    email: Mapped[str] = mapped_column(String(320), default="", info=BLANK)
    phone: Mapped[str] = mapped_column(String(40), default="", info=BLANK)
    note: Mapped[str] = mapped_column(default="", info=BLANK)
    is_manager: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    ended_on: Mapped[date | None]
    by_mandate: Mapped[str | None] = mapped_column(String(8))
    manages_until: Mapped[date | None]
    came_from_id: Mapped[int | None]
    sort_name: Mapped[str] = mapped_column(default="", server_default="")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    person: Mapped[Person] = relationship(lazy="raise")

    __mapper_args__ = {"primary_key": ["id"], "version_id_col": version}

    def __str__(self) -> str:
        return str(self.person)


class Representative(Base):
    """Who represents an enterprise by law, as its register told; `seen_at` is when it was told last."""

    __tablename__ = "organisation_representative"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        UniqueConstraint("organisation_id", "person_id", "first_day"),
        CheckConstraint("last_day is null or last_day >= first_day", name="period"),
        Index("ix_organisation_representative_person_id", "person_id"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    id: Mapped[int] = mapped_column(Identity())
    person_id: Mapped[int] = mapped_column(ForeignKey("account_person.id"))
    function: Mapped[str] = mapped_column(String(100), default="", info=BLANK)
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    seen_at: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="raise")

    __mapper_args__ = {"primary_key": ["id"]}
