"""How a report moves on: every pair of a state and an act is decided, and when the officer may go on."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest

from app.aml.goaml.moves import MOVES, becomes, is_back, lets_go
from models.values.fiu import OfficerActKind as Kind
from models.values.fiu import ReportState as State

DAY = date(2026, 12, 7)
SAID = ("no_objection", "opposed", "question")
ALLOWED = {
    "draft": {"reported": "made", "ended": "ended"},
    "made": {"sent": "sent", "rejected": "rejected"},
    "sent": {**{one: one for one in SAID}, "rejected": "rejected"},
    "question": {**{one: one for one in SAID}, "question_answered": "sent"},
    "opposed": {**{one: one for one in SAID}, "ended": "ended"},
    "no_objection": {"opposed": "opposed", "question": "question", "ended": "ended"},
    "rejected": {"reported": "made"},
    "ended": {},
}


@pytest.mark.parametrize(("state", "kind"), list(product(State, Kind)))
def test_every_pair_of_state_and_act_is_decided(state: State, kind: Kind) -> None:
    assert becomes(state, kind) == ALLOWED[str(state)].get(str(kind))


def test_no_move_is_left_out() -> None:
    assert len(MOVES) == sum(map(len, ALLOWED.values()))


@pytest.mark.parametrize(
    ("state", "before", "on_the_day"),
    [
        (State.DRAFT, False, False),
        (State.MADE, False, False),
        (State.SENT, False, False),
        (State.NO_OBJECTION, True, True),
        (State.OPPOSED, False, True),
        (State.QUESTION, False, False),
        (State.REJECTED, False, False),
        (State.ENDED, False, False),
    ],
)
def test_it_is_back_once_the_fiu_doesnt_object_or_its_day_has_come(
    state: State, before: bool, on_the_day: bool
) -> None:
    assert is_back(state, DAY, DAY - timedelta(1)) is before
    assert is_back(state, DAY, DAY) is on_the_day
    free = state in (State.DRAFT, State.ENDED)
    assert lets_go(state, DAY, DAY - timedelta(1)) is (before or free)
    assert lets_go(state, DAY, DAY) is (on_the_day or free)
