"""What an operator does to a whole installation: upgrade, back up, restore, move, rotate the key, verify.

Works with addresses and files it is handed, says how it ended and never prints. Convention: nothing half-done
stays; what said no left everything as it was and raises NotDone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.orm import Session

from app import chain
from app.archive import Unpacked
from app.documents import services as documents
from app.fitness import check_known, check_prepared
from app.mail import bounces
from app.mail.bounces import NotAReport
from app.outside.files import Folder
from app.rotation import PLACES, Place, left_to_do, names_in_use, reencrypt_batch
from app.transaction import transaction
from models import invariants, keyring, migrations
from models.backup import BackupFailed, NotEmpty, back_up, check_empty, row_counts
from models.backup import restore as bring_back
from models.keyring import Keyring


class NotDone(Exception):
    """The operation said no and left everything as it was; the message is for the operator."""


@contextmanager
def _at(owner_url: str) -> Iterator[Engine]:
    engine = create_engine(owner_url, hide_parameters=True)
    try:
        yield engine
    finally:
        engine.dispose()


def findings(session: Session, anchors: Path | None) -> Iterator[tuple[bool, str]]:
    """All that verifying the audit trail has to tell: whether it is grave, and a sentence naming where."""
    named = {row.id: row.name for row in session.execute(text("select id, name from organisation"))}
    for finding in chain.verify(session, anchors):
        where = f"{named.get(finding.organisation_id, 'no longer there')}: " if finding.organisation_id else ""
        yield finding.grave, where + chain.sentence(finding)


def faults(connection: Connection, anchors: Path | None = None) -> set[str]:
    """Whatever is wrong with the rows, walls and audit trail of a database, as sentences. As owner."""
    with Session(connection, join_transaction_mode="rollback_only") as session:
        trail = {sentence for grave, sentence in findings(session, anchors) if grave}
    return trail | set(invariants.broken(connection))


def upgrade(owner_url: str, folder: Path, now: datetime) -> str:
    """Backs up into the folder, migrates and verifies, all in one transaction. Raises NotDone, nothing changed.

    A fault that was there before doesn't stand in the way; one that the migration made does.
    """
    check_prepared(owner_url)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / f"before-{migrations.head()}-{now:%Y%m%d-%H%M%S}.dump"
    with _at(owner_url) as owner:
        with owner.connect() as connection:
            revision = migrations.revision_of(connection)
            check_known(revision)
            before = row_counts(connection)
            known = faults(connection) if revision == migrations.head() else set(_broken_now(connection, revision))
        back_up(owner_url, file)

        def check(connection: Connection) -> None:
            after = row_counts(connection)
            lost = sorted(table for table, count in before.items() if after.get(table, 0) < count)
            if lost:
                raise NotDone(f"rows were lost in {', '.join(lost)}")
            new = sorted(faults(connection) - known)
            if new:
                raise NotDone("; ".join(new[:5]))

        try:
            migrations.upgrade_to(owner, check=check)
        except Exception as problem:
            raise NotDone(
                f"Not upgraded: {problem}. The database is as it was, at step {revision}; start the version of"
                f" before. A backup of it is in {file}."
            ) from problem
    old = "" if not known else f" {len(known)} faults were there before, and still are: run verify-events."
    return f"Upgraded from step {revision} to {migrations.head()} and verified. Backup of before: {file}.{old}"


def _broken_now(connection: Connection, revision: str | None) -> list[str]:
    """Faults of a database at an older step: what today's queries can't ask there isn't known."""
    if revision is None:
        return []
    try:
        with connection.begin_nested():
            return sorted(faults(connection))
    except Exception:  # a table or column of today isn't there yet: nothing can be compared
        return []


def seal_all(session: Session, anchors: Path, now: datetime) -> None:
    """Seals what waits and anchors the ends of the chains: what is copied after this is covered. Office scope."""
    while True:
        with transaction(session):
            if not chain.seal(session, now):
                break
    with transaction(session):
        chain.anchor(session, anchors, now)


