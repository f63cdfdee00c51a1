"""What was kept for ten years after it ended is deleted the night after, with a protocol; nothing sooner, by nobody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app import clock
from app.aml.deals import accept_deal
from app.aml.fiu_reports import begin_report, end_report
from app.aml.forgetting import forget_all
from app.aml.holding import hold, release
from app.aml.matters import matter_of
from app.aml.notifications import close, notify_officer
from app.transaction import Scope, enter
from models.aml import Deletion
from models.base import Base
from tests.app.aml.complete_deals import accepted, add_assessed
from tests.app.aml.later import Night, database_day, rows_of
from tests.app.aml.lists_of_today import AmlOffice, aml_office
from tests.app.wallet.offices import NOW

TODAY = NOW.date()
LAST = date(2036, 11, 30)
"""The last day on which what ended on this day is kept."""
OVER = LAST + timedelta(days=1)
AML = tuple(
    name
    for name, table in Base.metadata.tables.items()
    if name.startswith("aml_") and "organisation_id" in table.c
)
pytestmark = pytest.mark.trust("AML")


@pytest.fixture
def one(session: Session) -> AmlOffice:
    made = aml_office(session)
    enter(session, Scope.organisation(made.id, officer=True))
    return made


@pytest.fixture
def on(session: Session, owner_engine: Engine, tmp_path: Path) -> Callable[[date], int]:
    """The job in the night of a day; how many files it deleted."""

    def run(day: date) -> int:
        at = clock.start_of(day) + timedelta(hours=4)
        with database_day(owner_engine, day):
            count = forget_all(Night(session, tmp_path), lambda: at)
        session.expire_all()
        return count

    return run


def _protocol(session: Session, one: AmlOffice) -> list[Deletion]:
    enter(session, Scope.organisation(one.id, officer=True))
    return list(session.scalars(select(Deletion).order_by(Deletion.id)))


def test_a_file_goes_the_night_after_its_last_day_with_all_that_hangs_on_it(
    session: Session, one: AmlOffice, on: Callable[[date], int], tmp_path: Path
) -> None:
    before = rows_of(session, one.id, AML)
    deal = add_assessed(session, one.bram)
    accept_deal(session, one.bram, deal.id, deal.version, NOW)
    lone = accepted(session, one.bram, "Onbekend", "Zoë")
    sent = notify_officer(session, one.bram, lone.id, "Zoë asks for secrecy.", None, NOW)
    close(session, one.an, sent.id, "Looked at with her notary, and explained.", sent.version, NOW)
    hold(session, one.an, matter_of(lone), "Strange: she asks for secrecy.", NOW)
    release(session, one.an, matter_of(lone), "Nothing is wrong with it.", NOW)
    report = begin_report(session, one.an, matter_of(lone), NOW)
    end_report(session, one.an, report.id, "A mistake of ours: another contact.", report.version, NOW)
    there = rows_of(session, one.id, AML)
    assert on(LAST) == 0
    assert rows_of(session, one.id, AML) == there
    assert on(OVER) == 4  # a deal, two who were in it, and who was never in any
    assert on(OVER) == 0
    left = rows_of(session, one.id, AML)
    assert left == {**before, "aml_deletion": 4}
    lines = _protocol(session, one)
    assert [line.kind for line in lines] == ["deal", "contact", "contact", "contact"]
    assert {(line.ended_on, line.kept_until) for line in lines} == {(TODAY, LAST)}
    assert lines[0].root_ids == sorted(lines[0].root_ids) and len(lines[0].root_ids) == 2
    went: dict[str, int] = {}
    for line in lines:
        for table, count in line.counted.items():
            went[table] = went.get(table, 0) + count
    assert went.pop("event_payload") > 4
    assert went == {table: count - before.get(table, 0) for table, count in there.items()}
