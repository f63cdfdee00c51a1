"""Letting somebody in with what he may use: on confirming, on inviting, and afterwards on his own page."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.demo.office_tools import linked_eid
from models.organisations import Member, Organisation
from models.rights import Requirement, Tool, ToolRole
from tests.stories.cast import Cast
from tests.stories.office import SINCE, acting, changed, furnish
from tests.stories.stage import MOMENT, Browser, Post, enter, sign_in
from tests.stories.walker import Walker

DIARY = "Office diary, User"


@dataclass(frozen=True)
class Said:
    """What one reads and presses, in one language."""

    members: str
    decide: str
    decision: str
    accept: str
    cell: str
    user: str
    confirmed: str
    uses: str
    register: str
    tools: str


SAID = {
    "EN": Said("Members", "Decide", "Decision", "Confirm: he or she works here", "Office diary, User", "User",
               "Els Wouters is a member from now on.", "What he or she may use",
               "Register for the organisation: Office diary", "My tools"),
    "NL": Said("Medewerkers", "Beslissen", "Beslissing", "Bevestigen: hij of zij werkt hier",
               "Kantooragenda, Gebruiker", "Gebruiker", "Els Wouters is vanaf nu medewerker.",
               "Wat hij of zij mag gebruiken", "Registreren voor de organisatie: Kantooragenda",
               "Mijn toepassingen"),
    "FR": Said("Collaborateurs", "Décider", "Décision", "Confirmer : cette personne travaille ici",
               "Agenda d’agence, Utilisateur", "Utilisateur", "Els Wouters est désormais collaborateur.",
               "Ce qu’il ou elle peut utiliser", "Enregistrer pour l’organisation: Agenda d’agence",
               "Mes applications"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _office(factory: sessionmaker[Session], cast: Cast) -> None:
    furnish(factory, cast)


def _waits(factory: sessionmaker[Session], cast: Cast, *, linked: bool) -> None:
    """Els asked to join."""

    def asked(session: Session) -> None:
        from_office = session.scalars(select(Organisation.id).where(Organisation.name == "Immo Peeters")).one()
        session.add(
            Member(
                organisation_id=from_office,
                account_id=cast.accounts["Els"],
                state="awaiting_confirmation",
                first_day=SINCE,
                created_at=MOMENT,
            )
        )
        if linked:
            session.add(linked_eid(cast.accounts["Els"], MOMENT))

    changed(factory, asked)


def _registered(browser: Browser, language: str = "EN") -> Walker:
    said = SAID[language]
    return acting(browser, "an.peeters", language).follow(said.tools).press(said.register)


@pytest.mark.parametrize("language", SAID)
def test_confirming_is_one_screen_with_what_he_may_use(
    browser: Browser, cast: Cast, factory: sessionmaker[Session], language: str
) -> None:
    said = SAID[language]
    _waits(factory, cast, linked=True)
    an = _registered(browser, language).follow(said.members).follow("Els Wouters").follow(said.decide)
    an.choose(said.decision, said.accept).choose(said.cell, said.user).press(said.decide).reads(said.confirmed)
    an.follow(said.uses)
    assert an.chosen(said.cell) == said.user
    els = acting(browser, "els.wouters")
    els.follow("My tools").reads("Open to you")


def test_who_has_no_card_linked_is_confirmed_without_or_not_at_all(
    browser: Browser, cast: Cast, factory: sessionmaker[Session]
) -> None:
    _waits(factory, cast, linked=False)
    an = _registered(browser).follow("Members").follow("Els Wouters").follow("Decide")
    an.reads("no eID linked").choose("Decision", "Confirm: he or she works here").choose(DIARY, "User")
    an.press("Decide").reads("Els Wouters can't be a user yet: no eID is linked")
    assert (an.chosen(DIARY), an.status) == ("User", 422)
    # Nothing half done: she waits still.
    acting(browser, "an.peeters").follow("Members").follow("Els Wouters").reads("Awaiting confirmation")
    an.choose(DIARY, "No user").press("Decide").reads("Els Wouters is a member from now on.")


def test_refusing_sets_nothing_whatever_stood_in_the_table(
    browser: Browser, cast: Cast, factory: sessionmaker[Session]
) -> None:
    _waits(factory, cast, linked=True)
    an = _registered(browser).follow("Members").follow("Els Wouters").follow("Decide")
    an.choose("Decision", "Refuse").choose(DIARY, "User").press("Decide").reads("Els Wouters was refused")


def test_the_roles_of_an_invitation_are_set_when_it_is_accepted_as_far_as_can_be(
    browser: Browser, post: Post, cast: Cast, factory: sessionmaker[Session]
) -> None:
    def asks(session: Session) -> None:
        """The diary's second role asks an accreditation that nobody here has."""
        tool_id = session.scalars(select(Tool.id).where(Tool.code == "diary")).one()
        role = ToolRole(tool_id=tool_id, code="agent", name_nl="Makelaar", name_fr="Agent", name_en="Agent")
        session.add(role)
        session.flush()
        session.add(
            Requirement(tool_id=tool_id, role_id=role.id, purpose="use", holder="person", registers=["biv"])
        )
        session.add(linked_eid(cast.accounts["Els"], MOMENT))

    changed(factory, asks)
    an = (
        _registered(browser).follow("Members").follow("Invite somebody").fill("Work e-mail", "els@immo-peeters.be")
    )
    an.tick("Office diary User").tick("Office diary Agent").press("Send the invitation")
    link = post(an).page.xpath("//a[contains(@href, '/invitation/')]/@href")[0]
    els = sign_in(browser().visit().typed_address(f"/sign-in/?next={urlsplit(link).path}"), "els.wouters")
    els.follow("EN").press("Accept the invitation").reads("You are a member of Immo Peeters.")
    els.follow("My tools").reads("Open to you")
    an.visit().follow("Members").follow("Els Wouters").follow("What he or she may use")
    assert (an.chosen(DIARY), an.chosen("Office diary, Agent")) == ("User", "No user")
    an.reads("meant when invited", "lacks Institute of estate agents")
    an.choose(DIARY, "Blocked").press("Save").reads("Saved. What is blocked")
    els.reload()
    assert "Open to you" not in els.text


