"""A risk profile of a contact: begun on its page, answered, and decided by the member or by the AML officer."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.aml.blocks import begin_block
from app.aml.deciding import accept_contact
from app.aml.matters import matter_of
from app.policy import Identity
from app.transaction import Scope
from app.transaction import enter as act_as
from models.aml import Contact, RiskProfile
from models.organisations import Organisation
from tests.app.aml.complete_files import add_complete
from tests.app.aml.lists_of_today import MEMBER
from tests.app.aml.rules_of_today import WITH_PROFILES, publish
from tests.stories.aml_office import open_office
from tests.stories.cast import Cast
from tests.stories.office import acting
from tests.stories.stage import MOMENT, Browser
from tests.stories.walker import Walker

WHY = "He is known to us for years."
CODES = ("KR", "KS", "KD", "KW", "KL")
WORDS = {
    "EN": {
        "contacts": "Contacts", "notifications": "Notifications",
        "skip": "you may skip the risk profile", "begin": "Begin a risk profile",
        "go": "Begin", "asks": "Is there any {}?", "no": "No", "yes": "Yes", "next": "Save and go on",
        "standard": "Standard vigilance", "raised": "Raised vigilance", "own": "The contact’s own file",
        "accept": "Accept…", "do_accept": "Accept", "accepted": "The risk profile is accepted.",
        "review": "Next review", "hand": "Hand over…", "do_hand": "Hand over", "why": "Why?",
        "short": "Say why in at least 10 characters", "handed": "Handed over.",
        "blocked": "Blocked, ask your AML officer. Since", "refuse": "Refuse…", "do_refuse": "Refuse",
        "refused": "The risk profile is refused.", "basis": "Act, art. KR",
    },
    "NL": {
        "contacts": "Contacten", "notifications": "Meldingen", "skip": "u mag het risicoprofiel overslaan",
        "begin": "Een risicoprofiel beginnen", "go": "Beginnen", "asks": "Is er sprake van {}?", "no": "Nee",
        "yes": "Ja", "next": "Bewaren en verdergaan", "standard": "Standaard waakzaamheid",
        "raised": "Verhoogde waakzaamheid", "own": "Het eigen dossier van het contact", "accept": "Aanvaarden…",
        "do_accept": "Aanvaarden", "accepted": "Het risicoprofiel is aanvaard.", "review": "Volgende herziening",
        "hand": "Voorleggen…", "do_hand": "Voorleggen", "why": "Waarom?", "short": "minstens 10 tekens",
        "handed": "Voorgelegd.", "blocked": "Geblokkeerd, vraag het uw antiwitwas-verantwoordelijke. Sinds",
        "refuse": "Weigeren…", "do_refuse": "Weigeren", "refused": "Het risicoprofiel is geweigerd.",
        "basis": "Wet, art. KR",
    },
    "FR": {
        "contacts": "Contacts", "notifications": "Notifications", "skip": "vous pouvez passer le profil de risque",
        "begin": "Commencer un profil de risque", "go": "Commencer", "asks": "Est-il question de {} ?",
        "no": "Non", "yes": "Oui", "next": "Enregistrer et continuer", "standard": "Vigilance standard",
        "raised": "Vigilance accrue", "own": "Le dossier du contact lui-même", "accept": "Accepter…",
        "do_accept": "Accepter", "accepted": "Le profil de risque est accepté.", "review": "Prochaine révision",
        "hand": "Soumettre…", "do_hand": "Soumettre", "why": "Pourquoi ?", "short": "10 caractères au moins",
        "handed": "Soumis.", "blocked": "Bloqué, adressez-vous à votre responsable anti-blanchiment. Depuis le",
        "refuse": "Refuser…", "do_refuse": "Refuser", "refused": "Le profil de risque est refusé.",
        "basis": "Loi, art. KR",
    },
}  # fmt: skip


@pytest.fixture(autouse=True)
def an_office(factory: sessionmaker[Session], cast: Cast, app: Flask, state: Path) -> None:
    open_office(factory, cast, app, state)
    with factory.begin() as session:
        act_as(session, Scope.office())
        publish(session, WITH_PROFILES)


@pytest.fixture
def wim(factory: sessionmaker[Session], cast: Cast) -> int:
    """Wim Verlinden, accepted by Bram; nothing raises vigilance."""
    with factory.begin() as session:
        bram = _bram(session, cast)
        made = add_complete(session, bram, MOMENT)
        accept_contact(session, bram, made.id, made.version, "", MOMENT)
        return made.id


def _bram(session: Session, cast: Cast) -> Identity:
    """Bram at his office, in its scope."""
    act_as(session, Scope.office())
    peeters = session.scalars(select(Organisation.id).where(Organisation.name == "Immo Peeters")).one()
    act_as(session, Scope.organisation(peeters))
    return Identity(cast.accounts["Bram"], None, MEMBER, peeters)


def _contact(browser: Browser, who: str = "bram.claes", language: str = "EN") -> Walker:
    return acting(browser, who, language).follow(WORDS[language]["contacts"]).follow("Wim Verlinden")


def _answered(walker: Walker, language: str = "EN", **told: str) -> Walker:
    """Every question with no, but for those that are told."""
    said = WORDS[language]
    for code in CODES:
        walker.choose(said["asks"].format(code), said[told.get(code, "no")]).press(said["next"])
    return walker


def _begun(browser: Browser, language: str = "EN", **told: str) -> Walker:
    """Bram's profile of Wim, at its result."""
    said = WORDS[language]
    walker = _contact(browser, language=language).reads(said["skip"]).follow(said["begin"]).press(said["go"])
    return _answered(walker, language, **told)


