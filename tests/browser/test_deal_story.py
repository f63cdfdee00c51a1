"""A member of an office makes a transaction in Chromium, from its reference to closed, without a mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from app.policy import Identity
from app.transaction import Scope
from app.transaction import enter as scoped
from models.accounts import Account
from models.organisations import Member
from tests.app.aml.complete_deals import accepted
from tests.app.aml.lists_of_today import MEMBER
from tests.app.aml.paid_deals import money_in
from tests.browser.complaints import WCAG, Look, problems
from tests.browser.keys import follow, press, tab_to, type_in
from tests.browser.live import Live, Watched
from tests.stories.aml_deal import YES

LOOK = Look("en", "light", WCAG)


@pytest.fixture
def prepared(live: Live) -> None:
    """Two contacts the office deals with, and money to pay with."""
    with live.factory.begin() as session:
        scoped(session, Scope.office())
        account = session.scalars(select(Account.id).where(Account.username == "zqa.aml")).one()
        office = session.scalars(select(Member.organisation_id).where(Member.account_id == account)).one()
        money_in(session, office, "100.00")
        scoped(session, Scope.organisation(office))
        actor = Identity(account, None, MEMBER, office)
        accepted(session, actor, "Verlinden", "Wim")
        accepted(session, actor, "Wauters", "Lies")


@pytest.mark.trust("Browser")
@pytest.mark.trust("Accessibility on every page")
def test_a_transaction_is_made_and_closed_without_a_mouse(live: Live, chrome: Browser, prepared: None) -> None:
    watched = Watched(live.context(chrome, "zqa.aml").new_page())
    page = watched.page
    main = page.locator("main")
    page.goto("/language/en?next=/deals/list/")
    follow(page, "Begin a transaction")
    _is_good(watched)
    type_in(page, "Reference", "2027-001")
    _chosen(page, "Kind of transaction", "Sale")
    press(page, "Begin")
    _is_good(watched)
    type_in(page, "Street and number", "Molenstraat 8")
    type_in(page, "Postal code", "9300")
    type_in(page, "Town", "Aalst")
    press(page, "Save and go on")
    for name, role in (("Wim Verlinden", "Seller"), ("Lies Wauters", "Buyer")):
        type_in(page, "Search your accepted contacts by name", name)
        press(page, "Search contacts")
        _is_good(watched)
        _into(page, "contact")
        page.keyboard.press("Space")
        _circle(page, "role", role.lower())
        press(page, "Add this party")
    expect(main).to_contain_text("Lies Wauters")
    press(page, "Go on")
    _is_good(watched)
    type_in(page, "Price", "250 000")
    type_in(page, "Account that is debited (IBAN)", "BE68 5390 0754 7034")
    press(page, "Save and go on")
    while "/questions/" in page.url:
        _is_good(watched)
        _answer(page)
        press(page, "Save and go on")
    expect(main).to_contain_text("The level is told once it is paid")
    _is_good(watched)
    follow(page, "Go on to pay")
    _is_good(watched)
    press(page, "Pay")
    expect(main).to_contain_text("Standard vigilance")
    _is_good(watched)
    follow(page, "Accept…")
    _is_good(watched)
    press(page, "Accept")
    expect(main).to_contain_text("Accepted")
    _is_good(watched)
    page.close()


def _is_good(watched: Watched) -> None:
    """Also on a narrow screen; afterwards it is as wide as before."""
    assert problems(watched, LOOK) == [], watched.page.url
    watched.page.set_viewport_size({"width": 1280, "height": 900})


def _chosen(page: Page, label: str, option: str) -> None:
    """Of a list, by its first letters."""
    tab_to(page, label, "SELECT")
    page.keyboard.type(option)


def _into(page: Page, name: str) -> None:
    """Tab until one is at the circles with this name."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name:
            return
    raise AssertionError(f"Tab never comes to “{name}”")


def _circle(page: Page, name: str, value: str) -> None:
    """One of the circles with this name, with the arrows."""
    _into(page, name)
    for _ in range(12):
        if page.evaluate("document.activeElement.value") == value:
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    assert page.locator(f'main input[name="{name}"][value="{value}"]').is_checked()


def _answer(page: Page) -> None:
    """To each question of the group the answer that does nothing."""
    asked = page.locator("main .question input[type=radio]").evaluate_all(
        "all => [...new Set(all.map(e => e.name))]"
    )
    for name in asked:
        _circle(page, name, "yes" if name in YES else "no")
