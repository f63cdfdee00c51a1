"""The central team makes a tool known that signs people in through us; its secret is shown once."""

from __future__ import annotations

import re

from flask import Flask

from tests.stories.openid_tool import BACK, Diary, Travellers, code_for, inside, said
from tests.stories.stage import Browser, enter
from tests.stories.walker import Walker


def _secret_on(walker: Walker) -> tuple[str, str]:
    """Name and secret, as the page shows them to whoever hands them over."""
    found = re.findall(r"<code>([^<]+)</code>", walker.sent)
    return found[1], found[2]


def _registers(browser: Browser) -> Walker:
    greet = enter(browser, "greet.desmet").follow("Sign-in of tools").follow("Add")
    greet.choose("Tool", "Office diary").fill("Addresses people come back to", f"{BACK}\n\n{BACK}\n")
    return greet


def test_greet_registers_a_tool_and_its_makers_get_in_with_what_she_saw_once(
    browser: Browser, app: Flask, diary: Diary, traveller: Travellers
) -> None:
    greet = _registers(browser).press("Save").reads("You see this secret only now.")
    name, secret = _secret_on(greet)
    new = Diary(app, name, secret)
    assert new.exchange(code_for(inside(traveller), new)).status_code == 200
    greet.follow("It is handed over").reads(name, BACK, "kept as a hash only", "Sign-in of a tool registered")
    assert secret not in greet.sent
    greet.follow("Renew the secret").reads("opens nothing from then on").press("Renew the secret")
    renewed = _secret_on(greet)[1]
    code = code_for(inside(traveller), new)
    assert said(new.exchange(code)) == "invalid_client"
    assert Diary(app, name, renewed, new.verifier).exchange(code).status_code == 200


def test_an_address_that_is_not_safe_is_refused_beside_its_field(browser: Browser, diary: Diary) -> None:
    greet = _registers(browser).fill("Addresses people come back to", f"{BACK}\nhttp://diary.example/back")
    greet.fill("Address that is told of signing out", "http://diary.example/out").press("Save")
    assert "“http://diary.example/back” won't do" in greet.error("Addresses people come back to")
    assert "http://diary.example/out" in greet.error("Address that is told of signing out")
    greet.fill("Addresses people come back to", "").fill("Address that is told of signing out", "").press("Save")
    assert greet.error("Addresses people come back to") == "Fill in at least one address that people come back to."


def test_a_tool_without_a_secret_has_none_to_renew_and_one_switched_off_lets_nobody_in(
    browser: Browser, app: Flask, diary: Diary, traveller: Travellers
) -> None:
    greet = _registers(browser).tick("It can keep no secret").press("Save").reads("keeps none")
    name = re.findall(r"<code>([^<]+)</code>", greet.sent)[1]
    greet.follow("It is handed over")
    assert not greet.sees_link("Renew the secret")
    new, walker = Diary(app, name, None), inside(traveller)
    got = new.exchange(code_for(walker, new)).get_json()
    greet.follow("Change").tick("Active", on=False).press("Save").reads("Switched off")
    assert said(new.refresh(got["refresh_token"])) == "invalid_client"
    walker.goes(new.question()).reads("switched off for now")
    assert walker.left_for == ""


def test_two_who_change_it_lose_nothing_and_the_helpdesk_only_looks(browser: Browser, diary: Diary) -> None:
    greet = _registers(browser).press("Save").follow("It is handed over")
    first, second = greet.follow("Change"), greet.new_tab().reload()
    first.fill("Addresses after signing out", "https://diary.example/bye").press("Save").reads("Changed.")
    second.fill("Addresses after signing out", "https://diary.example/other").press("Save")
    second.reads("changed")
    dirk = enter(browser, "dirk.maes").follow("Sign-in of tools").follow("Office diary", beside="diary-web")
    dirk.reads("diary-web")
    assert not dirk.sees_link("Change")
    assert not dirk.sees_link("Renew the secret")
