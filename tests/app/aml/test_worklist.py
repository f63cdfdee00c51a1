"""What waits after a hit, in the order of the worklist, and what was decided of the same two before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from app.aml import worklist
from app.aml.contacts import add_contact
from app.aml.hits import clear_hit
from app.aml.panels import open_hits
from app.aml.shelf import Shelf
from app.transaction import Scope, enter
from models.aml import Contact, Hit
from tests.app.aml.lists_of_today import AmlOffice, aml_office, current, entry, load, person
from tests.app.wallet.offices import NOW

LISTED = [entry("E1", person("Nadia Dragan")), entry("E2", person("Casper Okafor", "1969-04-17", "RU"))]


@pytest.fixture
def one(session: Session) -> AmlOffice:
    """An office with four hits: Casper's has the highest score; of the Nadias the first lacks least, of the others
    one is older."""
    made = aml_office(session)
    load(session, "eu", LISTED)
    shelf = Shelf(None)
    contacts = (
        person("Nadia Dragan", 1980),
        person("Nadia Dragan", 1981),
        person("Nadia Dragan"),
        person("Casper Okafor", "1969-04-17", "RU"),
    )
    for hours, subject in enumerate(contacts):
        add_contact(session, made.bram, shelf, subject, NOW + timedelta(hours=hours))
    session.commit()
    enter(session, Scope.organisation(made.id))
    return made


def _in_order(session: Session) -> list[Hit]:
    return list(session.scalars(select(Hit).where(worklist.in_state("open")).order_by(Hit.urgency, Hit.id)))


def test_the_order_is_score_then_what_lacks_least_then_the_oldest(session: Session, one: AmlOffice) -> None:
    found = _in_order(session)
    assert found == sorted(found, key=lambda hit: (-hit.score, hit.open_facts, hit.found_at))
    named = [session.get_one(Contact, hit.contact_id).facts["birth_dates"] for hit in found]
    assert [bool(births) for births in named] == [True, False, True, True]


def test_one_leads_to_the_next_and_the_last_to_the_first(session: Session, one: AmlOffice) -> None:
    found = _in_order(session)
    onward = [worklist.after(session, one.bram, hit) for hit in found]
    assert [one.first for one in onward] == [hit.id for hit in (*found[1:], found[0])]
    assert {one.count for one in onward} == {3}


def test_what_is_decided_waits_no_more(session: Session, one: AmlOffice) -> None:
    first, *others = _in_order(session)
    clear_hit(session, one.bram, first.id, "Somebody of the same name.", first.version, NOW)
    assert worklist.around(session, one.bram, others[-1]).onward == worklist.Waiting(others[0].id, 2)
    for hit in others:
        clear_hit(session, one.bram, hit.id, "Somebody of the same name.", hit.version, NOW)
    assert worklist.after(session, one.bram, first) == worklist.Waiting(None, 0)


def test_a_contact_knows_how_many_of_its_hits_wait(session: Session, one: AmlOffice) -> None:
    hit = current(session)[0]
    waits = session.scalars(select(Contact.id).where(worklist.with_open_hits(True))).all()
    assert len(waits) == 4
    clear_hit(session, one.bram, hit.id, "Somebody of the same name.", hit.version, NOW)
    assert session.scalars(select(Contact.id).where(worklist.with_open_hits(False))).all() == [hit.contact_id]
    assert [one.open_hits for one in session.scalars(select(Contact).options(undefer(Contact.open_hits)))].count(
        1
    ) == 3
    decided = worklist.hits_of(session, session.get_one(Contact, hit.contact_id))
    assert [(found.hit.state, bool(found.by)) for found in decided] == [("cleared", True)]


def test_who_may_not_open_the_tool_isnt_told_whose_they_are(session: Session, one: AmlOffice) -> None:
    """The office of these tests has no such tool: the decision says no, whatever his roles."""
    assert open_hits(session, one.bram, NOW).count == 0
