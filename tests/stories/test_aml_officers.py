"""Bram asks to become AML officer and An approves; a deputy decides while the officer is away, and no day longer.

The last officer stays while something waits.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.aml.shelf import FOLDER, shelf_in
from models.rights import Requirement, ToolRole
from tests.stories import office
from tests.stories.aml_office import put_tool
from tests.stories.cast import Cast
from tests.stories.office import acting, changed
from tests.stories.stage import Browser, Time, enter
from tests.stories.walker import Walker

WORDS = {
    "EN": {
        "notified": "Notifications", "become": "Become AML officer", "experience": "Your professional experience",
        "place": "Your place in the hierarchy", "powers": "Your powers", "ask": "Ask a manager",
        "fill": "Fill this in: a supervisor reads it.", "asked": "Asked. Your managers are told",
        "home": "Home", "card": "Who asks to become AML officer", "approve": "Approve", "decline": "Decline",
        "why": "Why not?", "short": "10 characters",
        "declined": "Declined. Whoever asked is told why.",
        "approved": "Approved. Whoever asked is AML officer from now on", "waits": "Waits for you",
        "officers": "AML officers", "since": "AML officer since 15/03/2027",
        "name": "Name a deputy for An Peeters", "who": "Who stands in?", "first": "First day", "last": "Last day",
        "do": "Name a deputy", "stands": "Bram Claes stands in from 16/03/2027 to 20/03/2027, and is told.",
        "later": "Still to come", "now": "Stands in now", "yours": "Your text", "close": "Close the notification",
        "closed": "The notification is closed.", "backwards": "The last day comes before the first.",
        "end": "End: Bram Claes, 16/03/2027 – 20/03/2027", "end_it": "End it",
        "ended": "Bram Claes no longer stands in, and is told.",
        "cease": "No longer officer: An Peeters", "stop": "No longer officer",
        "refused": "This is the last AML officer of the office", "member": "You are office member again.",
        "nobody": "Nobody is AML officer",
    },
    "NL": {
        "notified": "Meldingen", "become": "Antiwitwas-verantwoordelijke worden",
        "experience": "Uw beroepservaring",
        "place": "Uw plaats in de hiërarchie", "powers": "Uw bevoegdheden", "ask": "Aan een beheerder vragen",
        "fill": "Vul dit in: een toezichthouder leest het.", "asked": "Gevraagd. Uw beheerders krijgen bericht",
        "home": "Startpagina", "card": "Wie vraagt om antiwitwas-verantwoordelijke te worden",
        "approve": "Goedkeuren", "decline": "Afwijzen", "why": "Waarom niet?",
        "short": "10 tekens", "declined": "Afgewezen. Wie het vroeg, leest waarom.",
        "approved": "Goedgekeurd. Wie het vroeg, is vanaf nu antiwitwas-verantwoordelijke", "waits": "Wacht op u",
        "officers": "Antiwitwas-verantwoordelijken", "since": "Antiwitwas-verantwoordelijke sinds 15/03/2027",
        "name": "Een vervanger aanduiden voor An Peeters", "who": "Wie vervangt?", "first": "Eerste dag",
        "last": "Laatste dag", "do": "Een vervanger aanduiden",
        "stands": "Bram Claes vervangt van 16/03/2027 tot en met 20/03/2027, en krijgt bericht.",
        "later": "Gaat nog in", "now": "Vervangt nu", "yours": "Uw tekst", "close": "De melding afsluiten",
        "closed": "De melding is afgesloten.", "backwards": "De laatste dag komt voor de eerste.",
        "end": "Beëindigen: Bram Claes, 16/03/2027 – 20/03/2027", "end_it": "Beëindigen",
        "ended": "Bram Claes vervangt niet langer, en krijgt bericht.",
        "cease": "Niet langer verantwoordelijke: An Peeters", "stop": "Niet langer verantwoordelijke",
        "refused": "Dit is de laatste antiwitwas-verantwoordelijke van het kantoor",
        "member": "U bent weer kantoorlid.", "nobody": "Niemand is antiwitwas-verantwoordelijke",
    },
    "FR": {
        "notified": "Signalements", "become": "Devenir responsable anti-blanchiment",
        "experience": "Votre expérience professionnelle", "place": "Votre place dans la hiérarchie",
        "powers": "Vos pouvoirs", "ask": "Demander à un gestionnaire",
        "fill": "Complétez ceci : une autorité de contrôle le lit.",
        "asked": "Demandé. Vos gestionnaires en sont informés", "home": "Accueil",
        "card": "Qui demande à devenir responsable anti-blanchiment", "approve": "Approuver", "decline": "Refuser",
        "why": "Pourquoi non ?", "short": "10 caractères",
        "declined": "Refusé. La personne lira pourquoi.",
        "approved": "Approuvé. La personne est dès maintenant responsable anti-blanchiment",
        "waits": "Vous attend", "officers": "Responsables anti-blanchiment",
        "since": "Responsable anti-blanchiment depuis le 15/03/2027",
        "name": "Désigner un remplaçant pour An Peeters", "who": "Qui remplace ?", "first": "Premier jour",
        "last": "Dernier jour", "do": "Désigner un remplaçant",
        "stands": "Bram Claes remplace du 16/03/2027 au 20/03/2027 inclus, et en est informé.",
        "later": "À venir", "now": "Remplace maintenant", "yours": "Votre texte",
        "close": "Clôturer le signalement", "closed": "Le signalement est clôturé.",
        "backwards": "Le dernier jour précède le premier.",
        "end": "Mettre fin : Bram Claes, 16/03/2027 – 20/03/2027", "end_it": "Y mettre fin",
        "ended": "Bram Claes ne remplace plus, et en est informé.",
        "cease": "Plus responsable : An Peeters", "stop": "Plus responsable",
        "refused": "C’est le dernier responsable anti-blanchiment de l’agence",
        "member": "Vous êtes à nouveau membre de l’agence.",
        "nobody": "Personne n’est responsable anti-blanchiment",
    },
}  # fmt: skip
WHAT = "He pays in cash and won't say why."
TOLD = ("Six years at the desk, a course each year.", "Deputy director", "Signs letting agreements alone.")


@pytest.fixture(autouse=True)
def an_office(factory: sessionmaker[Session], cast: Cast, app: Flask, state: Path) -> None:
    office.furnish(factory, cast)
    put_tool(factory, cast)
    shutil.rmtree(state / FOLDER, ignore_errors=True)
    app.extensions["shelf"] = shelf_in(state)


def _declared(walker: Walker, said: dict[str, str]) -> Walker:
    for label, words in zip(("experience", "place", "powers"), TOLD, strict=True):
        walker.fill(said[label], words)
    return walker.press(said["ask"])


def _notified(browser: Browser, who: str = "bram.claes", first_names: str = "Rik") -> None:
    """Somebody of the office tells the officer something about a contact."""
    walker = acting(browser, who).follow("Contacts").follow("Add contact")
    walker.fill("Name", "Baele").fill("First names", first_names).press("Add").follow("Notify the officer")
    walker.choose("Whom is it about?", "Client").fill("What should the AML officer know?", WHAT)
    walker.press("Notify the AML officer").reads("Sent.")


@pytest.mark.parametrize("language", WORDS)
def test_bram_asks_an_says_no_and_then_yes(browser: Browser, language: str) -> None:
    said = WORDS[language]
    bram = acting(browser, "bram.claes", language).follow(said["notified"]).follow(said["become"])
    bram.press(said["ask"])
    assert bram.status == 422
    assert said["fill"] in bram.error(said["powers"])
    _declared(bram, said).reads(said["asked"], "Bram Claes")
    an = acting(browser, "an.peeters", language).follow(said["home"]).reads(said["card"]).follow("Bram Claes")
    an.reads(*TOLD).press(said["decline"])
    assert an.status == 422
    assert said["short"] in an.error(said["why"])
    an.fill(said["why"], "First follow the course.").press(said["decline"]).reads(said["declined"])
    bram.follow(said["become"])
    _declared(bram, said)
    an.follow(said["home"]).follow("Bram Claes").press(said["approve"]).reads(said["approved"])
    bram.follow(said["notified"]).reads(f"{said['waits']} 0")
    bram.follow(said["officers"]).reads(said["since"])
    assert not bram.sees_link(said["become"])


@pytest.mark.trust("AML")
@pytest.mark.trust("Expiry")
@pytest.mark.parametrize("language", WORDS)
def test_a_deputy_decides_during_an_absence_and_no_day_longer(browser: Browser, time: Time, language: str) -> None:
    said = WORDS[language]
    for first_names in ("Rik", "Ann"):
        _notified(browser, "an.peeters", first_names)
    an = acting(browser, "an.peeters", language).follow(said["officers"]).follow(said["name"])
    an.choose(said["who"], "Bram Claes").fill(said["first"], "2027-03-16").fill(said["last"], "2027-03-14")
    an.press(said["do"])
    assert an.status == 422
    assert said["backwards"] in an.error(said["last"])
    an.fill(said["last"], "2027-03-20").press(said["do"]).reads(said["stands"], said["later"])
    acting(browser, "bram.claes", language).follow(said["notified"]).reads_nothing_of("Rik Baele")
    time.passes(days=1)
    bram = acting(browser, "bram.claes", language).follow(said["officers"]).reads(said["now"])
    bram.follow(said["notified"]).reads(f"{said['waits']} 2").follow("Rik Baele")
    bram.fill(said["yours"], "Seen, nothing to do.").press(said["close"]).reads(said["closed"])
    time.passes(days=4, hours=13, minutes=50)  # the last evening, at five to midnight
    bram = acting(browser, "bram.claes", language).follow(said["notified"]).follow("Ann Baele")
    bram.fill(said["yours"], "Seen, nothing to do either.")
    time.passes(minutes=6)  # with the page still open
    assert bram.press(said["close"]).status in (403, 404)
    bram.typed_address("/notifications/list/").reads_nothing_of("Ann Baele", f"{said['waits']} 1")
    acting(browser, "an.peeters", language).follow(said["notified"]).follow("Ann Baele").reads_nothing_of("either")


@pytest.mark.parametrize("language", WORDS)
def test_a_deputy_stands_in_until_it_is_ended(browser: Browser, time: Time, language: str) -> None:
    said = WORDS[language]
    an = acting(browser, "an.peeters", language).follow(said["officers"]).follow(said["name"])
    an.choose(said["who"], "Bram Claes").fill(said["first"], "2027-03-16").fill(said["last"], "2027-03-20")
    an.press(said["do"])
    time.passes(days=1)
    bram = acting(browser, "bram.claes", language).follow(said["notified"]).reads(f"{said['waits']} 0")
    an = acting(browser, "an.peeters", language).follow(said["officers"]).follow(said["end"])
    an.press(said["end_it"]).reads(said["ended"])
    bram.reload().reads_nothing_of(f"{said['waits']} 0")


@pytest.mark.trust("AML")
@pytest.mark.parametrize("language", WORDS)
def test_the_last_officer_stays_while_something_waits(browser: Browser, language: str) -> None:
    said = WORDS[language]
    _notified(browser)
    an = acting(browser, "an.peeters", language).follow(said["officers"]).follow(said["cease"])
    an.press(said["stop"]).reads(said["refused"])
    assert an.status == 422
    an.follow(said["notified"]).follow("Rik Baele").fill(said["yours"], "Seen, nothing to do.")
    an.press(said["close"]).reads(said["closed"])
    an.follow(said["officers"]).follow(said["cease"]).press(said["stop"]).reads(said["member"], said["nobody"])
    assert an.sees_link(said["become"])


def test_the_last_officer_isnt_taken_away_in_the_tool_either(browser: Browser) -> None:
    _notified(browser)
    an = acting(browser, "an.peeters").follow("My tools").follow("Who uses it? AML files")
    an.follow("AML officers and their deputies").reads("An Peeters").back()
    an.choose("An Peeters, Officer", "No user").press("Save").reads("This is the last AML officer of the office")
    assert an.status == 422


@pytest.mark.trust("AML")
@pytest.mark.trust("Tenants")
def test_a_member_acts_for_no_officer_and_a_stranger_finds_nobody(browser: Browser) -> None:
    an = acting(browser, "an.peeters").follow("AML officers").follow("Name a deputy for An Peeters")
    naming, ceasing = an.url, an.url.replace("/deputy/", "/cease/")
    bram = acting(browser, "bram.claes").follow("AML officers").reads("An Peeters")
    assert not bram.sees_link("Name a deputy for An Peeters")
    joris = enter(browser, "joris.vandamme").follow("My organisations").follow("Immo Dubois")
    joris = joris.press("Act for it") if joris.sees_button("Act for it") else joris
    for walker in (bram, joris, enter(browser, "greet.desmet"), enter(browser, "dirk.maes")):
        for address in (naming, ceasing):
            assert walker.typed_address(address).status in (403, 404)
    joris.typed_address("/aml-officers/").reads_nothing_of("An Peeters")


def test_where_the_tool_asks_for_it_the_number_is_asked(
    browser: Browser, factory: sessionmaker[Session], cast: Cast
) -> None:
    def demand(session: Session) -> None:
        role = session.scalars(select(ToolRole).where(ToolRole.code == "officer")).one()
        session.add(
            Requirement(tool_id=role.tool_id, role_id=role.id, purpose="use", holder="person", registers=["biv"])
        )
        office.accredited(session, cast, "Bram").number = "512.345"

    changed(factory, demand)
    bram = acting(browser, "bram.claes").follow("AML officers").follow("Become AML officer")
    _declared(bram, WORDS["EN"])
    assert "Fill in your BIV/IPI number" in bram.error("Your BIV/IPI number")
    bram.fill("Your BIV/IPI number", "512346").press("Ask a manager")
    assert "doesn’t name you with this number" in bram.error("Your BIV/IPI number")
    assert bram.value("Your powers") == TOLD[2]
    bram.fill("Your BIV/IPI number", "512345").press("Ask a manager").reads("Asked.")
