"""The helpdesk looks along: read only, a quarter of an hour, announced, recorded, and told to the person."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from app.transaction import Scope
from app.transaction import enter as act_as
from models.accounts import Account, StaffRole
from models.events import Event
from tests.stories.cast import Cast
from tests.stories.stage import Browser, Post, Time, enter, sign_in
from tests.stories.walker import Walker


def _looking(browser: Browser, username: str = "filip.janssens") -> Walker:
    dirk = enter(browser, "dirk.maes").search(username).follow("Look along")
    return dirk.fill("Why do you look along?", "C-000007: hij vindt Bram niet").press("Look along")


@pytest.mark.trust("Audit log")
@pytest.mark.parametrize(
    ("code", "look", "why", "back", "good_day", "banner"),
    [
        (
            "NL",
            "Meekijken",
            "Waarom kijkt u mee?",
            "Terug naar mijn eigen pagina’s",
            "Dag Filip Janssens",
            "U kijkt mee met filip.janssens tot 15/03/2027 10:20",
        ),
        (
            "FR",
            "Regarder avec",
            "Pourquoi regardez-vous avec cette personne ?",
            "Retour à mes propres pages",
            "Bonjour Filip Janssens",
            "Vous regardez avec filip.janssens jusqu’au 15/03/2027 10:20",
        ),
    ],
)
def test_dirk_sees_what_filip_sees_and_filip_is_told(
    browser: Browser,
    post: Post,
    factory: sessionmaker[Session],
    cast: Cast,
    code: str,
    look: str,
    why: str,
    back: str,
    good_day: str,
    banner: str,
) -> None:
    dirk = sign_in(browser().visit(), "dirk.maes").follow(code).search("filip.janssens").follow(look)
    assert dirk.press(look).status == 422
    dirk.fill(why, "C-000007: hij vindt Bram niet").press(look)
    assert (dirk.title, dirk.language) == (good_day, code.lower())
    dirk.reads(banner, "Gemeente Voorbeeldegem").typed_address("/rights/list/").reads(banner)
    assert dirk.status == 200
    dirk.follow(back)
    assert dirk.title == "filip.janssens"
    with factory() as session:
        act_as(session, Scope.office())
        seen = session.scalars(select(Event).where(Event.tag == "accounts.account.viewed")).one()
        assert (seen.actor_id, seen.subject_id) == (cast.accounts["Dirk"], cast.accounts["Filip"])
    post(dirk)
    filip = enter(browser, "filip.janssens").follow("Mailbox").follow("De helpdesk keek met u mee")
    filip.reads("C-000007: hij vindt Bram niet", "Er kon niets gewijzigd worden")


@pytest.mark.trust("8.4.1")
@pytest.mark.trust("Audit log")
def test_nothing_can_be_done_meanwhile(
    browser: Browser, cast: Cast, factory: sessionmaker[Session], time: Time
) -> None:
    dirk = _looking(browser).follow("Grant a right")
    before = _rows(factory)
    dirk.fill("National number", str(cast.numbers["Bram"])).press("Find")
    assert dirk.status == 403
    for address in ("/keys/code", "/privacy/", "/password/change", "/account/", "/language/fr"):
        assert dirk.typed_address(address).status == 403, address
    assert _rows(factory) == before
    assert dirk.visit().title == "Good day, Filip Janssens"
    assert dirk.press("Sign out").title == "Sign in"


def _rows(factory: sessionmaker[Session]) -> str:
    with factory() as session:
        session.execute(text("set local role house_office"))
        counted = "select (select count(*) from event), (select count(*) from rights_right), (select language from"
        return str(session.execute(text(f"{counted} ab_user where username = 'filip.janssens')")).one())


def test_it_ends_after_a_quarter_of_an_hour_and_with_the_role(
    browser: Browser, time: Time, factory: sessionmaker[Session], cast: Cast
) -> None:
    dirk, again = _looking(browser), _looking(browser)
    time.passes(minutes=14)
    assert dirk.visit().title == "Good day, Filip Janssens"
    time.passes(minutes=1)
    assert dirk.visit().title == "Good day, Dirk Maes"
    assert again.visit().title == "Good day, Dirk Maes"
    last = _looking(browser)
    with factory.begin() as session:
        act_as(session, Scope.office())
        role = session.scalars(select(StaffRole).where(StaffRole.account_id == cast.accounts["Dirk"])).one()
        role.last_day = role.first_day
    assert last.visit().title == "Good day, Dirk Maes"


def test_a_colleague_a_closed_account_and_no_reason_are_refused(
    browser: Browser, factory: sessionmaker[Session], cast: Cast
) -> None:
    dirk = enter(browser, "dirk.maes").search("greet.desmet").follow("Look along")
    dirk.fill("Why do you look along?", "Nieuwsgierig").press("Look along")
    dirk.reads("This is a colleague's account")
    with factory.begin() as session:
        act_as(session, Scope.office())
        session.get_one(Account, cast.accounts["Els"]).active = False
    assert not dirk.visit().search("els.wouters").sees_link("Look along")
    dirk.typed_address(f"/view-as/{cast.accounts['Els']}")
    dirk.fill("Why do you look along?", "x").press("Look along").reads("Nobody can sign in on this account")
    bram = enter(browser, "bram.claes").typed_address(f"/view-as/{cast.accounts['Filip']}")
    assert bram.status == 403
