"""Steps go up and down; a database that is further than this code is recognised."""

from __future__ import annotations

from sqlalchemy import create_engine

from models import migrations
from tests.database import TestServer


def test_every_step_goes_down_and_up_again(server: TestServer, cloned_database: str) -> None:
    owner = create_engine(server.url("house_owner", cloned_database))
    migrations.downgrade_to(owner, "base")
    with owner.connect() as connection:
        assert migrations.revision_of(connection) is None
    migrations.upgrade_to(owner)
    with owner.connect() as connection:
        assert migrations.revision_of(connection) == migrations.head()
    owner.dispose()


def test_a_step_of_a_newer_application_is_unknown() -> None:
    assert migrations.known(migrations.head())
    assert not migrations.known("999")
