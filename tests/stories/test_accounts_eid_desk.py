"""An eID in the reader at a desk: signing in, making an account with it, linking it, and what doesn't open."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.transaction import Scope, enter
from models.accounts import Account, Attempt, CardLink, Person, Profile
from models.cases import Incident, Report
from tests.stories.cards import NUMBERS, Cards
from tests.stories.cast import PASSWORD, PEOPLE
from tests.stories.stage import Browser, Post, Time, sign_in
from tests.stories.test_accounts_sign_up import LANGUAGES, STRONG, Words, code_in
from tests.stories.walker import Walker


@dataclass(frozen=True)
class Said:
    """What one reads and presses with a card, in one language; the rest stands with those who sign up."""

    with_eid: str
    reader: str
    pin: str
    sign_in: str
    no_account: str
    question: str
    link: str
    linked: str


SAID = {
    "EN": Said(
        with_eid="Sign in with your eID",
        reader="Use the reader here",
        pin="PIN of your eID",
        sign_in="Sign in with this card",
        no_account="This eID has no account yet",
        question="Link this eID to your account?",
        link="Link this eID",
        linked="Your eID is linked to your account.",
    ),
    "NL": Said(
        with_eid="Aanmelden met uw eID",
        reader="De lezer hier gebruiken",
        pin="Pincode van uw eID",
        sign_in="Aanmelden met deze kaart",
        no_account="Deze eID heeft nog geen account",
        question="Deze eID aan uw account koppelen?",
        link="Deze eID koppelen",
        linked="Uw eID is aan uw account gekoppeld.",
    ),
    "FR": Said(
        with_eid="Se connecter avec votre eID",
        reader="Utiliser le lecteur d’ici",
        pin="Code PIN de votre eID",
        sign_in="Se connecter avec cette carte",
        no_account="Cette eID n’a pas encore de compte",
        question="Lier cette eID à votre compte ?",
        link="Lier cette eID",
        linked="Votre eID est liée à votre compte.",
    ),
}


def at_desk(browser: Browser, speaks: str = "en") -> Walker:
    """At the desk's own page, not signed in."""
    return browser(speaks).visit().follow("Sign in with your eID").follow("Use the reader here")


def by_card(browser: Browser, cards: Cards, name: str) -> Walker:
    cards.insert(name)
    return at_desk(browser).fill("PIN of your eID", "1234").press("Sign in with this card")


@pytest.mark.parametrize("words", LANGUAGES, ids=lambda words: words.code)
@pytest.mark.trust("Identity")
def test_a_newcomer_makes_his_account_with_his_card_and_comes_back_with_nothing_else(
    browser: Browser, cards: Cards, post: Post, words: Words
) -> None:
    said = SAID[words.code]
    cards.insert("Lotte")
    lotte = browser().visit().follow(words.code).follow(said.with_eid).follow(said.reader)
    lotte.fill(said.pin, "1234").press(said.sign_in)
    assert lotte.title == said.no_account
    lotte.reads("Lotte Hermans").press(words.create)
    assert (lotte.value(words.given), lotte.value(words.family)) == ("Lotte", "Hermans")
    lotte.fill(words.email, "lotte@prive.example").press(words.onward)
    lotte.fill(words.password, STRONG).fill(words.again, STRONG).tick(words.accept).press(words.make)
    lotte.fill(words.field, code_in(post(lotte))).press(words.activate).reads(words.active)
    lotte.fill(words.username, "lotte.hermans")
    lotte.fill(words.password.split(" ", 1)[-1].capitalize(), STRONG).press(words.sign_in)
    assert lotte.title == said.question
    lotte.reads(NUMBERS["Lotte"].masked(), "Lotte Hermans").press(said.link).reads(said.linked)
    lotte.press(words.out)
    back = browser().visit().follow(words.code).follow(said.with_eid).follow(said.reader)
    back.fill(said.pin, "1234").press(said.sign_in)
    assert (back.language, back.title) == (words.code.lower(), words.good_day)


