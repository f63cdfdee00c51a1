"""Views of lists that people save and share, which of them opens first, and acts on many rows before and after.

`organisation_id` 0 is the platform: what staff keep, and persons who administer nothing. `list_name` is the
screen's name in the code; a list that is gone leaves its views behind, harmless.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

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
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import BigInteger

from models.base import Base
from models.columns import BLANK, DASH


class SavedView(Base):
    """What somebody asks of a list, under a name. `asked` is the address's own words; a name may name people."""

    __tablename__ = "list_view"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        CheckConstraint(
            "shared_with in ('', 'local_administrator', 'helpdesk', 'finance', 'counter', 'central')",
            name="shared_with",
        ),
        CheckConstraint("name <> ''", name="name"),
        # Of an erased person every view is called the same.
        Index(
            "uq_list_view_name",
            "organisation_id",
            "account_id",
            "list_name",
            "name",
            unique=True,
            postgresql_where=text("name <> '—'"),
        ),
        Index("ix_list_view_id", "id"),
        Index("ix_list_view_organisation_id_list_name", "organisation_id", "list_name"),
        Index("ix_list_view_organisation_id_made_at_id", "organisation_id", "made_at", "id"),
        Index("ix_list_view_made_at_id", "made_at", "id"),
    )

    organisation_id: Mapped[int]
    id: Mapped[int] = mapped_column(Identity())
    account_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("account_person.id"))
    list_name: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(80), info=DASH)
    asked: Mapped[str] = mapped_column(String(4000), info=BLANK)
    shared_with: Mapped[str] = mapped_column(String(24), default="", server_default="")
    made_at: Mapped[datetime]

    account: Mapped[Any] = relationship("Account", viewonly=True, lazy="raise")

    __mapper_args__ = {"primary_key": ["id"]}


class DefaultView(Base):
    """The view a list opens with, for one account; gone with the view."""

    __tablename__ = "list_default"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        ForeignKeyConstraint(
            ["organisation_id", "view_id"], ["list_view.organisation_id", "list_view.id"], ondelete="CASCADE"
        ),
        UniqueConstraint("organisation_id", "account_id", "list_name"),
        Index("ix_list_default_organisation_id_view_id", "organisation_id", "view_id"),
    )

    organisation_id: Mapped[int]
    id: Mapped[int] = mapped_column(Identity())
    account_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("account_person.id"))
    list_name: Mapped[str] = mapped_column(String(60))
    view_id: Mapped[int]

    __mapper_args__ = {"primary_key": ["id"]}


class BulkAct(Base):
    """An act on many rows: the rows as they were chosen, what was foretold of them, what became of them.

    `foretold` and `outcome` name only the rows that won't be (weren't) done: id → [refusal's code, its facts].
    `asked_for` is what it was foretold with, where the act needs more than its rows; nothing typed freely.
    """

    __tablename__ = "list_act"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        CheckConstraint("cardinality(row_ids) between 1 and 10000", name="rows"),
        CheckConstraint("cardinality(row_ids) = cardinality(versions)", name="versions"),
        CheckConstraint("(done_at is null) = (outcome is null)", name="done"),
        Index("ix_list_act_id", "id"),
        Index("ix_list_act_account_id_asked_at", "account_id", "asked_at"),
    )

    organisation_id: Mapped[int]
    id: Mapped[int] = mapped_column(Identity())
    account_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("account_person.id"))
    list_name: Mapped[str] = mapped_column(String(60))
    act: Mapped[str] = mapped_column(String(40))
    row_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    versions: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    foretold: Mapped[dict[str, Any]] = mapped_column(JSONB)
    asked_for: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))
    outcome: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    asked_at: Mapped[datetime]
    done_at: Mapped[datetime | None]

    __mapper_args__ = {"primary_key": ["id"]}
