"""Els writes down what her office laid down against laundering and replaces it; Bram notes trainings. What stands
there stays, and bad input is told in its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from tests.app.documents.making import pdf, picture
from tests.stories.aml_office import open_office
from tests.stories.cast import Cast
from tests.stories.office import acting
from tests.stories.stage import Browser, Time

WORDS = {
    "NL": {
        "registers": "Registers", "none": "Geen acceptatiebeleid van kracht: het jaarverslag vraagt er een.",
        "risk": "Vastleggen: Algemene risicobeoordeling van het kantoor", "title": "Titel", "text": "Tekst",
        "overall": "Welk risico loopt het kantoor, alles samen?", "low": "Laag risico", "high": "Hoog risico",
        "first": "Eerste dag", "file": "Bestand", "write": "Vastleggen",
        "told": "Schrijf hier een tekst of kies hieronder een bestand",
        "chosen": "Kies welk risico het kantoor alles samen loopt", "down": "Vastgelegd: Risico 2027.",
        "again": "Een nieuwe uitgave schrijven",
        "ends": "“Risico 2027” van 01/02/2027 eindigt de dag voor dit ingaat: op 14/03/2027, als dit ingaat op"
        " 15/03/2027.",
        "stands": "sinds 15/03/2027, tot nader order", "over": "01/02/2027 – 14/03/2027", "editions": "Uitgaven",
        "policy": "Het acceptatiebeleid vastleggen", "list": "Procedures en beleid", "procedure": "Procedures",
        "one": "Een procedure vastleggen", "replaces": "Vervangt ze een procedure?",
        "old": "Speciën (sinds 15/03/2027, tot nader order)", "wrong": "PNG",
        "end": "Beëindigen…", "last": "Laatste dag", "do_end": "Beëindigen",
        "early": "Dit is van kracht sinds 15/03/2027", "until": "Dit blijft van kracht tot en met 15/03/2027.",
        "trainings": "Opleidingen", "note": "Een opleiding noteren", "about": "Waarover ging ze?", "day": "Dag",
        "minutes": "Hoeveel minuten duurde ze?", "long": "1 u 30 min", "there": "Wie was er?",
        "future": "ten laatste vandaag (15/03/2027)",
        "number": "een geheel getal van 1 tot 6000", "nobody": "Vink aan wie er was",
        "who": "Wie er was", "hours": "Uren per medewerker", "withdraw": "Intrekken…", "do_withdraw": "Intrekken",
        "for_two": "Ze telt niet meer mee voor de 2 personen die er waren.",
        "withdrawn": "Ingetrokken. Ze blijft in de lijst staan en telt niet meer mee.",
        "officer": "Uw antiwitwas-verantwoordelijke legt het vast.",
        "lacking": "2 collega’s volgden dit jaar nog geen",
        "no_training": "Geen opleiding in 2027",
    },
    "FR": {
        "registers": "Registres",
        "none": "Aucune politique d’acceptation en vigueur : le rapport annuel en demande",
        "risk": "Consigner: Évaluation globale des risques de l’agence", "title": "Titre", "text": "Texte",
        "overall": "Quel risque court l’agence, tout compte fait ?", "low": "Risque faible",
        "high": "Risque élevé", "first": "Premier jour", "file": "Fichier", "write": "Consigner",
        "told": "Écrivez un texte ici ou choisissez un fichier ci-dessous",
        "chosen": "Choisissez le risque global que court l’agence", "down": "Consigné : Risico 2027.",
        "again": "Rédiger une nouvelle édition",
        "ends": "« Risico 2027 » du 01/02/2027 prend fin la veille du début de celle-ci : le 14/03/2027, si elle"
        " débute le 15/03/2027.",
        "stands": "depuis le 15/03/2027, jusqu’à nouvel ordre", "over": "01/02/2027 – 14/03/2027",
        "editions": "Éditions", "policy": "Consigner la politique d’acceptation",
        "list": "Procédures et politiques", "procedure": "Procédures", "one": "Consigner une procédure",
        "replaces": "Remplace-t-elle une procédure ?",
        "old": "Speciën (depuis le 15/03/2027, jusqu’à nouvel ordre)", "wrong": "PNG",
        "end": "Y mettre fin…", "last": "Dernier jour", "do_end": "Y mettre fin",
        "early": "Ceci est en vigueur depuis le 15/03/2027",
        "until": "Ceci reste en vigueur jusqu’au 15/03/2027 inclus.",
        "trainings": "Formations", "note": "Inscrire une formation", "about": "De quoi traitait-elle ?",
        "day": "Jour", "minutes": "Combien de minutes a-t-elle duré ?",
        "there": "Qui était présent ?", "long": "1 h 30 min",
        "future": "aujourd’hui (15/03/2027) au plus tard", "number": "un nombre entier de 1 à 6000",
        "nobody": "Cochez les personnes présentes", "who": "Qui était présent", "hours": "Heures par membre",
        "withdraw": "Retirer…", "do_withdraw": "Retirer",
        "for_two": "Elle ne compte plus pour les 2 personnes présentes.",
        "withdrawn": "Retirée. Elle reste dans la liste et ne compte plus.",
        "officer": "Votre responsable anti-blanchiment le consigne.",
        "lacking": "2 collègues n’ont encore suivi aucune formation", "no_training": "Aucune formation en 2027",
    },
}  # fmt: skip


@pytest.fixture(autouse=True)
def an_office(factory: sessionmaker[Session], cast: Cast, app: Flask, state: Path) -> None:
    open_office(factory, cast, app, state)


@pytest.mark.parametrize("language", WORDS)
def test_the_officer_writes_down_what_the_office_laid_down_and_replaces_it(
    browser: Browser, language: str
) -> None:
    said = WORDS[language]
    an = acting(browser, "an.peeters", language).follow(said["registers"]).reads(said["none"])
    an.follow(said["risk"]).fill(said["title"], "Risico 2027").fill(said["first"], "2027-02-01").press(
        said["write"]
    )
    assert an.status == 422
    assert said["told"] in an.error(said["text"])
    assert said["chosen"] in an.error(said["overall"])
    an.attach(said["file"], picture("png"), "plan.pdf").choose(said["overall"], said["low"]).press(said["write"])
    assert an.status == 422
    assert said["wrong"] in an.error(said["file"])
    an.attach(said["file"], pdf(), "plan.pdf").press(said["write"], times=2).reads(said["down"], said["low"])
    assert an.download("plan.pdf") == pdf()
    an.follow(said["again"]).reads(said["ends"])
    an.fill(said["title"], "Risico bis").fill(said["text"], "Meer op afstand.").choose(
        said["overall"], said["high"]
    )
    an.press(said["write"]).reads(said["stands"])
    assert an.part(said["editions"]).index(said["stands"]) < an.part(said["editions"]).index(said["over"])
    an.follow(said["registers"]).follow(said["procedure"]).follow(said["policy"])
    an.fill(said["title"], "Beleid").fill(said["text"], "Niet in speciën.").press(said["write"])
    an.follow(said["registers"]).reads_nothing_of(said["none"]).follow(said["procedure"]).follow(said["one"])
    an.fill(said["title"], "Speciën").fill(said["text"], "Nooit.").press(said["write"])
    an.follow(said["registers"]).follow(said["procedure"]).follow(said["one"])
    an.fill(said["title"], "Speciën bis").fill(said["text"], "Nooit meer.").choose(said["replaces"], said["old"])
    an.press(said["write"]).follow(said["end"]).fill(said["last"], "2027-03-14").press(said["do_end"])
    assert an.status == 422
    assert said["early"] in an.error(said["last"])
    an.fill(said["last"], "2027-03-15").press(said["do_end"]).reads(said["until"])


@pytest.mark.parametrize("language", WORDS)
def test_a_member_notes_a_training_and_withdraws_it_and_writes_no_policy(
    browser: Browser, time: Time, language: str
) -> None:
    said = WORDS[language]
    an = acting(browser, "an.peeters", language).follow(said["registers"]).follow(said["procedure"])
    an.follow(said["one"]).fill(said["title"], "Melden").fill(said["text"], "Altijd.").press(said["write"])
    bram = (
        acting(browser, "bram.claes", language).follow(said["registers"]).reads(said["officer"], said["lacking"])
    )
    bram.follow(said["procedure"])
    assert not bram.sees_link(said["one"])
    bram.follow("Melden")
    assert not bram.sees_link(said["end"])
    for act in ("add/procedure", "end/1"):
        assert bram.new_tab().typed_address(f"/policies/{act}").status == 403
    bram.follow(said["registers"]).follow(said["trainings"]).follow(said["note"])
    bram.fill(said["about"], "De wet").fill(said["day"], "2027-03-16").fill(said["minutes"], "0").press(
        said["write"]
    )
    assert bram.status == 422
    errors = (("day", "future"), ("minutes", "number"), ("there", "nobody"))
    assert [said[why] in bram.error(said[label]) for label, why in errors] == [True] * 3
    bram.fill(said["day"], "2027-03-12").fill(said["minutes"], "90").tick("An Peeters").tick("Bram Claes")
    bram.press(said["write"], times=2).reads(said["long"])
    assert bram.part(said["who"]).count("Bram Claes") == 1
    bram.follow(said["registers"]).reads_nothing_of(said["lacking"]).follow(said["hours"])
    bram.reads("An Peeters", "Bram Claes", said["long"])
    bram.follow(said["registers"]).follow(said["trainings"]).follow("12/03/2027").follow(said["withdraw"])
    bram.reads(said["for_two"]).press(said["do_withdraw"]).reads(said["withdrawn"])
    assert not bram.sees_link(said["withdraw"])
    bram.follow(said["registers"]).reads(said["no_training"], said["lacking"])


def test_lists_are_searched_and_exported(browser: Browser) -> None:
    an = acting(browser, "an.peeters", "EN").follow("Registers").follow("Procedures")
    an.reads("No procedure, risk assessment or acceptance policy yet.")
    for title, day in (("Cash", "2027-03-15"), ("Letters", "2027-04-01")):
        an.follow("Registers").follow("Procedures").follow("Write down a procedure")
        an.fill("Title", title).fill("Text", "As told.").fill("First day", day).press("Write it down")
    an.follow("Registers").follow("Procedures")
    table = an.download("Text with semicolons (CSV)").decode("utf-8-sig").splitlines()
    assert [line.split(";")[0].strip('"') for line in table] == ["Title", "Letters", "Cash"]
    an.choose("State", "Still to come").press("Search")
    an.reads("Letters").reads_nothing_of("Cash").follow("Letters").follow("End it…").reads("It hasn’t begun")
    an.press("Withdraw it").reads("Withdrawn before it began: it never is in force.", "Never in force")
