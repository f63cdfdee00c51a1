"""How tools sign people in through us, by OpenID Connect: who may ask, with what we sign, and what was given.

Of secrets and tokens only hashes are stored: a copy of these tables opens nothing.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    LargeBinary,
    String,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.columns import Encrypted
from models.organisations import Organisation
from models.rights.catalogue import Tool, ToolRole, Versioned

SIGNING_KEY = "rights_signing_key.private_key"


class ToolClient(Versioned, Base):
    """How a tool makes itself known. `secret_hash` None: it can keep no secret, as an app on a phone can't."""

    __tablename__ = "rights_tool_client"
    __table_args__ = (
        CheckConstraint("redirect_uris <> '{}'", name="redirect_uris"),
        CheckConstraint("octet_length(secret_hash) = 32", name="secret_hash"),
        Index("ix_rights_tool_client_tool_id_id", "tool_id", "id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    tool_id: Mapped[int] = mapped_column(ForeignKey("rights_tool.id"))
    client_id: Mapped[str] = mapped_column(String(100), unique=True)
    secret_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    redirect_uris: Mapped[list[str]] = mapped_column(ARRAY(Text))
    post_logout_redirect_uris: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    backchannel_logout_uri: Mapped[str] = mapped_column(String(500), default="", server_default="")
    active: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    made_at: Mapped[datetime]

    tool: Mapped[Tool] = relationship(lazy="raise")

    @property
    def public(self) -> bool:
        """Whether it keeps no secret."""
        return self.secret_hash is None


class SigningKey(Base):
    """A key we sign with from `signs_from`; retired, it is still shown for a while, for what it signed last."""

    __tablename__ = "rights_signing_key"
    __table_args__ = (Index("ix_rights_signing_key_signs_from", "signs_from"),)

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    kid: Mapped[str] = mapped_column(String(64), unique=True)
    private_key: Mapped[str] = mapped_column(Encrypted(SIGNING_KEY))
    made_at: Mapped[datetime]
    signs_from: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class ToolGrant(Base):
    """Somebody went into a tool: with whom, for whom (`organisation_id` None: himself), as what, with which key.

    Everything given on the strength of it ends with it. `sid`: what the tool calls this session; `issued_at`: when
    it took its first tokens; `told_at`: when it took the message that this is over.
    """

    __tablename__ = "rights_tool_grant"
    __table_args__ = (
        ForeignKeyConstraint(["tool_id", "role_id"], ["rights_tool_role.tool_id", "rights_tool_role.id"]),
        CheckConstraint("key_level in ('basic', 'code', 'high')", name="key_level"),
        CheckConstraint("(ended_at is null) = (ended_why is null)", name="ended"),
        CheckConstraint(
            "ended_why in ('signed_out', 'not_open', 'account', 'used_twice', 'given_back', 'client', 'lapsed')",
            name="ended_why",
        ),
        Index("ix_rights_tool_grant_account_id", "account_id"),
        Index("ix_rights_tool_grant_session_reference", "session_reference"),
        Index("ix_rights_tool_grant_standing", "id", postgresql_where=text("ended_at is null")),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    tool_client_id: Mapped[int] = mapped_column(ForeignKey("rights_tool_client.id"))
    # None once his account is deleted: the tool is still to be told.
    account_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="SET NULL"))
    account_version: Mapped[int]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    tool_id: Mapped[int]
    role_id: Mapped[int]
    session_reference: Mapped[str] = mapped_column(String(16))
    sid: Mapped[str] = mapped_column(String(64))
    key_level: Mapped[str] = mapped_column(String(10))
    authenticated_at: Mapped[datetime]
    scope: Mapped[str] = mapped_column(String(200))
    redirect_uri: Mapped[str]
    nonce: Mapped[str] = mapped_column(default="")
    code_challenge: Mapped[str] = mapped_column(String(128))
    began_at: Mapped[datetime]
    issued_at: Mapped[datetime | None]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str | None] = mapped_column(String(12))
    told_at: Mapped[datetime | None]

    client: Mapped[ToolClient] = relationship(lazy="raise")
    organisation: Mapped[Organisation | None] = relationship(lazy="raise")
    role: Mapped[ToolRole] = relationship(lazy="raise")


class ToolToken(Base):
    """A code, an access token or a refresh token of a grant; one that was used stays, to know it when it comes
    again."""

    __tablename__ = "rights_tool_token"
    __table_args__ = (
        CheckConstraint("kind in ('code', 'access', 'refresh')", name="kind"),
        CheckConstraint("octet_length(token_hash) = 32", name="token_hash"),
        Index("ix_rights_tool_token_grant_id", "grant_id"),
    )

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    grant_id: Mapped[int] = mapped_column(ForeignKey("rights_tool_grant.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(8))
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    grant: Mapped[ToolGrant] = relationship(lazy="raise")
