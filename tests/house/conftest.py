"""The application with both governments furnished, once per file of house tests; the clock stands still."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import config
import run
from app import clock
from app.database import engine_for, session_factory
from tests.database import TestServer
from tests.house.governments import furnish
from tests.house.visitors import House
from tests.stories.stage import Time

# Nobody answers at that gate.
GATE = {"ITSME_ISSUER": "https://127.0.0.1:9", "ITSME_CLIENT_ID": "house", "ITSME_SECRET": "none"}
SETTINGS = {"DEMO_PASSWORD_IS_HIGH": "1", "EID_SOFTWARE_CARDS": "1", "FEDERAL_TOKEN": "1", **GATE}


@pytest.fixture(scope="module")
def house(server: TestServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with pytest.MonkeyPatch.context() as patch, server.copy() as name:
        patch.setattr(clock, "now", Time())
        engine, admin = engine_for(server.url("house_app", name)), server.admin_engine(name)
        factory = session_factory(engine)
        with factory.begin() as session:
            governments = furnish(session)
        settings = config.read(SETTINGS | {"STATE_DIR": str(tmp_path_factory.mktemp("state"))})
        app = run.create_app(settings, factory, run.connect_with(engine))
        yield House(app, admin, engine, governments)
        engine.dispose()
        admin.dispose()
