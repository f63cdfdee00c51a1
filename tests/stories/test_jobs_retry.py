"""A job that failed: the central team sees why, tries it again or gives it up; nobody else can."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from app import clock, jobs
from app import work as long_work
from app.policy import Identity, Role
from app.queue import enqueue
from app.transaction import Scope, transaction
from app.transaction import enter as act_as
from models.events import Event
from models.jobs import JobRun, TroubledJob
from models.work import Work
from scheduler.jobs import work_off
from tests.stories.cast import Cast
from tests.stories.stage import Browser, Time, enter

GREET = Identity(account_id=1, person_id=None, roles=frozenset({Role.PERSON, Role.CENTRAL}))


@pytest.fixture
def nowhere(tmp_path: Path) -> Path:
    """A folder for what the installation keeps that isn't there: what writes to it fails."""
    return tmp_path / "away"


@pytest.fixture
def failed(factory: sessionmaker[Session], nowhere: Path) -> int:
    """A job that failed for good."""
    job = _asked(factory, "anchor_events")
    _worked_off(factory, nowhere)
    return job


def _asked(factory: sessionmaker[Session], name: str, key: str | None = None) -> int:
    with factory() as session, transaction(session):
        job = enqueue(session, name, key=key)
    assert job is not None
    return job


def _worked_off(factory: sessionmaker[Session], state: Path) -> None:
    work_off(factory.kw["bind"].url.render_as_string(hide_password=False), factory, state)


def _status(factory: sessionmaker[Session], job: int) -> str:
    with factory() as session:
        act_as(session, Scope.office())
        return str(
            session.execute(text("select status from procrastinate_jobs where id = :id"), {"id": job}).scalar()
        )


def _recorded(factory: sessionmaker[Session], job: int) -> list[str]:
    with factory() as session:
        act_as(session, Scope.office())
        rows = session.scalars(select(Event.tag).where(Event.subject_kind == "job", Event.subject_id == job))
        return list(rows)


def test_a_failed_job_is_tried_again_once_its_cause_is_gone(
    browser: Browser, factory: sessionmaker[Session], failed: int, nowhere: Path
) -> None:
    greet = enter(browser, "greet.desmet").follow("Failed jobs")
    greet.reads("Anchor the audit trail outside", "FileNotFoundError", "Failed for good", "never, unless you ask")
    greet.follow("Anchor the audit trail outside").follow("Try again")
    greet.reads("Last time it ended with: FileNotFoundError", "What it did before isn't done twice.")
    assert _status(factory, failed) == "failed"  # looking decides nothing

    nowhere.mkdir()
    greet.press("Try again").reads("It will be tried within seconds.", "No job failed.")
    _worked_off(factory, nowhere)
    assert _status(factory, failed) == "succeeded"
    assert _recorded(factory, failed) == ["jobs.job.tried_again"]
    greet.reload().reads("No job failed.")
    greet.follow("Jobs").choose("Job", "Anchor the audit trail outside").press("Search").reads("2 results")


def test_a_job_is_given_up_from_the_run_log(browser: Browser, factory: sessionmaker[Session], failed: int) -> None:
    greet = enter(browser, "greet.desmet").follow("Jobs").choose("Outcome", "Failed").press("Search")
    run_of_the_log = greet.page.xpath("//a[contains(@class, 'open')]")[0].text_content().strip()
    greet.follow(run_of_the_log).follow("Give up").reads("is never tried again, and leaves this list.")
    greet.press("Give up").reads("Given up. It won't be tried again.", "No job failed.")
    assert _status(factory, failed) == "cancelled"
    assert _recorded(factory, failed) == ["jobs.job.given_up"]


def test_a_decision_on_what_was_seen_before_another_try_is_stale(
    browser: Browser, factory: sessionmaker[Session], failed: int, nowhere: Path
) -> None:
    greet = enter(browser, "greet.desmet").follow("Failed jobs").follow("Anchor the audit trail outside")
    giving_up = greet.new_tab().follow("Give up")
    greet.follow("Try again").press("Try again")
    _worked_off(factory, nowhere)
    giving_up.press("Give up").reads("Somebody changed this in the meantime")
    assert giving_up.status == 422
    assert _status(factory, failed) == "failed"
    giving_up.press("Give up").reads("Given up.")


