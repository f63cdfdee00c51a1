"""Several who grant, revoke or end at the same moment: exactly the allowed number wins."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, sessionmaker

from app.database import engine_for, session_factory
from app.errors import Outage, Refusal
from app.rights.services import NewRight, grant_right, revoke_right
from app.transaction import Scope, enter, transaction
from models.events import Event
from models.organisations import Membership
from models.rights import Right
from tests.app.rights.grants import NOW, TODAY, new_right
from tests.database import TestServer
from tests.stories.cast import EXEMPLEVILLE, VOORBEELDEGEM, Cast, assemble

CROWD = 16


@pytest.fixture
def crowd(server: TestServer, cloned_database: str) -> sessionmaker[Session]:
    return session_factory(engine_for(server.url("house_app", cloned_database), seconds=120, size=CROWD))


def _at_once(crowd: sessionmaker[Session], cast: Cast, new: Callable[[int], NewRight]) -> list[str]:
    """Sixteen administrators press at the same moment; what came of each."""
    together = Barrier(CROWD)

    def press(number: int) -> str:
        with crowd() as session:
            enter(session, Scope.organisation(cast.organisations[VOORBEELDEGEM]))
            session.scalar(select(1))
            together.wait(120)
            try:
                with transaction(session):
                    return f"granted {grant_right(session, cast.administrator(), new(number), NOW).id}"
            except Refusal as refusal:
                return refusal.code

    with ThreadPoolExecutor(CROWD) as pool:
        return list(pool.map(press, range(CROWD)))


def _staged(crowd: sessionmaker[Session]) -> Cast:
    with crowd.begin() as session:
        return assemble(session, NOW - timedelta(days=200))


@pytest.mark.trust("Rights")
@pytest.mark.trust("15.4.2")
def test_of_sixteen_grants_at_once_exactly_one_wins(crowd: sessionmaker[Session]) -> None:
    cast = _staged(crowd)
    came = _at_once(crowd, cast, lambda number: new_right(cast, first_day=TODAY + timedelta(days=number)))
    assert len([one for one in came if one.startswith("granted")]) == 1
    assert {one for one in came if not one.startswith("granted")} <= {
        "rights.right.overlaps",
        "rights.right.overlaps_meanwhile",
    }
    with crowd() as session:
        enter(session, Scope.office())
        counted = select(func.count()).select_from(Event).where(Event.tag == "rights.right.granted")
        assert session.scalar(counted) == 1


@pytest.mark.trust("15.4.2")
def test_the_same_form_sent_sixteen_times_at_once_grants_once(crowd: sessionmaker[Session]) -> None:
    cast = _staged(crowd)
    came = _at_once(crowd, cast, lambda _: new_right(cast, form_key="one-form"))
    assert len({one for one in came if one.startswith("granted")}) == 1
    with crowd() as session:
        enter(session, Scope.office())
        assert session.scalar(select(func.count()).select_from(Right).where(Right.form_key == "one-form")) == 1


@pytest.mark.trust("Rights")
def test_a_relation_ended_at_the_same_moment_carries_no_right(crowd: sessionmaker[Session]) -> None:
    cast = _staged(crowd)
    together = Barrier(2)

    def act(what: Callable[[Session], object]) -> bool:
        with crowd() as session:
            enter(session, Scope.organisation(cast.organisations[VOORBEELDEGEM]))
            session.scalar(select(1))
            together.wait(120)
            try:
                with transaction(session):
                    what(session)
            except Refusal:
                return False
            return True

    def grant(session: Session) -> object:
        return grant_right(session, cast.administrator(), new_right(cast), NOW)

    def end(session: Session) -> object:
        return session.execute(
            update(Membership).where(Membership.id == cast.relations["Bram"]).values(last_day=TODAY)
        )

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(act, (grant, end))) == [False, True]


@pytest.mark.trust("Rights")
def test_two_administrators_who_revoke_each_other_at_once_leave_one(crowd: sessionmaker[Session]) -> None:
    cast = _staged(crowd)
    together = Barrier(2)

    def revoke(names: tuple[str, str]) -> bool:
        actor = cast.administrator(names[0], EXEMPLEVILLE)
        with crowd() as session:
            enter(session, Scope.organisation(cast.organisations[EXEMPLEVILLE]))
            session.scalar(select(1))
            together.wait(120)
            try:
                with transaction(session):
                    revoke_right(session, actor, cast.authority[names[1]], 1, "", NOW)
            except (Refusal, Outage):
                return False
            return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(revoke, (("An", "Chloé"), ("Chloé", "An")))) == [False, True]
