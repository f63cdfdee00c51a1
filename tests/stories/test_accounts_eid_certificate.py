"""A certificate shown to the proxy in front of a host of its own; and headers that nobody believes."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.test import TestResponse

from eid.card import File
from eid.mtls import CERTIFICATE, SECRET, VERIFY
from models.accounts import Attempt
from tests.stories.cards import HOST, ORIGIN, PROXY_SECRET, Cards
from tests.stories.stage import Browser, Time
from tests.stories.walker import Walker

LANGUAGES = {
    "EN": (
        "Sign in with your eID",
        "Use the certificate",
        "Go on with the certificate",
        "Good day, Filip Janssens",
    ),
    "NL": (
        "Aanmelden met uw eID",
        "Het certificaat gebruiken",
        "Verdergaan met het certificaat",
        "Dag Filip Janssens",
    ),
    "FR": (
        "Se connecter avec votre eID",
        "Utiliser le certificat",
        "Continuer avec le certificat",
        "Bonjour Filip Janssens",
    ),
}


@pytest.fixture
def settings(settings: dict[str, str]) -> dict[str, str]:
    return settings | {"EID_HOST": HOST, "EID_PROXY_SECRET": PROXY_SECRET, "EID_PROXY_PEERS": "127.0.0.1"}


@pytest.fixture(autouse=True)
def _known(cards: Cards) -> None:
    cards.knows_authorities()


def sent_there(walker: Walker) -> str:
    """Where the browser was sent: the address at the host for certificates."""
    token = walker.page.xpath("//main//form//input[@name='csrf_token']/@value")[0]
    answer = walker.client.post(
        walker.url.removeprefix("http://localhost"), data={"csrf_token": token}, base_url="http://localhost"
    )
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def at_certificate(browser: Browser, language: str = "EN", address: str = "127.0.0.1") -> Walker:
    words = LANGUAGES[language]
    return browser(address=address).visit().follow(language).follow(words[0]).follow(words[1])


def there(
    walker: Walker, address: str, headers: dict[str, str], host: str = HOST, peer: str = "127.0.0.1"
) -> TestResponse:
    """What the proxy hands on of a browser that comes to the host for certificates, with no cookie of ours."""
    parts = urlsplit(address)
    return walker.app.test_client().get(
        f"{parts.path}?{parts.query}",
        base_url=f"https://{host}",
        headers=headers,
        environ_overrides={"REMOTE_ADDR": peer},
    )


def back(walker: Walker, answer: TestResponse) -> Walker:
    assert answer.status_code == 302
    location = answer.headers["Location"]
    assert location.startswith(f"{ORIGIN}/eid/certificate/back?")
    return walker.typed_address(location.removeprefix(ORIGIN))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_certificate_opens_the_account_and_leaving_says_to_close_the_windows(
    browser: Browser, cards: Cards, language: str
) -> None:
    walker = at_certificate(browser, language)
    address = sent_there(walker)
    assert address.startswith(f"https://{HOST}/eid/certificate/shown?asked=")
    back(walker, there(walker, address, cards.headers("Filip")))
    assert walker.follow(language).title == LANGUAGES[language][3]
    leave = {"EN": "Sign out", "NL": "Afmelden", "FR": "Se déconnecter"}[language]
    told = {"EN": "close all its windows", "NL": "sluit al zijn vensters", "FR": "fermez toutes ses fenêtres"}
    walker.press(leave).reads(told[language])


def test_who_signed_in_otherwise_closes_nothing(browser: Browser, cards: Cards) -> None:
    cards.insert("An")
    walker = browser().visit().follow("Sign in with your eID").follow("Use the reader here")
    walker.fill("PIN of your eID", "1234").press("Sign in with this card").follow("EN")
    walker.press("Sign out").reads_nothing_of("close all its windows")


def test_a_form_may_lead_there_and_nowhere_else(browser: Browser) -> None:
    walker = at_certificate(browser)
    assert walker.answer is not None
    assert f"form-action 'self' https://{HOST};" in walker.answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("headers", "sentence"),
    [
        ({VERIFY: "NONE"}, "The browser sent no certificate"),
        ({VERIFY: "FAILED:certificate has expired"}, "The certificate on this card is out of date."),
        ({VERIFY: "FAILED:unsuitable certificate purpose"}, "This certificate isn't meant for signing in."),
        ({VERIFY: "FAILED:unable to verify the first certificate"}, "We don't know who issued"),
    ],
    ids=["none", "expired", "purpose", "unknown"],
)
def test_what_the_proxy_could_not_accept_gets_its_remedy(
    browser: Browser, cards: Cards, headers: dict[str, str], sentence: str
) -> None:
    walker = at_certificate(browser)
    sent_there(walker)
    answer = there(walker, "/eid/certificate/unread", headers | {SECRET: PROXY_SECRET})
    back(walker, answer).reads(sentence, "Reference:")
    assert walker.status == 422


@pytest.mark.parametrize(
    ("name", "file", "sentence"),
    [
        ("Wim", File.AUTHENTICATION, "is out of date"),
        ("Sofie", File.AUTHENTICATION, "was withdrawn"),
        ("Filip", File.SIGNATURE, "This certificate isn't meant for signing in."),
        ("Filip", File.REGISTER, "We don't know who issued"),
        ("Filip", File.ISSUER, "We don't know who issued"),
    ],
)
def test_the_proxys_yes_is_not_enough(
    browser: Browser, cards: Cards, name: str, file: File, sentence: str
) -> None:
    walker = at_certificate(browser)
    answer = there(walker, sent_there(walker), cards.headers(name, file))
    back(walker, answer).reads(sentence)
    assert walker.new_tab().visit().title == "Sign in"


def _spellings(name: str) -> list[str]:
    first, *others = name.split("-")
    lined = "_".join((first, *others))
    return [name, name.lower(), name.upper(), lined, lined.lower(), f"{first}-{'_'.join(others)}"]


@pytest.mark.trust("Identity")
@pytest.mark.trust("4.1.3")
class TestHeadersOfAStranger:
    """He knows every name, has a real certificate of somebody else's card, and not our secret."""

    @pytest.mark.parametrize("spelling", range(6))
    @pytest.mark.parametrize("host", [HOST, "localhost", "sleutelbos.example.be"])
    def test_in_no_spelling_and_at_no_host(self, browser: Browser, cards: Cards, spelling: int, host: str) -> None:
        walker = at_certificate(browser)
        address, real = sent_there(walker), cards.headers("Filip")
        for secret in ("", "x" * 32, f"{PROXY_SECRET},{PROXY_SECRET}", PROXY_SECRET[:-1]):
            sent = {_spellings(name)[spelling]: value for name, value in (real | {SECRET: secret}).items()}
            answer = there(walker, address, sent, host)
            assert answer.status_code == 302
            assert "ticket" not in answer.headers["Location"]
        assert walker.new_tab().visit().title == "Sign in"

    def test_nor_from_another_machine_with_the_secret(self, browser: Browser, cards: Cards) -> None:
        walker = at_certificate(browser)
        answer = there(walker, sent_there(walker), cards.headers("Filip"), peer="203.0.113.9")
        assert parse_qs(urlsplit(answer.headers["Location"]).query) == {"fault": ["proxy_untrusted"]}

    def test_nor_at_the_main_host_with_the_secret(self, browser: Browser, cards: Cards) -> None:
        """A proxy of ours that forgot to take them out, in front of the host for people."""
        walker = at_certificate(browser)
        answer = there(walker, sent_there(walker), cards.headers("Filip"), host="localhost")
        assert parse_qs(urlsplit(answer.headers["Location"]).query) == {"fault": ["proxy_untrusted"]}

    @pytest.mark.parametrize("path", ["/", "/sign-in/", "/rights/list/", "/eid/desk/", "/health"])
    def test_and_at_the_host_for_certificates_nothing_else_is_served(
        self, browser: Browser, cards: Cards, path: str
    ) -> None:
        answer = there(browser(), path, cards.headers("Filip"))
        assert (answer.status_code, answer.headers["Location"]) == (302, f"{ORIGIN}/")
        assert VERIFY not in answer.headers
        assert CERTIFICATE not in answer.headers


