# ruff: noqa: S311 - a seed has to draw the same again
"""Whatever the day the demo is filled on, what is drawn is what the rules of granting let through."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from itertools import islice
from random import Random

import pytest

from app.clock import BRUSSELS, day_of
from app.demo.colleague import draw_colleague
from app.demo.governments import GOVERNMENTS, VOORBEELDEGEM, WELFARE, GovernmentHome
from app.demo.people import humans, post_for
from app.demo.plan import Act, Arrival, Departure, Draw, Grant, Revocation, draw_person, working_day
from app.demo.tools import OPENINGS
from app.rights.rules import GrantFacts, Standing, refusals_to_grant, state_of
from models.values import RightState, is_working_day

DAYS = (date(2028, 2, 29), date(2027, 3, 28), date(2026, 11, 1), date(2027, 12, 31), date(2028, 1, 1))
PEOPLE = 60


def drawn(home: GovernmentHome, today: date) -> list[Act]:
    """Everything that happens in a government until noon of that day, in order."""
    start = working_day(today - timedelta(days=3 * 365))
    draw = Draw(Random(f"{home.name} {today}"), home.language, home.government_kind, start, today)
    if home is VOORBEELDEGEM:
        draw_colleague(draw)
    for human in islice(humans(Random(home.name), home.language, set()), PEOPLE):
        draw_person(draw, post_for(draw.random, human, home))
    now = datetime.combine(today, time(12), BRUSSELS)
    return sorted((act for act in draw.acts if act.at < now), key=lambda act: act.at)


def facts_of(home: GovernmentHome, act: Grant, standing: list[Grant]) -> GrantFacts:
    """What the service would decide this grant on."""
    opening, arrival = OPENINGS[act.code], act.arrival
    return GrantFacts(
        today=day_of(act.at),
        first_day=act.first_day,
        last_day=act.last_day,
        max_months=opening.max_months,
        kind_offered=True,
        kind_code=act.code,
        granted_to_oneself=False,
        government_kind=home.government_kind,
        government_kinds=opening.governments,
        category=arrival.post.function.category,
        categories=opening.categories,
        type="standard",
        types=opening.types,
        relation_confirmed=True,
        relation_first_day=arrival.first_day,
        relation_last_day=arrival.last_day,
        standing=[Standing(0, other.first_day, other.last_day) for other in standing],
        context=act.context,
        contexts=[code for code, _ in opening.contexts],
    )


@pytest.mark.parametrize("today", DAYS, ids=str)
@pytest.mark.parametrize("home", GOVERNMENTS, ids=lambda home: home.domain)
def test_nothing_drawn_is_refused(home: GovernmentHome, today: date) -> None:
    arrived: list[Arrival] = []
    standing: dict[tuple[int, str], list[Grant]] = defaultdict(list)
    for act in drawn(home, today):
        assert is_working_day(day_of(act.at))
        match act:
            case Arrival():
                arrived.append(act)
            case Grant():
                assert any(act.arrival is one for one in arrived)
                held = standing[id(act.arrival), act.code]
                assert refusals_to_grant(facts_of(home, act, held)) == ()
                held.append(act)
            case Revocation(grant=grant):
                day = day_of(act.at)
                assert state_of(grant.first_day, grant.last_day, None, day) is not RightState.EXPIRED
                standing[id(grant.arrival), grant.code].remove(grant)
            case Departure(arrival=arrival):
                of_his = [held for (key, _), held in standing.items() if key == id(arrival)]
                assert all(grant.last_day <= day_of(act.at) for held in of_his for grant in held)


def test_the_same_seed_draws_the_same_acts_and_another_day_others() -> None:
    once, again = drawn(VOORBEELDEGEM, DAYS[0]), drawn(VOORBEELDEGEM, DAYS[0])
    assert once == again
    assert len(once) > PEOPLE
    assert once != drawn(VOORBEELDEGEM, DAYS[1])


def test_who_works_elsewhere_already_is_found_there_whatever_he_comes_to_do() -> None:
    draw = Draw(Random("both"), "nl", WELFARE.government_kind, DAYS[0] - timedelta(days=1095), DAYS[0])
    people = islice(humans(Random("both"), "nl", set()), 200)
    arrivals = [draw_person(draw, post_for(draw.random, human, WELFARE), draw.start) for human in people]
    assert {arrival.post.function.category for arrival in arrivals} == {"employee", "external"}
    assert all(arrival.known for arrival in arrivals)


def test_numbers_tell_birth_date_and_sex_and_some_are_bis_numbers_that_tell_neither() -> None:
    people = list(islice(humans(Random("numbers"), "nl", set()), 2000))
    assert len({human.number for human in people}) == 2000
    assert all(human.new.birth_date == human.number.birth_date for human in people)
    bis = [human for human in people if human.number.is_bis]
    assert 20 < len(bis) < 120
    assert any(human.new.birth_date is None for human in bis)
    assert any(human.new.sex == "unknown" for human in bis)
    assert all(human.new.birth_date for human in people if not human.number.is_bis)
