"""A part of the clock's room as a process of its own, as the roof starts it: what to run, where, and its keys."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

from app.database import engine_for, session_factory
from app.mail.post import Post
from app.outside.mail import Smtp
from app.syndics import batch_running
from app.wallet.invoicing.seller import DEMO
from models import keyring
from models.keyring import Keyring
from models.values import WorkKind
from scheduler.clock import Entry, keep_time
from scheduler.jobs import Workplace, work
from scheduler.stopping import until_told


def _post() -> Post:
    """The mail server of the test that started us, if it has one."""
    port = os.environ.get("MAIL_PORT")
    if port is None:
        return Post()
    return Post(Smtp("127.0.0.1", int(port), "none", seconds=10, seconds_after=10), "noreply@sleutelbos.example")


def main(part: str, url: str, folder: Path) -> None:
    keyring.install(Keyring.from_text((folder / "keys.json").read_text()))
    sessions = session_factory(engine_for(url))
    entries = [Entry("minute", "* * * * *", "seal_events")]

    def run(stop: threading.Event) -> None:
        if part == "clock":
            keep_time(url, sessions, stop, entries)
        else:
            kinds = {str(WorkKind.MANDATES): batch_running.carry_on}
            work(url, Workplace(sessions, folder, stop, kinds=kinds, post=_post(), seller=DEMO))

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    until_told(run)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
