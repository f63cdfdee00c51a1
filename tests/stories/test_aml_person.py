"""Bram identifies a person: from an eID in the reader of the office, or by typing; half, and on another day."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from app.transaction import Scope
from app.transaction import enter as act_as
from models.aml import Contact
from tests.stories.aml_office import open_office
from tests.stories.cards import NUMBERS, Cards
from tests.stories.cast import Cast
from tests.stories.office import acting
from tests.stories.stage import Browser
from tests.stories.walker import Walker


@pytest.fixture(autouse=True)
def an_office(factory: sessionmaker[Session], cast: Cast, app: Flask, state: Path) -> None:
    open_office(factory, cast, app, state)


def _contact(factory: sessionmaker[Session], name: str) -> Contact:
    with factory() as session:
        act_as(session, Scope.office())
        return session.scalars(select(Contact).where(Contact.name == name)).one()


def _typed(browser: Browser, family: str = "Okafor", given: str = "Casper") -> Walker:
    """Bram, on the first page of the file of somebody he added by name."""
    bram = acting(browser, "bram.claes").follow("Contacts").follow("Add contact").fill("Name", family)
    bram.fill("First names", given).press("Add").follow("Go on with the file")
    return bram.follow("Name")


WORDS = {
    "EN": {
        "contacts": "Contacts", "add": "Add contact", "eid": "Read an eID", "read": "Read the card",
        "this": "Add this person", "done": "Read from the eID of Lotte Hermans.", "female": "Female",
        "onward": "Save and go on", "phone": "Telephone", "work": "Profession", "part": "Part in the file",
        "buyer": "Buyer", "acts": "For whom does this contact act?", "self": "On their own behalf",
        "meet": "How did you meet?", "face": "Face to face", "purpose": "Purpose of the relation",
        "later": "Save and continue later", "saved": "Saved. You can go on whenever you like.",
        "side": "Client or counterparty", "counter": "Counterparty",
    },
    "NL": {
        "contacts": "Contacten", "add": "Contact toevoegen", "eid": "Een eID lezen", "read": "De kaart lezen",
        "this": "Deze persoon toevoegen", "done": "Gelezen van de eID van Lotte Hermans.", "female": "Vrouw",
        "onward": "Bewaren en verdergaan", "phone": "Telefoon", "work": "Beroep", "part": "Rol in het dossier",
        "buyer": "Koper", "acts": "Voor wie treedt dit contact op?", "self": "In eigen naam",
        "meet": "Hoe hebt u elkaar ontmoet?", "face": "In persoon", "purpose": "Doel van de relatie",
        "later": "Bewaren en later verdergaan", "saved": "Bewaard. U kunt verdergaan wanneer u wilt.",
        "side": "Cliënt of tegenpartij", "counter": "Tegenpartij",
    },
    "FR": {
        "contacts": "Contacts", "add": "Ajouter un contact", "eid": "Lire une eID", "read": "Lire la carte",
        "this": "Ajouter cette personne", "done": "Lu sur l’eID de Lotte Hermans.", "female": "Femme",
        "onward": "Enregistrer et continuer", "phone": "Téléphone", "work": "Profession",
        "part": "Rôle dans le dossier", "buyer": "Acheteur", "acts": "Pour qui ce contact agit-il ?",
        "self": "En son propre nom", "meet": "Comment vous êtes-vous rencontrés ?", "face": "En personne",
        "purpose": "But de la relation", "later": "Enregistrer et continuer plus tard",
        "saved": "Enregistré. Vous pouvez continuer quand vous le souhaitez.",
        "side": "Client ou contrepartie", "counter": "Contrepartie",
    },
}  # fmt: skip


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.trust("National numbers")
def test_bram_identifies_a_buyer_from_her_eid(
    browser: Browser, cards: Cards, factory: sessionmaker[Session], language: str
) -> None:
    said = WORDS[language]
    cards.insert("Lotte")
    bram = acting(browser, "bram.claes", language).follow(said["contacts"]).follow(said["add"])
    bram.follow(said["eid"]).press(said["read"])
    bram.reads("Lotte Hermans", "04/03/1997", said["female"], "Kerkstraat 1", NUMBERS["Lotte"].masked())
    bram.press(said["this"]).reads(said["done"])
    bram.fill(said["phone"], "+32 470 12 34 56").press(said["onward"])
    bram.fill(said["work"], "Vroedvrouw").press(said["onward"])
    bram.choose(said["part"], said["buyer"]).press(said["onward"])
    bram.choose(said["acts"], said["self"]).press(said["onward"])
    bram.choose(said["meet"], said["face"]).fill(said["purpose"], "Koopt een huis.").press(said["later"])
    bram.reads(said["saved"])
    made = _contact(factory, "Lotte Hermans")
    assert made.national_number == NUMBERS["Lotte"].digits
    assert made.details["source"] == "eid"
    assert made.details["nationalities"] == ["BE"]
    assert made.details["dealing"]["side"] == "counterparty"
    with factory() as session:
        act_as(session, Scope.office())
        kept = str(session.execute(text("select row_to_json(c) from aml_contact c")).all())
    assert NUMBERS["Lotte"].digits not in kept


def test_a_person_is_typed_page_by_page_and_taken_up_again(
    browser: Browser, factory: sessionmaker[Session]
) -> None:
    bram = _typed(browser).choose("Salutation", "Mr").press("Save and go on")
    bram.fill("Birth date", "1990-02-01").fill("Birth place", "Aalst").choose("Sex", "Male").press(
        "Save and go on"
    )
    bram.fill("Nationality", "belgië").fill("Second nationality", "Nigeria").fill("Street and number", "Markt 1")
    bram.fill("Postal code", "9300").fill("Place", "Aalst").fill("Country of residence", "BE")
    bram.press("Save and continue later").reads("Saved. You can go on whenever you like.")
    again = acting(browser, "bram.claes").follow("Contacts").follow("Casper Okafor").follow("Go on with the file")
    assert again.title == "Identity document"
    again.choose("Document", "Identity card").fill("Number of the document", "592-1234567-89")
    again.fill("Issued on", "2020-01-02").fill("Valid until", "2027-03-14").fill(
        "Issued by the country", "Belgium"
    )
    again.fill("National or BIS number", "90.02.01-997-04").press("Save and go on")
    again.reads("The document expired on 14/03/2027.")
    assert again.title == "How to reach them"
    again.follow("Identity document").reads("Known: 90.02.01-***.**.").reads_nothing_of("997")
    assert again.value("National or BIS number") == ""
    again.follow("Nationality and home")
    assert (again.value("Nationality"), again.value("Second nationality")) == ("Belgium", "Nigeria")
    made = _contact(factory, "Casper Okafor")
    assert made.national_number == "90020199704"
    assert made.details["address"] == {
        "street": "Markt 1",
        "postal_code": "9300",
        "place": "Aalst",
        "country": "BE",
    }


BAD = (
    ("Name", "Name", "", "Fill in the name."),
    ("Name", "First names", "", "Fill in the first names."),
    ("Name", "Name", "123", "There isn't a letter in it."),
    ("Birth", "Birth date", "2027-03-16", "This day is still to come."),
    ("Birth", "Birth date", "1850-03-16", "The year of “1850-03-16” can't be right."),
    ("Birth", "Or only the year", "69", "“69” is no year."),
    ("Nationality and home", "Nationality", "Belgje", "“Belgje” is no country we know."),
    ("Nationality and home", "Country of residence", "XX", "“XX” is no country we know."),
    ("Identity document", "Number of the document", "none", "There isn't a figure in it."),
    ("Identity document", "Number of the document", "592", "Say above which document this number is of."),
    ("Identity document", "Issued on", "2027-03-16", "which is still to come"),
    ("Identity document", "National or BIS number", "90.02.01-997-05", "don't fit the others"),
    ("How to reach them", "E-mail", "casper", "“casper” is no e-mail address."),
    ("How to reach them", "Telephone", "later", "“later” is no telephone number."),
)


def test_bad_input_says_what_where_and_what_to_do_and_is_kept(browser: Browser) -> None:
    bram = _typed(browser)
    for page, label, value, told in BAD:
        bram.follow(page).fill(label, value).press("Save and go on")
        assert bram.status == 422, label
        assert told in bram.error(label)
        assert bram.value(label) == value
    bram.follow("Nationality and home").fill("Postal code", "93000").fill("Country of residence", "België")
    bram.press("Save and go on")
    assert "“93000” is no Belgian postal code" in bram.error("Postal code")


def test_facts_that_contradict_each_other_are_told_with_both(browser: Browser) -> None:
    bram = _typed(browser).follow("Birth").fill("Birth date", "1990-02-02").choose("Sex", "Female")
    bram.press("Save and go on").follow("Identity document").fill("Issued on", "2026-05-02")
    bram.fill("Valid until", "2026-05-01").fill("National or BIS number", "90.02.01-997-04").press(
        "Save and go on"
    )
    assert bram.status == 422
    assert "issued on 02/05/2026 and expired before that, on 01/05/2026" in bram.error("Valid until")
    why = bram.error("National or BIS number")
    assert "90.02.01-***.** says that the birth date is 01/02/1990, the file says 02/02/1990." in why
    assert "says “Male”, the file says “Female”" in why
    assert bram.value("National or BIS number") == "90.02.01-997-04"
    bram.fill("Issued on", "").fill("Valid until", "").follow("Birth").fill("Birth date", "1990-02-01")
    bram.choose("Sex", "Male").press("Save and go on").follow("Identity document")
    bram.fill("National or BIS number", "90020199704").press("Save and go on")
    bram.follow("Birth").fill("Birth date", "1991-02-01").press("Save and go on")
    assert "says that the birth date is 01/02/1990" in bram.error("Birth date")


def test_who_saves_second_keeps_what_he_typed_and_sees_what_stands_there(browser: Browser) -> None:
    bram = _typed(browser).follow("Birth")
    other = bram.new_tab()
    bram.fill("Birth date", "1990-02-01").fill("Birth place", "Aalst").press("Save and go on")
    other.fill("Birth place", "Gent").press("Save and go on")
    assert other.status == 422
    other.reads("Somebody changed this in the meantime")
    there = other.part("What stands there now")
    assert "Birth place Aalst" in there
    assert "Birth date 01/02/1990" in there
    assert other.value("Birth place") == "Gent"
    other.press("Save and go on")
    assert other.status == 200


def test_for_whom_somebody_acts_is_found_by_name_or_added(
    browser: Browser, factory: sessionmaker[Session]
) -> None:
    _typed(browser, "Brackenbury", "Ottoline")
    bram = _typed(browser).follow("For whom they act")
    bram.choose("For whom does this contact act?", "On behalf of somebody else")
    bram.fill("Search your contacts by name", "ottol").press("Save and go on")
    bram.choose("On whose behalf?", "Ottoline Brackenbury Draft").press("Save and go on")
    bram.follow("For whom they act")
    assert bram.chosen("On whose behalf?").startswith("Ottoline Brackenbury")
    made = _contact(factory, "Casper Okafor")
    assert made.details["dealing"]["principal_id"] == _contact(factory, "Ottoline Brackenbury").root_id
    bram.tamper("chosen", str(made.root_id)).press("Save and go on").reads("Nobody acts for himself as another.")
    bram.follow("For whom they act").tamper("chosen", "999999").press("Save and go on")
    bram.reads("This contact isn't there any more.").follow("For whom they act")
    bram.choose("On whose behalf?", "It is this person").fill("Name", "Droog").press("Save and go on")
    bram.reads("Droog is a contact of your office now")
    assert (
        _contact(factory, "Casper Okafor").details["dealing"]["principal_id"] == _contact(factory, "Droog").root_id
    )


def test_a_part_that_doesnt_tell_the_side_asks_for_it(browser: Browser, factory: sessionmaker[Session]) -> None:
    bram = (
        _typed(browser).follow("Part in the file").choose("Part in the file", "Mandatary").press("Save and go on")
    )
    assert "From the part “Mandatary” it can't be told." in bram.error("Client or counterparty")
    bram.choose("Client or counterparty", "Client").press("Save and go on")
    assert _contact(factory, "Casper Okafor").details["dealing"] == {"part": "mandatary", "side": "client"}


class TestCards:
    def test_where_the_card_tells_otherwise_bram_says_which_stands(
        self, browser: Browser, cards: Cards, factory: sessionmaker[Session]
    ) -> None:
        cards.insert("Lotte")
        bram = _typed(browser, "Hermans", "Charlotte").follow("Birth").fill("Birth place", "Gent")
        bram.press("Save and go on").follow("Birth").follow("Read an eID into this file").press("Read the card")
        bram.reads("Told otherwise in the file", "Take the card's: Lotte Hermans", "Keep the file's: Gent")
        bram.choose("Birth place", "Keep the file's: Gent").press("Keep it in the file")
        bram.reads("Read from the eID of Lotte Hermans.")
        made = _contact(factory, "Lotte Hermans")
        assert made.details["birth_place"] == "Gent"
        assert made.pages == ["birth", "name", "home", "document"]
        bram.follow("Contacts").follow("Add contact").follow("Read an eID").press("Read the card")
        bram.reads("Already a contact by this name")

    @pytest.mark.parametrize(
        ("name", "sentence"),
        [
            ("", "There is no card in the reader."),
            ("Rita", "isn't what the National Register put there. It may be a forgery."),
        ],
    )
    @pytest.mark.trust("Identity")
    def test_a_card_that_is_not_as_it_should_be_tells_what_it_is(
        self, browser: Browser, cards: Cards, factory: sessionmaker[Session], name: str, sentence: str
    ) -> None:
        cards.insert(name)
        bram = acting(browser, "bram.claes").follow("Contacts").follow("Add contact").follow("Read an eID")
        bram.press("Read the card").reads(sentence, "Reference:")
        assert bram.status == 422
        bram.follow("Contacts").reads("Nobody here yet.")

    def test_a_childs_card_is_told_and_another_card_meanwhile_is_not_kept(
        self, browser: Browser, cards: Cards
    ) -> None:
        cards.insert("Noor")
        bram = acting(browser, "bram.claes").follow("Contacts").follow("Add contact").follow("Read an eID")
        bram.press("Read the card").reads("Noor Peeters", "This is the card of a child under twelve.")
        cards.insert("Lotte")
        bram.press("Add this person").reads("Another card is in the reader now.", "Lotte Hermans")
        assert bram.status == 422
        bram.press("Add this person").reads("Read from the eID of Lotte Hermans.")

    def test_without_a_reader_here_nobody_is_offered_one(self, browser: Browser, cards: Cards, app: Flask) -> None:
        app.extensions["cards"] = cards.without_desk()
        bram = acting(browser, "bram.claes").follow("Contacts").follow("Add contact")
        assert not bram.sees_link("Read an eID")
        bram.typed_address("/contact-card/").reads("No card reader for visitors stands at this computer")


@pytest.mark.trust("Tenants")
def test_another_office_has_no_door_to_the_file(browser: Browser) -> None:
    bram = _typed(browser)
    joris = acting(browser, "joris.vandamme")
    joris.follow("My organisations").follow("Immo Dubois")
    if joris.sees_button("Act for it"):
        joris.press("Act for it")
    assert joris.typed_address(bram.url).status == 404
    assert joris.typed_address(bram.url.replace("contact-file/name", "contact-card")).status == 404


def test_on_every_page_who_saves_second_is_told(browser: Browser) -> None:
    for kind, fields in (("Person", {"Name": "Okafor"}), ("Organisation", {"Name": "Droog NV"})):
        bram = acting(browser, "bram.claes").follow("Contacts").follow("Add contact").follow(kind)
        for label, value in fields.items():
            bram.fill(label, value)
        bram.press("Add").follow("Go on with the file")
        pages = {link.get("href") for link in bram.page.xpath("//nav[@class='file-steps']/ol/li/ol/li/a")}
        assert len(pages) > 8
        for page in sorted(pages):
            late = bram.typed_address(page).tamper("version", "1000")
            late.press("Save and go on")
            assert late.status == 422, page
