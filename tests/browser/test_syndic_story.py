"""The start of a mandate in Chromium without a mouse: a member of a company, in Dutch, from *do I need to file?*
to submitted and paid; Ines of the counter, in French, asks one thing; an answer changes it; she files, and the
register says who is syndic."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from app.demo import enterprises
from app.transaction import Scope
from app.transaction import enter as act_in
from models.organisations import Member, Organisation
from models.syndics import Case
from tests.app.aml.paid_deals import money_in
from tests.app.documents.making import pdf
from tests.app.syndics import stage
from tests.browser.complaints import WCAG, Look, problems
from tests.browser.keys import follow, press, tab_to, type_in
from tests.browser.live import WIDE, Live, Watched
from tests.stories.cast import SINCE
from tests.stories.stage import MOMENT
from tests.stories.syndics import DUTCH, FRENCH, Said, money

COMPANY = stage.BIV_COMPANY
ASSOCIATION = stage.fresh_association("VME Residentie Zeezicht")
WHICH_BOX = "Quelle boîte est la vôtre ? Il y en a quatre à cette adresse."


@pytest.fixture
def a_company(live: Live) -> None:
    """Vastgoed Claes, accredited at the BIV, with money in its wallet and Els as its member; the fee of the year;
    an association."""
    with live.factory.begin() as session:
        act_in(session, Scope.office())
        stage.add_fee(session, MOMENT.year)
        stage.registered(session, ASSOCIATION.number, ASSOCIATION.name, ASSOCIATION.home)
        stage.registered(session, COMPANY.enterprise_number, COMPANY.name, COMPANY.home, enterprises.COMPANY)
        office = Organisation(
            kind="enterprise", name=COMPANY.name, enterprise_number=COMPANY.enterprise_number, created_at=MOMENT
        )
        session.add(office)
        session.flush()
        session.add(
            Member(
                organisation_id=office.id,
                account_id=live.governments.cast.accounts["Els"],
                state="confirmed",
                first_day=SINCE,
                created_at=MOMENT,
            )
        )
        money_in(session, office.id, "200.00")


@pytest.mark.trust("Browser")
@pytest.mark.trust("Accessibility on every page")
def test_a_company_registers_its_mandate_and_the_counter_files_it_without_a_mouse(
    live: Live, chrome: Browser, a_company: None
) -> None:
    els = Watched(live.context(chrome, "els.wouters").new_page())
    els.page.goto("/language/nl?next=/context/")
    _circle(els.page, "organisation_id", COMPANY.name)
    press(els.page, "Kiezen")
    _begun(els, DUTCH)
    _filled_in(els, DUTCH)
    _submitted(els, DUTCH)
    ines = Watched(live.context(chrome, "ines.lemaire").new_page())
    ines.page.goto("/language/fr?next=/")
    _asked(ines, FRENCH)
    _answered(els, DUTCH)
    _filed(ines, FRENCH)
    _is_in_the_register(els, DUTCH)
    with live.factory() as session:
        act_in(session, Scope.office())
        case = session.scalars(select(Case).where(Case.association_number == ASSOCIATION.number)).one()
        assert (case.state, case.reference, case.due_on.isoformat()) == ("filed", "KBO 2027/0412", "2027-05-04")
    for watched in (els, ines):
        watched.page.close()


def _begun(els: Watched, said: Said) -> None:
    """Two questions lead to the form, and to the first page of a case."""
    page = els.page
    follow(page, said("Do I need to file?"))
    _circle(_inside(page), "happened", said("The association appoints a syndic, and had none in the register"))
    press(page, said("Go on"))
    _is_good(els, said)
    _circle(_inside(page), "number", said("Yes"))
    press(page, said("Go on"))
    expect(page.locator("main")).to_contain_text(said("Yes, you have to file"))
    _is_good(els, said)
    follow(_inside(page), said("Begin: %(form)s", form=said("Start of a mandate")))
    press(_inside(page), said("Begin"))
    type_in(_inside(page), said("Enterprise number of the association"), ASSOCIATION.number)
    press(page, said("Fill in from the business register"))
    expect(page.get_by_label(said("Name of the association"))).to_have_value(ASSOCIATION.name)
    _is_good(els, said)
    press(_inside(page), said("Save and go on"))


def _filled_in(els: Watched, said: Said) -> None:
    """The appointment and its last day, the company, nobody to represent it, how it is reached, the minutes."""
    page, main, on = els.page, els.page.locator("main"), said("Save and go on")
    _circle(_inside(page), "appointed_by", said("The general assembly"))
    _circle(page, "provisional", said("No"))
    type_in(page, said("Date of the decision"), "03/03/2027")
    type_in(page, said("First day of the mandate"), "05/05/2027")
    press(page, said("Show the last day to submit"))
    expect(main).to_contain_text("04/05/2027")
    _is_good(els, said)
    press(_inside(page), on)
    _circle(_inside(page), "kind", said("A company"))
    press(page, on)
    expect(page.get_by_label(said("Name of the company"))).to_have_value(COMPANY.name)
    _circle(_inside(page), "co_owner", said("No"))
    _chosen(page, said("If not: in what capacity?"), said("Estate agent (BIV/IPI)"))
    type_in(page, said("BIV/IPI number"), COMPANY.accreditation)
    _is_good(els, said)
    press(page, on)
    _circle(_inside(page), "named", said("No"))
    press(page, on)
    expect(main).to_contain_text(said("Representative (optional)"))
    _is_good(els, said)
    press(_inside(page), on)
    type_in(_inside(page), said("E-mail"), "els@claes.example")
    type_in(page, said("Telephone"), "+32 470 12 34 56")
    type_in(
        page, said("Where can the by-laws and the register of decisions be consulted?"), "Zeedijk 105, Oostende"
    )
    press(page, on)
    with page.expect_file_chooser() as chooser:  # asked for before one is at the field: it isn't heard at once
        tab_to(_inside(page), said("File"), "INPUT")
        page.keyboard.press("Space")
    chooser.value.set_files({"name": "notulen.pdf", "mimeType": "application/pdf", "buffer": pdf()})
    press(page, said("Upload"))
    expect(main).to_contain_text("notulen.pdf")
    _is_good(els, said)
    press(_inside(page), on)


def _submitted(els: Watched, said: Said) -> None:
    """All rules are met; the page tells what it costs, and is sent once."""
    page, main = els.page, els.page.locator("main")
    expect(main).to_contain_text(said("Everything that the law asks is there."))
    _is_good(els, said)
    gross = money(said, stage.FEE).replace("\xa0", " ")
    press(_inside(page), said("Submit and pay %(gross)s", gross=gross))
    expect(main).to_contain_text(said("Submitted and paid, in time. The proof of submission stands below."))
    _is_good(els, said)


def _asked(ines: Watched, said: Said) -> None:
    """From the worklist: she takes it up and asks."""
    page, main = ines.page, ines.page.locator("main")
    follow(page, said("Counter desk"))
    follow(_inside(page), ASSOCIATION.name)
    follow(_inside(page), said("Take up"))
    press(_inside(page), said("Take up"))
    follow(_inside(page), said("Ask the applicant"))
    type_in(_inside(page), said("Your question"), WHICH_BOX)
    press(page, said("Ask"))
    expect(main).to_contain_text(said("Asked. The applicant gets a mail."))


def _answered(els: Watched, said: Said) -> None:
    """The question is read among the cases; one field is changed and the case handed back."""
    page, main = els.page, els.page.locator("main")
    follow(page, said("Cases about syndics"))
    follow(_inside(page), ASSOCIATION.name)
    expect(main).to_contain_text(WHICH_BOX)
    _is_good(els, said)
    follow(_inside(page), said("Change the case"))
    follow(_inside(page), said.here("Syndic"))
    type_in(_inside(page), said("Street and number"), "Zeedijk 105 bus 3")
    press(page, said("Save and go on"))
    follow(_inside(page), said("Question to you"))
    expect(main).to_contain_text("Zeedijk 105 bus 3")
    _is_good(els, said)
    press(_inside(page), said("Answer the question"))
    expect(main).to_contain_text(said("Answered. The business counter goes on with your case."))


def _filed(ines: Watched, said: Said) -> None:
    """She sees what changed and nothing else, and files the act under the register's reference."""
    page, main = ines.page, ines.page.locator("main")
    follow(page, said("Counter desk"))
    follow(_inside(page), ASSOCIATION.name)
    expect(main.locator(".changes ins")).to_have_count(1)
    expect(main.locator(".changes ins")).to_have_text("Zeedijk 105 bus 3, 5000 Namur")
    _is_good(ines, said)
    follow(_inside(page), said("File the act"))
    type_in(_inside(page), said("Reference of the business register"), "KBO 2027/0412")
    press(page, said("File the act"))
    expect(main).to_contain_text(
        said("Filed. The register of mandates follows it, and the applicant gets a mail.")
    )
    _is_good(ines, said)


