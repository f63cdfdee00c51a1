"""Greet changes the rules of vigilance: drafts, tries them on all files, publishes; an office reads them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.policy import Identity
from models.organisations import Organisation
from models.values.vigilance import Effect
from tests.app.aml.drafted_rules import contact, option, published, rule, rules
from tests.stories import office
from tests.stories.aml_office import put_tool
from tests.stories.cast import Cast
from tests.stories.office import acting
from tests.stories.stage import Browser, enter, worked_off
from tests.stories.walker import Walker

Work = Callable[[], None]
WORDS = {
    "EN": {
        "menu": "Vigilance rules", "begin": "Begin a draft", "answer": "Answer 2", "does": "What it does",
        "stops": "Only the officer may accept", "question": "Question", "save": "Save the rule",
        "saved": "ID1 is saved in the draft.", "what": "What would it do?", "try": "Try it on all files",
        "found": "1 file of 2 changes level.", "publish": "Publish…", "note": "What changes, and why",
        "do": "Publish rules", "counts": "Counts now", "changed": "Changed", "rules": "Rules",
    },
    "NL": {
        "menu": "Waakzaamheids\u00adregels", "begin": "Een ontwerp beginnen", "answer": "Antwoord 2",
        "does": "Gevolg", "stops": "Alleen de antiwitwas-verantwoordelijke mag aanvaarden", "question": "Vraag",
        "save": "De regel bewaren", "saved": "ID1 is bewaard in het ontwerp.", "what": "Wat zou het doen?",
        "try": "Uitproberen op alle dossiers", "found": "1 dossier op 2 krijgt een ander niveau.",
        "publish": "Publiceren…", "note": "Wat er verandert, en waarom", "do": "Publiceer regels",
        "counts": "Geldt nu", "changed": "Gewijzigd", "rules": "Regels",
    },
    "FR": {
        "menu": "Règles de vigilance", "begin": "Commencer un projet", "answer": "Réponse 2",
        "does": "Effet", "stops": "Seul le responsable anti-blanchiment peut accepter", "question": "Question",
        "save": "Enregistrer la règle", "saved": "ID1 est enregistrée dans le projet.",
        "what": "Que ferait-il ?", "try": "L’essayer sur tous les dossiers",
        "found": "1 dossier sur 2 change de niveau.", "publish": "Publier…",
        "note": "Ce qui change, et pourquoi", "do": "Publier les règles", "counts": "En vigueur",
        "changed": "Modifié", "rules": "Règles",
    },
}  # fmt: skip


@pytest.fixture(autouse=True)
def an_office(factory: sessionmaker[Session], cast: Cast) -> None:
    """Two contacts: of one the document wasn't seen."""
    office.furnish(factory, cast)
    put_tool(factory, cast)
    with factory() as session:
        published(session, rules(rule("ID1", option("yes"), option("no", Effect.RAISED))))
        peeters = session.scalars(select(Organisation.id).where(Organisation.name == "Immo Peeters")).one()
        bram = Identity(cast.accounts["Bram"], None, frozenset(), peeters)
        contact(session, bram, "Casper Okafor", {"ID1": "no"})
        contact(session, bram, "Nadia Dragan", {"ID1": "yes"})
        session.commit()


@pytest.fixture
def work(app: Flask, factory: sessionmaker[Session], state: Path) -> Work:
    return lambda: worked_off(app, factory, state)


def _drafts(browser: Browser, language: str = "EN") -> Walker:
    said = WORDS[language]
    greet = enter(browser, "greet.desmet").follow(language).follow(said["menu"])
    return greet.follow(said["begin"]).press(said["begin"])


@pytest.mark.parametrize("language", WORDS)
def test_greet_makes_a_rule_stricter_and_an_office_reads_it(browser: Browser, work: Work, language: str) -> None:
    said = WORDS[language]
    greet = _drafts(browser, language).follow("ID1")
    greet.choose(f"{said['answer']} · {said['does']}", said["stops"])
    greet.fill(f"{said['question']} · {'English'}", "Did you see the document yourself?")
    greet.press(said["save"]).reads(said["saved"], said["changed"])
    greet.follow(said["what"]).press(said["try"])
    work()
    greet.reload().reads(said["found"])
    greet.follow(said["publish"]).reads("ID1", said["found"])
    greet.fill(said["note"], "Wie geen document toont, gaat naar de officer.").press(f"{said['do']} 3")
    greet.reads(said["counts"])
    work()
    bram = acting(browser, "bram.claes", language)
    bram.follow(said["menu"]).follow(f"{said['rules']} 3")
    bram.reads("Wie geen document toont", said["stops"], said["changed"])
    if language == "EN":
        bram.reads("Did you see the document yourself?")
    assert not bram.sees_link(said["begin"])


