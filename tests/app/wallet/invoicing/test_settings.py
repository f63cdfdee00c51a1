"""Invoicing details: what managers set, and two of them at the same moment."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.database import engine_for, session_factory
from app.errors import Refusal, Stale
from app.transaction import Scope, enter, transaction
from app.wallet.invoicing.settings import InvoicingDetails, set_invoicing
from models.wallet import Invoicing
from tests.app.wallet.offices import NOW, Office, office
from tests.app.wallet.test_races import at_once
from tests.database import TestServer

pytestmark = pytest.mark.trust("Invoices, receipts")


@pytest.fixture
def crowd(server: TestServer, cloned_database: str) -> Iterator[sessionmaker[Session]]:
    engine = engine_for(server.url("house_app", cloned_database), seconds=120, size=8)
    yield session_factory(engine)
    engine.dispose()


@pytest.fixture
def one(crowd: sessionmaker[Session]) -> Office:
    with crowd.begin() as session:
        return office(session)


def test_of_two_who_set_them_first_at_the_same_moment_one_is_told(
    crowd: sessionmaker[Session], one: Office
) -> None:
    def set_them(session: Session, number: int) -> str:
        enter(session, Scope.organisation(one.id))
        details = InvoicingDetails(email=f"facturen{number}@immo.example")
        try:
            with transaction(session):
                set_invoicing(session, one.manager, details, 0, NOW)
        except Stale:
            return "stale"
        return details.email

    told = at_once(crowd, set_them, 4)
    assert told.count("stale") == 3
    with crowd() as session:
        enter(session, Scope.office())
        kept = session.scalars(select(Invoicing.email).where(Invoicing.organisation_id == one.id)).one()
    assert kept in told


def test_what_cant_be_seen_is_no_address(session: Session) -> None:
    one = office(session)
    unseen = "\u200b\u2060 \u00ad"
    with pytest.raises(Refusal, match="half_an_address"):
        set_invoicing(
            session, one.manager, InvoicingDetails(street=unseen, postal_code="9300", place="Aalst"), 0, NOW
        )
    set_invoicing(session, one.manager, InvoicingDetails(street=unseen, place=unseen, reference=unseen), 0, NOW)
    kept = session.get_one(Invoicing, one.id)
    assert (kept.street, kept.place, kept.reference) == ("", "", "")
    told = InvoicingDetails(street="Markt\t1\u200b", postal_code="9300", place="Aalst")
    assert set_invoicing(session, one.manager, told, kept.version, NOW).street == "Markt 1"
