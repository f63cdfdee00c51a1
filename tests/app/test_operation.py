"""What an operator does to a whole installation ends done and verified, or leaves everything as it was."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, insert, select, text
from sqlalchemy.orm import Session

from app import events, fitness, operation, rotation
from app.database import engine_for, session_factory
from app.fitness import Unfit
from app.operation import NotDone
from app.transaction import Scope, enter, transaction
from models import invariants, keyring, migrations
from models.accounts import Account, Authenticator, Person
from models.backup import NotEmpty
from models.imports import ImportChunk
from models.keyring import Keyring, UnknownKey
from models.server import ROLES_SQL, run_client
from tests.database import TestServer

NOW = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
NUMBERS = [f"850730{serial:03d}28" for serial in range(1, 8)]


@pytest.fixture
def owner_url(server: TestServer, cloned_database: str) -> str:
    return server.url("house_owner", cloned_database)


@pytest.fixture
def owner(owner_url: str) -> Iterator[Engine]:
    engine = create_engine(owner_url)
    yield engine
    engine.dispose()


@pytest.fixture
def house(server: TestServer, cloned_database: str) -> Iterator[Engine]:
    engine = engine_for(server.url("house_app", cloned_database), seconds=120)
    yield engine
    engine.dispose()


@pytest.fixture
def office(house: Engine) -> Iterator[Session]:
    with session_factory(house)() as session:
        enter(session, Scope.office())
        yield session


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A keys file in use, noticed at once; the run's own keys come back afterwards."""
    before = keyring.installed()
    file = tmp_path / "keys.json"
    keyring.write(file, before)
    monkeypatch.setattr(keyring, "_LOOK_EVERY", 0.0)
    keyring.install(before, file)
    yield file
    keyring.install(before)


@pytest.fixture
def empty(server: TestServer) -> Iterator[str]:
    """The owner's address of a database that roles.sql has prepared and nothing else."""
    with prepared(server) as name:
        yield server.url("house_owner", name)


@contextmanager
def prepared(server: TestServer) -> Iterator[str]:
    name = f"empty_{uuid.uuid4().hex[:12]}"
    address = server.admin.set(database="postgres").render_as_string(hide_password=False)
    told = ("-X", "-q", "-v", "ON_ERROR_STOP=1", "-v", f"database={name}", "-f", str(ROLES_SQL))
    run_client(address, "psql", *told)
    try:
        yield name
    finally:
        server.run(f'drop database if exists "{name}" with (force)')


def people(session: Session) -> None:
    with transaction(session):
        for digits in NUMBERS:
            session.add(
                Person(
                    number=digits,
                    number_hash=keyring.installed().lookup_hash(digits),
                    family_name="Peeters",
                    given_names="An",
                    created_at=NOW,
                )
            )
        subject = events.Subject("account", 1)
        events.record(session, events.Tag.ACCOUNT_MADE, subject, None, NOW)


def numbers(session: Session) -> list[str | None]:
    session.expire_all()
    with transaction(session):
        return list(
            session.scalars(Person.__table__.select().with_only_columns(Person.number).order_by(Person.id))
        )


def names(owner: Engine) -> set[str]:
    with owner.begin() as connection:
        return rotation.names_in_use(connection)


@pytest.mark.trust("National numbers")
def test_after_a_rotation_every_number_reads_and_is_under_the_new_key(
    office: Session, owner: Engine, keys: Path
) -> None:
    people(office)
    assert names(owner) == {"k1"}
    assert "7 numbers and secrets are now under key k2" in operation.rotate(office, keys)
    assert names(owner) == {"k2"}
    assert numbers(office) == NUMBERS


@pytest.mark.trust("Identity")
def test_the_secret_of_an_app_is_rotated_too(office: Session, owner: Engine, keys: Path) -> None:
    """Left under a key that is dropped, nobody with a security code could sign in any more."""
    with transaction(office):
        office.add(Account(username="met.code", email="met.code@example.be", first_name="", last_name=""))
        office.flush()
        account_id = office.scalars(select(Account.id)).one()
        office.add(Authenticator(account_id=account_id, secret="JBSWY3DPEHPK3PXP", made_at=NOW))
    assert "1 numbers and secrets are now under key k2" in operation.rotate(office, keys)
    assert names(owner) == {"k2"}
    office.expire_all()
    assert office.get_one(Authenticator, account_id).secret == "JBSWY3DPEHPK3PXP"


