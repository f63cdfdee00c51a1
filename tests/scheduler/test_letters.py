"""Letters while workers are killed at any moment: each arrives at most once, and we know how far each got."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session, sessionmaker

from app import clock, events
from app.letters import Letter as Written
from app.letters import Reader
from app.mail import services
from app.queue import enqueue
from app.transaction import Scope, enter, transaction
from models.events import Event
from models.mail import Letter
from models.values import LetterState
from tests.mailserver import MailServer, serving
from tests.scheduler.conftest import Start, asked, soon
from tests.stories.cast import Cast, assemble

LETTERS, KILLS = 24, 6
SETTLED = {LetterState.SENT, LetterState.UNSURE}


@pytest.fixture
def mail_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    with serving() as running:
        running.slow = 0.05  # at each step, so that a worker can die at each
        monkeypatch.setenv("MAIL_PORT", str(running.port))
        yield running


@pytest.fixture
def cast(own_sessions: sessionmaker[Session]) -> Cast:
    with own_sessions() as session, transaction(session):
        return assemble(session, datetime(2026, 6, 1, 8, 0, tzinfo=UTC))


def _write(sessions: sessionmaker[Session], cast: Cast, count: int) -> None:
    """So many letters wait to be sent."""
    reader = Reader(cast.persons["Bram"], "Bram", "nl", "bram@werk.example")
    with sessions() as session, transaction(session):
        enter(session, Scope.office())
        for number in range(count):
            subject = events.Subject("right", number, 1, reader.person_id)
            event_id = events.record(session, events.Tag.RIGHT_CHANGED, subject, None, clock.now())
            event = session.scalars(select(Event).where(Event.id == event_id)).one()
            services.put(session, event, "rights.right.granted", reader, Written("x", "y", "z"), clock.now())


def _give_the_dead_ones_jobs_away(sessions: sessionmaker[Session], admin: Engine) -> None:
    """What the queue does by itself ten seconds after a worker's last sign of life."""
    asked(admin, "update procrastinate_workers set last_heartbeat = now() - interval '1 minute' returning 1")
    with sessions() as session, transaction(session):
        enqueue(session, "rescue", key="rescue")


def _states(admin: Engine) -> Counter[str]:
    return Counter(str(row[0]) for row in asked(admin, "select state from mail_letter"))


def _arrived(server: MailServer) -> Counter[str]:
    with server.lock:
        return Counter(str(one.message["Message-ID"])[1:33] for one in server.taken)


@pytest.mark.slow
@pytest.mark.trust("Faults")
def test_however_often_workers_are_killed_no_letter_arrives_twice(
    own_sessions: sessionmaker[Session], admin: Engine, start: Start, mail_server: MailServer, cast: Cast
) -> None:
    seed = random.SystemRandom().randrange(10**6)
    chance, kills = random.Random(seed), 0  # noqa: S311
    _write(own_sessions, cast, LETTERS)
    while set(_states(admin)) - SETTLED and kills < KILLS:
        mail_server.reading.clear()
        worker = start("worker", f"killed {kills}")
        assert mail_server.reading.wait(90), "it sends nothing"
        time.sleep(chance.uniform(0, 0.4))
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        kills += 1
        _give_the_dead_ones_jobs_away(own_sessions, admin)
    start("worker", "the last")
    soon(lambda: not set(_states(admin)) - SETTLED)
    arrived, states = _arrived(mail_server), _states(admin)
    assert max(arrived.values()) == 1, f"seed {seed}, {kills} kills"
    with own_sessions() as session:
        enter(session, Scope.office())
        letters = session.scalars(select(Letter)).all()
    sent = {letter.token for letter in letters if letter.state == LetterState.SENT}
    unsure = {letter.token for letter in letters if letter.state == LetterState.UNSURE}
    assert sent <= set(arrived) <= sent | unsure, f"seed {seed}, {kills} kills"
    assert sum(states.values()) == LETTERS
    assert kills >= 1


@pytest.mark.trust("Faults")
def test_a_worker_killed_at_the_last_step_leaves_its_letter_unsure_and_nobody_sends_it(
    own_sessions: sessionmaker[Session], admin: Engine, start: Start, mail_server: MailServer, cast: Cast
) -> None:
    _write(own_sessions, cast, 1)
    mail_server.content = "silent"
    worker = start("worker", "killed at the last step")
    assert mail_server.reading.wait(90)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert _states(admin) == {LetterState.HANDING_OVER: 1}
    mail_server.content = ""
    _give_the_dead_ones_jobs_away(own_sessions, admin)
    start("worker", "the next")
    soon(lambda: _states(admin) == {LetterState.UNSURE: 1})
    soon(lambda: asked(admin, "select 1 from procrastinate_jobs where status in ('todo', 'doing')") == [])
    assert (mail_server.begun, mail_server.taken) == (1, [])


@pytest.mark.trust("Faults")
def test_a_worker_killed_before_the_last_step_loses_nothing(
    own_sessions: sessionmaker[Session], admin: Engine, start: Start, mail_server: MailServer, cast: Cast
) -> None:
    _write(own_sessions, cast, 1)
    mail_server.recipient = "silent"
    worker = start("worker", "killed before the last step")
    soon(lambda: asked(admin, "select 1 from procrastinate_jobs where status = 'doing'"))
    time.sleep(0.5)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert _states(admin) == {LetterState.QUEUED: 1}
    mail_server.recipient = ""
    _give_the_dead_ones_jobs_away(own_sessions, admin)
    start("worker", "the next")
    soon(lambda: _states(admin) == {LetterState.SENT: 1})
    assert sum(_arrived(mail_server).values()) == 1


def test_the_run_log_tells_how_far_a_letter_got_and_nothing_of_a_person(
    own_sessions: sessionmaker[Session], admin: Engine, start: Start, mail_server: MailServer, cast: Cast
) -> None:
    _write(own_sessions, cast, 1)
    start("worker", "one")
    soon(lambda: asked(admin, "select 1 from job_run where name = 'send_letter' and outcome = 'done'"))
    assert asked(admin, "select detail from job_run where name = 'send_letter'") == [("sent",)]
    with admin.connect() as connection:
        assert connection.execute(text("select count(*) from job_run where detail like '%@%'")).scalar() == 0
