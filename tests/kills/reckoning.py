"""Afterwards: the queue is left to empty, and everything that was asked is held against what became of it."""

from __future__ import annotations

import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app import chain
from app.queue import enqueue
from models import invariants
from models.values import LetterState
from tests.kills import money
from tests.mailserver import MailServer

OPEN = text("select count(*) from procrastinate_jobs where status in ('todo', 'doing')")
# Left by a worker that is gone: what the clock asked for this very minute is at work, and is none.
ORPHANS = text(
    "select count(*) from procrastinate_jobs j where j.status = 'doing' and not exists (select from"
    " procrastinate_workers w where w.id = j.worker_id and w.last_heartbeat > now() - interval '10 seconds')"
)
ASKED = text("select count(*) from kill_asked")
LOST = text("select key from kill_asked where key not in (select key from kill_effect) order by 1 limit 20")
UNASKED = text("select key from kill_effect where key not in (select key from kill_asked) order by 1 limit 20")
DOUBLE = text(
    "select subject_id from event where subject_kind = 'kill' group by 1 having count(*) > 1 order by 1 limit 20"
)
UNTOLD = text(
    "select key from kill_effect where key not in (select subject_id from event where subject_kind = 'kill')"
    " order by 1 limit 20"
)
GRANTED = text("select count(*) from rights_right where form_key is not null")
TOLD = text("select count(*) from event where tag = 'rights.right.granted' and subject_kind = 'right'")
AGAIN = text("select count(*) from job_run where outcome = 'lost'")
GIVEN_UP = text("select count(*) from job_trouble where state = 'failed'")
LETTERS = text("select token, state from mail_letter")
WRITTEN_TWICE = text(
    "select count(*) from (select 1 from mail_letter group by event_id, person_id having count(*) > 1) twice"
)
UNWRITTEN = text(
    "select count(*) from event e where tag in ('rights.right.granted', 'rights.right.revoked') and not exists"
    " (select from mail_letter l where l.organisation_id = e.organisation_id and l.event_id = e.id)"
)
PLANNED_TWICE = text(
    "select count(*) from (select 1 from job_tick group by name, date_trunc('minute', planned_at)"
    " having count(*) > 1) twice"
)


@dataclass
class Reckoning:
    """What was found; `faults` is empty when everything held."""

    asked: int = 0
    done: int = 0
    lost: list[int] = field(default_factory=list)
    doubles: list[int] = field(default_factory=list)
    tried_again: int = 0
    rights: int = 0
    letters: int = 0
    unsure: int = 0
    arrived: int = 0
    money: money.Counted = field(default_factory=money.Counted)
    faults: list[str] = field(default_factory=list)


def settle(owner: Engine, seconds: float, rescue: bool, folder: Path) -> bool:
    """Waits until no job is open and every payment is credited; with `rescue` the clock's own rescue is asked for
    now and then. As owner."""
    end, asked = time.monotonic() + seconds, 0.0
    while time.monotonic() < end:
        with suppress(OperationalError), owner.begin() as connection:  # it may just have been killed
            if connection.execute(OPEN).scalar_one() == 0 and money.poll(owner, folder):
                return True
            if rescue and time.monotonic() - asked > 5:
                enqueue(Session(connection), "rescue", key="rescue")
                asked = time.monotonic()
        time.sleep(0.25)
    return False


def reckon(owner: Engine, folder: Path, granted: int, people: int, mail: MailServer) -> Reckoning:
    """Holds what was asked against what was done. As owner, who sees every row."""
    with owner.connect() as connection:
        found = Reckoning(
            asked=_number(connection, ASKED),
            lost=_keys(connection, LOST),
            doubles=_keys(connection, DOUBLE),
            tried_again=_number(connection, AGAIN),
            rights=_number(connection, GRANTED),
        )
        found.done = found.asked - len(found.lost)
        wrong = {
            "jobs without an effect": found.lost,
            "jobs with two effects": found.doubles,
            "effects of jobs whose transaction was rolled back": _keys(connection, UNASKED),
            "effects without their event": _keys(connection, UNTOLD),
        }
        found.faults += [f"{what}: {keys}" for what, keys in wrong.items() if keys]
        numbers = {
            "jobs left as being done": ORPHANS,
            "jobs given up": GIVEN_UP,
            "moments planned twice": PLANNED_TWICE,
            "letters written twice": WRITTEN_TWICE,
            "acts nobody was told of": UNWRITTEN,
        }
        found.faults += [f"{what}: {n}" for what, query in numbers.items() if (n := _number(connection, query))]
        if found.rights != _number(connection, TOLD):
            found.faults.append("rights and their events differ in number")
        if not granted <= found.rights <= granted + people:
            found.faults.append(f"{granted} grants were answered, {found.rights} rights stand")
        _count_letters(found, {row.token: row.state for row in connection.execute(LETTERS)}, mail)
        with Session(connection) as session:
            found.faults += [
                chain.sentence(one) for one in chain.verify(session, folder / "anchors.log") if one.grave
            ][:20]
        found.faults += invariants.broken(connection)
        found.money = money.count(connection, folder)
        found.faults += found.money.faults
    return found


def _count_letters(found: Reckoning, states: dict[str, str], mail: MailServer) -> None:
    """What the server took, by Message-ID: each letter once at most, all that are sent, and of others only those
    that we call perhaps sent."""
    arrived = Counter(str(one.message["Message-ID"])[1:33] for one in mail.taken)
    sent = {token for token, state in states.items() if state == LetterState.SENT}
    unsure = {token for token, state in states.items() if state == LetterState.UNSURE}
    found.letters, found.unsure, found.arrived = len(sent), len(unsure), len(arrived)
    wrong = {
        "letters that arrived twice": [token for token, times in arrived.items() if times > 1],
        "letters called sent that never arrived": sent - set(arrived),
        "letters that arrived and aren't called sent or perhaps sent": set(arrived) - sent - unsure,
        "letters still on their way": set(states) - sent - unsure,
    }
    found.faults += [f"{what}: {len(tokens)}" for what, tokens in wrong.items() if tokens]
    if not arrived:
        found.faults.append("no letter arrived: mail wasn't tested")


def _number(connection: Connection, query: object) -> int:
    return int(connection.execute(query).scalar_one())  # type: ignore[call-overload]


def _keys(connection: Connection, query: object) -> list[int]:
    return [int(key) for key in connection.execute(query).scalars()]  # type: ignore[call-overload]
