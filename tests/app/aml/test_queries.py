"""What screens read of contacts and hits: one's own office's alone, what waits first, in one statement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session, sessionmaker

from app.aml import queries
from app.aml.contacts import add_contact
from app.aml.hits import clear_hit
from app.aml.shelf import Shelf
from app.errors import Forbidden, Missing, Refusal
from app.policy import Role
from app.transaction import Scope, enter
from models.values import Subject, SubjectKind, SubjectName
from tests.app.aml.lists_of_today import AmlOffice, aml_office, current, entry, load, person, rescreened
from tests.app.wallet.offices import NOW, account

LISTED = [
    entry("E0", person("Casper Okafor", "1969-04-17")),
    entry("E1", person("Nadia Dragan")),
    entry("E2", person("Nadia Dragan", 1980)),
]


@pytest.fixture
def shelf() -> Shelf:
    return Shelf(None)


@pytest.fixture
def one(session: Session, shelf: Shelf) -> AmlOffice:
    """An office with three contacts: of Casper everything is told, of Nadia nothing but her name."""
    made = aml_office(session)
    load(session, "eu", LISTED)
    for hours, subject in enumerate(
        (person("Nadia Dragan"), person("Casper Okafor", "1969-04-17"), person("Wim"))
    ):
        add_contact(session, made.bram, shelf, subject, NOW + timedelta(hours=hours))
    session.commit()
    enter(session, Scope.organisation(made.id))
    return made


def test_contacts_come_with_what_waits_of_them(session: Session, one: AmlOffice) -> None:
    found = queries.contacts(session, one.bram, 10)
    assert [(contact.name, count) for contact, count in found] == [
        ("Nadia Dragan", 2), ("Casper Okafor", 1), ("Wim", 0)
    ]  # fmt: skip
    assert [contact.name for contact, _ in queries.contacts(session, one.bram, 1, after=1)] == ["Casper Okafor"]


def test_what_is_likeliest_waits_first_then_where_least_lacks_then_the_oldest(
    session: Session, one: AmlOffice
) -> None:
    found = queries.open_hits(session, one.an, 10)
    assert (found[0].contact.name, found[0].listed.key) == ("Casper Okafor", "E0")
    order = [(-hit.score, hit.open_facts, hit.found_at) for hit in found]
    assert order == sorted(order)
    assert queries.waiting(session, one.an) == queries.Waiting(3, NOW)


def test_a_record_tells_current_hits_and_earlier_ones_and_who_decided(
    sessions: sessionmaker[Session], session: Session, one: AmlOffice, shelf: Shelf
) -> None:
    enter(session, Scope.office())
    hit = next(hit for hit in current(session) if hit.key == "E1")
    clear_hit(session, one.bram, hit.id, "Somebody else: ours is 1.90 m.", hit.version, NOW)
    load(session, "eu", LISTED[:2])
    rescreened(sessions, shelf, session)
    enter(session, Scope.organisation(one.id))
    found = queries.contact_record(session, one.bram, hit.contact_id)
    assert ([one.key for one in found.current], [one.key for one in found.earlier]) == (["E1"], ["E2"])
    assert found.current[0].listed.name == "Nadia Dragan"
    assert list(queries.deciders(session, found.current)) == [one.bram.account_id]
    assert queries.hit_record(session, one.bram, hit.id).contact.name == "Nadia Dragan"


def test_nobody_reads_another_offices(session: Session, one: AmlOffice) -> None:
    enter(session, Scope.office())  # without the wall of the database
    contact_id, hit_id = current(session)[0].contact_id, current(session)[0].id
    other = aml_office(session)
    nobody = replace(one.bram, roles=frozenset({Role.PERSON, Role.MEMBER}))
    for who in (other.an, nobody, replace(one.an, organisation_id=None)):
        assert queries.contacts(session, who, 10) == []
        assert queries.open_hits(session, who, 10) == []
        assert queries.waiting(session, who) == queries.Waiting(0, None)
        with pytest.raises(Missing):
            queries.contact_record(session, who, contact_id)
        with pytest.raises(Missing):
            queries.hit_record(session, who, hit_id)


def test_each_is_asked_in_one_statement(session: Session, one: AmlOffice) -> None:
    asked: list[str] = []
    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", lambda *what: asked.append(str(what[2])))
    reads: tuple[Callable[[], object], ...] = (
        lambda: queries.contacts(session, one.bram, 10),
        lambda: [
            (hit.contact.name, hit.list.code, hit.listed.name) for hit in queries.open_hits(session, one.an, 9)
        ],
        lambda: queries.waiting(session, one.an),
    )
    for read in reads:
        asked.clear()
        read()
        assert len([told for told in asked if "from aml_" in told.lower()]) == 1


def test_how_far_all_contacts_are_compared(
    sessions: sessionmaker[Session], session: Session, one: AmlOffice, shelf: Shelf
) -> None:
    assert queries.screened(session) == queries.Screened(0, None, 1)
    rescreened(sessions, shelf, session, NOW)
    assert queries.screened(session) == queries.Screened(1, NOW, 1)
    load(session, "eu", LISTED[:1])
    assert queries.screened(session) == queries.Screened(1, NOW, 2)


def test_a_name_that_is_tried_is_recorded_without_it_and_no_contact_is_kept(
    session: Session, one: AmlOffice, shelf: Shelf
) -> None:
    before = len(queries.contacts(session, one.bram, 10))
    vessel = Subject(SubjectKind.OTHER, (SubjectName("casper okafor"),))
    found = queries.tried(session, shelf, one.bram, vessel, NOW)
    assert [(listed.key, listed.list.code) for listed, _ in found.found] == [("E0", "eu")]
    assert found.edition == 1
    assert queries.tried(session, shelf, one.bram, person("Zebedee Quillfeather"), NOW).found == ()
    assert len(queries.contacts(session, one.bram, 10)) == before
    told = (
        session.execute(text("select facts::text from event where tag = 'aml.name.tried' order by id"))
        .scalars()
        .all()
    )
    assert len(told) == 2
    assert "asper" not in told[0]
    kept = "select p.content from event_payload p join event e on e.id = p.event_id where e.tag = 'aml.name.tried'"
    assert session.execute(text(kept)).scalars().all() == []


def test_who_may_try_a_name(session: Session, one: AmlOffice, shelf: Shelf) -> None:
    member = replace(one.bram, roles=frozenset({Role.PERSON, Role.MEMBER}))
    with pytest.raises(Forbidden):
        queries.tried(session, shelf, member, person("Casper Okafor"), NOW)
    with pytest.raises(Refusal) as found:
        queries.tried(session, shelf, one.bram, person(" "), NOW)
    assert found.value.code == "aml.contact.no_name"
    enter(session, Scope.office())
    central = replace(one.bram, account_id=account(session, "greet"), organisation_id=None,
                      roles=frozenset({Role.PERSON, Role.CENTRAL}))  # fmt: skip
    assert len(queries.tried(session, shelf, central, person("Casper Okafor"), NOW).found) == 1