@pytest.mark.trust("Identity")
class TestTickets:
    def test_another_browser_cannot_use_it(self, browser: Browser, cards: Cards) -> None:
        """Somebody sends his victim the address that he would have come back to himself."""
        thief, victim = at_certificate(browser), at_certificate(browser)
        answer = there(thief, sent_there(thief), cards.headers("Filip"))
        sent_there(victim)
        back(victim, answer).reads("What the card signed isn't what was asked just now.")
        assert victim.new_tab().visit().title == "Sign in"

    def test_nor_one_that_was_sent_nowhere(self, browser: Browser, cards: Cards) -> None:
        thief, victim = at_certificate(browser), browser().visit().follow("EN")
        back(victim, there(thief, sent_there(thief), cards.headers("Filip")))
        assert victim.title == "Sign in with your eID"

    def test_it_opens_once(self, browser: Browser, cards: Cards) -> None:
        walker = at_certificate(browser)
        answer = there(walker, sent_there(walker), cards.headers("Filip"))
        back(walker, answer).follow("EN").press("Sign out")
        assert back(walker, answer).title == "Sign in with your eID"

    def test_what_was_asked_is_good_once_and_for_five_minutes(
        self, browser: Browser, cards: Cards, time: Time, factory: sessionmaker[Session]
    ) -> None:
        walker = at_certificate(browser)
        address = sent_there(walker)
        there(walker, address, {VERIFY: "NONE", SECRET: PROXY_SECRET})
        assert "challenge_failed" in there(walker, address, cards.headers("Filip")).headers["Location"]
        late = sent_there(walker)
        time.passes(minutes=5)
        back(walker, there(walker, late, cards.headers("Filip"))).reads("isn't what was asked just now")
        with factory() as session:
            tried = session.scalars(select(Attempt)).all()
            assert {(one.way, one.outcome, one.fault) for one in tried} == {
                ("client_certificate", "card_fault", "challenge_failed")
            }


