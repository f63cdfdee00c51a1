"""The job that assesses contacts: asked for by what changes levels, found by the clock where it was lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app import clock
from models.aml import Contact
from scheduler.clock import TIMETABLE
from scheduler.jobs import JOBS, Workplace
from scheduler.vigilance import reassess
from tests.app.aml.drafted_rules import contact, published, rule, rules
from tests.app.aml.lists_of_today import aml_office
from tests.app.wallet.offices import NOW


def test_the_clock_makes_up_for_a_job_that_was_lost(
    own_sessions: sessionmaker[Session], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    place = Workplace(own_sessions, tmp_path)
    place.office(lambda session: published(session, rules(rule("ID1"))))
    bram = place.office(aml_office).bram
    place.office(lambda session: contact(session, bram, "Casper Okafor", {"ID1": "no"}))
    assert JOBS["reassess"] is reassess
    assert [(one.job, one.each) for one in TIMETABLE if one.name == "reassess"] == [("reassess", False)]
    place.stop.set()
    assert reassess(place) == "0 contacts"
    place.stop.clear()
    assert reassess(place) == "1 contacts"
    assert reassess(place) == "0 contacts"
    assert place.office(lambda session: session.scalars(select(Contact.level)).all()) == ["raised"]
