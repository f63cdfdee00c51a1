"""The registers of cash and of differences with the UBO register: what is kept, once, and of whom."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.aml.breach_rules import CashTold, DiscrepancyTold
from app.aml.cash_breaches import note_cash_breach, visible_to, withdraw_cash_breach
from app.aml.discrepancies import (
    note_discrepancy,
    report_discrepancy,
    settle_discrepancy,
    withdraw_discrepancy,
)
from app.errors import Forbidden, Missing, Refusal, Stale
from app.policy import Identity, Role
from app.transaction import Scope, enter
from models.accounts import Account
from models.aml import CashBreach, Contact, Deal, Discrepancy
from models.events import Event, EventPayload
from models.organisations import Organisation
from tests.app.aml.complete_files import add_complete, add_complete_organisation
from tests.app.aml.fiu.acting import refused
from tests.app.aml.lists_of_today import MEMBER, AmlOffice, aml_office, load
from tests.app.aml.rules_of_today import EACH, publish
from tests.app.wallet.offices import NOW

DAY, LATER = date(2026, 11, 20), NOW + timedelta(days=2)


@pytest.fixture
def one(session: Session) -> AmlOffice:
    made = aml_office(session)
    publish(session, EACH)
    load(session, "eu", [])
    enter(session, Scope.organisation(made.id))
    return made


@pytest.fixture
def firm(session: Session, one: AmlOffice) -> Contact:
    return add_complete_organisation(session, one.bram, NOW)


def deal_of(session: Session, one: AmlOffice, kind: str) -> Deal:
    made = Deal(
        organisation_id=one.id, reference=kind, kind=kind, details={}, made_by=one.bram.account_id, made_at=NOW,
        changed_at=NOW,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def cash(amount: str = "15000", **about: Any) -> CashTold:
    return CashTold(DAY, Decimal(amount), "An envelope.", "Given back.", **about)


def differs(of: Contact, says: str = "Jan owns all.", found: str = "Piet owns half.") -> DiscrepancyTold:
    return DiscrepancyTold(of.root_id, DAY, says, found)


def told(session: Session, kind: str) -> list[str]:
    return list(session.scalars(select(Event.tag).where(Event.subject_kind == kind).order_by(Event.id)))


def elsewhere(session: Session) -> tuple[int, int]:
    """Another office, and the root id of an organisation it knows."""
    enter(session, Scope.office())
    other = Organisation(kind="enterprise", name="Immo Dubois", enterprise_number="0403170701", created_at=NOW)
    session.add(other)
    session.flush()
    by = session.scalars(select(Account.id).limit(1)).one()
    there = add_complete_organisation(session, Identity(by, None, MEMBER, other.id), NOW)
    return other.id, there.root_id


def test_cash_at_a_sale_is_noted_once_however_often_it_is_sent_and_withdrawn_with_a_reason(
    session: Session, one: AmlOffice
) -> None:
    wim, sale = add_complete(session, one.bram, NOW), deal_of(session, one, "sale")
    noted = cash(deal_id=sale.id, root_id=wim.root_id)
    made = note_cash_breach(session, one.bram, noted, NOW)
    assert note_cash_breach(session, one.bram, noted, LATER) is made
    assert (made.amount, made.deal_id, made.root_id) == (Decimal("15000.00"), sale.id, wim.root_id)
    assert note_cash_breach(session, one.an, noted, LATER) is not made  # somebody else saw it too
    assert refused(lambda: withdraw_cash_breach(session, one.bram, made.id, " ", LATER)) == [
        "register.text_missing"
    ]
    for _ in range(2):
        withdraw_cash_breach(session, one.an, made.id, "It was a cheque.", LATER)
    assert (made.withdrawn_by, made.withdrawn_at) == (one.an.account_id, LATER)
    assert note_cash_breach(session, one.bram, noted, LATER) is not made  # what was withdrawn is no longer there
    assert told(session, "cash_breach") == [
        "aml.cash_breach.noted", "aml.cash_breach.noted", "aml.cash_breach.withdrawn", "aml.cash_breach.noted",
    ]  # fmt: skip


def test_cash_that_is_let_for_a_letting_is_noted_only_when_it_is_wanted_anyway(
    session: Session, one: AmlOffice
) -> None:
    letting = deal_of(session, one, "letting")
    noted = cash("3000", deal_id=letting.id)
    assert refused(lambda: note_cash_breach(session, one.bram, noted, NOW)) == ["cash.allowed"]
    assert note_cash_breach(session, one.bram, noted, NOW, anyway=True).amount == 3000
    note_cash_breach(session, one.bram, cash("3000.01", deal_id=letting.id), NOW)
    note_cash_breach(session, one.bram, cash("1"), NOW)  # about nothing of the office's own
    with pytest.raises(Refusal, match=r"aml\.cash\.amount"):
        note_cash_breach(session, one.bram, cash("1.005"), NOW)
    assert len(session.scalars(select(CashBreach)).all()) == 3


@pytest.mark.trust("Tenants")
def test_nobody_notes_for_another_office_nor_without_the_tool(session: Session, one: AmlOffice) -> None:
    office, theirs = elsewhere(session)
    enter(session, Scope.organisation(one.id))
    with pytest.raises(Missing):
        note_cash_breach(session, one.bram, cash(root_id=theirs), NOW)
    with pytest.raises(Missing):
        note_discrepancy(session, one.bram, DiscrepancyTold(theirs, DAY, "Jan.", "Piet."), NOW)
    with pytest.raises(Missing):
        note_cash_breach(session, one.bram, cash(deal_id=999), NOW)
    manager = Identity(one.bram.account_id, None, frozenset({Role.MEMBER, Role.MANAGER}), one.id)
    with pytest.raises(Forbidden):
        note_cash_breach(session, manager, cash(), NOW)
    made = note_cash_breach(session, one.bram, cash(), NOW)
    other = Identity(one.bram.account_id, None, MEMBER, office)
    with pytest.raises(Missing):
        withdraw_cash_breach(session, other, made.id, "Mine.", NOW)
    assert session.scalars(select(CashBreach).where(visible_to(other))).all() == []
    assert session.scalars(select(CashBreach).where(visible_to(manager))).all() == []
    assert session.scalars(select(CashBreach).where(visible_to(one.bram))).all() == [made]


def test_a_difference_is_noted_of_an_organisation_and_followed_until_it_is_settled(
    session: Session, one: AmlOffice, firm: Contact
) -> None:
    wim = add_complete(session, one.bram, NOW)
    assert refused(lambda: note_discrepancy(session, one.bram, differs(wim), NOW)) == ["discrepancy.person"]
    made = note_discrepancy(session, one.bram, differs(firm), NOW)
    assert note_discrepancy(session, one.an, differs(firm), LATER) is made
    assert refused(
        lambda: settle_discrepancy(session, one.bram, made.id, date(2026, 11, 19), "Right.", made.version, LATER)
    ) == ["register.too_early"]
    first = made.version
    report_discrepancy(session, one.bram, made.id, date(2026, 11, 25), "UBO-7", first, LATER)
    assert report_discrepancy(session, one.bram, made.id, date(2026, 11, 25), "UBO-7", first, LATER) is made
    with pytest.raises(Stale):
        report_discrepancy(session, one.bram, made.id, date(2026, 11, 26), "UBO-8", first, LATER)
    assert refused(
        lambda: report_discrepancy(session, one.bram, made.id, date(2026, 11, 26), "", made.version, LATER)
    ) == ["discrepancy.not_now"]
    settled = date(2026, 12, 1)
    assert refused(
        lambda: settle_discrepancy(session, one.bram, made.id, settled, "Right.", made.version, NOW)
    ) == ["register.future"]
    settle_discrepancy(session, one.bram, made.id, settled, "Put right.", made.version, LATER)
    assert refused(
        lambda: settle_discrepancy(session, one.bram, made.id, settled, "Again.", made.version, LATER)
    ) == ["discrepancy.not_now"]
    withdraw_discrepancy(session, one.an, made.id, "Another firm.", made.version, LATER)
    assert withdraw_discrepancy(session, one.an, made.id, "", 0, LATER) is made
    assert (made.reported_on, made.reference, made.settled_on, made.outcome) == (
        date(2026, 11, 25), "UBO-7", settled, "Put right.",
    )  # fmt: skip
    assert told(session, "discrepancy") == [
        f"aml.discrepancy.{one}" for one in ("noted", "reported", "settled", "withdrawn")
    ]


def test_a_second_difference_of_an_organisation_is_warned_about_while_the_first_is_open(
    session: Session, one: AmlOffice, firm: Contact
) -> None:
    made = note_discrepancy(session, one.bram, differs(firm), NOW)
    other = differs(firm, found="Piet owns a quarter.")
    assert refused(lambda: note_discrepancy(session, one.bram, other, NOW)) == ["discrepancy.open"]
    assert note_discrepancy(session, one.bram, other, NOW, anyway=True) is not made
    for open_one in session.scalars(select(Discrepancy)).all():
        settle_discrepancy(session, one.bram, open_one.id, DAY, "Right.", open_one.version, NOW)
    third = differs(firm, found="Piet owns nothing.")
    assert note_discrepancy(session, one.bram, third, NOW).noted_on == DAY


def test_whatever_was_typed_of_a_difference_stands_where_it_can_be_erased(
    session: Session, one: AmlOffice, firm: Contact
) -> None:
    made = note_discrepancy(session, one.bram, differs(firm), NOW)
    report_discrepancy(session, one.bram, made.id, date(2026, 11, 25), "Zonneveld-7", made.version, LATER)
    told = session.scalars(select(Event).where(Event.tag == "aml.discrepancy.reported")).one()
    assert "Zonneveld" not in str(told.facts)
    beside = session.scalars(select(EventPayload.content).where(EventPayload.event_id == told.id)).one()
    assert beside == {"reference": "Zonneveld-7"}
