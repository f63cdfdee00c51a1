"""A worker as the roof starts it, that also knows the loop's own job: `python -m tests.kills.part STATE`."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

import config
import run
from app import clock, events, log
from app.database import session_factory
from scheduler.jobs import Workplace, work
from scheduler.stopping import until_told

JOB = "leave_a_mark"
_MARK = text("insert into kill_effect (key) values (:key) on conflict do nothing returning key")


def leave_a_mark(place: Workplace, number: int) -> str:
    """The effect under its unique key, and an event of it, in one transaction that takes a moment."""

    def act(session: Session) -> str:
        if session.scalar(_MARK, {"key": number}) is None:
            return "was done"
        events.record(session, events.Tag.TOOL_CHANGED, events.Subject("kill", number), None, clock.now())
        session.flush()
        time.sleep(0.02)  # so that kills land in the middle too
        return "done"

    return place.office(act)


def main(state: Path) -> None:
    settings = config.read({"STATE_DIR": str(state), "DEMO_DATA": "0"})
    log.configure(production=False, level="WARNING")
    place = run.Installation(settings).joined()
    sessions = session_factory(place.engine())
    until_told(lambda stop: work(place.url, sessions, settings.state, stop, jobs={JOB: leave_a_mark}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