def test_two_tabs_on_the_page_of_a_member_dont_overwrite_each_other(browser: Browser, cast: Cast) -> None:
    an = _registered(browser).follow("Members").follow("Bram Claes").follow("What he or she may use")
    other = an.new_tab().reload()
    an.choose(DIARY, "User").press("Save", times=2).reads("Saved.")
    other.choose(DIARY, "Blocked").press("Save").reads("Somebody changed this meanwhile.")
    an.follow("Members").follow("Bram Claes").reads("Access to a tool set", "Office diary, User: User")


def test_leaving_tells_first_which_tools_it_ends(browser: Browser, cast: Cast) -> None:
    an = _registered(browser).follow("Members").follow("Bram Claes").follow("What he or she may use")
    an.choose(DIARY, "User").press("Save").follow("Members").follow("Bram Claes").follow("End the membership")
    an.reads("With it ends the use of:", "Office diary")
    bram = acting(browser, "bram.claes").follow("My organisations").follow("Immo Peeters").follow("Leave")
    bram.reads("With it ends the use of:", "Office diary").press("Leave").reads("You are no longer a member of")


@pytest.mark.trust("Accreditations, membership")
def test_a_manager_reads_at_home_which_tools_lack_an_accreditation(
    browser: Browser, cast: Cast, factory: sessionmaker[Session]
) -> None:
    an = _registered(browser).choose("Bram Claes, User", "User").press("Save").visit()
    assert "Tools with missing accreditations" not in an.text

    def asks(session: Session) -> None:
        tool_id = session.scalars(select(Tool.id).where(Tool.code == "diary")).one()
        session.add(Requirement(tool_id=tool_id, purpose="use", holder="person", registers=["biv"]))
        session.add(Requirement(tool_id=tool_id, purpose="use", holder="organisation", registers=["sf323"]))

    changed(factory, asks)
    an.visit().reads("Tools with missing accreditations", "Office diary", "Bram Claes").follow("Office diary")
    an.reads("Who uses Office diary", "lacks Institute of estate agents")


@pytest.mark.trust("Tenants")
def test_a_member_who_doesnt_manage_sets_nothing(browser: Browser, cast: Cast) -> None:
    address = _registered(browser).follow("Members").follow("Bram Claes").follow("What he or she may use").url
    for username in ("bram.claes", "els.wouters"):
        stranger = enter(browser, username).typed_address(address)
        assert stranger.status in (403, 404)
