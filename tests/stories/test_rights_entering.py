"""Entering a tool: straight on where nothing needs asking, by a choice, by a star; and why it isn't open."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.demo.enterprises import number_of
from models.organisations import Member, Organisation
from models.rights import Access, Tool, ToolRegistration, ToolRole
from tests.stories.cast import Cast
from tests.stories.office import SINCE, acting, changed, furnish
from tests.stories.stage import MOMENT, Browser, Time, enter

DIARY = "https://diary.example/"


@dataclass(frozen=True)
class Said:
    """What one reads and presses, in one language."""

    tools: str
    open: str
    how: str
    legend: str
    other: str
    star: str
    go: str
    closed: str
    helpdesk: str
    last: str
    otherwise: str


SAID = {
    "EN": Said("My tools", "Open the tool: Office diary", "How do you enter Office diary?",
               "For whom, and in which role?", "Vastgoed Claes User",
               "Take this one for this tool, without asking (★)",
               "Enter",
               "Office diary isn't open to you", "Send to the helpdesk", "Last in this tool",
               "Enter otherwise: Office diary"),
    "NL": Said("Mijn toepassingen", "De toepassing openen: Kantooragenda", "Hoe gaat u Kantooragenda binnen?",
               "Voor wie, en in welke rol?", "Vastgoed Claes Gebruiker",
               "Neem deze voor deze toepassing, zonder te vragen (★)",
               "Binnengaan", "Kantooragenda is niet open voor u", "Naar de helpdesk sturen",
               "Laatst in deze toepassing", "Anders binnengaan: Kantooragenda"),
    "FR": Said("Mes applications", "Ouvrir l’application: Agenda d’agence",
               "Comment entrez-vous dans Agenda d’agence ?",
               "Pour qui, et dans quel rôle ?", "Vastgoed Claes Utilisateur",
               "Prendre celle-ci pour cette application, sans demander (★)",
               "Entrer", "Agenda d’agence ne vous est pas accessible", "Envoyer au helpdesk",
               "Dernier accès à cette application", "Entrer autrement: Agenda d’agence"),
}  # fmt: skip


@pytest.fixture
def settings(settings: dict[str, str]) -> dict[str, str]:
    return settings | {"DEMO_PASSWORD_IS_HIGH": "0"}


@pytest.fixture(autouse=True)
def _office(factory: sessionmaker[Session], cast: Cast) -> None:
    """The diary is registered at Immo Peeters, where Bram is a user of it."""
    furnish(factory, cast)
    changed(factory, lambda session: _user(session, cast, "Immo Peeters"))


def _user(session: Session, cast: Cast, name: str) -> None:
    office = session.scalars(select(Organisation).where(Organisation.name == name)).one_or_none()
    if office is None:
        number = number_of(9_992_002).digits
        office = Organisation(kind="enterprise", name=name, enterprise_number=number, created_at=MOMENT)
        session.add(office)
        session.flush()
    of_bram = (Member.organisation_id == office.id, Member.account_id == cast.accounts["Bram"])
    bram = session.scalars(select(Member).where(*of_bram)).one_or_none()
    if bram is None:
        bram = Member(organisation_id=office.id, account_id=cast.accounts["Bram"], state="confirmed",
                      first_day=SINCE, created_at=MOMENT)  # fmt: skip
        session.add(bram)
        session.flush()
    tool_id, role_id = session.execute(
        select(Tool.id, ToolRole.id).join(ToolRole, ToolRole.tool_id == Tool.id).where(Tool.code == "diary")
    ).one()
    an = cast.accounts["An"]
    session.add(
        ToolRegistration(organisation_id=office.id, tool_id=tool_id, registered_on=SINCE, registered_by=an)
    )
    session.add(
        Access(organisation_id=office.id, membership_id=bram.id, tool_id=tool_id, role_id=role_id, state="user",
               given_on=SINCE, given_by=an)
    )  # fmt: skip


def test_with_one_way_in_nothing_is_asked_and_it_is_remembered(browser: Browser, cast: Cast, time: Time) -> None:
    bram = acting(browser, "bram.claes").follow("My tools")
    assert bram.leaves("Open the tool: Office diary") == DIARY
    time.passes(minutes=5)
    bram.visit().follow("My tools").reads("Last entered: 15/03/2027 10:05")


@pytest.mark.parametrize("language", SAID)
def test_with_several_one_chooses_and_a_star_takes_it_from_then_on(
    browser: Browser, cast: Cast, factory: sessionmaker[Session], language: str
) -> None:
    said = SAID[language]
    changed(factory, lambda session: _user(session, cast, "Vastgoed Claes"))
    bram = acting(browser, "bram.claes", language).follow(said.tools).follow(said.open).reads(said.how)
    assert bram.answer is not None
    assert "form-action 'self' https://diary.example" in bram.answer.headers["Content-Security-Policy"]
    bram.choose(said.legend, said.other).tick(said.star)
    assert bram.leaves(said.go) == DIARY
    bram.visit().reads("Vastgoed Claes").follow(said.tools)
    assert bram.leaves(said.open) == DIARY
    bram.visit().follow(said.tools).follow(said.otherwise).reads(said.how)
    assert bram.chosen(said.legend) == "Vastgoed Claes"
    # Without the star it asks again.
    assert bram.leaves(said.go) == DIARY
    bram.visit().follow(said.tools).follow(said.open).reads(said.how)


@pytest.mark.parametrize("language", SAID)
def test_a_refusal_says_why_who_can_help_and_fills_in_the_report(
    browser: Browser, cast: Cast, factory: sessionmaker[Session], language: str
) -> None:
    said = SAID[language]
    bram = acting(browser, "bram.claes", language).follow(said.tools)
    assert bram.leaves(said.open) == DIARY

    def blocked(session: Session) -> None:
        session.scalars(select(Access)).one().state = "blocked"

    changed(factory, blocked)
    bram.visit().follow(said.tools).follow(said.open)
    assert bram.status == 403
    bram.reads(said.closed, "Immo Peeters", "An Peeters").follow(said.helpdesk)
    bram.reads("Immo Peeters", said.last, "15/03/2027 10:05", "/enter/")


def test_the_helpdesk_reads_what_was_sent_along(
    browser: Browser, cast: Cast, factory: sessionmaker[Session]
) -> None:
    assert acting(browser, "bram.claes").follow("My tools").leaves("Open the tool: Office diary") == DIARY

    def closed(session: Session) -> None:
        session.scalars(select(Access)).one().ended_on = SINCE

    changed(factory, closed)
    bram = enter(browser, "bram.claes").follow("My tools").follow("Open the tool: Office diary")
    bram.follow("Send to the helpdesk")
    assert bram.chosen("In which tool?") == "Office diary"
    bram.fill("What went wrong, and what did you expect?", "Ik geraak er niet meer in.").press(
        "Send the report"
    ).reads("Your report has")
    dirk = enter(browser, "dirk.maes").follow("Cases").follow("C-000001")
    dirk.reads("Office diary", "Last in it", "15/03/2027 10:05", "What happened").follow("What happened")
    dirk.reads("That way in isn't open to you any more")


def test_a_weak_key_leads_to_a_stronger_one_and_back(
    browser: Browser, cast: Cast, factory: sessionmaker[Session]
) -> None:
    def strong(session: Session) -> None:
        session.scalars(select(Tool).where(Tool.code == "diary")).one().key_level = "high"

    bram = acting(browser, "bram.claes").follow("My tools")
    assert bram.leaves("Open the tool: Office diary") == DIARY
    changed(factory, strong)
    bram.visit().follow("My tools").follow("Open the tool: Office diary")
    bram.reads("You are signed in with a key of level", "Not met", "The key is strong enough")
    bram.follow("Use another key").reads("This page asks for a stronger key", "Show my eID")


@pytest.mark.parametrize("sent", ["", "x", "1", "1.2.3", "999999.1", "0.999999", "-1.1", "٣.١"])
@pytest.mark.trust("Accreditations, membership")
def test_a_way_that_isnt_ones_own_is_refused(
    browser: Browser, cast: Cast, factory: sessionmaker[Session], sent: str
) -> None:
    changed(factory, lambda session: _user(session, cast, "Vastgoed Claes"))
    bram = acting(browser, "bram.claes").follow("My tools").follow("Open the tool: Office diary")
    bram.tamper("way", sent).press("Enter")
    assert bram.status == 422
    bram.reads("How do you enter Office diary?")


@pytest.mark.trust("Accreditations, membership")
def test_a_way_that_closed_while_the_page_was_open_is_refused(
    browser: Browser, cast: Cast, factory: sessionmaker[Session]
) -> None:
    changed(factory, lambda session: _user(session, cast, "Vastgoed Claes"))
    bram = acting(browser, "bram.claes").follow("My tools").follow("Open the tool: Office diary")
    bram.choose("For whom, and in which role?", "Immo Peeters User")

    def ended(session: Session) -> None:
        office = session.scalars(select(Organisation.id).where(Organisation.name == "Immo Peeters")).one()
        session.scalars(select(Access).where(Access.organisation_id == office)).one().state = "blocked"

    changed(factory, ended)
    bram.press("Enter").reads("That way in isn't open to you any more.")
    assert bram.status == 422
