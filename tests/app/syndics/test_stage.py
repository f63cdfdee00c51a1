"""What the tests of syndics stand on can be made: a case of each form in each state."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.syndics.queries import details_of
from models.values.mandates import CaseForm, CaseState
from tests.app.syndics import stage
from tests.app.wallet import offices


def test_a_case_of_each_form_in_each_state(session: Session) -> None:
    office = offices.office(session)
    stage.everybody_registered(session)
    for form in CaseForm:
        for state in CaseState:
            details = stage.told(form, association=stage.fresh_association())
            made = stage.add_case(session, office.manager, state, form, details)
            session.refresh(made)
            assert details_of(made) == details
            assert made.due_on < stage.STARTS
    mandate = stage.add_mandate(session, representative=stage.NORA)
    assert mandate.syndic_name == "Syndic Lambert BV"
    assert stage.add_fee(session).year == stage.NOW.year
    stage.accredited(session, stage.BIV_COMPANY.enterprise_number, "700.202")
    assert stage.applicant(session).person_id
    assert stage.counter(session).is_staff
