"""Els, AML officer, in Chromium without a mouse: the annual report of last year, from its first figure to the
signed paper; then a pack of one client for the inspector, downloaded and verified."""

from __future__ import annotations

import hashlib
import io
import threading
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from app.aml.packs import building
from app.policy import Identity
from app.rights.built_in import AML, OFFICER
from app.transaction import Scope
from app.transaction import enter as act_as
from models.organisations import Member, Organisation
from models.rights import Tool, ToolRole
from models.values import WorkKind
from scheduler.jobs import work_off
from tests.app.aml import lists_of_today
from tests.app.aml.complete_deals import accepted
from tests.browser.complaints import WCAG, Look, problems
from tests.browser.keys import follow, press, tab_to, type_in
from tests.browser.live import Live, Watched
from tests.stories.aml_office import use_tool
from tests.stories.cast import SINCE
from tests.stories.stage import MOMENT

LOOK = Look("nl", "light", WCAG)
NO_ASSESSMENT = "Er was geen beoordeling van het eigen risico van het kantoor van kracht"


@pytest.fixture
def an_office(live: Live) -> None:
    """Immo Wouters, where Els is AML officer, and accepted one client last year."""
    els = live.governments.cast.accounts["Els"]
    with live.factory.begin() as session:
        act_as(session, Scope.office())
        office = Organisation(
            kind="enterprise", name="Immo Wouters", enterprise_number="0999000129", created_at=MOMENT
        )
        session.add(office)
        session.flush()
        member = Member(
            organisation_id=office.id, account_id=els, state="confirmed", first_day=SINCE, created_at=MOMENT
        )
        session.add(member)
        session.flush()
        of_tool = select(ToolRole).join(Tool).where(Tool.code == AML, ToolRole.code == OFFICER)
        role = session.scalars(of_tool).one()
        use_tool(session, session.get_one(Tool, role.tool_id), office.id, {member.id: role})
        act_as(session, Scope.organisation(office.id))
        accepted(session, Identity(els, None, lists_of_today.OFFICER, office.id))


@pytest.mark.trust("Browser")
@pytest.mark.trust("Accessibility on every page")
def test_els_signs_her_report_and_makes_a_pack_without_a_mouse(
    live: Live, chrome: Browser, an_office: None
) -> None:
    watched = Watched(live.context(chrome, "els.wouters").new_page())
    page = watched.page
    main = page.locator("main")
    page.goto("/language/nl?next=/")
    follow(page, "verander")
    _circle(page, "organisation_id", "Immo Wouters")
    press(page, "Kiezen")
    _begun(watched)
    _written(watched)
    printed = main.locator("code").last.inner_text()
    assert hashlib.sha256(_taken(watched, "De PDF downloaden")).hexdigest() == printed
    content = _pack(live, watched)
    _is_whole(content)
    _go_to(page, "Inspectiepakketten")
    follow(_inside(page), "15/03/2027 10:05")
    expect(main).to_contain_text(hashlib.sha256(content).hexdigest())
    _is_good(watched)
    follow(_inside(page), "Is een pakket zoals het gemaakt is?")
    tab_to(_inside(page), "De zip die u hebt", "INPUT")
    with page.expect_file_chooser() as chosen:
        page.keyboard.press("Space")
    chosen.value.set_files({"name": "pakket.zip", "mimeType": "application/zip", "buffer": content})
    press(page, "Nazien")
    expect(main).to_contain_text("er is niets toegevoegd, gewijzigd of weggenomen")
    assert problems(watched, LOOK) == []
    page.close()


def _begun(watched: Watched) -> None:
    """What lacks is put right where its link leads; a figure is opened."""
    page, main = watched.page, watched.page.locator("main")
    follow(page, "Jaarverslagen")
    follow(_inside(page), "Een verslag beginnen")
    _is_good(watched)
    press(_inside(page), "Het jaarverslag beginnen")
    expect(main).to_contain_text(NO_ASSESSMENT)
    _is_good(watched)
    follow(_inside(page), "Procedures en beleid")
    follow(_inside(page), "De risicobeoordeling vastleggen")
    type_in(_inside(page), "Titel", "Risicobeoordeling 2026")
    _circle(page, "overall", "Standaardrisico")
    type_in(page, "Tekst", "Vooral particulieren uit de streek.")
    type_in(page, "Eerste dag", "01/06/2026")
    press(page, "Vastleggen")
    expect(main).to_contain_text("Vastgelegd: Risicobeoordeling 2026.")
    _go_to(page, "Jaarverslagen")
    follow(_inside(page), "2026")
    expect(main).to_contain_text("Er was geen cliëntacceptatiebeleid van kracht")
    expect(main).not_to_contain_text(NO_ASSESSMENT)
    follow(_inside(page), "1 – Personen")
    expect(main).to_contain_text("Wim Verlinden")
    follow(_inside(page), "Terug naar het verslag")


