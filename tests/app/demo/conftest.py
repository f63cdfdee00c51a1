"""The files of Immo Peeters and the practice lists, played once for all tests that look at them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app import events
from app.clock import day_of
from app.database import engine_for, session_factory
from app.demo.cast import AN, BRAM, ELS, GREET
from app.demo.deals import subscriptions_bought
from app.demo.files import Years
from app.demo.governments import IMMO_PEETERS
from app.demo.office_tools import add_office_tools
from app.demo.sanctions import load_lists
from app.outside.files import Folder
from app.policy import Identity, Role
from app.transaction import Scope, enter, transaction
from models.accounts import Account
from models.organisations import Member, Organisation
from models.values import EnterpriseNumber
from tests.app.wallet.offices import NOW as BEGAN
from tests.database import TestServer

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Played:
    """The years as they were played, and where they can be played on."""

    sessions: sessionmaker[Session]
    years: Years
    folder: Path


@pytest.fixture(scope="session")
def played(server: TestServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """A database with the lists and the files, as they are on `NOW`; nobody changes them."""
    folder = tmp_path_factory.mktemp("files")
    with server.copy() as name:
        engine = engine_for(server.url("house_app", name), seconds=60)
        sessions = session_factory(engine)
        with sessions.begin() as session:
            _open_office(session)
        with sessions() as session:
            _pay_ahead(session)
        years = Years(NOW, Folder(folder))
        load_lists(sessions, folder, NOW, years.play, years.shelf)
        yield Played(sessions, years, folder)
        engine.dispose()


def _pay_ahead(session: Session) -> None:
    """The tools with their prices, and the subscriptions that pay for deals."""
    enter(session, Scope.office())
    start = day_of(NOW) - timedelta(days=3 * 365)
    with events.quietly(session):
        with transaction(session):
            account = session.scalars(select(Account).where(Account.username == GREET.username)).one()
            central = Identity(account.id, None, frozenset({Role.PERSON, Role.CENTRAL}), key_level="high")
            add_office_tools(session, central, start, NOW)
        for act in subscriptions_bought(session, start, NOW):
            with transaction(session):
                act.do()


def _open_office(session: Session) -> None:
    enter(session, Scope.office())
    made = Organisation(
        kind="enterprise", name=IMMO_PEETERS.name, created_at=BEGAN,
        enterprise_number=EnterpriseNumber.parse(IMMO_PEETERS.number).digits,
    )  # fmt: skip
    session.add(made)
    for one in (AN, BRAM, ELS, GREET):
        account = Account(
            first_name="", last_name="", username=one.username, email=one.email, password="-", active=True
        )
        session.add(account)
        session.flush()
        if one is not GREET:
            session.add(
                Member(organisation_id=made.id, account_id=account.id, state="confirmed", is_manager=one is AN,
                       first_day=date(2023, 1, 5), created_at=BEGAN)
            )  # fmt: skip
    session.flush()