def restore(file: Path, owner_url: str, anchors: Path, files: Path) -> str:
    """A backup into an empty, prepared database, everything or nothing; then tells how it verifies.

    Documents' files come first: without their rows they do no harm, rows without them would.
    """
    check_prepared(owner_url)
    check_empty(owner_url)
    with Unpacked(file, anchors.parent) as backup:
        backup.put_back(files, anchors)
        bring_back(backup.dump, owner_url)
    with _at(owner_url) as owner, owner.connect() as connection:
        revision = migrations.revision_of(connection)
        if revision is None or not migrations.known(revision):
            return f"Restored, at step {revision}, which this version doesn't know: start the newer version."
        if revision != migrations.head():
            return f"Restored, at step {revision}. Run upgrade now: this version works at {migrations.head()}."
        wrong = sorted(faults(connection, anchors)) + file_faults(connection, files)
    if wrong:
        return "Restored, but:\n" + "\n".join(f"- {line}" for line in wrong)
    return "Restored: rows, walls, audit trail and documents verify."


def file_faults(connection: Connection, files: Path) -> list[str]:
    """Documents whose files are gone or changed, as sentences; twenty at most. As owner."""
    with Session(connection, join_transaction_mode="rollback_only") as session:
        return list(islice(documents.unfit(session, Folder(files)), 20))


def move(source_url: str, target_url: str, file: Path) -> str:
    """Copies a whole database to an empty one and compares the rows. Raises NotDone; the source is untouched."""
    check_prepared(target_url)
    try:
        back_up(source_url, file)
        bring_back(file, target_url)
    except (NotEmpty, BackupFailed) as problem:
        raise NotDone(f"Not moved; the old database is as it was: {problem}") from problem
    finally:
        file.unlink(missing_ok=True)
    with _at(source_url) as source, source.connect() as here, _at(target_url) as target, target.connect() as there:
        old, new, wrong = row_counts(here), row_counts(there), faults(there) - faults(here)
    uneven = sorted(table for table in old.keys() | new.keys() if old.get(table) != new.get(table))
    if uneven or wrong:
        raise NotDone(
            f"Don't use the new database: {'; '.join(sorted(wrong)) or 'rows differ in ' + ', '.join(uneven)}."
            " The old one is as it was."
        )
    return f"Moved {sum(new.values())} rows in {len(new)} tables, and verified them."


def rotate(session: Session, file: Path | None) -> str:
    """A new encryption key in the file; all that lasts re-encrypted in batches while people work. Office scope.

    One that was cut off is finished, without yet another key. Without a file the keys are the environment's:
    they go under the one that is current there.
    """
    unfinished = left_to_do(session)
    session.rollback()
    if file is not None and not unfinished:
        keyring.write(file, keyring.installed().with_new_key())
        keyring.install(Keyring.from_text(file.read_text()), file)
    keyring.spread()
    done = 0
    while True:
        done += sum(_reencrypted(session, place) for place in PLACES)
        if not left_to_do(session):
            break
    session.rollback()
    how = "The rotation that was cut off is finished" if file is not None and unfinished else "Rotated"
    name = keyring.installed().current
    return f"{how}: {done} numbers and secrets are now under key {name}, and so is every new one."


def _reencrypted(session: Session, place: Place) -> int:
    """One round over all rows of that place; how many were done."""
    done, after = 0, 0
    while True:
        with transaction(session):
            count, last = reencrypt_batch(session, after, place=place)
        if last is None:
            return done
        done, after = done + count, last


def drop_old_keys(owner_url: str, file: Path | None) -> str:
    """Takes the keys that no ciphertext names any more out of the file; the current one stays."""
    keyring.spread()
    with _at(owner_url) as owner, owner.begin() as connection:
        used = names_in_use(connection)
        ring = keyring.installed()
        old = set(ring.encryption) - {ring.current}
        if file is not None:
            keyring.write(file, ring.without(old - used))
            keyring.install(Keyring.from_text(file.read_text()), file)
    gone, kept = ", ".join(sorted(old - used)) or "none", ", ".join(sorted(old & used))
    told = f"Keys dropped: {gone}." if file is not None else f"Keys you may take out of KEYS: {gone}."
    if kept:
        told += f" Still in use, so kept: {kept} (numbers: run rotate-key; kept forms end with their session)."
    return told + " A backup of before needs the keys of then."


def take_report(session: Session, source: BinaryIO, recipient: str, now: datetime) -> str:
    """Reads a report on mail that came back and writes it down with its letter; says what was done, names nobody.

    What isn't a report is let go with a word: a mail server would only send it round again. In office scope.
    """
    try:
        report = bounces.parse(source.read(bounces.SIZE + 1), recipient)
    except NotAReport as problem:
        return f"Not a delivery report that can be used: {problem.why}."
    with transaction(session):
        letter = bounces.record(session, report, now)
        if letter is None:
            return "A report on a mail that isn't ours."
        return f"Mail {letter.id} of organisation {letter.organisation_id}: {report.action} {report.status}."
