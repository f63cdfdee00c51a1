"""Bram asks for a right and for more time; Filip finds it, grants or says why not; Bram is told."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.transaction import Scope
from app.transaction import enter as act_in
from models.events import Event
from models.rights import Right, RightRequest
from tests.stories.cast import Cast, standing_right
from tests.stories.stage import Browser, enter
from tests.stories.walker import Walker

GRANTED = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def ending(cast: Cast, factory: sessionmaker[Session]) -> None:
    """Bram's right to handle files ends within two weeks; one of before is over."""
    with factory.begin() as session:
        act_in(session, Scope.office())
        session.add_all(
            [
                standing_right(cast, "Bram", "planner", date(2026, 4, 1), date(2027, 3, 25), GRANTED),
                standing_right(cast, "Bram", "half_year", date(2026, 4, 1), date(2026, 9, 30), GRANTED),
            ]
        )


def _requests(factory: sessionmaker[Session]) -> list[RightRequest]:
    with factory() as session:
        act_in(session, Scope.office())
        return list(session.scalars(select(RightRequest).order_by(RightRequest.id)))


def _tags(factory: sessionmaker[Session]) -> list[str]:
    with factory() as session:
        act_in(session, Scope.office())
        found = session.scalars(select(Event.tag).where(Event.tag.startswith("rights.r")).order_by(Event.id))
        return list(found)


@pytest.mark.parametrize(
    ("code", "mine", "more", "why", "ask", "card", "worklist", "grant", "granted", "state"),
    [
        (
            "NL",
            "Mijn rechten",
            "Meer tijd vragen",
            "Waarom hebt u het nodig?",
            "Vragen",
            "Mensen die een recht vragen",
            "Aanvragen van rechten",
            "Toekennen",
            "Toegekend. Bram Claes krijgt een mail.",
            "Toegekend",
        ),
        (
            "FR",
            "Mes droits",
            "Demander plus de temps",
            "Pourquoi en avez-vous besoin ?",
            "Demander",
            "Personnes qui demandent un droit",
            "Demandes de droits",
            "Octroyer",
            "Octroyé. Bram Claes en est averti par courriel.",
            "Octroyé",
        ),
    ],
    ids=["NL", "FR"],
)
def test_he_asks_for_more_time_and_gets_it(
    browser: Browser,
    factory: sessionmaker[Session],
    ending: None,
    code: str,
    mine: str,
    more: str,
    why: str,
    ask: str,
    card: str,
    worklist: str,
    grant: str,
    granted: str,
    state: str,
) -> None:
    bram = enter(browser, "bram.claes").follow(code).follow(mine)
    bram.reads("01/04/2026 – 25/03/2027", "30/09/2026").follow(more).reads("25/03/2027")
    bram.fill(why, "Dossiers lopen door").press(ask, times=2)
    assert bram.title == mine
    assert len(_requests(factory)) == 1
    filip = enter(browser, "filip.janssens").follow(code).reads(card).follow(worklist).follow("Bram Claes")
    filip.reads("Dossiers lopen door").follow(grant).press(grant).reads(granted)
    bram.follow(mine).reads(state, "15/03/2027 – 14/03/2028")
    assert _tags(factory) == ["rights.request.made", "rights.right.changed", "rights.request.granted"]


def test_he_asks_for_a_new_one_and_reads_why_not(
    browser: Browser, factory: sessionmaker[Session], ending: None
) -> None:
    bram = enter(browser, "bram.claes").follow("My rights").follow("Ask for a right").follow("Local administrator")
    bram.press("Ask").reads("Say why you need it")
    bram.fill("Why do you need it?", "Vervanging").press("Ask").reads("Asked")
    filip = enter(browser, "filip.janssens").follow("Requests for rights").follow("Bram Claes").follow("Decline")
    filip.press("Decline").reads("Say why not; the person reads it.")
    filip.fill("Why not?", "Er zijn er genoeg").press("Decline").reads("Declined. Bram Claes is told by mail.")
    bram.follow("My rights").reads("Declined", "Er zijn er genoeg")
    assert _requests(factory)[0].state == "not_granted"


def test_what_could_not_be_granted_cant_be_asked(browser: Browser, ending: None) -> None:
    bram = enter(browser, "bram.claes").follow("My rights").follow("Ask for a right").follow("Handle files")
    bram.fill("Why do you need it?", "Nog eens").press("Ask").reads("already")
    assert bram.status == 422
    bram.follow("My rights").follow("Ask for a right").reads_nothing_of("City grants", "Old grants")


def test_he_no_longer_needs_it_and_asks_once_at_a_time(
    browser: Browser, factory: sessionmaker[Session], ending: None
) -> None:
    bram = _asked(browser)
    bram.follow("Ask for a right").follow("Local administrator").fill("Why do you need it?", "x").press("Ask")
    bram.reads("You asked for this right already")
    filip = enter(browser, "filip.janssens").follow("Requests for rights").follow("Bram Claes").follow("Grant")
    bram.follow("My rights").press("No longer needed").reads("You no longer ask for it.", "No longer asked")
    filip.press("Grant").reads("This was decided or dropped meanwhile.")
    assert [one.state for one in _requests(factory)] == ["let_go"]
    with factory() as session:
        act_in(session, Scope.office())
        assert session.scalars(select(Right.id).where(Right.first_day == date(2027, 3, 15))).all() == []


def _asked(browser: Browser) -> Walker:
    bram = enter(browser, "bram.claes").follow("My rights").follow("Ask for a right").follow("Local administrator")
    return bram.fill("Why do you need it?", "Vervanging").press("Ask")


def test_nobody_grants_himself_what_he_asks(browser: Browser, factory: sessionmaker[Session]) -> None:
    filip = enter(browser, "filip.janssens").follow("My rights").reads("Local administrator")
    filip.follow("Ask for more time").fill("Why do you need it?", "Ik").press("Ask").reads("Asked")
    filip.follow("Requests for rights").follow("Filip Janssens").follow("Grant").press("Grant")
    assert filip.status == 422
    assert [one.state for one in _requests(factory)] == ["asked"]


@pytest.mark.trust("Tenants")
def test_another_governments_requests_arent_there(browser: Browser, ending: None) -> None:
    _asked(browser)
    filip = enter(browser, "filip.janssens").follow("Requests for rights").follow("Bram Claes")
    here = filip.url.removeprefix("http://localhost")
    chloe = enter(browser, "chloe.dubois").follow("EN")
    assert chloe.typed_address(here).status == 404
    assert chloe.typed_address(here.replace("show", "grant")).status == 404
    els = enter(browser, "els.wouters").follow("EN").follow("My rights")
    assert els.typed_address("/my-rights/longer/1").status == 404
