"""What a company imported of its own mandates makes room for what is filed, and the company hears of it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import notices
from app.events import Tag
from app.syndics.register import syndic_on
from app.transaction import Scope, enter
from models.accounts import Account
from models.events import Event
from models.mail import Letter
from models.values.mandates import (
    CaseForm,
)
from tests.app.syndics import stage
from tests.app.syndics.filing import Register, refused
from tests.app.syndics.stage import BARE_COMPANY, BIV_COMPANY, NORA
from tests.app.wallet.offices import NOW, office


@pytest.fixture
def register(session: Session) -> Register:
    made = office(session)
    enter(session, Scope.office())
    return Register(session, stage.counter(session), made.id)


def test_what_a_company_brought_in_itself_gives_way_to_what_is_filed(register: Register) -> None:
    brought = stage.add_mandate(register.session, register.association, first_day=date(2020, 1, 1))
    assert brought.source == "import"
    filed = register.start(first=date(2026, 4, 1)).started
    assert filed is not None
    assert brought.last_day == date(2026, 3, 31)
    assert [one.mandate.id for one in syndic_on(register.session, filed.association_number, date(2026, 4, 1))] == [
        filed.id
    ]


def test_what_was_imported_to_begin_later_is_written_over_and_its_company_hears_of_it(register: Register) -> None:
    company = office(register.session)
    enter(register.session, Scope.office())
    register.session.execute(update(Account).values(language="en"))
    brought = stage.add_mandate(
        register.session,
        register.association,
        first_day=date(2026, 6, 1),
        representative=NORA,
        syndic_id=company.id,
    )
    brought.made_by = company.bram.account_id
    draft = stage.add_case(
        register.session,
        stage.applicant(register.session, None),
        form=CaseForm.REPRESENTATIVE,
        mandate_id=brought.id,
    )
    filed = register.start(first=date(2026, 4, 1)).started
    assert filed is brought
    assert register.on(date(2026, 4, 1)) == register.on(date(2026, 7, 1)) == [("Wim Verlinden", "")]
    assert (filed.source, filed.syndic_id, filed.last_day) == ("case", None, None)
    register.session.refresh(draft)
    assert draft.mandate_id is None
    event = register.session.scalars(select(Event).where(Event.tag == Tag.MANDATE_GAVE_WAY)).one()
    for _ in range(2):
        notices.notify(register.session, event.organisation_id, event.id, "https://sleutelbos.example", NOW)
    letter = register.session.scalars(select(Letter)).one()
    assert letter.account_id == company.bram.account_id
    assert letter.subject == f"A mandate that you imported was put right: {register.association.name}"
    assert "From 01/06/2026 on" in letter.body
    assert "isn’t in the register of mandates any more" in letter.body


def test_what_was_imported_begins_after_an_act_that_has_a_last_day(register: Register) -> None:
    brought = stage.add_mandate(
        register.session, register.association, first_day=date(2026, 6, 1), representative=NORA
    )
    register.start(first=date(2026, 4, 1), last=date(2026, 6, 30))
    assert brought.first_day == date(2026, 7, 1)
    assert register.on(date(2026, 6, 30)) == [("Wim Verlinden", "")]
    assert register.on(date(2026, 7, 1)) == [("Syndic Lambert BV", "Nora Haddad")]
    event = register.session.scalars(select(Event).where(Event.tag == Tag.MANDATE_GAVE_WAY)).one()
    assert (event.facts["was"], event.facts["first_day"]) == (
        {"first_day": "2026-06-01", "last_day": None}, "2026-07-01",
    )  # fmt: skip


def test_an_act_dates_the_mandate_that_its_own_company_imported(register: Register) -> None:
    brought = stage.add_mandate(
        register.session, register.association, first_day=date(2026, 6, 1), representative=NORA
    )
    filed = register.start(BARE_COMPANY, first=date(2026, 4, 1)).started
    assert filed is brought
    assert register.on(date(2026, 3, 31)) == []
    assert register.on(date(2026, 4, 1))[0][0] == "Syndic Lambert BV"
    assert (
        refused(lambda: register.start(BARE_COMPANY, first=date(2026, 4, 1))).code == "syndics.mandate.registered"
    )


def test_a_mandate_that_was_filed_to_begin_later_keeps_a_start_out(register: Register) -> None:
    register.start(first=date(2026, 6, 1))
    assert refused(lambda: register.start(BIV_COMPANY, date(2026, 4, 1))).code == "syndics.mandate.overlaps_with"