def _written(watched: Watched) -> None:
    """The texts, one after the other, from the figures on; the year is typed to sign."""
    page, main = watched.page, watched.page.locator("main")
    follow(page, "Schrijven")
    for text in (
        "Laag.",
        "Het komt er in mei.",
        "In juni een dag.",
        "Geen, na een steekproef.",
        "Els, voor juli.",
    ):
        type_in(_inside(page), "Uw tekst", text)
        press(page, "Bewaren en verdergaan")
    press(_inside(page), "Bewaren")
    expect(main).to_contain_text("U kunt het ondertekenen.")
    follow(_inside(page), "Het verslag ondertekenen")
    type_in(_inside(page), "Jaar van het verslag", "2026")
    press(page, "Het verslag ondertekenen")
    expect(main).to_contain_text("Het verslag is ondertekend. Het blijft zoals het is.")
    _is_good(watched)


def _pack(live: Live, watched: Watched) -> bytes:
    """Of one client; its page shows by itself that a worker made it."""
    page, main = watched.page, watched.page.locator("main")
    _go_to(page, "Inspectiepakketten")
    follow(_inside(page), "Een pakket maken…")
    type_in(_inside(page), "Naam of referentie", "verlinden")
    press(page, "In de dossiers zoeken")
    tab_to(_inside(page), "Wim Verlinden", "INPUT")
    page.keyboard.press("Space")
    _is_good(watched)
    press(page, "Bekijken hoeveel het wordt")
    expect(main).to_contain_text("1 contact gekozen")
    _is_good(watched)
    press(_inside(page), "Het pakket maken")
    expect(main).to_contain_text("Voortgang")
    _is_good(watched)
    work = threading.Thread(target=_worked_off, args=(live,))  # the browser's loop runs in this one
    work.start()
    work.join()
    expect(main.get_by_role("link", name="Downloaden")).to_be_visible()
    _is_good(watched)
    return _taken(watched, "Downloaden")


def _is_whole(content: bytes) -> None:
    """Every file in it is listed with its fingerprint, but the list itself."""
    with zipfile.ZipFile(io.BytesIO(content)) as pack:
        assert pack.testzip() is None
        listed = [line.split(" *", 1) for line in pack.read("SHA256SUMS").decode().splitlines()]
        assert {name for _, name in listed} == set(pack.namelist()) - {"SHA256SUMS"}
        assert any("Wim Verlinden" in name for _, name in listed)
        for printed, name in listed:
            assert hashlib.sha256(pack.read(name)).hexdigest() == printed, name


def _is_good(watched: Watched) -> None:
    """Also on a narrow screen; afterwards it is as wide as before. Asked of what no walk of all pages sees: how a
    page is after an act, and packs."""
    assert problems(watched, LOOK) == [], watched.page.url
    watched.page.set_viewport_size({"width": 1280, "height": 900})


def _circle(page: Page, name: str, label: str) -> None:
    """One of the circles with this name, with the arrows."""
    _into(page, name)
    for _ in range(6):
        if page.evaluate("document.activeElement.labels[0].innerText").startswith(label):
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    assert page.get_by_label(label).is_checked()


def _into(page: Page, name: str) -> None:
    """Tab until one is at the circles with this name."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name:
            return
    raise AssertionError(f"Tab never comes to “{name}”")


def _inside(page: Page) -> Page:
    """Past the menu, by the link that a page begins with. Where a form was sent from there, its answer is read
    from there."""
    if page.evaluate("document.activeElement.id") != "main":
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.hash") == "#main", page.url
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main", page.url
    return page


def _go_to(page: Page, words: str) -> None:
    """A page of the menu, by its name, from the middle of a long one."""
    page.keyboard.press("Control+k")
    page.keyboard.type(words)
    page.locator("#palette [aria-selected=true] b", has_text=words).wait_for()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _taken(watched: Watched, words: str) -> bytes:
    """The file that a link or button hands out; of the page it would have been, the browser says that it never
    came."""
    page = watched.page
    tab_to(page, words, "A", "BUTTON")
    with page.expect_download() as taken:
        page.keyboard.press("Enter")
    content = Path(taken.value.path()).read_bytes()
    watched.complaints.remove(f"failed: {taken.value.url}, net::ERR_ABORTED")
    return content


def _worked_off(live: Live) -> None:
    url = live.factory.kw["bind"].url.render_as_string(hide_password=False)
    work_off(url, live.factory, live.state, kinds={WorkKind.PACK: building.carry_on})
