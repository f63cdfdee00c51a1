"""Members of organisations: who joined with his account. The same rows as relations have, read otherwise."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.accounts import Account, Person, Profile
from models.base import Base
from models.columns import BLANK
from models.organisations.branch import Branch, Placement
from models.organisations.organisation import Membership, Organisation

_TABLE = Membership.__table__


class Member(Base):
    """A membership somebody asked for, was invited to or began an organisation with.

    Its function, e-mail and phone are those at work; the profile of the account is never touched by them.
    """

    __tablename__ = Membership.__tablename__
    __table__ = _TABLE
    __mapper_args__ = {"primary_key": [_TABLE.c.id], "version_id_col": _TABLE.c.version}

    id: Mapped[int]
    organisation_id: Mapped[int]
    account_id: Mapped[int]
    person_id: Mapped[int | None]
    state: Mapped[str]
    is_manager: Mapped[bool]
    first_day: Mapped[date]
    ended_on: Mapped[date | None]
    by_mandate: Mapped[str | None]
    manages_until: Mapped[date | None]
    function: Mapped[str]
    email: Mapped[str]
    phone: Mapped[str]
    sort_name: Mapped[str]
    version: Mapped[int]
    created_at: Mapped[datetime]

    organisation: Mapped[Organisation] = relationship(lazy="raise", viewonly=True)
    account: Mapped[Account] = relationship(lazy="raise", viewonly=True)
    person: Mapped[Person | None] = relationship(lazy="raise", viewonly=True)
    # The branch he is in today.
    branch: Mapped[Branch | None] = relationship(
        lazy="raise", viewonly=True, uselist=False, secondary=lambda: Placement.__table__,
        primaryjoin=lambda: (_TABLE.c.id == Placement.membership_id) & Placement.ended_on.is_(None),
        secondaryjoin=lambda: Placement.branch_id == Branch.id,
    )  # fmt: skip
    profile: Mapped[Profile | None] = relationship(
        lazy="raise", viewonly=True, primaryjoin=lambda: _TABLE.c.account_id == Profile.account_id,
        foreign_keys=lambda: [_TABLE.c.account_id],
    )  # fmt: skip

    @property
    def counts(self) -> bool:
        """Whether he is a member today."""
        return self.state == "confirmed"

    @property
    def name(self) -> str:
        """His own names where his eID told them, else those he gave himself; '' for nobody any more."""
        one = self.person or self.profile
        return f"{one.given_names} {one.family_name}".strip() if one is not None else ""

    def __str__(self) -> str:
        return self.name


class Invitation(Base):
    """Somebody invited by e-mail address, for two weeks; of the token in his link only a hash is kept."""

    __tablename__ = "organisation_invitation"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        ForeignKeyConstraint(
            ["organisation_id", "membership_id"],
            ["organisation_membership.organisation_id", "organisation_membership.id"],
        ),
        ForeignKeyConstraint(
            ["organisation_id", "branch_id"], ["organisation_branch.organisation_id", "organisation_branch.id"]
        ),
        CheckConstraint("accepted_at is null or withdrawn_at is null", name="decided"),
        CheckConstraint("(accepted_at is null) = (membership_id is null)", name="accepted"),
        Index("ix_organisation_invitation_made_at_id", "made_at", "id"),
        Index("ix_organisation_invitation_organisation_id_made_at_id", "organisation_id", "made_at", "id"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    id: Mapped[int] = mapped_column(Identity())
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    email: Mapped[str] = mapped_column(String(320), info=BLANK)
    is_manager: Mapped[bool] = mapped_column(default=False)
    function: Mapped[str] = mapped_column(String(200), default="", info=BLANK)
    phone: Mapped[str] = mapped_column(String(40), default="", info=BLANK)
    invited_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    membership_id: Mapped[int | None]
    branch_id: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    __mapper_args__ = {"primary_key": ["id"], "version_id_col": version}

    def __str__(self) -> str:
        return self.email


class DefaultContext(Base):
    """The context somebody starred: taken when he comes in. `organisation_id` None: himself."""

    __tablename__ = "organisation_default_context"

    account_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"), primary_key=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
