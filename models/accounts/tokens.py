"""The federal token, a legacy key: a grid of codes on paper, one of which is asked after the password."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, LargeBinary, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class FederalToken(Base):
    """One grid. An account has one that counts; a new one ends it, and so do five wrong codes."""

    __tablename__ = "account_federal_token"
    __table_args__ = (
        CheckConstraint("asked between 1 and 24", name="asked"),
        CheckConstraint("wrong between 0 and 5", name="wrong"),
        CheckConstraint("(ended_at is null) = (ended_why is null)", name="ended"),
        CheckConstraint("ended_why in ('renewed', 'blocked', 'taken_back')", name="ended_why"),
        Index(
            "uq_account_federal_token_standing",
            "account_id",
            unique=True,
            postgresql_where=text("ended_at is null"),
        ),
        Index("ix_account_federal_token_account_id_id", "account_id", "id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"))
    issued_at: Mapped[datetime]
    # The place that is asked until its code was given: nobody gets another one by beginning again.
    asked: Mapped[int] = mapped_column(SmallInteger)
    wrong: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    last_used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str | None] = mapped_column(String(12))


class TokenCode(Base):
    """What stands at one place of a grid; only a keyed hash is stored."""

    __tablename__ = "account_federal_token_code"
    __table_args__ = (CheckConstraint("place between 1 and 24", name="place"),)

    token_id: Mapped[int] = mapped_column(
        ForeignKey("account_federal_token.id", ondelete="CASCADE"), primary_key=True
    )
    place: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary)
