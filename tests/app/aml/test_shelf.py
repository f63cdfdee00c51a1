"""The lists' index in its folder: caught up by edition, made anew when it is of no use, never written by two."""

from __future__ import annotations

import json
import multiprocessing
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from app.aml import editions
from app.aml import shelf as of_shelf
from app.aml.screening import SubjectIndex
from app.aml.shelf import Shelf
from app.database import engine_for, session_factory
from app.errors import Outage, Refusal
from app.transaction import Scope, enter
from models.values import ListedEntry
from tests.app.aml.lists_of_today import entry, load, person
from tests.database import TestServer

NAMES = ("Casper Okafor", "Nadia Dragan", "Iwan Petrov", "Ottoline Brackenbury", "Zebedee Quillfeather")
pytestmark = pytest.mark.trust("Lists' index")


def entries(many: int) -> list[ListedEntry]:
    return [entry(f"E{at}", person(f"{NAMES[at % 5]} {at:05d}" if at >= 5 else NAMES[at])) for at in range(many)]


def keys(session: Session, index: SubjectIndex, name: str) -> list[str]:
    """Which entries a name finds, by what their list calls them."""
    ids = [one.id for one in index.matches(person(name))]
    if not ids:
        return []
    found = session.execute(text("select key from aml_listed where id = any(:ids) order by key"), {"ids": ids})
    return list(found.scalars())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "screening" / "lists"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many rows each catching up read."""
    told: list[int] = []
    bring_on = of_shelf.bring_on

    def counted(*what: Any) -> int:
        told.append(bring_on(*what))
        return told[-1]

    monkeypatch.setattr(of_shelf, "bring_on", counted)
    return told


def state(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / "edition.json").read_text()))


def test_it_follows_the_lists_edition_by_edition(session: Session, folder: Path, opened: list[int]) -> None:
    shelf = Shelf(folder)
    assert shelf.look(session)[0] == 0
    assert len(shelf.index(session)) == 0
    load(session, "eu", entries(3))
    assert len(shelf.index(session)) == 3
    load(session, "eu", [entry("E0", person("Ottoline Brackenbury")), *entries(3)[1:]])
    load(session, "un", [entry("U0", person("Casper Okafor"))])
    edition, index = shelf.look(session)
    assert (edition, len(index)) == (3, 4)
    assert (keys(session, index, "Casper Okafor"), keys(session, index, "Ottoline Brackenbury")) == (
        ["U0"],
        ["E0"],
    )
    assert [one for one in opened if one] == [3, 3]  # three at first; one that went, two that came


def test_another_process_takes_it_as_it_lies_there(session: Session, folder: Path, opened: list[int]) -> None:
    load(session, "eu", entries(3))
    Shelf(folder).index(session)
    again = Shelf(folder)
    assert keys(session, again.index(session), "Casper Okafor") == ["E0"]
    assert opened == [3]


def test_once_up_to_date_it_asks_one_thing(
    session: Session, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(session, "eu", entries(3))
    shelf = Shelf(folder)
    held = shelf.index(session)
    monkeypatch.setattr(shelf, "_caught_up", None)
    assert shelf.index(session) is held


def broken_file(folder: Path) -> None:
    (folder / "edition.json").write_text('{"folder": "')


def gone_index(folder: Path) -> None:
    shutil.rmtree(folder / state(folder)["folder"])


def gone_segment(folder: Path) -> None:
    for file in (folder / state(folder)["folder"]).iterdir():
        if not file.name.startswith(("meta", ".")):
            file.unlink()


def cut_files(folder: Path) -> None:
    for file in (folder / state(folder)["folder"]).iterdir():
        if file.is_file() and not file.name.startswith("."):
            file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def rubbish(folder: Path) -> None:
    for file in (folder / state(folder)["folder"]).iterdir():
        if file.is_file() and not file.name.startswith("."):
            file.write_bytes(b"\x00\xff" * (file.stat().st_size // 2 + 4))


def one_bit(folder: Path) -> None:
    """As an old disk does."""
    file = max((folder / state(folder)["folder"]).iterdir(), key=lambda one: one.stat().st_size)
    content = bytearray(file.read_bytes())
    content[len(content) // 3] ^= 1
    file.write_bytes(content)


def half_written(folder: Path) -> None:
    """As if it was killed while it was made for the first time."""
    (folder / "edition.json").unlink()


def of_other_code(folder: Path) -> None:
    (folder / "edition.json").write_text(json.dumps({**state(folder), "scheme": "older"}))


def of_another_database(folder: Path) -> None:
    (folder / "edition.json").write_text(json.dumps({**state(folder), "mark": "7 1.0 00"}))


def ahead(folder: Path) -> None:
    """As when a backup of the database was put back."""
    (folder / "edition.json").write_text(json.dumps({**state(folder), "edition": 9}))


def of_other_shape(folder: Path) -> None:
    (folder / "edition.json").write_text("[]")


@pytest.mark.parametrize(
    "harm",
    [broken_file, gone_index, gone_segment, cut_files, rubbish, one_bit, half_written, of_other_code,
     of_another_database, ahead, of_other_shape],
)  # fmt: skip
def test_a_folder_that_is_of_no_use_is_made_anew(
    session: Session, folder: Path, harm: Callable[[Path], None], opened: list[int]
) -> None:
    load(session, "eu", entries(4))
    Shelf(folder).index(session)
    harm(folder)
    index = Shelf(folder).index(session)
    assert (len(index), keys(session, index, "Nadia Dragan")) == (4, ["E1"])
    assert opened == [4, 4]
    assert len([one for one in folder.iterdir() if one.is_dir()]) == 1


def test_where_nothing_can_be_kept_it_is_an_outage_and_later_it_goes_on(
    session: Session, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(session, "eu", entries(4))
    shelf = Shelf(folder)
    with monkeypatch.context() as patch:

        def full(*_: Any) -> None:
            raise OSError(28, "No space left on device")

        patch.setattr(Shelf, "_keep", full)
        with pytest.raises(Outage):
            shelf.index(session)
    assert len(shelf.index(session)) == 4


@pytest.mark.parametrize("done", [False, True])
def test_whoever_was_killed_while_it_caught_up_is_made_up_for(
    session: Session, folder: Path, done: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(session, "eu", entries(4))
    Shelf(folder).index(session)
    load(session, "eu", [entry("E0", person("Zebedee Quillfeather")), *entries(3)[1:]])
    keep = Shelf._keep

    def die(shelf: Shelf, one: Any) -> None:
        if not one.going:
            raise KeyboardInterrupt
        keep(shelf, one)
        if not done:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Shelf, "_keep", die)
        with pytest.raises(KeyboardInterrupt):
            Shelf(folder).index(session)
    assert state(folder)["going"]
    index = Shelf(folder).index(session)
    assert (len(index), keys(session, index, "Zebedee Quillfeather")) == (3, ["E0"])
    assert not state(folder)["going"]


@pytest.fixture
def of_its_own(server: TestServer, cloned_database: str) -> Iterator[sessionmaker[Session]]:
    engine = engine_for(server.url("house_app", cloned_database), seconds=120, size=16)
    yield session_factory(engine)
    engine.dispose()


def test_a_page_doesnt_wait_for_a_large_load(
    of_its_own: sessionmaker[Session], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told that the lists are being prepared, and a thread prepares them; the worker does it at once."""
    monkeypatch.setattr(editions, "MOST_AT_ONCE", 10)
    monkeypatch.setattr(editions, "BATCH", 7)
    with of_its_own.begin() as session:
        load(session, "eu", entries(40))
    shelf = Shelf(folder)
    with of_its_own() as session:
        enter(session, Scope.organisation(1))
        with pytest.raises(Refusal) as refused:
            shelf.index(session)
        assert refused.value.code == "aml.lists.being_prepared"
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                index = shelf.index(session)
                break
            except Refusal:
                time.sleep(0.05)
        assert len(index) == 40
    with of_its_own.begin() as session:
        load(session, "eu", entries(80))
    with of_its_own() as session:
        assert len(Shelf(folder, at_once=True).index(session)) == 80
        assert len(shelf.index(session)) == 80


