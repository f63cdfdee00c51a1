"""What signing in leaves: sessions, tries, links that open one door once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, LargeBinary, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.accounts.people import Account
from models.base import Base


class WebSession(Base):
    """One browser's session; only the hash of its token is stored, so a copy of the table opens nothing."""

    __tablename__ = "account_session"
    __table_args__ = (
        CheckConstraint("key_level in ('none', 'basic', 'code', 'high')", name="key_level"),
        Index("ix_account_session_account_id", "account_id"),
        Index("ix_account_session_ends_at", "ends_at"),
    )

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"))
    account_version: Mapped[int] = mapped_column(default=0)
    key_level: Mapped[str] = mapped_column(String(10), default="none")
    content: Mapped[dict[str, object]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    idle_until: Mapped[datetime]
    ends_at: Mapped[datetime]


class Attempt(Base):
    """A try to sign in, by any way in; the names tried are kept only as keyed hashes."""

    __tablename__ = "account_attempt"
    __table_args__ = (
        Index("ix_account_attempt_name_hash_tried_at", "name_hash", "tried_at"),
        Index("ix_account_attempt_address_hash_tried_at", "address_hash", "tried_at"),
        Index("ix_account_attempt_tried_at_id", "tried_at", "id"),
        Index("ix_account_attempt_reference", "reference"),
        Index("ix_account_attempt_account_id_id", "account_id", "id"),
        Index("ix_account_attempt_outcome_tried_at", "outcome", "tried_at"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    name_hash: Mapped[bytes]
    address_hash: Mapped[bytes]
    device_hash: Mapped[bytes | None]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="SET NULL"))
    way: Mapped[str] = mapped_column(String(20))
    outcome: Mapped[str] = mapped_column(String(40))
    # Why a card didn't open, as one of `eid.errors.Fault`; '' for everything else.
    fault: Mapped[str] = mapped_column(String(40), default="", server_default="")
    reference: Mapped[str] = mapped_column(String(16))
    tried_at: Mapped[datetime]

    account: Mapped[Account | None] = relationship(Account, lazy="raise")


class OneTimeLink(Base):
    """A link that opens one door once: to a first password, or to another one for who forgot his."""

    __tablename__ = "account_one_time_link"
    __table_args__ = (
        CheckConstraint("purpose in ('first', 'reset')", name="purpose"),
        Index("ix_account_one_time_link_account_id", "account_id"),
    )

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"))
    purpose: Mapped[str] = mapped_column(String(10), default="first", server_default="first")
    ends_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class FederatedSession(Base):
    """A session of ours that began elsewhere: by keyed hashes, what the provider calls it, and whom."""

    __tablename__ = "account_federated_session"
    __table_args__ = (
        Index("ix_account_federated_session_sid_hash", "sid_hash"),
        Index("ix_account_federated_session_sub_hash", "sub_hash"),
    )

    session_reference: Mapped[str] = mapped_column(String(16), primary_key=True)
    gate: Mapped[str] = mapped_column(String(20))
    sid_hash: Mapped[bytes | None]
    sub_hash: Mapped[bytes | None]
    began_at: Mapped[datetime]
