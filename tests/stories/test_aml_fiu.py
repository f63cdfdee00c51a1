"""An, AML officer, reports a contact to the FIU: writes, makes the file, uploads, notes what is answered; and
nobody else reads that she did."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.policy import Identity
from app.transaction import Scope
from app.transaction import enter as act_as
from models.organisations import Organisation
from tests.app.aml.complete_files import NUMBER, add_complete
from tests.app.aml.goaml.known import PROFILE
from tests.app.aml.goaml.order import problems
from tests.app.aml.lists_of_today import MEMBER, load
from tests.app.aml.rules_of_today import EACH, publish
from tests.stories.aml_office import open_office
from tests.stories.cast import Cast
from tests.stories.office import acting
from tests.stories.stage import MOMENT, Browser, enter
from tests.stories.walker import Walker

WORDS = {
    "EN": {
        "menu": "Reports to the FIU", "begin": "Begin the report", "begun": "Nothing is blocked yet.",
        "ready": "Is it ready?", "lacks": "Lacking: Why it is reported.", "write": "Write the report",
        "why": "Why do you report it?", "indicator": "Payment, or an offer of it, in cash",
        "office": "Number of your office at the FIU", "party": "What is the matter with Wim Verlinden",
        "suspected": "Wim Verlinden is suspected", "save": "Save", "make": "Make the file",
        "law": "The law forbids to warn the client or a third person, now or later.",
        "made": "The file is made, and it is blocked.", "file": "Download SAR-1-1.xml",
        "note": "Note the reference", "reference": "Reference of the portal", "do": "Note it",
        "sent": "The FIU has it now", "answer": "Note an answer", "what": "What was answered?",
        "opposes": "The FIU opposes until a day", "on": "Reference on the answer", "until": "Opposed until",
        "noted": "Note the answer", "opposed": "Opposed", "no": "The FIU doesn’t object",
        "end": "End the report", "text": "Your text", "ended": "The report is ended.",
        "wrong": "This isn’t the reference of this report, which is CFI-1.", "day": "Say until which day",
    },
    "NL": {
        "menu": "Meldingen aan de CFI", "begin": "De melding beginnen", "begun": "Er is nog niets geblokkeerd.",
        "ready": "Is het klaar?", "lacks": "Ontbreekt: Waarom het gemeld wordt.", "write": "De melding schrijven",
        "why": "Waarom meldt u het?", "indicator": "Betaling of aanbod van betaling in contanten",
        "office": "Nummer van uw kantoor bij de CFI", "party": "Wat er met Wim Verlinden aan de hand is",
        "suspected": "Wim Verlinden wordt verdacht", "save": "Bewaren", "make": "Het bestand maken",
        "law": "De wet verbiedt de cliënt of een derde te waarschuwen, nu of later.",
        "made": "Het bestand is gemaakt, en het is geblokkeerd.", "file": "SAR-1-1.xml downloaden",
        "note": "De referentie noteren", "reference": "Referentie van het portaal", "do": "Noteren",
        "sent": "De CFI heeft het nu", "answer": "Een antwoord noteren", "what": "Wat is er geantwoord?",
        "opposes": "De CFI verzet zich tot een dag", "on": "Referentie op het antwoord", "until": "Verzet tot",
        "noted": "Het antwoord noteren", "opposed": "Verzet", "no": "De CFI heeft geen bezwaar",
        "end": "De melding beëindigen", "text": "Uw tekst", "ended": "De melding is beëindigd.",
        "wrong": "Dit is niet de referentie van deze melding: die is CFI-1.", "day": "Zeg tot welke dag",
    },
    "FR": {
        "menu": "Déclarations à la CTIF", "begin": "Commencer la déclaration",
        "begun": "Rien n’est encore bloqué.", "ready": "Est-ce prêt ?",
        "lacks": "Manque : Pourquoi c’est déclaré.",
        "write": "Rédiger la déclaration", "why": "Pourquoi le déclarez-vous ?",
        "indicator": "Paiement ou offre de paiement en espèces",
        "office": "Numéro de votre agence à la CTIF", "party": "Ce qu’il y a avec Wim Verlinden",
        "suspected": "Wim Verlinden est suspect", "save": "Enregistrer", "make": "Préparer le fichier",
        "law": "La loi interdit d’avertir le client ou un tiers, maintenant ou plus tard.",
        "made": "Le fichier est fait, et c’est bloqué.", "file": "Télécharger SAR-1-1.xml",
        "note": "Noter la référence", "reference": "Référence du portail", "do": "Noter",
        "sent": "La CTIF l’a maintenant", "answer": "Noter une réponse", "what": "Qu’a-t-on répondu ?",
        "opposes": "La CTIF s’oppose jusqu’à un jour", "on": "Référence sur la réponse",
        "until": "Opposition jusqu’au", "noted": "Noter la réponse", "opposed": "Opposition",
        "no": "La CTIF ne s’oppose pas", "end": "Terminer la déclaration", "text": "Votre texte",
        "ended": "La déclaration est terminée.",
        "wrong": "Ce n’est pas la référence de cette déclaration, qui est CFI-1.",
        "day": "Dites jusqu’à quel jour",
    },
}  # fmt: skip
WHAT = "He wants to pay half of it in cash."


@pytest.fixture(autouse=True)
def an_office(factory: sessionmaker[Session], cast: Cast, app: Flask, state: Path) -> None:
    open_office(factory, cast, app, state)
    with factory.begin() as session:
        act_as(session, Scope.office())
        publish(session, EACH)
        load(session, "eu", [])


@pytest.fixture
def wim(factory: sessionmaker[Session], cast: Cast) -> int:
    """A contact that Bram added, of whom everything is known."""
    with factory.begin() as session:
        act_as(session, Scope.office())
        office = session.scalars(select(Organisation.id).where(Organisation.name == "Immo Peeters")).one()
        act_as(session, Scope.organisation(office))
        bram = Identity(cast.accounts["Bram"], None, MEMBER, office)
        return add_complete(session, bram, MOMENT).id


def begun(browser: Browser, wim: int, language: str = "EN") -> Walker:
    said = WORDS[language]
    an = acting(browser, "an.peeters", language).typed_address(f"/fiu-reports/begin/contact/{wim}")
    return an.press(said["begin"]).reads(said["begun"])


def written(an: Walker, language: str = "EN") -> Walker:
    said = WORDS[language]
    an.follow(said["write"]).fill(said["why"], WHAT).tick(said["indicator"]).fill(said["office"], "4711")
    return an.fill(said["party"], "He pays.").tick(said["suspected"]).press(said["save"])


def made(an: Walker, language: str = "EN") -> Walker:
    said = WORDS[language]
    return an.follow(said["make"]).reads(said["law"]).press(said["make"], times=2).reads(said["made"])


def sent(an: Walker, language: str = "EN") -> Walker:
    said = WORDS[language]
    an.follow(said["note"]).fill(said["reference"], "CFI-1").press(said["do"])
    return an.reads(said["sent"])


@pytest.mark.trust("AML")
@pytest.mark.parametrize("language", WORDS)
def test_an_reports_a_contact_from_the_first_word_to_the_end(browser: Browser, wim: int, language: str) -> None:
    said = WORDS[language]
    an = begun(browser, wim, language).reads(said["ready"], said["lacks"])
    assert not an.sees_link(said["make"])
    written(an, language).reads_nothing_of(said["lacks"])
    content = made(an, language).download(said["file"])
    assert problems(content) == []
    assert NUMBER.digits in content.decode()
    sent(an, language).follow(said["answer"]).choose(said["what"], said["opposes"])
    an.fill(said["on"], "CFI-2").press(said["noted"])
    assert an.status == 422
    assert said["wrong"] in an.error(said["on"])
    assert said["day"] in an.error(said["until"])
    an.fill(said["on"], "CFI-1").fill(said["until"], "2027-03-20").press(said["noted"])
    an.reads(said["opposed"], "20/03/2027")
    assert not an.sees_link(said["end"])
    an.follow(said["answer"]).choose(said["what"], said["no"]).fill(said["on"], "CFI-1").press(said["noted"])
    an.follow(said["end"]).fill(said["text"], "We go on with him.").press(said["end"]).reads(said["ended"])
    an.follow(said["menu"]).reads("Wim Verlinden", "CFI-1")


@pytest.mark.trust("AML")
@pytest.mark.trust("Tenants")
def test_nobody_but_an_officer_reads_that_there_is_a_report_or_opens_any_page_of_it(
    browser: Browser, wim: int
) -> None:
    bram = acting(browser, "bram.claes")
    menu = bram.follow("Contacts").text
    an = made(written(begun(browser, wim)))
    shown = an.url
    number = shown.rsplit("/", 1)[1]
    assert "FIU" not in bram.reload().text
    # It is blocked now, as it would be were it held; that is all.
    blocked = "Blocked, ask your AML officer"
    assert bram.text.replace(blocked, "Draft") == menu.replace(blocked, "Draft")
    greet, dirk = enter(browser, "greet.desmet"), enter(browser, "dirk.maes")
    for walker in (bram, greet, dirk):
        for act in ("show", "write", "make", "sent", "answer", "answered", "end"):
            there = walker.typed_address(f"/fiu-reports/{act}/{number}").status
            nowhere = walker.typed_address(f"/fiu-reports/{act}/999999").status
            assert (there, nowhere) == (403, 403)
        for address in ("/fiu-reports/list/", f"/fiu-reports/begin/contact/{wim}"):
            assert walker.typed_address(address).status == 403
        walker.reads_nothing_of("Verlinden", WHAT)
    joris = enter(browser, "joris.vandamme").typed_address(shown)
    assert joris.status in (403, 404)


@pytest.mark.trust("AML")
def test_a_member_who_sends_the_officers_forms_changes_nothing(browser: Browser, wim: int) -> None:
    an = written(begun(browser, wim))
    number = an.url.rsplit("/", 1)[1]
    bram = acting(browser, "bram.claes").follow("Contacts")
    for act in (f"make/{number}", f"sent/{number}", f"answer/{number}", f"take/{number}/1", f"end/{number}"):
        bram.typed_address(f"/fiu-reports/{act}", "POST", version="2", reference="X", text="Done.")
        assert bram.status in (400, 403)
    an.reload().reads("Being written")
    assert not an.sees_button("Download SAR-1-1.xml")


def test_an_takes_the_list_out_as_a_file(browser: Browser, wim: int) -> None:
    an = begun(browser, wim).follow("Reports to the FIU")
    table = an.download("Text with semicolons (CSV)").decode("utf-8-sig")
    assert "Wim Verlinden" in table
    assert "SAR" in table


def test_a_file_rejected_at_once_is_corrected_and_made_again(browser: Browser, wim: int) -> None:
    an = made(written(begun(browser, wim)))
    an.follow("Note an answer").choose("What was answered?", "The portal rejected the file").press(
        "Note the answer"
    )
    assert "Write what there is to say" in an.error("What it says")
    an.fill("What it says", "The indicator isn't known.").press("Note the answer").reads("Rejected by the portal")
    an.follow("Write the report").fill("Why do you report it?", "Otherwise.").press("Save")
    an.follow("Make the file").reads("It stays blocked, as it is since the first file.").press("Make the file")
    assert b"Otherwise." in an.download("Download SAR-1-2.xml")
    assert WHAT.encode() in an.download("Download SAR-1-1.xml")
    sent(an).follow("Note an answer").choose("What was answered?", "The FIU asks something")
    an.fill("Reference on the answer", "CFI-1").fill("What it says", "Whose account is it?").press(
        "Note the answer"
    )
    an.reads("Whose account is it?").follow("Note that it was answered").fill("Your text", "His own.")
    an.press("Note it").reads("The FIU has it again.", "His own.")


def test_a_draft_is_given_up_and_what_another_tab_wrote_meanwhile_isnt_lost(browser: Browser, wim: int) -> None:
    an = begun(browser, wim)
    tab = an.new_tab().typed_address(an.url).follow("Write the report").fill("Why do you report it?", "Mine.")
    written(an)
    tab.press("Save")
    assert tab.status == 422
    assert tab.value("Why do you report it?") == "Mine."
    an.reload().follow("Give up this report").press("Give up this report")
    assert "Write what there is to say" in an.error("Your text")
    an.fill("Your text", "He explained it.").press("Give up this report").reads("The report is given up.")
    assert not an.sees_link("Write the report")
    assert begun(browser, wim).url != an.url


def test_what_is_about_a_report_that_is_open_leads_to_it(browser: Browser, wim: int) -> None:
    an = begun(browser, wim)
    shown = an.url
    assert an.typed_address(f"/fiu-reports/begin/contact/{wim}").url == shown
    assert an.typed_address("/fiu-reports/begin/deal/999999").status == 404


def test_greet_loads_the_codes_of_the_fiu(browser: Browser) -> None:
    greet = enter(browser, "greet.desmet").follow("Codes of the FIU")
    greet.follow("01/10/2024").reads("Counts now", "Payment, or an offer of it, in cash")
    content = greet.download("Download as a file")
    assert json.loads(content)["currency"] == "EUR"
    greet.back() if greet.url.endswith("told") else None
    greet.follow("Codes of the FIU").follow("Load codes").fill("Counts from", "2027-03-01")
    greet.fill("Source", "List of the FIU").attach("File", b"{", "codes.json").press("Look at what changes")
    assert "This file isn’t JSON." in greet.error("File")
    told = PROFILE.told()
    told["transmodes"].append({"code": "WIRE", "nl": "Draad", "fr": "Fil", "en": "By wire"})
    greet.attach("File", json.dumps(told).encode(), "codes.json").press("Look at what changes")
    greet.reads("new WIRE By wire", "This can't be undone.").press("Load them").reads("The codes are loaded.")
    greet.reads("Counts now", "WIRE", "Codes of the FIU loaded")
    assert enter(browser, "dirk.maes").typed_address("/report-codes/list/").status == 403
