"""Versions of a contact: one is a copy of what lists show, and leaves what is in force as it is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from app.aml import queries
from app.aml.assessing import answers_of, details_of
from app.aml.contacts import add_contact
from app.aml.hits import clear_hit
from app.aml.identifying import save_page
from app.aml.pages import PageName
from app.aml.shelf import Shelf
from app.aml.versions import begin_version, drop_version, versions_of
from app.errors import Forbidden, Missing, Refusal, Stale
from app.policy import Role
from app.transaction import Scope, enter
from models.aml import Contact, Evidence, Hit
from models.values.identified import EvidenceKind
from tests.app.aml.complete_files import NUMBER, add_complete, complete_person
from tests.app.aml.lists_of_today import AmlOffice, aml_office, current, entry, load, person, rescreened
from tests.app.wallet.offices import NOW

WHY = "Ours is a baker of Aalst."


@pytest.fixture
def one(session: Session) -> AmlOffice:
    made = aml_office(session)
    load(session, "eu", [entry("E0", person("Wim Verlinden", 1990))])
    enter(session, Scope.organisation(made.id))
    return made


def decided(session: Session, contact: Contact, state: str = "accepted") -> Contact:
    """As if somebody decided, which another test is about."""
    contact.state, contact.decided_at = state, NOW
    session.flush()
    return contact


def begun(session: Session, one: AmlOffice, contact: Contact) -> Contact:
    return begin_version(session, one.bram, Shelf(None), contact.id, NOW)


def test_a_version_begins_with_all_that_is_known(session: Session, one: AmlOffice) -> None:
    first = add_complete(session, one.bram, NOW)
    (hit,) = current(session)
    clear_hit(session, one.an, hit.id, WHY, hit.version, NOW)
    decided(session, first)
    made = begun(session, one, first)
    session.expire_all()
    assert (made.root_id, made.number, made.state, made.head) == (first.id, 2, "draft", False)
    assert (details_of(made), answers_of(made)) == (details_of(first), answers_of(first))
    assert (made.pages, made.national_number, made.level) == (first.pages, NUMBER.digits, first.level)
    told = [(hit.contact_id, hit.state, hit.reason, hit.decided_by) for hit in current(session)]
    assert told == [(one, "cleared", WHY, told[0][3]) for one in (first.id, made.id)]
    papers = [
        set(session.execute(select(Evidence.kind, Evidence.document_id).where(Evidence.contact_id == of.id)).all())
        for of in (first, made)
    ]
    assert papers[0] == papers[1] != set()


def test_evidence_that_was_removed_isnt_copied(session: Session, one: AmlOffice) -> None:
    first = add_complete(session, one.bram, NOW)
    gone = session.scalars(select(Evidence).where(Evidence.kind == EvidenceKind.POWERS)).one()
    gone.removed_at, gone.removed_by = NOW, one.bram.account_id
    session.flush()
    made = begun(session, one, decided(session, first))
    kinds = session.scalars(select(Evidence.kind).where(Evidence.contact_id == made.id)).all()
    assert kinds
    assert EvidenceKind.POWERS not in kinds


def test_the_draft_that_is_there_is_given_back(session: Session, one: AmlOffice) -> None:
    first = add_complete(session, one.bram, NOW)
    assert begun(session, one, first) is first
    made = begun(session, one, decided(session, first))
    assert begun(session, one, made) is made
    assert begin_version(session, one.an, Shelf(None), first.id, NOW) is made
    assert [of.number for of in versions_of(session, one.an, first.id)] == [2, 1]


def test_what_changes_in_a_version_leaves_the_one_in_force(session: Session, one: AmlOffice) -> None:
    first = decided(session, add_complete(session, one.bram, NOW))
    made = begun(session, one, first)
    other = complete_person("Baele", "Rik")
    save_page(session, one.bram, Shelf(None), made.id, PageName.NAME, lambda _: other, made.version, NOW)
    session.expire_all()
    assert (first.name, made.name) == ("Wim Verlinden", "Rik Baele")
    assert [hit.contact_id for hit in current(session)] == [first.id]
    assert [of.name for of, _ in queries.contacts(session, one.an, 9)] == ["Wim Verlinden"]


def test_a_version_that_is_given_up_waits_for_nobody(session: Session, one: AmlOffice) -> None:
    first = decided(session, add_complete(session, one.bram, NOW))
    made = begun(session, one, first)
    before = made.version
    assert queries.waiting(session, one.an).count == 2
    drop_version(session, one.bram, made.id, before, NOW)
    drop_version(session, one.bram, made.id, before, NOW)
    session.expire_all()
    assert (made.state, made.head, first.state, first.head) == ("dropped", False, "accepted", True)
    assert [hit.contact_id for hit in current(session)] == [first.id]
    closed = session.scalars(select(Hit).where(Hit.closed_at.is_not(None))).one()
    assert (closed.contact_id, closed.closed_why) == (made.id, "contact_replaced")
    again = begun(session, one, first)
    assert (again.number, again.state) == (3, "draft")
    tags = session.scalars(text("select count(*) from event where tag = 'aml.contact.version_dropped'")).one()
    assert tags == 1


def test_of_a_contact_that_was_given_up_nothing_is_left_but_its_row(session: Session, one: AmlOffice) -> None:
    first = add_complete(session, one.bram, NOW)
    drop_version(session, one.bram, first.id, first.version, NOW)
    assert queries.contacts(session, one.an, 9) == []
    assert current(session) == []
    assert [of.state for of in versions_of(session, one.an, first.id)] == ["dropped"]
    with pytest.raises(Refusal, match=r"aml\.contact\.given_up"):
        begun(session, one, first)


def test_nobody_gives_up_what_was_decided_or_changed_meanwhile(session: Session, one: AmlOffice) -> None:
    first = add_complete(session, one.bram, NOW)
    with pytest.raises(Stale):
        drop_version(session, one.bram, first.id, first.version - 1, NOW)
    decided(session, first)
    with pytest.raises(Refusal, match=r"aml\.contact\.decided"):
        drop_version(session, one.bram, first.id, first.version, NOW)


@pytest.mark.trust("AML")
def test_who_doesnt_work_in_the_tool_begins_and_gives_up_nothing(session: Session, one: AmlOffice) -> None:
    first = add_complete(session, one.bram, NOW)
    nobody = replace(one.bram, roles=frozenset({Role.PERSON, Role.MEMBER}))
    with pytest.raises(Forbidden):
        begin_version(session, nobody, Shelf(None), first.id, NOW)
    with pytest.raises(Forbidden):
        drop_version(session, nobody, first.id, first.version, NOW)
    assert versions_of(session, nobody, first.id) == []


@pytest.mark.trust("Tenants")
def test_another_office_finds_no_version(session: Session, one: AmlOffice) -> None:
    first = add_complete(session, one.bram, NOW)
    enter(session, Scope.office())
    other = aml_office(session)
    with pytest.raises(Forbidden):  # without the wall of the database
        begin_version(session, other.an, Shelf(None), first.id, NOW)
    enter(session, Scope.organisation(other.id))
    with pytest.raises(Missing):
        begin_version(session, other.an, Shelf(None), first.id, NOW)
    with pytest.raises(Missing):
        drop_version(session, other.an, first.id, 1, NOW)
    assert versions_of(session, other.an, first.id) == []


def test_lists_are_compared_with_versions_that_count_alone(
    sessions: sessionmaker[Session], session: Session, one: AmlOffice
) -> None:
    shelf = Shelf(None)
    first = decided(session, add_contact(session, one.bram, shelf, person("Nadia Dragan"), NOW))
    gone = begun(session, one, first)
    drop_version(session, one.bram, gone.id, gone.version, NOW)
    kept = begun(session, one, first)
    session.commit()
    some, many = [entry("U0", person("Nadia Dragan"))], [entry(f"V{n}", person("Nadia Dragan")) for n in range(9)]
    for entries in (some, many):
        load(session, "un", entries)
        rescreened(sessions, shelf, session)
        assert {hit.contact_id for hit in current(session)} == {first.id, kept.id}


def test_a_version_knows_what_came_on_a_list_that_contacts_arent_compared_with_yet(
    session: Session, one: AmlOffice
) -> None:
    first = decided(session, add_contact(session, one.bram, Shelf(None), person("Nadia Dragan"), NOW))
    load(session, "un", [entry("U0", person("Nadia Dragan"))])
    enter(session, Scope.organisation(one.id))
    made = begun(session, one, first)
    assert [hit.contact_id for hit in current(session)] == [made.id]
