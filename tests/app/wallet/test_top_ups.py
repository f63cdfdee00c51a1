"""Asking to pay in: how much may be, once per form, and what a provider is told of it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session, sessionmaker

from app.database import engine_for, session_factory
from app.errors import Forbidden, Refusal
from app.outside.payments import Begun, PaymentMethod
from app.outside.practice_bank import PracticeBank
from app.policy import Identity, Role
from app.transaction import Scope, enter, transaction
from app.wallet.rules import LIVES
from app.wallet.settling import due
from app.wallet.top_ups import NewTopUp, ask_top_up, note_of, note_payment, payment_for, payment_told
from models.values import euro
from models.wallet import TopUp, Transaction
from tests.app.wallet.offices import NOW, Office, office
from tests.database import TestServer

CARD, BANCONTACT = PaymentMethod.DEBIT_CARD, PaymentMethod.BANCONTACT
pytestmark = pytest.mark.trust("Top-up")


@pytest.fixture
def one(session: Session) -> Office:
    made = office(session)
    session.commit()
    return made


@pytest.fixture
def bank(tmp_path: Path) -> PracticeBank:
    return PracticeBank(tmp_path / "bank", "http://localhost", now=lambda: NOW)


def asks(session: Session, one: Office, bank: PracticeBank, gross: str = "50", form: str = "form") -> TopUp:
    return ask_top_up(session, one.member, NewTopUp(euro(gross), BANCONTACT, form), bank, NOW)


@pytest.mark.parametrize(
    ("gross", "code"),
    [
        ("49.99", "wallet.top_up.below_minimum"),
        ("50", ""),
        ("50.01", ""),
        ("4999.99", ""),
        ("5000", ""),
        ("5000.01", "wallet.top_up.above_maximum"),
        ("0", "wallet.top_up.below_minimum"),
        ("-50", "wallet.top_up.below_minimum"),
        ("999999999999.99", "wallet.top_up.above_maximum"),
    ],
)
def test_fifty_to_five_thousand_euro(
    session: Session, one: Office, bank: PracticeBank, gross: str, code: str
) -> None:
    if not code:
        made = asks(session, one, bank, gross)
        assert (made.transaction.state, made.transaction.gross) == ("open", euro(gross).euro)
        return
    with pytest.raises(Refusal) as found:
        asks(session, one, bank, gross)
    assert (found.value.code, found.value.field) == (code, "gross")
    assert session.scalars(select(Transaction)).all() == []


def test_a_way_of_paying_that_isn_t_offered_is_refused(session: Session, one: Office, tmp_path: Path) -> None:
    bank = PracticeBank(tmp_path, "", (BANCONTACT,))
    with pytest.raises(Refusal) as found:
        ask_top_up(session, one.member, NewTopUp(euro("50"), CARD, "form"), bank, NOW)
    assert found.value.code == "wallet.top_up.method"


def test_only_members_pay_in(session: Session, one: Office, bank: PracticeBank) -> None:
    for roles in ({Role.PERSON}, {Role.PERSON, Role.FINANCE}, {Role.LOCAL_ADMINISTRATOR}):
        who = Identity(one.bram.account_id, None, frozenset(roles), one.id, key_level="high")
        with pytest.raises(Forbidden):
            ask_top_up(session, who, NewTopUp(euro("50"), BANCONTACT, "form"), bank, NOW)


def test_the_same_form_is_one_top_up_and_another_amount_is_another(
    session: Session, one: Office, bank: PracticeBank
) -> None:
    first = asks(session, one, bank)
    assert asks(session, one, bank).transaction_id == first.transaction_id
    assert asks(session, one, bank, "60").transaction_id != first.transaction_id
    assert asks(session, one, bank, form="later").transaction_id != first.transaction_id
    an = ask_top_up(session, one.manager, NewTopUp(euro("50"), BANCONTACT, "form"), bank, NOW)
    assert an.transaction_id != first.transaction_id


def test_what_the_provider_is_asked_is_one_payment_however_often(
    session: Session, one: Office, bank: PracticeBank
) -> None:
    made = asks(session, one, bank)
    new = payment_for(made, "Top-up", "nl", "http://localhost/back", "")
    assert (str(new.gross), new.note) == ("50.00", note_of(made))
    assert bank.begin(new) == bank.begin(replace(new, described="again"))
    other = payment_for(asks(session, one, bank, form="other"), "Top-up", "nl", "", "")
    assert bank.begin(other) != bank.begin(new)


def test_the_first_payment_of_a_top_up_stays(session: Session, one: Office, bank: PracticeBank) -> None:
    made = asks(session, one, bank)
    note_payment(session, made, Begun("tb_1", "http://localhost/1"), NOW)
    note_payment(session, made, Begun("tb_2", "http://localhost/2"), NOW)
    session.refresh(made, ["payment", "checkout_url", "ask_at"])
    assert (made.payment, made.checkout_url) == ("tb_1", "http://localhost/1")
    assert made.ask_at == NOW + timedelta(minutes=1)


def test_who_died_between_asking_and_sending_on_owes_nothing_after_an_hour(
    session: Session, one: Office, bank: PracticeBank
) -> None:
    made = asks(session, one, bank)
    assert due(session, NOW + LIVES - timedelta(seconds=1)) == []
    assert (made.transaction.state, due(session, NOW + LIVES)) == ("open", [])
    session.refresh(made.transaction)
    assert (made.transaction.state, made.ask_at) == ("expired", None)
    assert asks(session, one, bank).transaction.state == "expired"


def test_a_known_payment_puts_one_question_in_the_queue_and_an_unknown_one_none(
    session: Session, one: Office, bank: PracticeBank
) -> None:
    made = asks(session, one, bank)
    note_payment(session, made, Begun("tb_1", ""), NOW)
    assert [payment_told(session, "practice_bank", "tb_1") for _ in range(3)] == [True] * 3
    for provider, payment in (("practice_bank", "tb_2"), ("mollie", "tb_1"), ("practice_bank", "")):
        assert not payment_told(session, provider, payment)
    jobs = session.execute(text("select args from procrastinate_jobs where task_name = 'ask_payment'"))
    assert list(jobs.scalars()) == [{"provider": "practice_bank", "payment": "tb_1"}]


# -- many at once


@pytest.fixture
def crowd(server: TestServer, cloned_database: str) -> Iterator[tuple[sessionmaker[Session], Office]]:
    engine: Engine = engine_for(server.url("house_app", cloned_database), seconds=120, size=12)
    sessions = session_factory(engine)
    with sessions() as session, transaction(session):
        one = office(session)
    yield sessions, one
    engine.dispose()


def test_twelve_clicks_of_a_form_make_one_top_up_and_one_payment(
    crowd: tuple[sessionmaker[Session], Office], bank: PracticeBank
) -> None:
    sessions, one = crowd
    start = Barrier(12)

    def click(_: int) -> tuple[int, str]:
        with sessions() as session:
            enter(session, Scope.organisation(one.id))
            start.wait()
            with transaction(session):
                made = asks(session, one, bank)
                told = made.transaction_id, payment_for(made, "Top-up", "nl", "", "")
            begun = bank.begin(told[1])
            with transaction(session):
                note_payment(session, made, begun, NOW)
            return told[0], begun.reference

    with ThreadPoolExecutor(12) as pool:
        assert len(set(pool.map(click, range(12)))) == 1
