"""The cast on the stage of each test of imports, and Filip, who administers Voorbeeldegem."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.policy import Identity
from app.transaction import Scope, enter
from tests.app.rights.grants import NOW
from tests.stories.cast import VOORBEELDEGEM, Cast, assemble


@pytest.fixture
def cast(session: Session) -> Cast:
    """The cast, with the session acting for Voorbeeldegem."""
    made = assemble(session, NOW - timedelta(days=200))
    session.commit()
    enter(session, Scope.organisation(made.organisations[VOORBEELDEGEM]))
    return made


@pytest.fixture
def filip(cast: Cast) -> Identity:
    return cast.administrator()
