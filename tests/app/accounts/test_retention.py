"""What of signing in is forgotten: a batch at a time, oldest first, and nothing that is still of use."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.retention import forget_attempts
from app.transaction import Scope, enter
from models.accounts import Attempt

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.trust("14.2.7")
def test_old_tries_go_a_batch_at_a_time_the_oldest_first(session: Session) -> None:
    enter(session, Scope.office())
    for days in (89, 92, 95, 91):
        session.add(
            Attempt(
                name_hash=b"n",
                address_hash=b"a",
                way="password",
                outcome="wrong",
                reference=str(days),
                tried_at=NOW - timedelta(days=days),
            )
        )
    session.commit()
    assert forget_attempts(session, NOW, 2) == 2
    left = select(Attempt.reference).where(Attempt.name_hash == b"n").order_by(Attempt.tried_at)
    assert session.scalars(left).all() == ["91", "89"]
    assert forget_attempts(session, NOW, 2) == 1
    assert forget_attempts(session, NOW, 2) == 0
    assert session.scalars(left).all() == ["89"]
