"""A month that many workers invoice at once while they are killed: each office once, numbers without gaps."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session, sessionmaker

from app import clock
from app.queue import enqueue
from app.transaction import Scope, enter
from app.wallet.charging import Wanted, charge
from app.wallet.invoicing import months
from app.wallet.invoicing.seller import DEMO
from models.values import Money
from scheduler.invoices import invoice_left, invoice_month
from scheduler.jobs import work_off
from scheduler.workplace import Workplace
from tests.app.wallet.invoicing.invoices import whole
from tests.app.wallet.offices import Office, office
from tests.scheduler.conftest import Start, asked

OFFICES, WORKERS, KILLS, SECONDS = 240, 8, 20, 120
MONTH = clock.month_before(clock.today())
_NUMBERS = "select number from wallet_invoice where kind = 'invoice' order by number"
_SUMS = """select (select sum(net) from wallet_invoice),
    (select sum(amount) from wallet_line where account = 'revenue'), (select sum(vat) from wallet_invoice),
    (select sum(amount) from wallet_line where account = 'vat'), (select sum(paid) from wallet_invoice)"""
pytestmark = pytest.mark.trust("Invoices, receipts")


def filled_month(sessions: sessionmaker[Session], many: int) -> list[Office]:
    """So many offices that each bought something last month, some of them twice."""
    made: list[Office] = []
    at = clock.start_of(MONTH)
    with sessions.begin() as session:
        for _ in range(many):
            one = whole(session, office(session, made[0].tool_id if made else None), at=at)
            for place in range(1 + len(made) % 3):
                charge(session, one.bram, Wanted("search", 1), f"key {place}", at)
            made.append(one)
    return made


def asked_for(sessions: sessionmaker[Session], at_once: int, patch: pytest.MonkeyPatch) -> int:
    patch.setattr(months, "AT_ONCE", at_once)
    with sessions.begin() as session:
        enter(session, Scope.office())
        run = months.ask_month(session, None, MONTH, DEMO, clock.now())
        months.list_parts(session, run.id, clock.now())
        return run.id


def over(sessions: sessionmaker[Session]) -> bool:
    with sessions() as session:
        enter(session, Scope.office())
        found = months.progress_of(session, MONTH)
        return found is not None and found.over


@pytest.mark.slow
def test_eight_workers_that_are_killed_leave_no_gap_and_nobody_out(
    start: Start, own_sessions: sessionmaker[Session], admin: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled_month(own_sessions, OFFICES)
    asked_for(own_sessions, 4, monkeypatch)
    choose = random.Random(12)  # noqa: S311 - kills, not secrets
    workers = [start("work", f"worker {number}") for number in range(WORKERS)]
    for number in range(KILLS):
        time.sleep(choose.uniform(0.02, 0.2))
        place = choose.randrange(WORKERS)
        workers[place].kill()
        workers[place].wait()
        workers[place] = start("work", f"worker {WORKERS + number}")
    end = time.monotonic() + SECONDS
    while not over(own_sessions) and time.monotonic() < end:
        with own_sessions.begin() as session:
            enqueue(session, "rescue", key="rescue", goes_first=True)
        time.sleep(1)
    assert over(own_sessions)
    assert [row[0] for row in asked(admin, _NUMBERS)] == list(range(1, OFFICES + 1))
    once = "select count(distinct organisation_id), count(*) from wallet_invoice"
    assert asked(admin, once) == [(OFFICES, OFFICES)]
    net, revenue, vat, due, paid = asked(admin, _SUMS)[0]
    assert (net, vat) == (revenue, due)
    assert paid == net + vat + asked(admin, "select sum(rounding) from wallet_invoice")[0][0]
    assert asked(admin, "select count(*) from event where tag = 'wallet.invoice.issued'") == [(OFFICES,)]


def test_the_clock_has_the_month_invoiced_that_is_over(
    own_sessions: sessionmaker[Session], url: str, tmp_path: Path, admin: Engine
) -> None:
    filled_month(own_sessions, 3)
    place = Workplace(own_sessions, tmp_path, seller=DEMO)
    first = clock.start_of(clock.month_after(MONTH)).isoformat()
    assert invoice_month(place, first).startswith(f"{MONTH:%Y-%m}: run ")
    work_off(url, own_sessions, tmp_path, seller=DEMO)
    assert [row[0] for row in asked(admin, _NUMBERS)] == [1, 2, 3]
    assert invoice_left(place) == "nobody is left"


def test_who_was_left_is_invoiced_the_day_after_his_address_is_complete(
    own_sessions: sessionmaker[Session], url: str, tmp_path: Path, admin: Engine
) -> None:
    (one,) = filled_month(own_sessions, 1)
    with own_sessions.begin() as session:
        enter(session, Scope.office())
        session.execute(text("update organisation set street = '' where id = :id"), {"id": one.id})
    place = Workplace(own_sessions, tmp_path, seller=DEMO)
    assert invoice_left(place) == "nobody is left"
    with own_sessions.begin() as session:
        enter(session, Scope.office())
        session.execute(text("update organisation set street = 'Markt 1' where id = :id"), {"id": one.id})
    assert invoice_left(place).startswith(f"{MONTH:%Y-%m}: run ")
    work_off(url, own_sessions, tmp_path, seller=DEMO)
    assert asked(admin, "select paid from wallet_invoice") == [(Money.parse("5.45").euro,)]


def test_without_a_seller_nothing_is_invoiced(own_sessions: sessionmaker[Session], tmp_path: Path) -> None:
    filled_month(own_sessions, 1)
    assert invoice_left(Workplace(own_sessions, tmp_path)) == "no seller"