def test_a_card_opens_the_account_of_its_person_at_the_highest_level(
    browser: Browser, cards: Cards, factory: sessionmaker[Session]
) -> None:
    walker = by_card(browser, cards, "Filip").follow("EN")
    assert walker.title == "Good day, Filip Janssens"
    walker.follow("My digital keys").reads("Linked to your account since", "eID in a reader at the desk")
    with factory() as session:
        enter(session, Scope.office())
        tried = session.scalars(select(Attempt).order_by(Attempt.id.desc())).first()
        assert tried is not None
        assert (tried.way, tried.outcome, tried.fault) == ("desk_reader", "opened", "")
        link = session.scalars(select(CardLink)).one()
        assert (link.way, link.standing) == ("desk_reader", "good")


def test_it_goes_where_its_holder_wanted_to_be(browser: Browser, cards: Cards) -> None:
    cards.insert("An")
    walker = browser().typed_address("/my-rights/").follow("Sign in with your eID").follow("Use the reader here")
    walker.fill("PIN of your eID", "1234").press("Sign in with this card").follow("EN")
    assert walker.url.endswith("/my-rights/")


class TestThePin:
    def test_each_wrong_one_is_told_and_the_third_blocks(self, browser: Browser, cards: Cards) -> None:
        cards.insert("An")
        walker = at_desk(browser)
        for told in ("2 tries are left", "One try is left"):
            walker.fill("PIN of your eID", "9999").press("Sign in with this card").reads(
                "This isn't the PIN of this card.", told
            )
            assert walker.value("PIN of your eID") == ""
        walker.fill("PIN of your eID", "9999").press("Sign in with this card").reads("The card is blocked")
        walker.fill("PIN of your eID", "1234").press("Sign in with this card").reads(
            "The card is blocked", "Go to your municipality with the card and the PUK"
        )

    @pytest.mark.parametrize("typed", ["12", "1234567890123", "12a4", "١٢٣٤", "1 234"])
    def test_what_is_no_pin_never_reaches_the_card(self, browser: Browser, cards: Cards, typed: str) -> None:
        cards.insert("An")
        walker = at_desk(browser).fill("PIN of your eID", typed).press("Sign in with this card")
        walker.reads("A PIN has 4 to 12 digits and nothing else. Nothing was sent to the card.")
        assert cards.drawer.tries_left("An") == 3

    @pytest.mark.trust("National numbers")
    def test_neither_pin_nor_number_stands_anywhere_afterwards(
        self,
        browser: Browser,
        cards: Cards,
        factory: sessionmaker[Session],
        capfd: pytest.CaptureFixture[str],
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        cards.insert("An")
        walker = at_desk(browser)
        pages = []
        for pin in ("84736251", "1234"):
            walker.fill("PIN of your eID", pin).press("Sign in with this card")
            pages.append(walker.sent)
        told = "".join((*pages, *capfd.readouterr(), caplog.text))
        with factory() as session:
            enter(session, Scope.office())
            tables = (
                "account_attempt",
                "account_session",
                "account_card",
                "event",
                "event_payload",
                "case_incident",
            )
            connection = session.connection()
            for table in tables:
                told += str(connection.exec_driver_sql(f"select row_to_json(t) from {table} t").all())
        assert "84736251" not in told
        assert NUMBERS["An"].digits not in told
        assert str(NUMBERS["An"]) not in told


@pytest.mark.parametrize(
    ("name", "sentence", "step"),
    [
        ("", "There is no card in the reader.", "until it clicks"),
        ("Wim", "The certificate on this card is out of date.", "Is the date of your computer right?"),
        ("Sofie", "The certificate of this card was withdrawn", "DOC STOP"),
        ("Tom", "The card is blocked: three wrong PINs were typed.", "PUK"),
        ("Rita", "isn't what the National Register put there", "Tell the helpdesk"),
        ("Noor", "This card holds no certificate for signing in.", "Cards of children"),
    ],
)
@pytest.mark.trust("Identity")
def test_a_card_that_is_not_as_it_should_be_opens_nothing_and_says_what_to_do(
    browser: Browser, cards: Cards, factory: sessionmaker[Session], name: str, sentence: str, step: str
) -> None:
    walker = by_card(browser, cards, name)
    walker.reads(sentence, step, "Reference:")
    assert walker.status == 422
    assert walker.new_tab().visit().title == "Sign in"
    if name:
        assert cards.drawer.tries_left(name) == (0 if name == "Tom" else 3)
    with factory() as session:
        tried = session.scalars(select(Attempt)).one()
        assert tried.outcome == "card_fault"
        reference, fault = tried.reference, tried.fault
    walker.reads(reference)
    dirk = sign_in(browser().visit(), "dirk.maes").follow("EN").search(reference)
    dirk.reads("The eID was refused")
    assert fault


def test_nobody_is_let_in_while_the_government_does_not_answer(browser: Browser, cards: Cards) -> None:
    cards.answers = False
    by_card(browser, cards, "An").reads("doesn't answer, so we can't let you in.", "Wait a few minutes")


def test_another_card_of_the_same_person_is_the_same_key_and_brings_his_new_name(
    browser: Browser, cards: Cards, factory: sessionmaker[Session]
) -> None:
    assert by_card(browser, cards, "Els").follow("EN").title == "Good day, Els Wouters"
    assert by_card(browser, cards, "Els's new one").follow("EN").title == "Good day, Els Maria Wouters-Baert"
    with factory() as session:
        enter(session, Scope.office())
        wanted = (
            select(Person).join(Account, Account.person_id == Person.id).where(Account.username == "els.wouters")
        )
        person = session.scalars(wanted).one()
        assert (person.source, person.family_name) == ("card", "Wouters-Baert")
        links = session.scalars(select(CardLink).where(CardLink.account_id.is_not(None))).all()
        assert len(links) == 1


class TestLinking:
    @pytest.fixture
    def lotte(self, browser: Browser, post: Post) -> Walker:
        """Signed in with a password, on an account that knows no national number."""
        walker = browser().visit().follow("Create an account")
        walker.fill("First names", "Lot").fill("Name", "Herm").fill("Personal e-mail", "lot@prive.example")
        walker.press("Go on").fill("Username", "lot.herm").fill("New password", STRONG)
        walker.fill("The same once more", STRONG).tick("I accept the terms of use").press("Create the account")
        walker.fill("Code", code_in(post(walker))).press("Activate the account")
        return sign_in(walker, "lot.herm", STRONG)

    def test_the_card_tells_the_name_from_then_on(
        self, browser: Browser, cards: Cards, lotte: Walker, post: Post, time: Time
    ) -> None:
        cards.insert("Lotte")
        lotte.follow("My digital keys").reads("Not linked yet").follow("Link my eID").follow("Use the reader here")
        lotte.fill("PIN of your eID", "1234").press("Link my eID").reads("Your eID is linked to your account.")
        lotte.follow("My details").reads("Lotte Hermans", "04/03/1997", "Female", "can't be changed here")
        post(lotte)
        lotte.follow("Mailbox").reads("An eID was linked to your account")
        assert by_card(browser, cards, "Lotte").follow("EN").title == "Good day, Lotte Hermans"

    @pytest.mark.trust("Identity")
    def test_a_card_that_opens_another_account_is_refused_and_the_helpdesk_hears_of_it(
        self, browser: Browser, cards: Cards, lotte: Walker, factory: sessionmaker[Session]
    ) -> None:
        cards.insert("Bram")
        lotte.follow("My digital keys").follow("Link my eID").follow("Use the reader here")
        lotte.fill("PIN of your eID", "1234").press("Link my eID")
        lotte.reads("This eID is linked to another account already.", "The helpdesk was told, under case C-")
        lotte.reads_nothing_of("bram", "Bram", "Claes", NUMBERS["Bram"].masked())
        lotte.back().fill("PIN of your eID", "1234").press("Link my eID").reads("under case C-")
        with factory() as session:
            enter(session, Scope.office())
            report = session.scalars(select(Report)).one()
            assert report.error_text == "accounts.card.linked_elsewhere"
            mine = session.scalars(select(Account).where(Account.username == "lot.herm")).one()
            assert mine.person_id is None
            assert session.scalars(select(Incident.code)).first() == "accounts.card.linked_elsewhere"
        lotte.press("Sign out of this account")
        assert by_card(browser, cards, "Bram").follow("EN").title == "Good day, Bram Claes"

    def test_somebody_elses_card_does_not_fit_an_account_that_knows_its_person(
        self, browser: Browser, cards: Cards
    ) -> None:
        walker = by_card(browser, cards, "An").follow("EN").follow("My digital keys")
        cards.insert("Lotte")
        walker.typed_address("/eid/desk/").fill("PIN of your eID", "1234").press("Show my eID")
        walker.reads("This eID is somebody else's")

    def test_a_card_shown_first_is_linked_after_signing_in_and_only_to_who_went_that_way(
        self, browser: Browser, cards: Cards, lotte: Walker
    ) -> None:
        lotte.press("Sign out")
        walker = by_card(browser, cards, "Lotte")
        assert walker.title == "This eID has no account yet"
        stranger = walker.new_tab().typed_address("/sign-in/")
        sign_in(stranger, "joris.vandamme").typed_address("/eid/link")
        assert stranger.follow("EN").title == "Show your eID"
        stranger.press("Sign out")
        walker = by_card(browser, cards, "Lotte").press("Sign in and link this eID")
        sign_in(walker, "lot.herm", STRONG).press("Link this eID").reads("Your eID is linked to your account.")

    def test_a_card_that_is_not_mine_leaves_nothing(self, browser: Browser, cards: Cards, lotte: Walker) -> None:
        lotte.press("Sign out")
        walker = by_card(browser, cards, "Lotte").press("Do nothing with this card")
        walker.reads("Your eID was not linked; nothing of it is kept.")
        walker.typed_address("/eid/new")
        assert walker.title == "Sign in with your eID"

    def test_after_half_an_hour_the_card_is_asked_again(
        self, browser: Browser, cards: Cards, lotte: Walker, time: Time
    ) -> None:
        lotte.press("Sign out")
        walker = by_card(browser, cards, "Lotte")
        time.passes(minutes=31)
        walker.press("Sign in and link this eID")
        assert walker.title == "Sign in with your eID"


class TestAccountsThatRest:
    def test_a_card_wakes_an_account_at_rest(self, browser: Browser, cards: Cards) -> None:
        walker = sign_in(browser().visit(), "bram.claes").follow("EN").follow("My privacy")
        walker.follow("Put my account at rest").fill("Current password", PASSWORD).press("Put my account at rest")
        assert by_card(browser, cards, "Bram").follow("EN").title == "Good day, Bram Claes"

    def test_a_closed_account_stays_closed(
        self, browser: Browser, cards: Cards, factory: sessionmaker[Session]
    ) -> None:
        with factory.begin() as session:
            enter(session, Scope.office())
            session.scalars(select(Account).where(Account.username == "bram.claes")).one().active = False
        by_card(browser, cards, "Bram").reads("This account is closed.")


class TestUnlinking:
    @pytest.mark.trust("Session alive after logout, password change, deactivation")
    def test_the_helpdesk_unlinks_says_why_and_the_holder_is_told(
        self, browser: Browser, cards: Cards, post: Post, factory: sessionmaker[Session]
    ) -> None:
        els = by_card(browser, cards, "Els").follow("EN")
        dirk = sign_in(browser().visit(), "dirk.maes").follow("EN").follow("Accounts").follow("els.wouters")
        dirk.reads("eID in a reader at the desk").follow("Unlink the eID").press("Unlink the eID")
        assert "Say why" in dirk.error("Why is the eID unlinked?")
        dirk.fill("Why is the eID unlinked?", "Case C-000042").press("Unlink the eID").reads("The eID is unlinked")
        assert els.reload().title == "Sign in"
        post(dirk)
        with factory() as session:
            enter(session, Scope.office())
            account = session.scalars(select(Account).where(Account.username == "els.wouters")).one()
            assert account.person_id is None
            assert session.get(CardLink, account.id) is None
            profile = session.get_one(Profile, account.id)
            assert (profile.family_name, profile.birth_date) == ("Wouters", PEOPLE["Els"][3])
        again = sign_in(browser().visit(), "els.wouters").follow("EN")
        assert again.title == "Good day, Els Wouters"
        again.follow("Mailbox").follow("Your eID is no longer linked to your account").reads("Case C-000042")
        assert by_card(browser, cards, "Els").title == "This eID has no account yet"

    def test_where_none_is_linked_there_is_nothing_to_unlink(
        self, browser: Browser, cards: Cards, factory: sessionmaker[Session]
    ) -> None:
        dirk = sign_in(browser().visit(), "dirk.maes").follow("EN").follow("Accounts").follow("els.wouters")
        dirk.follow("Unlink the eID").fill("Why is the eID unlinked?", "once").press("Unlink the eID")
        again = dirk.back().fill("Why is the eID unlinked?", "twice").press("Unlink the eID")
        again.reads("No eID is linked to this account, so there is nothing to unlink.")
