"""Imports: a file somebody brought, its rows while they wait, and what became of each.

What stands in the file is personal, and of people who may never become known here: it waits in encrypted chunks,
and goes when it is no longer needed. What stays of a row says what was done, to which record, and why not.
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
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.columns import GONE, Encrypted

CHUNK = "import_chunk.content"


class ImportRun(Base):
    """One file on its way in: who brought it, what it is, how its columns were read, what came of it."""

    __tablename__ = "import_run"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        CheckConstraint(
            "state in ('mapping', 'checking', 'checked', 'applying', 'applied', 'undoing', 'undone', 'dropped')",
            name="state",
        ),
        CheckConstraint("mode in ('all_rows', 'good_rows')", name="mode"),
        CheckConstraint("format in ('csv', 'xlsx')", name="format"),
        Index("ix_import_run_id", "id"),
        Index("ix_import_run_organisation_id_asked_at_id", "organisation_id", "asked_at", "id"),
        Index("ix_import_run_asked_at_id", "asked_at", "id"),
    )

    # 0 for what the house itself brings in: no organisation has that number, and nobody else sees it.
    organisation_id: Mapped[int]
    id: Mapped[int] = mapped_column(Identity())
    kind: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(20), default="mapping")
    account_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    format: Mapped[str] = mapped_column(String(10))
    encoding: Mapped[str] = mapped_column(String(20), default="")
    delimiter: Mapped[str] = mapped_column(String(1), default="")
    sheet: Mapped[str] = mapped_column(String(100), default="")
    size: Mapped[int]
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    signature: Mapped[str] = mapped_column(String(64))
    heads: Mapped[list[str]] = mapped_column(JSONB)
    # Which column each head stands for, in the order of the heads; null for one that is left out.
    columns: Mapped[list[str | None]] = mapped_column(JSONB)
    rows: Mapped[int]
    mode: Mapped[str | None] = mapped_column(String(10))
    counts: Mapped[dict[str, int]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))
    undo_counts: Mapped[dict[str, int]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))
    # Why work that was put off wasn't done: a refusal's code.
    refusal: Mapped[str | None] = mapped_column(String(80))
    # What the check predicted, row by row, as one figure.
    digest: Mapped[str | None] = mapped_column(String(32))
    work_id: Mapped[int | None]
    asked_at: Mapped[datetime]
    checked_at: Mapped[datetime | None]
    applied_at: Mapped[datetime | None]
    applied_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    emptied_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    account: Mapped[Any] = relationship("Account", lazy="raise", viewonly=True, foreign_keys=[account_id])

    __mapper_args__ = {"primary_key": ["id"], "version_id_col": version}

    def __str__(self) -> str:
        return self.file_name


class ImportChunk(Base):
    """Some hundreds of rows of the file as they were read, encrypted; deleted as soon as nobody needs them."""

    __tablename__ = "import_chunk"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "import_id", "first_line"),
        ForeignKeyConstraint(["organisation_id", "import_id"], ["import_run.organisation_id", "import_run.id"]),
    )

    organisation_id: Mapped[int]
    import_id: Mapped[int]
    first_line: Mapped[int]
    last_line: Mapped[int]
    content: Mapped[str] = mapped_column(Encrypted(CHUNK))


class ImportRow(Base):
    """What came of one row. `line` is the row's number in the file, as a spreadsheet counts, heads included.

    No foreign keys to person and subject: neither is ever deleted, and 50,000 checks would weigh.
    """

    __tablename__ = "import_row"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "import_id", "line"),
        ForeignKeyConstraint(["organisation_id", "import_id"], ["import_run.organisation_id", "import_run.id"]),
        CheckConstraint("verdict in ('created', 'attached', 'updated', 'unchanged', 'rejected')", name="verdict"),
        CheckConstraint("undo in ('taken_back', 'kept')", name="undo"),
        Index(
            "ix_import_row_organisation_id_import_id_verdict_line",
            "organisation_id",
            "import_id",
            "verdict",
            "line",
        ),
        Index("ix_import_row_organisation_id_subject_id", "organisation_id", "subject_id"),
        Index("ix_import_row_person_id", "person_id"),
    )

    organisation_id: Mapped[int]
    import_id: Mapped[int]
    line: Mapped[int]
    verdict: Mapped[str] = mapped_column(String(10))
    # What is wrong, or worth saying: code, field, facts; never what stood in the cell.
    problems: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list, server_default=text("'[]'"))
    subject_id: Mapped[int | None]
    subject_version: Mapped[int | None]
    person_id: Mapped[int | None]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB, info=GONE)
    undo: Mapped[str | None] = mapped_column(String(10))
    undo_code: Mapped[str | None] = mapped_column(String(80))


class ImportMapping(Base):
    """How an organisation had the columns of such a file read last time, by the signature of its heads."""

    __tablename__ = "import_mapping"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        UniqueConstraint("organisation_id", "kind", "signature"),
        Index("ix_import_mapping_id", "id"),
    )

    organisation_id: Mapped[int]
    id: Mapped[int] = mapped_column(Identity())
    kind: Mapped[str] = mapped_column(String(40))
    signature: Mapped[str] = mapped_column(String(64))
    columns: Mapped[list[str | None]] = mapped_column(JSONB)
    used_at: Mapped[datetime]

    __mapper_args__ = {"primary_key": ["id"]}
