"""Lists each night: every one that is published is asked for, whatever became of the others."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from app import clock
from app.aml.lists.loading import LOST
from app.aml.lists.taking_in import AGAIN
from app.errors import Outage
from app.outside.list_settings import ListSettings, Published
from models.aml import SanctionsList, Snapshot
from scheduler.jobs import Workplace
from scheduler.sanctions import fetch_lists, read_list
from tests.app.aml.lists.files import eu_list, people
from tests.app.aml.lists.loads import NOON, Shelf

_BEGUN = text(
    "update procrastinate_jobs set status = 'doing' where task_name = 'read_list' and status = 'todo'"
    " returning args"
)


class _Night:
    """The clock, at noon or later."""

    moment = NOON


@pytest.fixture
def night(monkeypatch: pytest.MonkeyPatch) -> _Night:
    made = _Night()
    monkeypatch.setattr(clock, "now", lambda: made.moment)
    return made


@pytest.fixture
def place(sessions: sessionmaker[Session], tmp_path: Path, night: _Night) -> Workplace:
    return Workplace(sessions, tmp_path, lists=ListSettings(practice=True).published(lambda: clock.day_of(NOON)))


def _read(place: Workplace) -> list[str]:
    """Does what was put in the queue, as a worker would."""

    def begun(session: Session) -> list[dict[str, Any]]:
        return sorted((dict(one) for one in session.scalars(_BEGUN)), key=lambda facts: int(facts["snapshot_id"]))

    return [read_list(place, **facts) for facts in place.office(begun)]


def test_every_list_is_fetched_and_loaded(place: Workplace) -> None:
    assert fetch_lists(place) == "eu un belgium opensanctions peps"
    assert all(" + 0 + 0" in outcome for outcome in _read(place))
    lists = place.office(lambda session: session.scalars(select(SanctionsList)).all())
    assert {one.published_on for one in lists} == {date(2026, 11, 30)}
    assert sorted(one.edition for one in lists) == [1, 2, 3, 4, 5]


def test_one_that_is_under_way_isnt_asked_for_again_until_it_was_lost(place: Workplace, night: _Night) -> None:
    fetch_lists(place)
    assert fetch_lists(place) == "none"
    night.moment += LOST
    assert fetch_lists(place) == "eu un belgium opensanctions peps"
    states = place.office(lambda s: s.scalars(select(Snapshot.state).order_by(Snapshot.id)).all())
    assert states == ["refused"] * 5 + ["reading"] * 5


def test_one_that_waits_for_a_decision_keeps_nobody_else_from_coming(
    sessions: sessionmaker[Session], tmp_path: Path, night: _Night
) -> None:
    shelf = Shelf({"eu": eu_list(date(2026, 11, 29), people(1, 60))})
    place = Workplace(sessions, tmp_path, lists=Published(shelf, ("eu",)))
    fetch_lists(place)
    _read(place)
    shelf.lists["eu"] = eu_list(date(2026, 11, 30), people(1, 20))
    fetch_lists(place)
    assert _read(place)[-1] == "held"
    both = Workplace(sessions, tmp_path, lists=Published(shelf, ("eu", "un")))
    assert fetch_lists(both) == "un"


def test_a_list_nobody_knows_is_passed_over(
    sessions: sessionmaker[Session], tmp_path: Path, night: _Night
) -> None:
    place = Workplace(sessions, tmp_path, lists=Published(Shelf(), ("moon", "eu")))
    assert fetch_lists(place) == "eu"


def test_without_addresses_nothing_is_fetched(sessions: sessionmaker[Session], tmp_path: Path) -> None:
    assert fetch_lists(Workplace(sessions, tmp_path)) == "loaded by hand"


def test_what_is_silent_is_tried_again_by_itself(
    sessions: sessionmaker[Session], tmp_path: Path, night: _Night
) -> None:
    class Silence:
        def fetch(self, code: str, into: BinaryIO) -> None:
            raise Outage("lists")

    place = Workplace(sessions, tmp_path, lists=Published(Silence(), ("eu",)))
    fetch_lists(place)
    assert _read(place) == ["asked again"]
    later = text("select scheduled_at from procrastinate_jobs where task_name = 'read_list' and status = 'todo'")
    assert place.office(lambda session: session.scalar(later)) == NOON + AGAIN
