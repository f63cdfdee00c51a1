"""The job of screening: asked by each load, and found by the clock where it was lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.aml.contacts import add_contact
from app.aml.shelf import FOLDER, Shelf
from models.aml import Hit, Snapshot
from scheduler.clock import TIMETABLE
from scheduler.jobs import JOBS, Workplace
from scheduler.screening import rescreen
from tests.app.aml.lists_of_today import aml_office, entry, load, person
from tests.app.wallet.offices import NOW

pytestmark = pytest.mark.trust("Re-screening")


def test_the_clock_makes_up_for_a_job_that_was_lost(own_sessions: sessionmaker[Session], tmp_path: Path) -> None:
    place = Workplace(own_sessions, tmp_path)
    one = place.office(aml_office)
    pages = Shelf(tmp_path / FOLDER)
    place.office(lambda session: add_contact(session, one.bram, pages, person("Casper Okafor"), NOW))
    place.office(lambda session: load(session, "eu", [entry("E0", person("Casper Okafor"))]))
    assert JOBS["rescreen"] is rescreen
    assert [(one.job, one.each) for one in TIMETABLE if one.name == "rescreen"] == [("rescreen", False)]
    assert rescreen(place) == "1 loads"
    assert rescreen(place, snapshot_id=1) == "0 loads"
    assert place.office(lambda session: session.scalars(select(Hit.key)).all()) == ["E0"]
    assert place.office(lambda session: session.scalars(select(Snapshot.new_hits)).all()) == [1]
    # The index lies ready for the pages of this machine.
    assert place.office(lambda session: len(pages.index(session))) == 1


def test_a_worker_that_has_to_stop_leaves_the_rest(own_sessions: sessionmaker[Session], tmp_path: Path) -> None:
    place = Workplace(own_sessions, tmp_path)
    place.office(aml_office)
    place.office(lambda session: load(session, "eu", [entry("E0", person("Casper Okafor"))]))
    place.stop.set()
    assert rescreen(place) == "0 loads"
    place.stop.clear()
    assert rescreen(place) == "1 loads"
