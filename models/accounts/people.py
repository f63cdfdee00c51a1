"""People and how they sign in.

A person is one row per national or BIS number and exists without an account. An account signs in and points to
at most one person. The framework's user row keeps only what signing in needs: it is readable before anybody
is known, so no name, birth date or number stands in it.
"""

from __future__ import annotations

from datetime import date, datetime

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import CheckConstraint, Computed, ForeignKey, Identity, Index, LargeBinary, String, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.columns import BLANK, DASH, GONE, Encrypted

NUMBER = "account_person.number"


class Person(Base):
    """One human being, known by national or BIS number; relations, rights and accreditations hang on it."""

    __tablename__ = "account_person"
    __table_args__ = (
        CheckConstraint("sex in ('male', 'female', 'unknown')", name="sex"),
        CheckConstraint("source in ('register', 'hand', 'card', 'number')", name="source"),
        CheckConstraint("octet_length(number_hash) = 32", name="number_hash"),
        CheckConstraint("(number is null) = (number_hash is null)", name="number_and_hash"),
        Index("ix_account_person_sort_name_id", "sort_name", "id"),
        Index("ix_account_person_masked_number_id", "masked_number", "id"),
        Index("ix_account_person_words", text("house_words(sort_name)"), postgresql_using="gin"),
        Index(
            "ix_account_person_sort_name_trigram",
            "sort_name",
            postgresql_using="gin",
            postgresql_ops={"sort_name": "gin_trgm_ops"},
        ),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    # Deferred: a list of persons decrypts nothing.
    number: Mapped[str | None] = mapped_column(Encrypted(NUMBER), deferred=True, info=GONE)
    number_hash: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True, info=GONE)
    masked_number: Mapped[str] = mapped_column(String(20), default="", info=BLANK)
    family_name: Mapped[str] = mapped_column(String(200), info=DASH)
    given_names: Mapped[str] = mapped_column(String(200), info=BLANK)
    sort_name: Mapped[str] = mapped_column(
        Computed("house_sort_name(family_name || ' ' || given_names)", persisted=True)
    )
    birth_date: Mapped[date | None] = mapped_column(info=GONE)
    sex: Mapped[str] = mapped_column(String(10), default="unknown", info={"personal": "unknown"})
    source: Mapped[str] = mapped_column(String(10), default="hand")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    anonymised_at: Mapped[datetime | None]

    __mapper_args__ = {"version_id_col": version}

    @property
    def name(self) -> str:
        return f"{self.given_names} {self.family_name}".strip()

    def __str__(self) -> str:
        return self.name


class Account(User):
    """How somebody signs in. First and last name of the framework's row stay empty: names are the person's."""

    __tablename__ = "ab_user"
    __table_args__ = (
        # Whatever case somebody writes them in: one account for a name, and one for an address.
        Index("uq_ab_user_lower_email", func.lower(User.__table__.c.email), unique=True),
        Index("ix_ab_user_username_id", "username", "id"),
        Index("uq_ab_user_lower_username", func.lower(User.__table__.c.username), unique=True),
        CheckConstraint("rested_at is null or not active", name="at_rest"),
        {"extend_existing": True},
    )

    person_id: Mapped[int | None] = mapped_column(ForeignKey("account_person.id"), unique=True)
    language: Mapped[str] = mapped_column(String(2), default="nl", server_default="nl")
    session_version: Mapped[int] = mapped_column(default=1, server_default="1")
    # Since when its holder has it rest; he comes back with his password and a code.
    rested_at: Mapped[datetime | None]

    person: Mapped[Person | None] = relationship(Person, lazy="raise")

    def __str__(self) -> str:
        return str(self.username)


class StaffRole(Base):
    """A staff role held by an account over a period: helpdesk, finance, counter, central."""

    __tablename__ = "account_staff_role"
    __table_args__ = (
        CheckConstraint("role in ('helpdesk', 'finance', 'counter', 'central')", name="role"),
        CheckConstraint("last_day is null or last_day >= first_day", name="period"),
        Index("ix_account_staff_role_account_id", "account_id"),
        Index("ix_account_staff_role_first_day_id", "first_day", "id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    role: Mapped[str] = mapped_column(String(20))
    first_day: Mapped[date]
    last_day: Mapped[date | None]

    account: Mapped[Account] = relationship(Account, lazy="raise")