def test_the_batches_go_on_past_each_other(
    office: Session, owner: Engine, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(office)
    keyring.write(keys, keyring.installed().with_new_key())
    with transaction(office):
        assert rotation.reencrypt_batch(office, 0, 3) == (3, 3)
    with transaction(office):
        assert rotation.reencrypt_batch(office, 3, 3) == (3, 6)
        assert rotation.left_to_do(office) == 1
    with transaction(office):
        assert rotation.reencrypt_batch(office, 6, 3) == (1, 7)
        assert rotation.reencrypt_batch(office, 7, 3) == (0, None)


def test_a_row_somebody_is_changing_is_skipped_and_comes_up_later(
    office: Session, house: Engine, owner: Engine, keys: Path
) -> None:
    people(office)
    keyring.write(keys, keyring.installed().with_new_key())
    with session_factory(house)() as other:
        enter(other, Scope.office())
        other.execute(text("select from account_person where id = 4 for update"))
        with transaction(office):
            assert rotation.reencrypt_batch(office, 0)[0] == 6
    with transaction(office):
        assert rotation.reencrypt_batch(office, 0)[0] == 1
    assert numbers(office) == NUMBERS


def test_a_rotation_that_was_cut_off_is_finished_without_another_key(
    office: Session, owner: Engine, keys: Path
) -> None:
    people(office)
    keyring.write(keys, keyring.installed().with_new_key())
    with transaction(office):
        rotation.reencrypt_batch(office, 0, 3)
    assert operation.rotate(office, keys).startswith("The rotation that was cut off is finished: 4 numbers")
    assert keyring.installed().current == "k2"
    assert names(owner) == {"k2"}


def test_a_process_with_the_old_keyring_reads_a_new_ciphertext_at_once(
    keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyring, "_LOOK_EVERY", 3600.0)
    turned = keyring.installed().with_new_key()
    keyring.write(keys, turned)
    stored = turned.encrypt(NUMBERS[0], "n")
    assert keyring.installed().current == "k1"
    assert keyring.decrypt(stored, "n") == NUMBERS[0]
    assert keyring.installed().current == "k2"


@pytest.mark.parametrize("wrong", ["", "{", "[]", "{}", '{"encryption": {"k1": "eA=="}, "current": "k1"}'])
def test_a_text_that_is_no_keyring_is_refused_without_being_quoted(wrong: str) -> None:
    with pytest.raises(UnknownKey, match="not the text of a keys file"):
        Keyring.from_text(wrong)


def test_a_keys_file_that_is_gone_or_torn_leaves_the_keyring_in_use(keys: Path) -> None:
    before = keyring.installed()
    keys.write_text("{")
    assert keyring.installed() == before
    keys.unlink()
    assert keyring.installed() == before


@pytest.mark.trust("National numbers")
def test_a_key_is_dropped_only_when_no_ciphertext_names_it(
    office: Session, owner_url: str, owner: Engine, keys: Path
) -> None:
    people(office)
    keyring.write(keys, keyring.installed().with_new_key())
    assert "Still in use, so kept: k1" in operation.drop_old_keys(owner_url, keys)
    assert set(keyring.installed().encryption) == {"k1", "k2"}
    operation.rotate(office, keys)
    assert operation.drop_old_keys(owner_url, keys).startswith("Keys dropped: k1.")
    assert set(Keyring.from_text(keys.read_text()).encryption) == {"k2"}
    assert numbers(office) == NUMBERS


@pytest.mark.parametrize("what", ["kept", "sought"])
def test_what_a_session_keeps_holds_on_to_its_key(owner_url: str, owner: Engine, keys: Path, what: str) -> None:
    sealed = keyring.installed().encrypt("{}", "session.kept_form").hex()
    with owner.begin() as connection:
        connection.execute(
            text(
                "insert into account_session (token_hash, reference, account_version, key_level, started_at,"
                " seen_at, idle_until, ends_at, content) values ('x', 'r', 0, 'none', now(), now(), now(), now(),"
                " jsonb_build_object(cast(:what as text), jsonb_build_object('sealed', cast(:sealed as text))))"
            ),
            {"what": what, "sealed": sealed},
        )
    keyring.write(keys, keyring.installed().with_new_key())
    assert "Still in use, so kept: k1" in operation.drop_old_keys(owner_url, keys)


def test_rows_of_a_file_on_its_way_in_hold_on_to_their_key(owner_url: str, owner: Engine, keys: Path) -> None:
    with owner.begin() as connection:
        whose = "fk_import_chunk_organisation_id_import_id"
        connection.execute(text(f"alter table import_chunk drop constraint {whose}"))
        connection.execute(
            insert(ImportChunk).values(organisation_id=1, import_id=1, first_line=2, last_line=2, content="[]")
        )
    keyring.write(keys, keyring.installed().with_new_key())
    assert "Still in use, so kept: k1" in operation.drop_old_keys(owner_url, keys)


def test_keys_of_the_environment_are_used_and_never_written(
    office: Session, owner_url: str, owner: Engine
) -> None:
    before = keyring.installed()
    people(office)
    keyring.install(before.with_new_key())
    try:
        assert "7 numbers and secrets are now under key k2" in operation.rotate(office, None)
        assert operation.drop_old_keys(owner_url, None).startswith("Keys you may take out of KEYS: k1.")
    finally:
        keyring.install(before)


def test_an_upgrade_backs_up_and_verifies(office: Session, owner_url: str, owner: Engine, tmp_path: Path) -> None:
    people(office)
    migrations.downgrade_to(owner, "003")
    said = operation.upgrade(owner_url, tmp_path, NOW)
    assert said.startswith(f"Upgraded from step 003 to {migrations.head()} and verified.")
    assert len(list(tmp_path.glob("before-*.dump"))) == 1
    assert numbers(office) == NUMBERS


@pytest.mark.trust("Migrations")
def test_an_upgrade_that_would_lose_rows_changes_nothing(
    office: Session, owner_url: str, owner: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(office)
    migrations.downgrade_to(owner, "003")
    upgrade_to = migrations.upgrade_to

    def careless(engine: Engine, **how: object) -> None:
        def check(connection: object) -> None:
            connection.execute(text("delete from account_person where id > 3"))  # type: ignore[attr-defined]
            how["check"](connection)  # type: ignore[operator]

        upgrade_to(engine, check=check)

    monkeypatch.setattr(migrations, "upgrade_to", careless)
    with pytest.raises(NotDone, match="rows were lost in account_person"):
        operation.upgrade(owner_url, tmp_path, NOW)
    with owner.connect() as connection:
        assert migrations.revision_of(connection) == "003"
    assert numbers(office) == NUMBERS
    assert list(tmp_path.glob("before-*.dump"))


@pytest.mark.trust("Migrations")
def test_an_upgrade_that_drops_a_wall_changes_nothing(
    owner_url: str, owner: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upgrade_to = migrations.upgrade_to

    def careless(engine: Engine, **how: object) -> None:
        def check(connection: object) -> None:
            connection.execute(text("alter table rights_right disable row level security"))  # type: ignore[attr-defined]
            how["check"](connection)  # type: ignore[operator]

        upgrade_to(engine, check=check)

    monkeypatch.setattr(migrations, "upgrade_to", careless)
    with pytest.raises(NotDone, match="every table of an organisation is walled off: rights_right"):
        operation.upgrade(owner_url, tmp_path, NOW)
    with owner.connect() as connection:
        assert invariants.broken(connection) == []


@pytest.mark.trust("Migrations")
def test_a_database_newer_than_the_application_is_refused(
    owner_url: str, owner: Engine, house: Engine, tmp_path: Path
) -> None:
    with owner.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '999'"))
    with pytest.raises(Unfit, match="999, which this version doesn't know: it belongs to a newer"):
        fitness.check(house)
    with pytest.raises(Unfit, match="newer"):
        operation.upgrade(owner_url, tmp_path, NOW)
    assert list(tmp_path.iterdir()) == []


def test_a_database_older_than_the_application_is_told_to_upgrade(owner: Engine, house: Engine) -> None:
    migrations.downgrade_to(owner, "003")
    with pytest.raises(Unfit, match=r"at step 003; .* Run: run\.py upgrade"):
        fitness.check(house)


@pytest.mark.trust("Tenants")
def test_a_role_that_could_walk_through_the_walls_is_refused(
    server: TestServer, owner: Engine, cloned_database: str
) -> None:
    with pytest.raises(Unfit, match="superuser, the owner"):
        fitness.check(owner)
    with pytest.raises(Unfit, match="superuser, the owner"):
        fitness.check(server.admin_engine(cloned_database))


def test_keys_of_another_installation_are_refused(office: Session, house: Engine, keys: Path) -> None:
    people(office)
    fitness.check(house)
    keyring.install(Keyring.fresh())
    with pytest.raises(Unfit, match="don't open this database"):
        fitness.check(house)


def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    with pytest.raises(Unfit, match="can't be reached") as refused:
        fitness.check(engine_for("postgresql+psycopg://house_app:a-secret@127.0.0.1:1/sleutelbos"))
    assert "a-secret" not in str(refused.value)


def test_a_database_nobody_prepared_is_told_what_it_lacks(server: TestServer) -> None:
    name = f"bare_{uuid.uuid4().hex[:12]}"
    server.run(f'create database "{name}" owner house_owner')
    try:
        with pytest.raises(Unfit, match="it lacks: extension btree_gist, extension pg_trgm, extension unaccent"):
            fitness.check_prepared(server.url("house_owner", name))
    finally:
        server.run(f'drop database "{name}"')


def test_a_move_brings_every_row_and_verifies(office: Session, owner_url: str, empty: str, tmp_path: Path) -> None:
    people(office)
    assert operation.move(owner_url, empty, tmp_path / "move.dump").startswith("Moved ")
    assert list(tmp_path.iterdir()) == []
    target = create_engine(empty)
    with target.connect() as connection:
        assert connection.execute(text("select count(*) from account_person")).scalar() == 7
    target.dispose()


def test_a_move_to_a_database_with_tables_is_refused(
    server: TestServer, owner_url: str, template: str, tmp_path: Path
) -> None:
    with server.copy(template) as name, pytest.raises(NotDone, match="Not moved; the old database is as it was"):
        operation.move(owner_url, server.url("house_owner", name), tmp_path / "move.dump")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.trust("Restore drill")
def test_what_was_backed_up_comes_back_verified_and_only_into_an_empty_database(
    office: Session, owner_url: str, empty: str, tmp_path: Path
) -> None:
    people(office)
    file, anchors = tmp_path / "house.dump", tmp_path / "anchors.log"
    operation.seal_all(office, anchors, NOW)
    operation.back_up(owner_url, file)
    assert (
        operation.restore(file, empty, anchors, tmp_path / "files")
        == "Restored: rows, walls, audit trail and documents verify."
    )
    with pytest.raises(NotEmpty):
        operation.restore(file, empty, anchors, tmp_path / "files")


@pytest.mark.trust("Audit log")
def test_a_backup_older_than_the_last_anchor_is_told_when_it_comes_back(
    office: Session, owner_url: str, empty: str, tmp_path: Path
) -> None:
    people(office)
    file, anchors = tmp_path / "house.dump", tmp_path / "anchors.log"
    operation.back_up(owner_url, file)
    operation.seal_all(office, anchors, NOW)
    said = operation.restore(file, empty, anchors, tmp_path / "files")
    assert said.startswith("Restored, but:")
    assert "was anchored, and is gone" in said


@pytest.mark.trust("Audit log")
def test_a_finding_names_the_organisation_and_the_event(office: Session, owner: Engine, tmp_path: Path) -> None:
    people(office)
    with owner.begin() as connection:
        connection.execute(text("alter table event disable trigger house_never_changes"))
        connection.execute(text("update event set tag = 'accounts.account.forged'"))
        event = connection.execute(text("select id from event")).scalar()
        assert "no trigger is switched off: house_never_changes on event" in invariants.broken(connection)
    with transaction(office):
        told = list(operation.findings(office, None))
    assert [grave for grave, _ in told] == [True]
    assert told[0][1].startswith(f"event {event} of organisation 0")


def test_an_installation_that_was_just_made_breaks_no_invariant(owner: Engine) -> None:
    with owner.connect() as connection:
        assert invariants.broken(connection) == []


def test_an_unreadable_number_stays_an_error(keys: Path) -> None:
    with pytest.raises(UnknownKey):
        keyring.decrypt(b"k7:nothing", "n")
