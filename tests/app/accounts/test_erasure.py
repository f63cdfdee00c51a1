"""Erasing a person: none of his values is left in any column of any table, and the chain of events still holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.orm import Session

from app import chain, events
from app.accounts.erasure import erase_person
from app.accounts.people import NewPerson, add_person
from app.chain import Flaw
from app.database import engine_for, session_factory
from app.errors import Forbidden, Missing, Refusal
from app.organisations.services import NewRelation, add_relation
from app.policy import Identity, Role
from app.rights.services import NewRight, grant_right, revoke_right
from app.transaction import Scope, enter, transaction
from models.accounts import Account
from models.organisations import Organisation
from models.rights import RightKind, Tool, ToolRole
from models.values import NationalNumber
from tests.database import TestServer

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
NUMBER = NationalNumber.parse("85.07.30-033.28")
MARKERS = ("Zonneveld", "Marjolijntje", "zonneveld", "85073003328", "85.07.30", "speciaalwoord", "geheimreden")
CENTRAL = Identity(1, None, frozenset({Role.CENTRAL}), key_level="high")


@pytest.fixture
def told(server: TestServer, cloned_database: str) -> Iterator[tuple[Session, int]]:
    """A person with account, relation, a standing and a revoked right and history; all of it marked."""
    engine = engine_for(server.url("house_app", cloned_database), seconds=120)
    with session_factory(engine)() as session:
        enter(session, Scope.office())
        with transaction(session):
            government = Organisation(
                kind="local_government",
                government_kind="municipality",
                name="Gemeente Voorbeeldegem",
                enterprise_number="0207437765",
                created_at=NOW,
            )
            names = {"name_nl": "Loket", "name_fr": "Guichet", "name_en": "Desk"}
            tool = Tool(code="desk", **names)
            session.add_all([government, tool])
            session.flush()
            role = ToolRole(tool_id=tool.id, code="user", **names)
            session.add(role)
            session.flush()
            kind = RightKind(
                tool_id=tool.id,
                role_id=role.id,
                code="desk",
                max_months=12,
                government_kinds=["municipality"],
                categories=["employee"],
                types=["standard"],
                **names,
            )
            account = Account(username="filip", email="f@x.example", first_name="", last_name="", active=True)
            session.add_all([kind, account])
            session.flush()
        filip = Identity(account.id, None, frozenset({Role.LOCAL_ADMINISTRATOR}), government.id, key_level="high")
        enter(session, Scope.organisation(government.id))
        with transaction(session):
            person_id = add_person(
                session, filip, NUMBER, NewPerson("Zonneveld", "Marjolijntje", NUMBER.birth_date, "female"), NOW
            )
            relation = add_relation(
                session,
                filip,
                NewRelation(
                    person_id,
                    "employee",
                    "standard",
                    date(2026, 1, 1),
                    function="speciaalwoord",
                    email="zonneveld@x.be",
                ),
                NOW,
            )
            for first in (date(2026, 12, 1), date(2027, 2, 1)):
                new = NewRight(relation.id, kind.id, first, first.replace(day=28), reason="geheimreden")
                right = grant_right(session, filip, new, NOW)
            revoke_right(session, filip, right.id, right.version, "geheimreden", NOW)
        enter(session, Scope.office())
        with transaction(session):
            session.add(
                Account(
                    username="m.zonneveld",
                    email="marjolijntje@x.example",
                    first_name="",
                    last_name="",
                    active=True,
                    person_id=person_id,
                )
            )
        with transaction(session):
            chain.seal(session, NOW)
        yield session, person_id
    engine.dispose()


def _everything(server: TestServer, database: str) -> str:
    """Every row of every table as text."""
    engine = server.admin_engine(database)
    with engine.connect() as connection:
        tables = inspect(engine).get_table_names()
        shown = [str(connection.execute(text(f'select to_jsonb(t) from "{name}" t')).all()) for name in tables]
    engine.dispose()
    return "\n".join(shown)


@pytest.mark.trust("Privacy")
@pytest.mark.trust("Audit log")
def test_nothing_of_an_erased_person_is_left_and_the_chain_holds(
    told: tuple[Session, int], server: TestServer, cloned_database: str
) -> None:
    session, person_id = told
    before = _everything(server, cloned_database)
    assert all(marker in before for marker in MARKERS if marker != "85073003328")
    with transaction(session):
        erase_person(session, CENTRAL, person_id, "asked by letter", NOW)
    with transaction(session):
        chain.seal(session, NOW)
    after = _everything(server, cloned_database)
    assert [marker for marker in MARKERS if marker in after] == []
    findings = list(chain.verify(session))
    assert {one.flaw for one in findings} == {Flaw.PAYLOAD_ERASED}
    assert {one.facts["why"] for one in findings} == {"asked by letter"}


def test_a_person_is_erased_once(told: tuple[Session, int]) -> None:
    session, person_id = told
    with transaction(session):
        erase_person(session, CENTRAL, person_id, "asked", NOW)
    with pytest.raises(Missing), transaction(session):
        erase_person(session, CENTRAL, person_id, "asked", NOW)


def test_a_form_opened_before_cannot_bring_the_old_values_back(told: tuple[Session, int]) -> None:
    session, person_id = told
    versions = text(
        "select 'person', id, version from account_person where id = :person union all"
        " select 'relation', id, version from organisation_membership where person_id = :person union all"
        " select 'right', id, version from rights_right where person_id = :person order by 1, 2"
    )
    before = session.execute(versions, {"person": person_id}).all()
    with transaction(session):
        erase_person(session, CENTRAL, person_id, "asked", NOW)
    after = session.execute(versions, {"person": person_id}).all()
    assert [(kind, row, version + 1) for kind, row, version in before] == [tuple(row) for row in after]
    assert {kind for kind, *_ in before} == {"person", "relation", "right"}


def test_only_the_central_team_erases(told: tuple[Session, int]) -> None:
    session, person_id = told
    helpdesk = Identity(2, None, frozenset({Role.HELPDESK}), key_level="high")
    with pytest.raises(Forbidden), transaction(session):
        erase_person(session, helpdesk, person_id, "asked", NOW)


def test_a_revoked_right_still_refuses_every_other_change(
    told: tuple[Session, int], server: TestServer, cloned_database: str
) -> None:
    owner = create_engine(server.url("house_owner", cloned_database))
    with pytest.raises(Exception, match="never changes"), owner.begin() as connection:
        connection.execute(
            text("update rights_right set reason = '', revoke_reason = '', last_day = last_day + 1")
        )
    owner.dispose()


def test_the_erasure_itself_is_recorded(told: tuple[Session, int]) -> None:
    session, person_id = told
    with transaction(session):
        erase_person(session, CENTRAL, person_id, "asked", NOW)
    tags = session.execute(
        text("select actor_id from event where tag = :tag and person_id = :person"),
        {"tag": events.Tag.PERSON_ERASED.value, "person": person_id},
    ).scalars()
    assert list(tags) == [CENTRAL.account_id]


def test_a_person_has_one_account(told: tuple[Session, int]) -> None:
    session, person_id = told
    second = {"username": "tweede", "email": "tweede@x.example", "first_name": "", "last_name": "", "active": True}
    with pytest.raises(Refusal, match=r"accounts\.card\.linked_elsewhere"), transaction(session):
        session.add(Account(**second, person_id=person_id))
