"""What is killed: two of each process on an installation of its own, begun again a moment after they died."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from sqlalchemy import create_engine, text

import run
from models import keyring, migrations
from models.server import Server
from tests.kills.money import TILLS
from tests.mailserver import MailServer

ROOT = Path(run.__file__).parent
_HOLDS = (
    "select count(*) from pg_locks where locktype = 'advisory' and granted"
    " and objid = (hashtext('sleutelbos.clock')::bigint & 4294967295)::oid"
)
_SESSIONS = (
    "select pid from pg_stat_activity where datname = 'sleutelbos' and usename = 'house_app'"
    " and pid <> pg_backend_pid()"
)


class Town:
    """The installation in `state`: its server, its processes, and the longest time nobody kept the clock."""

    def __init__(self, state: Path, chance: random.Random, mail: MailServer) -> None:
        self.state, self.chance, self.mail = state, chance, mail
        self.server = Server(state / "postgres", max_connections=120)
        self.ports = [_free_port() for _ in range(2)]
        self.killed: Counter[str] = Counter()
        self.clock_gap = 0.0  # while the database answered
        self.database_gap = 0.0
        self._parts: dict[str, subprocess.Popen[bytes]] = {}
        self._over = threading.Event()
        works = (self._wake_the_database, self._begin_again, self._watch_the_clock)
        self._threads = [threading.Thread(target=each) for each in works]

    def __enter__(self) -> Town:
        self.server.start()
        self.server.prepare()
        owner = create_engine(self.server.url("house_owner"))
        migrations.upgrade_to(owner)
        with owner.begin() as connection:
            connection.execute(text("create table kill_asked (key bigint primary key)"))
            connection.execute(text("create table kill_effect (key bigint primary key)"))
            connection.execute(text("grant select, insert on kill_asked, kill_effect to house_app, house_office"))
        owner.dispose()
        file = self.state / "keys.json"
        keyring.install(keyring.load_or_make(file), file)
        return self

    def open(self) -> None:
        """Begins all processes; returns when both webs answer."""
        for thread in self._threads:
            thread.start()
        try:
            for port in self.ports:
                _wait_for(port)
        except OSError as problem:
            raise RuntimeError((self.state / "said.log").read_text()[-2000:]) from problem

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            if thread.is_alive():
                thread.join()
        for child in self._parts.values():
            child.terminate()
        for child in self._parts.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(15)
            child.kill()
        self.server.erase()

    def kill_one(self, database: bool) -> None:
        """One of them at random; with `database` also a session of the database, or the whole of it.

        The whole of it takes every session along, so it is rarer, but in every run of more than ten; one that is
        still getting up is left alone.
        """
        victims = ["web"] * 6 + ["clock"] * 3 + ["worker"] * 7 + ["till"] * 3
        if database and self._ask("select 1"):
            victims += ["session", "session", "database"]
            if not self.killed["database"] and sum(self.killed.values()) >= 10:
                victims = ["database"]
        victim = self.chance.choice(victims)
        if victim == "session":
            found = self._ask(_SESSIONS)
            pid = self.chance.choice(found) if found else None
        elif victim == "database":
            pid = int((self.server.data / "postmaster.pid").read_text().split()[0])
        else:
            pid = self._pid_of(f"{victim} {self.chance.randrange(2)}")
        if pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                self.killed[victim] += 1
                self.say(f"killed a {victim}, {pid}")

    def say(self, words: str) -> None:
        """A line among those of the processes."""
        with (self.state / "said.log").open("a") as log:
            log.write(f"{datetime.now(UTC):%H:%M:%S.%f} {words}\n")

    def _pid_of(self, name: str) -> int | None:
        """The process, or (of a web) one of the two that serve its pages."""
        part = self._parts.get(name)
        if part is None or part.poll() is not None:
            return None
        pids = [part.pid]
        if name.startswith("web"):
            with contextlib.suppress(OSError):
                pids += map(int, Path(f"/proc/{part.pid}/task/{part.pid}/children").read_text().split())
        return self.chance.choice(pids)

    def _ask(self, question: str) -> list[int] | None:
        """The numbers that answer it; None while the database is away."""
        address = self.server.admin_url("sleutelbos").replace("postgresql+psycopg", "postgresql")
        try:
            with psycopg.connect(address, connect_timeout=2) as connection:
                return [row[0] for row in connection.execute(question).fetchall()]  # type: ignore[call-overload]
        except psycopg.OperationalError:
            return None

    def _wake_the_database(self) -> None:
        while not self._over.wait(0.3):
            with contextlib.suppress(Exception):  # still dying: the next look starts it
                if not self.server.running:
                    self.server.start()

    def _begin_again(self) -> None:
        told = {
            "STATE_DIR": str(self.state),
            "DEMO_DATA": "0",
            "WEB_THREADS": "2",
            "LOG_LEVEL": "WARNING",
            "TRUSTED_HOSTS": "localhost",
            "SMTP_URL": f"smtp://{self.mail.host}:{self.mail.port}",
            "MAIL_FROM": "noreply@sleutelbos.example",
            "PATH": os.environ["PATH"],
        }
        commands = {
            **{f"web {n}": [str(ROOT / "run.py"), "web"] for n in range(2)},
            **{f"clock {n}": [str(ROOT / "run.py"), "clock"] for n in range(2)},
            **{f"worker {n}": ["-m", "tests.kills.part"] for n in range(2)},
            **{f"till {n}": ["-m", "tests.kills.till", str(n)] for n in range(TILLS)},
        }
        log = (self.state / "said.log").open("ab")
        while not self._over.wait(0.3):
            for name, command in commands.items():
                if (part := self._parts.get(name)) is None or part.poll() is not None:
                    port = {"PORT": str(self.ports[int(name[-1])])} if name.startswith("web") else {}
                    self.say(f"begins {name}, which ended with {part and part.returncode}")
                    self._parts[name] = subprocess.Popen(
                        [sys.executable, *command], cwd=ROOT, env=told | port, stdout=log, stderr=log
                    )
        log.close()

    def _watch_the_clock(self) -> None:
        """The longest time nobody held the clock's lock, after the first one, while there was a database."""
        there, kept = time.monotonic(), None
        while not self._over.wait(0.1):
            found, now = self._ask(_HOLDS), time.monotonic()
            if found is None:
                self.database_gap = max(self.database_gap, now - there)
                kept = now if kept is not None else None
                continue
            there = now
            if any(found):
                kept = now
            elif kept is not None:
                self.clock_gap = max(self.clock_gap, now - kept)
                if int(now * 10) % 20 == 0:
                    self.say(f"nobody keeps the clock, {now - kept:.1f} s")


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def _wait_for(port: int, seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
        else:
            return
