"""An office in a database of its own: a pack is read from a snapshot, which only a real transaction has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.database import engine_for, session_factory
from tests.app.aml.packs.world import World, furnished
from tests.database import TestServer


@pytest.fixture
def world(server: TestServer, cloned_database: str, tmp_path: Path) -> Iterator[World]:
    """For what changes it."""
    with _world(server, cloned_database, tmp_path) as made:
        yield made


@pytest.fixture(scope="session")
def kept(server: TestServer, tmp_path_factory: pytest.TempPathFactory, _cheap_keys: None) -> Iterator[World]:
    """For what makes packs of it and changes nothing else."""
    with server.copy() as name, _world(server, name, tmp_path_factory.mktemp("packs")) as made:
        yield made


@contextmanager
def _world(server: TestServer, name: str, folder: Path) -> Iterator[World]:
    engine = engine_for(server.url("house_app", name))
    owner = server.admin_engine(name)
    try:
        yield furnished(session_factory(engine), owner, folder)
    finally:
        engine.dispose()
        owner.dispose()