def _states(factory: sessionmaker[Session]) -> list[tuple[str, str | None]]:
    with factory() as session:
        act_as(session, Scope.office())
        rows = session.execute(select(RiskProfile.state, RiskProfile.level).order_by(RiskProfile.number))
        return [(state, level) for state, level in rows]


@pytest.mark.parametrize("language", WORDS)
def test_bram_begins_a_profile_and_accepts_it(
    browser: Browser, wim: int, factory: sessionmaker[Session], language: str
) -> None:
    said = WORDS[language]
    bram = _begun(browser, language)
    bram.reads(said["standard"], said["own"]).follow(said["accept"]).press(said["do_accept"], times=2)
    bram.reads(said["accepted"], said["review"])
    assert _states(factory) == [("accepted", "standard")]
    bram.follow("Wim Verlinden").reads(said["review"]).reads_nothing_of(said["skip"])
    assert bram.sees_link(said["begin"])


@pytest.mark.trust("AML")
@pytest.mark.parametrize("language", WORDS)
def test_bram_hands_a_raised_profile_over_and_it_is_blocked(
    browser: Browser, wim: int, factory: sessionmaker[Session], language: str
) -> None:
    said = WORDS[language]
    bram = _begun(browser, language, KR="yes")
    bram.reads(said["raised"], said["basis"])
    assert not bram.sees_link(said["accept"])
    bram.follow(said["hand"]).reads("An Peeters").fill(said["why"], "Friend").press(said["do_hand"])
    assert bram.status == 422
    assert said["short"] in bram.error(said["why"])
    bram.fill(said["why"], WHY).press(said["do_hand"], times=2).reads(said["handed"], said["blocked"])
    assert not bram.sees_link(said["hand"])
    assert _states(factory) == [("with_officer", "raised")]
    an = acting(browser, "an.peeters", language).follow(said["notifications"]).follow("Wim Verlinden")
    an.reads(WHY)


@pytest.mark.parametrize("language", WORDS)
def test_bram_refuses_a_raised_profile_for_good(
    browser: Browser, wim: int, factory: sessionmaker[Session], language: str
) -> None:
    said = WORDS[language]
    bram = _begun(browser, language, KS="yes").follow(said["refuse"]).fill(said["why"], WHY)
    bram.press(said["do_refuse"]).reads(said["refused"], WHY)
    assert _states(factory) == [("refused", "stop")]


@pytest.mark.trust("AML")
def test_a_later_step_isnt_had_by_sending_it(browser: Browser, wim: int, factory: sessionmaker[Session]) -> None:
    bram = _contact(browser).follow("Begin a risk profile").press("Begin")
    profile = bram.url.split("?")[0].rsplit("/", 1)[-1]
    # Nothing is told while a question is open, and nothing can be decided of a draft.
    bram.choose("Is there any KR?", "Yes").press("Save and go on")
    bram.typed_address(f"/risk-profile/result/{profile}").reads("Not answered yet: Is there any KS?")
    bram.reads_nothing_of("Raised vigilance")
    assert not bram.sees_button("Show the level")
    bram.url += "?decide=accept"
    form = bram.page.xpath("//form[@method='post']")[-1]
    sent = {one.get("name"): one.get("value") or "" for one in form.xpath(".//input[@name]")}
    bram.typed_address(f"/risk-profile/result/{profile}?decide=accept", "POST", **sent)
    assert bram.status == 422
    bram.reads("This risk profile has no level yet.")
    bram.typed_address(f"/risk-profile/questions/{profile}")
    for code in CODES[1:]:
        bram.choose(f"Is there any {code}?", "No").press("Save and go on")
    bram.reads("Raised vigilance", "you can’t accept it yourself").follow("Refuse…")
    # The form for refusing is sent to where a profile is accepted.
    bram.url = bram.url.replace("refuse", "accept")
    bram.fill("Why?", WHY).press("Refuse")
    assert bram.status == 422
    bram.reads("Hand it to your AML officer with your reasons, or refuse it.")
    assert _states(factory) == [("assessed", "raised")]


