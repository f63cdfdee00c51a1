"""Tampering with the audit trail, behind the application's back: verifying names the row, or the batch."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, select, text
from sqlalchemy.orm import Session

from app import chain, events
from app.chain import Finding, Flaw
from app.database import engine_for, session_factory
from app.policy import Identity
from app.transaction import Scope, enter, transaction
from models import keyring
from models.events import EventSeal
from models.keyring import Keyring
from tests.database import TestServer

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ACTOR = Identity(7, None, frozenset(), session_reference="abcd", address="10.0.0.1")

pytestmark = pytest.mark.trust("Audit log")


@pytest.fixture
def admin(server: TestServer, cloned_database: str) -> Iterator[Engine]:
    """Somebody with all rights on the database, and none of the application's keys."""
    engine = server.admin_engine(cloned_database)
    yield engine
    engine.dispose()


@pytest.fixture
def trail(server: TestServer, cloned_database: str) -> Iterator[Session]:
    """Twelve events of organisation 5 in three sealed batches, and two that still wait."""
    engine = engine_for(server.url("house_app", cloned_database), seconds=120)
    with session_factory(engine)() as session:
        enter(session, Scope.office())
        for batch in range(3):
            with transaction(session):
                for number in range(4):
                    _tell(session, batch * 4 + number)
            with transaction(session):
                assert chain.seal(session, NOW) == 4
        with transaction(session):
            _tell(session, 12)
            _tell(session, 13)
        yield session
    engine.dispose()


def _tell(session: Session, number: int) -> None:
    subject = events.Subject("right", number, 5, person_id=100 + number)
    facts = {"number": number, "first_day": "2027-01-01"}
    events.record(
        session, events.Tag.RIGHT_GRANTED, subject, ACTOR, NOW, facts=facts, personal={"reason": "é" * number}
    )


def _found(session: Session, anchors: Path | None = None) -> list[Finding]:
    session.rollback()
    session.expunge_all()
    return list(chain.verify(session, anchors))


def _behind(admin: Engine, *statements: str) -> None:
    with admin.begin() as connection:
        connection.execute(text("set local session_replication_role = replica"))
        for statement in statements:
            connection.execute(text(statement))


def _ids(session: Session) -> list[int]:
    return list(session.scalars(text("select id from event order by id")))


def test_an_untouched_trail_verifies(trail: Session) -> None:
    assert _found(trail) == []


@pytest.mark.parametrize(
    "change",
    [
        "tag = 'rights.right.revoked'",
        "facts = facts || '{\"number\": 99}'",
        "actor_id = 8",
        "happened_at = happened_at + interval '1 second'",
        "person_id = null",
        "subject_id = 1000",
        "address = ''",
        "session_reference = 'beef'",
        "payload_hash = null",
        "seal = ''",
        "uid = gen_random_uuid()",
    ],
)
@pytest.mark.parametrize("place", [5, 13])
def test_a_changed_event_is_named(trail: Session, admin: Engine, change: str, place: int) -> None:
    event_id = _ids(trail)[place]
    _behind(admin, f"update event set {change} where id = {event_id}")
    assert event_id in {one.event_id for one in _found(trail) if one.grave}


@pytest.mark.parametrize("place", [0, 6, 11])
def test_a_deleted_event_is_named(trail: Session, admin: Engine, place: int) -> None:
    event_id = _ids(trail)[place]
    _behind(admin, f"delete from event where id = {event_id}")
    assert Flaw.MISSING in {one.flaw for one in _found(trail) if one.event_id == event_id}


def test_an_event_put_in_behind_our_back_is_named(trail: Session, admin: Engine) -> None:
    columns = (
        "organisation_id, uid, tag, subject_kind, subject_id, session_reference, address, happened_at, facts, seal"
    )
    _behind(admin, f"insert into event ({columns}) select {columns} from event where id = {_ids(trail)[0]}")
    assert _ids(trail)[-1] in {one.event_id for one in _found(trail) if one.grave}


def test_an_event_put_in_with_the_triggers_on_is_named(trail: Session, admin: Engine) -> None:
    with admin.begin() as connection:
        connection.execute(
            text(
                "insert into event (organisation_id, uid, tag, subject_kind, subject_id, session_reference,"
                " address, happened_at, facts, seal) values (5, gen_random_uuid(), 'rights.right.granted',"
                " 'right', 1, '', '', now(), '{}', sha256('guess'))"
            )
        )
    event_id = _ids(trail)[-1]
    assert [one.flaw for one in _found(trail) if one.event_id == event_id] == [Flaw.NOT_OURS]


def test_swapped_events_are_both_named(trail: Session, admin: Engine) -> None:
    first, second = _ids(trail)[1], _ids(trail)[2]
    _behind(
        admin,
        f"update event set id = -1 where id = {first}",
        f"update event set id = {first} where id = {second}",
        f"update event set id = {second} where id = -1",
    )
    assert {first, second} <= {one.event_id for one in _found(trail) if one.grave}


def test_a_cut_tail_is_missed_by_the_anchor(trail: Session, admin: Engine, tmp_path: Path) -> None:
    anchors = tmp_path / "anchors.log"
    chain.anchor(trail, anchors, NOW)
    last = _ids(trail)[7]
    _behind(
        admin,
        f"delete from event_payload where event_id > {last}",
        f"delete from event where id > {last}",
        "delete from event_waiting",
        "delete from event_seal where number > 2",
    )
    assert _found(trail) == []
    assert [(one.flaw, one.batch) for one in _found(trail, anchors)] == [(Flaw.TAIL_CUT, 3)]


