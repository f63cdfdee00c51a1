"""Hugo brings in the bank's file and decides about a payment, in Chromium and by keyboard."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from app.transaction import Scope, enter
from models.wallet import BankStatement
from tests.app.wallet.bank.statements import entry, statement
from tests.browser.keys import follow, press, tab_to, type_in
from tests.browser.live import Live, Watched
from tests.stories.bank_days import AT_NOBODYS, file_of, paid
from tests.stories.cast import PASSWORD, VOORBEELDEGEM
from tests.stories.words import DUTCH as WORDS


def _next(live: Live) -> bytes:
    """The file that follows what was taken in already."""
    with live.factory() as session:
        enter(session, Scope.office())
        last = session.scalars(select(BankStatement).order_by(BankStatement.id.desc()).limit(1)).one()
        one = paid("12.34", text="voor de kas", name="Toetsenbord", account=AT_NOBODYS)
        day = last.last_day + timedelta(days=1)
        return file_of(statement([entry(1, one)], str(last.closing), (last.number or 0) + 1, day=day))


@pytest.mark.trust("Browser")
@pytest.mark.trust("Bank file")
def test_hugo_brings_in_a_file_and_sends_a_payment_back_without_a_mouse(
    live: Live, chrome: Browser, tmp_path: Path
) -> None:
    watched = Watched(live.fresh(chrome).new_page())
    page = watched.page
    page.goto("/")
    type_in(page, WORDS.username, "hugo.baert")
    type_in(page, WORDS.password, PASSWORD)
    press(page, WORDS.sign_in)
    follow(page, "Rekeninguittreksels")
    follow(page, "Een bestand inlezen")
    press(page, "Inlezen")
    expect(page.locator(".summary-of-errors")).to_be_focused()
    file = tmp_path / "bank.cod"
    file.write_bytes(_next(live))
    page.locator("input[type=file]").set_input_files(file)
    press(page, "Inlezen")
    main = page.locator("main")
    expect(main).to_contain_text("1 niet gekoppeld")
    expect(main).to_contain_text("Het is volledig.")
    follow(page, "Uittreksel")
    tab_to(page, "1", "A")
    page.keyboard.press("Enter")
    expect(main).to_contain_text("NL91 ABNA 0417 1643 00")
    follow(page, "Terugsturen")
    tab_to(page, "Waarom wordt het teruggestuurd?", "TEXTAREA")
    page.keyboard.type("Wij kennen u niet.")
    press(page, "Terugsturen")
    expect(main).to_contain_text("Geef dit op bij de bank")
    assert [one for one in watched.complaints if "422" not in one] + watched.breaches() == []
    page.context.close()


@pytest.mark.trust("Browser")
def test_a_file_is_dropped_on_its_place_and_what_is_typed_at_a_bank_is_copied(live: Live, chrome: Browser) -> None:
    page = live.context(chrome, "hugo.baert").new_page()
    page.goto("/bank-files/bring")
    page.evaluate(
        """() => {
            const carried = new DataTransfer();
            carried.items.add(new File(["x"], "bank.cod"));
            const place = document.querySelector("[data-drop]");
            const dragged = { dataTransfer: carried, bubbles: true, cancelable: true };
            for (const kind of ["dragover", "drop"]) place.dispatchEvent(new DragEvent(kind, dragged));
        }"""
    )
    assert page.locator("input[type=file]").evaluate("field => field.files[0].name") == "bank.cod"
    page.close()
    page = live.context(chrome, "zqa.manager").new_page()
    page.goto(f"/transfer/show/{live.governments.ids[VOORBEELDEGEM]['transfer']}")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("[data-copy]").last.click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator(".transfer-facts .big-figure").inner_text()
    page.close()
