"""Bram hands a raised risk profile to the AML officer; An holds it, asks back and decides, and Bram sees no more
than he may."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from app.aml.holding import hold, release
from app.aml.matters import matter_of
from app.policy import Identity
from app.transaction import Scope
from app.transaction import enter as act_as
from models.aml import Contact, Deal, RiskProfile
from models.organisations import Organisation
from models.rights import Access, ToolRole
from models.values.matters import Matter
from tests.app.aml import with_officer
from tests.app.aml.lists_of_today import MEMBER, OFFICER
from tests.app.aml.rules_of_today import EACH, publish
from tests.app.aml.test_officer_deciding import reported
from tests.stories.aml_office import open_office
from tests.stories.cast import Cast
from tests.stories.office import acting, changed
from tests.stories.stage import MOMENT, Browser
from tests.stories.walker import Walker

WHY = "Seen with the notary, and explained."
WORDS = {
    "EN": {
        "list": "Notifications", "waits": "Waits for you", "held": "Kept blocked", "hold": "Keep it blocked",
        "why": "Why?", "short": "Say why in at least 10 characters", "kept": "It is kept blocked.",
        "since": "Kept blocked since", "release": "Hold it no longer", "free": "You hold it no longer.",
        "stays": "It stays blocked, as it waits for your decision.", "yours": "Your text", "ask": "Ask back",
        "reply": "Reply", "correct": "Correct the file", "accept": "Accept", "do": "Accept it",
        "accepted": "Accepted. Who handed it over is told.", "changed": "Changed on your files",
        "refuse": "Refuse", "do_refuse": "Refuse it", "refused": "Refused. Who handed it over is told.",
        "final": "This is final.", "hidden": "only officers read this", "officer": "AML officer",
        "blocked": "Blocked since",
    },
    "NL": {
        "list": "Meldingen", "waits": "Wacht op u", "held": "Geblokkeerd gehouden",
        "hold": "Geblokkeerd houden", "why": "Waarom?", "short": "minstens 10 tekens",
        "kept": "Het blijft geblokkeerd.", "since": "Geblokkeerd gehouden sinds",
        "release": "Niet langer blokkeren", "free": "U houdt het niet langer geblokkeerd.",
        "stays": "Het blijft geblokkeerd, want het wacht op uw beslissing.", "yours": "Uw tekst",
        "ask": "Een vraag stellen", "reply": "Antwoorden", "correct": "Het dossier verbeteren",
        "accept": "Aanvaarden", "do": "Aanvaarden", "accepted": "Aanvaard. Wie het voorlegde, krijgt bericht.",
        "changed": "Gewijzigd in uw dossiers", "refuse": "Weigeren", "do_refuse": "Weigeren",
        "refused": "Geweigerd. Wie het voorlegde, krijgt bericht.", "final": "Dit is definitief.",
        "hidden": "enkel verantwoordelijken lezen dit", "officer": "Antiwitwas-verantwoordelijke",
        "blocked": "Geblokkeerd sinds",
    },
    "FR": {
        "list": "Signalements", "waits": "Vous attend", "held": "Maintenu bloqué", "hold": "Maintenir bloqué",
        "why": "Pourquoi ?", "short": "10 caractères", "kept": "Il reste bloqué.",
        "since": "Maintenu bloqué depuis le", "release": "Ne plus bloquer",
        "free": "Vous ne le maintenez plus bloqué.", "stays": "Il reste bloqué, car il attend votre décision.",
        "yours": "Votre texte", "ask": "Poser une question", "reply": "Répondre",
        "correct": "Corriger le dossier", "accept": "Accepter", "do": "Accepter",
        "accepted": "Accepté. La personne qui l’a soumis est avertie.",
        "changed": "Changements dans vos dossiers", "refuse": "Refuser", "do_refuse": "Refuser",
        "refused": "Refusé. La personne qui l’a soumis est avertie.", "final": "C’est définitif.",
        "hidden": "seuls les responsables lisent ceci", "officer": "Responsable anti-blanchiment",
        "blocked": "Bloqué depuis",
    },
}  # fmt: skip
Act = Callable[[Session, Identity, Matter], object]


@pytest.fixture(autouse=True)
def an_office(factory: sessionmaker[Session], cast: Cast, app: Flask, state: Path) -> None:
    open_office(factory, cast, app, state)
    with factory.begin() as session:
        act_as(session, Scope.office())
        publish(session, EACH)


def _who(session: Session, cast: Cast, name: str = "Bram") -> Identity:
    """Somebody at his office, in its scope."""
    act_as(session, Scope.office())
    peeters = session.scalars(select(Organisation.id).where(Organisation.name == "Immo Peeters")).one()
    act_as(session, Scope.organisation(peeters, officer=name == "An"))
    return Identity(cast.accounts[name], None, OFFICER if name == "An" else MEMBER, peeters)


def _handed(factory: sessionmaker[Session], cast: Cast, kind: str = "profile", by: str = "Bram") -> Matter:
    """A raised risk profile, or transaction, of Wim Verlinden, handed over."""
    with factory.begin() as session:
        who = _who(session, cast, by)
        of = with_officer.contact(session, who, MOMENT, raised=True)
        made = (with_officer.profile if kind == "profile" else with_officer.deal)(session, who, of, MOMENT)
        with_officer.handed(session, who, made, MOMENT)
        return matter_of(made)


def _contact(factory: sessionmaker[Session], cast: Cast) -> Matter:
    with factory.begin() as session:
        return matter_of(with_officer.contact(session, _who(session, cast), MOMENT))


def _done(factory: sessionmaker[Session], cast: Cast, matter: Matter, act: Act) -> None:
    """By An, who is elsewhere."""
    with factory.begin() as session:
        act(session, _who(session, cast, "An"), matter)


@pytest.mark.parametrize("kind", ["profile", "deal"])
@pytest.mark.parametrize("language", WORDS)
def test_an_holds_releases_asks_back_and_accepts_and_bram_reads_it(
    browser: Browser, factory: sessionmaker[Session], cast: Cast, language: str, kind: str
) -> None:
    said, name = WORDS[language], "Wim Verlinden" if kind == "profile" else "2026/17"
    _handed(factory, cast, kind)
    an = acting(browser, "an.peeters", language).follow(said["list"])
    an.reads(f"{said['waits']} 1", f"{said['held']} 0").follow(name).reads(with_officer.WHY, said["blocked"])
    an.follow(said["hold"]).fill(said["why"], "Short.").press(said["hold"])
    assert an.status == 422
    assert said["short"] in an.error(said["why"])
    an.fill(said["why"], "Until the bank answers.").press(said["hold"], times=2)
    an.reads(said["kept"], said["since"], said["hidden"], "Until the bank answers.")
    an.follow(said["list"]).reads(f"{said['waits']} 0", f"{said['held']} 1")
    bram = acting(browser, "bram.claes", language).follow(said["list"]).follow(name)
    bram.reads(with_officer.WHY, said["blocked"]).reads_nothing_of("Until the bank answers.", said["hidden"])
    an.back().follow(said["release"]).reads(said["stays"]).fill(said["why"], "The bank answered.")
    an.press(said["release"]).reads(said["free"])
    an.fill(said["yours"], "Who pays the deposit?").press(said["ask"])
    bram.reload().reads("Who pays the deposit?", said["officer"], said["correct"])
    bram.fill(said["yours"], "His mother, by transfer.").press(said["reply"])
    an.reload().reads("His mother, by transfer.").follow(said["accept"]).reads(said["final"])
    an.fill(said["why"], WHY).press(said["do"]).reads(said["accepted"], WHY)
    assert not an.sees_link(said["accept"])
    bram.follow(said["list"]).reads(f"{said['changed']} 1").follow(name).reads(WHY)
    bram.reads_nothing_of("Until the bank answers.", "The bank answered.", said["blocked"])


@pytest.mark.parametrize("language", WORDS)
def test_an_refuses_a_profile(browser: Browser, factory: sessionmaker[Session], cast: Cast, language: str) -> None:
    said = WORDS[language]
    _handed(factory, cast)
    an = acting(browser, "an.peeters", language).follow(said["list"]).follow("Wim Verlinden")
    an.follow(said["refuse"]).reads(said["final"]).fill(said["why"], WHY).press(said["do_refuse"])
    an.reads(said["refused"], WHY)


@pytest.mark.trust("AML")
def test_what_was_decided_isnt_decided_once_more(
    browser: Browser, factory: sessionmaker[Session], cast: Cast
) -> None:
    _handed(factory, cast)
    an = acting(browser, "an.peeters").follow("Notifications").follow("Wim Verlinden").follow("Accept")
    tab = an.new_tab().fill("Why?", "Not this one, I think.")
    an.fill("Why?", WHY).press("Accept it").reads("Accepted.")
    refusing = tab.new_tab().typed_address(tab.url.replace("accept", "refuse"))
    refusing.reads("It doesn’t wait for your decision")
    assert not refusing.sees_button("Refuse it")
    # Pressed by the same person once more it is done once.
    tab.press("Accept it").reads("Accepted.")
    assert (tab.text.count(WHY), tab.text.count("Not this one")) == (1, 0)


@pytest.mark.trust("AML")
def test_a_member_never_comes_where_the_officer_decides(
    browser: Browser, factory: sessionmaker[Session], cast: Cast
) -> None:
    matter = _handed(factory, cast)
    address = f"/matters/profile/{matter.id}?act=accept"
    an = acting(browser, "an.peeters").typed_address(address).fill("Why?", WHY)
    assert an.status == 200
    bram = acting(browser, "bram.claes")
    for act in ("accept", "refuse", "hold", "release"):
        assert bram.typed_address(f"/matters/profile/{matter.id}?act={act}").status == 403
    bram.typed_address("/notifications/list/")
    assert bram.typed_address(address, "POST", reason=WHY, version="1").status in (400, 403)
    for wrong in ("/matters/profile/999?act=accept", "/matters/profile/1", "/matters/contact/1?act=accept"):
        assert an.new_tab().typed_address(wrong).status == 404


@pytest.mark.trust("AML")
def test_an_officer_alone_decides_his_own_and_it_is_marked(
    browser: Browser, factory: sessionmaker[Session], cast: Cast
) -> None:
    _handed(factory, cast, by="An")
    an = acting(browser, "an.peeters").follow("Notifications").follow("Wim Verlinden")
    an.reads("You handed this over yourself, and your office has no other AML officer.")
    an.follow("Accept").reads("It is marked as self-decided.").fill("Why?", WHY).press("Accept it")
    an.reads("self-decided")


@pytest.mark.trust("AML")
def test_an_officer_doesnt_decide_his_own_while_there_is_another(
    browser: Browser, factory: sessionmaker[Session], cast: Cast
) -> None:
    matter = _handed(factory, cast, by="An")

    def both(session: Session) -> None:
        role = select(ToolRole.id).where(ToolRole.code == "officer").scalar_subquery()
        session.execute(update(Access).values(role_id=role))

    changed(factory, both)
    an = acting(browser, "an.peeters").follow("Notifications").follow("Wim Verlinden")
    an.reads("your office has another AML officer: Bram Claes")
    assert not an.sees_link("Accept")
    an.typed_address(f"/matters/profile/{matter.id}?act=accept").reads("He or she decides.")
    assert not an.sees_button("Accept it")
    bram = acting(browser, "bram.claes").follow("Notifications").follow("Wim Verlinden").follow("Accept")
    bram.fill("Why?", WHY).press("Accept it").reads("Accepted.").reads_nothing_of("self-decided")


@pytest.mark.trust("AML")
def test_nothing_is_decided_while_the_fiu_has_it(
    browser: Browser, factory: sessionmaker[Session], cast: Cast
) -> None:
    matter = _handed(factory, cast)
    _done(factory, cast, matter, lambda session, an, _: reported(session, _row(session, matter), an))
    an = acting(browser, "an.peeters").follow("Notifications").reads("Waits for you 0", "With the FIU 1")
    an.typed_address(f"/matters/profile/{matter.id}?act=accept")
    an.reads("A report about it is with the FIU. Note its answer first.")
    assert not an.sees_button("Accept it")


def _row(session: Session, matter: Matter) -> RiskProfile | Deal | Contact:
    table = {"profile": RiskProfile, "deal": Deal, "contact": Contact}[str(matter.kind)]
    found: RiskProfile | Deal | Contact = session.get_one(table, matter.id)
    return found


@pytest.mark.trust("AML")
@pytest.mark.parametrize("kind", ["profile", "deal"])
def test_brams_pages_are_the_same_byte_for_byte_whatever_an_does_with_it(
    browser: Browser, factory: sessionmaker[Session], cast: Cast, kind: str
) -> None:
    matter = _handed(factory, cast, kind)
    bram = acting(browser, "bram.claes").follow("Notifications")
    addresses = [bram.url, "/", "/contacts/list/", "/risk-profiles/list/", "/deals/list/", "/search?q=Verlinden"]
    contact = bram.typed_address("/contacts/list/").follow("Wim Verlinden").url
    name = "Wim Verlinden" if kind == "profile" else "2026/17"
    notification = bram.typed_address(addresses[0]).follow(name).url
    record = f"/{'risk-profiles' if kind == 'profile' else 'deals'}/show/{matter.id}"
    addresses += [contact, notification, record]

    def pages() -> list[tuple[int, str]]:
        return [_page(bram, address) for address in addresses]

    waits = pages()
    assert all(status == 200 for status, _ in waits[:5])
    _done(factory, cast, matter, lambda session, an, one: hold(session, an, one, WHY, MOMENT))
    assert pages() == waits
    _done(factory, cast, matter, lambda session, an, one: release(session, an, one, WHY, MOMENT))
    assert pages() == waits
    _done(factory, cast, matter, lambda session, an, _: reported(session, _row(session, matter), an))
    assert pages() == waits
    an = acting(browser, "an.peeters")
    assert WHY in an.typed_address(notification).text


def _page(walker: Walker, address: str) -> tuple[int, str]:
    """What is sent, but for what is another one at each request."""
    walker.typed_address(address)
    told = walker.answer.get_data(as_text=True)
    for varies in (r'name="csrf_token"[^>]*value="[^"]*"', r'data-token="[^"]*"', r'nonce="[^"]*"',
                   r'data-reference="[^"]*"', r'data-moment="[^"]*"'):  # fmt: skip
        told = re.sub(varies, "", told)
    return walker.status, told


@pytest.mark.trust("AML")
def test_nothing_is_done_with_a_contact_that_an_keeps_blocked(
    browser: Browser, factory: sessionmaker[Session], cast: Cast
) -> None:
    _contact(factory, cast)
    bram = acting(browser, "bram.claes").follow("Contacts").follow("Wim Verlinden").follow("Make a new version")
    an = acting(browser, "an.peeters").follow("Contacts").follow("Wim Verlinden").follow("Keep it blocked")
    an.fill("Why?", WHY).press("Keep it blocked").reads("It is kept blocked.", "Blocked since 15/03/2027")
    bram.press("Make a new version").reads("This is blocked. Ask your AML officer.")
    assert bram.status == 422
    bram.follow("Contacts").reads("Blocked, ask your AML officer").follow("Wim Verlinden")
    bram.reads("Blocked since 15/03/2027").reads_nothing_of(WHY, "Kept blocked")
    assert not bram.sees_link("Make a new version")
    for state, there in (("blocked", True), ("accepted", False)):
        bram.typed_address(f"/contacts/list/?state={state}")
        assert ("Verlinden" in bram.text) is there
    an.follow("Hold it no longer").reads("It is free again").fill("Why?", WHY).press("Hold it no longer")
    an.reads_nothing_of("Blocked since")
    bram.typed_address("/contacts/list/?state=accepted").follow("Wim Verlinden").reads_nothing_of("Blocked since")
    assert bram.sees_link("Make a new version")