def test_nobody_sees_a_raised_level_that_the_officer_isnt_told(
    browser: Browser, wim: int, factory: sessionmaker[Session]
) -> None:
    bram = _contact(browser).follow("Begin a risk profile").press("Begin")
    for code in CODES[:-1]:
        bram.choose(f"Is there any {code}?", "Yes" if code == "KR" else "No").press("Save and go on")
    bram.choose("Is there any KL?", "No").press("Save and continue later").reads("Saved.", "No level yet")
    bram.reads_nothing_of("Raised vigilance").follow("Go on with the questions").follow("KL")
    profile = bram.url.split("?")[0].rsplit("/", 1)[-1]
    bram.typed_address(f"/risk-profile/result/{profile}").reads_nothing_of("Raised vigilance")
    assert _states(factory) == [("draft", None)]
    bram.press("Show the level").reads("Raised vigilance", "The AML officer is told.")
    an = acting(browser, "an.peeters").follow("Notifications")
    an.reads("Wim Verlinden")


def test_another_result_than_was_looked_at_isnt_accepted(
    browser: Browser, wim: int, factory: sessionmaker[Session]
) -> None:
    bram = _begun(browser).follow("Accept…")
    late, stale = bram.new_tab(), bram.new_tab()
    bram.follow("Back to the result").follow("Change the answers").follow("KW")
    bram.choose("Is there any KW?", "Yes").press("Save and go on")
    stale.press("Accept")
    assert stale.status == 422
    stale.reads("This risk profile has no level yet.")
    bram.choose("Is there any KL?", "No").press("Save and go on").reads("Standard vigilance")
    late.press("Accept")
    assert late.status == 422
    assert _states(factory) == [("assessed", "standard")]
    bram.follow("Accept…").press("Accept").reads("The risk profile is accepted.")
    late.press("Accept")
    assert _states(factory) == [("accepted", "standard")]


def test_an_open_document_is_seen_and_nothing_accepted(
    browser: Browser, wim: int, factory: sessionmaker[Session]
) -> None:
    bram = _begun(browser, KD="yes")
    bram.reads("Standard vigilance", "One thing is still needed before anybody accepts", "An explanation")
    assert not bram.sees_link("Accept…")
    bram.follow("KD").fill("Explanation (KD)", "x" * 2001).press("Save and go on")
    assert bram.status == 422
    bram.reads("At most 2,000 characters.").fill("Explanation (KD)", "He told us.").press("Save and go on")
    for code in ("KW", "KL"):
        bram.choose(f"Is there any {code}?", "No").press("Save and go on")
    bram.follow("Accept…").press("Accept").reads("The risk profile is accepted.", "He told us.")


@pytest.mark.trust("AML")
def test_of_a_blocked_contact_members_read_that_and_nothing_else(
    browser: Browser, wim: int, factory: sessionmaker[Session], cast: Cast
) -> None:
    bram = _contact(browser).follow("Begin a risk profile")
    begin = bram.new_tab()
    with factory.begin() as session:
        who = _bram(session, cast)
        begin_block(session, who, matter_of(session.get_one(Contact, wim)), MOMENT)
    begin.press("Begin")
    assert begin.status == 422
    begin.reads("This is blocked. Ask your AML officer.")
    bram.follow("Back" if bram.sees_link("Back") else "Cancel").reads("Blocked, ask your AML officer. Since")
    assert not bram.sees_link("Begin a risk profile")
    assert _states(factory) == []


def test_a_profile_is_given_up_and_the_list_says_how_each_stands(
    browser: Browser, wim: int, factory: sessionmaker[Session]
) -> None:
    bram = _contact(browser).follow("Begin a risk profile").press("Begin")
    bram.choose("Is there any KR?", "No").press("Save and continue later")
    bram.follow("Give this risk profile up").reads("What was accepted or refused before stays as it is.")
    bram.press("Give this risk profile up").reads("The risk profile is given up.", "Given up")
    assert not bram.sees_link("Give this risk profile up")
    bram.follow("Risk profiles").reads("Wim Verlinden", "Given up")
    bram.typed_address("/risk-profiles/list/?state=accepted").reads_nothing_of("Wim Verlinden")
    assert _states(factory) == [("dropped", None)]
