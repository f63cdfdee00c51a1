"""What is read of a contact afterwards: all that is known, the decision with its reasons, its paper and replay."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.aml.deciding import accept_contact
from app.aml.shelf import Shelf
from app.aml.versions import begin_version
from app.aml.vigilance.file import Given
from app.aml.vigilance.rule_set import RuleSet
from app.policy import Identity
from app.transaction import Scope
from app.transaction import enter as act_as
from models.organisations import Organisation
from models.values.vigilance import Effect
from tests.app.aml.complete_files import add_complete, add_complete_organisation, answered
from tests.app.aml.lists_of_today import MEMBER
from tests.app.aml.rules_of_today import EACH, publish, rule
from tests.app.pdf.test_paper import words
from tests.stories.aml_office import open_office
from tests.stories.cast import Cast
from tests.stories.office import acting
from tests.stories.stage import MOMENT, Browser

WHY = "We know him for years."
BEFORE = MOMENT - timedelta(hours=2)
Act = Callable[[Callable[[Session, Identity], int]], int]
WORDS = {
    "EN": {
        "contacts": "Contacts", "accepted": "Accepted", "raised": "Raised vigilance", "known": "Birth place Aalst",
        "asks": "Is there any R1?", "decisions": "Decisions", "verdict": "Accepted", "replay": "Replay",
        "same": "Identical", "then": "Then and today", "paper": "The paper (PDF)", "back": "Back to the decision",
        "title": "Acceptance of a contact", "new": "Make a new version",
    },
    "NL": {
        "contacts": "Contacten", "accepted": "Aanvaard", "raised": "Verhoogde waakzaamheid",
        "known": "Geboorteplaats Aalst", "asks": "Is er sprake van R1?", "decisions": "Beslissingen",
        "verdict": "Aanvaard", "replay": "Opnieuw afspelen", "same": "Identiek", "then": "Toen en vandaag",
        "paper": "Het document (pdf)", "back": "Terug naar de beslissing", "title": "Aanvaarding van een contact",
        "new": "Een nieuwe versie maken",
    },
    "FR": {
        "contacts": "Contacts", "accepted": "Acceptée", "raised": "Vigilance accrue",
        "known": "Lieu de naissance Aalst", "asks": "Est-il question de R1 ?", "decisions": "Décisions",
        "verdict": "Acceptée", "replay": "Rejouer", "same": "Identique", "then": "À l’époque et aujourd’hui",
        "paper": "Le document (PDF)", "back": "Retour à la décision", "title": "Acceptation d’un contact",
        "new": "Créer une nouvelle version",
    },
}  # fmt: skip


@pytest.fixture(autouse=True)
def an_office(factory: sessionmaker[Session], cast: Cast, app: Flask, state: Path) -> None:
    open_office(factory, cast, app, state)
    with factory.begin() as session:
        act_as(session, Scope.office())
        publish(session, EACH)


@pytest.fixture
def act(factory: sessionmaker[Session], cast: Cast) -> Act:
    """Something that Bram did before."""

    def do(what: Callable[[Session, Identity], int]) -> int:
        with factory.begin() as session:
            act_as(session, Scope.office())
            peeters = session.scalars(select(Organisation.id).where(Organisation.name == "Immo Peeters")).one()
            act_as(session, Scope.organisation(peeters))
            return what(session, Identity(cast.accounts["Bram"], None, MEMBER, peeters))

    return do


def _accepted(session: Session, bram: Identity) -> int:
    """Wim Verlinden, in spite of raised vigilance."""
    wim = add_complete(session, bram, BEFORE)
    answered(session, bram, wim, "R1", Given("yes", "He said so."), BEFORE)
    return accept_contact(session, bram, wim.id, wim.version, WHY, BEFORE).contact_id


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.trust("AML")
def test_an_reads_a_decision_with_its_reasons_its_paper_and_its_replay(
    browser: Browser, act: Act, language: str
) -> None:
    act(_accepted)
    said = WORDS[language]
    an = acting(browser, "an.peeters", language)
    an.follow(said["contacts"]).reads(said["accepted"], said["raised"]).follow("Wim Verlinden")
    an.reads(said["known"], "90.02.01-***.**", said["asks"], WHY, "bram.claes").reads_nothing_of("997-04")
    assert an.sees_link(said["new"])
    an.follow(said["decisions"]).follow("Wim Verlinden").reads(said["asks"], "He said so.", WHY, said["known"])
    paper = an.download(said["paper"])
    assert an.download(said["paper"]) == paper
    told = " ".join(words(paper).split())
    for one in (said["title"], "Immo Peeters", "Wim Verlinden", said["asks"], WHY):
        assert one in told
    an.follow(said["replay"]).reads(said["same"], said["then"]).follow(said["back"])


def test_other_rules_show_beside_what_was_decided(
    browser: Browser, act: Act, factory: sessionmaker[Session]
) -> None:
    act(_accepted)
    with factory.begin() as session:
        act_as(session, Scope.office())
        publish(session, RuleSet((rule("R1"), rule("L1", Effect.LOW))))
    an = acting(browser, "an.peeters").follow("Decisions").follow("Wim Verlinden").follow("Replay")
    an.reads("Identical", "version 2", "version 3", "No longer a reason", "Standard vigilance")
    an.follow("Search all entries of that edition too").reads("All entries of that edition were searched too")


def test_an_earlier_version_says_so_and_the_one_in_force_says_what_is_being_made(
    browser: Browser, act: Act
) -> None:
    wim = act(_accepted)
    act(lambda session, bram: begin_version(session, bram, Shelf(None), wim, BEFORE + timedelta(minutes=1)).id)
    an = acting(browser, "an.peeters").follow("Contacts").reads("1 result").follow("Wim Verlinden")
    an.reads("Version 2 is being made. Until it is decided this one stays in force.")
    an.follow("Look at version 2").reads("Version 1 counts until this one is decided.", "Draft")
    assert an.sees_link("Go on with the file")

    def second(session: Session, bram: Identity) -> int:
        copy = begin_version(session, bram, Shelf(None), wim, MOMENT)
        return accept_contact(session, bram, copy.id, copy.version, WHY, MOMENT).id

    act(second)
    an.follow("Contacts").reads("1 result").follow("Wim Verlinden").reads_nothing_of("is being made")
    an.follow("version 1").reads("This is an earlier version. Version 2 counts.", "Replaced")
    an.follow("Go to the version that counts").reads("Accepted")
    an.follow("Decisions").reads("2 results")


def test_an_organisation_shows_who_owns_it(browser: Browser, act: Act) -> None:
    act(lambda session, bram: add_complete_organisation(session, bram, BEFORE).id)
    an = acting(browser, "an.peeters").follow("Contacts").follow("Bakkerij Verlinden")
    an.reads("Who owns it", "Wim Verlinden", "100 %", "Legal form BV", "Enterprise number 0403.170.701")
    an.follow("Wim Verlinden").reads("Birth place")


def test_contacts_are_found_by_state_level_and_part(browser: Browser, act: Act) -> None:
    act(_accepted)
    an = acting(browser, "an.peeters").follow("Contacts")
    an.choose("State", "Draft").press("Search").reads_nothing_of("Wim Verlinden")
    an.choose("State", "Accepted").choose("Vigilance", "Raised vigilance").choose("Part in the file", "Seller")
    an.press("Search").reads("1 result", "Wim Verlinden")
