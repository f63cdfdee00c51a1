"""The same file by many at once, a breakdown half-way, the desk while the bank's file comes in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from app.database import engine_for
from app.errors import HouseError, Refusal
from app.transaction import Scope, enter, transaction, watch
from app.wallet import bank_booking, ledger
from app.wallet.bank_desk import assign, return_to_payer
from app.wallet.bank_files import BankStatement
from app.wallet.bank_import import FileFacts, Taken, take_in
from models.wallet import BankEntry, BankFile
from tests.app.wallet.bank_days import HOUSE, day, days, paid, states, summed, transfer
from tests.app.wallet.offices import NOW, Office, balance, finance, office
from tests.database import TestServer

pytestmark = pytest.mark.trust("Bank file")
_MANY = 8
T = TypeVar("T")


@pytest.fixture
def own_engine(server: TestServer, cloned_database: str) -> Iterator[Engine]:
    made = engine_for(server.url("house_app", cloned_database), seconds=120)
    yield made
    made.dispose()


@pytest.fixture
def factory(own_engine: Engine) -> sessionmaker[Session]:
    made = sessionmaker(own_engine, expire_on_commit=False)
    watch(made)
    return made


def in_office(factory: sessionmaker[Session], act: Callable[[Session], T]) -> T:
    with factory() as session, transaction(session):
        enter(session, Scope.office())
        return act(session)


def come(factory: sessionmaker[Session], statements: list[BankStatement]) -> Taken:
    facts = FileFacts("bank.cod", 128, hashlib.sha256(repr(statements).encode()).digest())
    return in_office(factory, lambda session: take_in(session, None, facts, statements, HOUSE, NOW))


def at_once(acts: list[Callable[[], T]]) -> list[T | HouseError]:
    ready = Barrier(len(acts))

    def act(one: Callable[[], T]) -> T | HouseError:
        ready.wait()
        try:
            return one()
        except HouseError as problem:
            return problem

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act, acts))


def offices(factory: sessionmaker[Session], count: int) -> tuple[list[Office], list[str]]:
    def make(session: Session) -> tuple[list[Office], list[str]]:
        made = [office(session) for _ in range(count)]
        return made, [str(transfer(session, one).reference) for one in made]

    return in_office(factory, make)


def test_many_who_bring_the_same_file_credit_once(factory: sessionmaker[Session]) -> None:
    (one, other), references = offices(factory, 2)
    made = days([paid("10", references[1]), paid("20", references[0]), paid("5", text="?")])
    came = at_once([lambda: come(factory, made)] * _MANY)
    assert [row for row in came if isinstance(row, HouseError)] == []
    assert sorted(row.known for row in came if isinstance(row, Taken)) == [0] + [3] * (_MANY - 1)
    with factory() as session:
        enter(session, Scope.office())
        assert (str(balance(session, one)), str(balance(session, other))) == ("20.00", "10.00")
        assert len(session.scalars(select(BankFile)).all()) == 1


def test_a_breakdown_half_way_leaves_nothing(
    factory: sessionmaker[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    (one,), (reference,) = offices(factory, 1)
    made = days([paid("10", reference)] * 6)
    monkeypatch.setattr(bank_booking, "_AT_ONCE", 2)
    written = ledger.post_many
    times = iter(range(10))

    def broken(*told: object) -> object:
        if next(times) == 2:
            raise RuntimeError("killed")
        return written(*told)  # type: ignore[arg-type]

    monkeypatch.setattr(bank_booking, "post_many", broken)
    with pytest.raises(RuntimeError):
        come(factory, made)
    monkeypatch.setattr(bank_booking, "post_many", written)
    with factory() as session:
        enter(session, Scope.office())
        assert (states(session), str(balance(session, one))) == ([], "0.00")
    assert come(factory, made).matched == 6


def test_the_desk_and_the_banks_next_file_do_not_wait_for_each_other_in_a_circle(
    factory: sessionmaker[Session],
) -> None:
    made, references = offices(factory, 3)
    unknown = [paid(str(at), text="?") for at in range(1, 7)]
    come(factory, days(unknown))
    hugo = in_office(factory, finance)
    with factory() as session:
        enter(session, Scope.office())
        entries = session.scalars(select(BankEntry.id).order_by(BankEntry.id)).all()
    second = [day(2, [*(paid("7", one) for one in reversed(references)), paid("-6"), paid("-1")], "1021.00")]

    def desk(entry_id: int, at: int) -> Callable[[], object]:
        if at % 2:
            back = lambda session: return_to_payer(session, hugo, entry_id, "?", NOW)  # noqa: E731
            return lambda: in_office(factory, back)
        to = lambda session: assign(session, hugo, entry_id, made[at % 3].id, NOW)  # noqa: E731
        return lambda: in_office(factory, to)

    acts = [desk(entry_id, at) for at, entry_id in enumerate(entries)]
    came = at_once([lambda: come(factory, second), *acts, *acts])
    assert all(problem.code == "wallet.bank.decided_already" for problem in came if isinstance(problem, Refusal))
    assert [
        problem for problem in came if isinstance(problem, HouseError) and not isinstance(problem, Refusal)
    ] == []
    with factory() as session:
        enter(session, Scope.office())
        assert summed(session, "bank") == "-35.00"
