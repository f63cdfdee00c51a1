"""Accounts people make themselves: what waits for its code, who an account says he is, the second factor.

A person known by number has his own names; those of a profile are what somebody said when he made his account.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Identity, Index, LargeBinary, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.columns import BLANK, DASH, GONE, Encrypted

AUTHENTICATOR = "account_authenticator.secret"


class SignUp(Base):
    """An account somebody asked for, until its code comes back. Its username is taken meanwhile."""

    __tablename__ = "account_sign_up"
    __table_args__ = (
        CheckConstraint("language in ('nl', 'fr', 'en')", name="language"),
        CheckConstraint("username = lower(username)", name="username"),
        Index("ix_account_sign_up_ends_at", "ends_at"),
        Index("ix_account_sign_up_asked_at_id", "asked_at", "id"),
        Index("ix_account_sign_up_visitor_hash_asked_at", "visitor_hash", "asked_at"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    # Stands in the address of the page that asks for the code; nobody can guess it.
    reference: Mapped[str] = mapped_column(String(32), unique=True)
    username: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(320))
    given_names: Mapped[str] = mapped_column(String(200))
    family_name: Mapped[str] = mapped_column(String(200))
    password: Mapped[str] = mapped_column(String(256))
    language: Mapped[str] = mapped_column(String(2))
    terms: Mapped[str] = mapped_column(String(20))
    visitor_hash: Mapped[bytes]
    asked_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class Code(Base):
    """A code sent by mail: six characters, of which only a keyed hash is stored; five wrong ones end it."""

    __tablename__ = "account_code"
    __table_args__ = (
        CheckConstraint("purpose in ('activate', 'address', 'return')", name="purpose"),
        CheckConstraint("(sign_up_id is null) <> (account_id is null)", name="of_one"),
        CheckConstraint("wrong between 0 and 5", name="wrong"),
        Index("ix_account_code_sign_up_id_id", "sign_up_id", "id"),
        Index("ix_account_code_account_id_id", "account_id", "id"),
        Index("ix_account_code_address_hash_made_at", "address_hash", "made_at"),
        Index("ix_account_code_ends_at", "ends_at"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(12))
    sign_up_id: Mapped[int | None] = mapped_column(ForeignKey("account_sign_up.id", ondelete="CASCADE"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"))
    address_hash: Mapped[bytes]
    code_hash: Mapped[bytes]
    wrong: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Profile(Base):
    """Who the holder of an account says he is, and which terms he accepted."""

    __tablename__ = "account_profile"
    __table_args__ = (
        CheckConstraint("salutation in ('', 'mr', 'mrs')", name="salutation"),
        CheckConstraint("sex in ('male', 'female', 'unknown')", name="sex"),
        CheckConstraint("octet_length(photo) <= 524288", name="photo"),
        Index(
            "ix_account_profile_sort_name_trigram",
            "sort_name",
            postgresql_using="gin",
            postgresql_ops={"sort_name": "gin_trgm_ops"},
        ),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"), primary_key=True)
    given_names: Mapped[str] = mapped_column(String(200), info=BLANK)
    family_name: Mapped[str] = mapped_column(String(200), info=DASH)
    sort_name: Mapped[str] = mapped_column(
        Computed("house_sort_name(family_name || ' ' || given_names)", persisted=True)
    )
    salutation: Mapped[str] = mapped_column(String(4), default="", server_default="", info=BLANK)
    phone: Mapped[str] = mapped_column(String(20), default="", server_default="", info=BLANK)
    birth_date: Mapped[date | None] = mapped_column(info=GONE)
    sex: Mapped[str] = mapped_column(
        String(10), default="unknown", server_default="unknown", info={"personal": "unknown"}
    )
    # A small JPEG, drawn anew; deferred: who reads a name reads no picture.
    photo: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True, info=GONE)
    terms: Mapped[str] = mapped_column(String(20))
    terms_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    __mapper_args__ = {"version_id_col": version}

    @property
    def name(self) -> str:
        return f"{self.given_names} {self.family_name}".strip()


class AddressChange(Base):
    """Another address for an account, which counts once the code that was sent there comes back."""

    __tablename__ = "account_address_change"
    __table_args__ = (Index("ix_account_address_change_ends_at", "ends_at"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"), primary_key=True)
    email: Mapped[str] = mapped_column(String(320), info=BLANK)
    asked_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class Authenticator(Base):
    """The app that shows security codes; counts once a first code of it was typed. No code opens twice."""

    __tablename__ = "account_authenticator"

    account_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"), primary_key=True)
    secret: Mapped[str] = mapped_column(Encrypted(AUTHENTICATOR))
    made_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(default=0, server_default="0")
    last_used_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """Opens once what the app would, for who lost it; only a keyed hash is stored."""

    __tablename__ = "account_recovery_code"

    account_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"), primary_key=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    used_at: Mapped[datetime | None]
