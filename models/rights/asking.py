"""What somebody asks of the administrators of his organisation: a right, or that one lasts longer."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    PrimaryKeyConstraint,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.accounts import Account, Person
from models.base import Base
from models.columns import BLANK
from models.organisations import Membership, Organisation
from models.rights.catalogue import RightKind
from models.rights.granted import Right


class RightRequest(Base):
    """One request over inclusive days. `right_id`: the right that is to last longer, none for a new one;
    `granted_right_id`: what an administrator granted or extended."""

    __tablename__ = "rights_request"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        ForeignKeyConstraint(
            ["organisation_id", "membership_id"],
            ["organisation_membership.organisation_id", "organisation_membership.id"],
        ),
        ForeignKeyConstraint(["organisation_id", "right_id"], ["rights_right.organisation_id", "rights_right.id"]),
        CheckConstraint("last_day >= first_day", name="period"),
        CheckConstraint("state in ('asked', 'granted', 'not_granted', 'let_go')", name="state"),
        CheckConstraint("(state = 'asked') = (decided_at is null)", name="decided"),
        CheckConstraint("(state = 'granted') = (granted_right_id is not null)", name="granted"),
        UniqueConstraint("person_id", "form_key"),
        Index("ix_rights_request_id", "id"),
        Index("ix_rights_request_organisation_id_asked_at_id", "organisation_id", "asked_at", "id"),
        Index("ix_rights_request_asked_at_id", "asked_at", "id"),
        Index("ix_rights_request_person_id_asked_at", "person_id", "asked_at"),
        Index(
            "uq_rights_request_open",
            "organisation_id",
            "membership_id",
            "kind_id",
            "context",
            unique=True,
            postgresql_where=text("state = 'asked'"),
        ),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    id: Mapped[int] = mapped_column(Identity())
    membership_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("account_person.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    kind_id: Mapped[int] = mapped_column(ForeignKey("rights_kind.id"))
    context: Mapped[str] = mapped_column(String(200), default="", server_default="")
    right_id: Mapped[int | None]
    first_day: Mapped[date]
    last_day: Mapped[date]
    why: Mapped[str] = mapped_column(default="", server_default="", info=BLANK)
    state: Mapped[str] = mapped_column(String(12), default="asked")
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    answer: Mapped[str] = mapped_column(default="", server_default="", info=BLANK)
    granted_right_id: Mapped[int | None]
    form_key: Mapped[str | None] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(default=1)

    organisation: Mapped[Organisation] = relationship(lazy="raise", overlaps="membership,right")
    membership: Mapped[Membership] = relationship(lazy="raise", overlaps="organisation,right")
    right: Mapped[Right | None] = relationship(lazy="raise", overlaps="organisation,membership")
    person: Mapped[Person] = relationship(lazy="raise")
    kind: Mapped[RightKind] = relationship(lazy="raise")
    decider: Mapped[Account | None] = relationship(lazy="raise", foreign_keys=[decided_by])

    __mapper_args__ = {"primary_key": ["id"], "version_id_col": version}
