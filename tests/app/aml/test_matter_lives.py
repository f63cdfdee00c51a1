"""Random lives of risk profiles and deals: the services and the database say what the model says."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from sqlalchemy.orm import Session

from app.transaction import Scope, enter
from tests.app.aml.matter_lives import LENGTH, Life
from tests.app.aml.paid_deals import paying_office

LIVES = 5


@pytest.mark.slow
@pytest.mark.trust("AML")
@pytest.mark.trust("Spending")
def test_matters_are_what_the_model_says_over_random_lives(session: Session) -> None:
    """The same lives each time; another seed here draws others."""
    done: Counter[str] = Counter()
    for number in range(LIVES):
        around = session.begin_nested()
        enter(session, Scope.office())
        one = paying_office(session)
        life = Life(session, one, random.Random(f"20261130/{number}"))  # noqa: S311 - replayed by its seed
        for step in range(LENGTH):
            try:
                life.step()
            except BaseException as problem:
                problem.add_note(f"life {number}, step {step}")
                raise
        done.update(life.done)
        around.rollback()
        session.expire_all()
    assert {"begin", "answer", "assess", "pay", "hand", "decide oneself", "ask", "report"} <= done.keys(), done
