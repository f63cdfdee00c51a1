"""What the clock and the workers did: every try at a job, how it ended; and the jobs somebody has to look at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, false, select, true

from app import clock
from app.events import Tag
from app.jobs import give_up, try_again
from app.policy import Identity, Permission, may, require
from app.transaction import transaction
from models.accounts import Account
from models.events import PLATFORM, Event
from models.jobs import JobRun, TroubledJob
from views.framework.database import db
from views.framework.filters import Filter
from views.framework.history import Entry, History, entry_of
from views.framework.identity import identity
from views.framework.register import Column, Fact, Interface, Register
from views.framework.screens import HouseForm, VersionField, after, attempt
from views.labels import JOBS, instant, job_name

OUTCOMES: dict[str, Any] = {
    "running": _l("Running"),
    "done": _l("Done"),
    "failed": _l("Failed"),
    "lost": _l("Lost: its process died"),
}
STATES: dict[str, Any] = {"failed": _l("Failed for good"), "waiting": _l("Waits for its next try")}
_TONES = {"done": "good", "failed": "bad", "lost": "bad", "running": "wait"}
SHOWN = 50


def _words(closed: dict[str, Any]) -> Callable[[], list[tuple[str, str]]]:
    return lambda: [(word, str(label)) for word, label in closed.items()]


def _on(day: date) -> ColumnElement[bool]:
    """Began on that day, in Brussels."""
    first = datetime.combine(day, time.min, clock.BRUSSELS)
    return and_(JobRun.started_at >= first, JobRun.started_at < first + timedelta(days=1))


class JobRunScreen(Register):
    """The run log of jobs, for the central team; kept two weeks."""

    route_base = "/jobs"
    datamodel = Interface(JobRun)
    page_title = _l("Jobs")
    one_line = _l("What runs by the clock, and how each run ended. Kept for two weeks.")
    orders = {"started": JobRun.started_at}
    first_order = "started"
    first_descending = True
    columns = (
        Column("started", _l("Started"), lambda run: run.started_at, "started"),
        Column("ended", _l("Ended"), lambda run: run.ended_at, shown=False),
        Column("name", _l("Job"), lambda run: job_name(run.name)),
        Column("detail", _l("Result"), lambda run: run.detail),
        Column("outcome", _l("Outcome"), lambda run: str(OUTCOMES[run.outcome]), tone=lambda run: run.outcome),
    )
    filters = (
        Filter("job", _l("Job"), "choice", lambda name: JobRun.name == name, _words(JOBS)),
        Filter("outcome", _l("Outcome"), "choices", JobRun.outcome.in_, _words(OUTCOMES)),
        Filter("day", _l("Started on"), "day", _on),
    )
    record_template = "desk/job.html"
    empty_text = _l("No job has run yet. The clock starts the first ones within a minute.")

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return true() if may(who, Permission.JOB_SEE) else false()

    def title_of(self, item: Any) -> str:
        return f"{job_name(item.name)}, {instant(item.started_at)}"

    def describe(self, item: Any) -> dict[str, Any]:
        return {
            "facts": [
                Fact(gettext("Started"), instant(item.started_at)),
                Fact(gettext("Ended"), instant(item.ended_at)),
                Fact(gettext("Result"), item.detail),
                Fact(gettext("Number of the job"), item.job_id),
            ],
            "state": item.outcome,
            "state_word": str(OUTCOMES[item.outcome]),
            "trouble": db().get(TroubledJob, item.job_id) if may(identity(), Permission.JOB_CHANGE) else None,
            "history": History(_tries(item.job_id)),
        }


class DecideForm(HouseForm):
    """Nothing to fill in; the version is that of the try one looked at."""

    version = VersionField()


class TroubledJobScreen(Register):
    """Jobs that failed for good, or that failed and wait for their next try; the central team decides."""

    route_base = "/failed-jobs"
    datamodel = Interface(TroubledJob)
    page_title = _l("Failed jobs")
    one_line = _l(
        "What the clock or somebody's act asked for and didn't succeed. Those that wait are tried by themselves."
    )
    orders = {"number": TroubledJob.number}
    first_order = "number"
    first_descending = True
    columns = (
        Column("name", _l("Job"), lambda job: job_name(job.name)),
        Column("asked", _l("Asked"), lambda job: job.asked_at),
        Column("why", _l("Why it failed"), lambda job: _why(job)),
        Column("times", _l("Tries"), lambda job: job.times, numeric=True),
        Column("next", _l("Next try"), lambda job: _next(job)),
        Column("state", _l("State"), lambda job: str(STATES[job.state]), tone=lambda job: job.state),
    )
    filters = (
        Filter("state", _l("State"), "choice", lambda word: TroubledJob.state == word, _words(STATES)),
        Filter("job", _l("Job"), "choice", lambda name: TroubledJob.name == name, _words(JOBS)),
    )
    record_template = "desk/failed_job.html"
    empty_text = _l("No job failed. When one does it stands here, with why and what you can do.")

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return true() if may(who, Permission.JOB_SEE) else false()

    def title_of(self, item: Any) -> str:
        return str(gettext("%(job)s, number %(number)s", job=job_name(item.name), number=item.id))

    def describe(self, item: Any) -> dict[str, Any]:
        return {
            "facts": [
                Fact(gettext("Asked"), instant(item.asked_at)),
                Fact(gettext("Why it failed"), _why(item)),
                Fact(gettext("Tries"), item.times),
                Fact(gettext("Last try"), instant(item.last_at)),
                Fact(gettext("Next try"), _next(item)),
                Fact(
                    gettext("What it was given"),
                    ", ".join(f"{key} {item.facts[key]}" for key in sorted(item.facts)),
                ),
            ],
            "state": item.state,
            "state_word": str(STATES[item.state]),
            "decides": may(identity(), Permission.JOB_CHANGE),
            "history": History(_tries(item.id)),
        }

    @expose("/again/<pk>", methods=["GET", "POST"])
    @has_access
    def again(self, pk: str) -> Response:
        """Asks, then puts the job back in the queue."""
        return self._decide(
            pk,
            try_again,
            "desk/job_again.html",
            gettext("Try this job again"),
            gettext("It will be tried within seconds."),
        )

    @expose("/drop/<pk>", methods=["GET", "POST"])
    @has_access
    def drop(self, pk: str) -> Response:
        """Asks, then gives the job up."""
        return self._decide(
            pk,
            give_up,
            "desk/job_drop.html",
            gettext("Give this job up"),
            gettext("Given up. It won't be tried again."),
        )

    def _decide(self, pk: str, act: Callable[..., None], template: str, title: str, done: str) -> Response:
        who = identity()
        require(who, Permission.JOB_CHANGE)
        item = self.record(pk)
        form = DecideForm(version=str(item.version))
        if form.validate_on_submit():
            database = db()

            def decide() -> bool:
                act(database, who, item.id, form.version.number, clock.now())
                return True

            with transaction(database):
                decided = attempt(form, decide)
            if decided:
                return after(url_for("TroubledJobScreen.list"), done)
            form.version.data = str(item.version)
        status = 422 if request.method == "POST" else 200
        return self.page(template, title, status, form=form, item=item, name=job_name(item.name), why=_why(item))


def _why(job: TroubledJob) -> str:
    """The kind of problem, as the run log keeps it; a worker that died left no words."""
    return str(OUTCOMES["lost"]) if job.outcome == "lost" else job.why


def _next(job: TroubledJob) -> str:
    if job.state == "failed":
        return str(gettext("never, unless you ask for it"))
    return instant(job.next_at) if job.next_at is not None else str(gettext("at once"))


def _tries(job_id: int) -> list[Entry]:
    """Every try at a job and every decision about it, newest first; the latest fifty."""
    runs = db().scalars(select(JobRun).where(JobRun.job_id == job_id).order_by(JobRun.id.desc()).limit(SHOWN))
    decisions = db().execute(
        select(Event, Account.username)
        .outerjoin(Account, Account.id == Event.actor_id)
        .where(
            Event.organisation_id == PLATFORM,
            Event.subject_kind == "job",
            Event.subject_id == job_id,
            Event.tag.in_([Tag.JOB_TRIED_AGAIN, Tag.JOB_GIVEN_UP]),
        )
        .order_by(Event.id.desc())
        .limit(SHOWN)
    )
    found = [(run.started_at, _try(run)) for run in runs]
    found += [(event.happened_at, entry_of(event, username or "")) for event, username in decisions]
    return [entry for _, entry in sorted(found, key=lambda one: one[0], reverse=True)[:SHOWN]]


def _try(run: JobRun) -> Entry:
    return Entry(
        when=instant(run.started_at),
        iso=run.started_at.isoformat(timespec="seconds"),
        what=str(OUTCOMES[run.outcome]),
        detail=run.detail,
        tone=_TONES[run.outcome],
    )
