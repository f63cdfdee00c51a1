"""From the home page to a right on one page: by a piece of the name, by number, and what can't be is said."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.transaction import Scope
from app.transaction import enter as act_in
from models.organisations import Membership
from models.rights import Right
from tests.house.crowd import known_person
from tests.stories.cast import VOORBEELDEGEM, Cast
from tests.stories.stage import Browser, enter
from tests.stories.walker import Walker


def _given(factory: sessionmaker[Session]) -> list[tuple[int, date]]:
    with factory() as session:
        act_in(session, Scope.office())
        rights = session.scalars(select(Right).where(Right.first_day == date(2027, 3, 15)).order_by(Right.id))
        return [(one.person_id, one.last_day) for one in rights]


def _picks(filip: Walker, kind: int) -> Walker:
    (control,) = filip.page.xpath("//select[@name='kind']")
    control.value = str(kind)
    return filip


@pytest.mark.parametrize(
    ("code", "who", "on", "grant", "granted"),
    [
        ("NL", "Wie?", "Verder", "Toekennen", "Toegekend: 15/03/2027 – 14/03/2028."),
        ("FR", "Qui ?", "Continuer", "Octroyer", "Octroyé : 15/03/2027 – 14/03/2028."),
    ],
    ids=["NL", "FR"],
)
def test_by_a_piece_of_the_name(
    browser: Browser,
    cast: Cast,
    factory: sessionmaker[Session],
    code: str,
    who: str,
    on: str,
    grant: str,
    granted: str,
) -> None:
    filip = enter(browser, "filip.janssens").follow(code).fill(who, "claes").press(on).reads("Bram Claes")
    _picks(filip, cast.kinds["planner"]).press(grant, times=2)
    filip.reads(granted)
    assert _given(factory) == [(cast.persons["Bram"], date(2028, 3, 14))]


def test_by_number_and_a_part_that_is_asked(browser: Browser, cast: Cast, factory: sessionmaker[Session]) -> None:
    filip = enter(browser, "filip.janssens").follow("EN").fill("Who?", str(cast.numbers["Bram"])).press("Go on")
    assert cast.numbers["Bram"].digits not in filip.url
    _picks(filip, cast.kinds["half_year"]).press("Grant").reads("Choose for which part of the tool")
    (first, *_) = filip.page.xpath("//input[@name='context']")
    first.set("checked", "checked")
    filip.press("Grant").reads("Granted: 15/03/2027 – 14/09/2027.")
    assert _given(factory) == [(cast.persons["Bram"], date(2027, 9, 14))]


def test_several_of_that_name_nobody_and_what_is_refused(
    browser: Browser, cast: Cast, factory: sessionmaker[Session]
) -> None:
    with factory.begin() as session:
        act_in(session, Scope.office())
        tom = known_person(session, "Claessens", "Tom", date(1980, 1, 1), 202)
        relation = Membership(
            organisation_id=cast.organisations[VOORBEELDEGEM],
            person_id=tom.id,
            category="employee",
            type="standard",
            state="confirmed",
            first_day=date(2026, 1, 1),
            function="Bode",
            created_at=datetime(2026, 6, 1, tzinfo=UTC),
        )
        session.add(relation)
    filip = enter(browser, "filip.janssens").follow("EN").fill("Who?", "zzz").press("Go on")
    filip.reads("Nobody here has such a name or number.")
    filip.fill("Who?", "cla").press("Grant").reads("Choose one, or type more of the name.", "Bram Claes", "Bode")
    filip.fill("Who?", "an peeters")
    _picks(filip, cast.kinds["half_year"]).press("Grant").reads("isn't meant for a relation of category")
    filip.fill("Who?", "dubois").press("Grant").reads("Nobody here has such a name or number.")
    assert _given(factory) == []
