"""Bram notifies the AML officer about a contact, An asks back, Bram replies, An closes; nobody else sees it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from app.aml.shelf import FOLDER, shelf_in
from models.rights import Access, ToolRole
from tests.stories import office
from tests.stories.aml_office import MONDAY, put_tool
from tests.stories.cast import Cast
from tests.stories.office import acting, changed
from tests.stories.stage import Browser, enter
from tests.stories.walker import Walker

WORDS = {
    "EN": {
        "notify": "Notify the officer", "send": "Notify the AML officer", "about": "Whom is it about?",
        "client": "Client", "text": "What should the AML officer know?", "short": "Write at least 10 characters",
        "sent": "Sent. It waits for your AML officer: An Peeters.",
        "list": "Notifications", "waits": "Waits for you",
        "yours": "Your text", "ask": "Ask back", "asked": "Asked back.", "officer": "AML officer",
        "reply": "Reply", "reply_waits": "Waits for your reply", "replied": "Replied.",
        "close": "Close the notification", "closed": "The notification is closed.",
        "said": "closed the notification",
        "which": "Say whether it is about a client",
    },
    "NL": {
        "notify": "De verantwoordelijke verwittigen", "send": "De antiwitwas-verantwoordelijke verwittigen",
        "about": "Over wie gaat het?", "client": "Cliënt",
        "text": "Wat moet de antiwitwas-verantwoordelijke weten?",
        "short": "Schrijf minstens 10 tekens", "list": "Meldingen", "waits": "Wacht op u",
        "sent": "Verstuurd. Het wacht op uw antiwitwas-verantwoordelijke: An Peeters.", "yours": "Uw tekst",
        "ask": "Een vraag stellen", "asked": "De vraag is gesteld.", "officer": "Antiwitwas-verantwoordelijke",
        "reply": "Antwoorden", "reply_waits": "Wacht op uw antwoord", "replied": "Het antwoord is verstuurd.",
        "close": "De melding afsluiten", "closed": "De melding is afgesloten.", "said": "sloot de melding af",
        "which": "Zeg of het over een cliënt",
    },
    "FR": {
        "notify": "Avertir le responsable", "send": "Avertir le responsable anti-blanchiment",
        "about": "De qui s’agit-il ?", "client": "Client",
        "text": "Que doit savoir le responsable anti-blanchiment ?",
        "short": "Écrivez au moins 10 caractères", "list": "Signalements", "waits": "Vous attend",
        "sent": "Envoyé. Cela attend votre responsable anti-blanchiment : An Peeters.",
        "yours": "Votre texte",
        "ask": "Poser une question", "asked": "La question est posée.", "officer": "Responsable anti-blanchiment",
        "reply": "Répondre", "reply_waits": "Attend votre réponse", "replied": "La réponse est envoyée.",
        "close": "Clôturer le signalement", "closed": "Le signalement est clôturé.",
        "said": "a clôturé le signalement", "which": "Dites s’il s’agit d’un client",
    },
}  # fmt: skip
WHAT = "He pays in cash and won't say why."


@pytest.fixture(autouse=True)
def an_office(factory: sessionmaker[Session], cast: Cast, app: Flask, state: Path) -> None:
    office.furnish(factory, cast)
    put_tool(factory, cast)
    shutil.rmtree(state / FOLDER, ignore_errors=True)
    app.extensions["shelf"] = shelf_in(state)


def _contact(browser: Browser) -> Walker:
    """Bram on the record of a contact he added, of whom little is known."""
    bram = acting(browser, "bram.claes").follow("Contacts").follow("Add contact")
    return bram.fill("Name", "Baele").fill("First names", "Rik").press("Add")


def _sent(browser: Browser) -> Walker:
    bram = _contact(browser).follow("Notify the officer").choose("Whom is it about?", "Client")
    return bram.fill("What should the AML officer know?", WHAT).press("Notify the AML officer")


@pytest.mark.parametrize("language", WORDS)
def test_bram_notifies_an_asks_back_bram_replies_an_closes(browser: Browser, language: str) -> None:
    said = WORDS[language]
    bram = (
        _contact(browser).follow(language).follow(said["notify"]).fill(said["text"], "Cash.").press(said["send"])
    )
    assert bram.status == 422
    assert said["short"] in bram.error(said["text"])
    assert said["which"] in bram.error(said["about"])
    assert bram.value(said["text"]) == "Cash."
    bram.choose(said["about"], said["client"]).fill(said["text"], WHAT).press(said["send"], times=2)
    bram.reads(said["sent"], WHAT, "Bram Claes").reads_nothing_of(said["reply"])
    an = acting(browser, "an.peeters", language).follow(said["list"])
    an.reads(f"{said['waits']} 1").follow("Rik Baele").reads(WHAT)
    an.fill(said["yours"], "Which amount was it?").press(said["ask"]).reads(said["asked"], said["officer"])
    bram.follow(said["list"]).reads(f"{said['reply_waits']} 1").follow("Rik Baele").reads("Which amount was it?")
    assert not bram.sees_button(said["close"])
    bram.fill(said["yours"], "About 4,000 euro.").press(said["reply"]).reads(said["replied"])
    an.reload().reads("About 4,000 euro.")
    an.fill(said["yours"], "Seen, nothing to do.").press(said["close"]).reads(said["closed"], said["said"])
    assert not an.sees_button(said["ask"])
    bram.reload().reads("Seen, nothing to do.").follow(said["list"]).reads(f"{said['reply_waits']} 0")


@pytest.mark.trust("AML")
@pytest.mark.trust("Tenants")
def test_a_member_closes_nothing_and_nobody_outside_the_tool_sees_it(browser: Browser) -> None:
    bram = _sent(browser)
    shown = bram.url
    an = acting(browser, "an.peeters").typed_address(shown).fill("Your text", "Seen, nothing to do.")
    bram.typed_address(shown.replace("/show/", "/close/"))
    assert not bram.sees_button("Close the notification")
    joris = enter(browser, "joris.vandamme").follow("My organisations").follow("Immo Dubois")
    joris = joris.press("Act for it") if joris.sees_button("Act for it") else joris
    for walker in (joris, enter(browser, "greet.desmet"), enter(browser, "dirk.maes")):
        assert walker.typed_address(shown).status in (403, 404)
        walker.reads_nothing_of("Baele", WHAT)
    joris.typed_address("/notifications/list/").reads_nothing_of("Baele")
    an.press("Close the notification").reads("The notification is closed.")


def test_who_comes_second_keeps_his_text(browser: Browser) -> None:
    _sent(browser)
    an = acting(browser, "an.peeters").follow("Notifications").follow("Rik Baele")
    tab = an.new_tab().fill("Your text", "Seen, nothing to do.")
    an.fill("Your text", "Seen already, all fine.").press("Close the notification")
    tab.press("Ask back")
    assert tab.status == 422
    tab.reads("changed", "What you wrote", "Seen, nothing to do.", "Seen already, all fine.")


def test_without_an_officer_it_is_kept_and_the_manager_reads_where_to_set_one(
    browser: Browser, factory: sessionmaker[Session]
) -> None:
    def none_left(session: Session) -> None:
        officer = select(ToolRole.id).where(ToolRole.code == "officer").scalar_subquery()
        session.execute(update(Access).where(Access.role_id == officer).values(ended_on=MONDAY))

    changed(factory, none_left)
    bram = _contact(browser).follow("Notify the officer").reads("Nobody in your office is AML officer.")
    bram.choose("Whom is it about?", "Client").fill("What should the AML officer know?", WHAT)
    bram.press("Notify the AML officer").reads("Kept. Nobody in your office is AML officer")
    bram.follow("Notifications").reads("Nobody in your office is AML officer, so nobody reads what is sent.")
    assert not bram.sees_link("Who uses it?")
