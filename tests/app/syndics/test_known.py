"""What is known about a case besides what was told: in the registers, in the list of the BIV, at the counter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.clock import day_of
from app.syndics.known import known_of
from app.transaction import Scope, enter, scope_of
from models.accounts import RegisterDelivery
from models.values.mandates import CaseForm, CaseState
from tests.app.syndics import stage
from tests.app.syndics.stage import BARE_COMPANY, BIV_COMPANY, LINDEN, NORA, PARC, WIM, told
from tests.app.wallet import offices
from tests.app.wallet.offices import NOW

COMPANY = told(CaseForm.REPRESENTATIVE)


@pytest.fixture(autouse=True)
def _office(session: Session) -> None:
    enter(session, Scope.office())


def _deliver(session: Session) -> None:
    """The BIV brought its list."""
    session.add(RegisterDelivery(register="biv", delivered_at=NOW, import_id=1, rows=2, struck_off=0))
    session.flush()


def test_numbers_are_looked_up_in_the_business_register(session: Session) -> None:
    assert not known_of(session, COMPANY, NOW).register_here
    stage.everybody_registered(session)
    known = known_of(session, COMPANY, NOW)
    assert known.register_here
    assert known.association is not None
    assert known.association.is_association
    assert known.company is not None
    assert not known.company.is_association
    elsewhere = replace(COMPANY, association=replace(LINDEN, number=BARE_COMPANY.enterprise_number))
    seen = known_of(session, elsewhere, NOW).association
    assert seen is not None
    assert not seen.is_association
    nowhere = replace(COMPANY, association=stage.fresh_association())
    assert known_of(session, nowhere, NOW).association is None


def test_the_list_of_the_biv_is_asked_once_it_was_delivered(session: Session) -> None:
    details = replace(COMPANY, syndic=BIV_COMPANY)
    stage.accredited(session, BIV_COMPANY.enterprise_number, "700.202")
    assert known_of(session, details, NOW).company_accredited is None
    _deliver(session)
    known = known_of(session, details, NOW)
    assert known.company_accredited is True
    assert known.representative_accredited is False
    stage.accredited(session, NORA.number, "506.202")
    assert known_of(session, details, NOW).representative_accredited is True
    person = told(CaseForm.START, syndic=replace(stage.AGENT, person=NORA))
    assert known_of(session, person, NOW).syndic_accredited is True
    # Another register than the BIV's says nothing of estate agents.
    stage.accredited(session, WIM.number, "1", "cib")
    assert known_of(session, told(CaseForm.START), NOW).syndic_accredited is False


def test_an_accreditation_counts_while_it_runs(session: Session) -> None:
    _deliver(session)
    stage.accredited(session, NORA.number, "506.202")
    assert known_of(session, COMPANY, NOW).representative_accredited is True
    long_before = NOW.replace(year=2009)
    assert known_of(session, COMPANY, long_before).representative_accredited is False


def test_mandates_of_the_association_alone_are_known(session: Session) -> None:
    ended = stage.add_mandate(session, LINDEN, BIV_COMPANY, date(2020, 1, 1), date(2023, 12, 31))
    runs = stage.add_mandate(session, LINDEN, BARE_COMPANY, date(2024, 1, 1), representative=NORA)
    stage.add_mandate(session, PARC, BARE_COMPANY, date(2024, 1, 1))
    known = known_of(session, COMPANY, NOW, mandate_id=runs.id)
    assert [(one.id, one.same_syndic, one.is_told, one.represented) for one in known.mandates] == [
        (ended.id, False, False, False),
        (runs.id, True, True, True),
    ]
    assert known.told_mandate is not None
    assert known.told_mandate.id == runs.id


@pytest.mark.parametrize("by_number", [True, False])
def test_a_person_is_the_same_syndic_by_number_else_by_name(session: Session, by_number: bool) -> None:
    person_id = stage.known_person(session, WIM) if by_number else None
    stage.add_mandate(session, LINDEN, stage.CO_OWNER, person_id=person_id)
    assert known_of(session, told(), NOW).mandates[0].same_syndic
    namesake = replace(stage.CO_OWNER, person=replace(WIM, number=NORA.number))
    assert known_of(session, told(syndic=namesake), NOW).mandates[0].same_syndic is not by_number
    assert not known_of(session, told(syndic=replace(stage.CO_OWNER, person=NORA)), NOW).mandates[0].same_syndic


def test_another_case_at_the_counter_is_known_whoever_asks(session: Session) -> None:
    office = offices.office(session)
    mine = stage.add_case(session, stage.applicant(session))
    assert known_of(session, mine, NOW).other_case_id is None
    theirs = stage.add_case(session, office.manager, CaseState.SUBMITTED)
    own = Scope.own(mine.person_id, mine.account_id)
    enter(session, own)
    assert known_of(session, mine, NOW).other_case_id == theirs.id
    assert scope_of(session) == own
    enter(session, Scope.office())
    assert known_of(session, theirs, NOW).other_case_id is None
    assert known_of(session, told(), NOW).other_case_id == theirs.id


def test_what_is_known_takes_seven_statements(session: Session) -> None:
    stage.everybody_registered(session)
    _deliver(session)
    for years in range(5):
        first = date(2010 + years, 1, 1)
        stage.add_mandate(session, LINDEN, BARE_COMPANY, first, first + timedelta(days=300), representative=NORA)
    session.flush()
    statements: list[str] = []
    connection = session.connection()
    event.listen(connection, "before_cursor_execute", lambda *told: statements.append(told[2]))
    known = known_of(session, COMPANY, NOW)
    assert len(known.mandates) == 5
    assert len(statements) <= 7
    assert day_of(NOW) > known.mandates[-1].first_day
