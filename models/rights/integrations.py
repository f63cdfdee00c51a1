"""Programs that ask us themselves: integrations of a tool, their tokens, and answers that may be asked for again.

Of a token only its hash is stored; an answer that holds one is encrypted, for a day.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, LargeBinary, SmallInteger, String, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.columns import Encrypted
from models.rights.catalogue import Tool, Versioned

ANSWER = "rights_api_answer.body"


class Integration(Versioned, Base):
    """A program of the makers of a tool that asks us what it may know."""

    __tablename__ = "rights_integration"
    __table_args__ = (
        CheckConstraint("name <> ''", name="name"),
        Index("ix_rights_integration_tool_id_id", "tool_id", "id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    tool_id: Mapped[int] = mapped_column(ForeignKey("rights_tool.id"))
    name: Mapped[str] = mapped_column(String(100))
    made_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    made_at: Mapped[datetime]

    tool: Mapped[Tool] = relationship(lazy="raise")
    tokens: Mapped[list[IntegrationToken]] = relationship(
        lazy="raise", order_by="IntegrationToken.id.desc()", back_populates="integration"
    )


class IntegrationToken(Base):
    """What an integration shows, good for its scopes until it ends. `succeeds_id`: the token that made it."""

    __tablename__ = "rights_integration_token"
    __table_args__ = (
        CheckConstraint("octet_length(token_hash) = 32", name="token_hash"),
        CheckConstraint(
            "scopes <> '{}' and scopes <@ array['may-use', 'tools:read', 'wallet:read', 'wallet:charge']",
            name="scopes",
        ),
        CheckConstraint("ends_at > made_at and ends_at <= made_at + interval '366 days'", name="ends_at"),
        Index("ix_rights_integration_token_integration_id", "integration_id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    integration_id: Mapped[int] = mapped_column(ForeignKey("rights_integration.id"))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    succeeds_id: Mapped[int | None] = mapped_column(ForeignKey("rights_integration_token.id"), unique=True)

    integration: Mapped[Integration] = relationship(lazy="raise", back_populates="tokens")


class ApiAnswer(Base):
    """What was answered to a request with an `Idempotency-Key`, for when it comes again; kept for a day."""

    __tablename__ = "rights_api_answer"
    __table_args__ = (
        CheckConstraint("octet_length(request_hash) = 32", name="request_hash"),
        Index("ix_rights_api_answer_made_at", "made_at"),
    )

    token_id: Mapped[int] = mapped_column(
        ForeignKey("rights_integration_token.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    request_hash: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[int] = mapped_column(SmallInteger)
    body: Mapped[str] = mapped_column(Encrypted(ANSWER))
    made_at: Mapped[datetime]
