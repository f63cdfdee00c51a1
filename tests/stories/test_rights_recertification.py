"""Once a year every right is kept or revoked; what nobody confirmed by the deadline goes by the policy."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app import clock
from app.rights import recertification
from app.transaction import Scope
from app.transaction import enter as act_in
from models.events import Event
from models.rights import Campaign, CampaignLine, Right
from tests.stories.cast import Cast, standing_right
from tests.stories.stage import Browser, Time, enter
from tests.stories.walker import Walker

GRANTED = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def three(cast: Cast, factory: sessionmaker[Session]) -> dict[str, int]:
    """Beside Filip's own: a right of Bram, of An, and one more of Bram."""
    with factory.begin() as session:
        act_in(session, Scope.office())
        made = {
            "bram": standing_right(cast, "Bram", "planner", date(2026, 6, 1), date(2027, 5, 31), GRANTED),
            "an": standing_right(cast, "An", "planner", date(2026, 6, 1), date(2027, 5, 31), GRANTED),
            "grants": standing_right(cast, "Bram", "half_year", date(2026, 12, 1), date(2027, 5, 31), GRANTED),
        }
        session.add_all(made.values())
        session.flush()
        return {name: right.id for name, right in made.items()}


def _look_after(factory: sessionmaker[Session]) -> tuple[int, int, int]:
    with factory.begin() as session:
        act_in(session, Scope.office())
        return recertification.look_after_campaigns(session, clock.now())


def _outcomes(factory: sessionmaker[Session]) -> dict[int, str | None]:
    with factory() as session:
        act_in(session, Scope.office())
        return {one.right_id: one.outcome for one in session.scalars(select(CampaignLine))}


def _tags(factory: sessionmaker[Session]) -> list[str]:
    with factory() as session:
        act_in(session, Scope.office())
        found = session.scalars(select(Event.tag).where(Event.tag.startswith("rights.")).order_by(Event.id))
        return list(found)


def _ticks(filip: Walker, beginning: str) -> Walker:
    for box in filip.page.xpath("//input[@name='line']"):
        if box.get("aria-label").startswith(beginning):
            box.set("checked", "checked")
    return filip


@pytest.mark.parametrize(
    ("code", "menu", "begin", "policy", "revokes", "keep", "kept", "take", "sure", "gone", "planner"),
    [
        (
            "NL",
            "Rechten bevestigen",
            "Beginnen",
            "Wat gebeurt er met een recht dat dan door niemand bevestigd is?",
            "Het wordt herroepen",
            "De aangevinkte behouden",
            "1 recht bevestigd.",
            "De aangevinkte herroepen",
            "Deze rechten herroepen",
            "1 recht herroepen.",
            "Dossiers behandelen",
        ),
        (
            "FR",
            "Confirmation des droits",
            "Commencer",
            "Que devient un droit que personne n’aura confirmé d’ici là ?",
            "Il est révoqué",
            "Garder ceux qui sont cochés",
            "1 droit confirmé.",
            "Révoquer ceux qui sont cochés",
            "Révoquer ces droits",
            "1 droit révoqué.",
            "Traiter les dossiers",
        ),
    ],
    ids=["NL", "FR"],
)
def test_one_is_kept_one_revoked_and_the_rest_goes_by_the_policy(
    browser: Browser,
    cast: Cast,
    factory: sessionmaker[Session],
    time: Time,
    three: dict[str, int],
    code: str,
    menu: str,
    begin: str,
    policy: str,
    revokes: str,
    keep: str,
    kept: str,
    take: str,
    sure: str,
    gone: str,
    planner: str,
) -> None:
    filip = enter(browser, "filip.janssens").follow(code).follow(menu).follow(begin)
    filip.choose(policy, revokes).press(begin).reads("14/04/2027")
    _ticks(filip, f"Bram Claes: {planner}").press(keep).reads(kept)
    _ticks(filip, "An Peeters").press(take).reads("An Peeters")
    assert _outcomes(factory)[three["an"]] is None, "asked first"
    filip.press(sure).reads(gone)
    time.moment = datetime(2027, 4, 14, 21, 0, tzinfo=UTC)
    assert _look_after(factory) == (0, 1, 0), "the deadline's own day counts"
    time.moment = datetime(2027, 4, 14, 22, 5, tzinfo=UTC)
    assert _look_after(factory) == (0, 0, 1)
    assert _look_after(factory) == (0, 0, 0)
    assert _outcomes(factory) == {
        three["bram"]: "needed",
        three["an"]: "taken",
        three["grants"]: "lapsed",
        cast.authority["Filip"]: "flagged",
    }
    with factory() as session:
        act_in(session, Scope.office())
        lapsed = session.scalars(select(Right).where(Right.id == three["grants"])).one()
        assert (lapsed.revoked_on, lapsed.revoked_by) == (date(2027, 4, 15), None)
    assert _tags(factory) == [
        "rights.campaign.started",
        "rights.campaign.kept",
        "rights.rights.revoked",
        "rights.campaign.reminded",
        "rights.rights.revoked",
        "rights.campaign.closed",
    ]


