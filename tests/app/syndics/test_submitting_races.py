"""Many who submit at the same moment: one case, two of one association, the last money, a refund."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from app.database import engine_for, session_factory
from app.errors import HouseError, Refusal
from app.policy import Identity
from app.syndics.associations import organisation_of
from app.syndics.fees import set_fee
from app.syndics.queries import locked_case
from app.syndics.refunding import refund
from app.syndics.submitting import submit_case
from app.transaction import Scope, enter, transaction
from models.organisations import Organisation
from models.syndics import Case, Fee
from models.values import euro
from models.values.mandates import CaseState
from models.wallet import Transaction, Wallet
from tests.app.syndics import stage
from tests.app.syndics.test_submitting import paid_in, scope
from tests.app.wallet.offices import NOW, Office, filled, office
from tests.database import TestServer

pytestmark = [pytest.mark.trust("Spending"), pytest.mark.trust("15.4.2")]
CROWD = 64
FEE = euro(stage.FEE)


@pytest.fixture
def crowd(server: TestServer, cloned_database: str) -> Iterator[sessionmaker[Session]]:
    engine = engine_for(server.url("house_app", cloned_database), seconds=120, size=CROWD)
    yield session_factory(engine)
    engine.dispose()


@pytest.fixture
def one(crowd: sessionmaker[Session]) -> Office:
    with crowd.begin() as session:
        made = office(session)
        filled(session, made, "500")
        stage.add_fee(session)
        return made


def drafts(
    crowd: sessionmaker[Session], who: Identity, many: int, *, of_one: bool = False
) -> list[tuple[int, int]]:
    """So many whole drafts, each of an association of its own or all of one: their ids and versions."""
    with crowd.begin() as session:
        enter(session, Scope.office())
        same = stage.fresh_association()
        told = [stage.told(association=same if of_one else stage.fresh_association()) for _ in range(many)]
        for number in dict.fromkeys(details.association.number for details in told):
            stage.registered(session, number, "VME Residentie De Linden")
        made = [stage.add_case(session, who, details=details) for details in told]
        return [(case.id, case.version) for case in made]


def at_once(
    crowd: sessionmaker[Session], who: Scope, act: Callable[[Session, int], Any], many: int = CROWD
) -> list[Any]:
    """All at the same moment, each in a transaction of its own; what came of each, or the refusal's code."""
    together = Barrier(many)

    def press(number: int) -> Any:
        with crowd() as session:
            enter(session, who)
            session.scalar(select(1))
            together.wait(120)
            try:
                with transaction(session):
                    return act(session, number)
            except Refusal as said:
                return said.code
            except HouseError as said:
                return type(said).__name__

    with ThreadPoolExecutor(many) as pool:
        return list(pool.map(press, range(many)))


def submitting(who: Identity, several: list[tuple[int, int]], payer_id: int) -> Callable[[Session, int], str]:
    """Each his own case, or all the only one."""

    def act(session: Session, number: int) -> str:
        case_id, version = several[number % len(several)]
        return submit_case(session, who, case_id, payer_id, FEE, version, NOW).state

    return act


def counted(crowd: sessionmaker[Session], statement: Any) -> Any:
    with crowd() as session:
        enter(session, Scope.office())
        return session.scalars(statement).all()


def charges(crowd: sessionmaker[Session]) -> int:
    (found,) = counted(crowd, select(func.count()).select_from(Transaction).where(Transaction.kind == "charge"))
    return int(found)


@pytest.mark.trust("2.3.4")
def test_one_case_that_sixty_four_submit_is_charged_once(crowd: sessionmaker[Session], one: Office) -> None:
    several = drafts(crowd, one.manager, 1)
    colleague = replace(one.member, key_level="high")
    each = (submitting(one.manager, several, one.id), submitting(colleague, several, one.id))
    came = at_once(crowd, scope(one.manager), lambda session, number: each[number % 2](session, number))
    assert came == [CaseState.SUBMITTED] * CROWD
    assert charges(crowd) == 1
    assert [str(balance) for balance in counted(crowd, select(Wallet.balance))] == ["387.50"]


