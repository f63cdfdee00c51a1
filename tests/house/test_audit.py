"""The audit after each test sees what it is there for: each of its rules, broken by hand, is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, text

from models.invariants import ROWS, TRAIL, broken
from tests.database import TestServer

AUDITED = {**ROWS, **TRAIL}
_PERSON = """insert into account_person (id, family_name, given_names, masked_number, sex, source, version,
        created_at) overriding system value values (1, 'X', 'Y', '', 'unknown', 'hand', 1, now())"""
_RELATION = """insert into organisation_membership (organisation_id, id, person_id, category, type, state,
        first_day, function, email, phone, note, sort_name, version, created_at) overriding system value
    select 5, 1, 1, 'employee', 'standard', 'confirmed', '2026-01-01', '', '', '', '', sort_name, 1, now()
    from account_person"""
_RIGHT = """insert into rights_right (organisation_id, id, membership_id, person_id, kind_id, first_day, last_day,
        max_months, reason, granted_at, granted_by, known_from, version) overriding system value
    values (5, 1, 1, 1, 1, '2026-02-01', '2027-01-31', 12, '', now(), 1, now(), 1)"""
_EVENT = """insert into event (organisation_id, id, uid, tag, subject_kind, subject_id, person_id,
        session_reference, address, happened_at, facts, payload_hash, seal) overriding system value
    values (5, 1, gen_random_uuid(), 'x', 'x', 1, 1, '', '', now(), '{}', sha256('x'), sha256('x'))"""
_PAYLOAD = "insert into event_payload (organisation_id, event_id, person_id) values (5, 1, 1)"
_WAITS = "insert into event_waiting (organisation_id, event_id) values (5, 1)"

_LETTER = """insert into mail_letter (organisation_id, id, event_id, kind, person_id, language, address, name,
        subject, body, html, token, state, written_at) overriding system value
    values (5, 1, 1, 'x', 1, 'nl', '', '', 'Uw recht', '', '', 't', 'sent', now())"""
_TRY = """insert into mail_try (organisation_id, id, letter_id, person_id, round, way, outcome, began_at, ended_at)
    overriding system value values (5, 1, 1, 1, 1, 'smtp', 'sent', now(), now())"""


def _again(table: str, change: str) -> str:
    """A second row like the first, changed."""
    return (
        f"create temp table t on commit drop as select * from {table}; update t set id = 2, {change};"
        f" insert into {table} overriding system value select * from t"
    )


@pytest.fixture
def whole(server: TestServer, cloned_database: str) -> Iterator[Connection]:
    """One right on one relation of one person, and one event, in a database that refuses nothing."""
    engine = server.admin_engine(cloned_database)
    with engine.connect() as connection:
        connection.execute(text("set local session_replication_role = replica"))
        connection.execute(text("alter table rights_right drop constraint ex_rights_right_overlap"))
        connection.execute(
            text("alter table organisation_membership drop constraint ex_organisation_membership_overlap")
        )
        connection.execute(text("alter table rights_right drop constraint ck_rights_right_maximum"))
        connection.execute(text("drop index uq_mail_try_handed_over"))
        for statement in (_PERSON, _RELATION, _RIGHT, _EVENT, _PAYLOAD, _WAITS, _LETTER, _TRY):
            connection.execute(text(statement))
        yield connection
        connection.rollback()
    engine.dispose()


def test_nothing_is_told_of_what_is_whole(whole: Connection) -> None:
    assert broken(whole, AUDITED) == []


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        (
            "no two standing periods of one right overlap",
            _again("rights_right", "first_day = '2027-01-31', last_day = '2027-01-31'"),
        ),
        (
            "no right is longer than the maximum it was given under",
            "update rights_right set last_day = '2027-02-01'",
        ),
        (
            "every right is its relation's person's, and stands within it",
            "update organisation_membership set first_day = '2026-02-02'",
        ),
        (
            "every right is its relation's person's, and stands within it",
            "update organisation_membership set last_day = '2027-01-30'",
        ),
        (
            "every right is its relation's person's, and stands within it",
            "update organisation_membership set state = 'refused'",
        ),
        ("every right is its relation's person's, and stands within it", "update rights_right set person_id = 2"),
        (
            "no two standing relations of one kind overlap for a person",
            _again("organisation_membership", "first_day = '2030-01-01'"),
        ),
        (
            "every relation sorts under its person's name",
            "update account_person set family_name = 'Z'",
        ),
        (
            "an anonymised person has no number, name, birth date or open account left",
            "update account_person set anonymised_at = now(), birth_date = '1985-07-30'",
        ),
        ("no letter was handed over more often than it was asked", _again("mail_try", "outcome = 'unsure'")),
        ("an anonymised person's letters are empty", "update account_person set anonymised_at = now()"),
        ("every event has its personal values, or was recorded without", "delete from event_payload"),
        ("all personal values are of an event, and of its person", "update event_payload set event_id = 2"),
        ("all personal values are of an event, and of its person", "update event_payload set person_id = 2"),
        ("every event waits for its seal, or has it", "delete from event_waiting"),
    ],
)
def test_what_is_broken_is_told(whole: Connection, rule: str, change: str) -> None:
    for statement in change.split(";"):
        whole.execute(text(statement))
    assert [fault for fault in broken(whole, AUDITED) if fault.startswith(f"{rule}: ")]


@pytest.mark.parametrize(
    "change",
    [
        _again("rights_right", "first_day = '2027-02-01', last_day = '2027-02-02'"),
        _again("rights_right", "revoked_at = now(), revoked_on = now(), revoked_by = 1"),
        _again("organisation_membership", "state = 'refused'"),
        _again("mail_try", "outcome = 'queued'"),
        "update account_person set anonymised_at = now(), given_names = '';"
        " update mail_letter set subject = '', name = '', body = '', html = '', address = '';"
        " update organisation_membership set sort_name = (select sort_name from account_person)",
    ],
)
def test_what_is_allowed_is_not_told(whole: Connection, change: str) -> None:
    for statement in change.split(";"):
        whole.execute(text(statement))
    assert broken(whole, AUDITED) == []
