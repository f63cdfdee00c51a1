"""Lists of sanctions and of politically exposed persons: each load of one, and each entry as long as it said so.

They are public and nobody's own: whoever signed in reads, the office writes. An edition counts the loads of all
lists together: whatever was decided in edition n can be read again with what stood then.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Computed,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base

MOST_TOLD = 200


class SanctionsList(Base):
    """A list we know of. `code` is also what its source calls it; `edition` is the one its entries are of, 0
    before anything was loaded. `warn_after`: so many days after its own date it is called old."""

    __tablename__ = "aml_list"
    __table_args__ = (
        UniqueConstraint("code"),
        CheckConstraint("form in ('eu', 'un', 'belgium', 'targets', 'entities')", name="form"),
        CheckConstraint("warn_after between 1 and 366", name="warn_after"),
        CheckConstraint("code ~ '^[a-z][a-z0-9_]{1,31}$'", name="code"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    code: Mapped[str] = mapped_column(String(32))
    form: Mapped[str] = mapped_column(String(8))
    name_nl: Mapped[str] = mapped_column(String(200))
    name_fr: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    warn_after: Mapped[int] = mapped_column(SmallInteger)
    edition: Mapped[int] = mapped_column(default=0, server_default="0")
    published_on: Mapped[date | None]
    entries: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    loaded_at: Mapped[datetime | None]
    looked_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    __mapper_args__ = {"version_id_col": version}

    def named(self, language: str) -> str:
        """What it is called, in the reader's language."""
        return {"nl": self.name_nl, "fr": self.name_fr}.get(language, self.name_en)

    def __str__(self) -> str:
        return self.name_nl


class Snapshot(Base):
    """One load of one list: what came, what it changed, or why nothing of it counts.

    `state`: reading; held, until somebody says that so many entries may go; loaded; refused; same, when there was
    nothing new in it. `told`: problems of single entries, the first 200, as {line, code, value}. `screened_at`:
    when all contacts had been compared with what it changed. Meanwhile `screened_by` says which way: each entry
    with all contacts, or each contact with all entries; `screened_to`, up to which entry or contact, by its id;
    and `opened`, how many hits that opened for which organisation.
    """

    __tablename__ = "aml_snapshot"
    __table_args__ = (
        UniqueConstraint("edition"),
        CheckConstraint("state in ('reading', 'held', 'loaded', 'refused', 'same')", name="state"),
        CheckConstraint("(state = 'loaded') = (edition is not null)", name="edition"),
        CheckConstraint("(state = 'refused') = (why <> '')", name="why"),
        CheckConstraint("octet_length(sha256) = 32", name="sha256"),
        CheckConstraint("(state = 'reading') = (ended_at is null) or state = 'held'", name="ended_at"),
        CheckConstraint("screened_by in ('', 'entries', 'contacts')", name="screened_by"),
        Index("ix_aml_snapshot_asked_at_id", "asked_at", "id"),
        Index("ix_aml_snapshot_list_id_id", "list_id", "id"),
        Index(
            "ix_aml_snapshot_unscreened",
            "edition",
            postgresql_where=text("state = 'loaded' and screened_at is null"),
        ),
        Index(
            "uq_aml_snapshot_open", "list_id", unique=True, postgresql_where=text("state in ('reading', 'held')")
        ),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("aml_list.id"))
    edition: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(8), default="reading", server_default="reading")
    asked_at: Mapped[datetime]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    file_name: Mapped[str] = mapped_column(String(200), default="", server_default="")
    sha256: Mapped[bytes | None] = mapped_column(LargeBinary)
    size: Mapped[int] = mapped_column(default=0, server_default="0")
    published_on: Mapped[date | None]
    entries: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    added: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    changed: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    removed: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    problems: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    told: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list, server_default="[]")
    why: Mapped[str] = mapped_column(String(40), default="", server_default="")
    why_line: Mapped[int] = mapped_column(default=0, server_default="0")
    why_value: Mapped[str] = mapped_column(String(200), default="", server_default="")
    ended_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    screened_by: Mapped[str] = mapped_column(String(8), default="", server_default="")
    screened_to: Mapped[int] = mapped_column(default=0, server_default="0")
    opened: Mapped[dict[str, int]] = mapped_column(JSONB, default=dict, server_default="{}")
    screened_at: Mapped[datetime | None]
    new_hits: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    gone_hits: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    list: Mapped[SanctionsList] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}

    def __str__(self) -> str:
        return self.file_name or str(self.id)


class Listed(Base):
    """An entry of a list, as long as the list said the same of it: from edition `since` on, up to but not in
    `until`; None while it stands. A changed entry is a new row. `told` is all that the list says
    (`ListedEntry.told`), `judged` the fingerprint of what a decision about it rests on, `whole` of everything."""

    __tablename__ = "aml_listed"
    __table_args__ = (
        CheckConstraint("until > since", name="until"),
        CheckConstraint("octet_length(judged) = 32 and octet_length(whole) = 32", name="fingerprints"),
        Index("uq_aml_listed_stands", "list_id", "key", unique=True, postgresql_where=text("until is null")),
        Index("ix_aml_listed_list_id_key_since", "list_id", "key", "since"),
        Index("ix_aml_listed_since_id", "since", "id"),
        Index("ix_aml_listed_until", "until", "id", postgresql_where=text("until is not null")),
        Index("ix_aml_listed_sort_name_id", "sort_name", "id"),
        Index("ix_aml_listed_list_id_sort_name_id", "list_id", "sort_name", "id"),
        Index("ix_aml_listed_words", text("house_words(sort_name)"), postgresql_using="gin"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("aml_list.id"))
    key: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(500))
    sort_name: Mapped[str] = mapped_column(Computed("house_sort_name(name)", persisted=True))
    kind: Mapped[str] = mapped_column(String(12))
    topics: Mapped[list[str]] = mapped_column(ARRAY(String(16)))
    judged: Mapped[bytes] = mapped_column(LargeBinary)
    whole: Mapped[bytes] = mapped_column(LargeBinary)
    told: Mapped[dict[str, Any]] = mapped_column(JSONB)
    since: Mapped[int]
    until: Mapped[int | None]

    list: Mapped[SanctionsList] = relationship(lazy="raise")

    def __str__(self) -> str:
        return self.name


class StagedEntry(Base):
    """An entry of a file that is being read, or that waits for a yes; compared with what stands, then deleted."""

    __tablename__ = "aml_staged"

    snapshot_id: Mapped[int] = mapped_column(ForeignKey("aml_snapshot.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    name: Mapped[str] = mapped_column(String(500))
    kind: Mapped[str] = mapped_column(String(12))
    topics: Mapped[list[str]] = mapped_column(ARRAY(String(16)))
    judged: Mapped[bytes] = mapped_column(LargeBinary)
    whole: Mapped[bytes] = mapped_column(LargeBinary)
    told: Mapped[dict[str, Any]] = mapped_column(JSONB)
