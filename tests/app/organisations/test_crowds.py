"""Many at once: managers who all leave, people who all add the same office."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from app.database import engine_for, session_factory
from app.demo.enterprises import PEETERS
from app.errors import Refusal
from app.organisations.joining import NewOrganisation, WorkDetails, create_organisation
from app.organisations.members import end_member
from app.policy import Identity, Role
from app.transaction import Scope, enter, transaction
from models.accounts import Account
from models.organisations import Member, Organisation
from tests.database import TestServer

CROWD = 12
NOW = datetime(2027, 3, 15, 9, 5, tzinfo=UTC)
NEW = NewOrganisation(PEETERS.number, "Immo Peeters", "Kade 1", "9000", "Gent", "info@x.be", "", "nl")


@pytest.fixture
def crowd(server: TestServer, cloned_database: str) -> Iterator[tuple[sessionmaker[Session], list[Identity]]]:
    """Sessions that really commit, and as many accounts as the crowd is large."""
    engine = engine_for(server.url("house_app", cloned_database), seconds=120, size=CROWD)
    sessions = session_factory(engine)
    with sessions() as session, transaction(session):
        enter(session, Scope.office())
        accounts = [
            Account(
                username=f"one{i}", email=f"one{i}@x.be", first_name="", last_name="", password="", active=True
            )
            for i in range(CROWD)
        ]
        session.add_all(accounts)
        session.flush()
        people = [Identity(int(one.id), None, frozenset({Role.PERSON})) for one in accounts]
    yield sessions, people
    engine.dispose()


def _at_once(
    sessions: sessionmaker[Session], people: list[Identity], act: Callable[[Session, Identity], object]
) -> list[str]:
    """What came of each: '' for done, else why it was refused."""
    start = Barrier(len(people))

    def one(who: Identity) -> str:
        with sessions() as session:
            enter(session, Scope.office())
            start.wait()
            try:
                with transaction(session):
                    act(session, who)
            except Refusal as refusal:
                return refusal.code
            return ""

    with ThreadPoolExecutor(len(people)) as pool:
        return list(pool.map(one, people))


def _count(sessions: sessionmaker[Session], what: type, *where: object) -> int:
    with sessions() as session:
        enter(session, Scope.office())
        return session.scalar(select(func.count()).select_from(what).where(*where)) or 0  # type: ignore[arg-type]


@pytest.mark.trust("Accreditations, membership")
def test_managers_who_all_leave_at_once_leave_one_behind(
    crowd: tuple[sessionmaker[Session], list[Identity]],
) -> None:
    sessions, people = crowd
    with sessions() as session, transaction(session):
        enter(session, Scope.office())
        office = create_organisation(session, people[0], NEW, WorkDetails(), NOW)
        for who in people[1:]:
            session.add(
                Member(
                    organisation_id=office.id,
                    account_id=who.account_id,
                    state="confirmed",
                    is_manager=True,
                    first_day=NOW.date(),
                    created_at=NOW,
                )
            )
        session.flush()
        ids = {one.account_id: (one.id, one.version) for one in session.scalars(select(Member))}

    def leave(session: Session, who: Identity) -> None:
        end_member(session, who, *ids[who.account_id], "", NOW)

    told = _at_once(sessions, people, leave)
    assert sorted(told) == [""] * (CROWD - 1) + ["organisations.member.last_manager"]
    assert _count(sessions, Member, Member.is_manager, Member.state == "confirmed") == 1


def test_one_office_added_by_all_at_once_is_there_once(
    crowd: tuple[sessionmaker[Session], list[Identity]],
) -> None:
    sessions, people = crowd
    told = _at_once(
        sessions, people, lambda session, who: create_organisation(session, who, NEW, WorkDetails(), NOW)
    )
    assert sorted(told) == [""] + ["organisations.organisation.exists"] * (CROWD - 1)
    assert _count(sessions, Organisation) == 1
    assert _count(sessions, Member, Member.is_manager) == 1
