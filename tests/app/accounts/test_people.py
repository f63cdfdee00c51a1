"""One number, one person; one person, at most one account: kept by the database, whoever comes first."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from app.accounts.people import NewPerson, add_person
from app.database import engine_for, session_factory
from app.policy import Identity, Role
from app.transaction import Scope, enter
from models.values import NationalNumber
from tests.database import TestServer

NUMBER = NationalNumber.parse("85.07.30-033.28")
NOW = datetime(2027, 3, 15, 9, tzinfo=UTC)
WHO = Identity(1, None, frozenset({Role.LOCAL_ADMINISTRATOR}), 1, key_level="high")


@pytest.mark.trust("Identity")
def test_of_sixteen_who_add_one_number_at_once_one_succeeds(server: TestServer, cloned_database: str) -> None:
    engine = engine_for(server.url("house_app", cloned_database), seconds=120, size=16)
    factory = session_factory(engine)

    def add(_: int) -> bool:
        with factory() as session:
            enter(session, Scope.organisation(1))
            try:
                add_person(session, WHO, NUMBER, NewPerson("Claes", "Bram", None, "male"), NOW)
                session.commit()
            except Exception:
                session.rollback()
                return False
            return True

    with ThreadPoolExecutor(16) as threads:
        assert sum(threads.map(add, range(16))) == 1
    engine.dispose()
    admin = server.admin_engine(cloned_database)
    with admin.connect() as connection:
        assert connection.execute(text("select count(*) from account_person")).scalar() == 1
    admin.dispose()
