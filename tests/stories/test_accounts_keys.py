"""The security code beside the password, and another password: forgotten, or changed by who knows it."""

from __future__ import annotations

import re

import pyotp
import pytest
from flask import Flask

from tests.stories.cast import PASSWORD
from tests.stories.stage import Browser, Post, Time, enter, sign_in
from tests.stories.test_accounts_sign_up import code_in

STRONG = "vier paarse fietsen zwemmen"


class TestTheSecondFactor:
    """Bram has an app and ten recovery codes."""

    @pytest.fixture
    def bram(self, browser: Browser, time: Time) -> tuple[str, list[str]]:
        walker = enter(browser, "bram.claes").follow("My digital keys").press("Set up a security code")
        secret = "".join(walker.page.xpath("//main//code")[0].text_content().split())
        walker.fill("Code from the app", "000000").press("Activate the security code")
        assert "This code isn't right." in walker.error("Code from the app")
        walker.fill("Code from the app", pyotp.TOTP(secret).at(time.moment)).press("Activate the security code")
        codes = [one.text_content() for one in walker.page.xpath("//main//li/code")]
        walker.press("Sign out")
        time.passes(minutes=5)
        return secret, codes

    @pytest.mark.trust("6.6.3")
    def test_a_code_opens_once_and_nothing_without_it(
        self, browser: Browser, time: Time, bram: tuple[str, list[str]]
    ) -> None:
        code = pyotp.TOTP(bram[0]).at(time.moment)
        walker = sign_in(browser().visit(), "bram.claes")
        assert walker.title == "Your security code"
        assert walker.new_tab().visit().title == "Sign in"
        walker.fill("Security code", "123456").press("Sign in").reads(
            "This code isn't right, or was used already."
        )
        walker.fill("Security code", code).press("Sign in")
        assert walker.follow("EN").title == "Good day, Bram Claes"
        again = sign_in(browser().visit(), "bram.claes").fill("Security code", code).press("Sign in")
        again.reads("This code isn't right, or was used already.")

    def test_a_recovery_code_opens_once(self, browser: Browser, bram: tuple[str, list[str]]) -> None:
        walker = sign_in(browser().visit(), "bram.claes").fill("Security code", bram[1][0].lower())
        assert walker.press("Sign in").follow("EN").title == "Good day, Bram Claes"
        walker.follow("My digital keys").reads("9 recovery codes are left.")
        again = sign_in(browser().visit(), "bram.claes").fill("Security code", bram[1][0]).press("Sign in")
        again.reads("This code isn't right, or was used already.")

    @pytest.mark.trust("Passwords guessed per hour per account")
    def test_guesses_at_the_code_count_with_those_at_the_password(
        self, browser: Browser, bram: tuple[str, list[str]]
    ) -> None:
        walker = browser(address="10.0.0.5").visit()
        for _ in range(5):
            sign_in(walker, "bram.claes", "een verkeerde gok").reads("We don't recognise")
        sign_in(walker, "bram.claes")
        for _ in range(5):
            walker.fill("Security code", "123456").press("Sign in").reads("This code isn't right")
        walker.fill("Security code", "123456").press("Sign in").reads("Too many failed attempts")

    @pytest.mark.trust("6.4.3")
    def test_a_forgotten_password_does_not_go_around_it(
        self, browser: Browser, post: Post, bram: tuple[str, list[str]]
    ) -> None:
        asker = browser().visit().follow("Forgot your password?").fill("E-mail", "bram.claes@example.be")
        (link,) = post(asker.press("Send the link")).page.xpath("//main//a/@href")
        reset = browser().typed_address(link).fill("New password", STRONG).fill("The same once more", STRONG)
        sign_in(reset.press("Set password"), "bram.claes", STRONG)
        assert reset.title == "Your security code"
        assert reset.new_tab().visit().title == "Sign in"

    def test_ten_minutes_after_the_password_it_is_asked_again(
        self, browser: Browser, time: Time, bram: tuple[str, list[str]]
    ) -> None:
        walker = sign_in(browser().visit(), "bram.claes")
        time.passes(minutes=11)
        assert walker.fill("Security code", bram[1][1]).press("Sign in").title == "Sign in"

    def test_it_is_stopped_and_renewed_by_who_shows_a_code(
        self, browser: Browser, time: Time, bram: tuple[str, list[str]]
    ) -> None:
        walker = sign_in(browser().visit(), "bram.claes").fill("Security code", bram[1][0]).press("Sign in")
        walker.follow("EN").follow("My digital keys").follow("New recovery codes")
        walker.fill("Security code", bram[1][1]).press("Make new recovery codes").reads("You see these codes only")
        walker.follow("I have kept them").reads("10 recovery codes are left.").follow("Stop the security code")
        walker.fill("Security code", bram[1][2]).press("Stop the security code").reads("This code isn't right")
        walker.fill("Security code", pyotp.TOTP(bram[0]).at(time.moment)).press("Stop the security code")
        walker.reads("From now on no security code is asked.", "Not set up").press("Sign out")
        assert sign_in(walker, "bram.claes").follow("EN").title == "Good day, Bram Claes"


