"""Web eID: what the extension of a browser proves, and what it doesn't."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.transaction import Scope, enter
from models.accounts import Attempt, Challenge
from tests.stories.cards import NUMBERS, Cards
from tests.stories.stage import Browser, Post, Time, sign_in
from tests.stories.test_accounts_sign_up import STRONG, asked, code_in
from tests.stories.walker import Walker

LANGUAGES = {
    "EN": ("Sign in with your eID", "Use Web eID", "Sign in with Web eID", "Good day, Filip Janssens"),
    "NL": ("Aanmelden met uw eID", "Web eID gebruiken", "Aanmelden met Web eID", "Dag Filip Janssens"),
    "FR": (
        "Se connecter avec votre eID",
        "Utiliser Web eID",
        "Se connecter avec Web eID",
        "Bonjour Filip Janssens",
    ),
}


@pytest.fixture(autouse=True)
def _known(cards: Cards) -> None:
    cards.knows_authorities()


def challenge(walker: Walker) -> str:
    """What the page's script asks for: something to sign."""
    token = walker.page.xpath("//form[@data-web-eid]//input[@name='csrf_token']/@value")[0]
    (address,) = walker.page.xpath("//form[@data-web-eid]/@data-challenge")
    asked = walker.new_tab().typed_address(address, "POST", csrf_token=token)
    assert asked.answer is not None
    return str(json.loads(asked.answer.get_data(as_text=True))["nonce"])


def at_web_eid(browser: Browser, said: str = "EN") -> Walker:
    words = LANGUAGES[said]
    return browser().visit().follow(said).follow(words[0]).follow(words[1])


def proven(walker: Walker, proof: str, button: str = "Sign in with Web eID") -> Walker:
    """As the script does it: puts the proof in the form, and sends that."""
    return walker.tamper("proof", proof).press(button)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_at_home_opens_the_account(browser: Browser, cards: Cards, language: str) -> None:
    walker = at_web_eid(browser, language)
    proven(walker, cards.proof("Filip", challenge(walker)), LANGUAGES[language][2])
    assert walker.follow(language).title == LANGUAGES[language][3]


def test_an_older_card_with_rsa_keys_does_as_well(browser: Browser, cards: Cards) -> None:
    walker = at_web_eid(browser)
    proven(walker, cards.proof("Karel", challenge(walker)))
    assert walker.title == "This eID has no account yet"


def test_it_links_too_and_says_that_the_number_told_the_birth_date(
    browser: Browser, cards: Cards, post: Post
) -> None:
    walker = asked(browser().visit())
    walker.fill("Code", code_in(post(walker))).press("Activate the account")
    sign_in(walker, "lotte.hermans", STRONG).follow("My digital keys").follow("Link my eID").follow("Use Web eID")
    proven(walker, cards.proof("Lotte", challenge(walker)), "Link my eID")
    walker.reads("Your eID is linked to your account.", "eID by Web eID").follow("My details")
    walker.reads("04/03/1997", "Female")


