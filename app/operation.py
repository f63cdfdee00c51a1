"""What an operator does to a whole installation: upgrade, move, rotate the key. Nothing half-done stays.

Works with addresses and files it is handed; says how it ended, and never prints.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, create_engine
from sqlalchemy.orm import Session

from app.rotation import left_to_do, reencrypt_batch
from app.transaction import transaction
from models import keyring, migrations
from models.backup import BackupFailed, NotEmpty, back_up, restore, row_counts
from models.keyring import Keyring


class NotDone(Exception):
    """The operation said no and left everything as it was; the message is for the operator."""


def _counts(url: str) -> dict[str, int]:
    engine = create_engine(url)
    with engine.connect() as connection:
        counts = row_counts(connection)
    engine.dispose()
    return counts


def upgrade(owner_url: str, folder: Path, now: datetime) -> str:
    """Backs up into the folder, migrates and verifies in one transaction. Raises NotDone, nothing changed."""
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / f"before-{migrations.head()}-{now:%Y%m%d-%H%M%S}.dump"
    back_up(owner_url, file)
    before = _counts(owner_url)

    def check(connection: Connection) -> None:
        after = row_counts(connection)
        lost = sorted(table for table, count in before.items() if after.get(table, 0) < count)
        if lost:
            raise NotDone(f"rows were lost in {', '.join(lost)}")

    owner = create_engine(owner_url)
    try:
        migrations.upgrade_to(owner, check=check)
    except Exception as problem:
        raise NotDone(f"Not upgraded, and nothing was changed: {problem}. A backup is in {file}.") from problem
    finally:
        owner.dispose()
    return f"Upgraded to step {migrations.head()}; every table has its rows. Backed up before to {file}."


def move(source_url: str, target_url: str, file: Path) -> str:
    """Copies a whole database to an empty one and compares the rows. Raises NotDone; the source is untouched."""
    try:
        back_up(source_url, file)
        restore(file, target_url)
    except (NotEmpty, BackupFailed) as problem:
        raise NotDone(f"Not moved; the old database is as it was: {problem}") from problem
    finally:
        file.unlink(missing_ok=True)
    here, there = _counts(source_url), _counts(target_url)
    if here != there:
        raise NotDone("The two databases don't count the same rows: don't use the new one; the old is as it was.")
    return f"Moved {sum(here.values())} rows in {len(here)} tables."


def rotate(session: Session, file: Path, *, drop_old: bool) -> str:
    """A new encryption key in the file; every number re-encrypted in batches while people work. Office scope."""
    keyring.write(file, keyring.installed().with_new_key())
    keyring.install(Keyring.from_text(file.read_text()), file)
    keyring.spread()
    done = 0
    while True:
        with transaction(session):
            count = reencrypt_batch(session)
        done += count
        if not count and not left_to_do(session):
            break
        session.rollback()
    told = f"New key {keyring.installed().current}: {done} numbers re-encrypted."
    if drop_old:
        keyring.write(file, keyring.installed().only_current())
        told += " The old keys are gone; a backup of before needs the keys file kept with it."
    return told
