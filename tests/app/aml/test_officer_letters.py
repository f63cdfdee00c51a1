"""Who gets a letter about AML officers and their deputies, and what stands in it."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app import notices
from app.aml.deputies import end_deputy, name_deputy
from app.aml.officering import approve_officer, become_officer, cease_officer, decline_officer
from app.transaction import Scope, enter
from models.mail import Letter
from tests.app.aml.office_of_officers import TODAY, TOMORROW, Staffed, staffed
from tests.app.aml.test_officering import LATER, TOLD
from tests.app.wallet.offices import NOW


@pytest.fixture
def one(session: Session) -> Staffed:
    return staffed(session)


def letters(session: Session, one: Staffed) -> list[tuple[int | None, str, str]]:
    """To whom what was written of the last that happened."""
    enter(session, Scope.office())
    event_id = session.execute(
        text("select max(id) from event where tag like 'aml.officer.%' or tag like 'aml.deputy.%'")
    ).scalar_one()
    notices.notify(session, one.id, event_id, "https://rechten.example.be", LATER)
    found = session.scalars(select(Letter).where(Letter.event_id == event_id).order_by(Letter.account_id)).all()
    enter(session, Scope.organisation(one.id))
    return [(of.account_id, of.kind, of.body) for of in found]


def test_managers_hear_who_asks_and_who_asked_hears_what_came_of_it(session: Session, one: Staffed) -> None:
    an, bram = one.an.account_id, one.bram.account_id
    asked = become_officer(session, one.bram, TOLD, NOW)
    (to_an,) = letters(session, one)
    assert to_an[:2] == (an, "aml.officer.asked")
    assert f"/aml-enrolments/show/{asked.id}" in to_an[2]
    assert TOLD.experience not in to_an[2]
    decline_officer(session, one.manager, asked.id, "First follow the course.", asked.version, LATER)
    (to_bram,) = letters(session, one)
    assert to_bram[:2] == (bram, "aml.officer.declined")
    assert "First follow the course." in to_bram[2]
    again = become_officer(session, one.bram, TOLD, LATER)
    approve_officer(session, one.manager, again.id, again.version, LATER)
    assert [of[:2] for of in letters(session, one)] == [(bram, "aml.officer.named")]
    cease_officer(session, one.manager, one.of(one.bram), LATER)
    assert [of[:2] for of in letters(session, one)] == [(bram, "aml.officer.ended")]


def test_nobody_gets_a_letter_about_what_he_did_himself(session: Session) -> None:
    one = staffed(session, officer=False)
    become_officer(session, one.an, TOLD, NOW)
    assert letters(session, one) == []
    cease_officer(session, one.an, one.of(one.an), LATER)
    assert letters(session, one) == []


def test_the_deputy_hears_of_it_with_its_days(session: Session, one: Staffed) -> None:
    made = name_deputy(session, one.an, one.of(one.an), one.of(one.bram), TODAY, TOMORROW, NOW)
    ((to, kind, body),) = letters(session, one)
    assert (to, kind) == (one.bram.account_id, "aml.deputy.named")
    assert TODAY.strftime("%d/%m/%Y") in body
    assert TOMORROW.strftime("%d/%m/%Y") in body
    end_deputy(session, one.an, made.id, NOW)
    assert [of[:2] for of in letters(session, one)] == [(one.bram.account_id, "aml.deputy.ended")]