@pytest.mark.trust("Identity")
class TestWhatIsNoProof:
    def _refused(self, walker: Walker, factory: sessionmaker[Session], fault: str) -> None:
        assert walker.status == 422
        assert walker.new_tab().visit().title == "Sign in"
        with factory() as session:
            assert session.scalars(select(Attempt).order_by(Attempt.id.desc())).first().fault == fault  # type: ignore[union-attr]

    def test_sent_a_second_time(self, browser: Browser, cards: Cards, factory: sessionmaker[Session]) -> None:
        walker = at_web_eid(browser)
        proof = cards.proof("Filip", challenge(walker))
        tab = walker.new_tab()
        assert proven(walker, proof).follow("EN").title == "Good day, Filip Janssens"
        walker.press("Sign out")
        self._refused(proven(at_web_eid(browser), proof), factory, "challenge_failed")
        assert proven(tab, proof).status >= 400

    def test_of_five_minutes_ago(
        self, browser: Browser, cards: Cards, time: Time, factory: sessionmaker[Session]
    ) -> None:
        walker = at_web_eid(browser)
        proof = cards.proof("Filip", challenge(walker))
        time.passes(minutes=5)
        proven(walker, proof).reads("What the card signed isn't what was asked just now.")
        self._refused(walker, factory, "challenge_failed")

    def test_asked_of_another_browser(
        self, browser: Browser, cards: Cards, factory: sessionmaker[Session]
    ) -> None:
        """Somebody has his victim sign what he was asked himself: the victim's proof opens nothing for him."""
        thief, victim = at_web_eid(browser), at_web_eid(browser)
        proof = cards.proof("Filip", challenge(victim))
        challenge(thief)
        self._refused(proven(thief, proof), factory, "challenge_failed")

    def test_signed_for_another_site(self, browser: Browser, cards: Cards, factory: sessionmaker[Session]) -> None:
        walker = at_web_eid(browser)
        proof = cards.proof("Filip", challenge(walker), "https://sleutelbos.example.be.evil.example")
        self._refused(proven(walker, proof), factory, "challenge_failed")

    def test_where_nothing_was_asked(self, browser: Browser, cards: Cards, factory: sessionmaker[Session]) -> None:
        walker = at_web_eid(browser)
        self._refused(proven(walker, cards.proof("Filip", "")), factory, "challenge_failed")

    def test_another_card_s_certificate_beside_it(
        self, browser: Browser, cards: Cards, factory: sessionmaker[Session]
    ) -> None:
        walker = at_web_eid(browser)
        nonce = challenge(walker)
        mixed = json.loads(cards.proof("Lotte", nonce)) | {
            "unverifiedCertificate": json.loads(cards.proof("Filip", nonce))["unverifiedCertificate"]
        }
        self._refused(proven(walker, json.dumps(mixed)), factory, "challenge_failed")

    @pytest.mark.parametrize(
        ("name", "fault"),
        [("Wim", "cert_expired"), ("Sofie", "cert_revoked")],
    )
    def test_of_a_card_that_no_longer_counts(
        self, browser: Browser, cards: Cards, factory: sessionmaker[Session], name: str, fault: str
    ) -> None:
        walker = at_web_eid(browser)
        self._refused(proven(walker, cards.proof(name, challenge(walker))), factory, fault)

    @pytest.mark.parametrize(
        "sent", ["[]", "null", '"x"', "{", "[" * 3000, '{"format": "web-eid:1.0"}', '{"format": 1}', "\ud800"]
    )
    @pytest.mark.trust("Parsers")
    def test_which_is_none(
        self, browser: Browser, cards: Cards, factory: sessionmaker[Session], sent: str
    ) -> None:
        walker = at_web_eid(browser)
        challenge(walker)
        sent = sent.encode("utf-8", "replace").decode()
        self._refused(proven(walker, sent), factory, "unreadable")


@pytest.mark.parametrize(
    ("code", "sentence", "step"),
    [
        ("ERR_WEBEID_EXTENSION_UNAVAILABLE", "This browser has no Web eID extension", "web-eid.eu"),
        ("ERR_WEBEID_NATIVE_UNAVAILABLE", "The eID software isn't installed", "eid.belgium.be"),
        ("ERR_WEBEID_USER_CANCELLED", "It was stopped before the PIN was given.", "Begin again"),
        ("ERR_WEBEID_USER_TIMEOUT", "It took too long.", "A window for the PIN may lie behind this one."),
        ("<script>alert(1)</script>", "The card answered, but not as an eID should.", "Tell the helpdesk"),
    ],
)
def test_what_the_extension_says_went_wrong_gets_its_remedy(
    browser: Browser, cards: Cards, code: str, sentence: str, step: str
) -> None:
    walker = at_web_eid(browser).tamper("error", code).press("Sign in with Web eID")
    walker.reads(sentence, step, "Reference:")
    assert "<script>alert" not in walker.sent


def test_what_was_asked_is_spent_whatever_came_of_it(
    browser: Browser, cards: Cards, factory: sessionmaker[Session]
) -> None:
    walker = at_web_eid(browser)
    nonce = challenge(walker)
    walker.tamper("error", "ERR_WEBEID_USER_CANCELLED").press("Sign in with Web eID")
    with factory() as session:
        enter(session, Scope.office())
        assert session.scalars(select(Challenge)).all() == []
    proven(walker, cards.proof("Filip", nonce)).reads("What the card signed isn't what was asked just now.")


def test_neither_number_nor_certificate_stands_on_a_page(browser: Browser, cards: Cards) -> None:
    walker = at_web_eid(browser)
    proof = cards.proof("Wim", challenge(walker))
    proven(walker, proof)
    assert NUMBERS["Wim"].digits not in walker.sent
    assert json.loads(proof)["unverifiedCertificate"][:40] not in walker.sent
