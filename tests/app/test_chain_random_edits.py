"""Any edit of any cell of the trail, by somebody with all rights on the database, is found and its row named."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from app import chain, events
from app.accounts.erasure import erase_person
from app.chain import Finding
from app.database import engine_for, session_factory
from app.policy import Identity, Role
from app.transaction import Scope, enter, transaction
from models.accounts import Person
from tests.database import TestServer

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CENTRAL = Identity(7, None, frozenset({Role.CENTRAL}), session_reference="abcd", address="10.0.0.1")

_BYTES, _NUMBER, _TEXT = "sha256(random()::text::bytea)", "(random() * 1e9)::bigint", "md5(random()::text)"
_MOMENT = "{column} + make_interval(secs => 0.001 + random() * 1e6)"
_JSON = "coalesce({column}, '{{}}') || jsonb_build_object('x', random())"
_EVENT = {
    "uid": "gen_random_uuid()",
    "tag": _TEXT,
    "subject_kind": _TEXT,
    "subject_id": _NUMBER,
    "person_id": _NUMBER,
    "actor_id": _NUMBER,
    "session_reference": "left(md5(random()::text), 16)",
    "address": _TEXT,
    "happened_at": _MOMENT,
    "facts": _JSON,
    "payload_hash": _BYTES,
    "seal": _BYTES,
    "id": _NUMBER,
    "organisation_id": _NUMBER,
}
_PAYLOAD = {"content": _JSON, "salt": _BYTES, "person_id": _NUMBER, "erased_at": "now()", "event_id": _NUMBER}
_SEAL = {
    "number": "number + 1000",
    "event_ids": "event_ids[2:]",
    "event_hashes": "trim_array(event_hashes, 1) || sha256('x')",
    "previous_hash": _BYTES,
    "hash": _BYTES,
    "sealed_at": _MOMENT,
    "organisation_id": _NUMBER,
}


@dataclass(frozen=True)
class Edit:
    """SQL behind the application's back, and what of the trail must be named for it."""

    statements: tuple[str, ...]
    event_id: int | None = None
    batch: int | None = None


@pytest.fixture
def trail(server: TestServer, cloned_database: str, tmp_path: Path) -> Iterator[tuple[Session, Path]]:
    """Thirty events in five batches, five that wait; one person's payloads erased; all anchored."""
    engine = engine_for(server.url("house_app", cloned_database), seconds=120)
    with session_factory(engine)() as session:
        enter(session, Scope.office())
        with transaction(session):
            session.add_all(Person(family_name="X", given_names="Y", created_at=NOW) for _ in range(2))
        for number in range(35):
            with transaction(session):
                subject = events.Subject("right", number, 5, person_id=1 + number % 2)
                facts = {"number": number}
                events.record(
                    session,
                    events.Tag.RIGHT_GRANTED,
                    subject,
                    CENTRAL,
                    NOW + timedelta(seconds=number),
                    facts=facts,
                    personal={"reason": "why"} if number % 3 else None,
                )
                if number == 20:
                    erase_person(session, CENTRAL, 1, "asked", NOW)
                if number < 30 and number % 6 == 5:
                    chain.seal(session, NOW)
        anchors = tmp_path / "anchors.log"
        chain.anchor(session, anchors, NOW)
        yield session, anchors
    engine.dispose()


@pytest.fixture
def admin(server: TestServer, cloned_database: str) -> Iterator[Engine]:
    engine = server.admin_engine(cloned_database)
    yield engine
    engine.dispose()


def _rows(connection: Connection, question: str) -> list[int]:
    return list(connection.execute(text(question)).scalars())


def _one_cell(table: str, columns: dict[str, str], key: str) -> Callable[[Connection, random.Random], Edit]:
    def make(connection: Connection, chance: random.Random) -> Edit:
        row = chance.choice(_rows(connection, f"select {key} from {table} where organisation_id = 5 order by 1"))
        column = chance.choice(sorted(columns))
        value = columns[column].format(column=column)
        change = f"update {table} set {column} = {value} where organisation_id = 5 and {key} = {row}"
        return Edit((change,), batch=row) if table == "event_seal" else Edit((change,), event_id=row)

    return make


