"""Coming in and going out: who is let in, how often one may try, and when a session is worth nothing any more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from app.accounts import services, signing_in
from app.accounts.signing_in import Visitor
from app.transaction import Scope
from app.transaction import enter as act_as
from models.accounts import Account
from tests.stories.cast import PASSWORD, VOORBEELDEGEM, Cast
from tests.stories.stage import MOMENT, Browser, Time, enter, sign_in
from tests.stories.walker import Walker

NOT_RECOGNISED = "We don't recognise this username and password together."
TOO_MANY = "Too many failed attempts in the last hour. Wait an hour, or ask the helpdesk and name reference"


def _change(factory: sessionmaker[Session], username: str, **values: object) -> None:
    with factory.begin() as session:
        act_as(session, Scope.office())
        session.execute(update(Account).where(Account.username == username).values(**values))


def _fail(walker: Walker, username: str, times: int) -> Walker:
    for _ in range(times):
        sign_in(walker, username, "een verkeerde gok")
    return walker


# -- letting in


@pytest.mark.trust("User-name oracle")
@pytest.mark.trust("6.3.8")
def test_a_wrong_password_and_an_unknown_name_read_the_same(browser: Browser) -> None:
    said = []
    for username in ("filip.janssens", "nobody.here"):
        walker = sign_in(browser().visit(), username, "een verkeerde gok")
        assert walker.status == 422
        assert (walker.value("Username"), walker.value("Password")) == (username, "")
        walker.reads(NOT_RECOGNISED)
        reference = walker.text.split("name reference ")[1].split(".")[0]
        said.append(walker.text.replace(reference, "…"))
    assert said[0] == said[1]


@pytest.mark.parametrize(
    ("username", "password", "label", "said"),
    [
        ("", PASSWORD, "Username", "Fill in your username."),
        ("filip.janssens", "", "Password", "Fill in your password."),
    ],
)
def test_an_empty_field_is_named(browser: Browser, username: str, password: str, label: str, said: str) -> None:
    walker = sign_in(browser().visit(), username, password)
    assert (walker.error(label), walker.value("Username")) == (said, username)


@pytest.mark.parametrize("username", ["Filip.Janssens", " filip.janssens ", "FILIP.JANSSENS"])
def test_a_username_may_be_typed_in_capitals(browser: Browser, username: str) -> None:
    assert sign_in(browser().visit(), username).follow("EN").title == "Good day, Filip Janssens"


@pytest.mark.trust("7.4.2")
@pytest.mark.trust("Session alive after logout, password change, deactivation")
def test_an_account_that_is_closed_is_out_at_once_and_not_let_in_again(
    browser: Browser, factory: sessionmaker[Session]
) -> None:
    filip = enter(browser, "filip.janssens")
    _change(factory, "filip.janssens", active=False)
    assert filip.follow("All rights").title == "Sign in"
    sign_in(filip, "filip.janssens").reads(NOT_RECOGNISED)


# -- throttling


@pytest.mark.trust("6.3.1")
@pytest.mark.trust("Passwords guessed per hour per account")
def test_after_ten_wrong_guesses_a_stranger_is_refused_even_when_right(browser: Browser, time: Time) -> None:
    stranger = _fail(browser().visit(), "filip.janssens", 9)
    sign_in(stranger, "filip.janssens", "een verkeerde gok").reads(NOT_RECOGNISED)
    sign_in(stranger, "filip.janssens").reads(TOO_MANY)
    time.passes(minutes=59)
    sign_in(browser().visit(), "filip.janssens").reads(TOO_MANY)
    time.passes(minutes=62)
    assert sign_in(browser().visit(), "filip.janssens").follow("EN").title == "Good day, Filip Janssens"


@pytest.mark.trust("6.3.1")
def test_who_signed_in_here_before_is_not_locked_out_by_a_stranger(browser: Browser) -> None:
    filip = enter(browser, "filip.janssens").press("Sign out")
    _fail(browser(address="10.0.0.9").visit(), "filip.janssens", 12).reads(TOO_MANY)
    assert sign_in(filip, "filip.janssens").follow("EN").title == "Good day, Filip Janssens"
    _fail(filip.press("Sign out"), "filip.janssens", 10).reads(NOT_RECOGNISED)
    sign_in(filip, "filip.janssens").reads(TOO_MANY)


@pytest.mark.trust("6.3.1")
def test_a_browser_that_pretends_to_be_known_is_counted_as_a_stranger(browser: Browser) -> None:
    for guess in range(10):
        stranger = browser(address=f"10.0.0.{guess}")
        stranger.client.set_cookie("device", f"made-up-{guess}")
        sign_in(stranger.visit(), "filip.janssens", "een verkeerde gok").reads(NOT_RECOGNISED)
    sign_in(browser().visit(), "filip.janssens").reads(TOO_MANY)


@pytest.mark.trust("6.3.1")
def test_another_spelling_another_address_or_another_way_in_is_no_new_budget(
    browser: Browser, factory: sessionmaker[Session], cast: Cast
) -> None:
    with factory.begin() as session:
        for _ in range(2):
            visitor = Visitor("10.1.1.1")
            signing_in.confirm_password(session, cast.accounts["Filip"], "een gok", visitor, MOMENT)
            signing_in.confirm_code(session, cast.accounts["Filip"], "123456", visitor, MOMENT)
    _fail(browser(address="10.0.0.1").visit(), "FILIP.janssens", 3)
    _fail(browser(address="10.0.0.2").visit(), " filip.Janssens", 3)
    sign_in(browser(address="10.0.0.3").visit(), "filip.janssens").reads(TOO_MANY)


@pytest.mark.trust("6.3.1")
def test_one_address_cannot_try_everybody(browser: Browser, factory: sessionmaker[Session]) -> None:
    with factory.begin() as session:
        for guess in range(60):
            signing_in.sign_in(session, f"name.{guess}", "een gok", Visitor("10.0.0.9"), MOMENT)
    sign_in(browser(address="10.0.0.9").visit(), "bram.claes").reads(TOO_MANY)
    assert sign_in(browser(address="10.0.0.8").visit(), "bram.claes").title == "Dag Bram Claes"


# -- going out


@pytest.mark.trust("7.4.1")
@pytest.mark.trust("Session alive after logout, password change, deactivation")
def test_a_copied_cookie_is_worth_nothing_after_signing_out(browser: Browser) -> None:
    filip, thief = enter(browser, "filip.janssens"), browser()
    thief.client.set_cookie("session", filip.cookie("session"))
    assert thief.visit().title == "Good day, Filip Janssens"
    copied = filip.cookie("session")
    assert filip.press("Sign out").title == "Sign in"
    thief.client.set_cookie("session", copied)
    assert thief.visit().title == "Sign in"
    assert filip.visit().title == "Sign in"


@pytest.mark.trust("3.5.3")
def test_one_signs_out_by_the_button_only(browser: Browser) -> None:
    filip = enter(browser, "filip.janssens").typed_address("/sign-in/out")
    assert (filip.status, filip.visit().title) == (405, "Good day, Filip Janssens")


@pytest.mark.trust("3.5.1")
@pytest.mark.parametrize("address", ["/sign-in/out", "/context/", "/grant/", "/kept/drop"])
def test_a_form_from_another_site_does_nothing(browser: Browser, address: str) -> None:
    filip = enter(browser, "filip.janssens").typed_address(address, "POST", number="85.07.30-033.28")
    assert filip.status == 400
    filip.reads("Nothing was saved.")
    assert filip.visit().title == "Good day, Filip Janssens"


@pytest.mark.trust("7.2.4")
def test_a_session_planted_before_signing_in_opens_nothing(browser: Browser) -> None:
    attacker = browser().visit()
    planted = attacker.cookie("session")
    assert planted
    victim = browser()
    victim.client.set_cookie("session", planted)
    sign_in(victim.visit(), "filip.janssens").follow("EN")
    assert victim.cookie("session") != planted
    assert attacker.visit().title == "Sign in"


@pytest.mark.trust("7.4.3")
@pytest.mark.trust("Session alive after logout, password change, deactivation")
def test_a_new_password_ends_the_sessions_that_run(browser: Browser, factory: sessionmaker[Session]) -> None:
    filip = enter(browser, "filip.janssens")
    with factory.begin() as session:
        act_as(session, Scope.office())
        account = session.scalars(select(Account).where(Account.username == "filip.janssens")).one()
        token = services.make_one_time_link(session, account, MOMENT)
    link = f"/password/new/{token}"
    chooser = browser().typed_address(link)
    other_tab = chooser.new_tab()
    chooser.fill("New password", "kort").fill("The same once more", "kort").press("Set password")
    assert chooser.error("New password") == "This password is too short. Choose one of at least 8 characters."
    chooser.fill("New password", "een heel nieuw wachtwoord").fill("The same once more", "een heel")
    assert "aren't the same" in chooser.press("Set password").error("The same once more")
    chooser.fill("New password", "een heel nieuw wachtwoord")
    chooser.fill("The same once more", "een heel nieuw wachtwoord").press("Set password")
    chooser.reads("Your password is set. Sign in with it now.")
    assert filip.follow("All rights").title == "Sign in"
    sign_in(filip, "filip.janssens").reads(NOT_RECOGNISED)
    sign_in(filip, "filip.janssens", "een heel nieuw wachtwoord")
    other_tab.fill("New password", "nog een nieuw wachtwoord")
    other_tab.fill("The same once more", "nog een nieuw wachtwoord").press("Set password")
    other_tab.reads("This link was used already, or its time is over.")
    chooser.typed_address(link).reads("This link was used already").follow("Ask for a new password")


@pytest.mark.trust("7.3.1")
@pytest.mark.parametrize(("minutes", "title"), [(19, "All rights"), (21, "Sign in")])
def test_a_session_ends_after_twenty_idle_minutes(browser: Browser, time: Time, minutes: int, title: str) -> None:
    filip = enter(browser, "filip.janssens")
    time.passes(minutes=minutes)
    assert filip.follow("All rights").title == title
    if title == "Sign in":
        filip.reads("You were signed out because nothing happened for a while.")


def test_a_sign_in_page_that_was_open_all_night_is_offered_anew(browser: Browser, time: Time) -> None:
    filip = browser().visit()
    time.passes(hours=10)
    sign_in(filip, "filip.janssens").reads("This form was open for too long").follow("Open the page again")
    assert sign_in(filip, "filip.janssens").follow("EN").title == "Good day, Filip Janssens"


@pytest.mark.trust("7.3.2")
def test_a_session_ends_after_twelve_hours_of_work(browser: Browser, time: Time) -> None:
    filip = enter(browser, "filip.janssens")
    for _ in range(47):
        time.passes(minutes=15)
        assert filip.follow("All rights").title == "All rights"
    time.passes(minutes=16)
    assert filip.follow("All rights").title == "Sign in"


# -- where one lands, in which language, for whom


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example", "/%09/evil.example", "x"],
)
def test_signing_in_leads_to_no_other_site(browser: Browser, elsewhere: str) -> None:
    walker = browser().typed_address("/sign-in/?next=" + elsewhere.replace("\t", "%09"))
    assert sign_in(walker, "filip.janssens").follow("EN").title == "Good day, Filip Janssens"


def test_the_language_is_remembered_by_the_browser_and_by_the_account(browser: Browser) -> None:
    stranger = browser("en").visit().follow("FR")
    assert (stranger.language, stranger.title) == ("fr", "Se connecter")
    assert stranger.visit().language == "fr"
    stranger.fill("Nom d’utilisateur", "filip.janssens").fill("Mot de passe", PASSWORD).press("Se connecter")
    assert stranger.language == "nl"
    assert stranger.follow("FR").title == "Bonjour Filip Janssens"
    assert sign_in(browser("en").visit(), "filip.janssens").title == "Bonjour Filip Janssens"


@pytest.mark.trust("Rights")
def test_one_acts_for_one_organisation_at_a_time(browser: Browser) -> None:
    an = enter(browser, "an.peeters")
    an.reads("Commune d'Exempleville")
    assert an.sees_link("Grant a right")
    an.follow("change the organisation you act for")
    an.choose("For whom", VOORBEELDEGEM).press("Choose").reads("You now act for Gemeente Voorbeeldegem.")
    assert not an.sees_link("Grant a right")
    assert an.typed_address("/grant/").status == 403


@pytest.mark.trust("Tenants")
def test_nobody_acts_for_an_organisation_that_is_not_his(browser: Browser, cast: Cast) -> None:
    an = enter(browser, "an.peeters").follow("change the organisation you act for")
    an.tamper("organisation_id", "999").press("Choose")
    assert an.title == "For whom do you act?"
    an.tamper("organisation_id", "0").press("Choose").visit().reads("Exempleville")


@pytest.mark.trust("Accreditations, membership")
@pytest.mark.trust("8.3.2")
def test_who_loses_his_right_as_administrator_loses_it_at_the_next_click(browser: Browser, time: Time) -> None:
    filip = enter(browser, "filip.janssens")
    assert filip.sees_link("Grant a right")
    time.moment += timedelta(days=444)
    late = enter(browser, "filip.janssens")
    late.reads("Your rights", "Expired")
    assert not late.sees_link("Grant a right")
    assert late.typed_address("/rights/list/").status == 403


class TestAPasswordIsNotEnough:
    """Without the setting of the demonstration, a password is a key of level basic."""

    @pytest.fixture
    def settings(self) -> dict[str, str]:
        return {"DEMO_PASSWORD_IS_HIGH": "0"}

    @pytest.mark.trust("8.2.1")
    def test_a_local_administrator_is_told_to_take_a_stronger_key(self, browser: Browser) -> None:
        filip = enter(browser, "filip.janssens")
        filip.reads("You are local administrator of Gemeente Voorbeeldegem, but came in with a password")
        assert not filip.sees_link("Grant a right")
        assert filip.typed_address("/grant/").title == "This page asks for a stronger key"


class TestBehindATrustedProxy:
    """Cookies as production sets them."""

    @pytest.fixture
    def settings(self) -> dict[str, str]:
        return {"SECURE_COOKIES": "1"}

    @pytest.mark.trust("3.3.1")
    @pytest.mark.trust("3.3.2")
    @pytest.mark.trust("3.3.4")
    def test_the_cookie_of_a_session_travels_encrypted_to_this_host_only(self, browser: Browser) -> None:
        answer = browser().visit().answer
        assert answer is not None
        (cookie,) = [one for one in answer.headers.getlist("Set-Cookie") if "session" in one]
        assert cookie.startswith("__Host-session=")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
        assert "Domain" not in cookie