def test_an_emptied_trail_is_missed_by_the_anchor(trail: Session, admin: Engine, tmp_path: Path) -> None:
    anchors = tmp_path / "anchors.log"
    chain.anchor(trail, anchors, NOW)
    trail.rollback()
    _behind(
        admin, *(f"delete from {table}" for table in ("event_payload", "event", "event_waiting", "event_seal"))
    )
    assert Flaw.TAIL_CUT in {one.flaw for one in _found(trail, anchors)}


@pytest.mark.parametrize(
    "change", ["hash = sha256('x')", "event_ids = event_ids[2:4]", "previous_hash = sha256('x')"]
)
def test_a_changed_batch_is_named(trail: Session, admin: Engine, change: str) -> None:
    _behind(admin, f"update event_seal set {change} where number = 2")
    assert 2 in {one.batch for one in _found(trail) if one.flaw is Flaw.BATCH_CHANGED}


def test_a_missing_batch_is_named(trail: Session, admin: Engine) -> None:
    _behind(admin, "delete from event_seal where number = 2")
    assert [one.batch for one in _found(trail) if one.flaw is Flaw.BATCH_MISSING] == [2]


def test_a_chain_written_anew_without_our_keys_is_named(trail: Session, admin: Engine) -> None:
    ours, batch = keyring.installed(), trail.scalars(select(EventSeal).where(EventSeal.number == 3)).one()
    trail.rollback()
    gone = batch.event_ids[-1]
    without = EventSeal(
        organisation_id=5,
        number=3,
        event_ids=batch.event_ids[:-1],
        event_hashes=batch.event_hashes[:-1],
        previous_hash=batch.previous_hash,
        sealed_at=batch.sealed_at,
    )
    keyring.install(Keyring.fresh())
    forged = chain.batch_hash(without).hex()
    keyring.install(ours)
    _behind(
        admin,
        f"delete from event_payload where event_id = {gone}",
        f"delete from event where id = {gone}",
        "update event_seal set event_ids = trim_array(event_ids, 1), event_hashes = trim_array(event_hashes, 1),"
        f" hash = '\\x{forged}' where number = 3",
    )
    assert [(one.flaw, one.batch) for one in _found(trail)] == [(Flaw.BATCH_CHANGED, 3)]


def test_a_payload_emptied_by_no_erasure_of_ours_is_named(trail: Session, admin: Engine) -> None:
    event_id = _ids(trail)[3]
    _behind(
        admin,
        "update event_payload set content = null, salt = null, erased_at = now(), erased_why = 'asked'"
        f" where event_id = {event_id}",
    )
    assert [one.flaw for one in _found(trail) if one.event_id == event_id] == [Flaw.PAYLOAD_CHANGED]


def test_a_changed_line_of_anchors_is_named(trail: Session, tmp_path: Path) -> None:
    anchors = tmp_path / "anchors.log"
    chain.anchor(trail, anchors, NOW)
    chain.anchor(trail, anchors, NOW)
    first, second = anchors.read_text().splitlines()
    anchors.write_text(f"{first.replace('[3', '[2')}\n{second}\n")
    assert {"1", "2"} == {one.facts["line"] for one in _found(trail, anchors) if one.flaw is Flaw.ANCHOR_CHANGED}


@pytest.mark.trust("Audit log")
@pytest.mark.parametrize("left", [0, 1, 2, None], ids=["emptied", "one left", "two left", "no file"])
def test_a_shortened_or_missing_file_of_anchors_is_missed_by_the_trail(
    trail: Session, tmp_path: Path, left: int | None
) -> None:
    anchors = tmp_path / "anchors.log"
    for _ in range(3):
        chain.anchor(trail, anchors, NOW)
    trail.commit()
    assert _found(trail, anchors) == []
    if left is None:
        anchors.unlink()
    else:
        anchors.write_text("".join(f"{line}\n" for line in anchors.read_text().splitlines()[:left]))
    (found,) = _found(trail, anchors)
    assert (found.flaw, found.facts["count"]) == (Flaw.ANCHORS_GONE, str(3 - (left or 0)))
    assert found.grave


def test_a_file_of_anchors_that_knows_more_than_the_trail_is_no_flaw(trail: Session, tmp_path: Path) -> None:
    anchors = tmp_path / "anchors.log"
    chain.anchor(trail, anchors, NOW)
    trail.commit()
    chain.anchor(trail, anchors, NOW)
    trail.rollback()  # as after an older backup, or a worker killed before it committed
    assert _found(trail, anchors) == []
    chain.anchor(trail, anchors, NOW)
    trail.commit()
    assert _found(trail, anchors) == []


def test_a_changed_payload_is_named(trail: Session, admin: Engine) -> None:
    event_id = _ids(trail)[3]
    _behind(admin, f'update event_payload set content = \'{{"reason": "other"}}\' where event_id = {event_id}')
    assert [one.flaw for one in _found(trail) if one.event_id == event_id] == [Flaw.PAYLOAD_CHANGED]


@pytest.mark.trust("16.4.2")
@pytest.mark.parametrize(
    "statement",
    [
        "update event set tag = 'x'",
        "delete from event",
        "truncate event cascade",
        "update event_seal set number = 9",
        "delete from event_seal",
        "truncate event_seal",
        "update event_payload set content = '{}'",
        "delete from event_payload",
    ],
)
def test_not_even_the_owner_changes_the_trail_by_accident(
    trail: Session, server: TestServer, cloned_database: str, statement: str
) -> None:
    trail.rollback()
    owner = create_engine(server.url("house_owner", cloned_database))
    with pytest.raises(Exception, match=r"never changes|only be erased"), owner.begin() as connection:
        connection.execute(text(statement))
    owner.dispose()
