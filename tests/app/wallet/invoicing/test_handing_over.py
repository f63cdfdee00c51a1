"""Documents in the network: each arrives once, whatever breaks; who isn't there is said to be not there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import TypeVar

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from app.database import engine_for, session_factory
from app.errors import Outage
from app.outside.access_point import Fate, Message, NewMessage, NotTaken, WhyNot
from app.outside.practice_network import TAKES, PracticeNetwork
from app.transaction import Scope, enter, transaction
from app.wallet.invoicing import handing_over
from app.wallet.invoicing.delivery import plan, states_of
from app.wallet.invoicing.handing_over import TAKEN, Office, hand_over_next, settle, take, without_network
from app.wallet.invoicing.seller import DEMO
from models.values import Channel, DeliveryState, WhyNotDelivered
from models.wallet import Delivery
from tests.app.wallet.invoicing.invoices import FIRST, xml_of
from tests.app.wallet.invoicing.sent import NUMBER, Hands, Played, invoiced, way
from tests.database import TestServer

pytestmark = pytest.mark.trust("Invoices, receipts")
T = TypeVar("T")


@pytest.fixture
def network(tmp_path: Path) -> PracticeNetwork:
    return PracticeNetwork(tmp_path / "network", lambda: FIRST)


@pytest.fixture
def hands(session: Session, network: PracticeNetwork) -> Hands:
    made = Hands(session, network)
    network.now = lambda: made.now
    return made


def test_a_document_is_to_go_both_ways_from_the_moment_it_is_issued(session: Session) -> None:
    _, made = invoiced(session)
    found = states_of(session, [made.id])[made.id]
    assert [(one.channel, one.state, one.ask_at, one.told_at) for one in found] == [
        (Channel.PEPPOL, DeliveryState.WAITING, FIRST, FIRST),
        (Channel.MAIL, DeliveryState.WAITING, FIRST, FIRST),
    ]


def test_planned_again_it_is_planned_once(session: Session) -> None:
    one, made = invoiced(session)
    plan(session, [(one.id, made.id)], FIRST)
    assert len(states_of(session, [made.id])[made.id]) == 2
    assert states_of(session, []) == {}


def test_the_file_as_it_was_issued_goes_to_the_buyer_and_is_delivered(
    session: Session, hands: Hands, network: PracticeNetwork
) -> None:
    _, made = invoiced(session, NUMBER)
    assert hands.next() is True
    (carried,) = network.latest()
    assert (carried.number, carried.sender, carried.receiver) == ("2026-000001", DEMO.number, NUMBER)
    assert network.document(carried.reference) == xml_of(session, made)
    told = way(session, made)
    assert (told.state, told.reference, told.reason) == (DeliveryState.HANDED_OVER, carried.reference, "")
    assert hands.next() is False
    hands.passes(seconds=TAKES.total_seconds())
    assert [hands.next(), hands.next()] == [True, False]
    told = way(session, made)
    assert (told.state, told.ask_at, told.told_at) == (DeliveryState.DELIVERED, None, hands.now)
    history = session.execute(text("select tag, facts from event where tag like 'wallet.delivery.%'")).all()
    assert [tuple(row) for row in history] == [
        ("wallet.delivery.made", {"channel": "peppol", "reason": "", "reference": carried.reference})
    ]


def test_who_is_not_in_the_network_is_said_to_be_not_there(
    session: Session, hands: Hands, network: PracticeNetwork
) -> None:
    _, made = invoiced(session, NUMBER)
    network.leave(NUMBER)
    assert [hands.next(), hands.next()] == [True, False]
    told = way(session, made)
    assert (told.state, told.reason, told.ask_at) == (
        DeliveryState.REFUSED, WhyNotDelivered.UNREACHABLE, None,
    )  # fmt: skip
    assert way(session, made, Channel.MAIL).state == DeliveryState.WAITING


def test_what_a_receiver_sends_back_is_refused(session: Session, hands: Hands, network: PracticeNetwork) -> None:
    _, made = invoiced(session, NUMBER)
    hands.next()
    network.send_back(way(session, made).reference)
    hands.passes(minutes=2)
    hands.next()
    told = way(session, made)
    assert (told.state, told.reason) == (DeliveryState.REFUSED, WhyNotDelivered.SENT_BACK)


def test_the_words_of_the_network_are_one_line_of_text(session: Session) -> None:
    _, made = invoiced(session)
    odd = "No\r\nto\x00 \ud800\u202eyou" + "x" * 900
    Hands(session, Played([NotTaken(WhyNot.INVALID, odd)])).next()
    told = way(session, made)
    assert told.words.startswith("No to youx")
    assert (len(told.words), told.reason) == (500, WhyNotDelivered.INVALID)


@pytest.mark.trust("Faults")
def test_an_access_point_that_is_silent_is_tried_again_later_and_later_under_the_same_key_and_then_a_person_looks(
    session: Session,
) -> None:
    _, made = invoiced(session)
    point = Played([Outage("network")])
    hands, waited = Hands(session, point), []
    for _ in range(10):
        assert hands.next() is None
        told = way(session, made)
        assert told.reason == WhyNotDelivered.SILENT
        if told.ask_at is not None:
            waited.append(told.ask_at - hands.now)
            assert hands.next() is False
            hands.now = told.ask_at
    assert waited == sorted(waited)
    assert (waited[0], sum(waited, timedelta())) > (timedelta(seconds=59), timedelta(days=3))
    assert told.state == DeliveryState.UNSURE
    assert len({one.key for one in point.sent}) == 1


def test_a_message_the_access_point_forgot_is_asked_about_for_days_and_then_a_person_looks(
    session: Session,
) -> None:
    _, made = invoiced(session)
    point = Played([Message("r1", Fate.ON_ITS_WAY)])
    hands = Hands(session, point)
    hands.next()
    point.answers = [None]
    while (ask_at := way(session, made).ask_at) is not None:
        hands.now = ask_at
        hands.next()
    told = way(session, made)
    assert (told.state, told.reason) == (DeliveryState.UNSURE, WhyNotDelivered.NOT_KNOWN_THERE)
    assert hands.now - FIRST > timedelta(days=3)
    assert set(point.asked) == {"r1"}


def test_a_network_that_takes_its_time_is_asked_until_it_is_there(session: Session) -> None:
    _, made = invoiced(session)
    point = Played([Message("r1", Fate.ON_ITS_WAY)] * 4 + [Outage("network")] + [Message("r1", Fate.DELIVERED)])
    hands = Hands(session, point)
    while (ask_at := way(session, made).ask_at) is not None:
        hands.now = ask_at
        hands.next()
    assert (way(session, made).state, len(point.sent), len(point.asked)) == (DeliveryState.DELIVERED, 1, 5)


def test_where_there_is_no_access_point_documents_wait_until_there_is_one(
    session: Session, hands: Hands, network: PracticeNetwork
) -> None:
    _, made = invoiced(session, NUMBER)
    assert [without_network(session, FIRST) for _ in range(2)] == [1, 0]
    told = way(session, made)
    assert (told.state, told.reason) == (DeliveryState.WAITING, WhyNotDelivered.NO_NETWORK)
    hands.passes(hours=2)
    assert hands.next() is True
    told = way(session, made)
    assert (told.state, told.reason, len(network.latest())) == (DeliveryState.HANDED_OVER, "", 1)


# -- what breaks half-way


def test_a_worker_that_dies_after_the_call_leaves_one_message(
    session: Session, hands: Hands, network: PracticeNetwork
) -> None:
    _, made = invoiced(session, NUMBER)
    due = take(session, hands.now)
    assert due is not None
    assert due.new is not None
    network.send(due.new)  # and nobody writes down that it did
    assert hands.next() is False
    hands.passes(seconds=TAKEN.total_seconds())
    assert hands.next() is True
    assert (way(session, made).state, len(network.latest())) == (DeliveryState.DELIVERED, 1)


def test_an_answer_that_comes_after_another_worker_was_told_changes_nothing(
    session: Session, hands: Hands, network: PracticeNetwork
) -> None:
    _, made = invoiced(session, NUMBER)
    late = take(session, hands.now)
    assert late is not None
    hands.passes(seconds=TAKEN.total_seconds())
    hands.next()
    told = way(session, made)
    silent = handing_over.Outcome(DeliveryState.WAITING, WhyNotDelivered.SILENT)
    assert settle(session, late, silent, hands.now) is False
    after = way(session, made)
    assert (after.state, after.version) == (DeliveryState.HANDED_OVER, told.version)


class Late(Exception):
    """The database went away."""


def test_what_the_network_took_before_the_database_went_away_is_sent_under_the_same_key(
    session: Session, hands: Hands, network: PracticeNetwork
) -> None:
    _, made = invoiced(session, NUMBER)
    calls = 0

    def breaks(act: Callable[[Session], T]) -> T:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise Late
        return act(session)

    with pytest.raises(Late):
        hand_over_next(breaks, network, lambda: hands.now)
    assert len(network.latest()) == 1
    hands.passes(seconds=TAKEN.total_seconds())
    hands.next()
    assert (way(session, made).state, len(network.latest())) == (DeliveryState.DELIVERED, 1)


# -- several at once


@pytest.fixture
def crowd(server: TestServer, cloned_database: str) -> Iterator[sessionmaker[Session]]:
    engine = engine_for(server.url("house_app", cloned_database), seconds=120, size=32)
    yield session_factory(engine)
    engine.dispose()


def _office(crowd: sessionmaker[Session]) -> Office:
    def office(act: Callable[[Session], T]) -> T:
        with crowd() as session, transaction(session):
            enter(session, Scope.office())
            return act(session)

    return office


@pytest.mark.trust("Kill loop")
def test_eight_workers_hand_thirty_documents_over_once_each(
    crowd: sessionmaker[Session], network: PracticeNetwork
) -> None:
    with crowd.begin() as session:
        for _ in range(30):
            invoiced(session)
    together = Barrier(8)

    def work(_: int) -> int:
        together.wait(120)
        done = 0
        while hand_over_next(_office(crowd), network, lambda: FIRST):
            done += 1
        return done

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(work, range(8)))
    assert sum(done) == 30
    assert len(network.latest(100)) == 30
    with crowd() as session:
        enter(session, Scope.office())
        states = session.scalars(select(Delivery.state).where(Delivery.channel == Channel.PEPPOL)).all()
    assert set(states) == {DeliveryState.HANDED_OVER}


def test_two_workers_that_hold_the_same_document_make_one_message_of_it(
    crowd: sessionmaker[Session], network: PracticeNetwork
) -> None:
    with crowd.begin() as session:
        invoiced(session)
    office = _office(crowd)
    first = office(lambda session: take(session, FIRST))
    later = FIRST + TAKEN
    second = office(lambda session: take(session, later))
    assert first is not None
    assert second is not None
    assert first.new == second.new

    def sends(due: handing_over.Due) -> bool:
        assert due.new is not None
        message = network.send(due.new)
        outcome = handing_over.Outcome(DeliveryState.HANDED_OVER, reference=message.reference)
        return office(lambda session: settle(session, due, outcome, later))

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(sends, (first, second))) == [False, True]
    assert len(network.latest()) == 1


def test_another_document_has_another_key(session: Session) -> None:
    point = Played([Message("r", Fate.DELIVERED)])
    hands = Hands(session, point)
    for _ in range(3):
        invoiced(session)
    while hands.next():
        pass
    keys: list[NewMessage] = point.sent
    assert len({one.key for one in keys}) == 3
    assert replace(keys[0], key="") != replace(keys[1], key="")
