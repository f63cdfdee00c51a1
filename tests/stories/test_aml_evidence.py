"""Bram proves who a contact is, looks at the lists and answers the questions; bad input is told in its place."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.transaction import Scope
from app.transaction import enter as act_as
from models.aml import Contact
from models.documents import Document
from tests.app.documents.corpus import HOSTILE
from tests.app.documents.honest import HONEST
from tests.app.documents.making import pdf
from tests.stories.aml_office import MONDAY, TUESDAY, Sanctioned, eu_list, load, open_office
from tests.stories.cast import Cast
from tests.stories.office import acting, changed
from tests.stories.stage import MOMENT, Browser, enter
from tests.stories.walker import Walker

WORDS = {
    "EN": {
        "file": "File", "upload": "Upload", "up": "Uploaded: pas.pdf.", "there": "There", "remove": "Remove",
        "reason": "Reason", "gone": "Removed: pas.pdf.", "asked": "Still asked", "go": "Save and go on",
        "looked": "I have looked at the lists", "listless": "No list was loaded yet", "identity": "Identity",
        "valid": "Have you seen the identity document, and is it valid?", "expired": "Seen, but expired",
        "says": "The file says", "neither": "Neither", "wanted": "Still wanted", "open": "there is no level",
        "why": "Explanation (ID1)", "cannot": "Why it can't be obtained (ID2)", "back": "Back",
    },
    "NL": {
        "file": "Bestand", "upload": "Toevoegen", "up": "Toegevoegd: pas.pdf.", "there": "Aanwezig",
        "remove": "Verwijderen", "reason": "Motivering", "gone": "Verwijderd: pas.pdf.", "asked": "Nog gevraagd",
        "go": "Bewaren en verdergaan", "looked": "Ik heb de lijsten bekeken",
        "listless": "Er werd nog geen lijst ingelezen", "identity": "Identiteit",
        "valid": "Hebt u het identiteitsdocument gezien en is het geldig?", "expired": "Gezien, maar vervallen",
        "says": "Het dossier zegt", "neither": "Geen van beide", "wanted": "Nog nodig",
        "open": "is er geen niveau", "why": "Toelichting (ID1)", "back": "Terug",
        "cannot": "Waarom het niet te krijgen is (ID2)",
    },
    "FR": {
        "file": "Fichier", "upload": "Envoyer", "up": "Ajouté : pas.pdf.", "there": "Présent",
        "remove": "Supprimer", "reason": "Motivation", "gone": "Supprimé : pas.pdf.", "asked": "Encore demandé",
        "go": "Enregistrer et continuer", "looked": "J’ai regardé les listes",
        "listless": "Aucune liste n’a encore été chargée", "identity": "Identité",
        "valid": "Avez-vous vu le document d’identité et est-il valable ?", "expired": "Vu, mais expiré",
        "says": "Le dossier dit", "neither": "Ni l’un ni l’autre", "wanted": "Encore nécessaire",
        "open": "il n’y a pas de niveau", "why": "Explication (ID1)",
        "cannot": "Pourquoi il est impossible de l’obtenir (ID2)", "back": "Retour",
    },
}  # fmt: skip
MATCH = "Do the data match the document?"
KNOWN = "Is it a known client, without incident for at least 2 years?"


@pytest.fixture(autouse=True)
def an_office(factory: sessionmaker[Session], cast: Cast, app: Flask, state: Path) -> None:
    open_office(factory, cast, app, state)


def _contact(browser: Browser, family: str = "Verhaeghe", given: str = "Lieve") -> Walker:
    """Bram on the record of a contact he added."""
    bram = acting(browser, "bram.claes").follow("Contacts").follow("Add contact")
    return bram.fill("Name", family).fill("First names", given).press("Add")


def _file(bram: Walker, step: str = "Evidence") -> Walker:
    """On that step of the contact's file."""
    return bram.follow("Go on with the file").follow(step)


def _decided(session: Session) -> None:
    made = session.scalars(select(Contact)).one()
    made.state, made.decided_at = "accepted", MOMENT


def _of_dubois(browser: Browser) -> Walker:
    """Joris, who uses the tool for another office."""
    joris = enter(browser, "joris.vandamme").follow("My organisations").follow("Immo Dubois")
    return joris.press("Act for it") if joris.sees_button("Act for it") else joris


def _uploaded(bram: Walker, content: bytes, name: str, button: str = "Upload") -> Walker:
    return bram.attach("File", content, name).press(button)


