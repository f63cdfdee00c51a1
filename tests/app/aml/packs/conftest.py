"""An office in a database of its own: a pack is read from a snapshot, which only a real transaction has."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.database import engine_for, session_factory
from tests.app.aml.packs.world import World, furnished
from tests.database import TestServer


@pytest.fixture
def world(server: TestServer, cloned_database: str, tmp_path: Path) -> Iterator[World]:
    engine = engine_for(server.url("house_app", cloned_database))
    owner = server.admin_engine(cloned_database)
    yield furnished(session_factory(engine), owner, tmp_path)
    engine.dispose()
    owner.dispose()
