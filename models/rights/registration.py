"""A local government that comes in: what its secretary signs, until the central team decides.

It belongs to whoever signs; only the decision makes or finds the organisation.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.accounts import Account, Person
from models.base import Base
from models.columns import BLANK
from models.organisations import Organisation


class Registration(Base):
    """One registration of a local government, or of its new secretary. `right_id` is what an approval granted."""

    __tablename__ = "rights_registration"
    __table_args__ = (
        CheckConstraint(
            "government_kind in ('municipality', 'city', 'province', 'social_welfare', 'other')",
            name="government_kind",
        ),
        CheckConstraint("capacity in ('secretary', 'registrar', 'acting_secretary')", name="capacity"),
        CheckConstraint("language in ('nl', 'fr', 'en')", name="language"),
        CheckConstraint("state in ('draft', 'handed_in', 'approved', 'not_approved', 'withdrawn')", name="state"),
        CheckConstraint(
            "(state in ('approved', 'not_approved')) = (decided_at is not null)"
            " and (decided_at is null) = (decided_by is null)",
            name="decided",
        ),
        CheckConstraint("state <> 'approved' or government_id is not null", name="approved"),
        UniqueConstraint("person_id", "form_key"),
        Index("ix_rights_registration_started_at_id", "started_at", "id"),
        Index("ix_rights_registration_account_id", "account_id"),
        Index(
            "ix_rights_registration_waiting",
            "handed_in_at",
            "id",
            postgresql_where=text("state = 'handed_in'"),
        ),
        Index(
            "uq_rights_registration_underway",
            "person_id",
            "enterprise_number",
            unique=True,
            postgresql_where=text("state in ('draft', 'handed_in')"),
        ),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("account_person.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    government_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    right_id: Mapped[int | None]
    government_kind: Mapped[str] = mapped_column(String(24))
    name: Mapped[str] = mapped_column(String(200))
    enterprise_number: Mapped[str] = mapped_column(String(10))
    street: Mapped[str] = mapped_column(String(200), default="")
    postal_code: Mapped[str] = mapped_column(String(10), default="")
    place: Mapped[str] = mapped_column(String(100), default="")
    email: Mapped[str] = mapped_column(String(320), default="", info=BLANK)
    language: Mapped[str] = mapped_column(String(2), default="nl")
    capacity: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(12), default="draft")
    started_at: Mapped[datetime]
    handed_in_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    answer: Mapped[str] = mapped_column(default="", server_default="", info=BLANK)
    form_key: Mapped[str | None] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(default=1)

    person: Mapped[Person] = relationship(lazy="raise")
    account: Mapped[Account] = relationship(lazy="raise", foreign_keys=[account_id])
    government: Mapped[Organisation | None] = relationship(lazy="raise")
    decider: Mapped[Account | None] = relationship(lazy="raise", foreign_keys=[decided_by])

    __mapper_args__ = {"version_id_col": version}

    def __str__(self) -> str:
        return self.name