@pytest.mark.parametrize(
    ("shown", "said"),
    [("Filip", "Passed"), ("Sofie", "was withdrawn"), ("", "The browser sent no certificate")],
)
def test_a_test_of_the_certificate_says_what_came_through_and_signs_nobody_in(
    browser: Browser, cards: Cards, shown: str, said: str
) -> None:
    walker = browser().visit().follow("EN").follow("Sign in with your eID").follow("Test your eID")
    form = walker.page.xpath("//form[.//input[@name='test']]")[0]
    sent = {one.get("name"): one.get("value") for one in form.xpath(".//input")}
    answer = walker.client.post(form.get("action"), data=sent, base_url="http://localhost")
    headers = cards.headers(shown) if shown else {VERIFY: "NONE", SECRET: PROXY_SECRET}
    back(walker, there(walker, str(answer.headers["Location"]), headers))
    assert walker.title == "Test your eID"
    walker.reads("The certificate of your eID reaches us", said)
    assert walker.new_tab().visit().title == "Sign in"


def test_where_no_host_is_set_up_the_way_is_not_offered(browser: Browser, cards: Cards) -> None:
    walker = browser().visit().follow("EN").follow("Sign in with your eID")
    assert walker.sees_link("Use the certificate")
    walker.app.extensions["cards"] = replace(cards.ways, certificate_host="", proxy=None)
    walker.reload().reads("Not set up at this address.")
    assert walker.typed_address("/eid/certificate/").title == "Sign in with your eID"
