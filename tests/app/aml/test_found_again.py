"""Transactions are found by who is in them and as what, and by the day on which they are expected."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.aml import dealt
from app.aml.deals import add_party, begin_deal
from models.aml import Deal
from models.values.dealt import DealDetails, DealKind
from models.values.identified import FilePart, Place
from tests.app.aml.begun_profiles import accepted_contact, profiling_office
from tests.app.wallet.offices import NOW


@pytest.fixture
def found(session: Session) -> Session:
    """Three transactions: Wim Verlinden sells in the first, the third is expected on no day."""
    one = profiling_office(session)
    wim = accepted_contact(session, one)
    for reference, day in (("V-1", date(2027, 4, 1)), ("V-2", date(2027, 5, 1))):
        deal = begin_deal(session, one.bram, one.id, reference, DealKind.SALE.value, NOW)
        place = Place("Molenstraat 8", "9300", "Aalst", "BE")
        deal.details = DealDetails(property=place, expected_on=day).told()
        session.flush()
        if reference == "V-1":
            add_party(session, one.bram, deal.id, wim.root_id, FilePart.SELLER.value, deal.version, NOW)
    begin_deal(session, one.bram, one.id, "V-3", DealKind.SALE.value, NOW)
    return session


def references(session: Session, condition: ColumnElement[bool]) -> list[str]:
    return list(session.scalars(select(Deal.reference).where(condition).order_by(Deal.reference)))


def test_by_the_name_of_who_is_in_it(found: Session) -> None:
    assert references(found, dealt.says("%verlin%")) == ["V-1"]
    assert references(found, dealt.says("%molenstraat%")) == ["V-1", "V-2"]
    assert references(found, dealt.says("%v-3%")) == ["V-3"]
    assert references(found, dealt.has_party_named("%VERLIN%", "seller")) == ["V-1"]
    assert references(found, dealt.has_party_named("%verlin%", "buyer")) == []
    assert references(found, dealt.has_party_named("%peeters%")) == []


def test_by_the_day_on_which_it_is_expected(found: Session) -> None:
    april, may = date(2027, 4, 1), date(2027, 5, 1)
    assert references(found, dealt.expected_within(april, None)) == ["V-1", "V-2"]
    assert references(found, dealt.expected_within(None, april)) == ["V-1"]
    assert references(found, dealt.expected_within(date(2027, 4, 2), may)) == ["V-2"]
