"""A manager registers tools for his office and says who uses them; each reads why a tool is open to him or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.demo.enterprises import PEETERS
from models.accounts import Accreditation
from models.rights import Admission, Tool
from tests.stories.cast import Cast
from tests.stories.office import SINCE, accredited, acting, changed, furnish
from tests.stories.stage import MOMENT, Browser, Time, enter


@dataclass(frozen=True)
class Said:
    """What one reads and presses, in one language."""

    tools: str
    register: str
    registered: str
    user: str
    save: str
    saved: str
    open: str
    why: str
    not_user: str


SAID = {
    "EN": Said("My tools", "Register for the organisation: Office diary", "Registered. Now say who uses it",
               "User",
               "Save", "Saved. What is blocked no longer opens", "Open to you", "Why? Office diary, User",
               "Set as user by a manager"),
    "NL": Said("Mijn toepassingen", "Registreren voor de organisatie: Kantooragenda",
               "Geregistreerd. Zeg nu wie ze gebruikt", "Gebruiker", "Bewaren", "Bewaard. Wat geblokkeerd is",
               "Open voor u", "Waarom? Kantooragenda, Gebruiker", "Door een beheerder als gebruiker ingesteld"),
    "FR": Said("Mes applications", "Enregistrer pour l’organisation: Agenda d’agence",
               "Enregistrée. Dites maintenant qui l’utilise", "Utilisateur", "Enregistrer",
               "Enregistré. Ce qui est bloqué", "Ouverte pour vous", "Pourquoi ? Agenda d’agence, Utilisateur",
               "Défini comme utilisateur par un gestionnaire"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _office(factory: sessionmaker[Session], cast: Cast) -> None:
    furnish(factory, cast)


@pytest.mark.parametrize("language", SAID)
def test_a_tool_is_registered_given_and_opens_at_the_next_click(
    browser: Browser, cast: Cast, language: str
) -> None:
    said = SAID[language]
    bram = acting(browser, "bram.claes", language).follow(said.tools).follow(said.why)
    bram.reads(said.not_user)
    an = acting(browser, "an.peeters", language).follow(said.tools)
    an.press(said.register).reads(said.registered)
    an.choose(f"Bram Claes, {said.user}", said.user).press(said.save).reads(said.saved)
    bram.visit().follow(said.tools).reads(said.open)


def test_what_is_missing_to_register_is_said_before_and_after_trying(
    browser: Browser, cast: Cast, factory: sessionmaker[Session]
) -> None:
    an = acting(browser, "an.peeters").follow("My tools")
    an.reads(
        "Your organisation isn't on the list of this tool.", "Missing: an accreditation by Institute of estate"
    )
    an.press("Register for the organisation: Files")
    an.reads("Ask its helpdesk what to do to be admitted.", "an accreditation by one of these is needed")

    def admitted(session: Session) -> None:
        accredited(session, cast, "An")
        tool_id = session.scalars(select(Tool.id).where(Tool.code == "files")).one()
        number = PEETERS.number.digits
        session.add(Admission(tool_id=tool_id, enterprise_number=number, ground="federation", first_day=SINCE))

    changed(factory, admitted)
    an.follow("My tools").press("Register for the organisation: Files").reads("Registered.")
    an.choose("Bram Claes, User", "User").choose("Joris Van Damme, User", "User").press("Save")
    an.reads("Bram Claes can't be a user in this role", "Joris Van Damme can't be a user yet: no eID is linked")
    an.reads("lacks Institute of estate agents", "no eID linked")
    an.choose("Joris Van Damme, User", "Blocked").choose("Bram Claes, User", "No user")
    an.choose("An Peeters, User", "User").press("Save").reads("Saved.")


@pytest.mark.trust("Accreditations, membership")
def test_an_accreditation_that_is_struck_off_closes_the_tool_at_the_next_click(
    browser: Browser, cast: Cast, factory: sessionmaker[Session], time: Time
) -> None:
    held: list[int] = []

    def admitted(session: Session) -> None:
        one = accredited(session, cast, "An")
        tool_id = session.scalars(select(Tool.id).where(Tool.code == "files")).one()
        number = PEETERS.number.digits
        session.add(Admission(tool_id=tool_id, enterprise_number=number, ground="agreement", first_day=SINCE))
        session.flush()
        held.append(one.id)

    changed(factory, admitted)
    an = acting(browser, "an.peeters").follow("My tools").press("Register for the organisation: Files")
    an.choose("An Peeters, User", "User").press("Save").follow("My tools").follow("Why? Files, User")
    an.reads("It is open", "The person has the accreditations")
    assert "Not met" not in an.text
    time.passes(days=1)
    an = acting(browser, "an.peeters")

    def struck(session: Session) -> None:
        session.get_one(Accreditation, held[0]).struck_off_on = (MOMENT + timedelta(days=1)).date()

    changed(factory, struck)
    an.follow("My tools").follow("Why? Files, User").reads(
        "It isn't open", "Not met", "Missing: an accreditation by"
    )
    # The day before it was open, and still is said to have been.
    an.fill("On which day?", "2027-03-15").press("Look").reads("As it was at the end of that day.")
    assert "Not met" not in an.text


@pytest.mark.trust("Accreditations, membership")
def test_who_is_blocked_or_no_longer_a_member_is_kept_out_at_the_next_click(browser: Browser, cast: Cast) -> None:
    an = acting(browser, "an.peeters").follow("My tools").press("Register for the organisation: Office diary")
    an.choose("Bram Claes, User", "User").press("Save")
    bram = acting(browser, "bram.claes").follow("My tools").reads("Open to you")
    an.choose("Bram Claes, User", "Blocked").press("Save")
    bram.reload().follow("Why? Office diary, User").reads(
        "It isn't open", "Not blocked by a manager", "An Peeters"
    )
    an.choose("Bram Claes, User", "User").press("Save")
    bram.follow("My tools").reads("Open to you")
    an.follow("Members").follow("Bram Claes").follow("End the membership").press("End the membership")
    bram.reload()
    assert "Open to you" not in bram.text


def test_a_tool_is_given_up_after_asking_and_comes_back_as_it_was(browser: Browser, cast: Cast) -> None:
    an = acting(browser, "an.peeters").follow("My tools").press("Register for the organisation: Office diary")
    an.choose("An Peeters, User", "User").press("Save").follow("My tools").reads("Open to you")
    an.follow("No longer use it Office diary").reads("From the next click on nobody")
    an.press("No longer use Office diary").reads("Office diary is closed for your organisation.")
    assert "Open to you" not in an.text
    an.press("Register for the organisation: Office diary").follow("My tools").reads("Open to you")


def test_a_manager_asks_why_a_member_cant_and_a_stranger_cant_ask_about_him(browser: Browser, cast: Cast) -> None:
    an = acting(browser, "an.peeters").follow("My tools").press("Register for the organisation: Office diary")
    an.follow("Why? Bram Claes, User").reads("Bram Claes", "Immo Peeters", "Not met")
    address = an.url
    els = enter(browser, "els.wouters")
    els.typed_address(address)
    assert els.status == 404


def test_two_tabs_lose_nothing(browser: Browser, cast: Cast) -> None:
    an = acting(browser, "an.peeters").follow("My tools").press("Register for the organisation: Office diary")
    other, third = an.new_tab().reload(), an.new_tab().reload()
    an.choose("Bram Claes, User", "User").press("Save", times=2)
    other.choose("An Peeters, User", "User").press("Save").reads("Saved.")
    third.choose("Bram Claes, User", "Blocked").press("Save").reads("Somebody changed this meanwhile.")
    an.reload()
    assert (an.chosen("An Peeters, User"), an.chosen("Bram Claes, User")) == ("User", "User")


def test_the_helpdesk_reads_what_is_open_to_whom_and_why_not(browser: Browser, cast: Cast) -> None:
    an = acting(browser, "an.peeters").follow("My tools").press("Register for the organisation: Office diary")
    an.choose("Bram Claes, User", "User").press("Save")
    dirk = enter(browser, "dirk.maes").follow("Accounts").follow("bram.claes").follow("What is open, and why not")
    dirk.reads("Immo Peeters", "As himself or herself", "Gemeente Voorbeeldegem")
    dirk.follow("Office diary", beside="It is open").reads("It is open", "Immo Peeters")
    dirk.fill("On which day?", "2026-01-05").press("Look").reads("It isn't open", "Belongs to the organisation")
