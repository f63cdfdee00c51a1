"""Packages: sets of rights that an organisation gives and takes away together, by function."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    PrimaryKeyConstraint,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.organisations import Organisation
from models.rights.catalogue import RightKind


class Package(Base):
    """A set of rights with a name, of one organisation."""

    __tablename__ = "rights_package"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        UniqueConstraint("organisation_id", "name"),
        Index("ix_rights_package_id", "id"),
        Index("ix_rights_package_name_id", "name", "id"),
        Index("ix_rights_package_organisation_id_name_id", "organisation_id", "name", "id"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    id: Mapped[int] = mapped_column(Identity())
    name: Mapped[str] = mapped_column(String(100))
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    lines: Mapped[list[PackageLine]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="PackageLine.kind_id", passive_deletes=True
    )

    __mapper_args__ = {"primary_key": ["id"], "version_id_col": version}


class PackageLine(Base):
    """One right of a package: its kind, and the part of the tool it is for ('' for none)."""

    __tablename__ = "rights_package_line"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "package_id", "kind_id", "context"),
        ForeignKeyConstraint(
            ["organisation_id", "package_id"],
            ["rights_package.organisation_id", "rights_package.id"],
            ondelete="CASCADE",
        ),
        Index("ix_rights_package_line_kind_id", "kind_id"),
    )

    organisation_id: Mapped[int]
    package_id: Mapped[int]
    kind_id: Mapped[int] = mapped_column(ForeignKey("rights_kind.id"))
    context: Mapped[str] = mapped_column(String(200), default="")

    kind: Mapped[RightKind] = relationship(lazy="raise")
