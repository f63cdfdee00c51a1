"""Many at the same moment: on one hit, on one contact, and contacts that come while lists are loaded."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from app.aml import rescreening
from app.aml.contacts import add_contact
from app.aml.hits import clear_hit, confirm_hit
from app.aml.rescreening import CONTACTS, ENTRIES, Rescreening
from app.aml.screening import THRESHOLD, compare
from app.aml.shelf import Shelf
from app.database import engine_for, session_factory
from app.errors import HouseError, Stale
from app.transaction import Scope, enter, transaction
from models.aml import Contact, Hit, Listed
from models.values import ListedEntry, Subject
from tests.app.aml.lists_of_today import (
    AmlOffice,
    Desk,
    aml_office,
    change_contact,
    current,
    entry,
    hits,
    load,
    person,
)
from tests.app.aml.test_rescreening import drawn, drawn_list, prefer
from tests.app.wallet.offices import NOW
from tests.database import TestServer

CROWD = 16


@pytest.fixture
def crowd(server: TestServer, cloned_database: str) -> Iterator[sessionmaker[Session]]:
    engine = engine_for(server.url("house_app", cloned_database), seconds=120, size=32)
    yield session_factory(engine)
    engine.dispose()


@pytest.fixture
def one(crowd: sessionmaker[Session]) -> AmlOffice:
    with crowd.begin() as session:
        made = aml_office(session)
        load(session, "eu", [entry("E0", person("Casper Okafor", 1969))])
        return made


def at_once(
    crowd: sessionmaker[Session], one: AmlOffice, act: Callable[[Session, int], Any], many: int = CROWD
) -> list[Any]:
    """All at the same moment, each in a transaction of its own; what came of each, or what it was told."""
    together = Barrier(many)

    def press(number: int) -> Any:
        with crowd() as session:
            enter(session, Scope.organisation(one.id))
            session.scalar(select(1))
            together.wait(120)
            try:
                with transaction(session):
                    return act(session, number)
            except HouseError as said:
                return type(said)

    with ThreadPoolExecutor(many) as pool:
        return list(pool.map(press, range(many)))


@pytest.mark.trust("Hits")
def test_of_members_who_decide_at_once_one_decides(crowd: sessionmaker[Session], one: AmlOffice) -> None:
    shelf = Shelf(None)
    with crowd.begin() as session:
        enter(session, Scope.organisation(one.id))
        add_contact(session, one.bram, shelf, person("Casper Okafor", 1969), NOW)
        (hit,) = current(session)
        hit_id, version = hit.id, hit.version

    def decide(session: Session, number: int) -> str:
        who, act = (one.an, clear_hit) if number % 2 else (one.bram, confirm_hit)
        return act(session, who, hit_id, "Looked at his passport.", version, NOW).state

    found = Counter(at_once(crowd, one, decide))
    assert found.pop(Stale) == CROWD - 1
    with crowd() as session:
        enter(session, Scope.office())
        assert [hit.state for hit in hits(session)] == list(found)
        tags = session.scalars(text("select count(*) from event where tag like 'aml.hit.%'")).one()
        assert tags == 1


@pytest.mark.trust("Hits")
def test_of_sixteen_who_change_a_contact_at_once_one_does(crowd: sessionmaker[Session], one: AmlOffice) -> None:
    shelf = Shelf(None)
    with crowd.begin() as session:
        enter(session, Scope.organisation(one.id))
        contact_id = add_contact(session, one.bram, shelf, person("Nadia Dragan"), NOW).id

    def change(session: Session, number: int) -> str:
        changed = person("Casper Okafor", 1950 + number)
        return change_contact(session, one.an, shelf, contact_id, changed, 1, NOW).name

    found = Counter(at_once(crowd, one, change))
    assert found == {"Casper Okafor": 1, Stale: CROWD - 1}
    with crowd() as session:
        enter(session, Scope.office())
        assert len(hits(session)) <= 1


def agrees(session: Session) -> None:
    """Every contact has the current hits that comparing it with all that stands would give, and no other."""
    contacts = session.scalars(select(Contact)).all()
    listed = session.scalars(select(Listed).where(Listed.until.is_(None))).all()
    read = [(row, ListedEntry.read(row.key, row.told).subject) for row in listed]
    wanted = {
        (contact.id, row.list_id, row.key, contact.print, row.judged)
        for contact in contacts
        for row, subject in read
        if compare(Subject.read(contact.facts), subject).score >= THRESHOLD
    }
    found = {
        (one.contact_id, one.list_id, one.key, one.contact_print, one.judged)
        for one in session.scalars(select(Hit).where(Hit.closed_at.is_(None)))
    }
    assert found == wanted


@pytest.mark.trust("Re-screening")
@pytest.mark.parametrize("way", [ENTRIES, CONTACTS])
def test_contacts_that_come_and_change_while_lists_are_loaded_miss_nothing(
    crowd: sessionmaker[Session], one: AmlOffice, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """Three members work, one loads lists, two workers re-screen; at the end all was compared with all."""
    prefer(monkeypatch, way)
    monkeypatch.setattr(rescreening, "STEP", 5)
    shelf, done = Shelf(None), threading.Event()

    def members(number: int) -> int:
        random, acts = Random(f"{way} {number}"), 0  # noqa: S311 - replayed by its seed
        mine: list[int] = []
        with crowd() as session:
            enter(session, Scope.organisation(one.id))
            while not done.is_set() or acts < 12:
                with transaction(session):
                    if mine and random.random() < 0.5:
                        contact = session.get_one(Contact, random.choice(mine), populate_existing=True)
                        change_contact(session, one.bram, shelf, contact.id, drawn(random), contact.version, NOW)
                    else:
                        mine.append(add_contact(session, one.bram, shelf, drawn(random), NOW).id)
                acts += 1
        return acts

    def loads() -> int:
        random = Random(way)  # noqa: S311 - replayed by its seed
        for _ in range(8):
            with crowd.begin() as session:
                load(session, random.choice(("eu", "un")), drawn_list(random, 15))
        return 8

    def worker(_: int) -> int:
        many = 0
        while not done.is_set():
            many += Rescreening(Desk(crowd), Shelf(None), lambda: NOW).run()
        return many

    with ThreadPoolExecutor(6) as pool:
        working = [pool.submit(members, number) for number in range(3)]
        screening = [pool.submit(worker, number) for number in range(2)]
        loading = pool.submit(loads)
        try:
            loading.result()
        finally:
            done.set()
        acts = sum(one.result() for one in working)
        assert sum(one.result() for one in screening) >= 0
    Rescreening(Desk(crowd), shelf, lambda: NOW).run()
    with crowd() as session:
        enter(session, Scope.office())
        assert acts >= 36
        agrees(session)


@pytest.mark.trust("Re-screening")
@pytest.mark.parametrize("way", [ENTRIES, CONTACTS])
def test_a_load_waits_for_whoever_screens_a_contact_without_knowing_of_it(
    crowd: sessionmaker[Session], one: AmlOffice, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    prefer(monkeypatch, way)
    Rescreening(Desk(crowd), Shelf(None), lambda: NOW).run()
    with crowd() as session, ThreadPoolExecutor(1) as pool:
        enter(session, Scope.organisation(one.id))
        contact = add_contact(session, one.bram, Shelf(None), person("Nadia Dragan"), NOW)
        with crowd.begin() as other:
            load(other, "un", [entry("U0", person("Nadia Dragan"))])
        screening = pool.submit(Rescreening(Desk(crowd), Shelf(None), lambda: NOW).run)
        with pytest.raises(TimeoutError):
            screening.result(1)
        session.commit()
        assert screening.result(60) == 1
        contact_id = contact.id
    with crowd() as session:
        enter(session, Scope.office())
        assert [(hit.contact_id, hit.key) for hit in current(session)] == [(contact_id, "U0")]