def test_while_another_process_writes_a_page_waits_two_seconds_at_most(
    of_its_own: sessionmaker[Session], folder: Path
) -> None:
    with of_its_own.begin() as session:
        load(session, "eu", entries(5))
    with of_its_own() as session, Shelf(folder)._locked(None) as locked:
        assert locked
        begun = time.monotonic()
        with pytest.raises(Refusal):
            Shelf(folder).index(session)
        assert 1.5 < time.monotonic() - begun < 20


def look(url: str, folder: Path, go: Any, told: Any) -> None:
    """One process of the machine."""
    engine = engine_for(url, seconds=120)
    with session_factory(engine)() as session:
        go.wait()
        shelf = Shelf(folder, at_once=True)
        index = shelf.index(session)
        told.put((len(index), sorted(one.id for one in index.matches(person("Casper Okafor")))))
    engine.dispose()


def test_processes_that_find_it_behind_together_make_it_once(
    of_its_own: sessionmaker[Session], server: TestServer, cloned_database: str, folder: Path
) -> None:
    with of_its_own.begin() as session:
        load(session, "eu", entries(60))
    spawn = multiprocessing.get_context("spawn")
    go, told = spawn.Event(), spawn.Queue()
    url = server.url("house_app", cloned_database)
    processes = [spawn.Process(target=look, args=(url, folder, go, told)) for _ in range(2)]
    for one in processes:
        one.start()
    go.set()
    found = [told.get(timeout=120) for _ in processes]
    for one in processes:
        one.join()
    assert found[0][0] == 60
    assert found[1:] == found[:-1]
    assert len([one for one in folder.iterdir() if one.is_dir()]) == 1


def test_threads_of_one_process_read_while_lists_change(of_its_own: sessionmaker[Session], folder: Path) -> None:
    shelf, stop = Shelf(folder), threading.Event()
    with of_its_own.begin() as session:
        load(session, "eu", entries(5))

    def read(_: int) -> int:
        many = 0
        with of_its_own() as session:
            while not stop.is_set():
                session.rollback()
                assert "E0" in keys(session, shelf.index(session), "Casper Okafor")
                many += 1
        return many

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read, at) for at in range(4)]
        for round_ in range(8):
            with of_its_own.begin() as session:
                load(session, "eu", entries(6 + round_))
        stop.set()
        assert all(one.result() for one in readers)
