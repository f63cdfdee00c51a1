"""The database of a test run: one server, one migrated template, a copy for whoever commits.

`TEST_DATABASE_ADMIN_URL` (a superuser's address) uses that server; otherwise an embedded one is started, once
per run whatever the number of workers, without fsync, in memory where that can be, and erased at the end.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Dialect, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url

from app.database import engine_for
from models import migrations
from models.server import ROLES_SQL, Server, run_client

TEMPLATE = "house_template"
_SERVER = "TEST_DATABASE_SERVER"
_ROOM = 4 << 30


@dataclass(frozen=True)
class TestServer:
    """Where the run's databases live; passwords are the embedded server's, or none where trust is configured."""

    __test__ = False

    admin: URL
    embedded: Server | None

    def url(self, role: str, database: str) -> str:
        if self.embedded is not None:
            return self.embedded.url(role, database)
        return self.admin.set(username=role, database=database).render_as_string(hide_password=False)

    def run(self, statement: str) -> None:
        """One statement as superuser, outside a transaction."""
        engine = create_engine(self.admin, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def admin_engine(self, database: str) -> Engine:
        return create_engine(self.admin.set(database=database))

    @contextmanager
    def copy(self, template: str = TEMPLATE) -> Iterator[str]:
        """The name of a fresh copy of a database; dropped afterwards, whoever still holds it."""
        name = f"copy_{uuid.uuid4().hex[:12]}"
        self.run(f'create database "{name}" template "{template}" owner house_owner strategy file_copy')
        try:
            yield name
        finally:
            self.run(f'drop database if exists "{name}" with (force)')


class Moving:
    """An engine that goes from copy to copy, so that what it learned to say once it says at once in the next: an
    engine of its own for each would compile every statement anew."""

    def __init__(self, server: TestServer) -> None:
        self.engine = engine_for(server.url("house_app", TEMPLATE))
        # Of the class: what is told to one engine alone would come after its own way to connect.
        event.listen(Engine, "do_connect", self._there)

    def to(self, database: str) -> Engine:
        """The engine, from here on in this database; nobody holds a connection of it any more."""
        self.engine.dispose()
        self.engine.url = self.engine.url.set(database=database)
        return self.engine

    def _there(self, dialect: Dialect, _: Any, __: Any, how: dict[str, Any]) -> None:
        if dialect is self.engine.dialect:
            how["dbname"] = self.engine.url.database


def make_template(server: TestServer) -> None:
    """Makes the template anew: roles, extensions, every migration."""
    server.run(f'drop database if exists "{TEMPLATE}" with (force)')
    if server.embedded is not None:
        server.embedded.prepare(TEMPLATE)
    else:
        address = server.admin.set(database="postgres").render_as_string(hide_password=False)
        run_client(
            address,
            "psql",
            "-X",
            "-q",
            "-v",
            "ON_ERROR_STOP=1",
            "-v",
            f"database={TEMPLATE}",
            "-f",
            str(ROLES_SQL),
        )
    owner = create_engine(server.url("house_owner", TEMPLATE))
    migrations.upgrade_to(owner)
    owner.dispose()


def _memory() -> str | None:
    """Where files are kept in memory, with room for all copies; None where there is no such place. A copy of the
    template costs a fifth there of what it costs on a disk."""
    place = Path("/dev/shm")  # noqa: S108 - the folder made in it is nobody else's
    try:
        return str(place) if shutil.disk_usage(place).free > _ROOM and os.access(place, os.W_OK) else None
    except OSError:
        return None


def started() -> TestServer:
    """The server of this run: given by address, found where the first process started it, or started."""
    given = os.environ.get("TEST_DATABASE_ADMIN_URL", "")
    if given:
        return TestServer(make_url(given), None)
    folder = os.environ.get(_SERVER) or tempfile.mkdtemp(prefix="sleutelbos-tests-", dir=_memory())
    os.environ[_SERVER] = folder
    server = Server(Path(folder) / "postgres", fsync=False, max_connections=120)
    server.start()
    return TestServer(make_url(server.admin_url()), server)
