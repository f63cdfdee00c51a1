"""Joris keeps the kinds of right of his tool himself; the central team says whose tool it is."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.transaction import Scope
from app.transaction import enter as act_in
from models.events import Event
from models.rights import RightKind
from tests.stories.cast import Cast
from tests.stories.stage import Browser, days_for_bram, enter

SAVE = {"NL": "Bewaren", "FR": "Enregistrer"}


def _kind(factory: sessionmaker[Session], code: str) -> RightKind:
    with factory() as session:
        act_in(session, Scope.office())
        return session.scalars(select(RightKind).where(RightKind.code == code)).one()


@pytest.mark.parametrize(
    ("code", "kinds", "mine", "other", "change", "most"),
    [
        (
            "NL",
            "Soorten rechten",
            "Dossiers behandelen",
            "Lokaal beheerder",
            "Wijzigen",
            "Ten hoogste, in maanden",
        ),
        (
            "FR",
            "Types de droit",
            "Traiter les dossiers",
            "Administrateur local",
            "Modifier",
            "Au maximum, en mois",
        ),
    ],
    ids=["NL", "FR"],
)
def test_he_lowers_the_maximum_and_new_grants_are_held_to_it(
    browser: Browser,
    cast: Cast,
    factory: sessionmaker[Session],
    code: str,
    kinds: str,
    mine: str,
    other: str,
    change: str,
    most: str,
) -> None:
    joris = enter(browser, "joris.vandamme").follow(code).follow(kinds).follow(mine).follow(change)
    joris.fill(most, "121").press(SAVE[code])
    assert joris.status == 422
    joris.fill(most, "2").press(SAVE[code])
    assert not joris.follow(kinds).follow(other).sees_link(change), "that tool is somebody else's"
    assert _kind(factory, "planner").max_months == 2
    filip = days_for_bram(browser, cast)
    assert filip.value("Last day") == "2027-05-14"


def test_withdrawn_while_somebody_grants_it(browser: Browser, cast: Cast) -> None:
    filip = days_for_bram(browser, cast).press("Go on")
    joris = enter(browser, "joris.vandamme").follow("Kinds of right").follow("Handle files").follow("Change")
    joris.tick("Offered", on=False).press("Save").reads("Withdrawn")
    filip.press("Grant").reads("The application owner no longer offers this right.")


def test_another_owners_kind_cannot_be_reached_by_hand(browser: Browser, cast: Cast) -> None:
    joris = enter(browser, "joris.vandamme")
    assert joris.typed_address(f"/kinds/edit/{cast.kinds['half_year']}").status == 403
    assert joris.typed_address("/tools/add").status == 403


def test_the_central_team_appoints_and_dismisses(
    browser: Browser, cast: Cast, factory: sessionmaker[Session]
) -> None:
    greet = enter(browser, "greet.desmet").follow("Tools").follow("Planning desk").reads("Joris Van Damme")
    greet.follow("Application owners").fill("National number", "85.07.30-033.29").press("Appoint")
    assert "don't fit" in greet.error("National number")
    greet.fill("National number", "80.01.01-001.07").press("Appoint").reads("Nobody is known here")
    greet.fill("National number", str(cast.numbers["Bram"])).press("Appoint", times=2)
    greet.reads("Bram Claes keeps the kinds of right of this tool now.")
    bram = enter(browser, "bram.claes").follow("Kinds of right").follow("Handle files")
    assert bram.sees_link("Change")
    greet.follow("Dismiss Bram Claes").reads("can no longer change").press("Dismiss")
    greet.reads("Bram Claes no longer keeps this tool.")
    assert not bram.reload().sees_link("Change")
    with factory() as session:
        act_in(session, Scope.office())
        tags = session.scalars(select(Event.tag).where(Event.tag.startswith("rights.owner.")).order_by(Event.id))
        assert list(tags) == ["rights.owner.appointed", "rights.owner.dismissed"]
