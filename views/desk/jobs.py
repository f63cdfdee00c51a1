"""What the clock and the workers did: every try at a job, how it ended."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, false, true

from app.policy import Identity, Permission, may
from models.jobs import JobRun
from views.framework.filters import Filter
from views.framework.register import Column, Fact, Interface, Register
from views.labels import instant

OUTCOMES: dict[str, Any] = {
    "running": _l("Running"),
    "done": _l("Done"),
    "failed": _l("Failed"),
    "lost": _l("Lost: its process died"),
}


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
        Column("name", _l("Job"), lambda run: run.name),
        Column("detail", _l("Result"), lambda run: run.detail),
        Column("outcome", _l("Outcome"), lambda run: str(OUTCOMES[run.outcome]), tone=lambda run: run.outcome),
    )
    filters = (
        Filter(
            "outcome",
            _l("Outcome"),
            "choices",
            JobRun.outcome.in_,
            lambda: [(word, str(label)) for word, label in OUTCOMES.items()],
        ),
    )
    empty_text = _l("No job has run yet. The clock starts the first ones within a minute.")

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return true() if may(who, Permission.JOB_SEE) else false()

    def title_of(self, item: Any) -> str:
        return f"{item.name}, {instant(item.started_at)}"

    def describe(self, item: Any) -> dict[str, Any]:
        return {
            "facts": [
                Fact(gettext("Started"), instant(item.started_at)),
                Fact(gettext("Ended"), instant(item.ended_at)),
                Fact(gettext("Result"), item.detail),
            ],
            "state": item.outcome,
            "state_word": str(OUTCOMES[item.outcome]),
        }
