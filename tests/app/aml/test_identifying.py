"""The file of a contact, a page at a time: what each page keeps, and who is told that another was quicker."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.aml.assessing import details_of
from app.aml.contacts import add_contact
from app.aml.identifying import answer, save_page
from app.aml.pages import PageName, lacking_in, pages_of
from app.aml.shelf import Shelf
from app.aml.vigilance.file import Given
from app.errors import Refusal, Stale
from app.transaction import Scope, enter
from models.aml import Contact, Hit
from models.values import NationalNumber, Sex
from models.values.identified import Details, PersonDetails
from tests.app.aml.lists_of_today import AmlOffice, aml_office, entry, load, person
from tests.app.wallet.offices import NOW


@pytest.fixture
def one(session: Session) -> AmlOffice:
    made = aml_office(session)
    load(session, "eu", [entry("E0", person("Casper Okafor", 1969))])
    enter(session, Scope.organisation(made.id))
    return made


def _added(session: Session, one: AmlOffice) -> Contact:
    return add_contact(session, one.bram, Shelf(None), person("Casper Okafor", 1969), NOW)


def _born(details: Details) -> Details:
    assert isinstance(details, PersonDetails)
    return replace(details, birth_date=date(1990, 2, 1), birth_year=None, birth_place="Aalst", sex=Sex.MALE)


def test_a_page_is_kept_and_what_lists_ask_is_compared_anew(session: Session, one: AmlOffice) -> None:
    contact = _added(session, one)
    assert session.query(Hit).filter(Hit.closed_at.is_(None)).count() == 1
    number = NationalNumber.parse("90.02.01-997-04")
    saved = save_page(session, one.bram, Shelf(None), contact.id, PageName.BIRTH, _born, 1, NOW, number)
    session.expire_all()
    assert details_of(saved).told()["birth_place"] == "Aalst"
    assert saved.pages == ["birth"]
    assert saved.national_number == number.digits
    assert session.query(Hit).filter(Hit.closed_at.is_(None)).count() == 0


def test_who_saves_a_version_that_is_no_longer_the_last_is_told(session: Session, one: AmlOffice) -> None:
    contact = _added(session, one)
    save_page(session, one.bram, Shelf(None), contact.id, PageName.BIRTH, _born, 1, NOW)
    with pytest.raises(Stale):
        save_page(session, one.an, Shelf(None), contact.id, PageName.BIRTH, _born, 1, NOW)


def test_what_was_decided_stays_as_it_is(session: Session, one: AmlOffice) -> None:
    contact = _added(session, one)
    contact.state, contact.decided_at = "accepted", NOW
    session.flush()
    with pytest.raises(Refusal, match=r"aml\.contact\.decided"):
        save_page(session, one.bram, Shelf(None), contact.id, PageName.BIRTH, _born, contact.version, NOW)
    contact.answers = {"ID1": {"option": "yes"}}
    with pytest.raises(DBAPIError, match="was decided"):
        session.flush()


def test_an_answer_is_kept_and_the_level_follows(session: Session, one: AmlOffice) -> None:
    contact = _added(session, one)
    assert contact.level is None
    answer(session, one.bram, contact.id, {"ID1": Given("no")}, contact.version, NOW)
    assert contact.answers == {"ID1": {"option": "no"}}
    with pytest.raises(Refusal, match=r"aml\.answer\.unknown"):
        answer(session, one.bram, contact.id, {"ID1": Given("perhaps")}, contact.version, NOW)


def test_every_page_that_lacks_something_is_a_page_of_the_contact(session: Session, one: AmlOffice) -> None:
    details = details_of(_added(session, one))
    lacking = lacking_in(details, has_national_number=False)
    assert lacking
    assert {one.page for one in lacking} <= set(pages_of(details))
