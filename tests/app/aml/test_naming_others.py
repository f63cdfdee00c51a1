"""Contacts that a file names: whom it may name, that they aren't given up meanwhile, and what follows when a later
version of them counts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from app.aml.assessing import details_of, file_of, rules_in_force
from app.aml.contacts import add_contact
from app.aml.deciding import accept_contact
from app.aml.identifying import save_page
from app.aml.pages import PageName
from app.aml.replaying import replay
from app.aml.shelf import Shelf
from app.aml.versions import begin_version, drop_version
from app.aml.vigilance.file import Given
from app.aml.vigilance.level import vigilance_of
from app.errors import Refusal
from app.transaction import Scope, enter
from models.aml import Contact
from models.values.identified import Details
from tests.app.aml.complete_files import add_complete, add_complete_organisation, answered
from tests.app.aml.lists_of_today import AmlOffice, aml_office, person
from tests.app.wallet.offices import NOW


@pytest.fixture
def one(session: Session) -> AmlOffice:
    made = aml_office(session)
    enter(session, Scope.organisation(made.id))
    return made


def acting_for(root_id: int, details: Details) -> Details:
    dealing = replace(details.dealing, acts_for_other=True, principal_id=root_id)
    return replace(details, dealing=dealing)


def name(session: Session, one: AmlOffice, contact: Contact, root_id: int) -> None:
    change = lambda details: acting_for(root_id, details)  # noqa: E731
    save_page(session, one.bram, Shelf(None), contact.id, PageName.ACTING, change, contact.version, NOW)


def refused(act: object) -> Refusal:
    with pytest.raises(Refusal) as found:
        act()  # type: ignore[operator]
    return found.value


def test_only_contacts_of_this_office_can_be_named(session: Session, one: AmlOffice) -> None:
    wim = add_complete(session, one.bram, NOW)
    other = aml_office(session)
    enter(session, Scope.organisation(other.id))
    theirs = add_contact(session, other.bram, Shelf(None), person("Ottoline Brackenbury"), NOW)
    enter(session, Scope.organisation(one.id))
    for root_id in (theirs.id, 10**12, -1):
        assert refused(lambda: name(session, one, wim, root_id)).code == "aml.other.not_there"  # noqa: B023
    assert details_of(wim).dealing.principal_id is None


def test_a_later_version_isnt_a_contact_by_itself(session: Session, one: AmlOffice) -> None:
    """A file names a contact, which its first version stands for; none of its later ones."""
    wim, otto = add_complete(session, one.bram, NOW), add_complete(session, one.bram, NOW)
    accept_contact(session, one.an, otto.id, otto.version, "", NOW)
    later = begin_version(session, one.bram, Shelf(None), otto.id, NOW)
    assert refused(lambda: name(session, one, wim, later.id)).code == "aml.other.not_there"


def test_an_organisation_represents_and_owns_nothing_here(session: Session, one: AmlOffice) -> None:
    bakery = add_complete_organisation(session, one.bram, NOW)
    other = add_complete_organisation(session, one.bram, NOW)
    change = lambda details: replace(details, representative_id=other.root_id)  # noqa: E731
    found = refused(
        lambda: save_page(
            session, one.bram, Shelf(None), bakery.id, PageName.REPRESENTATIVE, change, bakery.version, NOW
        )
    )
    assert found.code == "aml.other.not_there"


def test_who_counts_for_another_contact_isnt_given_up(session: Session, one: AmlOffice) -> None:
    wim, otto = add_complete(session, one.bram, NOW), add_contact(
        session, one.bram, Shelf(None), person("Ottoline Brackenbury"), NOW
    )  # fmt: skip
    name(session, one, wim, otto.root_id)
    found = refused(lambda: drop_version(session, one.bram, otto.id, otto.version, NOW))
    assert (found.code, found.facts) == ("aml.contact.counts_for", {"names": "Wim Verlinden"})
    accept_contact(session, one.an, wim.id, wim.version, "", NOW)
    assert refused(lambda: drop_version(session, one.bram, otto.id, otto.version, NOW)).code == found.code


def test_who_was_given_up_counts_nowhere(session: Session, one: AmlOffice) -> None:
    """Not even for a file that names him from before that was looked after; nor where it is replayed."""
    wim = add_complete(session, one.bram, NOW)
    otto = add_contact(session, one.bram, Shelf(None), person("Ottoline Brackenbury"), NOW)
    name(session, one, wim, otto.root_id)
    assert [of.contact_id for of in file_of(session, wim, NOW).related] == [otto.root_id]
    otto.state = "dropped"
    session.flush()
    assert file_of(session, wim, NOW).related == ()
    made = accept_contact(session, one.an, wim.id, wim.version, "", NOW)
    found = replay(session, made, NOW)
    assert (found.differs, found.taken_from_decision) == ((), ())


def test_two_that_act_for_each_other_have_a_level(session: Session, one: AmlOffice) -> None:
    wim, otto = add_complete(session, one.bram, NOW), add_complete(session, one.bram, NOW)
    name(session, one, wim, otto.root_id)
    name(session, one, otto, wim.root_id)
    for contact in (wim, otto):
        made = accept_contact(session, one.an, contact.id, contact.version, "", NOW)
        assert replay(session, made, NOW).identical


def test_an_owner_who_isnt_there_is_known_by_nobody(session: Session, one: AmlOffice) -> None:
    bakery = add_complete_organisation(session, one.bram, NOW)
    file = replace(file_of(session, bakery, NOW), related=())
    found = vigilance_of(rules_in_force(session).rules, replace(file, answers={}))
    assert "ORG2" in found.unanswered


def test_the_level_follows_a_later_version_of_who_is_named(session: Session, one: AmlOffice) -> None:
    bakery = add_complete_organisation(session, one.bram, NOW)
    owner = session.get_one(Contact, details_of(bakery).representative_id)  # type: ignore[union-attr]
    for contact in (owner, bakery):
        accept_contact(session, one.an, contact.id, contact.version, "", NOW)
    assert bakery.level == "standard"
    later = begin_version(session, one.bram, Shelf(None), owner.id, NOW)
    answered(session, one.bram, later, "PEP1", Given("yes", "Alderman of Aalst.", "Won't tell."), NOW)
    session.refresh(bakery)
    assert bakery.level == "standard"
    accept_contact(session, one.an, later.id, later.version, "We know him for years.", NOW)
    session.refresh(bakery)
    assert bakery.level in ("raised", "stop")