def test_nothing_is_tried_again_beside_the_same_job_that_waits(
    browser: Browser, factory: sessionmaker[Session], nowhere: Path
) -> None:
    first = _asked(factory, "anchor_events", key="anchor")
    _worked_off(factory, nowhere)
    _asked(factory, "anchor_events", key="anchor")
    greet = enter(browser, "greet.desmet").follow("Failed jobs").follow("Anchor the audit trail outside")
    greet.follow("Try again").press("Try again").reads("The same job waits already")
    assert greet.status == 422
    assert _status(factory, first) == "failed"

    nowhere.mkdir()
    _worked_off(factory, nowhere)  # the one that waited goes well: the first is no trouble any more
    greet.follow("Failed jobs").reads("No job failed.")


def test_the_run_log_shows_one_day(browser: Browser, factory: sessionmaker[Session], time: Time) -> None:
    with factory() as session, transaction(session):
        act_as(session, Scope.office())
        for moment in (datetime(2027, 3, 13, 22, 59, tzinfo=UTC), datetime(2027, 3, 13, 23, 1, tzinfo=UTC)):
            session.add(JobRun(name="rescue", job_id=1, started_at=moment, ended_at=moment, outcome="done"))
    greet = enter(browser, "greet.desmet").follow("Jobs").fill("Started on", "2027-03-14").press("Search")
    greet.reads("1 result", "14/03/2027 00:01").reads_nothing_of("13/03/2027")


def test_long_work_that_broke_begins_anew_and_one_given_up_says_so_to_whoever_asked(
    factory: sessionmaker[Session], cast: Cast, nowhere: Path
) -> None:
    nowhere.mkdir()
    filip = cast.administrator()

    def asked() -> tuple[int, int]:
        with factory() as session, transaction(session):
            act_as(session, Scope.organisation(filip.organisation_id or 0))
            work_id = long_work.ask(session, filip, "no such kind", {}, clock.now()).id
        _worked_off(factory, nowhere)
        with factory() as session:
            act_as(session, Scope.office())
            return work_id, jobs.in_trouble(session, GREET).first[-1].id

    def state_of(work_id: int) -> tuple[str, dict[str, object]]:
        with factory() as session:
            act_as(session, Scope.office())
            work = session.scalars(select(Work).where(Work.id == work_id)).one()
            return work.state, work.result

    for decide, becomes in ((jobs.try_again, "waiting"), (jobs.give_up, "failed")):
        work_id, job = asked()
        assert state_of(work_id)[0] == "failed"
        with factory() as session, transaction(session):
            act_as(session, Scope.office())
            decide(session, GREET, job, session.get_one(TroubledJob, job).version, clock.now())
        assert state_of(work_id)[0] == becomes


def test_what_failed_for_good_is_work_for_the_central_team(factory: sessionmaker[Session], failed: int) -> None:
    with factory() as session:
        act_as(session, Scope.office())
        found = jobs.in_trouble(session, GREET)
        assert found.count == 1
        assert found.oldest is not None
        assert [job.id for job in found.first] == [failed]


@pytest.mark.trust("8.2.1")
@pytest.mark.parametrize("username", ["dirk.maes", "filip.janssens", "hugo.baert"])
def test_nobody_else_sees_or_decides_about_jobs(
    browser: Browser, factory: sessionmaker[Session], failed: int, username: str
) -> None:
    stranger = enter(browser, username)
    assert not stranger.sees_link("Failed jobs")
    for path in ("list/", f"show/{failed}", f"again/{failed}", f"drop/{failed}"):
        assert stranger.typed_address(f"/failed-jobs/{path}").status == 403
    assert _status(factory, failed) == "failed"