@pytest.mark.parametrize("language", WORDS)
def test_bram_proves_looks_and_answers(browser: Browser, language: str) -> None:
    said = WORDS[language]
    bram = _file(_contact(browser)).follow(language)
    bram.reads(said["asked"]).attach(said["file"], pdf(), "pas.pdf").press(said["upload"])
    bram.reads(said["up"], said["there"]).reads_nothing_of(said["asked"])
    assert bram.download("pas.pdf") == pdf()
    bram.follow(f"{said['remove']} pas.pdf").fill(said["reason"], "Verkeerde persoon: Lies.")
    bram.press(said["remove"]).reads(said["gone"], said["asked"])
    bram.press(said["go"]).reads(said["listless"]).press(said["looked"])
    bram.reads(said["open"], said["identity"], said["says"], said["neither"], said["wanted"])
    bram.choose(said["valid"], said["expired"]).fill(said["why"], "Het nieuwe komt op 1 april.")
    bram.fill(said["cannot"], "Gestolen; aangifte gezien.").press(said["go"]).follow(said["back"])
    assert bram.chosen(said["valid"]) == said["expired"]
    assert bram.value(said["cannot"]) == "Gestolen; aangifte gezien."
    bram.reads_nothing_of(said["wanted"])


NOT_TAKEN = (
    ("nothing at all", "leeg.pdf", "This file is empty."),
    ("eleven megabytes", "groot.pdf", "This file is larger than 10 MB."),
    (
        "a document with a macro project",
        "akte.pdf",
        "The name says “PDF document”, but the content is “Word document",
    ),
    ("a document with a macro project", "akte.docx", "This file contains macros"),
    ("an older document with macros", "akte.doc", "This file contains macros"),
    ("a part that packs a thousand times", "akte.docx", "Unpacked, this file becomes far larger"),
    ("a PDF with a script", "akte.pdf", "This file does something by itself"),
    ("a photograph", "foto.jpg", "Files with this ending aren't taken here"),
)


def test_a_file_that_isnt_taken_is_refused_at_its_field_and_what_was_chosen_stays(browser: Browser) -> None:
    bram = _file(_contact(browser))
    assert bram.press("Upload").error("File") == "Choose a file: a PDF or a Word document."
    for what, name, told in NOT_TAKEN:
        _, made, *_ = HOSTILE.get(what) or HONEST[what]
        _uploaded(bram.choose("What it proves", "Passport"), made(), name)
        assert bram.status == 422
        assert told in bram.error("File")
        assert bram.chosen("What it proves") == "Passport"
    bram.reads("Still asked").reads_nothing_of("akte", "groot")


def test_a_chosen_file_is_kept_whichever_button_is_pressed_and_the_same_one_again_is_told(
    browser: Browser,
) -> None:
    bram = _uploaded(_file(_contact(browser)), pdf(), "id.pdf", "Save and go on")
    bram.reads("No list was loaded yet").follow("Evidence").choose("What it proves", "Mandate")
    _uploaded(bram, pdf(), "volmacht.pdf").reads(
        "Uploaded: volmacht.pdf. The same file stood here already as “id.pdf” (Identity card)."
    )
    bram.follow("Remove id.pdf").press("Remove")
    assert "Say why in at least 10 characters" in bram.error("Reason")
    bram.follow("Cancel").reads("id.pdf", "There")


def test_who_comes_second_or_after_the_decision_is_told(browser: Browser, factory: sessionmaker[Session]) -> None:
    bram = _file(_contact(browser))
    other = _uploaded(bram.new_tab(), pdf(), "id.pdf")
    assert _uploaded(bram, pdf(), "nog.pdf").status == 422
    bram.reads("changed", "id.pdf").reads_nothing_of("nog.pdf")
    removing = other.follow("Remove id.pdf").fill("Reason", "Niet leesbaar genoeg.")
    changed(factory, _decided)
    _uploaded(bram, pdf(), "nog.pdf").reads("This version was decided and stays as it is.")
    assert removing.press("Remove").status == 404


@pytest.mark.trust("AML")
@pytest.mark.trust("Tenants")
def test_nobody_outside_the_tool_sees_evidence(browser: Browser, factory: sessionmaker[Session]) -> None:
    bram = _uploaded(_file(_contact(browser)), pdf(), "geheim.pdf")
    (evidence,) = set(re.findall(r"/contact-evidence/(\d+)", bram.sent))
    with factory() as session:
        act_as(session, Scope.office())
        document = session.scalars(select(Document.id).where(Document.kind == "evidence")).one()
    ours = f"/contact-evidence/{evidence}"
    assert bram.typed_address(ours).status == 200
    greet = enter(browser, "greet.desmet")
    for walker in (
        greet,
        enter(browser, "dirk.maes"),
        acting(browser, "joris.vandamme"),
        _of_dubois(browser),
        bram,
    ):
        tried = (f"/documents/show/{document}", f"/documents/file/{document}")
        for address in (*tried, *(() if walker is bram else (ours, f"/contact-evidence/remove/{evidence}"))):
            assert walker.typed_address(address).status in (403, 404), (address, walker.title)
            walker.reads_nothing_of("geheim")
    greet.typed_address("/documents/list/?view=all").reads_nothing_of("geheim")
    greet.follow("Audit trail").follow("15/03/2027 10:05", beside="Evidence added")
    greet.reads("bram.claes").reads_nothing_of("geheim")