class TestAnotherPassword:
    """Forgotten, and changed by who knows it."""

    @pytest.mark.trust("6.4.3")
    @pytest.mark.trust("User-name oracle")
    @pytest.mark.parametrize(
        ("code", "forgot", "label", "send", "said"),
        [
            (
                "NL",
                "Wachtwoord vergeten?",
                "E-mailadres",
                "De link sturen",
                "Als er een account met dit adres is, dan is er een mail met een link naar onderweg.",
            ),
            (
                "FR",
                "Mot de passe oublié ?",
                "Adresse e-mail",
                "Envoyer le lien",
                "Si un compte porte cette adresse, un e-mail avec un lien est en route vers elle.",
            ),
            (
                "EN",
                "Forgot your password?",
                "E-mail",
                "Send the link",
                "If an account has this address, a mail with a link is on its way to it.",
            ),
        ],
    )
    def test_a_link_goes_to_the_address_of_the_account_and_works_once(
        self, browser: Browser, post: Post, code: str, forgot: str, label: str, send: str, said: str
    ) -> None:
        bram = enter(browser, "bram.claes")
        seen = []
        for email in ("bram.claes@example.be", "niemand@nergens.example"):
            asker = browser().visit().follow(code).follow(forgot).fill(label, email).press(send).reads(said)
            seen.append(re.sub(r'value="[^"]*"', "", asker.sent))
        assert seen[0] == seen[1]
        mails = post(browser().visit())
        (link,) = mails.page.xpath("//main//a/@href")
        reset = browser().typed_address(link)
        reset.fill("New password", STRONG).fill("The same once more", STRONG).press("Set password")
        reset.reads("Your password is set.")
        assert bram.visit().title == "Sign in"
        browser().typed_address(link).reads("This link was used already")
        sign_in(browser().visit(), "bram.claes", PASSWORD).reads("We don't recognise")
        again = sign_in(browser().visit(), "bram.claes", STRONG).follow("EN")
        post(again)
        again.follow("Mailbox").reads("Your password was changed")

    @pytest.mark.trust("6.4.3")
    def test_a_link_sent_to_an_address_dies_with_it(self, browser: Browser, post: Post) -> None:
        asker = browser().visit().follow("Forgot your password?").fill("E-mail", "bram.claes@example.be")
        (link,) = post(asker.press("Send the link")).page.xpath("//main//a/@href")
        bram = enter(browser, "bram.claes").typed_address("/account/address")
        bram.fill("New e-mail address", "bram@prive.example").fill("Current password", PASSWORD)
        bram.press("Send the code")
        bram.fill("Code", code_in(post(bram).reads("bram@prive.example"))).press("Take the new address")
        browser().typed_address(link).reads("its time is over")

    def test_a_link_of_an_hour_ago_leads_nowhere(self, browser: Browser, post: Post, time: Time) -> None:
        asker = browser().visit().follow("Forgot your password?").fill("E-mail", "bram.claes@example.be")
        mails = post(asker.press("Send the link"))
        (link,) = mails.page.xpath("//main//a/@href")
        time.passes(minutes=60)
        browser().typed_address(link).reads("its time is over")

    @pytest.mark.trust("6.2.3")
    @pytest.mark.trust("7.4.3")
    def test_who_changes_it_knows_the_old_one_and_stays_signed_in_here_only(self, browser: Browser) -> None:
        bram, elsewhere = enter(browser, "bram.claes"), enter(browser, "bram.claes")
        planted = bram.cookie("session")
        bram.follow("My digital keys").follow("Change password").fill("Current password", "niet dit")
        bram.fill("New password", STRONG).fill("The same once more", STRONG).press("Change password")
        bram.reads("This isn't your current password.")
        bram.fill("Current password", PASSWORD).fill("New password", STRONG).fill("The same once more", STRONG)
        bram.press("Change password").reads("Your password is changed.")
        assert bram.visit().title == "Good day, Bram Claes"
        assert elsewhere.visit().title == "Sign in"
        thief = browser()
        thief.client.set_cookie("session", planted or "")
        assert thief.visit().title == "Sign in"


@pytest.mark.trust("Wider attack list")
def test_the_link_in_a_mail_leads_to_our_own_host_whatever_the_request_said(
    browser: Browser, post: Post, app: Flask
) -> None:
    asker = browser().visit().follow("Forgot your password?")
    token = asker.page.xpath("//main//input[@name='csrf_token']/@value")[0]
    asker.client.post(
        "/password/forgotten",
        data={"csrf_token": token, "email": "bram.claes@example.be"},
        headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"},
    )
    asker.fill("E-mail", "bram.claes@example.be").press("Send the link")
    post(asker).reads_nothing_of("evil.example").reads("http://localhost/password/new/")
