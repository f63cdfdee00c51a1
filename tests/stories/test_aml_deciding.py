"""What an office decides of a contact: accepted, also in spite of raised vigilance, or refused; and versions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.aml.vigilance.file import Given
from app.policy import Identity
from app.transaction import Scope
from app.transaction import enter as act_as
from models.aml import Contact
from models.mail import Letter
from models.organisations import Organisation
from tests.app.aml.complete_files import add_complete, answered
from tests.app.aml.lists_of_today import MEMBER, entry, load, person
from tests.app.aml.rules_of_today import EACH, publish
from tests.stories.aml_office import open_office
from tests.stories.cast import Cast
from tests.stories.office import acting
from tests.stories.stage import MOMENT, Browser, worked_off
from tests.stories.walker import Walker

Prepare = Callable[..., int]
WHY = "We know him for years."
WORDS = {
    "EN": {
        "level": "Raised vigilance", "asks": "Is there any R1?", "yes": "Yes", "basis": "Act, art. R1",
        "told": "Accepting asks a reason, and the AML officer is told.",
        "go": "Accept in spite of raised vigilance…", "final": "Version 1 is final from then on",
        "do": "Accept in spite of raised vigilance", "why": "Why?", "short": "Say why in at least 10 characters",
        "done": "The contact is accepted in spite of raised vigilance. Your AML officer is told.",
    },
    "NL": {
        "level": "", "asks": "Is er sprake van R1?", "yes": "Ja", "basis": "Wet, art. R1",
        "told": "Aanvaarden vraagt een reden, en de antiwitwas-verantwoordelijke krijgt bericht.",
        "go": "Aanvaarden ondanks verhoogde waakzaamheid…", "final": "Versie 1 is vanaf dan definitief",
        "do": "Aanvaarden ondanks verhoogde waakzaamheid", "why": "Waarom?", "short": "minstens 10 tekens",
        "done": "Het contact is aanvaard ondanks verhoogde waakzaamheid.",
    },
    "FR": {
        "level": "", "asks": "Est-il question de R1 ?", "yes": "Oui", "basis": "Loi, art. R1",
        "told": "L’acceptation demande un motif, et le responsable anti-blanchiment en est informé.",
        "go": "Accepter malgré une vigilance accrue…", "final": "La version 1 est dès lors définitive",
        "do": "Accepter malgré une vigilance accrue", "why": "Pourquoi ?", "short": "10 caractères au moins",
        "done": "Le contact est accepté malgré une vigilance accrue.",
    },
}  # fmt: skip


@pytest.fixture(autouse=True)
def an_office(factory: sessionmaker[Session], cast: Cast, app: Flask, state: Path) -> None:
    open_office(factory, cast, app, state)
    with factory.begin() as session:
        act_as(session, Scope.office())
        publish(session, EACH)


@pytest.fixture
def prepare(factory: sessionmaker[Session], cast: Cast) -> Prepare:
    """Wim Verlinden's file, filled in by Bram: all of it answered, these rules with yes."""

    def act(*rules: str, note: str = "") -> int:
        with factory.begin() as session:
            act_as(session, Scope.office())
            peeters = session.scalars(select(Organisation.id).where(Organisation.name == "Immo Peeters")).one()
            bram = Identity(cast.accounts["Bram"], None, MEMBER, peeters)
            act_as(session, Scope.organisation(peeters))
            wim = add_complete(session, bram, MOMENT)
            for rule in rules:
                answered(session, bram, wim, rule, Given("yes", note), MOMENT)
            return wim.id

    return act


def _file(browser: Browser, who: str, language: str = "EN") -> Walker:
    """Where one goes on with Wim's file: at its result, as nothing lacks."""
    contacts, go_on = {
        "EN": ("Contacts", "Go on with the file"),
        "NL": ("Contacten", "Verder met het dossier"),
        "FR": ("Contacts", "Continuer le dossier"),
    }[language]
    return acting(browser, who, language).follow(contacts).follow("Wim Verlinden").follow(go_on)


@pytest.mark.parametrize("language", WORDS)
def test_bram_accepts_in_spite_of_raised_vigilance_and_the_officer_is_told(
    browser: Browser, prepare: Prepare, app: Flask, factory: sessionmaker[Session], state: Path, cast: Cast,
    language: str,
) -> None:  # fmt: skip
    said = WORDS[language]
    prepare("R1", note="He said so.")
    bram = _file(browser, "bram.claes", language)
    bram.reads(said["level"], said["asks"], said["yes"], said["basis"], "He said so.", said["told"])
    bram.follow(said["go"]).reads(said["final"], "An Peeters").fill(said["why"], "Friend").press(said["do"])
    assert bram.status == 422
    assert said["short"] in bram.error(said["why"])
    assert bram.value(said["why"]) == "Friend"
    bram.fill(said["why"], WHY).press(said["do"], times=2).reads(said["done"])
    worked_off(app, factory, state)
    with factory() as session:
        act_as(session, Scope.office())
        (letter,) = session.scalars(select(Letter).where(Letter.kind == "aml.contact.accepted_in_spite")).all()
    assert letter.account_id == cast.accounts["An"]
    assert f"/contacts/show/{bram.url.rsplit('/', 1)[-1]}" in letter.body
    for name in ("Verlinden", "Wim", WHY):
        assert name not in letter.subject + letter.body + letter.html


