"""The table of fees by year: the counter adds and corrects, nothing that was charged by; everybody reads it."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.errors import Forbidden, Missing, Refusal, Stale
from app.policy import Identity
from app.syndics import tool
from app.syndics.fees import fee_of, fee_record, set_fee
from app.transaction import Scope, enter
from models.rights import Price
from models.values import Money, euro
from tests.app.syndics import stage
from tests.app.wallet.offices import NOW, office


@pytest.fixture
def ines(session: Session) -> Identity:
    enter(session, Scope.office())
    return stage.counter(session)


def refused(session: Session, who: Identity, *told: object, **more: object) -> str:
    with pytest.raises(Refusal) as said, session.begin_nested():
        set_fee(session, who, *told, NOW, **more)  # type: ignore[arg-type]
    return said.value.code


def test_the_amounts_that_were_known_stand_there_and_a_year_between_them_doesnt(session: Session) -> None:
    enter(session, Scope.office())
    known = {year: fee_of(session, year) for year in range(2017, 2027)}
    assert {year: str(one.net) for year, one in known.items() if one is not None} == {
        2017: "85.50", 2018: "87.00", 2019: "88.50", 2021: "90.50", 2022: "92.50", 2023: "101.00", 2025: "109.00",
    }  # fmt: skip


def test_a_year_is_added_once_with_its_price_and_corrected_while_nothing_was_charged(
    session: Session, ines: Identity
) -> None:
    made = set_fee(session, ines, 2026, euro("112.00"), " Decree  of 3 November ", NOW)
    assert (made.net, made.source, made.set_by) == (euro("112.00").euro, "Decree of 3 November", ines.account_id)
    assert set_fee(session, ines, 2026, euro("112.00"), "Decree of 3 November", NOW).id == made.id
    assert refused(session, ines, 2026, euro("113.00"), "Another") == "syndics.fee.exists"
    changed = set_fee(session, ines, 2026, euro("113.00"), "Another", NOW, version=made.version)
    prices = session.scalars(select(Price).where(Price.code == tool.REGISTRATION_FEE)).all()
    assert [(Money(one.net), one.vat_percent, one.first_day.year) for one in prices] == [(euro("113.00"), 0, 2026)]
    with pytest.raises(Stale):
        set_fee(session, ines, 2026, euro("114.00"), "Late", NOW, version=changed.version + 1)
    facts = session.scalars(text("select facts from event where tag = 'syndics.fee.set' order by id")).all()
    assert [(one["net"], one["before"]) for one in facts] == [
        ("112.00", None), ("113.00", {"net": "112.00", "source": "Decree of 3 November"}),
    ]  # fmt: skip


def test_a_fee_that_something_was_charged_by_stays(session: Session, ines: Identity) -> None:
    one = office(session)
    fee = stage.add_fee(session)
    stage.charged(session, one.id, one.an.account_id, "case:1")
    told = (2026, euro("120.00"), "Corrected")
    assert refused(session, ines, *told, version=fee.version) == "syndics.fee.charged_already"
    set_fee(session, ines, 2027, euro("120.00"), "Next year", NOW)


@pytest.mark.parametrize(
    ("year", "net", "source", "code"),
    [
        (2016, "100", "Decree", "syndics.fee.year"),
        (2201, "100", "Decree", "syndics.fee.year"),
        (2026, "0", "Decree", "syndics.fee.net"),
        (2026, "-1", "Decree", "syndics.fee.net"),
        (2026, "10000.01", "Decree", "syndics.fee.net"),
        (2026, "100", "  ", "syndics.fee.source"),
        (2026, "100", "x" * 301, "syndics.fee.source"),
    ],
)
def test_what_cant_be_a_fee_is_refused(
    session: Session, ines: Identity, year: int, net: str, source: str, code: str
) -> None:
    assert refused(session, ines, year, Money.parse(net), source) == code


def test_only_the_counter_keeps_it_and_everybody_reads_it(session: Session, ines: Identity) -> None:
    wim, fee = stage.applicant(session), stage.add_fee(session)
    enter(session, Scope.own(wim.person_id, wim.account_id))
    assert fee_record(session, wim, fee.id).year == 2026
    with pytest.raises(Forbidden):
        set_fee(session, wim, 2027, euro("1"), "Mine", NOW)
    with pytest.raises(Missing):
        fee_record(session, wim, fee.id + 999)
