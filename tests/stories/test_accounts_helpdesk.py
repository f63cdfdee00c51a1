"""The helpdesk solves three cases: no code came, too many guesses, a phone that is gone; and changes no more."""

from __future__ import annotations

from dataclasses import dataclass

import pyotp
import pytest

from tests.stories.stage import Browser, Post, Time, enter, sign_in
from tests.stories.test_accounts_sign_up import asked, code_in
from tests.stories.walker import Walker


@dataclass(frozen=True)
class Words:
    code: str
    waiting: str
    again: str
    on_its_way: str
    guessed: str
    phone: str


LANGUAGES = [
    Words(
        "NL",
        "Te activeren accounts",
        "Een andere code sturen",
        "Er is een andere code onderweg naar hetzelfde adres.",
        "Er werd te vaak geprobeerd.",
        "Zijn wachtwoord klopt.",
    ),
    Words(
        "FR",
        "Comptes à activer",
        "Envoyer un autre code",
        "Un autre code est en route vers la même adresse.",
        "Trop d’essais.",
        "Son mot de passe est correct.",
    ),
    Words(
        "EN",
        "Accounts to activate",
        "Send another code",
        "Another code is on its way to the same address.",
        "Too many were tried.",
        "His password is right.",
    ),
]


def _dirk(browser: Browser, words: Words) -> Walker:
    return sign_in(browser().visit(), "dirk.maes").follow(words.code)


@pytest.mark.parametrize("words", LANGUAGES, ids=lambda words: words.code)
def test_dirk_solves_three_cases(browser: Browser, post: Post, time: Time, words: Words) -> None:
    lotte = asked(browser().visit())
    first = code_in(post(lotte))
    time.passes(minutes=5)
    dirk = _dirk(browser, words).follow(words.waiting).follow("Lotte Hermans").press(words.again)
    dirk.reads(words.on_its_way, "lotte@prive.example")
    second = code_in(post(lotte))
    assert first != second
    dirk.reload().reads_nothing_of(second)
    lotte.fill("Code", second).press("Activate the account").reads("Your account is active.")

    stranger = browser(address="10.0.0.9").visit()
    for _ in range(11):
        sign_in(stranger, "bram.claes", "een verkeerde gok")
    assert dirk.visit().search("Bram.Claes@example.be").title == "bram.claes"
    dirk.reads(words.guessed)

    chloe = enter(browser, "chloe.dubois").follow("My digital keys").press("Set up a security code")
    secret = "".join(chloe.page.xpath("//main//code")[0].text_content().split())
    chloe.fill("Code from the app", pyotp.TOTP(secret).at(time.moment)).press("Activate the security code")
    sign_in(browser().visit(), "chloe.dubois")
    dirk.visit().search("chloe.dubois").reads(words.phone, "10").reads_nothing_of(secret)


@pytest.mark.trust("8.2.1")
@pytest.mark.parametrize("username", ["bram.claes", "filip.janssens", "hugo.baert", "joris.vandamme"])
def test_nobody_else_sees_accounts(browser: Browser, username: str) -> None:
    walker = enter(browser, username)
    assert not walker.sees_link("Accounts")
    for address in ("/accounts/list/", "/waiting-accounts/list/"):
        assert walker.typed_address(address).status == 403
    walker.visit().search("chloe.dubois").reads_nothing_of("chloe.dubois@example.be")


def test_an_account_is_found_in_its_list_by_name_username_and_address(browser: Browser) -> None:
    dirk = enter(browser, "dirk.maes").follow("Accounts")
    for label, value in (("Username", "BRAM.claes"), ("E-mail", "Bram.Claes@Example.be"), ("Name", "claes")):
        dirk.follow("Accounts").fill(label, value).press("Search").reads("1 result", "bram.claes@example.be")
    dirk.follow("bram.claes").follow("The person's page")
    assert dirk.title == "Bram Claes"
