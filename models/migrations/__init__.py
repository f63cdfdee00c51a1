"""Schema and data over time, one numbered file per step: `NNN_slug.py`.

`upgrade_to`, `revision_of` and the head are all the rest of the house knows of Alembic. Every step runs as the
owner of the database; the log-in role of the application can't change a table.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

_HERE = Path(__file__).parent


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE / "environment"))
    config.set_main_option("version_locations", str(_HERE))
    config.set_main_option("path_separator", "newline")
    config.attributes["connection"] = connection
    return config


def upgrade_to(engine: Engine, revision: str = "head", check: Callable[[Connection], None] | None = None) -> None:
    """Brings the schema up to `revision` in one transaction, as owner; two processes wait for each other.

    `check` looks at the outcome before it counts: when it raises, nothing was changed.
    """
    with engine.begin() as connection:
        connection.exec_driver_sql("select pg_advisory_xact_lock(hashtext('sleutelbos.migrations'))")
        command.upgrade(_config(connection), revision)
        if check is not None:
            check(connection)


def downgrade_to(engine: Engine, revision: str) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("select pg_advisory_xact_lock(hashtext('sleutelbos.migrations'))")
        command.downgrade(_config(connection), revision)


def revision_of(connection: Connection) -> str | None:
    """The step the database stands at; None when it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


@cache
def head() -> str:
    """The newest step this code knows."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    if revision is None:
        raise LookupError("no migration found")
    return revision


def known(revision: str) -> bool:
    """Whether this code knows that step; a database beyond it belongs to a newer application."""
    return any(step.revision == revision for step in ScriptDirectory.from_config(_config()).walk_revisions())
