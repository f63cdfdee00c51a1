"""The AML officer makes the annual report of last year: figures that open their records, texts part by part, the
signature; and nobody else reads that there is one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.aml.deciding import accept_contact
from app.policy import Identity
from app.transaction import Scope
from app.transaction import enter as act_as
from models.organisations import Organisation
from tests.app.aml.complete_files import add_complete, complete_person
from tests.app.aml.lists_of_today import MEMBER, load
from tests.app.aml.rules_of_today import EACH, publish
from tests.app.pdf.test_paper import words
from tests.stories.aml_office import open_office
from tests.stories.cast import Cast
from tests.stories.office import acting
from tests.stories.stage import Browser, enter

WORDS = {
    "EN": {
        "menu": "Annual reports", "begin": "Begin a report", "do": "Begin the annual report",
        "begun": "The report is begun. Its figures are filled in.", "lacks": "The action plan isn’t written yet.",
        "opens": "1 – Persons", "back": "Back to the report", "csv": "Text with semicolons (CSV)",
        "draft": "Download the draft as PDF", "across": "DRAFT", "write": "Write the texts", "text": "Your text",
        "on": "Save and go on", "save": "Save", "ready": "You can sign it.", "sign": "Sign the report",
        "final": "this year gets no other report", "year": "Year of the report",
        "wrong": "Type the year of the report, 2026, to sign it.", "tongue": "Language of the signed report",
        "signed": "The report is signed. It stays as it is.", "pdf": "Download the PDF",
        "paper": "Annual report of the AML officer 2026", "by": "Signed by",
    },
    "NL": {
        "menu": "Jaarverslagen", "begin": "Een verslag beginnen", "do": "Het jaarverslag beginnen",
        "begun": "Het verslag is begonnen. De cijfers zijn ingevuld.",
        "lacks": "Het actieplan is nog niet geschreven.", "opens": "1 – Personen",
        "back": "Terug naar het verslag",
        "csv": "Tekst met puntkomma’s (CSV)", "draft": "Het ontwerp als PDF downloaden", "across": "ONTWERP",
        "write": "De teksten schrijven", "text": "Uw tekst", "on": "Bewaren en verdergaan", "save": "Bewaren",
        "ready": "U kunt het ondertekenen.", "sign": "Het verslag ondertekenen",
        "final": "dit jaar krijgt geen ander verslag", "year": "Jaar van het verslag",
        "wrong": "Typ het jaar van het verslag, 2026, om het te ondertekenen.",
        "tongue": "Taal van het ondertekende verslag",
        "signed": "Het verslag is ondertekend. Het blijft zoals het is.", "pdf": "De PDF downloaden",
        "paper": "Jaarverslag van de antiwitwas-verantwoordelijke 2026", "by": "Ondertekend door",
    },
    "FR": {
        "menu": "Rapports annuels", "begin": "Commencer un rapport", "do": "Commencer le rapport annuel",
        "begun": "Le rapport est commencé. Ses chiffres sont remplis.",
        "lacks": "Le plan d’action n’est pas encore rédigé.", "opens": "1 – Personnes",
        "back": "Retour au rapport", "csv": "Texte à points-virgules (CSV)",
        "draft": "Télécharger le projet en PDF", "across": "PROJET", "write": "Rédiger les textes",
        "text": "Votre texte", "on": "Enregistrer et continuer", "save": "Enregistrer",
        "ready": "Vous pouvez le signer.", "sign": "Signer le rapport",
        "final": "cette année n’en reçoit pas d’autre", "year": "Année du rapport",
        "wrong": "Tapez l’année du rapport, 2026, pour le signer.", "tongue": "Langue du rapport signé",
        "signed": "Le rapport est signé. Il reste tel quel.", "pdf": "Télécharger le PDF",
        "paper": "Rapport annuel du responsable anti-blanchiment 2026", "by": "Signé par",
    },
}  # fmt: skip
TONGUES = {"EN": "English", "NL": "Nederlands", "FR": "Français"}
WROTE = "We looked at each file, and this is what we found."


@pytest.fixture(autouse=True)
def an_office(factory: sessionmaker[Session], cast: Cast, app: Flask, state: Path) -> None:
    """Wim was accepted on the last evening of the year, Willy in the first hour of the next; by UTC both in it."""
    open_office(factory, cast, app, state)
    with factory.begin() as session:
        act_as(session, Scope.office())
        publish(session, EACH)
        load(session, "eu", [])
        office = session.scalars(select(Organisation.id).where(Organisation.name == "Immo Peeters")).one()
        act_as(session, Scope.organisation(office))
        bram = Identity(cast.accounts["Bram"], None, MEMBER, office)
        for name, hour in (("Wim", 22), ("Willy", 23)):
            at = datetime(2026, 12, 31, hour, 30, tzinfo=UTC)
            made = add_complete(session, bram, at, replace(complete_person(), given_names=name))
            accept_contact(session, bram, made.id, made.version, "", at)


def read(content: bytes) -> str:
    return " ".join(words(content).replace("\u00a0", " ").split())


@pytest.mark.trust("AML")
@pytest.mark.parametrize("language", WORDS)
def test_the_officer_makes_and_signs_the_report_of_last_year_and_opens_its_figures(
    browser: Browser, language: str
) -> None:
    said = WORDS[language]
    an = acting(browser, "an.peeters", language).follow(said["menu"]).follow(said["begin"])
    an.press(said["do"], times=2).reads(said["begun"], "2026", said["lacks"])
    assert not an.sees_link(said["sign"])
    shown = an.url
    an.follow(said["opens"]).reads("Wim Verlinden").reads_nothing_of("Willy Verlinden")
    table = an.download(said["csv"]).decode("utf-8-sig")
    assert [line.split(";")[1] for line in table.splitlines()][1:] == ["Wim Verlinden"]
    an.follow("Wim Verlinden").reads("Wim Verlinden")
    an.typed_address(shown)
    draft = read(an.download(said["draft"]))
    assert said["across"] in draft
    an.follow(said["write"])
    for _ in range(5):
        an.fill(said["text"], WROTE).press(said["on"])
    an.press(said["save"]).reads(said["ready"], WROTE)
    an.follow(said["sign"]).reads(said["final"]).press(said["sign"])
    assert an.status == 422
    assert an.error(said["year"]) == said["wrong"]
    an.fill(said["year"], "2026").choose(said["tongue"], TONGUES[language]).press(said["sign"], times=2)
    an.reads(said["signed"], said["by"])
    assert not an.sees_link(said["write"])
    paper = an.download(said["pdf"])
    for sentence in (said["paper"], WROTE, said["by"], "15/03/2027"):
        assert sentence in read(paper)
    assert said["across"] not in read(paper)
    assert an.download(said["pdf"]) == paper
    an.follow(said["opens"]).reads("Wim Verlinden").follow(said["back"]).reads(said["by"])


@pytest.mark.trust("AML")
@pytest.mark.trust("Tenants")
def test_nobody_but_an_officer_learns_that_there_is_a_report(browser: Browser) -> None:
    bram = acting(browser, "bram.claes").follow("Contacts")
    before = bram.text
    an = acting(browser, "an.peeters").follow("Annual reports").follow("Begin a report")
    an.press("Begin the annual report").follow("Write the texts")
    assert "Annual" not in bram.reload().text
    assert bram.text == before
    number = an.url.split("/")[-2]
    for walker in (bram, enter(browser, "greet.desmet"), enter(browser, "dirk.maes")):
        for act in ("show/{}", "write/{}/plan", "sign/{}", "records/{}/contacts"):
            for pk in (number, "999999"):
                assert walker.typed_address(f"/annual-reports/{act.format(pk)}").status == 403
        for address in ("list/", "begin"):
            assert walker.typed_address(f"/annual-reports/{address}").status == 403
        for act in (
            f"sign/{number}",
            f"paper/{number}",
            f"write/{number}/plan",
            f"records-file/{number}/contacts",
        ):
            address = f"/annual-reports/{act.format(number)}"
            walker.typed_address(address, "POST", version="1", year="2026", text="Ours.")
            assert walker.status in (400, 403)
    assert an.reload().value("Your text") == ""


def test_what_is_typed_wrong_is_told_and_what_another_tab_wrote_isnt_lost(browser: Browser) -> None:
    an = acting(browser, "an.peeters").follow("Annual reports").follow("Begin a report")
    an.choose("Year", "2027").press("Begin the annual report")
    an.reads("It can be signed from 01/01/2028 on, when the year is over.")
    shown = an.url
    number = shown.rsplit("/", 1)[1]
    an.typed_address(f"/annual-reports/sign/{number}").fill("Year of the report", "2027").press("Sign the report")
    assert an.status == 422
    an.reads("The report of 2027 can be signed from 01/01/2028 on")
    tab = an.new_tab().typed_address(f"/annual-reports/write/{number}/plan").fill("Your text", "Mine.")
    an.typed_address(f"/annual-reports/write/{number}/plan").fill("Your text", "Ours.").press("Save")
    tab.press("Save")
    assert tab.status == 422
    assert tab.value("Your text") == "Mine."
    for address in ("records/{}/nothing", "records/{}/contacts.level.high", "records/999999/contacts"):
        assert an.typed_address(f"/annual-reports/{address.format(number)}").status == 404
    an.typed_address(f"/annual-reports/records/{number}/profiles").reads("Nothing is counted under this figure.")
    an.typed_address(f"/annual-reports/records/{number}/contacts?page=x").reads("Willy Verlinden")
    an.typed_address(f"/annual-reports/records/{number}/contacts?page=7").reads("No records")
