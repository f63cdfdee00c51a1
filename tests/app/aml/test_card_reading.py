"""What an eID tells of a contact, beside what stands in the file; and who says which of both stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.aml.assessing import details_of, file_of
from app.aml.card_reading import (
    CARD_PAGES,
    NUMBER,
    PARTS,
    CardFacts,
    add_from_card,
    differing,
    facts_of,
    take_card,
)
from app.aml.card_reading import taken_over as taken
from app.aml.contacts import add_contact
from app.aml.identifying import save_page
from app.aml.pages import PageName
from app.aml.shelf import Shelf
from app.aml.vigilance.identities import document_on_file, identity_document
from app.aml.vigilance.rule_set import Thresholds
from app.errors import Refusal, Stale
from app.transaction import Scope, enter
from eid.dates import BirthDate
from eid.identity import CardAddress, CardIdentity
from eid.verifying import DeskReading
from models.aml import Contact, Hit
from models.values import IdentifierKind, NationalNumber, Sex, Subject, SubjectKind, SubjectName
from models.values.identified import IdentityDocument, PersonDetails, Place, Source
from tests.app.aml.lists_of_today import AmlOffice, aml_office, entry, load, person
from tests.app.wallet.offices import NOW

DAY = date(2027, 3, 15)
NUMBER_OF = NationalNumber.parse("90.02.01-997-04")
IDENTITY = CardIdentity(
    card_number="592123456789",
    valid_from=date(2020, 1, 2),
    valid_until=date(2030, 1, 1),
    municipality="Aalst",
    national_number=NUMBER_OF.digits,
    family_name="Okafor",
    given_names="Casper  Jan",
    third_initial="",
    nationality="Belg",
    birth_place="Aalst",
    birth_date=BirthDate(1990, 2, 1),
    sex="male",
    document_type=1,
    photo_hash=bytes(48),
    basic_key_hash=b"",
)
HOME = CardAddress("Markt 1", "9300", "Aalst")
TOLD = PersonDetails(
    family_name="Okafor",
    given_names="Casper Jan",
    birth_date=date(1990, 2, 1),
    birth_place="Aalst",
    sex=Sex.MALE,
    nationalities=("BE",),
    address=Place("Markt 1", "9300", "Aalst", "BE"),
    document=IdentityDocument(
        IdentifierKind.IDENTITY_CARD, "592123456789", "BE", date(2020, 1, 2), date(2030, 1, 1)
    ),
    source=Source.EID,
    source_read_on=DAY,
)


def _card(home: CardAddress = HOME, **other: Any) -> CardFacts:
    return facts_of(DeskReading(replace(IDENTITY, **other), home, b""), DAY)


@pytest.fixture
def one(session: Session) -> AmlOffice:
    made = aml_office(session)
    load(session, "eu", [entry("E0", person("Casper Okafor", 1990))])
    enter(session, Scope.organisation(made.id))
    return made


class TestFacts:
    def test_a_card_tells_all_of_a_person_but_what_the_office_asks(self) -> None:
        card = _card()
        assert card.details == TOLD
        assert card.number == NUMBER_OF
        assert not card.of_child

    def test_a_birth_without_its_day_is_a_year(self) -> None:
        details = _card(birth_date=BirthDate(1990)).details
        assert (details.birth_date, details.birth_year) == (None, 1990)

    def test_a_nationality_we_dont_know_is_told_and_stays_empty(self) -> None:
        card = _card(nationality="Onbepaald")
        assert card.details.nationalities == ()
        assert not card.knows_nationality
        assert card.nationality == "Onbepaald"

    def test_who_lives_abroad_has_no_address_on_the_card(self) -> None:
        assert _card(CardAddress("", "", "")).details.address == Place()

    @pytest.mark.parametrize(("kind", "child"), [(1, False), (6, True), (61, True), (11, False)])
    def test_the_card_of_a_child_says_so(self, kind: int, child: bool) -> None:
        assert _card(document_type=kind).of_child is child

    @pytest.mark.trust("National numbers")
    def test_neither_its_print_nor_how_it_shows_itself_tells_the_number(self) -> None:
        card = _card()
        assert NUMBER_OF.digits not in repr(card) + card.print
        assert card.print == _card().print != _card(card_number="592123456780").print


class TestBesides:
    def test_what_isnt_known_yet_differs_from_nothing(self) -> None:
        assert differing(PersonDetails(family_name="OKAFOR", given_names="casper jan"), None, _card()) == ()
        assert differing(TOLD, NUMBER_OF.digits, _card()) == ()

    def test_each_part_that_is_told_otherwise_is_named(self) -> None:
        mine = PersonDetails(
            family_name="Okafor",
            given_names="Kasper",
            birth_date=date(1991, 2, 1),
            birth_place="Gent",
            sex=Sex.FEMALE,
            nationalities=("NG",),
            address=Place(country="FR"),
            document=IdentityDocument(IdentifierKind.PASSPORT, "E1", "NG"),
        )
        assert differing(mine, "90020199703", _card()) == (*(part.name for part in PARTS), NUMBER)

    def test_a_second_nationality_is_no_other_one(self) -> None:
        assert differing(replace(TOLD, nationalities=("NG", "BE")), None, _card()) == ()

    def test_what_is_kept_stays_and_what_only_we_know_stays_too(self) -> None:
        mine = PersonDetails(
            family_name="Okafor", given_names="Kasper", birth_place="Gent", profession="Cook", salutation="mr"
        )
        now = taken(mine, _card(), ("birth_place",))
        assert (now.given_names, now.birth_place) == ("Casper Jan", "Gent")
        assert (now.profession, now.salutation) == ("Cook", "mr")
        assert (now.source, now.source_read_on) == (Source.EID, DAY)

    def test_whose_other_document_is_kept_wasnt_read(self) -> None:
        passport = IdentityDocument(IdentifierKind.PASSPORT, "E1", "NG")
        now = taken(PersonDetails(family_name="Okafor", document=passport), _card(), ("document",))
        assert (now.document, now.source, now.source_read_on) == (passport, None, None)

    def test_what_the_card_leaves_empty_takes_nothing_away(self) -> None:
        mine = replace(TOLD, address=Place("Rue 1", "75001", "Paris", "FR"), nationalities=("FR",))
        now = taken(mine, _card(CardAddress("", "", ""), nationality=""))
        assert (now.address.country, now.nationalities) == ("FR", ("FR",))


class TestKeeping:
    def test_whom_a_card_tells_of_is_added_compared_and_filled_in(self, session: Session, one: AmlOffice) -> None:
        made = add_from_card(session, one.bram, Shelf(None), _card(), NOW)
        session.expire_all()
        assert details_of(made) == TOLD
        assert made.national_number == NUMBER_OF.digits
        assert made.pages == [str(page) for page in CARD_PAGES]
        assert session.scalar(select(func.count()).select_from(Hit)) == 1

    def test_a_document_typed_afterwards_was_read_by_nobody(self, session: Session, one: AmlOffice) -> None:
        """Else a card that was read once would vouch for every later one."""
        made = add_from_card(session, one.bram, Shelf(None), _card(), NOW)

        def save(page: PageName, change: Callable[[PersonDetails], PersonDetails]) -> str:
            save_page(session, one.bram, Shelf(None), made.id, page, change, made.version, NOW)  # type: ignore[arg-type]
            file = file_of(session, made, NOW)
            return f"{identity_document(file, Thresholds())} {document_on_file(file, Thresholds())}"

        assert save(PageName.DOCUMENT, lambda same: same) == "yes yes"
        assert save(PageName.WORK, lambda known: replace(known, profession="Cook")) == "yes yes"
        newer = replace(TOLD.document, number="592987654321", expires_on=date(2036, 1, 1))
        assert save(PageName.DOCUMENT, lambda known: replace(known, document=newer)) == "None neither"
        assert details_of(made).source is None

    def test_the_register_isnt_doubted_but_what_is_kept_beside_it_is(
        self, session: Session, one: AmlOffice
    ) -> None:
        other = _card(birth_date=BirthDate(1990, 3, 1))
        assert add_from_card(session, one.bram, Shelf(None), other, NOW).national_number == NUMBER_OF.digits
        mine = add_contact(session, one.bram, Shelf(None), person("Casper Okafor", 1969), NOW)
        with pytest.raises(Refusal, match=r"aml\.person\.number_birth"):
            take_card(session, one.bram, Shelf(None), mine.id, _card(), ("birth_date",), mine.version, NOW)

    def test_into_a_file_somebody_else_changed_nothing_is_read(self, session: Session, one: AmlOffice) -> None:
        mine = add_contact(session, one.bram, Shelf(None), person("Casper Okafor", 1990), NOW)
        take_card(session, one.bram, Shelf(None), mine.id, _card(), (), 1, NOW)
        with pytest.raises(Stale):
            take_card(session, one.an, Shelf(None), mine.id, _card(), (), 1, NOW)

    def test_an_organisation_has_no_eid(self, session: Session, one: AmlOffice) -> None:
        subject = Subject(SubjectKind.ORGANISATION, (SubjectName("Droog NV"),))
        made: Contact = add_contact(session, one.bram, Shelf(None), subject, NOW)
        with pytest.raises(Refusal, match=r"aml\.card\.not_a_person"):
            take_card(session, one.bram, Shelf(None), made.id, _card(), (), made.version, NOW)

    def test_a_number_that_is_kept_stays(self, session: Session, one: AmlOffice) -> None:
        made = add_from_card(session, one.bram, Shelf(None), _card(), NOW)
        number = NationalNumber.parse("90.02.01-995-06")
        other = _card(national_number=number.digits)
        take_card(session, one.bram, Shelf(None), made.id, other, (NUMBER,), made.version, NOW)
        assert made.national_number == NUMBER_OF.digits
        take_card(session, one.bram, Shelf(None), made.id, other, (), made.version, NOW)
        assert made.national_number == number.digits