def test_a_match_is_decided_and_leads_back_to_the_file(
    browser: Browser, app: Flask, factory: sessionmaker[Session], state: Path
) -> None:
    listed = {1: Sanctioned(("Wladimir Sobolew",), "1969"), 2: Sanctioned(("Vladimir Sobolew",), "1970")}
    load(enter(browser, "greet.desmet"), eu_list(MONDAY, listed), app, factory, state)
    bram = _file(_contact(browser, "Sobolev", "Vladimir"), "Lists")
    bram.reads("2 possible matches wait", "Wladimir Sobolew", "EU sanctions list", "To decide")
    bram.follow("Wladimir Sobolew").fill("In your own words", "He is our neighbour.").press("Not the same")
    bram.reads("1 possible match waits", "Somebody else", "He is our neighbour.")
    bram.follow("Vladimir Sobolew").follow("It is the same…").press("It is the same").reads("It is the same")
    assert "/contact-file/lists/" in bram.url
    bram.follow("Vladimir Sobolew").follow("Open again").fill("Why is it opened again?", "He isn't, after all.")
    bram.press("Open again")
    hit = urlsplit(bram.url).path
    for told in ("https://evil.example/", "//evil.example/contact-file/lists/1", "/contact-file/lists/1/.."):
        assert not bram.typed_address(f"{hit}?next={quote(told)}").sees_link("Back to the file")
    bram.back().back().back().follow("Back to the file").reads("1 possible match waits")
    load(enter(browser, "greet.desmet"), eu_list(TUESDAY, {1: listed[1]}), app, factory, state)
    bram.press("I have looked at the lists").reads("The lists changed since", "No longer on the list")
    bram.press("I have looked at the lists")
    assert "/questions/" in bram.url


def _questions(browser: Browser) -> Walker:
    return _file(_contact(browser), "Questions")


def test_nothing_is_chosen_for_anybody_and_a_question_can_be_left_and_left_again(browser: Browser) -> None:
    bram = _questions(browser)
    assert bram.chosen(MATCH) == ""
    bram.press("Save and go on").reads("Countries", "questions are still open").follow("Back")
    bram.choose(MATCH, "No").press("Save and go on").follow("Back")
    assert bram.chosen(MATCH) == "No"
    bram.choose(MATCH, "Leave this question open").press("Save and go on")
    assert bram.follow("Back").chosen(MATCH) == ""


def test_an_answer_that_cant_be_kept_is_refused_at_its_field(browser: Browser) -> None:
    bram = (
        _questions(browser).fill("Explanation (ID8)", "De notaris.").choose(MATCH, "Yes").tamper("ID4", "perhaps")
    )
    bram.press("Save and go on")
    assert "chose no answer" in bram.error("Was the contact introduced and identified by a third party?")
    assert "is no answer to this question any more" in bram.error(MATCH)
    assert bram.value("Explanation (ID8)") == "De notaris."
    bram.tamper("group", "XYZ").press("Save and go on").reads("The questions changed meanwhile.", "Identity")
    bram.typed_address(f"{urlsplit(bram.url).path}?group=REL").choose(KNOWN, "Yes").press("Save and go on")
    assert bram.status == 422
    assert "counts only with an explanation" in bram.error("Explanation (REL2)")
    assert bram.chosen(KNOWN) == "Yes"
    bram.fill("Explanation (REL2)", "Vier verkopen sinds 2019.").press("Save and go on")
    assert "/result/" in bram.url


@pytest.mark.trust("2.3.1")
def test_a_later_page_by_its_address_and_questions_nobody_asks_decide_nothing(
    browser: Browser, factory: sessionmaker[Session]
) -> None:
    bram = _questions(browser).choose(MATCH, "Yes")
    bram.smuggle("ORG1", "yes").smuggle("SAN1", "none").smuggle("ID99", "yes").press("Save and go on")
    with factory() as session:
        act_as(session, Scope.office())
        made = session.scalars(select(Contact)).one()
        assert made.answers == {"ID4": {"option": "yes"}}
        assert (made.state, made.level, made.pages) == ("draft", None, [])
    (number,) = re.findall(r"/questions/(\d+)", bram.url)
    assert "/name/" in bram.typed_address(f"/contact-file/{number}").url


def test_of_two_who_answer_the_second_keeps_what_he_chose(browser: Browser) -> None:
    bram = _questions(browser)
    other = bram.new_tab()
    bram.choose(MATCH, "Yes").press("Save and go on")
    other.choose(MATCH, "No").press("Save and go on")
    assert other.status == 422
    assert other.chosen(MATCH) == "No"
    other.press("Save and go on").reads("Countries")
