"""The access decision beside a model that knows only sets, over random lives (`lives.py`)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy.orm import Session

from tests.app.rights.lives import BEGIN, Lives
from tests.stories.cast import assemble


def _lived(session: Session, examples: int, steps: int) -> None:
    cast = assemble(session, BEGIN - timedelta(days=200))
    session.commit()
    machine = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(lambda: Lives(session, cast), settings=machine)  # type: ignore[no-untyped-call]


@pytest.mark.trust("Accreditations, membership")
def test_the_decision_equals_the_model_over_some_lives(session: Session) -> None:
    _lived(session, 12, 40)


@pytest.mark.slow
@pytest.mark.trust("Accreditations, membership")
def test_the_decision_equals_the_model_over_many_lives(session: Session) -> None:
    _lived(session, 40, 60)
