"""Greet's desk, whose changes are rolled back after each test, and one whose changes really commit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session, sessionmaker

from app.database import engine_for, session_factory
from tests.app.aml.lists.loads import Desk, desk_at
from tests.database import TestServer


@pytest.fixture
def desk(sessions: sessionmaker[Session], tmp_path: Path) -> Desk:
    return desk_at(sessions, tmp_path)


@pytest.fixture
def own_desk(server: TestServer, cloned_database: str, tmp_path: Path) -> Iterator[Desk]:
    """For threads and kills, in a database of one's own."""
    engine = engine_for(server.url("house_app", cloned_database), seconds=120)
    yield desk_at(session_factory(engine), tmp_path)
    engine.dispose()
