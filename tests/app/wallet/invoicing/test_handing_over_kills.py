"""Workers that hand documents over are killed at any moment; each document is one message in the end."""

from __future__ import annotations

import multiprocessing
import random
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database import engine_for, session_factory
from app.outside.practice_network import PracticeNetwork
from app.transaction import Scope, enter, transaction
from app.wallet.invoicing.handing_over import TAKEN, hand_over_next
from models import keyring
from models.keyring import Keyring
from models.values import Channel, DeliveryState
from models.wallet import Delivery
from tests.app.wallet.invoicing.invoices import FIRST
from tests.app.wallet.invoicing.sent import invoiced
from tests.database import TestServer

T = TypeVar("T")
DOCUMENTS, ROUNDS = 20, 3


def work(url: str, folder: str, now: datetime) -> None:
    """One worker, until nothing is due, or it is killed."""
    keyring.install(Keyring.fresh())
    factory, network = session_factory(engine_for(url, seconds=120)), PracticeNetwork(Path(folder), lambda: FIRST)

    def office(act: Callable[[Session], T]) -> T:
        with factory() as session, transaction(session):
            enter(session, Scope.office())
            return act(session)

    while hand_over_next(office, network, lambda: now):
        pass


@pytest.mark.trust("Kill loop")
@pytest.mark.trust("Invoices, receipts")
def test_killed_at_any_moment_they_hand_each_document_over_once(
    server: TestServer, cloned_database: str, tmp_path: Path
) -> None:
    url, folder = server.url("house_app", cloned_database), tmp_path / "network"
    engine = engine_for(url, seconds=120)
    factory = session_factory(engine)
    with factory.begin() as session:
        numbers = [invoiced(session)[1].paper.number for _ in range(DOCUMENTS)]
    dice, spawn, killed, now = random.Random(20261130), multiprocessing.get_context("spawn"), 0, FIRST  # noqa: S311
    for tries in range(ROUNDS):
        last = tries == ROUNDS - 1
        workers = [spawn.Process(target=work, args=(url, str(folder), now)) for _ in range(2)]
        for one in workers:
            one.start()
        before = len(list(folder.glob("*.json")))
        until = time.monotonic() + 120
        while not last and time.monotonic() < until and len(list(folder.glob("*.json"))) < before + 2:
            if not any(one.is_alive() for one in workers):
                break  # nothing is due any more
            time.sleep(0.005)
        time.sleep(dice.random() * 0.03)
        for one in workers:
            if not last:
                killed += one.is_alive()
                one.kill()
            one.join(300)
        now += TAKEN + timedelta(seconds=1)  # whoever died held what he took for some minutes
    assert killed >= ROUNDS
    assert Counter(one.number for one in PracticeNetwork(folder).latest(10 * DOCUMENTS)) == Counter(numbers)
    with factory() as session:
        enter(session, Scope.office())
        states = session.scalars(select(Delivery.state).where(Delivery.channel == Channel.PEPPOL)).all()
    engine.dispose()
    assert Counter(states).keys() <= {DeliveryState.HANDED_OVER}
