"""Lives one after another, each held against its model and against every invariant of money when it ends.

A life is drawn from its seed alone: the run's seed and the life's number. All is committed in earnest, so that
what the database checks at a commit is checked; a fresh copy of the template is taken now and then, since an
invariant asks of all rows.
"""

from __future__ import annotations

import random
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import zip_longest

from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from app.database import engine_for, session_factory
from models.invariants import MONEY, broken
from tests.app.wallet.machine.steps import Life, Stage, Step, drawn, staged
from tests.database import TestServer

LENGTH = 120
LIVES_A_COPY = 40
_WALLET = text(
    "select balance, owed, last_number, told_low_at is not null, threshold from wallet where organisation_id = :id"
)
_BOOKED = text(
    "select kind, gross, change, balance, owed, year, number from wallet_transaction"
    " where organisation_id = :id and state = 'completed' order by at"
)
_OVER = text(
    "select state, count(*) from wallet_transaction where organisation_id = :id and state in ('failed', 'expired')"
    " group by 1"
)
_TOP_UPS = text(
    "select t.id, t.state, u.doubt <> '' from wallet_transaction t join wallet_top_up u"
    " on u.organisation_id = t.organisation_id and u.transaction_id = t.id where t.organisation_id = :id"
)
_EVENTS = text("select tag, count(*) from event where organisation_id = :id and tag like 'wallet.%' group by 1")
_LIMITS = text("select count(*), coalesce(sum(monthly), 0) from wallet_limit where organisation_id = :id")
_QUEUED_TWICE = text(
    "select queueing_lock from procrastinate_jobs where status = 'todo' and queueing_lock like 'ask_payment%'"
    " group by 1 having count(*) > 1"
)
_ASK_NO_MORE = text("update wallet_top_up set ask_at = null where ask_at is not null")


class Broken(AssertionError):
    """A life that ended otherwise than its model, with the shortest one found that does."""


@dataclass
class Lived:
    """What was done so far."""

    lives: int = 0
    steps: int = 0
    booked: int = 0

    def told(self, seconds: float) -> str:
        rate = f"{self.steps / seconds:.0f} steps a second"
        return f"{self.lives} lives, {self.steps} steps, {self.booked} transactions booked, {rate}"


@contextmanager
def places(
    server: TestServer, lives: int = LIVES_A_COPY
) -> Iterator[Callable[[], tuple[sessionmaker[Session], Stage]]]:
    """Where a life is lived: the same database some times, then another copy of the template."""
    used, kept = 0, []

    def place() -> tuple[sessionmaker[Session], Stage]:
        nonlocal used
        if used % lives == 0:
            leave()
            copy = server.copy()
            engine = engine_for(server.url("house_app", copy.__enter__()))
            sessions = session_factory(engine)
            kept.append((copy, engine, sessions, staged(sessions)))
        used += 1
        return kept[0][2], kept[0][3]

    def leave() -> None:
        while kept:
            copy, engine, *_ = kept.pop()
            engine.dispose()
            copy.__exit__(None, None, None)

    try:
        yield place
    finally:
        leave()


def run(
    server: TestServer,
    seed: int,
    lives: int | None = None,
    seconds: float = float("inf"),
    first: int = 0,
    say: Callable[[str], None] = lambda _: None,
) -> Lived:
    """Lives from the number `first` on, so many or for so long. Raises Broken with how to live that one again."""
    done, began, told = Lived(), time.monotonic(), time.monotonic()
    with places(server) as place:
        while (lives is None or done.lives < lives) and time.monotonic() - began < seconds:
            number = first + done.lives
            life = drawn(random.Random(f"{seed}/{number}"), LENGTH)  # noqa: S311 - replayed by its seed
            problem = _lived(place, life, done)
            if problem is not None:
                raise Broken(_said(server, seed, number, life, problem)) from problem
            done.lives += 1
            done.steps += len(life)
            if time.monotonic() - told > 20:
                told = time.monotonic()
                say(f"seed {seed}, life {number}: {done.told(told - began)}")
    return done


def _lived(
    place: Callable[[], tuple[sessionmaker[Session], Stage]], life: list[Step], done: Lived
) -> Exception | None:
    """What went otherwise, if anything."""
    sessions, stage = place()
    try:
        one = Life(sessions, stage)
        for step in life:
            one.step(step)
        finish(one)
        done.booked += sum(len(purse.booked) for purse in one.purses)
    except Exception as problem:
        return problem
    return None


def finish(life: Life) -> None:
    """Days go by without a notice: what was paid is credited all the same. Then everything is compared."""
    for _ in range(2):
        life.now += timedelta(days=2)
        life.poll()
    for reference, key in life.references.items():
        one, there = life.payings[key], life.bank.payments[reference]
        assert one.credited or one.doubted or one.state != "open" or str(there.state) != "paid", reference
    with life.sessions.begin() as session:
        session.execute(text("set local role house_office"))
        for place, office in enumerate(life.offices):
            _compare(life, session, place, office.id)
        assert session.execute(_QUEUED_TWICE).all() == []
        assert broken(session.connection(), MONEY) == []
        session.execute(_ASK_NO_MORE)  # the lives after it poll too


def _compare(life: Life, session: Session, place: int, office_id: int) -> None:
    purse, told = life.purses[place], {"id": office_id}
    wallet = session.execute(_WALLET, told).one_or_none()
    last = purse.booked[-1].number if purse.booked else 0
    threshold = None if purse.threshold is None else Decimal(purse.threshold) / 100
    wanted = (Decimal(purse.balance) / 100, Decimal(purse.owed) / 100, last, purse.knows_low, threshold)
    assert (tuple(wallet) if wallet is not None else (0, 0, 0, False, None)) == wanted
    booked = [
        (row[0], *(int(amount * 100) for amount in row[1:5]), *row[5:]) for row in session.execute(_BOOKED, told)
    ]
    mine = [one.told for one in purse.booked]
    assert booked == mine, [pair for pair in zip_longest(booked, mine) if pair[0] != pair[1]][:3]
    assert Counter(dict(session.execute(_OVER, told).all())) == purse.over
    paid_in = {(number, one.state, one.doubted) for (where, number), one in life.payings.items() if where == place}
    assert set(session.execute(_TOP_UPS, told).all()) == paid_in
    assert Counter(dict(session.execute(_EVENTS, told).all())) == purse.events
    limits = (len(purse.limits), Decimal(sum(purse.limits.values())) / 100)
    assert session.execute(_LIMITS, told).one() == limits


def _said(server: TestServer, seed: int, number: int, life: list[Step], problem: Exception) -> str:
    with places(server, lives=1) as place:  # what one life left behind says nothing of the next
        shorter = shortened(life, lambda fewer: _lived(place, fewer, Lived()) is not None)
    steps = "\n".join(f"    {name}{numbers}" for name, numbers in shorter)
    where = "".join(traceback.format_exception(problem)[-2:])
    return (
        f"{where}{len(shorter)} of {len(life)} steps suffice:\n{steps}\n"
        f"Again: python -m tests.long machines --seed {seed} --first {number} --lives 1"
    )


def shortened(life: list[Step], fails: Callable[[list[Step]], bool], seconds: float = 60) -> list[Step]:
    """A life with as many steps left out as still goes wrong."""
    end, size = time.monotonic() + seconds, len(life) // 2
    while size and time.monotonic() < end:
        at = 0
        while at < len(life) and time.monotonic() < end:
            fewer = life[:at] + life[at + size :]
            if fails(fewer):
                life = fewer
            else:
                at += size
        size //= 2
    return life
