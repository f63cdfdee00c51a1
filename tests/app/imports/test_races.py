"""Several who import the same people at the same moment, and a worker that is stopped half-way: no row twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from app.database import engine_for, session_factory
from app.errors import HouseError
from app.imports import doing, services
from app.policy import Identity
from app.rights.services import grant_right
from app.transaction import Scope, enter, transaction
from models.accounts import Person
from models.organisations import Membership
from models.rights import Right
from models.values import ImportMode, ImportState
from tests.app.imports.acts import applied, checked, imported, received
from tests.app.imports.files import delimited, person
from tests.app.rights.grants import NOW, new_right
from tests.database import TestServer
from tests.stories.cast import EXEMPLEVILLE, VOORBEELDEGEM, Cast, assemble

MANY = 60


@pytest.fixture
def crowd(server: TestServer, cloned_database: str) -> sessionmaker[Session]:
    return session_factory(engine_for(server.url("house_app", cloned_database), seconds=120))


@pytest.fixture
def cast(crowd: sessionmaker[Session]) -> Cast:
    with crowd.begin() as session:
        return assemble(session, NOW - timedelta(days=200))


def at_once(*acts: Callable[[], object]) -> list[object]:
    """All begin together; what each gave, or the refusal it met."""
    together = Barrier(len(acts))

    def begin(act: Callable[[], object]) -> object:
        together.wait(120)
        try:
            return act()
        except HouseError as refused:
            return getattr(refused, "code", type(refused).__name__)

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(begin, acts))


def within(crowd: sessionmaker[Session], cast: Cast, where: str, act: Callable[[Session], object]) -> object:
    with crowd() as session:
        enter(session, Scope.organisation(cast.organisations[where]))
        return act(session)


def counted(crowd: sessionmaker[Session], model: type, *conditions: object) -> int:
    with crowd() as session:
        enter(session, Scope.office())
        return session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0  # type: ignore[arg-type]


@pytest.mark.trust("15.4.2")
@pytest.mark.trust("Identity")
def test_two_administrators_who_import_the_same_file_at_once_make_everybody_once(
    crowd: sessionmaker[Session], cast: Cast
) -> None:
    rows = [person(number) for number in range(MANY)]
    filip, bram = cast.administrator(), cast.administrator("Filip")
    other = Identity(**{**vars(bram), "account_id": cast.accounts["Bram"]})

    def bring(actor: Identity) -> object:
        return within(crowd, cast, VOORBEELDEGEM, lambda session: imported(session, actor, rows).state)

    came = at_once(lambda: bring(filip), lambda: bring(other))
    assert ImportState.APPLIED in came
    assert set(came) <= {ImportState.APPLIED, "imports.run.changed_since_check", "imports.run.nothing_to_do"}
    assert counted(crowd, Membership, Membership.email.like("persoon%")) == MANY


@pytest.mark.trust("15.4.2")
@pytest.mark.trust("Identity")
def test_two_governments_that_bring_the_same_people_at_once_make_each_person_once(
    crowd: sessionmaker[Session], cast: Cast
) -> None:
    rows = [person(number) for number in range(MANY)]
    chloe = cast.administrator("Chloé", EXEMPLEVILLE)

    def bring(where: str, actor: Identity, order: int) -> object:
        return within(crowd, cast, where, lambda session: imported(session, actor, rows[::order]).state)

    came = at_once(lambda: bring(VOORBEELDEGEM, cast.administrator(), 1), lambda: bring(EXEMPLEVILLE, chloe, -1))
    assert ImportState.APPLIED in came
    assert set(came) <= {
        ImportState.APPLIED,
        "imports.run.changed_since_check",
        "imports.run.changed_meanwhile",
        "Outage",
    }
    assert counted(crowd, Person, Person.source == "hand") == MANY


@pytest.mark.trust("2.3.4")
def test_one_import_confirmed_eight_times_at_once_is_done_once(crowd: sessionmaker[Session], cast: Cast) -> None:
    filip, rows = cast.administrator(), [person(number) for number in range(MANY)]
    run = within(crowd, cast, VOORBEELDEGEM, lambda session: checked(session, filip, rows).id)
    assert isinstance(run, int)

    def confirm() -> object:
        def act(session: Session) -> object:
            with transaction(session):
                services.confirm(session, filip, run, ImportMode.ALL_ROWS, NOW)
                return doing.apply(session, filip, run, NOW).state

        return within(crowd, cast, VOORBEELDEGEM, act)

    assert set(at_once(*[confirm] * 8)) == {ImportState.APPLIED}
    assert counted(crowd, Membership, Membership.email.like("persoon%")) == MANY


def test_one_file_sent_four_times_at_once_is_one_import(crowd: sessionmaker[Session], cast: Cast) -> None:
    content, filip = delimited([person(1)]), cast.administrator()

    def send() -> object:
        return within(crowd, cast, VOORBEELDEGEM, lambda session: received(session, filip, content).id)

    assert len(set(at_once(*[send] * 4))) == 1


@pytest.mark.trust("Rights")
def test_a_right_granted_while_the_import_is_undone_keeps_its_relation(
    crowd: sessionmaker[Session], cast: Cast
) -> None:
    filip = cast.administrator()
    run = within(crowd, cast, VOORBEELDEGEM, lambda session: imported(session, filip, [person(1)]).id)
    assert isinstance(run, int)
    with crowd() as session:
        enter(session, Scope.office())
        relation = session.scalars(select(Membership.id).where(Membership.email.like("persoon1@%"))).one()

    def grant(session: Session) -> object:
        days = {"first_day": date(2027, 4, 1), "last_day": date(2027, 12, 31)}
        with transaction(session):
            return grant_right(session, filip, new_right(cast, membership_id=relation, **days), NOW).id

    def undo(session: Session) -> object:
        with transaction(session):
            services.confirm_undo(session, filip, run, NOW)
            return doing.undo(session, filip, run, NOW).undo_counts

    at_once(lambda: within(crowd, cast, VOORBEELDEGEM, grant), lambda: within(crowd, cast, VOORBEELDEGEM, undo))
    standing = counted(crowd, Right, Right.membership_id == relation)
    assert counted(crowd, Membership, Membership.id == relation, Membership.state == "confirmed") == standing


class Torn(Exception):
    """The worker died."""


@pytest.mark.trust("2.3.3")
def test_an_import_cut_off_half_way_left_nothing_and_is_done_again_whole(
    crowd: sessionmaker[Session], cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    filip, rows = cast.administrator(), [person(number) for number in range(MANY)]
    run = within(crowd, cast, VOORBEELDEGEM, lambda session: checked(session, filip, rows))

    def cut(session: Session, *_: object) -> None:
        raise Torn

    def again(session: Session) -> object:
        return applied(session, filip, run)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(doing, "_persist", cut)
        with pytest.raises(Torn):
            within(crowd, cast, VOORBEELDEGEM, again)
    assert counted(crowd, Membership, Membership.email.like("persoon%")) == 0
    within(crowd, cast, VOORBEELDEGEM, again)
    assert counted(crowd, Membership, Membership.email.like("persoon%")) == MANY


def test_work_that_is_refused_leaves_the_import_where_it_stood(crowd: sessionmaker[Session], cast: Cast) -> None:
    filip = cast.administrator()

    def act(session: Session) -> object:
        run = checked(session, filip, [person(1)])
        with transaction(session):
            services.confirm(session, filip, run.id, ImportMode.ALL_ROWS, NOW)
            services.put_back(session, filip, run.id, "imports.run.changed_since_check")
        return run.state, run.refusal

    assert within(crowd, cast, VOORBEELDEGEM, act) == (ImportState.CHECKED, "imports.run.changed_since_check")