def _gone(table: str, key: str) -> Callable[[Connection, random.Random], Edit]:
    def make(connection: Connection, chance: random.Random) -> Edit:
        row = chance.choice(_rows(connection, f"select {key} from {table} where organisation_id = 5 order by 1"))
        change = f"delete from {table} where organisation_id = 5 and {key} = {row}"
        return Edit((change,), batch=row) if table == "event_seal" else Edit((change,), event_id=row)

    return make


def _copied(connection: Connection, chance: random.Random) -> Edit:
    row = chance.choice(_rows(connection, "select id from event where organisation_id = 5 order by 1"))
    told = "uid, tag, subject_kind, subject_id, session_reference, address, happened_at, facts, seal"
    copy = f"insert into event (organisation_id, id, {told}) select 5, 999999, {told} from event where id = {row}"
    return Edit((copy,), event_id=999999)


def _orphan(connection: Connection, chance: random.Random) -> Edit:
    told = "insert into event_payload (organisation_id, event_id, person_id, content, salt) values"
    return Edit((f"{told} (5, 888888, 1, '{{}}', sha256('x'))",), event_id=888888)


def _swapped(connection: Connection, chance: random.Random) -> Edit:
    batched = "select unnest(event_ids) as id from event_seal where organisation_id = 5 order by 1"
    one, other = chance.sample(_rows(connection, batched), 2)
    return Edit(
        (
            f"update event set id = -1 where id = {one}",
            f"update event set id = {one} where id = {other}",
            f"update event set id = {other} where id = -1",
        ),
        event_id=one,
    )


EDITS = (
    _one_cell("event", _EVENT, "id"),
    _one_cell("event_payload", _PAYLOAD, "event_id"),
    _one_cell("event_seal", _SEAL, "number"),
    _gone("event", "id"),
    _gone("event_payload", "event_id"),
    _gone("event_seal", "number"),
    _gone("event_waiting", "event_id"),
    _copied,
    _orphan,
    _swapped,
)


def _found(admin: Engine, anchors: Path, chance: random.Random) -> tuple[Edit, list[Finding]]:
    """Makes one edit, verifies, and takes the edit back."""
    with admin.connect() as connection:
        edit = chance.choice(EDITS)(connection, chance)
        connection.execute(text("set local session_replication_role = replica"))
        for statement in edit.statements:
            assert connection.execute(text(statement)).rowcount == 1
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            findings = [one for one in chain.verify(session, anchors) if one.grave]
        connection.rollback()
    return edit, findings


def _random_edits(trail: tuple[Session, Path], admin: Engine, count: int, seed: int) -> None:
    session, anchors = trail
    assert [one for one in chain.verify(session, anchors) if one.grave] == []
    session.rollback()
    chance = random.Random(seed)  # noqa: S311
    for number in range(count):
        edit, findings = _found(admin, anchors, chance)
        named = {one.event_id for one in findings} if edit.batch is None else {one.batch for one in findings}
        assert (edit.event_id if edit.batch is None else edit.batch) in named, (
            f"seed {seed}, edit {number}: {edit.statements} gave {findings}"
        )


@pytest.mark.trust("Audit log")
def test_two_hundred_random_edits_are_all_found(trail: tuple[Session, Path], admin: Engine) -> None:
    _random_edits(trail, admin, 200, seed=20261123)


@pytest.mark.slow
@pytest.mark.trust("Audit log")
def test_as_many_random_edits_as_asked_are_all_found(trail: tuple[Session, Path], admin: Engine) -> None:
    """EDITS=10000 for the long run (five minutes); each run draws its own."""
    _random_edits(trail, admin, int(os.environ.get("EDITS", "500")), seed=random.SystemRandom().randrange(10**9))
