"""The typed base of every table, on the framework's registry: one metadata, one naming convention.

A table that belongs to an organisation starts with it: primary key (organisation_id, id), composite foreign
keys, so that the database itself refuses a reference to another organisation's row. The mapper knows such a
row by `id` alone, which comes from one sequence per table.
"""

from __future__ import annotations

from datetime import datetime

from flask_appbuilder import Model
from sqlalchemy import BigInteger, DateTime, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, registry

_NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
_registry: registry = Model.registry
_metadata: MetaData = Model.metadata
# Set before the framework's own tables are imported, so that theirs follow it too.
_metadata.naming_convention = _NAMING
_registry.update_type_annotation_map({int: BigInteger, datetime: DateTime(timezone=True), str: Text})


class Base(DeclarativeBase):
    """Parent of our tables; string relations reach the framework's tables too."""

    registry = _registry
    metadata = _metadata
