"""How somebody last entered a tool."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class ToolUse(Base):
    """Last entered when, for whom (`organisation_id` None: oneself) and in which role.

    `starred`: taken without asking the next time, as long as it is open. `subject`: what the tool calls him, by
    which it asks about him; None where he last entered before that was kept.
    """

    __tablename__ = "rights_tool_use"
    __table_args__ = (
        ForeignKeyConstraint(["tool_id", "role_id"], ["rights_tool_role.tool_id", "rights_tool_role.id"]),
        UniqueConstraint("tool_id", "subject"),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"), primary_key=True)
    tool_id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    role_id: Mapped[int]
    used_at: Mapped[datetime]
    starred: Mapped[bool]
    subject: Mapped[str | None] = mapped_column(String(64))
