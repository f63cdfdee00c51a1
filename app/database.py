"""Engines and session factories: how this application connects, whatever process it runs in.

A database may fall silent without a word: cable, firewall, a machine that hangs. A statement's own limit is kept
by the server, so it doesn't help then. Each connection here therefore looks up after a moment without an answer
and asks on a new connection whether anybody is there; if so it waits on, if not it breaks, and whoever asks next
is told at once. That takes at most PATIENCE + CONNECTING seconds.
"""

from __future__ import annotations

import select
import threading
import time
from collections.abc import Callable, Generator
from typing import Any, TypeVar

import psycopg
from psycopg import generators
from psycopg.pq import ExecStatus, TransactionStatus
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import Session, sessionmaker

from app.transaction import watch

T = TypeVar("T")

PATIENCE = 1.5
CONNECTING = 2
_REMEMBERED = 1.0
# For connections over a network: one that is cut without a word is given up after some seconds.
NETWORK = {
    "connect_timeout": CONNECTING,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 2,
    "tcp_user_timeout": 5000,
}


class Pulse:
    """Whether a database answers; asked by one thread for all of them, and remembered for a second."""

    def __init__(self, connect: Callable[[], psycopg.Connection]) -> None:
        self._connect = connect
        self._one = threading.Lock()
        self._asked = 0.0
        self._there = True

    def is_there(self) -> bool:
        with self._one:
            if time.monotonic() - self._asked > _REMEMBERED:
                try:
                    self._connect().close()
                    self._there = True
                except psycopg.OperationalError:
                    self._there = False
                self._asked = time.monotonic()
            return self._there

    def was_missed(self) -> bool:
        """Whether it didn't answer a moment ago."""
        return not self._there and time.monotonic() - self._asked <= _REMEMBERED

    def miss(self) -> None:
        self._asked, self._there = time.monotonic(), False


class Watched(psycopg.Connection[Any]):
    """A connection that doesn't wait for a database that is no longer there."""

    pulse: Pulse | None = None
    heard_at = 0.0

    def wait(self, gen: Any, *limits: Any, **more: Any) -> Any:
        if self.pulse is None:
            return super().wait(gen, *limits, **more)
        try:
            told = super().wait(_looking_up(gen, PATIENCE, self.pulse.is_there), *limits, **more)
        except _Silent as problem:
            self.pgconn.finish()
            raise psycopg.OperationalError("the database is silent") from problem
        self.heard_at = time.monotonic()
        return told

    def rollback(self) -> None:
        """Takes back what the transaction did. What was prepared stays, where the driver would forget it: every
        page that only reads ends so, and each of its statements would be planned anew at each request. The driver
        fears for tables that come and go, which no page makes; where something failed it does forget."""
        if self.pgconn.transaction_status != TransactionStatus.INTRANS:
            super().rollback()
            return
        with self.lock:
            self.pgconn.send_query(b"rollback")
            told = self.wait(generators.execute(self.pgconn))
        if not told or told[-1].status != ExecStatus.COMMAND_OK:
            raise psycopg.OperationalError("the database did not take it back")

    def answers(self) -> bool:
        """Whether there is somebody at the other end; not asked of who answered less than a second ago, unless
        something came since: most likely that he hung up."""
        if self.closed:
            return False
        if time.monotonic() - self.heard_at <= _REMEMBERED and not self._has_something():
            return True
        try:
            self.autocommit = True
            self.execute("select 1")
            self.autocommit = False
        except psycopg.OperationalError:
            return False
        return True

    def _has_something(self) -> bool:
        look = select.poll()
        look.register(self.pgconn.socket, select.POLLIN)
        return bool(look.poll(0))


class Brief(psycopg.AsyncConnection[Any]):
    """A connection of the queue, whose statements are short: one without an answer for five seconds is broken."""

    async def wait(self, gen: Any, *limits: Any, **more: Any) -> Any:
        if gen.__name__ == "notifies":  # waits for what may never come, and is asked for life otherwise
            return await super().wait(gen, *limits, **more)
        try:
            return await super().wait(_looking_up(gen, 5.0, lambda: False), *limits, **more)
        except _Silent as problem:
            self.pgconn.finish()
            raise psycopg.OperationalError("the database is silent") from problem


class _Silent(Exception):
    """Nobody answers."""


def _looking_up(
    steps: Generator[Any, Any, T], patience: float, is_there: Callable[[], bool]
) -> Generator[Any, Any, T]:
    """The steps of one exchange, which the driver resumes with nothing ten times a second while none is due."""
    since = time.monotonic()
    try:
        wanted = next(steps)
        while True:
            ready = yield wanted
            if ready:
                since = time.monotonic()
            elif time.monotonic() - since > patience:
                if not is_there():
                    raise _Silent
                since = time.monotonic()
            wanted = steps.send(ready)
    except StopIteration as end:
        value: T = end.value
        return value


def watched(*where: Any, **how: Any) -> Watched:
    """A connection of one's own, beside the pool; `where` and `how` as the driver takes them."""
    told = {**NETWORK, **how}
    made = Watched.connect(*where, **told)
    made.pulse = Pulse(lambda: psycopg.connect(*where, **told))
    return made


def engine_for(url: str, *, seconds: int = 15, size: int = 10) -> Engine:
    """An engine whose statements and idle transactions end by themselves after `seconds`."""
    limits = (
        f"-c statement_timeout={seconds * 1000} -c lock_timeout={seconds * 500}"
        f" -c idle_in_transaction_session_timeout={seconds * 4000}"
    )
    engine = create_engine(
        url,
        pool_size=size,
        max_overflow=size,
        pool_timeout=PATIENCE + CONNECTING,
        # Pages ask in more ways than are remembered by default, and to write one anew takes longer than to ask it.
        query_cache_size=2_000,
        hide_parameters=True,
        connect_args={"options": limits, **NETWORK},
    )
    pulses: list[Pulse] = []

    @event.listens_for(engine, "do_connect")
    def connect(_: Any, __: Any, where: Any, how: Any) -> psycopg.Connection:
        if not pulses:
            pulses.append(Pulse(lambda: psycopg.connect(*where, **how)))
        pulse = pulses[0]
        if pulse.was_missed():
            raise psycopg.OperationalError("the database didn't answer a moment ago")
        try:
            made = Watched.connect(*where, **how)
        except psycopg.OperationalError:
            pulse.miss()
            raise
        made.pulse = pulse
        return made

    # The pool's own way asks each time, though a page takes its connection back a moment after it gave it away.
    @event.listens_for(engine, "checkout")
    def check(connection: Watched, _: Any, __: Any) -> None:
        if not connection.answers():
            raise InvalidatePoolError

    return engine


def session_factory(engine: Engine) -> sessionmaker[Session]:
    """Sessions that tell the database their scope, and keep what they read after a commit."""
    factory = sessionmaker(engine, expire_on_commit=False)
    watch(factory)
    return factory
