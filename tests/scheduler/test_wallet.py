"""The jobs of wallets: payments nobody came back from, a process that died on the way, and the ledger checked."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session, sessionmaker

from app import clock
from app.errors import Outage
from app.outside.payments import Begun, PaymentMethod
from app.outside.practice_bank import PracticeBank
from app.transaction import Scope, enter, transaction
from app.wallet.top_ups import NewTopUp, ask_top_up, note_payment, payment_for, payment_told
from models.values import euro
from scheduler.jobs import Workplace, work_off
from scheduler.wallet import LedgerBroken, ask_open_payments, ask_payment, check_ledger
from tests.app.wallet.offices import NOW, Office, balance, filled, office


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.moment = NOW

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(clock, "now", made)
    return made


@pytest.fixture
def bank(tmp_path: Path) -> PracticeBank:
    return PracticeBank(tmp_path / "bank", "http://localhost")


@pytest.fixture
def place(own_sessions: sessionmaker[Session], tmp_path: Path, bank: PracticeBank, time: Clock) -> Workplace:
    return Workplace(own_sessions, tmp_path, payments=bank)


@pytest.fixture
def one(place: Workplace) -> Office:
    return place.office(office)


def _asked(place: Workplace, one: Office, bank: PracticeBank, form: str = "form", *, noted: bool = True) -> str:
    """Somebody was sent to the bank; with `noted` False the process died before it could write down where."""
    with place.sessions() as session:
        enter(session, Scope.organisation(one.id))
        with transaction(session):
            made = ask_top_up(
                session, one.member, NewTopUp(euro("100"), PaymentMethod.BANCONTACT, form), bank, clock.now()
            )
            new = payment_for(made, "Top-up", "nl", "http://localhost/", "")
        begun: Begun = bank.begin(new)
        if noted:
            with transaction(session):
                note_payment(session, made, begun, clock.now())
    return begun.reference


def _balance(place: Workplace, one: Office) -> str:
    return place.office(lambda session: str(balance(session, one)))


def _states(place: Workplace) -> list[str]:
    asks = text("select state from wallet_transaction order by id")
    return place.office(lambda session: list(session.execute(asks).scalars()))


@pytest.mark.trust("Top-up")
def test_what_nobody_came_back_from_is_found_by_the_clock(
    place: Workplace, one: Office, bank: PracticeBank, time: Clock, url: str
) -> None:
    references = [_asked(place, one, bank, f"form-{number}") for number in range(60)]
    for reference in references[:3]:
        bank.pay(reference)
    bank.fail(references[3])
    time.moment += timedelta(minutes=1)
    assert ask_open_payments(place) == "60"
    assert ask_open_payments(place) == "0"
    work_off(url, place.sessions, place.state, payments=bank)
    assert (_balance(place, one), _states(place).count("completed")) == ("300.00", 3)
    assert _states(place)[3] == "failed"
    time.moment += timedelta(hours=2)
    ask_open_payments(place)
    work_off(url, place.sessions, place.state, payments=bank)
    assert set(_states(place)) == {"completed", "failed", "expired"}


@pytest.mark.trust("Top-up")
def test_a_process_that_died_before_it_noted_the_payment_costs_nobody_anything(
    place: Workplace, one: Office, bank: PracticeBank, time: Clock
) -> None:
    lost = _asked(place, one, bank, noted=False)
    assert _asked(place, one, bank) == lost, "the same form goes on with the same payment"
    bank.pay(lost)
    assert ask_payment(place, "practice_bank", lost) == "paid"
    _asked(place, one, bank, "other", noted=False)
    time.moment += timedelta(hours=1, minutes=1)
    ask_open_payments(place)
    assert (_states(place), _balance(place, one)) == (["completed", "expired"], "100.00")


def test_a_notice_and_the_clock_put_one_question_in_the_queue(
    place: Workplace, one: Office, bank: PracticeBank, time: Clock
) -> None:
    reference = _asked(place, one, bank)
    for _ in range(3):
        place.office(lambda session: payment_told(session, "practice_bank", reference))
    time.moment += timedelta(minutes=1)
    ask_open_payments(place)
    asks = text("select count(*) from procrastinate_jobs where task_name = 'ask_payment' and status = 'todo'")
    assert place.office(lambda session: session.execute(asks).scalar()) == 1


def test_a_provider_that_is_silent_is_asked_again(
    place: Workplace, one: Office, bank: PracticeBank, time: Clock, url: str
) -> None:
    reference = _asked(place, one, bank)
    bank.pay(reference)
    silent = replace(place, payments=PracticeBank(Path("/dev/null/no"), ""))
    with pytest.raises(Outage):
        ask_payment(silent, "practice_bank", reference)
    time.moment += timedelta(minutes=1)
    ask_open_payments(silent)
    work_off(url, place.sessions, place.state, payments=silent.payments)
    assert _balance(place, one) == "0.00"
    waits = text("select count(*) from procrastinate_jobs where task_name = 'ask_payment' and status = 'todo'")
    assert place.office(lambda session: session.execute(waits).scalar()) == 1, "the queue tries again by itself"
    time.moment += timedelta(minutes=3)
    assert ask_open_payments(place) == "1", "and so does the clock"
    assert ask_payment(place, "practice_bank", reference) == "paid"
    assert _balance(place, one) == "100.00"


def test_a_payment_nobody_asked_for_is_done_with(place: Workplace, bank: PracticeBank) -> None:
    assert ask_payment(place, "practice_bank", "tb_" + "0" * 32) == "nobody asked for it"


@pytest.mark.trust("Ledger")
def test_a_ledger_that_doesn_t_add_up_is_told_by_numbers_and_never_mended(
    place: Workplace, one: Office, admin: Engine
) -> None:
    place.office(lambda session: filled(session, one, "100"))
    assert check_ledger(place).endswith("rules hold")
    with admin.connect() as connection:
        connection.execute(text("set session_replication_role = replica"))
        connection.execute(text("update wallet set balance = balance + 1"))
        with pytest.raises(LedgerBroken) as found:
            check_ledger(place)
        assert str(found.value) == "2 faults in the ledger"
        assert _balance(place, one) == "101.00"
        connection.execute(text("update wallet set balance = balance - 1"))
    check_ledger(place)
