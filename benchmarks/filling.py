"""A server of a benchmark's own, filled by statements in sets and gone afterwards."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, text

from models import keyring, migrations
from models.server import Server

TABLES = ("account_person", "organisation_membership", "rights_right", "event")
_SEQUENCES = (*TABLES, "organisation", "ab_user")
# Indexes are made once the rows are there: in a fifth of the time at ten million.
_INDEXES = text(
    """select format('alter table %s drop constraint %I', c.conrelid::regclass, c.conname),
        format('alter table %s add constraint %I %s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid))
    from pg_constraint c where c.contype = 'x' and c.connamespace = 'public'::regnamespace
    union all select format('drop index %s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid)
    from pg_index i where i.indrelid = any(cast(:tables as regclass[]))
    and not exists (select from pg_constraint c where c.conindid = i.indexrelid)"""
)


@contextmanager
def filled_with(
    statements: Iterable[str], *, durable: bool = False, **values: int
) -> Iterator[tuple[Server, Engine]]:
    """A migrated server after these statements, vacuumed. Yields it and the owner's engine.

    `values` are the statements' parameters. They run without triggers and without the indexes of TABLES, which
    are made anew afterwards. `durable`: a commit waits for the disk, as in earnest.
    """
    keyring.install(keyring.Keyring.fresh())
    with tempfile.TemporaryDirectory(prefix="sleutelbos-bench-") as folder:
        server = Server(Path(folder) / "postgres", fsync=durable)
        server.start()
        server.prepare()
        owner = create_engine(server.url("house_owner"))
        migrations.upgrade_to(owner)
        admin = create_engine(server.admin_url("sleutelbos"), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            _fill(connection, statements, values)
        admin.dispose()
        try:
            yield server, owner
        finally:
            owner.dispose()
            server.erase()


def _fill(connection: Connection, statements: Iterable[str], values: dict[str, int]) -> None:
    indexes = connection.execute(_INDEXES, {"tables": list(TABLES)}).all()
    for drop, _ in indexes:
        connection.exec_driver_sql(drop)
    connection.execute(text("set session_replication_role = replica"))
    for statement in statements:
        wants = {name: value for name, value in values.items() if f":{name}" in statement}
        connection.execute(text(statement), wants)
    connection.execute(text("set session_replication_role = origin"))
    connection.execute(text("set maintenance_work_mem = '512MB'"))
    for _, make in indexes:
        connection.exec_driver_sql(make)
    for table in _SEQUENCES:
        connection.execute(text(f"select setval('{table}_id_seq', (select coalesce(max(id), 1) from {table}))"))
    connection.execute(text("vacuum analyze"))
