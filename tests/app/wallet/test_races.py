"""Many at the same moment on one wallet, one key, one payment, one limit: exactly the allowed number wins."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from app.database import engine_for, session_factory
from app.errors import HouseError, Refusal
from app.outside.payments import Begun, Payment, PaymentMethod, PaymentState
from app.transaction import Scope, enter, transaction
from app.wallet import charging, limits, settling, top_ups
from app.wallet.charging import Wanted
from app.wallet.ledger import Posting, post_many
from app.wallet.rules import Cost, lines_of_charge
from app.wallet.top_ups import NewTopUp
from models.values import TransactionKind, euro
from tests.app.wallet.machine.bank import MemoryBank
from tests.app.wallet.offices import NOW, Office, balance, filled, finance, office
from tests.database import TestServer

CROWD = 16
SEARCH = euro("5.45")  # 4.50 and 21 % VAT


@pytest.fixture
def crowd(server: TestServer, cloned_database: str) -> Iterator[sessionmaker[Session]]:
    engine = engine_for(server.url("house_app", cloned_database), seconds=120, size=64)
    yield session_factory(engine)
    engine.dispose()


@pytest.fixture
def one(crowd: sessionmaker[Session]) -> Office:
    with crowd.begin() as session:
        return office(session)


def fill(crowd: sessionmaker[Session], one: Office, gross: str) -> None:
    with crowd.begin() as session:
        enter(session, Scope.office())
        filled(session, one, gross)


def left(crowd: sessionmaker[Session], one: Office) -> str:
    with crowd() as session:
        enter(session, Scope.office())
        return str(balance(session, one))


def at_once(crowd: sessionmaker[Session], act: Callable[[Session, int], Any], many: int = CROWD) -> list[Any]:
    """All at the same moment, each in a transaction of its own; what came of each, or the refusal's code."""
    together = Barrier(many)

    def press(number: int) -> Any:
        with crowd() as session:
            enter(session, Scope.office())
            session.scalar(select(1))
            together.wait(120)
            try:
                with transaction(session):
                    return act(session, number)
            except Refusal as refusal:
                return refusal.code

    with ThreadPoolExecutor(many) as pool:
        return list(pool.map(press, range(many)))


def charged(one: Office, key: str) -> Callable[[Session, int], Any]:
    """Charges a search, with a key that holds `{}` for whoever has his own."""
    return lambda session, number: charging.charge(session, one.bram, Wanted("search"), key.format(number), NOW)


@pytest.mark.trust("Spending")
@pytest.mark.trust("2.3.4")
@pytest.mark.trust("15.4.2")
def test_of_sixteen_who_spend_the_last_euros_at_once_as_many_win_as_there_is_money_for(
    crowd: sessionmaker[Session], one: Office
) -> None:
    fill(crowd, one, "16.36")  # three searches and a cent
    came = at_once(crowd, charged(one, "{}"))
    assert Counter(came)["wallet.charge.too_low"] == CROWD - 3
    assert left(crowd, one) == "0.01"


@pytest.mark.trust("Spending")
@pytest.mark.trust("2.3.4")
def test_one_key_told_sixteen_times_at_once_charges_once(crowd: sessionmaker[Session], one: Office) -> None:
    fill(crowd, one, "50.00")
    came = at_once(crowd, charged(one, "one"))
    assert {posted.receipt for posted in came} == {"2026-000002"}
    assert sorted(posted.again for posted in came) == [False] + [True] * (CROWD - 1)
    assert left(crowd, one) == "44.55"


@pytest.mark.trust("Spending")
@pytest.mark.trust("2.3.2")
def test_of_sixteen_within_one_limit_at_once_as_many_win_as_it_allows(
    crowd: sessionmaker[Session], one: Office
) -> None:
    fill(crowd, one, "500.00")
    with crowd.begin() as session:
        enter(session, Scope.office())
        limits.set_limit(session, one.manager, one.bram.membership_id, None, euro("10.90"), NOW)
    came = at_once(crowd, charged(one, "{}"))
    assert Counter(came)["wallet.charge.over_limit_of_member"] == CROWD - 2
    assert left(crowd, one) == "489.10"


@pytest.mark.trust("Spending")
def test_a_charge_reversed_sixteen_times_at_once_is_undone_once(crowd: sessionmaker[Session], one: Office) -> None:
    fill(crowd, one, "50.00")
    with crowd.begin() as session:
        enter(session, Scope.office())
        made = charging.charge(session, one.bram, Wanted("search"), "a", NOW)
        who = finance(session)
    came = at_once(crowd, lambda session, _: charging.reverse(session, who, one.id, made.id, "by mistake", NOW))
    assert Counter(came)["wallet.reversal.done_already"] == CROWD - 1
    assert left(crowd, one) == "50.00"


