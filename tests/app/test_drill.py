"""The drill: a backup under load comes back whole."""

from __future__ import annotations

import pytest

from models import keyring
from tests.drill import drill


@pytest.mark.slow
@pytest.mark.trust("Restore drill")
def test_a_backup_taken_while_people_work_comes_back_to_the_last_byte() -> None:
    keys = keyring.installed()
    try:
        found = drill(seed=7, seconds=2)
    finally:
        keyring.install(keys)
    assert found.faults == [], found.told()
    assert found.files > 0
    assert found.events_after > 0, "nobody worked meanwhile"
