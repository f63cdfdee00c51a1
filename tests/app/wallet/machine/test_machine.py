"""Random lives of wallets: the services, the ledger and the database say what the model says."""

from __future__ import annotations

import pytest

from tests.app.wallet.machine.running import LENGTH, run
from tests.database import TestServer


@pytest.mark.slow
@pytest.mark.trust("Ledger")
@pytest.mark.trust("Top-up")
@pytest.mark.trust("Spending")
@pytest.mark.trust("2.3.3")
def test_wallets_hold_what_the_model_says_over_random_lives(server: TestServer) -> None:
    """The same lives each time; others by the hour: `python -m tests.long machines --minutes 60`."""
    lived = run(server, seed=20261130, lives=50)
    assert lived.steps == 50 * LENGTH
    assert lived.booked > 1_000
