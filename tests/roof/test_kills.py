"""Twenty kills at random under load: every job and every cent once, the clock taken over, the trail whole."""

from __future__ import annotations

import pytest

from tests.kills.__main__ import CLOCK_LIMIT, run


@pytest.mark.slow
@pytest.mark.trust("Kill loop")
@pytest.mark.trust("2.3.4")
@pytest.mark.trust("Ledger")
@pytest.mark.trust("Top-up")
@pytest.mark.trust("Spending")
def test_twenty_kills_lose_nothing_and_double_nothing() -> None:
    outcome = run(20261125, 150, 20, database=True, patience=90, rescue=True)
    assert outcome.faults == [], outcome.told()
    assert sum(outcome.kills.values()) == 20
    assert outcome.kills["database"] > 0
    assert outcome.reckoning.asked > 0
    assert outcome.reckoning.done == outcome.reckoning.asked
    assert outcome.reckoning.rights > 0
    assert outcome.clock_gap < CLOCK_LIMIT
    assert outcome.reckoning.arrived > 0
    assert outcome.reckoning.money.acknowledged > 0
    assert outcome.reckoning.money.credited > 0
