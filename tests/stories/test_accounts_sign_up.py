"""A new person, from nothing to signed in with a second factor; and what goes wrong on the way."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pyotp
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from tests.stories.stage import Browser, Post, Time, enter, sign_in
from tests.stories.walker import Walker

STRONG = "vier paarse fietsen zwemmen"


def code_in(mails: Walker) -> str:
    """The code of the latest mail."""
    found = re.search(r"\bCode ?: ([A-Z2-9]{6})\b", mails.text)
    assert found is not None, mails.text
    return found.group(1)


def asked(walker: Walker, email: str = "lotte@prive.example", username: str = "") -> Walker:
    """As far as the page that asks for the code, in English."""
    walker.follow("Create an account").fill("First names", "Lotte").fill("Name", "Hermans")
    walker.fill("Personal e-mail", email).press("Go on")
    if username:
        walker.fill("Username", username)
    walker.fill("New password", STRONG).fill("The same once more", STRONG)
    return walker.tick("I accept the terms of use").press("Create the account")


@dataclass(frozen=True)
class Words:
    """What a newcomer reads and presses, in one language."""

    code: str
    create: str
    given: str
    family: str
    email: str
    onward: str
    username: str
    password: str
    again: str
    accept: str
    make: str
    sent: str
    field: str
    activate: str
    active: str
    sign_in: str
    keys: str
    set_up: str
    from_app: str
    turn_on: str
    kept: str
    out: str
    security: str
    good_day: str


LANGUAGES = [
    Words(
        code="NL",
        create="Een account maken",
        given="Voornamen",
        family="Naam",
        email="Persoonlijk e-mailadres",
        onward="Verder",
        username="Gebruikersnaam",
        password="Nieuw wachtwoord",
        again="Nog een keer hetzelfde",
        accept="Ik aanvaard de gebruiksvoorwaarden",
        make="Het account maken",
        sent="Stap 3 van 3: er is een mail onderweg naar lotte@prive.example.",
        field="Code",
        activate="Het account activeren",
        active="Uw account is actief.",
        sign_in="Aanmelden",
        keys="Mijn digitale sleutels",
        set_up="Een beveiligingscode instellen",
        from_app="Code uit de app",
        turn_on="De beveiligingscode activeren",
        kept="Ik heb ze bewaard",
        out="Afmelden",
        security="Beveiligingscode",
        good_day="Dag Lotte Hermans",
    ),
    Words(
        code="FR",
        create="Créer un compte",
        given="Prénoms",
        family="Nom",
        email="Adresse e-mail personnelle",
        onward="Continuer",
        username="Nom d’utilisateur",
        password="Nouveau mot de passe",
        again="Encore une fois le même",
        accept="J’accepte les conditions d’utilisation",
        make="Créer le compte",
        sent="Étape 3 sur 3 : un e-mail est en route vers lotte@prive.example.",
        field="Code",
        activate="Activer le compte",
        active="Votre compte est actif.",
        sign_in="Se connecter",
        keys="Mes clés numériques",
        set_up="Configurer un code de sécurité",
        from_app="Code de l’application",
        turn_on="Activer le code de sécurité",
        kept="Je les ai conservés",
        out="Se déconnecter",
        security="Code de sécurité",
        good_day="Bonjour Lotte Hermans",
    ),
    Words(
        code="EN",
        create="Create an account",
        given="First names",
        family="Name",
        email="Personal e-mail",
        onward="Go on",
        username="Username",
        password="New password",
        again="The same once more",
        accept="I accept the terms of use",
        make="Create the account",
        sent="Step 3 of 3: a mail is on its way to lotte@prive.example.",
        field="Code",
        activate="Activate the account",
        active="Your account is active.",
        sign_in="Sign in",
        keys="My digital keys",
        set_up="Set up a security code",
        from_app="Code from the app",
        turn_on="Activate the security code",
        kept="I have kept them",
        out="Sign out",
        security="Security code",
        good_day="Good day, Lotte Hermans",
    ),
]


@pytest.mark.trust("6.4.1")
@pytest.mark.trust("Identity")
@pytest.mark.parametrize("words", LANGUAGES, ids=lambda words: words.code)
def test_lotte_makes_an_account_and_signs_in_with_a_second_factor(
    browser: Browser, post: Post, time: Time, words: Words
) -> None:
    lotte = browser().visit().follow(words.code).follow(words.create)
    lotte.fill(words.given, "Lotte").fill(words.family, "Hermans").fill(words.email, "lotte@prive.example")
    lotte.press(words.onward)
    assert lotte.value(words.username) == "lotte.hermans"
    lotte.fill(words.password, STRONG).fill(words.again, STRONG).tick(words.accept).press(words.make)
    lotte.reads(words.sent)
    code = code_in(post(lotte))
    lotte.fill(words.field, f" {code[:3].lower()} {code[3:]}").press(words.activate).reads(words.active)
    lotte.fill(words.username, "Lotte.Hermans").fill(words.password.split(" ", 1)[-1].capitalize(), STRONG)
    lotte.press(words.sign_in)
    assert (lotte.language, lotte.title) == (words.code.lower(), words.good_day)

    lotte.follow(words.keys).press(words.set_up)
    secret = "".join(lotte.page.xpath("//main//code")[0].text_content().split())
    lotte.fill(words.from_app, pyotp.TOTP(secret).at(time.moment)).press(words.turn_on)
    recovery = [one.text_content() for one in lotte.page.xpath("//main//li/code")]
    assert len(set(recovery)) == 10
    lotte.follow(words.kept)
    time.passes(minutes=1)
    lotte.press(words.out).fill(words.username, "lotte.hermans")
    lotte.fill(words.password.split(" ", 1)[-1].capitalize(), STRONG).press(words.sign_in)
    lotte.fill(words.security, pyotp.TOTP(secret).at(time.moment)).press(words.sign_in)
    assert lotte.title == words.good_day


class TestAnAddressThatHasAnAccount:
    """The page is the same; only the owner of the address learns it, by mail."""

    @pytest.mark.trust("6.3.8")
    @pytest.mark.trust("User-name oracle")
    def test_its_owner_is_told_and_the_visitor_is_not(self, browser: Browser, post: Post) -> None:
        told = asked(browser().visit(), "BRAM.Claes@example.be", "eenander1")
        fresh = asked(browser().visit(), "niemand@example.be", "eenander2")
        assert told.title == fresh.title
        alike = [
            re.sub(r'value="[^"]*"|/sign-up/\w+/[\w-]+|[\w.]+@[\w.]+', "", walker.sent) for walker in (told, fresh)
        ]
        assert alike[0] == alike[1]
        mails = post(told).reads_nothing_of("BRAM")
        mails.reads("niemand@example.be")
        told.fill("Code", "ABC234").press("Activate the account").reads("This code isn't right.")
        assert told.press("Send another code").title == "Fill in the code"
        taken = browser().visit().follow("Create an account")
        taken.fill("First names", "Lotte").fill("Name", "Hermans").fill("Personal e-mail", "a@b.be").press("Go on")
        taken.fill("Username", "eenander1").fill("New password", STRONG).fill("The same once more", STRONG)
        taken.tick("I accept the terms of use").press("Create the account")
        assert "Somebody has this username already." in taken.error("Username")
        bram = enter(browser, "bram.claes").follow("Mailbox").follow("U hebt al een account bij Sleutelbos")
        bram.reads("bram.claes", "Er is niets veranderd.").reads_nothing_of("eenander1")


@pytest.mark.parametrize(
    ("username", "said"),
    [
        ("kort1", "This username is too short."),
        ("lotté.hermans", "letters without accents"),
        ("lotte hermans", "letters without accents"),
        ("FILIP.janssens", "Somebody has this username already."),
    ],
)
def test_a_username_that_cannot_be_is_refused_with_the_reason(browser: Browser, username: str, said: str) -> None:
    lotte = asked(browser().visit(), username=username)
    assert said in lotte.error("Username")
    assert lotte.value("Username") == username


@pytest.mark.trust("6.2.4")
@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("1234567", "too short"),
        ("voornaam", "guessed easily"),
        ("Hermans!9zomer", "stands in this password"),
        ("lótte-fietst-graag", "stands in this password"),
        ("x" * 201, "longer than 200"),
    ],
)
def test_a_password_that_is_guessed_is_refused(browser: Browser, password: str, said: str) -> None:
    lotte = browser().visit().follow("Create an account").fill("First names", "Lotte").fill("Name", "Hermans")
    lotte.fill("Personal e-mail", "lotte@prive.example").press("Go on")
    lotte.fill("New password", password).fill("The same once more", password)
    lotte.tick("I accept the terms of use").press("Create the account")
    assert said in lotte.error("New password")


@pytest.mark.trust("Wider attack list")
@pytest.mark.parametrize(
    ("label", "value", "said"),
    [
        ("Personal e-mail", "lotte@prive.example\r\nBcc: x@evil.example", "Mail can't be sent to this address."),
        ("Personal e-mail", "lotte", "Mail can't be sent to this address."),
        ("First names", "L" * 201, "longer than 200 characters"),
        ("Name", "   ", "Fill in the name as it stands"),
    ],
)
def test_what_is_no_name_and_no_address_is_refused(browser: Browser, label: str, value: str, said: str) -> None:
    lotte = browser().visit().follow("Create an account").fill("First names", "Lotte").fill("Name", "Hermans")
    lotte.fill("Personal e-mail", "lotte@prive.example")
    lotte.fill(label, value).press("Go on")
    assert said in lotte.error(label)


@pytest.mark.trust("6.5.5")
def test_a_code_dies_after_a_day_after_five_guesses_and_when_another_is_sent(
    browser: Browser, post: Post, time: Time
) -> None:
    lotte = asked(browser().visit())
    first = code_in(post(lotte))
    for _ in range(4):
        lotte.fill("Code", "AAAAAA").press("Activate the account").reads("This code isn't right.")
    lotte.fill("Code", "AAAAAA").press("Activate the account").reads("This code no longer counts")
    lotte.fill("Code", first).press("Activate the account").reads("This code no longer counts")
    lotte.press("Send another code").reads("Another code is on its way")
    time.passes(minutes=1)
    second = code_in(post(lotte))
    assert second != first
    lotte.fill("Code", first).press("Activate the account").reads("This code isn't right.")
    time.passes(hours=24)
    lotte.reload().reads("Nobody waits for a code here any more.")


@pytest.mark.trust("6.3.1")
def test_one_address_gets_five_codes_an_hour(browser: Browser, post: Post, factory: sessionmaker[Session]) -> None:
    lotte = asked(browser().visit())
    for _ in range(7):
        post(lotte)
        lotte.press("Send another code")
    post(lotte)
    with factory() as session:
        session.execute(text("set local role house_office"))
        assert session.scalar(text("select count(*) from account_code")) == 5
        assert session.scalar(text("select count(*) from mail_letter where kind = 'accounts.code.sent'")) == 5


@pytest.mark.trust("6.5.2")
def test_no_code_stands_in_the_database_or_before_the_helpdesk(
    browser: Browser, post: Post, factory: sessionmaker[Session]
) -> None:
    lotte = asked(browser().visit())
    code = code_in(post(lotte))
    with factory() as session:
        session.execute(text("set local role house_office"))
        for table in ("account_code", "account_sign_up", "mail_letter", "event", "event_payload"):
            assert code not in str(session.execute(text(f"select t::text from {table} t")).all())
        jobs = session.execute(text("select args::text from procrastinate_jobs")).all()
    assert code not in str(jobs)
    assert "lotte" not in str(jobs)
    dirk = enter(browser, "dirk.maes").follow("Mails").follow("Your code for Sleutelbos")
    dirk.reads("Lotte Hermans", "lotte@prive.example").reads_nothing_of(code)


def test_before_its_activation_an_account_opens_nothing(browser: Browser, post: Post) -> None:
    asked(browser().visit())
    sign_in(browser().visit(), "lotte.hermans", STRONG).reads("We don't recognise this username and password")


@pytest.mark.trust("15.4.2")
def test_of_two_tabs_with_the_code_one_makes_the_account(browser: Browser, post: Post) -> None:
    lotte = asked(browser().visit())
    other = lotte.new_tab()
    code = code_in(post(lotte))
    lotte.fill("Code", code).press("Activate the account").reads("Your account is active.")
    other.fill("Code", code).press("Activate the account").reads("Nobody waits for a code here any more.")


def test_a_day_later_the_username_is_free_again(browser: Browser, time: Time) -> None:
    asked(browser().visit(), "eerste@prive.example", "zelfde.naam")
    again = asked(browser().visit(), "tweede@prive.example", "zelfde.naam")
    assert "Somebody has this username already." in again.error("Username")
    time.passes(hours=24, minutes=1)
    later = asked(browser().visit(), "derde@prive.example", "zelfde.naam")
    assert later.title == "Fill in the code"