def _is_in_the_register(els: Watched, said: Said) -> None:
    page, main = els.page, els.page.locator("main")
    follow(page, said("Who is syndic"))
    follow(_inside(page), ASSOCIATION.name)
    type_in(_inside(page), said("Day"), "05/05/2027")
    press(page, said("Show who it was"))
    expect(main.get_by_role("status")).to_contain_text(COMPANY.name)
    _is_good(els, said)


def _is_good(watched: Watched, said: Said) -> None:
    """Also on a narrow screen; afterwards it is as wide as before. Asked of pages as acts leave them: no walk of
    all pages sees those."""
    assert problems(watched, Look(said.language, "light", WCAG)) == [], watched.page.url
    watched.page.set_viewport_size(WIDE)


def _circle(page: Page, name: str, label: str) -> None:
    """One of the circles with this name, with the arrows."""
    _into(page, name)
    for _ in range(8):
        if page.evaluate("document.activeElement.labels[0].innerText").startswith(label):
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    assert page.evaluate("document.activeElement.labels[0].innerText").startswith(label)


def _into(page: Page, name: str) -> None:
    """Tab until one is at the circles with this name."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name:
            return
    raise AssertionError(f"Tab never comes to “{name}” on {page.url}")


def _chosen(page: Page, label: str, option: str) -> None:
    """Of a list, by its first letters."""
    tab_to(page, label, "SELECT")
    page.keyboard.type(option)
    assert page.evaluate("document.activeElement.selectedOptions[0].text") == option


def _inside(page: Page) -> Page:
    """Past the menu, by the link that a page begins with."""
    if page.evaluate("document.activeElement.id") != "main":
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.hash") == "#main", page.url
        page.keyboard.press("Enter")
    return page
