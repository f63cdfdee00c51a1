"""Telling what ends within two weeks, against the same by the mapper, row by row.

Ours is the job: one statement that writes down what wasn't told yet, one event for five hundred rights, and the
jobs that write the letters. The reference reads each right that ends, looks whether it was told, and adds a row.
It does so for a sample, and its time is counted for all: at ten million it goes on for more than half an hour.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, sessionmaker

from app.clock import day_of
from app.database import engine_for, session_factory
from app.rights.ending import announce_endings
from app.rights.rules import EXPIRING_DAYS
from app.transaction import Scope, enter
from benchmarks.measure import Job, Times, fewer, interleaved, main
from benchmarks.rights_data import filled
from models.rights import EndingTold, Right

JOBS = (Job("two-week warnings", "the mapper, row by row", 0.01, 1_000_000),)
SIZES = (10_000, 100_000)
SAMPLE = 10_000
NOW = datetime(2025, 6, 30, 9, 0, tzinfo=UTC)


def _ending() -> Select[Right]:
    today = day_of(NOW)
    return select(Right).where(
        Right.revoked_at.is_(None),
        Right.last_day.between(today, today + timedelta(days=EXPIRING_DAYS)),
        Right.first_day <= today,
    )


def _row_by_row(sessions: sessionmaker[Session]) -> None:
    with sessions() as session:
        enter(session, Scope.office())
        for right in session.scalars(_ending().limit(SAMPLE)):
            key = (right.organisation_id, right.id, right.last_day, EXPIRING_DAYS)
            if session.get(EndingTold, key) is None:
                session.add(
                    EndingTold(
                        organisation_id=right.organisation_id,
                        right_id=right.id,
                        last_day=right.last_day,
                        days_before=EXPIRING_DAYS,
                        told_at=NOW,
                    )
                )
                session.flush()
        session.rollback()


def _ours(sessions: sessionmaker[Session]) -> None:
    with sessions() as session:
        enter(session, Scope.office())
        assert announce_endings(session, NOW)
        session.rollback()


def measured(size: int, rounds: int) -> Iterator[Times]:
    with filled(size) as (server, _):
        engine = engine_for(server.url("house_app"))
        sessions = session_factory(engine)
        times = interleaved(
            {"ours": lambda: _ours(sessions), "rows": lambda: _row_by_row(sessions)}, fewer(rounds, size)
        )
        with sessions() as session:
            enter(session, Scope.office())
            ending = session.scalar(select(func.count()).select_from(_ending().subquery())) or 0
        engine.dispose()
        whole = times["rows"] * max(ending / SAMPLE, 1)
        yield Times("two-week warnings", times["ours"], whole, note=f"{ending:,} end")


if __name__ == "__main__":
    main(__file__)
