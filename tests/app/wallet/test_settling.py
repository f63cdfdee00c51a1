"""What becomes of a payment: booked once, however often, in whatever order and by how many it is told."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from app.database import engine_for, session_factory
from app.errors import Missing, Outage, Refusal
from app.outside.payments import Begun, Payment, PaymentMethod, Payments, PaymentState, TakenBack
from app.outside.practice_bank import PracticeBank
from app.transaction import Scope, enter, transaction
from app.wallet.charging import Wanted, charge
from app.wallet.ledger import hold
from app.wallet.rules import ask_again_after
from app.wallet.settling import ask, due, settle
from app.wallet.top_ups import NewTopUp, ask_top_up, note_of, note_payment
from models.invariants import MONEY, broken
from models.values import NOTHING, Money, euro
from models.wallet import TopUp, Transaction, Wallet
from tests.app.wallet.offices import NOW, Office, balance, office
from tests.database import TestServer

BANK, FIELDS = "practice_bank", ["payment", "checkout_url", "ask_at"]
OPEN, PAID, FAILED, EXPIRED = PaymentState
pytestmark = pytest.mark.trust("Top-up")


@pytest.fixture
def one(session: Session) -> Office:
    made = office(session)
    session.commit()
    return made


def asked(session: Session, one: Office, gross: str = "100", payment: str = "tb_1") -> TopUp:
    """A top-up that waits at the bank."""
    bank = PracticeBank(Path("nowhere"), "")
    made = ask_top_up(session, one.member, NewTopUp(euro(gross), PaymentMethod.BANCONTACT, payment), bank, NOW)
    note_payment(session, made, Begun(payment, f"http://localhost/{payment}"), NOW)
    session.flush()
    session.refresh(made, FIELDS)
    return made


def says(made: TopUp, state: PaymentState = PAID, *taken: TakenBack) -> Payment:
    """What the provider says of it."""
    paid = Money(made.transaction.gross) if state is PAID else NOTHING
    return Payment(made.payment or "", state, paid, note_of(made), taken)


def told(session: Session, made: TopUp, payment: Payment | None, now: datetime = NOW) -> str:
    return settle(session, BANK, payment, made.payment or "", now)


def back(gross: str, reference: str = "cb_1", given_back_at: datetime | None = None) -> TakenBack:
    return TakenBack(reference, euro(gross), NOW, given_back_at)


def holds(session: Session, one: Office) -> tuple[str, str]:
    held = hold(session, one.id)
    return str(held.balance), str(held.owed)


def events_of(session: Session, tag: str) -> int:
    return session.execute(text("select count(*) from event where tag = :tag"), {"tag": tag}).scalar_one()


# -- paid, once


def test_what_is_paid_is_credited_once_however_often_we_hear_of_it(session: Session, one: Office) -> None:
    made = asked(session, one)
    assert [told(session, made, says(made)) for _ in range(4)] == ["paid"] + ["nothing new"] * 3
    assert holds(session, one) == ("100.00", "0.00")
    assert (made.transaction.state, made.transaction.receipt) == ("completed", "2026-000001")
    assert events_of(session, "wallet.top_up.paid") == 1


def test_replayed_a_week_later_it_is_still_credited_once(session: Session, one: Office) -> None:
    made = asked(session, one)
    for days in (0, 7, 400):
        told(session, made, says(made), NOW + timedelta(days=days))
    assert holds(session, one) == ("100.00", "0.00")


def test_in_whatever_order_what_was_said_before_comes_it_is_paid(session: Session, one: Office) -> None:
    made = asked(session, one)
    for state in (OPEN, PAID, OPEN, FAILED, EXPIRED, PAID, OPEN):
        told(session, made, says(made, state))
    assert (holds(session, one), made.transaction.state) == (("100.00", "0.00"), "completed")


@pytest.mark.parametrize("state", [FAILED, EXPIRED])
def test_what_failed_or_lapsed_is_over_and_credits_nothing(
    session: Session, one: Office, state: PaymentState
) -> None:
    made = asked(session, one)
    assert [told(session, made, says(made, state)) for _ in range(2)] == [str(state), "nothing new"]
    assert (made.transaction.state, made.ask_at, holds(session, one)) == (str(state), None, ("0.00", "0.00"))


def test_what_is_paid_after_we_thought_it_was_over_is_credited_by_a_transaction_of_its_own(
    session: Session, one: Office
) -> None:
    made = asked(session, one)
    told(session, made, says(made, EXPIRED))
    assert [told(session, made, says(made)) for _ in range(3)] == ["paid", "nothing new", "nothing new"]
    assert (made.transaction.state, holds(session, one)) == ("expired", ("100.00", "0.00"))
    told(session, made, says(made, PAID, back("100")))
    assert holds(session, one) == ("0.00", "0.00")


# -- what isn't believed


def test_a_payment_nobody_asked_for_is_missing(session: Session, one: Office) -> None:
    made = asked(session, one)
    for provider, reference in ((BANK, "tb_2"), ("mollie", "tb_1"), (BANK, "")):
        with pytest.raises(Missing):
            settle(session, provider, says(made), reference, NOW)
    assert holds(session, one) == ("0.00", "0.00")


def test_a_payment_for_something_else_is_doubted_and_never_credited(session: Session, one: Office) -> None:
    made, other = asked(session, one), asked(session, one, payment="tb_2")
    for wrong in (
        Payment("tb_1", PAID, euro("100"), note_of(other)),
        Payment("tb_2", PAID, euro("100"), note_of(made)),
        Payment("tb_1", PAID, euro("100"), ""),
    ):
        assert told(session, made, wrong) == "doubt"
    assert (made.doubt, made.ask_at, holds(session, one)) == ("note", None, ("0.00", "0.00"))
    assert events_of(session, "wallet.payment.doubted") == 1


def test_only_what_the_provider_took_is_credited(session: Session, one: Office) -> None:
    made = asked(session, one)
    told(session, made, Payment("tb_1", PAID, euro("60"), note_of(made)))
    assert holds(session, one) == ("60.00", "0.00")


def test_what_the_provider_no_longer_knows_is_over_after_a_week(session: Session, one: Office) -> None:
    made, at, said = asked(session, one), NOW, ""
    for _ in range(40):
        if made.ask_at is None:
            break
        at = made.ask_at
        said = told(session, made, None, at)
    assert (said, made.transaction.state) == ("expired", "expired")
    assert timedelta(days=4) < at - NOW < timedelta(days=9)
    assert told(session, made, None, at) == "unknown there"
    assert made.ask_at is None


def test_a_paid_one_the_provider_no_longer_knows_stays_paid_and_isn_t_asked_for_ever(
    session: Session, one: Office
) -> None:
    made, asks = asked(session, one), 0
    told(session, made, says(made))
    while made.ask_at is not None:
        told(session, made, None, made.ask_at)
        asks += 1
    assert (asks, made.transaction.state, holds(session, one)) == (7, "completed", ("100.00", "0.00"))


# -- when it is asked about


def test_an_open_payment_is_asked_about_ever_more_seldom_and_due_once_at_a_time(
    session: Session, one: Office
) -> None:
    made = asked(session, one)
    assert due(session, NOW) == []
    assert due(session, NOW + timedelta(minutes=1)) == [(BANK, "tb_1")]
    assert due(session, NOW + timedelta(minutes=1)) == []
    assert due(session, NOW + timedelta(minutes=3)) == [(BANK, "tb_1")]
    told(session, made, says(made, OPEN))
    waits = [ask_again_after(asked, paid=False) for asked in range(30)]
    assert all(a is not None and b is not None and b >= a for a, b in pairwise(waits))


def test_asking_a_provider_that_is_not_ours_is_as_good_as_not_knowing(
    session: Session, one: Office, tmp_path: Path
) -> None:
    made = asked(session, one)
    there: list[Payments | None] = [None]
    for ours in there:
        assert ask(lambda act: act(session), ours, BANK, "tb_1", NOW) == "unknown there"
    bank = PracticeBank(tmp_path, "")
    assert ask(lambda act: act(session), bank, BANK, "tb_1", NOW) == "unknown there"
    assert made.transaction.state == "open"


def test_a_bank_that_is_silent_changes_nothing(session: Session, one: Office) -> None:
    made = asked(session, one)
    with pytest.raises(Outage):
        ask(lambda act: act(session), PracticeBank(Path("/dev/null/no"), ""), BANK, "tb_" + "0" * 32, NOW)
    assert (made.transaction.state, made.asked) == ("open", 0)


# -- the bank takes it back


def test_a_chargeback_takes_it_out_of_the_wallet_once(session: Session, one: Office) -> None:
    made = asked(session, one)
    told(session, made, says(made))
    taken = says(made, PAID, back("100"))
    assert [told(session, made, taken) for _ in range(3)] == ["taken back", "nothing new", "nothing new"]
    assert holds(session, one) == ("0.00", "0.00")
    assert events_of(session, "wallet.money.taken_back") == 1


def test_paid_and_taken_back_before_we_asked_at_all(session: Session, one: Office) -> None:
    made = asked(session, one)
    assert told(session, made, says(made, PAID, back("100"))) == "paid + taken back"
    assert holds(session, one) == ("0.00", "0.00")


def test_after_the_money_is_gone_it_goes_to_zero_the_rest_is_owed_and_spending_stops(
    session: Session, one: Office
) -> None:
    made = asked(session, one)
    told(session, made, says(made))
    charge(session, one.bram, Wanted("search", 10), "spent", NOW)  # € 54.45
    told(session, made, says(made, PAID, back("100")))
    assert holds(session, one) == ("0.00", "54.45")
    with pytest.raises(Refusal) as no:
        charge(session, one.bram, Wanted("search"), "more", NOW)
    assert no.value.code == "wallet.charge.owed"


@pytest.mark.parametrize(
    ("gross", "left"), [("50", ("0.00", "4.45")), ("54.45", ("0.00", "0.00")), ("100", ("45.55", "0.00"))]
)
def test_the_next_top_up_settles_what_is_owed_first(
    session: Session, one: Office, gross: str, left: tuple[str, str]
) -> None:
    test_after_the_money_is_gone_it_goes_to_zero_the_rest_is_owed_and_spending_stops(session, one)
    later = Payment("tb_2", PAID, euro(gross), note_of(asked(session, one, payment="tb_2")))
    settle(session, BANK, later, "tb_2", NOW)
    assert holds(session, one) == left


def test_partial_chargebacks_are_each_booked_once(session: Session, one: Office) -> None:
    made = asked(session, one)
    told(session, made, says(made, PAID, back("30", "cb_1")))
    both = says(made, PAID, back("30", "cb_1"), back("30", "cb_2"))
    assert [told(session, made, both) for _ in range(2)] == ["taken back", "nothing new"]
    assert holds(session, one) == ("40.00", "0.00")


def test_what_is_given_back_comes_again_once_and_settles_what_is_owed(session: Session, one: Office) -> None:
    test_after_the_money_is_gone_it_goes_to_zero_the_rest_is_owed_and_spending_stops(session, one)
    made = session.scalars(select(TopUp).where(TopUp.payment == "tb_1")).one()
    given = says(made, PAID, back("100", given_back_at=NOW))
    assert [told(session, made, given) for _ in range(2)] == ["given back", "nothing new"]
    assert holds(session, one) == ("45.55", "0.00")
    assert told(session, made, says(made, PAID, back("100"))) == "nothing new"


def test_taken_and_given_back_before_we_asked(session: Session, one: Office) -> None:
    made = asked(session, one)
    given = says(made, PAID, back("100", given_back_at=NOW))
    assert told(session, made, given) == "paid + taken back + given back"
    assert holds(session, one) == ("100.00", "0.00")


def test_managers_hear_of_a_balance_that_a_chargeback_made_low(session: Session, one: Office) -> None:
    made = asked(session, one)
    told(session, made, says(made))
    session.get_one(Wallet, one.id).threshold = euro("20").euro
    session.flush()
    told(session, made, says(made, PAID, back("90")))
    assert events_of(session, "wallet.balance.low") == 1


@pytest.mark.parametrize("seed", range(12))
def test_deliveries_in_any_order_and_number_leave_the_same_money(session: Session, one: Office, seed: int) -> None:
    """Twenty deliveries each, of what was true at some moment; the last one is what is true."""
    dice = random.Random(seed)  # noqa: S311 - not a secret
    made = asked(session, one, "100")
    taken = [back("30", "cb_1"), back("50", "cb_2", NOW)]
    truths = [
        says(made, OPEN),
        says(made),
        says(made, PAID, taken[0]),
        says(made, PAID, taken[0], back("50", "cb_2")),
        says(made, PAID, *taken),
    ]
    for _ in range(20):
        told(session, made, dice.choice(truths))
    told(session, made, truths[-1])
    assert holds(session, one) == ("70.00", "0.00")
    assert session.execute(text("select count(*) from wallet_transaction where state = 'completed'")).scalar() == 4


# -- by two at once


@pytest.fixture
def crowd(server: TestServer, cloned_database: str) -> Iterator[tuple[sessionmaker[Session], Office]]:
    engine = engine_for(server.url("house_app", cloned_database), seconds=120, size=12)
    sessions = session_factory(engine)
    with sessions() as session, transaction(session):
        one = office(session)
    yield sessions, one
    engine.dispose()


def test_twelve_workers_settle_one_payment_at_once_and_credit_it_once(
    crowd: tuple[sessionmaker[Session], Office], server: TestServer, cloned_database: str
) -> None:
    sessions, one = crowd
    with sessions() as session, transaction(session):
        enter(session, Scope.office())
        made = asked(session, one)
        truths = [says(made), says(made, PAID, back("30")), says(made, PAID, back("30", given_back_at=NOW))]
    start = Barrier(12)

    def work(number: int) -> str:
        with sessions() as session:
            enter(session, Scope.office())
            start.wait()
            with transaction(session):
                return settle(session, BANK, truths[number % 3], "tb_1", NOW)

    with ThreadPoolExecutor(12) as pool:
        said = " + ".join(pool.map(work, range(12)))
    assert (said.count("paid"), said.count("taken back"), said.count("given back")) == (1, 1, 1)
    with sessions() as session:
        enter(session, Scope.office())
        assert balance(session, one) == euro("100")
        assert session.scalars(select(Transaction.state)).all() == ["completed"] * 3
    admin = server.admin_engine(cloned_database)
    with admin.connect() as connection:
        assert broken(connection, MONEY) == []
    admin.dispose()
