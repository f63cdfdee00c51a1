"""A copy of the whole database in one file, and back: pg_dump's own archive, read and written as the owner.

Works for the embedded server and for any other (PostgreSQL 15 to 18): the programs are the wheel's, the address
is the owner's URL. The keys file isn't in it: without it, encrypted columns can't be read; keep both, apart.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import IO, cast

from sqlalchemy import Connection, text

from models.server.programs import binary, client_environment, run_client

_ALIEN = b"SET transaction_timeout"  # written by pg_restore 18, unknown before PostgreSQL 17
_PREAMBLE_LINES = 40
_ANY_TABLE = """select exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast'))"""


class NotEmpty(ValueError):
    """A backup goes back into a fresh database only: nothing there is overwritten."""


class BackupFailed(RuntimeError):
    """pg_dump, pg_restore or psql said no; the message is what they said."""


def back_up(owner_url: str, target: Path) -> None:
    """Writes the database as it is at this moment, while people work; the file is 0600 and appears whole.

    Raises BackupFailed; an earlier file of that name then stays.
    """
    beside = target.with_name(f"{target.name}.new")
    beside.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            # Extensions are the superuser's (roles.sql): the owner may not make or comment them.
            run_client(owner_url, "pg_dump", "--format=custom", "--exclude-extension=*", stdout=file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    except subprocess.CalledProcessError as problem:
        raise BackupFailed(_said(problem.stderr)) from problem
    finally:
        beside.unlink(missing_ok=True)


def restore(source: Path, owner_url: str) -> None:
    """Brings a backup back into an empty database that roles.sql has prepared: everything or nothing.

    Raises NotEmpty, BackupFailed.
    """
    check_empty(owner_url)
    environment = client_environment(owner_url)
    unpack = [str(binary("pg_restore")), "--no-owner", "--file=-", str(source.absolute())]
    play = [str(binary("psql")), "-X", "-q", "-v", "ON_ERROR_STOP=1", "--single-transaction", "--output=/dev/null"]
    with tempfile.TemporaryFile() as said:
        script = subprocess.Popen(unpack, env=environment, stdout=subprocess.PIPE, stderr=said)  # noqa: S603
        player = subprocess.Popen(  # noqa: S603
            play, env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said
        )
        with contextlib.suppress(BrokenPipeError), script, player:  # psql left early: its words are in `said`
            _pour(cast("IO[bytes]", script.stdout), cast("IO[bytes]", player.stdin))
            if script.wait() != 0:
                player.kill()  # before its one transaction ends: a torn file leaves nothing
        if script.returncode != 0 or player.returncode != 0:
            said.seek(0)
            raise BackupFailed(_said(said.read()))


def check_empty(owner_url: str) -> None:
    """Raises NotEmpty when somebody's tables are there."""
    if run_client(owner_url, "psql", "-X", "-A", "-t", "-c", _ANY_TABLE).stdout.strip() == b"t":
        raise NotEmpty("The database already holds tables: make a fresh one with roles.sql.")


def _pour(script: IO[bytes], player: IO[bytes]) -> None:
    for _ in range(_PREAMBLE_LINES):
        line = script.readline()
        if not line.startswith(_ALIEN):
            player.write(line)
    shutil.copyfileobj(script, player, 1 << 20)
    player.flush()


def _said(words: bytes | None) -> str:
    return (words or b"").decode(errors="replace").strip()


def row_counts(connection: Connection) -> dict[str, int]:
    """How many rows each table has: what a move or an upgrade must not lose."""
    tables = "select tablename from pg_tables where schemaname = 'public' order by 1"
    return {
        name: int(connection.execute(text(f'select count(*) from "{name}"')).scalar_one())  # noqa: S608 - ours
        for name in connection.execute(text(tables)).scalars().all()
    }
