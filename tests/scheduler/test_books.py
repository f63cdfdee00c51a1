"""The job of the books: sums of the days that are over, made once and anew, beside a ledger that goes on."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from app import clock
from models.wallet import DaySum
from scheduler.books import keep_day_sums
from scheduler.jobs import Workplace
from scheduler.wallet import check_ledger
from tests.app.wallet.books.house import NOVEMBER, at, business
from tests.app.wallet.offices import filled


def test_days_that_are_over_are_summed_and_the_ledger_agrees(
    own_sessions: sessionmaker[Session], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = at(NOVEMBER + timedelta(days=10))
    monkeypatch.setattr(clock, "now", lambda: moment)
    place = Workplace(own_sessions, tmp_path)
    made = place.office(business)
    rows = int(keep_day_sums(place))
    assert rows == place.office(lambda session: session.scalar(select(func.count()).select_from(DaySum)))
    assert "rules hold" in check_ledger(place)
    place.office(lambda session: filled(session, made.one, "5", at(NOVEMBER + timedelta(days=5))))
    assert 0 < int(keep_day_sums(place)) <= rows + 2
    assert "rules hold" in check_ledger(place)