def asked(session: Session, one: Office, bank: MemoryBank) -> tuple[int, Begun]:
    new = NewTopUp(euro("50.00"), PaymentMethod.BANCONTACT, "one form")
    made = top_ups.ask_top_up(session, one.member, new, bank, NOW)
    begun = bank.begin(top_ups.payment_for(made, "x", "nl", "https://x", ""))
    top_ups.note_payment(session, made, begun, NOW)
    return made.transaction_id, begun


@pytest.mark.trust("Top-up")
@pytest.mark.trust("2.3.4")
def test_a_form_sent_sixteen_times_at_once_asks_one_payment(crowd: sessionmaker[Session], one: Office) -> None:
    bank = MemoryBank()
    came = at_once(crowd, lambda session, _: asked(session, one, bank))
    assert len(set(came)) == 1
    assert len(bank.payments) == 1


@pytest.mark.trust("Top-up")
@pytest.mark.trust("15.4.2")
def test_a_payment_settled_sixteen_times_at_once_is_credited_once_and_taken_back_once(
    crowd: sessionmaker[Session], one: Office
) -> None:
    bank = MemoryBank()
    with crowd.begin() as session:
        enter(session, Scope.office())
        _, begun = asked(session, one, bank)
    bank.end(begun.reference, PaymentState.PAID, euro("50.00"))

    def settle(told: Payment | None) -> list[str]:
        return at_once(crowd, lambda session, _: settling.settle(session, bank.name, told, begun.reference, NOW))

    assert sorted(settle(bank.look(begun.reference))) == ["nothing new"] * (CROWD - 1) + ["paid"]
    assert left(crowd, one) == "50.00"
    bank.take_back(begun.reference, euro("20.00"), NOW)
    assert Counter(settle(bank.look(begun.reference))) == {"nothing new": CROWD - 1, "taken back": 1}
    assert left(crowd, one) == "30.00"


@pytest.mark.slow
@pytest.mark.trust("Spending")
@pytest.mark.trust("15.4.2")
def test_of_sixty_four_sessions_on_the_last_credit_exactly_one_wins_each_round(
    crowd: sessionmaker[Session], one: Office
) -> None:
    many, rounds = 64, 12
    for number in range(rounds):
        fill(crowd, one, "5.45")
        came = at_once(crowd, charged(one, f"round {number}, {{}}"), many)
        assert len([each for each in came if not isinstance(each, str)]) == 1
        assert left(crowd, one) == "0.00"


@pytest.mark.trust("Ledger")
def test_batches_in_opposite_orders_never_wait_for_each_other_in_a_circle(crowd: sessionmaker[Session]) -> None:
    with crowd.begin() as session:
        offices = [office(session)]
        offices += [office(session, offices[0].tool_id) for _ in range(11)]
        for each in offices:
            filled(session, each, "1000.00")
    cost = Cost(euro("1.00"), 1, 21)

    def post(session: Session, number: int) -> int:
        order = list(offices)
        random.Random(number // 2).shuffle(order)  # noqa: S311 - an order, no secret
        many = [
            Posting(
                each.id, TransactionKind.CHARGE, f"{number}/{place}", cost.gross, lines_of_charge(cost),
                each.bram.account_id, each.bram.membership_id, each.tool_id, "search", ("a", "b", "c"), cost,
            )
            for place, each in enumerate(order[:: 1 if number % 2 else -1] * 3)
        ]  # fmt: skip
        return len([one for one in post_many(session, many, NOW) if one is not None])

    try:
        came = at_once(crowd, post)
    except HouseError as problem:  # a deadlock is told as a database that is too busy
        raise AssertionError("a batch was broken off") from problem
    assert came == [len(offices) * 3] * CROWD
    assert {left(crowd, each) for each in offices} == {str(euro("1000") - cost.gross * (3 * CROWD))}


@pytest.mark.trust("Ledger")
def test_receipts_have_no_gap_where_one_in_three_postings_is_rolled_back(
    crowd: sessionmaker[Session], one: Office
) -> None:
    fill(crowd, one, "500.00")

    def act(session: Session, number: int) -> str:
        made = charged(one, "{}")(session, number)
        if number % 3 == 0:
            raise Refusal("given up")
        return str(made.receipt)

    at_once(crowd, act)
    with crowd() as session:
        enter(session, Scope.office())
        numbers = session.scalars(text("select number from wallet_transaction order by number")).all()
    assert numbers == list(range(1, CROWD - 6 + 2))
