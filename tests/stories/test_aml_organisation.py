"""Bram makes a file of a company: from the register, with who runs, represents and owns it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from app import clock
from app.demo.enterprises import put_business_register
from app.organisations.business_deliveries import take_in_all
from tests.stories.aml_office import open_office
from tests.stories.cast import Cast
from tests.stories.office import acting
from tests.stories.stage import Browser
from tests.stories.walker import Walker


@pytest.fixture(autouse=True)
def an_office(factory: sessionmaker[Session], cast: Cast, app: Flask, state: Path) -> None:
    open_office(factory, cast, app, state)


def _company(browser: Browser, page: str) -> Walker:
    """Bram, on a page of the file of Harbour Works, beside a person who is a contact already."""
    bram = acting(browser, "bram.claes").follow("Contacts").follow("Add contact")
    bram.fill("Name", "Verhaeghe").fill("First names", "Lieve").press("Add")
    bram.follow("Contacts").follow("Add contact").follow("Organisation").fill("Name", "Harbour Works").press("Add")
    return bram.typed_address(f"/contact-file/{page}/{bram.url.rsplit('/', 1)[-1]}")


def test_the_representative_is_a_contact_that_is_searched_or_added(browser: Browser) -> None:
    bram = _company(browser, "representative")
    bram.fill("Search your contacts by name", "verhaeg").press("Search contacts")
    bram.choose("Who represents the organisation?", "Lieve Verhaeghe Draft").press("Save and continue later")
    bram.reads("Saved.").back()
    bram.reload()
    assert bram.chosen("Who represents the organisation?").startswith("Lieve Verhaeghe")
    bram.fill("Search your contacts by name", "nobody").press("Search contacts").reads(
        "None of your contacts has that"
    )
    bram.fill("Name", "Dupont").press("Save and continue later").reads("You chose somebody else above.")
    bram.choose("Who represents the organisation?", "It is this person").fill("First names", "Jeanne")
    bram.fill("Birth date", "2030-01-01").press("Save and continue later").reads("This day is still to come.")
    bram.fill("Birth date", "1980-01-01").fill("Nationality", "frankrijk").press("Save and continue later")
    bram.reads("Saved.", "Jeanne Dupont is a contact of your office now").follow("Contacts").reads("Jeanne Dupont")


@pytest.fixture
def business_register(factory: sessionmaker[Session], tmp_path: Path) -> None:
    """The business register of the demonstration."""
    put_business_register(tmp_path)
    assert take_in_all(factory, tmp_path, clock.now, lambda: False) == 1


@pytest.mark.usefixtures("business_register")
def test_a_company_of_the_register_is_taken_over_once(browser: Browser) -> None:
    bram = (
        acting(browser, "bram.claes").follow("Contacts").follow("Add contact").follow("From the business register")
    )
    bram.fill("Enterprise number or name", "0403.170.702").press("Find").reads("The last two digits")
    bram.fill("Enterprise number or name", "BE 0403.170.701").press("Find").reads("Nothing found")
    bram.fill("Enterprise number or name", "immo zee").press("Find").reads(
        "Immo Vue sur Mer", "Immo Zeezicht", "8400 Oostende"
    )
    bram.press("Make a file").reads("Immo Vue sur Mer was added from the business register.")
    assert bram.title == "Name and number"
    assert bram.chosen("Legal form") == "Private limited company"
    bram.reads("Taken over from the business register on 15/03/2027.").press("Save and go on")
    assert (bram.value("Street and number"), bram.value("Town")) == ("Zeedijk 105", "Oostende")
    bram.fill("Street and number", "Zeedijk 7").press("Save and go on").follow("Name and number")
    bram.reads_nothing_of("Taken over from").fill("Name", "Immo Zeezigt").press("Fill in from the register")
    bram.reads("The register says 2 things differently", "Zeedijk 7 Zeedijk 105 (differs)")
    assert bram.value("Name") == "Immo Zeezigt"
    bram.press("Take it over")
    assert bram.value("Street and number") == "Zeedijk 105"
    bram.follow("Contacts").follow("Add contact").follow("From the business register")
    bram.fill("Enterprise number or name", "zeezicht").press("Find")
    bram.reads("It is a contact of your office already.").follow("Open the contact: Immo Vue sur Mer")
    assert bram.title == "Immo Vue sur Mer"


def test_without_the_register_a_company_is_filled_in_by_hand(browser: Browser) -> None:
    bram = (
        acting(browser, "bram.claes").follow("Contacts").follow("Add contact").follow("From the business register")
    )
    bram.reads("The business register isn't loaded").follow("Add contact")


def test_what_a_company_is_stands_page_by_page(browser: Browser) -> None:
    bram = _company(browser, "company")
    bram.fill("Enterprise number", "0403170702").press("Save and go on")
    assert bram.status == 422
    assert bram.value("Enterprise number") == "0403170702"
    assert "The last two digits" in bram.error("Enterprise number")
    bram.press("Fill in from the register")
    assert bram.error("Enterprise number")
    bram.fill("Enterprise number", "").press("Fill in from the register").reads(
        "Fill in the enterprise number first"
    )
    bram.fill("Enterprise number", "0403.170.701").fill("Another legal form", "Private limited").press(
        "Save and go on"
    )
    bram.fill("Street and number", "Kaai 1").fill("Town", "Gent").fill("Country", "Belgium").fill(
        "NACE code", "4x"
    )
    bram.press("Save and go on").reads("“4x” is no NACE code").fill("NACE code", "41.001")
    bram.press("Save and go on").press("Take director 2 away").fill("Name of director 1", "Lieve Verhaeghe")
    bram.press("Add a director")
    assert bram.value("Name of director 1") == "Lieve Verhaeghe"
    bram.fill("Director 2 since", "2020-01-01").press("Save and go on").reads(
        "Fill in the name, or take the row away."
    )
    bram.fill("Name of director 2", "Jan Pieters").fill("Who may bind the organisation?", "Two together")
    bram.press("Save and go on").follow("Directors").press("Take director 1 away")
    assert bram.value("Name of director 1") == "Jan Pieters"
    assert bram.value("Director 1 since") == "2020-01-01"
    bram.follow("UBO register").choose("Does it name the same beneficial owners?", "No, it differs")
    bram.press("Save and go on").reads("Fill in on which day you looked it up.", "Say what differs")
    bram.fill("UBO register consulted on", "2027-03-01").fill("What differs?", "It names Jan alone.")
    bram.press("Save and go on").fill("Its money comes from", "Turkije").press("Save and continue later")
    bram.reads("Saved.")


def _owners(browser: Browser) -> Walker:
    """Bram, on the owners of Harbour Works: Lieve holds through a holding, Jeanne herself."""
    bram = _company(browser, "owners").fill("Search your contacts by name", "lieve").press("Search contacts")
    bram.choose("Which person?", "Lieve Verhaeghe Draft").press("Add this person as a holder")
    bram.fill("Name of the organisation", "Noordzee Holding").fill("Its number", "0403170702")
    bram.press("Add this organisation as a holder").reads("The last two digits")
    bram.fill("Its number", "B 12345").fill("Its country", "Luxemburg").press("Add this organisation as a holder")
    bram.choose("Holds of: Lieve Verhaeghe", "Noordzee Holding").fill("Capital in %: Lieve Verhaeghe", "50,02")
    bram.fill("Capital in %: Noordzee Holding", "50").fill("Name", "Dupont").fill("First names", "Jeanne")
    bram.press("Add this person as a holder").reads("Jeanne Dupont is a contact of your office now")
    return bram.fill("Capital in %: Jeanne Dupont", "25").fill("Votes in %: Jeanne Dupont", "20")


def test_owners_are_drawn_with_what_they_hold_through_others(browser: Browser) -> None:
    bram = _owners(browser).press("Draw it")
    bram.reads("As you filled it in, not saved yet", "Through Noordzee Holding: 25.01%", "★ Beneficial owner")
    assert "Beneficial owners: Lieve Verhaeghe (25.01%)." in bram.sent
    bram.press("Save and continue later").back()
    bram.reload().reads("As it was saved", "Directly: 25% capital · 20% votes")
    assert bram.value("Votes in %: Jeanne Dupont") == "20"
    bram.press("Take Noordzee Holding away").press("Save and go on")
    assert "“Lieve Verhaeghe” holds, controls and manages nothing here." in bram.text
    bram.fill("Controls in another way: Lieve Verhaeghe", "An agreement of 2020").press("Save and go on")
    bram.follow("Beneficial owners").reads("★ Beneficial owner by control")


def test_who_is_late_sees_what_a_colleague_saved_meanwhile(browser: Browser) -> None:
    bram = _company(browser, "directors").fill("Name of director 1", "Jan Pieters")
    other = bram.new_tab().press("Add a director").fill("Name of director 3", "Lieve Verhaeghe")
    other.press("Save and go on").fill("Search your contacts by name", "lieve").press("Search contacts")
    late = other.new_tab().fill("Name", "Dupont")
    other.choose("Who represents the organisation?", "Lieve Verhaeghe Draft").press("Save and go on")
    bram.press("Save and go on").reads("Name of director 2 Lieve Verhaeghe")
    assert (bram.status, bram.value("Name of director 1")) == (422, "Jan Pieters")
    late.press("Save and go on").reads("Who represents the organisation? Lieve Verhaeghe")


def test_what_owners_cannot_be_is_refused_and_kept(browser: Browser) -> None:
    bram = _owners(browser).fill("Capital in %: Jeanne Dupont", "80").press("Save and go on")
    assert (bram.status, bram.value("Capital in %: Jeanne Dupont")) == (422, "80")
    assert "Of “Harbour Works” 130% of the capital is held together" in bram.error(
        "Capital in %: Noordzee Holding"
    )
    bram.fill("Capital in %: Jeanne Dupont", "33,333").press("Save and go on")
    assert "“33,333” is no percentage we can read." in bram.error("Capital in %: Jeanne Dupont")
    bram.fill("Capital in %: Jeanne Dupont", "50").fill("Capital in %: Lieve Verhaeghe", "0,01")
    bram.press("Holds a part of another one too: Noordzee Holding").fill(
        "Capital in %: Noordzee Holding (2)", "100"
    )
    bram.choose("Holds of: Noordzee Holding (2)", "Noordzee Holding").press("Save and go on")
    bram.reads("100.01% of the capital").press("Take away: Capital in %: Lieve Verhaeghe").press("Save and go on")
    bram.reads("These companies hold each other wholly, so that nobody outside owns any: Noordzee Holding.")
    bram.fill("Search your contacts by name", "jeanne").press("Search contacts")
    bram.choose("Which person?", "Jeanne Dupont Draft").press("Add this person as a holder")
    bram.reads("Jeanne Dupont stands among the holders already.")
    assert bram.value("Capital in %: Noordzee Holding (2)") == "100"


WORDS = {
    "NL": {
        "find": "Ondernemingsnummer of naam", "do": "Zoeken", "make": "Een dossier maken",
        "form": "Besloten vennootschap",
        "owners": "Uiteindelijke begunstigden", "family": "Naam", "add": "Deze persoon als houder toevoegen",
        "company": "Naam van de organisatie", "add_company": "Deze organisatie als houder toevoegen",
        "capital": "Kapitaal in %: ", "held": "Bezit van: ", "draw": "Tekenen",
        "told": ("Via Noordzee Holding: 28,05 %", "★ Uiteindelijke begunstigde", "Rechtstreeks: 45 %"),
        "save": "Bewaren en verdergaan", "name": "Immo Zeezicht",
    },
    "FR": {
        "find": "Numéro d’entreprise ou nom", "do": "Rechercher", "make": "Créer un dossier",
        "form": "Société à responsabilité limitée", "owners": "Bénéficiaires effectifs", "family": "Nom",
        "add": "Ajouter cette personne comme détenteur", "company": "Nom de l’organisation",
        "add_company": "Ajouter cette organisation comme détenteur", "capital": "Capital en % : ",
        "held": "Détient de : ", "draw": "Dessiner",
        "told": ("Par Noordzee Holding : 28,05 %", "★ Bénéficiaire effectif", "Directement : 45 %"),
        "save": "Enregistrer et continuer", "name": "Immo Vue sur Mer",
    },
    "EN": {
        "find": "Enterprise number or name", "do": "Find", "make": "Make a file",
        "form": "Private limited company",
        "owners": "Beneficial owners", "family": "Name", "add": "Add this person as a holder",
        "company": "Name of the organisation", "add_company": "Add this organisation as a holder",
        "capital": "Capital in %: ", "held": "Holds of: ", "draw": "Draw it",
        "told": ("Through Noordzee Holding: 28.05%", "★ Beneficial owner", "Directly: 45%"),
        "save": "Save and go on", "name": "Immo Vue sur Mer",
    },
}  # fmt: skip


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.usefixtures("business_register")
def test_bram_makes_a_file_of_a_company_with_two_owners(browser: Browser, language: str) -> None:
    said: Any = WORDS[language]
    bram = acting(browser, "bram.claes", language).follow("Contacts" if language != "NL" else "Contacten")
    bram.typed_address("/contacts/from-register/").fill(said["find"], "zeezicht").press(said["do"])
    bram.press(said["make"]).reads(said["name"], said["form"]).follow(said["owners"])
    bram.fill(said["family"], "Verhaeghe").press(said["add"]).fill(said["capital"] + "Verhaeghe", "45")
    bram.fill(said["company"], "Noordzee Holding").press(said["add_company"])
    bram.fill(said["capital"] + "Noordzee Holding", "55").fill(said["family"], "Dupont").press(said["add"])
    bram.choose(said["held"] + "Dupont", "Noordzee Holding").fill(said["capital"] + "Dupont", "51")
    bram.press(said["draw"]).reads(*said["told"]).press(said["save"]).follow(said["owners"]).reads(*said["told"])
