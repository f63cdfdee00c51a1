"""A file as rules look at it, gathered in one question."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from app import clock
from app.aml.assessing import details_of, files_of, lists_in_force
from app.aml.contacts import add_contact
from app.aml.hits import confirm_hit
from app.aml.identifying import save_page
from app.aml.pages import PageName
from app.aml.shelf import Shelf
from app.aml.vigilance.file import File, FoundHit, RelatedAs
from app.transaction import Scope, enter
from models.aml import Contact, Hit
from models.values import Topic
from models.values.identified import Details, PersonDetails
from tests.app.aml.lists_of_today import AmlOffice, aml_office, entry, load, person
from tests.app.wallet.offices import NOW

TODAY = clock.day_of(NOW)


@pytest.fixture
def one(session: Session) -> AmlOffice:
    made = aml_office(session)
    load(session, "eu", [entry("E0", person("Casper Okafor", 1969), "", Topic.SANCTION, Topic.PEP)])
    enter(session, Scope.organisation(made.id))
    return made


def _file(session: Session, contact: Contact) -> File:
    return files_of(session, [contact], NOW)[contact.id]


def test_hits_that_count_stand_in_it_as_they_were_decided(session: Session, one: AmlOffice) -> None:
    contact = add_contact(session, one.bram, Shelf(None), person("Casper Okafor", 1969), NOW)
    hit = session.query(Hit).one()
    confirm_hit(session, one.bram, hit.id, "His passport.", hit.version, NOW)
    told = FoundHit("eu", "E0", (Topic.SANCTION, Topic.PEP), "confirmed", str(hit.score), hit.judged.hex())
    assert _file(session, contact).hits == (told,)
    hit.closed_at, hit.closed_why = NOW, "contact_changed"
    session.flush()
    assert _file(session, contact).hits == ()


def test_the_lists_are_those_of_the_day_with_the_newest_edition(session: Session, one: AmlOffice) -> None:
    contact = add_contact(session, one.bram, Shelf(None), person("Lieve Verhaeghe"), NOW)
    lists = _file(session, contact).lists
    assert lists == lists_in_force(session, TODAY)
    assert {"IR", "KP"} <= set(lists.high_risk)
    assert "PA" in lists.tax
    assert lists.edition == contact.edition
    assert lists_in_force(session, TODAY.replace(year=2020)).high_risk == ()


def test_files_of_many_and_of_who_counts_for_them_are_one_question(session: Session, one: AmlOffice) -> None:
    behind = add_contact(session, one.bram, Shelf(None), person("Casper Okafor", 1969), NOW)
    first, second = (
        add_contact(session, one.bram, Shelf(None), person(name), NOW) for name in ("Lieve A", "Wim B")
    )

    def acts(details: Details) -> Details:
        assert isinstance(details, PersonDetails)
        return replace(details, dealing=replace(details.dealing, acts_for_other=True, principal_id=behind.root_id))

    save_page(session, one.bram, Shelf(None), first.id, PageName.ACTING, acts, first.version, NOW)
    asked: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    event.listen(session.get_bind(), "before_cursor_execute", note)
    found = files_of(session, [first, second], NOW)
    event.remove(session.get_bind(), "before_cursor_execute", note)
    assert len(asked) == 1
    assert set(found) == {first.id, second.id}
    (related,) = found[first.id].related
    assert (related.role, related.contact_id, related.name) == (RelatedAs.PRINCIPAL, behind.id, "Casper Okafor")
    assert [hit.key for hit in related.hits] == ["E0"]
    assert found[second.id].related == ()
    assert found[second.id].person == details_of(second)
    assert files_of(session, [], NOW) == {}
