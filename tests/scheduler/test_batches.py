"""A worker that is killed while it acts on eighty associations: another goes on, and each is paid once."""

from __future__ import annotations

import signal
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from app import clock
from app.queue import enqueue
from app.syndics.batches import confirm_batch
from app.transaction import Scope, enter, transaction
from models.syndics import Batch, BatchItem, Case, CaseFile, CaseStep
from models.values.mandates import CaseState, ItemState, StepKind
from models.wallet import Transaction
from tests.app.syndics.batched import Company, company, drafted, ran, total_of
from tests.app.wallet.offices import NOW
from tests.scheduler.conftest import Start, asked, soon

MANY = 80
HALF = 30
TOTAL = "9000.00"
_HANDED_IN = "select count(*) from syndic_batch_item where state = 'submitted'"


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day of the tests of money, whose year has a fee."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


def _confirmed(sessions: sessionmaker[Session], folder: Path, many: int, gross: str) -> tuple[Company, int]:
    with sessions.begin() as session:
        one = company(session, folder, many, gross, year=clock.today().year)
        batch = drafted(session, one, now=clock.now())
        batch_id = batch.id
        confirm_batch(session, one.an, batch_id, total_of(session, one, batch), batch.version, clock.now())
    return one, batch_id


def _each_paid_once(sessions: sessionmaker[Session], batch_id: int, many: int) -> None:
    """Each mandate has one case that was handed in, with its document and its charge; the wallet is empty."""
    with sessions() as session:
        enter(session, Scope.office())
        batch = session.get_one(Batch, batch_id)
        items = session.scalars(select(BatchItem)).all()
        cases = session.scalars(select(Case)).all()
        charges = session.scalars(select(Transaction).where(Transaction.product == "registration_fee")).all()
        files = session.scalars(select(CaseFile.case_id)).all()
        steps = Counter(tuple(row) for row in session.execute(select(CaseStep.case_id, CaseStep.kind)))
        assert (batch.state, batch.halted) == ("done", "")
    assert Counter(item.state for item in items) == {ItemState.SUBMITTED: many}
    assert {item.case_id: item.mandate_id for item in items} == {case.id: case.mandate_id for case in cases}
    assert len({case.mandate_id for case in cases}) == many
    assert {case.state for case in cases} == {CaseState.SUBMITTED}
    assert sorted(charge.id for charge in charges) == sorted(case.charge_id or 0 for case in cases)
    assert len(charges) == many
    assert sum(charge.gross for charge in charges) == batch.gross == many * (batch.fee or 0)
    assert sorted(files) == sorted(case.id for case in cases)
    assert set(steps.values()) == {1}
    assert len(steps) == 2 * many
    assert {kind for _, kind in steps} == {StepKind.BEGUN, StepKind.SUBMITTED}


@pytest.mark.trust("Faults")
def test_a_change_of_eighty_associations_resumes_after_a_kill_and_charges_each_once(
    own_sessions: sessionmaker[Session], admin: Engine, start: Start, tmp_path: Path
) -> None:
    _, batch_id = _confirmed(own_sessions, tmp_path, MANY, TOTAL)
    worker = start("worker", "killed half-way")
    soon(lambda: int(str(asked(admin, _HANDED_IN)[0][0])) >= HALF, 90)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    done = int(str(asked(admin, _HANDED_IN)[0][0]))
    assert HALF <= done < MANY
    # What stands now can be explained: a case that was handed in and paid, or an item that waits and has none.
    assert asked(admin, "select state, count(*) from syndic_batch_item group by state order by state") == [
        ("submitted", done), ("waiting", MANY - done),
    ]  # fmt: skip
    assert asked(admin, "select state, count(charge_id) from syndic_case group by state") == [("submitted", done)]
    assert asked(admin, "select count(*) from wallet_transaction where product = 'registration_fee'") == [(done,)]
    assert asked(admin, "select state, halted from syndic_batch") == [("running", "")]
    # What the queue does by itself ten seconds after a worker's last sign of life.
    asked(admin, "update procrastinate_workers set last_heartbeat = now() - interval '1 minute' returning 1")
    with own_sessions() as session, transaction(session):
        enqueue(session, "rescue", key="rescue")
    start("worker", "goes on")
    soon(lambda: asked(admin, "select 1 from syndic_batch where state = 'done'"), 90)
    _each_paid_once(own_sessions, batch_id, MANY)
    assert asked(admin, "select balance from wallet where balance <> 0") == []


@pytest.mark.trust("Faults")
def test_two_who_carry_it_out_at_the_same_time_share_the_work_and_do_nothing_twice(
    own_sessions: sessionmaker[Session], tmp_path: Path, today: None
) -> None:
    one, batch_id = _confirmed(own_sessions, tmp_path, 12, "1350.00")
    together = Barrier(4)

    def run(_: int) -> str:
        together.wait(120)
        return ran(own_sessions, one, batch_id)

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(run, range(4))) == {""}
    _each_paid_once(own_sessions, batch_id, 12)