def test_reminders_come_at_the_marks_and_not_twice(
    browser: Browser, factory: sessionmaker[Session], time: Time, three: dict[str, int]
) -> None:
    enter(browser, "filip.janssens").follow("Confirming rights").follow("Begin").press("Begin").reads("Begun.")
    reminded = []
    for day in range(15, 32):
        time.moment = datetime(2027, 3, day, 8, 0, tzinfo=UTC)
        reminded += [day] * (_look_after(factory)[1] + _look_after(factory)[1])
    assert reminded == [31]
    time.moment = datetime(2027, 4, 9, 8, 0, tzinfo=UTC)  # the clock stood still from the 1st on
    assert [_look_after(factory)[1] for _ in range(2)] == [1, 0]


def test_a_deadline_on_a_holiday_moves_and_one_too_soon_is_refused(
    browser: Browser, factory: sessionmaker[Session], three: dict[str, int]
) -> None:
    filip = enter(browser, "filip.janssens").follow("Confirming rights").follow("Begin")
    filip.fill("Until", "2027-03-16").press("Begin").reads("Choose a last day from 22/03/2027")
    filip.fill("Until", "2027-05-01").press("Begin").reads("It runs until 03/05/2027.")  # Labour Day, a Saturday
    filip.follow("Confirming rights").follow("Begin").press("Begin").reads("Rights are being confirmed already.")


def test_nothing_ticked_all_at_once_and_flagged_by_policy(
    browser: Browser, factory: sessionmaker[Session], time: Time, three: dict[str, int]
) -> None:
    filip = enter(browser, "filip.janssens").follow("Confirming rights").follow("Begin").tick("Again every year")
    filip.press("Begin").press("Keep the ticked ones").reads("No row was chosen.")
    filip.press("Revoke the ticked ones").reads("No row was chosen.")
    filip.press("Keep all that are open: 4").reads("4 rights confirmed.", "Everything is confirmed")
    filip.follow("Show all").reads("Bram Claes", "Kept")
    time.moment = datetime(2027, 4, 15, 8, 0, tzinfo=UTC)
    assert _look_after(factory) == (0, 0, 1)
    time.moment = datetime(2028, 3, 14, 8, 0, tzinfo=UTC)
    assert [_look_after(factory)[0] for _ in range(2)] == [1, 0]
    time.moment = datetime(2028, 6, 1, 8, 0, tzinfo=UTC)
    _look_after(factory)
    with factory() as session:
        act_in(session, Scope.office())
        second = session.scalars(select(Campaign).order_by(Campaign.id)).all()[1]
        assert (second.started_by, second.closed_at is not None, second.policy) == (None, True, "flag")


@pytest.mark.trust("Tenants")
def test_another_governments_campaign_isnt_there(browser: Browser, three: dict[str, int]) -> None:
    filip = enter(browser, "filip.janssens").follow("Confirming rights").follow("Begin").press("Begin")
    here = filip.url.removeprefix("http://localhost")
    chloe = enter(browser, "chloe.dubois").follow("EN")
    assert chloe.typed_address(here).status == 404
    chloe.follow("Confirming rights").reads_nothing_of("14/04/2027")
