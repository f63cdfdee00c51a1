"""A backup brings everything back or nothing, into a fresh database only."""

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from models.backup import BackupFailed, NotEmpty, back_up, restore
from models.migrations import head, revision_of, upgrade_to
from models.server import Server

WALLS = """select string_agg(line, chr(10) order by line) from (
    select 'policy ' || polname || ' on ' || polrelid::regclass from pg_policy union all
    select 'trigger ' || tgname || ' on ' || tgrelid::regclass from pg_trigger where not tgisinternal union all
    select 'constraint ' || conname from pg_constraint union all
    select 'grant ' || relname || coalesce(relacl, acldefault(case relkind when 'S' then 's' else 'r' end::"char",
            relowner))::text from pg_class where relnamespace = 'public'::regnamespace
) as walls (line)"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("backup") / "database", fsync=False)
    server.start()
    server.prepare()
    engine = create_engine(server.url("house_owner"))
    upgrade_to(engine)
    with engine.begin() as connection:
        connection.execute(
            text("create table sample as select n, 'Chloé' as name from generate_series(1, 1000) n")
        )
    engine.dispose()
    yield server
    server.erase()


@pytest.fixture(scope="module")
def backup(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("copies") / "house of keys.dump"
    back_up(server.url("house_owner"), target)
    return target


def fresh(server: Server, name: str) -> str:
    server.prepare(name)
    return server.url("house_owner", name)


def ask(url: str, question: str) -> object:
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return connection.execute(text(question)).scalar()
    finally:
        engine.dispose()


def test_a_backup_is_closed_to_other_users(backup: Path) -> None:
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_rows_walls_and_grants_come_back(server: Server, backup: Path) -> None:
    url = fresh(server, "come back")
    restore(backup, url)
    assert ask(url, "select count(*) from sample where name = 'Chloé'") == 1000
    assert ask(url, WALLS) == ask(server.url("house_owner"), WALLS)
    engine = create_engine(url)
    with engine.connect() as connection:
        assert revision_of(connection) == head()
    engine.dispose()


def test_nothing_that_is_there_is_overwritten(server: Server, backup: Path) -> None:
    with pytest.raises(NotEmpty):
        restore(backup, server.url("house_owner"))


def test_a_torn_backup_brings_nothing_back(server: Server, backup: Path, tmp_path: Path) -> None:
    torn = tmp_path / "torn.dump"
    torn.write_bytes(backup.read_bytes()[: backup.stat().st_size // 2])
    url = fresh(server, "torn")
    with pytest.raises(BackupFailed, match="pg_restore"):
        restore(torn, url)
    restore(backup, url)


def test_a_backup_that_fails_leaves_the_earlier_one(server: Server, tmp_path: Path) -> None:
    target = tmp_path / "daily.dump"
    target.write_bytes(b"yesterday")
    with pytest.raises(BackupFailed, match="does not exist"):
        back_up(server.url("house_owner", "no_such_database"), target)
    assert target.read_bytes() == b"yesterday"
    assert list(tmp_path.iterdir()) == [target]
