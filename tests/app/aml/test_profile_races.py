"""Of many who do something with a risk profile at the same moment, one does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from app.aml.blocks import begin_block
from app.aml.matters import matter_of
from app.aml.profiles import accept_profile, begin_profile, drop_profile, hand_profile, refuse_profile
from app.database import engine_for, session_factory
from app.errors import Refusal
from app.transaction import Scope, enter
from models.aml import Block, Contact, MatterDecision, NotificationAct, RiskProfile
from tests.app.aml.begun_profiles import QUIET, RAISED, WHY, accepted_contact, profiling_office, tell
from tests.app.aml.lists_of_today import AmlOffice
from tests.app.aml.test_races import at_once
from tests.app.wallet.offices import NOW
from tests.database import TestServer

CROWD = 8


@pytest.fixture
def crowd(server: TestServer, cloned_database: str) -> Iterator[sessionmaker[Session]]:
    engine = engine_for(server.url("house_app", cloned_database), seconds=120, size=CROWD)
    yield session_factory(engine)
    engine.dispose()


@pytest.fixture
def one(crowd: sessionmaker[Session]) -> AmlOffice:
    with crowd.begin() as session:
        return profiling_office(session)


@pytest.fixture
def wim(crowd: sessionmaker[Session], one: AmlOffice) -> int:
    with crowd.begin() as session:
        enter(session, Scope.organisation(one.id))
        return accepted_contact(session, one).id


def begun(crowd: sessionmaker[Session], one: AmlOffice, wim: int, *, raised: bool = False) -> tuple[int, int]:
    """A profile that was assessed: its id, and the version of its row."""
    with crowd.begin() as session:
        enter(session, Scope.organisation(one.id))
        made = begin_profile(session, one.bram, wim, NOW)
        tell(session, one, made, RAISED if raised else QUIET)
        return made.id, made.version


@pytest.mark.trust("AML")
def test_of_many_who_begin_at_once_all_have_the_same_profile(
    crowd: sessionmaker[Session], one: AmlOffice, wim: int
) -> None:
    def begin(session: Session, number: int) -> int:
        return begin_profile(session, one.an if number % 2 else one.bram, wim, NOW).id

    assert len(set(at_once(crowd, one, begin, CROWD))) == 1
    with crowd() as session:
        enter(session, Scope.office())
        assert session.scalars(select(RiskProfile.number)).all() == [1]
        assert session.scalars(text("select count(*) from event where tag = 'aml.profile.begun'")).one() == 1


@pytest.mark.trust("AML")
def test_of_many_who_decide_at_once_one_does(crowd: sessionmaker[Session], one: AmlOffice, wim: int) -> None:
    profile = begun(crowd, one, wim)

    def decide(session: Session, number: int) -> str:
        who, act = (one.an, accept_profile) if number % 2 else (one.bram, refuse_profile)
        return str(act(session, who, *profile, WHY, NOW).state)

    found = Counter(at_once(crowd, one, decide, CROWD))
    # Whoever decided the same again pressed twice; the others are told that it was decided.
    assert sorted(found.values()) == [CROWD // 2] * 2
    assert found.pop(Refusal) == CROWD // 2
    with crowd() as session:
        enter(session, Scope.office())
        assert session.scalars(select(MatterDecision.verdict)).all() == list(found)
        told = "select count(*) from event where tag in ('aml.profile.accepted', 'aml.profile.refused')"
        assert session.scalars(text(told)).one() == 1


@pytest.mark.trust("AML")
def test_of_handing_over_refusing_and_giving_up_at_once_one_happens(
    crowd: sessionmaker[Session], one: AmlOffice, wim: int
) -> None:
    profile = begun(crowd, one, wim, raised=True)

    def act(session: Session, number: int) -> str:
        if number % 4 == 0:
            return str(hand_profile(session, one.bram, *profile, WHY, NOW).state)
        if number % 4 == 1:
            return str(refuse_profile(session, one.an, *profile, WHY, NOW).state)
        if number % 4 == 2:
            return str(drop_profile(session, one.bram, *profile, NOW).state)
        return str(hand_profile(session, one.bram, *profile, WHY, NOW).state)

    found = Counter(at_once(crowd, one, act, CROWD))
    with crowd() as session:
        enter(session, Scope.office())
        state = session.scalars(select(RiskProfile.state)).one()
        blocks = len(session.scalars(select(Block.id)).all())
        handed = len(session.scalars(select(NotificationAct.id).where(NotificationAct.kind == "handed")).all())
        decided = len(session.scalars(select(MatterDecision.id)).all())
    assert set(found) - {Refusal} == {state}
    # What is raised nobody gives up.
    assert (blocks, handed, decided) == {"with_officer": (1, 1, 0), "refused": (0, 1, 1)}[state]


@pytest.mark.trust("AML")
def test_what_is_blocked_at_the_same_moment_isnt_accepted_after_it(
    crowd: sessionmaker[Session], one: AmlOffice, wim: int
) -> None:
    profile = begun(crowd, one, wim)

    def act(session: Session, number: int) -> str:
        if number:
            return str(accept_profile(session, one.bram, *profile, WHY, NOW).state)
        begin_block(session, one.an, matter_of(session.get_one(Contact, wim)), NOW)
        return "blocked"

    found = at_once(crowd, one, act, 2)
    with crowd() as session:
        enter(session, Scope.office())
        state = session.scalars(select(RiskProfile.state)).one()
        orders = session.scalars(
            text("select tag from event where tag in ('aml.block.begun', 'aml.profile.accepted') order by id")
        ).all()
    assert "blocked" in found
    if Refusal in found:
        assert (state, orders) == ("assessed", ["aml.block.begun"])
    else:
        assert (state, sorted(orders)) == ("accepted", ["aml.block.begun", "aml.profile.accepted"])
