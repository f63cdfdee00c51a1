"""A pack is made once, however often a worker began it; one that is stopped leaves nothing; one that lacks a file
says so."""

from __future__ import annotations

import json
import zipfile

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app import work as long_work
from app.aml.packs import asked, building
from app.errors import Outage, Refusal
from app.policy import Identity
from app.transaction import Scope, enter
from app.work import Bench, Done, Telling
from models.aml import Pack
from models.documents import Document
from models.events import Event
from models.work import Work
from scheduler import errand
from scheduler.workplace import Workplace
from tests.app.aml.packs.world import World


def _still(session: Session, who: Identity, day: object) -> Identity:
    return who


@pytest.fixture
def place(world: World, monkeypatch: pytest.MonkeyPatch) -> Workplace:
    monkeypatch.setattr(errand, "still", _still)
    return Workplace(world.sessions, world.folder)


def _with(place: Workplace, kind: object) -> Workplace:
    return Workplace(place.sessions, place.state, kinds={"pack": kind})  # type: ignore[dict-item]


def _left(world: World) -> tuple[int, int, int, str]:
    """Packs, events that one was made, files of packs, and how the work stands."""
    with world.acting() as session:
        packs = len(session.scalars(select(Pack)).all())
        told = len(session.scalars(select(Event).where(Event.tag == "fiu.pack.made")).all())
    with world.sessions() as session:
        enter(session, Scope.office())
        kept = len(session.scalars(select(Document).where(Document.kind == "pack")).all())
        return packs, told, kept, session.scalars(select(Work.state)).one()


def test_a_worker_that_dies_leaves_nothing_and_another_makes_it_once(world: World, place: Workplace) -> None:
    task, begun = world.asks(world.of_wim()), []

    def dying(bench: Bench, work: Work, actor: Identity, progress: Telling) -> Done:
        begun.append(building.carry_on(bench, work, actor, progress))
        raise Outage("worker")

    with pytest.raises(Outage):
        errand.carry_out(_with(place, dying), world.one.id, task.id)
    assert len(begun) == 1
    assert _left(world) == (0, 0, 0, "running")

    def twice(bench: Bench, work: Work, actor: Identity, progress: Telling) -> Done:
        """A second worker finishes the same while this one is at it."""
        if len(begun) == 1:
            begun.append(Done())
            assert errand.carry_out(_with(place, twice), world.one.id, task.id) == "done"
        return building.carry_on(bench, work, actor, progress)

    assert errand.carry_out(_with(place, twice), world.one.id, task.id) == "done"
    assert _left(world) == (1, 1, 1, "done")
    with world.sessions() as session:
        enter(session, Scope.office())
        kept = session.scalars(select(Document).where(Document.kind == "pack")).one()
        with world.acting() as own:
            pack = own.scalars(select(Pack)).one()
        assert (kept.private, kept.account_id, kept.sha256) == (True, world.one.an.account_id, pack.print)
        assert kept.expires_at == kept.made_at + errand.RESULT_KEPT


def test_one_that_is_stopped_half_way_leaves_nothing(
    world: World, place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    task, put = world.asks(world.of_wim()), building.put_registers

    def stopping(making: object) -> None:
        put(making)  # type: ignore[arg-type]
        with world.acting() as session:
            long_work.stop(session, world.one.an, task.id, task.asked_at)

    monkeypatch.setattr(building, "put_registers", stopping)
    monkeypatch.setattr(long_work, "_TELL_EVERY", 0)
    assert errand.carry_out(_with(place, building.carry_on), world.one.id, task.id) == "stopped"
    assert _left(world) == (0, 0, 0, "stopped")
    with world.sessions() as session:
        enter(session, Scope.office())
        known = set(session.scalars(select(Document.file).where(Document.file.is_not(None))))
    assert {one.name for one in (world.folder / "files").glob("??/*")} <= known


@pytest.mark.trust("AML")
def test_a_paper_that_is_gone_or_was_changed_is_named_and_never_left_out_in_silence(world: World) -> None:
    with world.owner.begin() as connection:
        lost, changed = connection.execute(
            text("select file from document where kind = 'evidence' order by id limit 2")
        ).scalars()
    world.files.remove(lost)
    (world.folder / "files" / changed[:2] / changed).write_bytes(b"%PDF other")
    done, whole = world.made(world.of_wim())
    assert done.result["lacking"] == 2
    lacking = json.loads(whole.read("manifest.json"))["lacking"]
    assert [one["why"] for one in lacking] == ["lost", "changed"]
    assert whole.read(lacking[1]["path"]) == b"%PDF other"
    (table,) = [one for one in whole.namelist() if one.endswith("evidence.json")]
    assert json.loads(whole.read(table))[0]["path"] is None
    assert isinstance(whole, zipfile.ZipFile)


def test_what_is_no_question_is_refused(kept: World) -> None:
    one = asked.Asked
    bad = {
        "nobody": one(),
        "too_many": one(contacts=tuple(range(1, asked.MOST_CHOSEN + 2))),
        "year": one(which=asked.WhoseFiles.YEAR, year=1),
        "level": one(which=asked.WhoseFiles.LEVEL, level="high"),
        "nothing": one(contacts=(999_999,)),
    }
    for why, wanted in bad.items():
        with pytest.raises(Refusal, match=f"aml.pack.{why}"):
            kept.asks(wanted)
    task = kept.asks(kept.of_wim())
    with pytest.raises(Refusal, match=r"aml\.pack\.being_made"):
        kept.asks(kept.of_wim())
    with kept.acting() as session:
        long_work.stop(session, kept.one.an, task.id, task.asked_at)
