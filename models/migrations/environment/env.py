"""Alembic's entrance: the connection always comes from the caller, never from a file."""

from typing import Any

from alembic import context
from sqlalchemy import types

import models.events
import models.jobs
import models.rights
import models.syndics  # noqa: F401 - registers every table
from models.base import Base
from models.columns import Encrypted


def _ours(name: str | None, kind: str, parent: Any) -> bool:
    return kind != "table" or not (name or "").startswith("procrastinate_")


def _frozen(kind: str, item: Any, autogen: Any) -> str | bool:
    """Our column types are written down as what they are at rest: an old step never imports today's code."""
    if kind == "type" and isinstance(item, Encrypted):
        return "sa.LargeBinary()"
    if kind == "type" and isinstance(item, types.Uuid):
        return "sa.Uuid()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    include_name=_ours,
    render_item=_frozen,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
