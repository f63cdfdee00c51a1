"""Long work: as whoever asked, with what he may do now; done once, stopped when asked, its file kept a week."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session, sessionmaker

from app import clock
from app import work as long_work
from app.errors import Forbidden, Missing, Outage, Refusal
from app.outside.files import Folder
from app.policy import Identity, Role
from app.transaction import Scope, enter, transaction
from app.work import Bench, Done, Kind, Progress, Telling
from models.accounts import Account
from models.documents import Document
from models.organisations import Membership
from models.rights import Right
from models.work import Work
from scheduler.errand import RESULT_KEPT
from scheduler.jobs import Workplace, work_off
from tests.stories.cast import EXEMPLEVILLE, VOORBEELDEGEM, Cast, assemble


@pytest.fixture
def cast(own_sessions: sessionmaker[Session]) -> Cast:
    with own_sessions.begin() as session:
        return assemble(session, clock.now() - timedelta(days=30))


def _count(bench: Bench, work: Work, actor: Identity, progress: Telling) -> Done:
    """Counts the relations whoever asked may see, and writes the figure in a file."""
    with bench.session() as session:
        found = len(session.scalars(select(Membership.id)).all())
    progress.tell(found, found)
    place = bench.folder / "count.txt"
    place.write_text(str(found))
    return Done({"relations": found}, place, "telling.txt", "text/plain")


def _asked(sessions: sessionmaker[Session], actor: Identity, organisation_id: int, kind: str = "count") -> int:
    with sessions() as session, transaction(session):
        enter(session, Scope.organisation(organisation_id))
        return long_work.ask(session, actor, kind, {"a": 1}, clock.now()).id


def _work(sessions: sessionmaker[Session], work_id: int) -> Work:
    with sessions() as session:
        enter(session, Scope.office())
        return session.get_one(Work, work_id)


def _done(
    url: str, sessions: sessionmaker[Session], cast: Cast, folder: Path, kind: Kind, name: str = "Filip"
) -> Work:
    where = VOORBEELDEGEM if name == "Filip" else EXEMPLEVILLE
    asked = _asked(sessions, cast.administrator(name, where), cast.organisations[where])
    work_off(url, sessions, folder, kinds={"count": kind})
    return _work(sessions, asked)


@pytest.mark.trust("Tenants")
@pytest.mark.parametrize(("name", "relations"), [("Filip", 3), ("Chloé", 3)])
def test_it_sees_what_whoever_asked_sees_and_keeps_its_file_for_him(
    url: str, own_sessions: sessionmaker[Session], cast: Cast, tmp_path: Path, name: str, relations: int
) -> None:
    found = _done(url, own_sessions, cast, tmp_path, _count, name)
    assert (found.state, found.result, found.done, found.total) == ("done", {"relations": 3}, 3, 3)
    with own_sessions() as session:
        enter(session, Scope.office())
        made = session.get_one(Document, found.document_id)
        assert (made.private, made.organisation_id, made.name) == (True, found.organisation_id, "telling.txt")
        assert made.expires_at is not None
        assert made.expires_at - made.made_at == RESULT_KEPT
        with Folder(tmp_path / "files").open(str(made.file)) as file:
            assert file.read() == str(relations).encode()


@pytest.mark.trust("8.3.2")
@pytest.mark.parametrize("lost", ["right", "account"])
def test_whoever_lost_his_role_meanwhile_gets_nothing(
    url: str, own_sessions: sessionmaker[Session], cast: Cast, tmp_path: Path, lost: str
) -> None:
    asked = _asked(own_sessions, cast.administrator(), cast.organisations[VOORBEELDEGEM])
    with own_sessions.begin() as session:
        enter(session, Scope.office())
        if lost == "account":
            session.execute(update(Account).where(Account.id == cast.accounts["Filip"]).values(active=False))
        else:
            gone = {"revoked_at": clock.now(), "revoked_on": clock.today(), "revoked_by": cast.accounts["Greet"]}
            session.execute(update(Right).where(Right.id == cast.authority["Filip"]).values(gone))
    work_off(url, own_sessions, tmp_path, kinds={"count": _count})
    found = _work(own_sessions, asked)
    assert (found.state, found.result["refused"], found.document_id) == ("failed", "work.forbidden", None)


def test_a_refusal_is_its_result(
    url: str, own_sessions: sessionmaker[Session], cast: Cast, tmp_path: Path
) -> None:
    def refusing(*_: object) -> Done:
        raise Refusal("rights.kind.withdrawn", name="x")

    found = _done(url, own_sessions, cast, tmp_path, refusing)
    assert (found.state, found.result) == ("failed", {"refused": "rights.kind.withdrawn", "facts": {"name": "x"}})


@pytest.mark.trust("16.5.1")
def test_a_bug_fails_the_job_and_shows_none_of_its_words(
    url: str, own_sessions: sessionmaker[Session], cast: Cast, tmp_path: Path
) -> None:
    def breaking(*_: object) -> Done:
        raise ValueError("secret")

    found = _done(url, own_sessions, cast, tmp_path, breaking)
    assert (found.state, found.result) == ("failed", {"refused": "work.bug", "facts": {}})
    with own_sessions() as session:
        runs = session.execute(text("select outcome, detail from job_run")).all()
    assert runs == [("failed", "ValueError")]


def test_what_was_stopped_before_it_began_is_never_done(
    url: str, own_sessions: sessionmaker[Session], cast: Cast, tmp_path: Path
) -> None:
    filip = cast.administrator()
    asked = _asked(own_sessions, filip, cast.organisations[VOORBEELDEGEM])
    with own_sessions() as session, transaction(session):
        enter(session, Scope.organisation(cast.organisations[VOORBEELDEGEM]))
        long_work.stop(session, filip, asked, clock.now())
    work_off(url, own_sessions, tmp_path, kinds={"count": _count})
    assert (_work(own_sessions, asked).state, _work(own_sessions, asked).result) == ("stopped", {})


def test_what_runs_stops_at_its_next_step(
    url: str, own_sessions: sessionmaker[Session], cast: Cast, tmp_path: Path
) -> None:
    def long(bench: Bench, work: Work, actor: Identity, progress: Telling) -> Done:
        progress.tell(1, 10)
        with bench.session() as session, transaction(session):
            long_work.stop(session, actor, work.id, clock.now())
        progress.tell(10, 10)
        raise AssertionError("it went on")

    assert _done(url, own_sessions, cast, tmp_path, long).state == "stopped"


def test_a_second_worker_with_the_same_work_changes_nothing(
    url: str, own_sessions: sessionmaker[Session], cast: Cast, tmp_path: Path
) -> None:
    found = _done(url, own_sessions, cast, tmp_path, _count)
    place = Workplace(own_sessions, tmp_path)
    assert not place.office(lambda session: long_work.end(session, found, "failed", clock.now(), {}))
    assert (
        place.office(lambda session: long_work.begin(session, found.organisation_id, found.id, clock.now()))
        is None
    )


def test_a_worker_told_to_end_leaves_the_work_to_another(
    own_sessions: sessionmaker[Session], cast: Cast, tmp_path: Path
) -> None:
    place = Workplace(own_sessions, tmp_path)
    asked = _work(own_sessions, _asked(own_sessions, cast.administrator(), cast.organisations[VOORBEELDEGEM]))
    place.stop.set()
    with pytest.raises(Outage):
        Progress(place.office, asked, place.stop.is_set).tell(1, 2)


@pytest.mark.trust("Tenants")
def test_nobody_sees_or_stops_the_work_of_another(own_sessions: sessionmaker[Session], cast: Cast) -> None:
    asked = _asked(own_sessions, cast.administrator(), cast.organisations[VOORBEELDEGEM])
    colleague = cast.administrator("An", VOORBEELDEGEM)
    with own_sessions() as session:
        enter(session, Scope.organisation(cast.organisations[VOORBEELDEGEM]))
        with pytest.raises(Missing):
            long_work.stop(session, colleague, asked, clock.now())
        with pytest.raises(Forbidden):
            long_work.ask(session, Identity(1, 1, frozenset({Role.PERSON})), "count", {}, clock.now())


def test_work_is_forgotten_after_a_month(own_sessions: sessionmaker[Session], cast: Cast, tmp_path: Path) -> None:
    asked = _asked(own_sessions, cast.administrator(), cast.organisations[VOORBEELDEGEM])
    place = Workplace(own_sessions, tmp_path)
    soon, later = clock.now() + timedelta(days=29), clock.now() + timedelta(days=31)
    assert place.office(lambda session: long_work.forget(session, soon)) == 0
    assert place.office(lambda session: long_work.forget(session, later)) == 1
    with own_sessions() as session:
        enter(session, Scope.office())
        assert session.get(Work, asked) is None
