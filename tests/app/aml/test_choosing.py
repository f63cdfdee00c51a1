"""Contacts of one's own office are found again, and nobody else's; a company of the register is one contact."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.aml import choosing
from app.aml.contacts import add_contact
from app.aml.registered import identifier_of
from app.aml.registered_contacts import add_registered
from app.aml.shelf import Shelf
from app.errors import Refusal
from app.organisations.businesses import Address, Enterprise
from app.transaction import Scope, enter
from models.values import EnterpriseNumber, SubjectKind
from models.values.identified import OrganisationDetails, Source
from tests.app.aml.lists_of_today import AmlOffice, aml_office, person
from tests.app.wallet.offices import NOW

PERSONS = (SubjectKind.PERSON,)
ZEEZICHT = Enterprise(
    EnterpriseNumber("0403170701"), "Immo Zeezicht", "610", "Besloten vennootschap", False,
    Address("Zeedijk 105", "8400", "Oostende"),
)  # fmt: skip


@pytest.fixture
def offices(session: Session) -> tuple[AmlOffice, AmlOffice]:
    """The one whose rows are seen, and another one."""
    other, one = aml_office(session), aml_office(session)
    enter(session, Scope.organisation(one.id))
    return one, other


def _named(session: Session, office: AmlOffice, text: str, but: int | None = None) -> list[str]:
    return [one.name for one in choosing.named(session, office.bram, text, PERSONS, but)]


@pytest.mark.trust("Tenants")
def test_only_contacts_of_ones_own_office_are_found(
    session: Session, offices: tuple[AmlOffice, AmlOffice]
) -> None:
    one, other = offices
    mine = add_contact(session, one.bram, Shelf(None), person("Lieve Verhaeghe"), NOW)
    enter(session, Scope.organisation(other.id))
    theirs = add_contact(session, other.bram, Shelf(None), person("Lieve Verhaegen"), NOW)
    enter(session, Scope.organisation(one.id))
    assert _named(session, one, "verha liev") == ["Lieve Verhaeghe"]
    assert list(choosing.by_root(session, one.bram, [mine.root_id, theirs.root_id])) == [mine.root_id]
    enter(session, Scope.office())
    assert list(choosing.by_root(session, one.bram, [mine.root_id, theirs.root_id])) == [mine.root_id]


def test_a_contact_is_found_by_name_once_and_not_in_its_own_file(
    session: Session, offices: tuple[AmlOffice, AmlOffice]
) -> None:
    one, _ = offices
    first = add_contact(session, one.bram, Shelf(None), person("Lieve Verhaeghe"), NOW)
    gone = add_contact(session, one.bram, Shelf(None), person("Lieve Verhulst"), NOW)
    gone.state = "dropped"
    session.flush()
    assert _named(session, one, "Lieve") == ["Lieve Verhaeghe"]
    assert _named(session, one, "Lieve", first.root_id) == []
    assert _named(session, one, "") == []
    for number in range(12):
        add_contact(session, one.bram, Shelf(None), person(f"Jan Pieters {number}"), NOW)
    assert len(_named(session, one, "jan")) == choosing.SHOWN + 1


def test_a_company_of_the_register_is_one_contact(session: Session, offices: tuple[AmlOffice, AmlOffice]) -> None:
    one, _ = offices
    made = add_registered(session, one.bram, Shelf(None), ZEEZICHT, NOW)
    details = OrganisationDetails.read(made.details)
    assert (details.name, details.legal_form, details.seat.place) == (
        "Immo Zeezicht",
        "Besloten vennootschap",
        "Oostende",
    )
    assert (details.number, details.number_country, details.source) == ("0403170701", "BE", Source.REGISTER)
    assert choosing.with_numbers(session, one.bram, [identifier_of(ZEEZICHT)])["0403170701"] is made
    with pytest.raises(Refusal, match=r"aml\.contact\.registered_already"):
        add_registered(session, one.bram, Shelf(None), ZEEZICHT, NOW)


def test_a_person_with_a_business_is_no_organisation(
    session: Session, offices: tuple[AmlOffice, AmlOffice]
) -> None:
    one, _ = offices
    sole = Enterprise(EnterpriseNumber("0403170701"), "Lotte Hermans", "", "", True, Address())
    with pytest.raises(Refusal, match=r"aml\.contact\.business_is_person"):
        add_registered(session, one.bram, Shelf(None), sole, NOW)
