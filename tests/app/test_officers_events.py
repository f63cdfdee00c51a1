"""Events that only an office's AML officers read: the database shows them to nobody else, they are sealed and
verified like all others, and no number of another event tells that they are there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app import chain, events
from app.chain import Flaw
from app.database import engine_for, session_factory
from app.errors import Forbidden
from app.lists.exports import record_export
from app.policy import Identity, Role
from app.tags import NOTICED, OFFICERS_ONLY, Tag
from app.transaction import Scope, enter, transaction
from models.events import Event, EventPayload, EventSeal, EventWaiting
from tests.database import TestServer
from views.desk.audit import EventScreen

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
OFFICER = Identity(7, 70, frozenset({Role.AML_OFFICER}), 5)
IN_HIS_OFFICE = Scope.organisation(5, 70, officer=True)

pytestmark = [pytest.mark.trust("AML"), pytest.mark.trust("Audit log")]


@pytest.fixture
def trail(server: TestServer, cloned_database: str) -> Iterator[Session]:
    """A block that all may read of, and the hold behind it, about a person at that."""
    engine = engine_for(server.url("house_app", cloned_database), seconds=120)
    with session_factory(engine)() as session:
        enter(session, IN_HIS_OFFICE)
        with transaction(session):
            _tell(session, Tag.BLOCK_BEGUN)
            _tell(session, Tag.HOLD_BEGUN)
            _tell(session, Tag.BLOCK_ENDED)
        yield session
    engine.dispose()


def _tell(session: Session, tag: Tag) -> int:
    subject = events.Subject("deal", 3, 5, person_id=70)
    return events.record(session, tag, subject, OFFICER, NOW, personal={"why": "strange"})


def _read(session: Session, scope: Scope) -> tuple[list[str], int]:
    """The tags that are shown, and how many personal values."""
    session.rollback()
    session.expunge_all()
    enter(session, scope)
    tags = session.scalars(select(Event.tag).order_by(Event.tag)).all()
    return list(tags), len(session.scalars(select(EventPayload)).all())


@pytest.mark.parametrize(
    "scope",
    [
        Scope.organisation(5, 70),
        Scope.own(70, 7),
        Scope.office(),
    ],
    ids=[
        "his colleagues, managers and administrators",
        "he himself, of what is about him",
        "the platform's staff",
    ],
)
def test_nobody_else_reads_that_something_is_held(trail: Session, scope: Scope) -> None:
    assert _read(trail, scope) == (["aml.block.begun", "aml.block.ended"], 2)


def test_an_officer_reads_it_in_his_own_office_alone(trail: Session) -> None:
    assert _read(trail, IN_HIS_OFFICE) == (["aml.block.begun", "aml.block.ended", "fiu.hold.begun"], 3)
    assert _read(trail, Scope.organisation(6, 70, officer=True)) == ([], 0)


def test_who_isnt_an_officer_tells_nothing_of_the_kind(trail: Session) -> None:
    trail.rollback()
    enter(trail, Scope.organisation(5, 70))
    with pytest.raises(Forbidden), transaction(trail):
        _tell(trail, Tag.HOLD_ENDED)


def test_it_is_sealed_and_verified_like_every_event(
    trail: Session, server: TestServer, cloned_database: str
) -> None:
    trail.rollback()
    enter(trail, Scope.office())
    with transaction(trail):
        assert chain.seal(trail, NOW) == 3
    assert trail.scalars(select(EventWaiting)).all() == []
    assert list(chain.verify(trail)) == []
    admin: Engine = server.admin_engine(cloned_database)
    with admin.begin() as connection:
        connection.execute(text("set local session_replication_role = replica"))
        connection.execute(text("update event set subject_id = 4 where tag = 'fiu.hold.begun'"))
    admin.dispose()
    trail.rollback()
    assert [one.flaw for one in chain.verify(trail) if one.grave] == [Flaw.CHANGED]
    # What seals and verifies goes on as everybody else afterwards.
    assert _read(trail, Scope.office())[0] == ["aml.block.begun", "aml.block.ended"]


def test_numbers_of_other_events_have_no_gap_where_it_stands(trail: Session) -> None:
    trail.rollback()
    enter(trail, IN_HIS_OFFICE)
    numbers = {tag: number for number, tag in trail.execute(select(Event.id, Event.tag))}
    assert numbers["aml.block.ended"] == numbers["aml.block.begun"] + 1
    assert numbers["fiu.hold.begun"] >= 1_000_000_000_000


def test_nobodys_page_asks_which_events_are_in_a_batch(trail: Session) -> None:
    trail.rollback()
    for scope in (Scope.organisation(5, 70), IN_HIS_OFFICE):
        enter(trail, scope)
        with pytest.raises(DBAPIError):
            trail.scalars(select(EventSeal)).all()
        trail.rollback()


def test_no_letter_is_written_of_it_and_the_trail_offers_no_such_choice() -> None:
    assert [tag for tag in NOTICED if tag.startswith(OFFICERS_ONLY)] == []
    what = next(one for one in EventScreen.filters if one.name == "what")
    assert what.choices is not None
    offered = {value for value, _ in what.choices()}
    assert offered == {str(tag) for tag in Tag if not tag.startswith("fiu.")}


def test_that_a_list_of_officers_was_taken_out_is_told_to_officers_alone(trail: Session) -> None:
    trail.rollback()
    enter(trail, IN_HIS_OFFICE)
    told = {"list": "X", "format": "csv", "rows": 2, "columns": ["number"], "filters": {"state": "sent"}}
    with transaction(trail):
        record_export(trail, OFFICER, told, NOW, apart=True)
    assert "fiu.list.exported" in _read(trail, IN_HIS_OFFICE)[0]
    for scope in (Scope.organisation(5, 70), Scope.office()):
        assert _read(trail, scope)[0] == ["aml.block.begun", "aml.block.ended"]