def test_of_two_greets_on_one_draft_the_later_keeps_what_she_typed(browser: Browser) -> None:
    greet = _drafts(browser).follow("ID1")
    other = greet.new_tab()
    greet.fill("Question · English", "Seen?").press("Save the rule").reads("ID1 is saved in the draft.")
    other.fill("Question · English", "Seen and valid?").press("Save the rule")
    assert other.status == 422
    other.reads("Somebody changed this in the meantime")
    assert other.value("Question · English") == "Seen and valid?"
    other.press("Save the rule").reads("ID1 is saved in the draft.")


def test_without_a_text_in_french_a_rule_isnt_saved(browser: Browser) -> None:
    greet = _drafts(browser).follow("ID1").fill("Question · Français", "").press("Save")
    assert greet.status == 422
    assert greet.error("Question · Français") == "This text is missing. Fill it in in all three languages."
    greet.press("One more answer").fill("Answer 3 · Nederlands", "Later").press("Take answer 1 away")
    assert greet.value("Answer 2 · Nederlands") == "Later"
    assert greet.value("Question · Français") == ""


def test_untried_nothing_is_published(browser: Browser, work: Work) -> None:
    greet = _drafts(browser).follow("ID1").fill("Question · English", "Seen?").press("Save the rule")
    greet.follow("Publish…").reads("Try it first, so that you know what it does.")
    greet.fill("What changes, and why", "Shorter.").press("Publish rules 3")
    assert greet.status == 422
    greet.reads("The draft wasn't tried on the files as it stands now.", "in at least 10 characters")
    greet.follow("What would it do?").press("Try it on all files").reads("The files are being read")
    greet.follow("Back to the draft").follow("ID1").tick("Must be answered", on=False).press("Save the rule")
    work()
    greet.follow("What would it do?").reads("Try it on all files").reads_nothing_of("What publishing would do")


def test_a_rule_is_added_and_taken_out_and_the_draft_thrown_away(browser: Browser) -> None:
    greet = _drafts(browser).follow("Add a rule").fill("Code", "ID1").press("Save the rule")
    assert greet.error("Code") == "There is a rule ID1 already. Choose another code."
    greet.fill("Code", "ID9").choose("Concerns", "Person")
    for language in ("Nederlands", "Français", "English"):
        greet.fill(f"Question · {language}", "Gezien?").fill(f"Legal basis · {language}", "Wet")
        greet.fill(f"Answer 1 · {language}", "Ja").fill(f"Answer 2 · {language}", "Nee")
    greet.fill("Answer 1 · Code", "yes").fill("Answer 2 · Code", "no").press("Save the rule")
    greet.reads("ID9 is added to the draft.").follow("ID9").follow("Take it out…").press("Take it out")
    greet.reads("ID9 is taken out of the draft.", "nothing differs yet")
    greet.follow("Change the thresholds").fill("Beneficial owner above, in percent", "51").press(
        "Save the thresholds"
    )
    assert greet.error("Beneficial owner above, in percent")
    greet.fill("Beneficial owner above, in percent", "24,5").press("Save the thresholds").reads("24.5")
    greet.follow("Throw away…").press("Throw it away").reads("The draft is thrown away.")
    assert greet.sees_link("Begin a draft")


def test_she_loads_a_list_of_countries_after_she_saw_what_changes(browser: Browser) -> None:
    greet = enter(browser, "greet.desmet").follow("Country lists").reads("Counts now").follow("Load a list")
    greet.choose("List", "Non-cooperative tax jurisdictions (EU)").fill("Counts from", "2026-02-17")
    greet.fill("Source", "OJ C 2027/1").attach("File", b"code;naam\nAS;Samoa\nXX;?\n", "tax.csv")
    greet.press("Look at what changes")
    assert greet.status == 422
    assert greet.error("File").startswith("Line 3: “XX” is no country code.")
    greet.attach("File", b"AS\nFJ\n", "tax.txt").press("Look at what changes")
    assert greet.error("Counts from").startswith("There is a list of this day already")
    greet.fill("Counts from", "2027-03-01").attach("File", b"AS\nFJ\n", "tax.txt").press("Look at what changes")
    greet.reads("1 country came", "Fiji", "Russia", "counts from 01/03/2027")
    greet.press("Load it").reads("The list is loaded.", "Counts now", "Fiji")
    bram = acting(browser, "bram.claes").follow("Country lists")
    bram.reads("Replaced by a later list")
    assert not bram.sees_link("Load a list")
