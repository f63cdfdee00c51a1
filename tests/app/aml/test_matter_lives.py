"""Lives of risk profiles and deals, begun as told and then random: the services and the database say what the
model says."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from sqlalchemy.orm import Session

from app.transaction import Scope, enter
from tests.app.aml.matter_lives import LENGTH, Life
from tests.app.aml.matter_paths import PATHS, his_own
from tests.app.aml.paid_deals import paying_office

DEMANDED = {
    *("begin", "answer", "assess", "hand", "decide oneself", "ask", "reply", "drop"),
    *("pay by wallet", "pay by subscription", "pay again"),
    *("officer accepted", "officer refused", "officer decides his own"),
    *("hold", "release", "report", "report again", "end"),
    *("sent", "question", "question_answered", "opposed", "no_objection", "rejected"),
    *("accept a new version", "drop a new version"),
}
REFUSED = {"aml.matter.own", "aml.matter.blocked", "aml.matter.not_now", "aml.matter.decided"}


@pytest.mark.slow
@pytest.mark.trust("AML")
@pytest.mark.trust("Spending")
def test_matters_are_what_the_model_says_over_random_lives(session: Session) -> None:
    """The same lives each time; another seed here draws others."""
    done: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    for path in PATHS:
        around = session.begin_nested()
        enter(session, Scope.office())
        one = paying_office(session)
        drawn = random.Random(f"20261130/{path.__name__}")  # noqa: S311 - replayed by its seed
        life = Life(session, one, drawn, others=path is not his_own)
        try:
            path(life)
            for _ in range(LENGTH):
                life.step()
        except BaseException as problem:
            problem.add_note(f"life {path.__name__}, at {life.now}")
            raise
        done.update(life.done)
        refused.update(life.refused)
        around.rollback()
        session.expire_all()
    assert done.keys() >= DEMANDED, DEMANDED - done.keys()
    assert refused.keys() >= REFUSED, REFUSED - refused.keys()
