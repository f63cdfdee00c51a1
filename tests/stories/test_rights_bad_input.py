"""What goes wrong while typing: a sentence names field, value and remedy, and nothing typed is lost."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, sessionmaker

from app.transaction import Scope
from app.transaction import enter as act_as
from models.rights import Right
from tests.stories.cast import VOORBEELDEGEM, Cast
from tests.stories.stage import Browser, Time, days_for_bram, enter, sign_in

BIS_WITHOUT_BIRTH_DATE = "85.40.00-123.02"
UNKNOWN = "80.01.01-001.07"


def _granted(factory: sessionmaker[Session]) -> int:
    with factory() as session:
        act_as(session, Scope.office())
        return session.scalar(select(func.count()).select_from(Right).where(Right.form_key.is_not(None))) or 0


@pytest.mark.trust("2.2.1")
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("85.07.30-033.29", "The last two digits of the national number don't fit the others"),
        ("85.07.30-033.2", "A national number has 11 digits; you typed 10. Check the number."),
        ("85.07.30-033.2A", "A national number has digits only; dots, spaces and dashes are fine."),
        ("85.13.30-033.05", "don't fit the others"),
        ("", "Fill in the national number of the person."),
    ],
)
def test_a_number_that_cannot_be_one_stays_in_the_field(browser: Browser, typed: str, said: str) -> None:
    filip = enter(browser, "filip.janssens").follow("Grant a right")
    filip.fill("National number", typed).press("Find")
    assert filip.status == 422
    assert said in filip.error("National number")
    assert filip.value("National number") == typed
    filip.reads("One thing to put right")


def test_nobody_has_the_number_so_the_person_is_added(browser: Browser, cast: Cast) -> None:
    filip = enter(browser, "filip.janssens").follow("Grant a right")
    filip.fill("National number", UNKNOWN).press("Find")
    assert filip.title == "Add a person"
    filip.reads("Nobody is known here with national number 80.01.01-***.**.", "fill in the person below")
    assert (filip.value("National number"), filip.value("Birth date")) == (UNKNOWN, "1980-01-01")
    filip.fill("Name", "Verstraeten").fill("Function", "Planner").press("Add person and go on")
    assert filip.error("First names") == "Fill in the first names, as on the identity card."
    assert (filip.value("Name"), filip.value("Function"), filip.value("National number")) == (
        "Verstraeten",
        "Planner",
        UNKNOWN,
    )
    filip.fill("First names", "Kaat").fill("Birth date", "2027-03-16").press("Add person and go on")
    assert filip.error("Birth date") == "The birth date 16/03/2027 lies in the future. Check the date."
    filip.fill("Birth date", "1980-01-01").press("Add person and go on")
    assert filip.title == "Which right for Kaat Verstraeten?"
    filip.follow("Persons").reads("Kaat Verstraeten", "80.01.01-***.**").reads_nothing_of(UNKNOWN)


def test_a_bis_number_need_not_tell_the_birth_date(browser: Browser) -> None:
    filip = enter(browser, "filip.janssens").follow("Grant a right")
    filip.fill("National number", BIS_WITHOUT_BIRTH_DATE).press("Find").reads("Leave empty when unknown.")
    assert (filip.value("Birth date"), filip.chosen("Sex")) == ("", "Male")
    filip.fill("Name", "Öztürk").fill("First names", "Aylin").choose("Sex", "Female").press("Add person and go on")
    assert filip.title == "Which right for Aylin Öztürk?"
    filip.follow("Persons").follow("Aylin Öztürk").reads("Birth date –", "Female", "85.40.00-***.**")


def test_sending_a_new_person_twice_adds_him_once(browser: Browser) -> None:
    filip = enter(browser, "filip.janssens").follow("Grant a right")
    filip.fill("National number", UNKNOWN).press("Find")
    filip.fill("Name", "Verstraeten").fill("First names", "Kaat").press("Add person and go on", times=2)
    assert "This person already has such a relation in that period." in filip.error("From")
    assert filip.value("Name") == "Verstraeten"
    filip.follow("Relations").fill("Name", "verstraeten").press("Search").reads("1 result")


@pytest.mark.parametrize(
    ("first_day", "last_day", "label", "said"),
    [
        (
            "2027-06-01",
            "2027-05-31",
            "Last day",
            "The last day comes before the first day. Choose a last day on or after the first.",
        ),
        ("2027-03-15", "2028-03-15", "Last day", "past the longest this right may last: until 14/03/2028"),
        ("2028-02-29", "2029-02-28", "Last day", "past the longest this right may last: until 27/02/2029"),
        (
            "2027-03-14",
            "2027-12-31",
            "First day",
            "The first day (14/03/2027) lies in the past. A right begins today (15/03/2027) or later.",
        ),
        ("", "2027-12-31", "First day", "Fill in the first day."),
        ("2027-03-15", "", "Last day", "Fill in the last day."),
    ],
)
def test_days_that_cannot_be_are_named_and_stay_in_the_form(
    browser: Browser, cast: Cast, first_day: str, last_day: str, label: str, said: str
) -> None:
    filip = days_for_bram(browser, cast)
    filip.fill("First day", first_day).fill("Last day", last_day).fill("Reason", "Nieuwe dienst").press("Go on")
    assert filip.status == 422
    assert said in filip.error(label)
    assert (filip.value("First day"), filip.value("Last day")) == (first_day, last_day)
    assert filip.value("Reason") == "Nieuwe dienst"


def test_the_last_day_of_the_maximum_is_still_granted(browser: Browser, cast: Cast) -> None:
    filip = days_for_bram(browser, cast)
    filip.fill("First day", "2028-02-29").fill("Last day", "2029-02-27").press("Go on").press("Grant")
    filip.reads("Granted. The right counts from 29/02/2028.")


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_a_year_far_away_is_a_typing_error_and_not_a_bug(browser: Browser, cast: Cast, year: str) -> None:
    filip = days_for_bram(browser, cast)
    filip.fill("First day", f"{year}-12-31").fill("Last day", f"{year}-12-31").press("Go on")
    assert filip.error("First day") == f"The year of “{year}-12-31” can't be right. Check the date."
    assert filip.value("First day") == f"{year}-12-31"


def test_a_right_stays_within_its_relation(browser: Browser, cast: Cast) -> None:
    filip = enter(browser, "filip.janssens").follow("Grant a right")
    filip.fill("National number", str(cast.numbers["An"])).press("Find").follow("Handle files")
    assert filip.value("Last day") == "2027-12-31"
    filip.fill("Last day", "2028-01-01").press("Go on")
    assert filip.error("Last day") == (
        "The relation runs from 01/01/2026 to 31/12/2027; a right stays within it. Choose days in that period,"
        " or extend the relation first."
    )


@pytest.mark.trust("Rights")
def test_days_that_overlap_name_the_right_that_stands(
    browser: Browser, cast: Cast, factory: sessionmaker[Session]
) -> None:
    filip = days_for_bram(browser, cast)
    early = filip.new_tab().reload().press("Go on")
    filip.fill("Last day", "2027-06-30").press("Go on").press("Grant")
    early.press("Grant")
    assert early.status == 422
    assert early.error("First day") == (
        "This person already has this right from 15/03/2027 to 30/06/2027. Begin on 01/07/2027 or later, or revoke"
        " the other right first."
    )
    early.fill("First day", "2027-07-01").press("Go on").press("Grant")
    early.reads("Granted. The right counts from 01/07/2027.")
    assert _granted(factory) == 2


@pytest.mark.trust("Rights")
@pytest.mark.trust("15.4.2")
def test_a_double_click_grants_once(browser: Browser, cast: Cast, factory: sessionmaker[Session]) -> None:
    filip = days_for_bram(browser, cast).press("Go on").press("Grant", times=2)
    filip.reads("Granted. The right counts at once.")
    assert _granted(factory) == 1
    filip.follow("Revoke").press("Revoke", times=2).reads("Revoked. Bram Claes lost this right at once.")
    assert filip.part("History").count("Right revoked") == 1


def test_a_form_that_went_stale_says_so_and_keeps_what_was_typed(
    browser: Browser, cast: Cast, factory: sessionmaker[Session]
) -> None:
    filip = days_for_bram(browser, cast).press("Go on").press("Grant").follow("Revoke")
    with factory.begin() as session:
        act_as(session, Scope.office())
        shortened = update(Right).where(Right.form_key.is_not(None))
        session.execute(shortened.values(last_day=Right.first_day + 30, version=Right.version + 1))
    filip.fill("Reason", "Andere dienst").press("Revoke")
    filip.reads("Somebody changed this in the meantime, so nothing was saved.", "15/03/2027 – 14/04/2027")
    assert filip.value("Reason") == "Andere dienst"
    filip.press("Revoke").reads("Revoked. Bram Claes lost this right at once.", "Andere dienst")


@pytest.mark.trust("15.4.2")
def test_a_form_without_the_version_it_was_opened_on_is_stale(browser: Browser, cast: Cast) -> None:
    filip = days_for_bram(browser, cast).press("Go on").press("Grant").follow("Revoke")
    filip.omit("version").press("Revoke").reads("Somebody changed this in the meantime, so nothing was saved.")


def test_a_right_that_ended_while_the_form_stood_open_is_not_revoked(
    browser: Browser, cast: Cast, time: Time
) -> None:
    time.moment = time.moment.replace(hour=22, minute=50)
    filip = days_for_bram(browser, cast)
    filip.fill("Last day", "2027-03-15").press("Go on").press("Grant").follow("Revoke")
    time.passes(minutes=15)
    filip.fill("Reason", "Te laat").press("Revoke")
    filip.reads("This right ended by itself on 15/03/2027; there is nothing to revoke any more.")
    assert filip.value("Reason") == "Te laat"


@pytest.mark.trust("Rights")
def test_the_last_local_administrator_cannot_revoke_himself(browser: Browser) -> None:
    filip = enter(browser, "filip.janssens").follow("All rights").follow("Filip Janssens").follow("Revoke")
    filip.fill("Reason", "Moe").press("Revoke")
    assert (filip.status, filip.value("Reason")) == (422, "Moe")


# -- another government's


@pytest.mark.trust("Tenants")
@pytest.mark.trust("8.2.2")
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_is_anothers_is_not_there(browser: Browser, cast: Cast, method: str) -> None:
    bram = days_for_bram(browser, cast).press("Go on").press("Grant")
    right_id = bram.url.rstrip("/").rsplit("/", 1)[-1]
    chloe = enter(browser, "chloe.dubois")
    theirs = cast.relations["Bram"]
    for address in (
        f"/rights/show/{right_id}",
        f"/rights/revoke/{right_id}",
        f"/relations/show/{theirs}",
        f"/persons/show/{cast.persons['Bram']}",
        f"/persons/number/{cast.persons['Bram']}",
        f"/organisations/show/{cast.organisations[VOORBEELDEGEM]}",
        f"/grant/relation/{cast.persons['Bram']}",
        f"/grant/right/{theirs}",
        f"/grant/days/{theirs}/{cast.kinds['planner']}",
    ):
        token = str(chloe.page.xpath("//input[@name='csrf_token']/@value")[0])
        chloe.typed_address(address, method, **({"csrf_token": token} if method == "POST" else {}))
        assert chloe.status in (404, 405), address
        chloe.reads_nothing_of("Bram", "Claes", "Voorbeeldegem")


@pytest.mark.trust("Tenants")
def test_a_form_of_ones_own_sent_to_anothers_address_does_nothing(
    browser: Browser, cast: Cast, factory: sessionmaker[Session]
) -> None:
    chloe = enter(browser, "chloe.dubois").follow("Grant a right")
    chloe.fill("National number", str(cast.numbers["Els"])).press("Find").follow("Handle files").press("Go on")
    chloe.url = chloe.url.replace(f"/{cast.relations['Els']}/", f"/{cast.relations['Bram']}/")
    chloe.press("Grant")
    assert (chloe.status, chloe.title) == (404, "This page was not found")
    assert _granted(factory) == 0


@pytest.mark.trust("Tenants")
def test_who_is_known_elsewhere_is_found_by_full_number_with_nothing_of_there(
    browser: Browser, cast: Cast
) -> None:
    filip = enter(browser, "filip.janssens").follow("Grant a right")
    filip.fill("National number", str(cast.numbers["Els"])).press("Find")
    filip.reads("This person has no relation with your organisation yet.").reads_nothing_of("Exempleville")
    filip.follow("Persons").reads_nothing_of("Els Wouters", "Chloé")


@pytest.mark.parametrize("nonsense", ["abc", "0", "-1", "9" * 30, "1e3", "%00", "1;select", "١"])
def test_an_id_that_is_none_is_not_found(browser: Browser, nonsense: str) -> None:
    filip = enter(browser, "filip.janssens")
    for room in ("/rights/show/", "/rights/revoke/", "/relations/show/", "/grant/right/", "/grant/relation/"):
        filip.typed_address(room + nonsense)
        assert (filip.status, filip.title) == (404, "This page was not found"), room


# -- the time-out


@pytest.mark.trust("7.3.1")
def test_a_form_sent_after_the_time_out_is_kept_and_sent_again(
    browser: Browser, cast: Cast, time: Time, factory: sessionmaker[Session]
) -> None:
    filip = days_for_bram(browser, cast)
    filip.fill("Last day", "2027-09-30").fill("Reason", "Lange pauze").press("Go on")
    time.passes(minutes=21)
    filip.press("Grant")
    assert filip.title == "Sign in"
    assert _granted(factory) == 0
    sign_in(filip, "filip.janssens").follow("EN")
    assert filip.title == "Your form was kept"
    filip.reads("Nothing was saved yet; what you typed is here.", "Last day 30/09/2027", "Reason Lange pauze")
    filip.press("Send it again").reads(
        "Granted. The right counts at once.", "15/03/2027 – 30/09/2027", "Lange pauze"
    )
    assert _granted(factory) == 1


@pytest.mark.trust("7.3.1")
def test_a_kept_form_is_nobody_elses(browser: Browser, cast: Cast, time: Time) -> None:
    walker = days_for_bram(browser, cast).fill("Reason", "Vertrouwelijk").press("Go on")
    time.passes(minutes=21)
    sign_in(walker.press("Grant"), "an.peeters").follow("EN")
    assert walker.title == "Good day, An Peeters"
    walker.reads_nothing_of("Vertrouwelijk")
    sign_in(walker.press("Sign out"), "filip.janssens").follow("EN")
    walker.typed_address("/kept/")
    assert walker.title == "Good day, Filip Janssens"
    walker.reads_nothing_of("Vertrouwelijk")


def test_a_kept_form_can_be_thrown_away(browser: Browser, cast: Cast, time: Time) -> None:
    filip = days_for_bram(browser, cast).fill("Reason", "Toch niet").press("Go on")
    time.passes(minutes=21)
    sign_in(filip.press("Grant"), "filip.janssens").follow("EN").press("Throw it away")
    filip.reads("The form was thrown away.").typed_address("/kept/").reads_nothing_of("Toch niet")


def test_a_link_followed_after_the_time_out_leads_there_after_signing_in(browser: Browser, time: Time) -> None:
    filip = enter(browser, "filip.janssens").follow("Audit trail")
    time.passes(minutes=21)
    sign_in(filip.follow("All rights"), "filip.janssens").follow("EN")
    assert filip.title == "All rights"


# -- addresses typed by hand


@pytest.mark.trust("2.4.1")
@pytest.mark.trust("8.2.3")
@pytest.mark.parametrize(
    "words",
    [
        "page=abc",
        "page=-1&size=1000000",
        "size=25%00",
        "sort=granted_by.password&dir=sideways",
        "at=%F0%9F%A6%84",
        "at=WyIyMDI3IiwgMSwgZmFsc2Vd",
        "at=WzEsMiwzLDRd",
        "state=nonsense&ends_before=2027-02-30",
        "name=%25%5C_%27%22%3B--",
        "name=%00",
        "name=%ED%A0%80",
        "name=" + "x" * 5000,
        "_flt_0_person=1&_oc_RightScreen=created_by.password",
    ],
)
def test_nonsense_in_the_address_of_a_list_is_passed_over(browser: Browser, words: str) -> None:
    filip = enter(browser, "filip.janssens")
    for room in ("/rights/list/", "/relations/list/", "/persons/list/", "/events/list/", "/kinds/list/"):
        filip.typed_address(f"{room}?{words}")
        assert filip.status in (200, 400), room
        filip.reads_nothing_of("Exempleville")


@pytest.mark.parametrize("said", ["tlh", "xx-XX,yy;q=0.5", "*", ";;;", "nl\u00ff"])
def test_a_browser_with_an_unknown_language_reads_dutch(browser: Browser, said: str) -> None:
    stranger = browser(said).visit()
    assert (stranger.title, stranger.language) == ("Aanmelden", "nl")


@pytest.mark.parametrize("code", ["xx", "tlh", "NL", "..", "nl%00", "%F0%9F%A6%84"])
def test_a_language_nobody_has_changes_nothing(browser: Browser, code: str) -> None:
    stranger = browser("fr").visit().typed_address(f"/language/{code}?next=/sign-in/")
    assert stranger.language == "fr"
    stranger.client.set_cookie("language", code)
    assert stranger.visit().language == "fr"
