"""Of many who decide about a contact at the same moment, or begin a version of it, one does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from app.aml.deciding import accept_contact, refuse_contact
from app.aml.shelf import Shelf
from app.aml.versions import begin_version, drop_version
from app.database import engine_for, session_factory
from app.errors import Refusal
from app.transaction import Scope, enter
from models.aml import Contact, ContactDecision
from tests.app.aml.complete_files import add_complete
from tests.app.aml.lists_of_today import AmlOffice, aml_office, load
from tests.app.aml.rules_of_today import EACH, publish
from tests.app.aml.test_races import at_once
from tests.app.wallet.offices import NOW
from tests.database import TestServer

CROWD = 8
WHY = "We know him for years."


@pytest.fixture
def crowd(server: TestServer, cloned_database: str) -> Iterator[sessionmaker[Session]]:
    engine = engine_for(server.url("house_app", cloned_database), seconds=120, size=CROWD)
    yield session_factory(engine)
    engine.dispose()


@pytest.fixture
def one(crowd: sessionmaker[Session]) -> AmlOffice:
    with crowd.begin() as session:
        made = aml_office(session)
        publish(session, EACH)
        load(session, "eu", [])
        return made


@pytest.fixture
def wim(crowd: sessionmaker[Session], one: AmlOffice) -> tuple[int, int]:
    """His id, and the version of his row."""
    with crowd.begin() as session:
        enter(session, Scope.organisation(one.id))
        made = add_complete(session, one.bram, NOW)
        return made.id, made.version


@pytest.mark.trust("AML")
def test_of_many_who_decide_at_once_one_does(
    crowd: sessionmaker[Session], one: AmlOffice, wim: tuple[int, int]
) -> None:
    def decide(session: Session, number: int) -> str:
        who, act = (one.an, accept_contact) if number % 2 else (one.bram, refuse_contact)
        return str(act(session, who, *wim, WHY, NOW).verdict)

    found = Counter(at_once(crowd, one, decide, CROWD))
    # Whoever decided the same again pressed twice; the others are told that it was decided.
    assert sorted(found.values()) == [CROWD // 2] * 2
    assert found.pop(Refusal) == CROWD // 2
    with crowd() as session:
        enter(session, Scope.office())
        assert session.scalars(select(ContactDecision.verdict)).all() == list(found)
        told = "select count(*) from event where tag in ('aml.contact.accepted', 'aml.contact.refused')"
        assert session.scalars(text(told)).one() == 1


@pytest.mark.trust("AML")
def test_of_many_who_begin_a_version_one_does_and_a_decision_finds_one_version_in_force(
    crowd: sessionmaker[Session], one: AmlOffice, wim: tuple[int, int]
) -> None:
    shelf = Shelf(None)
    with crowd.begin() as session:
        enter(session, Scope.organisation(one.id))
        accept_contact(session, one.an, *wim, WHY, NOW)

    def begin(session: Session, _: int) -> int:
        return begin_version(session, one.bram, shelf, wim[0], NOW).id

    (made,) = set(at_once(crowd, one, begin, CROWD))

    def end(session: Session, number: int) -> Any:
        version = session.scalars(select(Contact.version).where(Contact.id == made)).one()
        if number % 4 == 0:
            return drop_version(session, one.an, made, version, NOW).state
        act, who = ((accept_contact, one.an), (refuse_contact, one.bram))[number % 2]
        return act(session, who, made, version, WHY, NOW).verdict

    told = [one for one in at_once(crowd, one, end, CROWD) if not (isinstance(one, type))]
    assert told
    assert len(set(told)) == 1
    with crowd() as session:
        enter(session, Scope.office())
        rows = session.scalars(select(Contact).order_by(Contact.number)).all()
        dropped = told[0] == "dropped"
        assert [(of.state, of.head) for of in rows] == [
            ("accepted" if dropped else "replaced", dropped), (told[0], not dropped)
        ]  # fmt: skip
