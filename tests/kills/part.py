"""A worker as the roof starts it, that also knows the loop's own job: `python -m tests.kills.part`."""

from __future__ import annotations

import os
import time
from dataclasses import replace

from sqlalchemy import text
from sqlalchemy.orm import Session

import config
import run
from app import clock, events, log
from app.database import session_factory
from app.mail.post import Post
from app.outside.paying import payments_of
from scheduler.jobs import Workplace, work
from scheduler.stopping import until_told

JOB = "leave_a_mark"
_MARK = text("insert into kill_effect (key) values (:key) on conflict do nothing returning key")


def leave_a_mark(place: Workplace, number: int) -> str:
    """The effect under its unique key, and an event of it, in one transaction that takes a moment."""

    def act(session: Session) -> str:
        if session.scalar(_MARK, {"key": number}) is None:
            return "was done"
        events.record(session, events.Tag.TOOL_ENTERED, events.Subject("kill", number), None, clock.now())
        session.flush()
        time.sleep(0.02)  # so that kills land in the middle too
        return "done"

    return place.office(act)


def main() -> None:
    settings = config.read(os.environ)
    log.configure(production=False, level="WARNING")
    place = run.Installation(settings).joined()
    sessions = session_factory(place.engine())
    post = Post.of(settings.mail_server, "", settings.mail_from, "", settings.address)
    payments = payments_of(settings.payments, settings.address, settings.practice_bank)
    jobs = {JOB: leave_a_mark}
    bench = Workplace(sessions, settings.state, post=post, payments=payments, seller=settings.seller)
    until_told(lambda stop: work(place.url, replace(bench, stop=stop), jobs=jobs))


if __name__ == "__main__":
    main()