def test_where_only_the_officer_may_bram_reads_who_that_is(browser: Browser, prepare: Prepare) -> None:
    prepare("S1")
    bram = _file(browser, "bram.claes")
    bram.reads("Only the AML officer may accept this contact: An Peeters.")
    assert not bram.sees_link("Accept in spite of raised vigilance…")
    bram.follow("Refuse…").typed_address(f"{bram.url.split('?')[0]}?decide=accept")
    bram.reads("Only the AML officer may accept this contact: An Peeters.")
    an = _file(browser, "an.peeters").follow("Accept in spite of raised vigilance…")
    an.reads("As AML officer you may accept it", "You accept it as AML officer.").fill("Why?", WHY).press(
        "Accept in spite of raised vigilance"
    )
    an.reads("The contact is accepted.")


@pytest.mark.trust("AML")
def test_what_the_page_doesnt_offer_isnt_had_by_sending_it(
    browser: Browser, prepare: Prepare, factory: sessionmaker[Session]
) -> None:
    contact = prepare("S1", "D1")
    bram = _file(browser, "bram.claes")
    bram.reads("One thing is still needed before anybody accepts", "Is there any D1?", "An explanation")
    bram.follow("Refuse…")
    bram.url = bram.url.replace("refuse", "accept")  # the form is sent to where accepting is asked
    bram.fill("Why?", WHY).press("Refuse")
    assert bram.status == 422
    bram.reads(
        "2 things to put right",
        "An answer wants a document or an explanation that isn't there.",
        "Only the AML officer may accept this contact. Ask your officer.",
        "Is there any D1?",
    )
    with factory() as session:
        act_as(session, Scope.office())
        assert session.get_one(Contact, contact).state == "draft"


def test_what_is_needed_leads_to_where_it_is_filled_in(browser: Browser, prepare: Prepare) -> None:
    prepare()
    bram = _file(browser, "bram.claes")
    bram.reads("Standard vigilance", "Nothing raises vigilance.").follow("Who").fill("First names", "Wim Jan")
    bram.press("Save and continue later").follow("Contacts").follow("Wim Jan Verlinden")


def test_a_contact_is_refused_with_a_reason_though_things_lack(browser: Browser) -> None:
    bram = (
        acting(browser, "bram.claes").follow("Contacts").follow("Add contact").fill("Name", "Baele").press("Add")
    )
    bram.follow("Go on with the file").follow("Result")
    bram.reads("No level yet", "First names", "Is there any R1?", "Not answered yet")
    assert not bram.sees_link("Accept…")
    bram.follow("Refuse…").press("Refuse")
    assert bram.status == 422
    bram.fill("Why?", "He won't say who he is.").press("Refuse").reads("The contact is refused.")


def test_a_new_version_is_open_while_the_first_stays_in_force(
    browser: Browser, prepare: Prepare, factory: sessionmaker[Session]
) -> None:
    prepare()
    bram = _file(browser, "bram.claes").follow("Who")
    late = bram.new_tab()
    again = bram.follow("Result").follow("Accept…").new_tab()
    bram.press("Accept").reads("The contact is accepted.")
    late.fill("First names", "Jan").press("Save and go on").reads("This version was decided and stays as it is.")
    again.press("Accept").reads("This version was decided and stays as it is.")
    bram.follow("Make a new version").reads("The new version begins as a copy").press("Make a new version")
    bram.reads("Version 2 is open.", "version 2").fill("Name", "Baele").press("Save and go on")
    bram.follow("Contacts").reads_nothing_of("Baele").follow("Wim Verlinden").follow("Go on with the file")
    bram.follow("Accept…").reads("Version 1, which counts until now, is replaced.").press("Accept")
    bram.reads("Baele").follow("Contacts").reads("Wim Baele").reads_nothing_of("Verlinden")
    with factory() as session:
        act_as(session, Scope.office())
        rows = session.execute(select(Contact.state, Contact.head).order_by(Contact.number)).all()
    assert [tuple(row) for row in rows] == [("replaced", False), ("accepted", True)]


def test_a_match_waits_of_each_version_until_one_counts_no_longer(
    browser: Browser, prepare: Prepare, factory: sessionmaker[Session]
) -> None:
    with factory.begin() as session:
        load(session, "eu", [entry("E0", person("Wim Verlinden", 1990))])
    prepare()
    bram = _file(browser, "bram.claes").follow("Accept…").press("Accept")
    bram.follow("Make a new version").press("Make a new version")
    bram.follow("Possible matches").reads("2 results", "Wim Verlinden · version 2")
    bram.follow("Contacts").follow("Wim Verlinden").follow("Go on with the file").follow("Accept…").press("Accept")
    bram.follow("Possible matches").reads("1 result", "Wim Verlinden · version 2")


def test_a_version_is_given_up_and_the_first_stays(browser: Browser, prepare: Prepare) -> None:
    prepare()
    bram = _file(browser, "bram.claes").follow("Accept…").press("Accept")
    bram.follow("Make a new version").press("Make a new version").press("Save and continue later")
    tab = bram.follow("Give this version up").new_tab()
    bram.reads("Version 1 stays in force as it is.").press("Give this version up").reads("Version 2 is given up.")
    tab.press("Give this version up").reads("Version 2 is given up.", "Wim Verlinden")


def test_a_contact_that_is_given_up_stands_in_no_list(browser: Browser, prepare: Prepare) -> None:
    prepare()
    bram = acting(browser, "bram.claes").follow("Contacts").follow("Wim Verlinden").follow("Give this version up")
    bram.reads("Nobody finds Wim Verlinden in the list of contacts any more.").press("Give this version up")
    bram.reads("Version 1 is given up.").reads_nothing_of("Verlinden")
