"""Tools, their owners and roles, and the kinds of right that open those roles."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    SmallInteger,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from models.base import Base


class Named:
    """Names kept in three languages by the owner; `named(language)` is the one a reader sees."""

    name_nl: Mapped[str] = mapped_column(String(200))
    name_fr: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))

    def named(self, language: str) -> str:
        return {"nl": self.name_nl, "fr": self.name_fr}.get(language, self.name_en)

    def __str__(self) -> str:
        return self.name_nl


class Versioned:
    """A row several people may edit: the form carries the version it was opened on."""

    version: Mapped[int] = mapped_column(default=1, server_default="1")

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


class Tool(Versioned, Named, Base):
    """An application that people enter through us; the same row serves catalogue, claims and rights.

    `opened_by`: whether a right opens its roles, or the manager of each organisation. `listed_only`: only those
    enterprises are let in that stand on its admission list.
    """

    __tablename__ = "rights_tool"
    __table_args__ = (
        CheckConstraint("key_level in ('basic', 'code', 'high')", name="key_level"),
        CheckConstraint("opened_by in ('right', 'manager')", name="opened_by"),
        Index("ix_rights_tool_name_nl_id", "name_nl", "id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    description_nl: Mapped[str] = mapped_column(default="")
    description_fr: Mapped[str] = mapped_column(default="")
    description_en: Mapped[str] = mapped_column(default="")
    link: Mapped[str] = mapped_column(String(500), default="")
    key_level: Mapped[str] = mapped_column(String(10), default="high")
    helpdesk_email: Mapped[str] = mapped_column(String(320), default="")
    admits_legal_representative: Mapped[bool] = mapped_column(default=False)
    usable_as_oneself: Mapped[bool] = mapped_column(default=False)
    opened_by: Mapped[str] = mapped_column(String(8), default="right", server_default="right")
    listed_only: Mapped[bool] = mapped_column(default=False, server_default=text("false"))

    def described(self, language: str) -> str:
        """What it does, in the reader's language."""
        return {"nl": self.description_nl, "fr": self.description_fr}.get(language, self.description_en)


class ToolOwner(Base):
    """The application owner of a tool: keeps its kinds of right and their maximum."""

    __tablename__ = "rights_tool_owner"

    tool_id: Mapped[int] = mapped_column(ForeignKey("rights_tool.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("account_person.id"), primary_key=True)


class ToolRole(Versioned, Named, Base):
    """What somebody is inside a tool: user, estate agent, AML officer, …"""

    __tablename__ = "rights_tool_role"
    __table_args__ = (
        UniqueConstraint("tool_id", "code"),
        UniqueConstraint("tool_id", "id"),
        Index("ix_rights_tool_role_name_nl_id", "name_nl", "id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    tool_id: Mapped[int] = mapped_column(ForeignKey("rights_tool.id"))
    code: Mapped[str] = mapped_column(String(64))

    tool: Mapped[Tool] = relationship(lazy="raise")


class RightKind(Versioned, Named, Base):
    """A kind of right: belongs to a tool, opens one of its roles, lasts at most `max_months`."""

    __tablename__ = "rights_kind"
    __table_args__ = (
        ForeignKeyConstraint(["tool_id", "role_id"], ["rights_tool_role.tool_id", "rights_tool_role.id"]),
        CheckConstraint("max_months between 1 and 120", name="max_months"),
        CheckConstraint("categories <> '{}'", name="categories"),
        CheckConstraint("types <> '{}'", name="types"),
        Index("ix_rights_kind_tool_id", "tool_id"),
        Index("ix_rights_kind_name_nl_id", "name_nl", "id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    tool_id: Mapped[int] = mapped_column(ForeignKey("rights_tool.id"))
    role_id: Mapped[int]
    code: Mapped[str] = mapped_column(String(64), unique=True)
    max_months: Mapped[int] = mapped_column(SmallInteger)
    offered: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    government_kinds: Mapped[list[str]] = mapped_column(ARRAY(String(24)))
    categories: Mapped[list[str]] = mapped_column(ARRAY(String(20)))
    types: Mapped[list[str]] = mapped_column(ARRAY(String(20)))
    asks_context: Mapped[bool] = mapped_column(default=False, server_default=text("false"))

    tool: Mapped[Tool] = relationship(lazy="raise")
    role: Mapped[ToolRole] = relationship(lazy="raise", overlaps="tool")


class ContextValue(Versioned, Named, Base):
    """A value a right may ask for (a module, a district), from the list its application owner keeps."""

    __tablename__ = "rights_context_value"
    __table_args__ = (
        UniqueConstraint("kind_id", "code"),
        Index("ix_rights_context_value_name_nl_id", "name_nl", "id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    kind_id: Mapped[int] = mapped_column(ForeignKey("rights_kind.id"))
    code: Mapped[str] = mapped_column(String(64))

    kind: Mapped[RightKind] = relationship(lazy="raise")
