"""A view is kept under a name, shared with a colleague's role, opened by its address, changed and taken away."""

from __future__ import annotations

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from app.transaction import Scope
from app.transaction import enter as act_in
from models.lists import SavedView
from tests.stories.cast import Cast
from tests.stories.stage import Browser, enter
from tests.stories.walker import Walker


def _saves(browser: Browser, name: str = "Wat loopt", share: str = "", first: bool = False) -> Walker:
    """Filip keeps the active rights, the earliest end on top."""
    filip = enter(browser, "filip.janssens").follow("All rights")
    filip.choose("State", "Active").press("Search").follow("Until").fill("Name of the view", name)
    if share:
        filip.choose("Shared with", share)
    if first:
        filip.tick("Open this list with this view")
    return filip.press("Save")


def _makes_bram_administrator(browser: Browser, cast: Cast) -> Walker:
    filip = enter(browser, "filip.janssens").follow("Grant a right")
    filip.fill("National number", str(cast.numbers["Bram"])).press("Find").follow("Local administrator")
    filip.press("Go on").press("Grant").reads("Granted.")
    return enter(browser, "bram.claes")


def test_a_view_keeps_filters_order_and_columns(browser: Browser, cast: Cast) -> None:
    filip = _saves(browser).reads("Saved: Wat loopt", "State: Active")
    filip.follow("All").reads_nothing_of("State: Active")
    filip.follow("Wat loopt").reads("State: Active")
    assert filip.page.xpath("//th[@aria-sort='ascending']"), "sorted as it was"


def test_a_view_shared_with_a_role_opens_for_a_colleague_by_its_address(browser: Browser, cast: Cast) -> None:
    bram = _makes_bram_administrator(browser, cast)
    filip = _saves(browser, share="Local administrator")
    bram.follow("All rights").follow("Wat loopt").reads("State: Active")
    bram.typed_address(filip.url).reads("State: Active")
    bram.follow("Manage views").follow("Wat loopt").reads("Local administrator", "filip.janssens")
    assert not bram.sees_link("Delete"), "it is Filip's"
    bram.follow("Change").tick("Open this list with this view").press("Save")
    bram.follow("All rights").reads("State: Active")
    filip.follow("Manage views").follow("Wat loopt").follow("Change").choose("Shared with", "nobody, for me alone")
    filip.press("Save").reads("Changed.")
    bram.follow("All rights").reads_nothing_of("Wat loopt", "State: Active")
    bram.typed_address(filip.follow("Open").url).reads("This saved view isn't there")


@pytest.mark.trust("Tenants")
def test_a_view_of_another_organisation_isnt_there_whatever_its_number(browser: Browser, cast: Cast) -> None:
    filip = _saves(browser, "Geheim", "Local administrator")
    number = filip.url.split("view=")[1]
    chloe = enter(browser, "chloe.dubois").typed_address(f"/rights/list/?view={number}")
    chloe.reads("This saved view isn't there").reads_nothing_of("Geheim", "State: Active")
    for place in ("show", "edit", "delete"):
        assert chloe.typed_address(f"/saved-views/{place}/{number}").status == 404
    for place in ("edit", "replace", "delete"):
        sent = {"csrf_token": enter_token(chloe), "name": "Nu van mij", "asked": ""}
        assert chloe.typed_address(f"/saved-views/{place}/{number}", "POST", **sent).status == 404
    filip.reload().reads("Geheim")


def enter_token(walker: Walker) -> str:
    return str(walker.typed_address("/").page.xpath("//input[@name='csrf_token']/@value")[0])


def test_what_is_gone_from_a_list_is_left_out_and_said(
    browser: Browser, cast: Cast, factory: sessionmaker[Session]
) -> None:
    filip = _saves(browser)
    with factory.begin() as session:
        act_in(session, Scope.office())
        asked = "state=active&state=forgotten&colour=red&sort=size&columns=person&columns=shoe_size"
        session.execute(update(SavedView).values(asked=asked))
    filip.follow("Wat loopt").reads("This list doesn't know:", "forgotten", "colour", "shoe_size", "State: Active")
    assert [head.text_content().strip() for head in filip.page.xpath("//thead//th")] == ["Person"]
    filip.follow("Manage views").follow("Wat loopt").reads("This list no longer knows:", "shoe_size")


@pytest.mark.parametrize("name", ["x" * 10_000, "   ", ""])
def test_a_name_that_cant_be_one_is_refused_and_stays(browser: Browser, cast: Cast, name: str) -> None:
    filip = enter(browser, "filip.janssens").follow("All rights").tamper("name", name).press("Save")
    assert filip.status == 422
    assert filip.error("Name of the view") in (
        "This name is too long. Keep it under 80 characters.",
        "Give this view a name.",
    )
    filip.fill("Name of the view", "Kort").press("Save").reads("Saved: Kort")


def test_the_same_name_twice_is_refused_in_words(browser: Browser, cast: Cast) -> None:
    filip = _saves(browser).fill("Name of the view", "Wat  loopt").press("Save")
    assert filip.status == 422
    assert "You already have a view of this list with that name." in filip.error("Name of the view")


@pytest.mark.parametrize("role", ["central", "person", "king"])
def test_nobody_shares_with_a_role_that_isnt_his(browser: Browser, cast: Cast, role: str) -> None:
    filip = enter(browser, "filip.janssens").follow("All rights").fill("Name of the view", "Voor u")
    option = filip.page.xpath("//select[@id='view-shared']/option")[0]
    option.set("value", role)
    filip.press("Save")
    assert filip.status == 422
    assert "a role you hold yourself" in filip.error("Shared with")


def test_a_list_opens_with_the_view_one_chose_until_one_asks_otherwise(browser: Browser, cast: Cast) -> None:
    filip = _saves(browser, first=True).follow("All rights").reads("State: Active")
    filip.follow("All").reads_nothing_of("State: Active")
    filip.choose("State", "Pending").press("Search").reads("State: Pending").reads_nothing_of("State: Active")


def test_a_view_is_saved_anew_renamed_and_deleted(browser: Browser, cast: Cast) -> None:
    filip = _saves(browser).choose("State", "Pending").press("Search").press("Save in “Wat loopt”")
    filip.reads("Saved: Wat loopt", "State: Active", "State: Pending")
    filip.follow("Manage views").follow("Wat loopt").reads("State: Pending").follow("Change")
    filip.fill("Name of the view", "Wat loopt of komt").press("Save").follow("Delete").press("Delete")
    filip.reads("Deleted: Wat loopt of komt").follow("All rights").reads_nothing_of("Wat loopt of komt")


def test_staff_share_among_staff_of_that_role(browser: Browser, cast: Cast) -> None:
    greet = enter(browser, "greet.desmet").follow("Organisations").fill("Name of the view", "Besturen")
    greet.choose("Shared with", "Central team").press("Save").reads("Saved: Besturen")
    enter(browser, "dirk.maes").follow("Organisations").reads_nothing_of("Besturen")
    enter(browser, "chloe.dubois").follow("Organisations").reads_nothing_of("Besturen")


def test_a_person_keeps_views_for_himself(browser: Browser, cast: Cast) -> None:
    bram = enter(browser, "bram.claes").follow("Tools").fill("Name", "guide").press("Search")
    bram.fill("Name of the view", "Gidsen").press("Save").reads("Saved: Gidsen", "Name: guide")
    enter(browser, "joris.vandamme").follow("Tools").reads_nothing_of("Gidsen")