@pytest.mark.trust("2.3.4")
def test_of_the_last_money_as_many_cases_are_paid_as_it_is_enough_for(
    crowd: sessionmaker[Session], one: Office
) -> None:
    several = drafts(crowd, one.manager, 16)
    came = at_once(crowd, scope(one.manager), submitting(one.manager, several, one.id), 16)
    assert Counter(came) == {CaseState.SUBMITTED: 4, "wallet.charge.too_low": 12}
    assert charges(crowd) == 4
    assert [str(balance) for balance in counted(crowd, select(Wallet.balance))] == ["50.00"]


def test_of_the_cases_of_one_association_one_gets_to_the_counter(
    crowd: sessionmaker[Session], one: Office
) -> None:
    several = drafts(crowd, one.manager, 16, of_one=True)
    came = Counter(at_once(crowd, scope(one.manager), submitting(one.manager, several, one.id), 16))
    assert came.pop(CaseState.SUBMITTED) == 1
    assert set(came) <= {"syndics.case.one_at_a_time", "syndics.case.another_open"}
    assert charges(crowd) == 1


def test_what_somebody_paid_in_is_spent_once_by_him_and_an_association_is_made_once(
    crowd: sessionmaker[Session], one: Office
) -> None:
    with crowd.begin() as session:
        enter(session, Scope.office())
        wim, nora = stage.applicant(session), stage.applicant(session, stage.NORA)
    ((case_id, version),) = drafts(crowd, wim, 1)

    def make(session: Session, _: int) -> int:
        return organisation_of(session, locked_case(session, wim, case_id), NOW, wim).id

    (association_id,) = set(at_once(crowd, scope(wim), make, 8))
    found = counted(crowd, select(Organisation.id).where(Organisation.kind == "owners_association"))
    assert found == [association_id]
    with crowd.begin() as session:
        enter(session, Scope.office())
        paid_in(session, association_id, wim.account_id, "112.50")
        paid_in(session, association_id, nora.account_id, "1000.00")
    came = at_once(crowd, scope(wim), submitting(wim, [(case_id, version)], association_id), 16)
    assert came == [CaseState.SUBMITTED] * 16
    assert charges(crowd) == 1


def test_what_sixteen_give_back_at_once_comes_back_once(crowd: sessionmaker[Session], one: Office) -> None:
    several = drafts(crowd, one.manager, 1)
    at_once(crowd, scope(one.manager), submitting(one.manager, several, one.id), 1)
    with crowd.begin() as session:
        enter(session, Scope.office())
        ines = stage.counter(session)

    def give_back(session: Session, _: int) -> str:
        case = locked_case(session, ines, several[0][0])
        if case.state == CaseState.SUBMITTED:
            case.state, case.ended_at = CaseState.REFUSED, NOW
            session.flush()
        return str(refund(session, case, ines, "Not signed.", NOW))

    came = Counter(at_once(crowd, Scope.office(), give_back, 16))
    assert came == {str(FEE): 1, "None": 15}
    assert [str(balance) for balance in counted(crowd, select(Wallet.balance))] == ["500.00"]


def test_a_fee_isnt_corrected_while_somebody_pays_by_it(crowd: sessionmaker[Session], one: Office) -> None:
    several = drafts(crowd, one.manager, 4)
    with crowd.begin() as session:
        enter(session, Scope.office())
        ines = stage.counter(session)
    (version,) = counted(crowd, select(Fee.version).where(Fee.year == NOW.year))
    pay = submitting(one.manager, several, one.id)

    def act(session: Session, number: int) -> str:
        if number < 4:
            return pay(session, number)
        enter(session, Scope.office())
        return str(set_fee(session, ines, NOW.year, euro("120"), "Corrected", NOW, version=version).net)

    came = Counter(at_once(crowd, scope(one.manager), act, 5))
    paid = counted(crowd, select(Transaction.gross).where(Transaction.kind == "charge"))
    if came["120.00"]:  # it came first: nobody was charged by what the page had said
        assert (came["syndics.fee.changed"], paid) == (4, [])
    else:
        assert came == {CaseState.SUBMITTED: 4, "syndics.fee.charged_already": 1}
    assert len(counted(crowd, select(Case.id).where(Case.charge_id.is_not(None)))) == len(paid)
