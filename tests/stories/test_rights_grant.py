"""The act: Filip finds a person by national number, grants a right, sees it everywhere, and takes it back."""

from __future__ import annotations

import pytest

from tests.stories.cast import PASSWORD, Cast
from tests.stories.stage import Browser, Time, enter
from tests.stories.walker import Walker
from tests.stories.words import LANGUAGES, Words


def _come_in(browser: Browser, words: Words, username: str = "filip.janssens") -> Walker:
    walker = browser(words.code).visit()
    walker.fill(words.username, username).fill(words.password, PASSWORD).press(words.sign_in)
    return walker.follow(words.code.upper())


@pytest.mark.parametrize("words", LANGUAGES, ids=lambda words: words.code)
@pytest.mark.trust("Rights")
@pytest.mark.trust("Expiry")
@pytest.mark.trust("Audit log")
def test_filip_grants_a_right_sees_it_everywhere_and_takes_it_back(
    browser: Browser, cast: Cast, words: Words
) -> None:
    filip = _come_in(browser, words)
    assert (filip.title, filip.language) == (words.good_day, words.code)
    joris = _come_in(browser, words, "joris.vandamme")
    joris.reads_nothing_of(words.kind)

    filip.follow(words.grant_a_right)
    filip.fill(words.number, str(cast.numbers["Joris"])).press(words.find)
    filip.choose(words.category, words.external).press(words.new_relation)
    assert filip.title == words.which_right
    filip.follow(words.kind).reads(words.at_most)
    assert filip.value(words.last_day) == "2028-03-14"
    filip.fill(words.last_day, "2027-09-30").fill(words.reason, "Vervangt Bram").press(words.go_on)
    assert filip.title == words.check
    filip.reads("Joris Van Damme", words.kind, words.tool, "15/03/2027 – 30/09/2027", "Vervangt Bram", words.over)
    filip.press(words.grant).reads(words.granted)

    assert filip.title == words.record
    filip.reads(words.active, "15/03/2027 – 30/09/2027", cast.numbers["Joris"].masked())
    filip.reads_nothing_of(str(cast.numbers["Joris"]))
    assert words.was_granted in filip.part(words.history)
    card = filip.part(words.why)
    assert words.relation_stands in card
    assert card.count(words.met) == 5
    joris.reload().reads(words.your_rights, words.kind, words.tool, "15/03/2027 – 30/09/2027", words.active)

    filip.follow(words.all_rights).reads("Joris Van Damme", words.kind, "30/09/2027")
    filip.follow("Joris Van Damme").follow(words.revoke).reads(words.loses)
    filip.fill(words.reason, "Bram is terug").press(words.revoke).reads(words.lost, words.revoked, "Bram is terug")
    assert words.was_revoked in filip.part(words.history)
    card = filip.part(words.why_not)
    assert f"{words.not_met} {words.nobody_revoked}" in card
    assert not filip.sees_link(words.revoke)
    joris.reload().reads(words.kind, words.revoked).reads_nothing_of(words.active)
    filip.follow(words.audit_trail).reads(words.looked_up, words.was_granted, words.was_revoked)


def test_a_person_with_one_relation_goes_straight_to_the_rights(browser: Browser, cast: Cast) -> None:
    filip = enter(browser, "filip.janssens").follow("Grant a right")
    filip.fill("National number", cast.numbers["Bram"].digits).press("Find")
    assert filip.title == "Which right for Bram Claes?"
    filip.reads("Handle files", "Check grants", "at most 6 months")
    filip.reads_nothing_of("Old grants", "City grants")


def test_a_right_may_ask_for_which_part_of_the_tool_it_counts(browser: Browser, cast: Cast) -> None:
    filip = enter(browser, "filip.janssens").follow("Grant a right")
    filip.fill("National number", str(cast.numbers["Bram"])).press("Find").follow("Check grants").press("Go on")
    assert "Choose for which part of the tool this right counts." in filip.error("For which part")
    filip.choose("For which part", "Youth").press("Go on").reads("Youth").press("Grant")
    filip.reads("Granted. The right counts at once.")


@pytest.mark.trust("Expiry")
@pytest.mark.trust("Late access after expiry or revocation")
def test_a_right_opens_on_its_first_day_and_is_over_after_its_last(
    browser: Browser, cast: Cast, time: Time
) -> None:
    filip = enter(browser, "filip.janssens").follow("Grant a right")
    filip.fill("National number", str(cast.numbers["Bram"])).press("Find").follow("Handle files")
    filip.fill("First day", "2027-03-28").fill("Last day", "2027-03-28").press("Go on").press("Grant")
    filip.reads("Granted. The right counts from 28/03/2027.", "Pending")
    time.moment = time.moment.replace(day=27, hour=22, minute=59)
    enter(browser, "bram.claes").reads("Pending")
    time.moment = time.moment.replace(day=27, hour=23, minute=0)
    enter(browser, "bram.claes").reads("Active")
    time.moment = time.moment.replace(day=28, hour=21, minute=59)
    enter(browser, "bram.claes").reads("Active")
    time.moment = time.moment.replace(day=28, hour=22, minute=0)
    enter(browser, "bram.claes").reads("Expired")


def test_the_period_can_be_changed_once_more_before_granting(browser: Browser, cast: Cast) -> None:
    filip = enter(browser, "filip.janssens").follow("Grant a right")
    filip.fill("National number", str(cast.numbers["Bram"])).press("Find").follow("Handle files")
    filip.fill("Last day", "2027-12-31").fill("Reason", "Even\nmaar").press("Go on").press("Change the period")
    assert (filip.value("Last day"), filip.value("Reason")) == ("2027-12-31", "Even\nmaar")
    filip.reads_nothing_of("to put right")


def test_a_name_in_the_list_is_found_whatever_its_accents(browser: Browser, cast: Cast) -> None:
    chloe = enter(browser, "chloe.dubois").follow("All rights")
    chloe.fill("Name", "CHLOE").press("Search").reads("Chloé Dubois").reads_nothing_of("An Peeters")
    chloe.fill("Name", "100%").press("Search").reads("Nothing found").follow("Remove all filters")
    chloe.choose("State", "Active").press("Search").reads("An Peeters", "2 results")
