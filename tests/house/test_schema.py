"""Models and migrations say the same, to the last policy, trigger and grant; a list is sorted on an index."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, create_engine, text

from models import migrations
from models.base import Base
from tests.database import TestServer
from tests.house.schema import shape, stored, walls
from views.framework.register import Register
from views.screens import SCREENS

_ORDERS = [
    (screen.__name__, name, column, screen.datamodel.obj.__mapper__)
    for screen in SCREENS
    if issubclass(screen, Register)
    for name, column in screen.orders.items()
]


@pytest.fixture
def owner(server: TestServer, cloned_database: str) -> Iterator[Engine]:
    made = create_engine(server.url("house_owner", cloned_database))
    yield made
    made.dispose()


def _ours(name: str | None, kind: str, parent: Any) -> bool:
    return kind != "table" or not (name or "").startswith("procrastinate_")


def _of_the_models(lines: list[str]) -> set[str]:
    """Without the tables other libraries bring, and how the framework's own fill their ids (they stay empty)."""
    strange = re.compile(r"procrastinate|alembic_version|column: ab_\w+\.id ")
    return {line for line in lines if not strange.search(line)}


def test_the_migrations_leave_nothing_for_the_models_to_add(owner: Engine) -> None:
    with owner.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": _ours, "compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_tables_made_from_the_models_are_the_migrated_ones_to_the_last_constraint(owner: Engine) -> None:
    """Alembic compares no CHECK and no exclusion; PostgreSQL's own catalogue does."""
    with owner.begin() as connection:
        connection.execute(text("create schema from_models"))
        connection.execute(text("set local search_path = from_models, public"))
        Base.metadata.create_all(connection, checkfirst=False)
        made = _of_the_models(shape(connection, "from_models"))
        connection.execute(text("set local search_path = public"))
        migrated = _of_the_models(shape(connection))
    assert sorted(made - migrated) == []
    assert sorted(migrated - made) == []


@pytest.mark.trust("Tenants")
@pytest.mark.trust("Audit log")
@pytest.mark.trust("Rights")
def test_constraints_policies_triggers_and_grants_are_those_that_were_agreed(owner: Engine) -> None:
    """A difference that is meant: `python -m tests.house.schema` writes the list anew, for the review to see."""
    with owner.connect() as connection:
        there = shape(connection) + walls(connection)
    assert sorted(set(there) - set(stored())) == []
    assert sorted(set(stored()) - set(there)) == []


@pytest.mark.trust("Tenants")
def test_every_table_of_an_organisation_has_row_security(owner: Engine) -> None:
    with owner.connect() as connection:
        secured = {line.removeprefix("row security: ") for line in walls(connection) if "row security:" in line}
    assert {table.name for table in Base.metadata.tables.values() if "organisation_id" in table.c} <= secured


def test_down_to_nothing_and_up_again_gives_the_same_database(owner: Engine) -> None:
    with owner.connect() as connection:
        before = shape(connection) + walls(connection)
    migrations.downgrade_to(owner, "base")
    with owner.connect() as connection:
        assert [line for line in shape(connection) if "alembic_version" not in line] == []
    migrations.upgrade_to(owner)
    with owner.connect() as connection:
        assert shape(connection) + walls(connection) == before


@pytest.mark.parametrize(
    ("screen", "name", "column", "mapper"), _ORDERS, ids=lambda one: one if isinstance(one, str) else ""
)
def test_a_list_is_sorted_on_an_index(screen: str, name: str, column: Any, mapper: Any) -> None:
    """For everybody's rows and, where they belong to an organisation, for its own; the id breaks ties."""
    table = column.property.columns[0].table
    indexes = {
        tuple(part.name for part in index.columns)
        for index in table.indexes
        if index.dialect_options["postgresql"]["where"] is None
    } | {tuple(part.name for part in table.primary_key.columns)}
    number = mapper.synonyms["id"].name if "id" in mapper.synonyms else "id"
    sorting = tuple(dict.fromkeys((column.key, number)))
    assert sorting in indexes
    # What the bank tells is the house's; it only says in whose wallet it was booked, and finance lists all of it.
    if "organisation_id" in table.c and number != "organisation_id" and table.name != "bank_entry":
        assert ("organisation_id", *sorting) in indexes
    assert not column.property.columns[0].nullable, "a page can't begin after a row that has no value"
