"""Steps go up and down; a database that is further than this code is recognised."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text

from benchmarks.rights_data import FILL
from models import invariants, migrations
from tests.database import TestServer


def test_every_step_goes_down_and_up_again(server: TestServer, cloned_database: str) -> None:
    owner = create_engine(server.url("house_owner", cloned_database))
    migrations.downgrade_to(owner, "base")
    with owner.connect() as connection:
        assert migrations.revision_of(connection) is None
    migrations.upgrade_to(owner)
    with owner.connect() as connection:
        assert migrations.revision_of(connection) == migrations.head()
    owner.dispose()


def test_a_step_of_a_newer_application_is_unknown() -> None:
    assert migrations.known(migrations.head())
    assert not migrations.known("999")


@pytest.mark.slow
@pytest.mark.trust("Migrations")
def test_a_hundred_thousand_rights_survive_the_newest_steps_down_and_up(
    server: TestServer, cloned_database: str
) -> None:
    """Down to the step where rights, people and jobs stood, and up again: not a row or value of theirs differs."""
    admin = server.admin_engine(cloned_database)
    with admin.begin() as connection:
        connection.execute(text("set session_replication_role = replica"))
        for statement in FILL:
            connection.execute(text(statement), {"people": 25_000} if ":people" in statement else {})
        connection.execute(text("set session_replication_role = origin"))
    admin.dispose()
    owner = create_engine(server.url("house_owner", cloned_database))

    def seen() -> list[tuple[object, ...]]:
        with owner.connect() as connection:
            assert invariants.broken(connection, {**invariants.WALLS, **invariants.ROWS}) == []
            return [
                tuple(connection.execute(text(f"select count(*), sum(hashtext(t::text)) from {name} t")).one())
                for name in ("rights_right", "account_person", "organisation_membership", "event")
            ]

    before = seen()
    assert before[0][0] == 100_000
    migrations.downgrade_to(owner, "005")
    migrations.upgrade_to(owner)
    assert seen() == before
    owner.dispose()


_FILES = (
    "insert into organisation (id, kind, name, enterprise_number, street, postal_code, place, email, language,"
    " version, created_at) overriding system value values (1, 'enterprise', 'Immo Peeters', '0123456749',"
    " 'Markt 1', '9000', 'Gent', 'immo@voorbeeld.be', 'nl', 1, now())",
    "insert into ab_user (id, first_name, last_name, username, email)"
    " values (1, 'An', 'Peeters', 'an', 'an@x.be')",
    "insert into aml_contact (organisation_id, id, kind, name, facts, print, made_by, owner_id, made_at,"
    " changed_at, number, copy_of, state, head, decided_at) select 1, id, 'person', 'Wim Verlinden', '{}',"
    " sha256('facts'), 1, 1, now(), now(), id, nullif(1, id), state, head, decided"
    " from (values (1, 'replaced', false, now()),"
    " (2, 'accepted', true, now()), (3, 'draft', false, null)) as told (id, state, head, decided)",
    "insert into aml_hit (organisation_id, contact_id, list_id, key, listed_id, contact_print, judged, score,"
    " open_facts, comparison, edition, found_at, closed_why, closed_at) values (1, 1, 1, 'E0', 1, sha256('facts'),"
    " sha256('entry'), 0.9, 0, '{}', 1, now(), 'contact_replaced', now())",
)


def test_files_of_contacts_go_down_and_up_again(server: TestServer, cloned_database: str) -> None:
    """Down to the step before there were any, with versions and what closed with them: contacts and hits stay."""
    admin = server.admin_engine(cloned_database)
    with admin.begin() as connection:
        connection.execute(text("set local session_replication_role = replica"))
        for statement in _FILES:
            connection.execute(text(statement))
    admin.dispose()
    owner = create_engine(server.url("house_owner", cloned_database))
    migrations.downgrade_to(owner, "043")
    migrations.upgrade_to(owner)
    with owner.connect() as connection:
        assert connection.scalars(text("select state from aml_contact")).all() == ["draft"] * 3
        assert connection.scalars(text("select closed_why from aml_hit")).all() == ["contact_changed"]
    owner.dispose()
