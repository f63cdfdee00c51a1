"""Payments on one wallet over HTTP, through the web process as it is started in earnest, from eight clients.

Each is what the program of a tool sends: its token, a key of its own, who buys what for which office. The
reference is the aim, 150 a second. Afterwards the wallet must hold exactly what it held less every payment that
was answered.
`python -m benchmarks payments --sizes 4000`: so many payments a round.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path

from sqlalchemy import Engine, text

import run
from app import clock
from app.database import engine_for, session_factory
from app.rights.claims import subject_of
from app.rights.integrations import new_token
from app.transaction import Scope, enter, transaction
from benchmarks.filling import filled_with
from benchmarks.measure import Job, Times, main
from benchmarks.wallet import FILL
from models import keyring
from models.invariants import MONEY, broken
from models.rights import Integration
from models.server import Server

AIM = 150
JOBS = (Job("payment over HTTP", f"{AIM} a second", 1.0),)
SIZES = (1_000,)
CLIENTS = 8
_GROSS = Decimal("1.21")
_KEYS = count(1)
_WARM = 100
_OPENED = (
    "insert into rights_tool_role (tool_id, code, name_nl, name_fr, name_en) values (1, 'user', 'U', 'U', 'U')",
    """insert into rights_tool_registration (organisation_id, tool_id, registered_on, registered_by)
    values (1, 1, '2026-01-01', 1)""",
    """insert into rights_access (organisation_id, membership_id, tool_id, role_id, state, given_on, given_by)
    select 1, 1, 1, id, 'user', '2026-01-01', 1 from rights_tool_role""",
)
_USED = text(
    "insert into rights_tool_use (account_id, tool_id, organisation_id, role_id, used_at, starred, subject)"
    " select 1, 1, 1, id, now(), false, :subject from rights_tool_role"
)


@dataclass
class Told:
    """What clients were answered: milliseconds of each payment, and whatever wasn't one."""

    took: list[float] = field(default_factory=list)
    otherwise: list[str] = field(default_factory=list)


def measured(size: int, rounds: int) -> Iterator[Times]:
    with filled_with((*FILL, *_OPENED), durable=True, entries=1_000) as (server, owner):
        folder = Path(server.directory).parent
        keyring.install(keyring.load_or_make(folder / "keys.json"), folder / "keys.json")
        ask = _request(server)
        before = _balance(owner)
        with _web(folder) as port:
            answered = _paid(port, ask, _WARM).took
            rates, took = [], []
            for _ in range(max(2, rounds // 2)):
                began = time.perf_counter()
                told = _paid(port, ask, size)
                if told.otherwise:
                    raise RuntimeError(told.otherwise[0])
                rates.append((time.perf_counter() - began) * 1000 / size)
                took += told.took
        paid = len(answered) + len(took)
        with owner.connect() as connection:
            faults = broken(connection, MONEY)
        assert (before - _balance(owner), faults) == (_GROSS * paid, [])
        took.sort()
        each = statistics.median(rates)
        note = (
            f"{1000 / each:.0f} a second; p50 {took[len(took) // 2]:.0f} ms, p99"
            f" {took[len(took) * 99 // 100]:.0f} ms; {paid} payments, to the cent"
        )
        yield Times("payment over HTTP", each, 1000 / AIM, note)


def _request(server: Server) -> tuple[dict[str, str], dict[str, object]]:
    """Headers and body of a payment, but for its key."""
    engine, now = engine_for(server.url("house_app")), clock.now()
    with session_factory(engine)() as session, transaction(session):
        enter(session, Scope.office())
        program = Integration(tool_id=1, name="Bench", made_by=1, made_at=now)
        session.add(program)
        session.flush()
        _, token = new_token(session, program.id, ["wallet:charge"], now + timedelta(days=1), now)
        who = {"subject": subject_of(1, 1)}
        session.execute(_USED, who)
        number = session.execute(text("select enterprise_number from organisation where id = 1")).scalar_one()
    engine.dispose()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Host": "localhost"}
    body = {
        "account": who["subject"],
        "organisation": number,
        "product": "search",
        "quantity": 1,
        "reference": "x",
    }
    return headers, body


@contextmanager
def _web(folder: Path) -> Iterator[int]:
    """The web process with two workers; yields its port once it answers."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = int(door.getsockname()[1])
    told = {
        "STATE_DIR": str(folder), "DEMO_DATA": "0", "LOG_LEVEL": "ERROR", "PORT": str(port),
        "PATH": os.environ["PATH"], "TRUSTED_HOSTS": "localhost",
    }  # fmt: skip
    process = subprocess.Popen([sys.executable, run.__file__, "web"], env=told, cwd=Path(run.__file__).parent)
    try:
        for _ in range(600):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.2)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _paid(port: int, ask: tuple[dict[str, str], dict[str, object]], times: int) -> Told:
    told, lock, left = Told(), threading.Lock(), iter(range(times))

    def pay() -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        headers, body = ask
        while True:
            with lock:
                if next(left, None) is None:
                    return
                key = f"bench-{next(_KEYS)}"
            began = time.perf_counter()
            line.request("POST", "/api/v1/charges", json.dumps(body), {**headers, "Idempotency-Key": key})
            answer = line.getresponse()
            said = answer.read()
            took = (time.perf_counter() - began) * 1000
            with lock:
                if answer.status == 201:
                    told.took.append(took)
                else:
                    told.otherwise.append(f"{answer.status}: {said[:300]!r}")

    threads = [threading.Thread(target=pay) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def _balance(owner: Engine) -> Decimal:
    with owner.connect() as connection:
        return Decimal(
            connection.execute(text("select balance from wallet where organisation_id = 1")).scalar_one()
        )


if __name__ == "__main__":
    main(__file__)
