"""When an eID doesn't work: the self-test, the page of every remedy, and who issues cards."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from eid.errors import Fault
from eid.selftest import Check, Outcome
from tests.stories.cards import NUMBERS, Cards
from tests.stories.stage import Browser, sign_in
from tests.stories.test_accounts_eid_web import at_web_eid, challenge, proven
from views.accounts.cards.remedies import GROUPS, REMEDIES, TOPICS
from views.accounts.cards.self_test import CHECKS, OUTCOMES

SELF_TEST = {
    "EN": ("Sign in with your eID", "Test your eID", "Test the reader and the card", "Everything passed"),
    "NL": ("Aanmelden met uw eID", "Uw eID testen", "De lezer en de kaart testen", "Alles geslaagd"),
    "FR": ("Se connecter avec votre eID", "Tester votre eID", "Tester le lecteur et la carte", "Tout est réussi"),
}
# Whose card, and what the self-test says of it, in three languages.
FAULTS = {
    "": ("There is no card in", "Er zit geen kaart in", "Il n’y a pas de carte dans"),
    "Wim": (
        "is out of date.",
        "Het certificaat op deze kaart is verlopen.",
        "Le certificat de cette carte est expiré.",
    ),
    "Sofie": ("reported lost or stolen", "als verloren of gestolen opgegeven", "déclarée perdue ou volée"),
    "Tom": ("The card is blocked", "De kaart is geblokkeerd", "La carte est bloquée"),
    "Rita": ("what the National Register put", "wat het Rijksregister erop", "ce que le Registre national"),
    "Noor": ("no certificate for signing in", "geen certificaat om aan te", "pas de certificat pour se"),
}


@pytest.mark.parametrize("language", SELF_TEST)
@pytest.mark.parametrize("name", FAULTS)
def test_the_self_test_names_what_is_wrong_and_signs_nobody_in(
    browser: Browser, cards: Cards, language: str, name: str
) -> None:
    cards.insert(name)
    sign, test, press, fine = SELF_TEST[language]
    walker = browser().visit().follow(language).follow(sign).follow(test).press(press)
    walker.reads(FAULTS[name][("EN", "NL", "FR").index(language)]).reads_nothing_of(fine)
    if name:
        holder = NUMBERS[name]
        for private in (
            holder.digits,
            str(holder),
            holder.masked(),
            *cards.drawer.cards[name].human.given_names.split(),
        ):
            assert private not in walker.text
    assert walker.new_tab().visit().url.startswith("http://localhost/sign-in/")


@pytest.mark.parametrize("name", ["An", "Karel"])
def test_a_card_in_order_passes_and_signs_with_its_pin(browser: Browser, cards: Cards, name: str) -> None:
    cards.insert(name)
    walker = browser().visit().follow("EN").follow("Sign in with your eID").follow("Test your eID")
    walker.press("Test the reader and the card").reads("Everything passed", "3 tries are left.", "Not done")
    walker.fill("PIN of your eID", "1234").press("Test again").reads("Everything passed").reads_nothing_of(
        "Not done"
    )
    walker.fill("PIN of your eID", "4321").press("Test again").reads("This isn't the PIN of this card.")
    assert cards.drawer.tries_left(name) == 2


def test_the_helpdesk_finds_the_test_by_its_reference(browser: Browser, cards: Cards) -> None:
    cards.insert("Sofie")
    walker = browser().visit().follow("EN").follow("Sign in with your eID").follow("Test your eID")
    walker.press("Test the reader and the card")
    report = walker.page.xpath("//pre")[0].text_content()
    reference = report.split("Reference: ")[1].splitlines()[0]
    assert "(cert_revoked)" in report
    sign_in(browser().visit(), "dirk.maes").follow("EN").search(reference).reads("reported lost or stolen")


def test_where_no_reader_is_ours_only_the_browser_is_tested(browser: Browser, cards: Cards) -> None:
    walker = browser(address="203.0.113.9").visit().follow("EN")
    walker.app.extensions["cards"] = replace(cards.ways, drawer=None)
    walker.follow("Sign in with your eID").reads_nothing_of("Use the reader here")
    walker.follow("Test your eID").reads("The reader is at your computer and not at ours")
    assert walker.typed_address("/eid/desk/").title == "Sign in with your eID"
    assert walker.typed_address("/demo/cards/").status == 404
    here = browser(address="127.0.0.1").visit().follow("EN").follow("Sign in with your eID")
    assert here.sees_link("Use the reader here")


@pytest.mark.parametrize("language", SELF_TEST)
def test_the_page_of_remedies_has_every_fault_and_every_step_in_every_language(
    browser: Browser, language: str
) -> None:
    words = {
        "EN": "When your eID doesn't work",
        "NL": "Als uw eID niet werkt",
        "FR": "Quand votre eID ne fonctionne pas",
    }
    walker = browser().visit().follow(language).follow(words[language])
    with walker.app.test_request_context("/", headers={"Cookie": f"language={language.lower()}"}):
        said = [
            str(sentence)
            for remedy in (*REMEDIES.values(), *TOPICS.values())
            for sentence in (remedy.what, *remedy.steps)
        ]
    english = {str(one) for one in said}
    assert len(english) > 80
    walker.reads(*said)
    assert walker.page.xpath("//details[@id='no_client_cert']//li")[9].text_content()


def test_every_fault_has_a_remedy_in_one_group_and_every_check_its_words() -> None:
    assert set(REMEDIES) == set(Fault)
    grouped = [fault for _, _, faults in GROUPS for fault in faults]
    assert sorted(grouped) == sorted(Fault)
    assert all(remedy.steps for remedy in (*REMEDIES.values(), *TOPICS.values()))
    assert set(CHECKS) == set(Check)
    assert set(OUTCOMES) == set(Outcome)


class TestAuthorities:
    """Greet adds who issues cards; what no root we know vouches for isn't added."""

    def test_what_a_known_root_vouches_for_is_added_and_can_be_had_for_the_proxy(
        self, browser: Browser, cards: Cards
    ) -> None:
        authority = cards.authority()
        pem = b"".join(one.public_bytes(Encoding.PEM) for one in (authority.root, authority.issuer))
        greet = sign_in(browser().visit(), "greet.desmet").follow("EN").follow("Card authorities")
        greet.reads("None yet.").follow("Add authorities").attach("Certificates", pem, "all.pem")
        greet.press("Add authorities").reads("2 authorities were added.", "Issues cards", "Root")
        greet.follow("Add authorities").attach("Certificates", pem, "all.pem").press("Add authorities")
        greet.reads("These authorities are known already.").follow("Add authorities")
        assert greet.download("All of them as one file, for nginx") == pem

    def test_what_nobody_vouches_for_is_not(self, browser: Browser, cards: Cards) -> None:
        authority = cards.authority()
        greet = sign_in(browser().visit(), "greet.desmet").follow("EN").follow("Card authorities")
        greet.follow("Add authorities")
        greet.attach("Certificates", authority.issuer.public_bytes(Encoding.DER), "alone.der")
        greet.press("Add authorities")
        assert "No root that we know vouches" in greet.error("Certificates")
        for bad in (
            b"",
            b"nothing",
            b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            b"0" * (1 << 20 | 1),
        ):
            greet.attach("Certificates", bad, "bad.pem").press("Add authorities")
            assert greet.error("Certificates")
        assert "This file holds no certificate." in greet.error("Certificates")

    def test_a_certificate_from_the_browser_is_believed_once_it_was_added(
        self, browser: Browser, cards: Cards
    ) -> None:
        """Added in another process: this one reads the table when it meets somebody it doesn't know."""
        walker = at_web_eid(browser)
        proven(walker, cards.proof("Filip", challenge(walker))).reads("We don't know who issued the certificate")
        authority = cards.authority()
        pem = b"".join(one.public_bytes(Encoding.PEM) for one in (authority.root, authority.issuer))
        greet = sign_in(browser().visit(), "greet.desmet").follow("EN").follow("Card authorities")
        greet.follow("Add authorities").attach("Certificates", pem, "all.pem").press("Add authorities")
        cards.forget_authorities()
        walker = at_web_eid(browser)
        assert (
            proven(walker, cards.proof("Filip", challenge(walker))).follow("EN").title
            == "Good day, Filip Janssens"
        )
