"""Documents: what was uploaded, issued, or made for download. The bytes lie with `app/outside/files.py`.

The row says what the file is and whose; `file` is its random name there, empty once it was taken away.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.columns import BLANK


class Document(Base):
    """One file. `private`: for whoever made it only, as an export is; `organisation_id` 0 is the platform."""

    __tablename__ = "document"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        CheckConstraint("octet_length(sha256) = 32", name="sha256"),
        CheckConstraint("size >= 0", name="size"),
        CheckConstraint("(file is null) = (removed_at is not null)", name="removed"),
        Index("ix_document_id", "id"),
        Index("ix_document_organisation_id_made_at_id", "organisation_id", "made_at", "id"),
        Index("ix_document_made_at_id", "made_at", "id"),
        Index(
            "ix_document_organisation_id_subject_kind_subject_id", "organisation_id", "subject_kind", "subject_id"
        ),
        Index("ix_document_person_id", "person_id"),
        Index("ix_document_account_id", "account_id"),
        Index("ix_document_sha256", "sha256"),
        Index("ix_document_expires_at", "expires_at", postgresql_where=text("file is not null")),
        Index("uq_document_file", "file", unique=True),
    )

    organisation_id: Mapped[int]
    id: Mapped[int] = mapped_column(Identity())
    kind: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200), info=BLANK)
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    file: Mapped[str | None] = mapped_column(String(64))
    subject_kind: Mapped[str] = mapped_column(String(40), default="")
    subject_id: Mapped[int | None]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("account_person.id"))
    # Nobody's: a picture with a problem told by who wasn't signed in, or what an account left that is gone.
    account_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="SET NULL"))
    private: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]

    account: Mapped[Any] = relationship("Account", lazy="raise", viewonly=True)
    person: Mapped[Any] = relationship("Person", lazy="raise", viewonly=True)

    __mapper_args__ = {"primary_key": ["id"]}

    def __str__(self) -> str:
        return self.name
