"""Hugo credits a line of an invoice by keyboard; a month that is being invoiced moves by itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.transaction import Scope, enter
from models.wallet import InvoicePart, InvoiceRun
from tests.browser.complaints import LOOKS, Look, problems
from tests.browser.keys import follow, press, tab_to, type_in
from tests.browser.live import Live, Watched
from tests.stories.cast import EXEMPLEVILLE, PASSWORD
from tests.stories.words import DUTCH as WORDS

pytestmark = [pytest.mark.trust("Browser"), pytest.mark.trust("Invoices, receipts")]
_MONTH = date(2026, 8, 1)


def _office(live: Live) -> Session:
    session = live.factory()
    enter(session, Scope.office())
    return session


def _begin_run(live: Live) -> int:
    """A run of two parts, of which none is done."""
    with _office(live) as session:
        run = InvoiceRun(month=_MONTH, asked_at=clock.now(), listed_at=clock.now())
        session.add(run)
        session.flush()
        session.add_all(
            InvoicePart(run_id=run.id, number=number, first_id=number, last_id=number, organisations=50)
            for number in (1, 2)
        )
        session.commit()
        return int(run.id)


def _do(live: Live, run_id: int, number: int) -> None:
    with _office(live) as session:
        done = update(InvoicePart).where(InvoicePart.run_id == run_id, InvoicePart.number == number)
        session.execute(done.values(issued=40, done_at=clock.now() + timedelta(seconds=number)))
        session.commit()


def test_hugo_credits_a_line_without_a_mouse(live: Live, chrome: Browser) -> None:
    watched = Watched(live.fresh(chrome).new_page())
    page, number = watched.page, live.governments.ids[EXEMPLEVILLE]["invoice"]
    page.goto("/")
    type_in(page, WORDS.username, "hugo.baert")
    type_in(page, WORDS.password, PASSWORD)
    press(page, WORDS.sign_in)
    follow(page, "Facturen")
    main = page.locator("main")
    reference = main.locator(f"a[href='/invoices/show/{number}']").inner_text()
    follow(page, reference)
    follow(page, "Crediteren")
    press(page, "De creditnota bekijken")
    expect(page.locator(".summary-of-errors")).to_be_focused()
    type_in(page, "Hoeveel van", "1")
    tab_to(page, "Waarom wordt het gecrediteerd?", "TEXTAREA")
    page.keyboard.type("Dubbel aangerekend.")
    press(page, "De creditnota bekijken")
    expect(main).to_contain_text("Dubbel aangerekend.")
    press(page, "De creditnota opmaken")
    expect(main.locator("h1")).to_contain_text("Creditnota C")
    assert [one for one in watched.complaints if "422" not in one] + watched.breaches() == []
    page.context.close()


@pytest.mark.trust("Accessibility on every page")
@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look.language} {look.light}")
def test_a_month_that_is_being_invoiced_moves_by_itself(live: Live, chrome: Browser, look: Look) -> None:
    run_id = _begin_run(live)
    watched = Watched(live.context(chrome, "hugo.baert", look.light).new_page())
    page = watched.page
    page.goto(f"/language/{look.language}?next=/invoice-months/2026-08")
    bar = page.locator("main progress")
    expect(bar).to_have_attribute("value", "0")
    _do(live, run_id, 1)
    expect(bar).to_have_js_property("value", 50, timeout=60_000)
    assert problems(watched, look) == []
    _do(live, run_id, 2)
    expect(bar).to_have_count(0, timeout=60_000)
    with _office(live) as session:
        assert session.scalars(select(InvoicePart.issued).where(InvoicePart.run_id == run_id)).all() == [40, 40]
    page.close()
