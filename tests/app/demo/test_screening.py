"""The demo's contacts: who stands on practice lists is found, and one was looked at already."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.aml.lists.reading import read_list
from app.demo.cast import AN, BRAM
from app.demo.governments import IMMO_PEETERS
from app.demo.screening import add_contacts
from app.outside.practice_lists import PracticeLists
from app.transaction import Scope, enter
from models.accounts import Account
from models.aml import Contact, Hit, SanctionsList
from models.organisations import Member, Organisation
from models.values import EnterpriseNumber, ListFormat
from tests.app.aml.lists_of_today import load
from tests.app.wallet.offices import NOW

TODAY = date(2026, 11, 30)


def open_office(session: Session) -> None:
    enter(session, Scope.office())
    made = Organisation(
        kind="enterprise", name=IMMO_PEETERS.name, created_at=NOW,
        enterprise_number=EnterpriseNumber.parse(IMMO_PEETERS.number).digits,
    )  # fmt: skip
    session.add(made)
    for one in (AN, BRAM):
        account = Account(
            first_name="", last_name="", username=one.username, email=one.email, password="-", active=True
        )
        session.add(account)
        session.flush()
        session.add(
            Member(organisation_id=made.id, account_id=account.id, state="confirmed", is_manager=one is AN,
                   first_day=date(2026, 1, 5), created_at=NOW)
        )  # fmt: skip
    session.flush()


def load_practice_lists(session: Session) -> None:
    for code, form in session.execute(select(SanctionsList.code, SanctionsList.form)).all():
        file = BytesIO()
        PracticeLists(TODAY).fetch(code, file)
        file.seek(0)
        load(session, code, read_list(ListFormat(form), file))


def test_two_contacts_stand_on_practice_lists_and_one_was_looked_at(session: Session) -> None:
    open_office(session)
    load_practice_lists(session)
    assert (add_contacts(session, NOW), add_contacts(session, NOW)) == (10, 0)
    asked = (
        select(Contact.name, SanctionsList.code, Hit.state)
        .join(Hit, Hit.contact_id == Contact.id)
        .join(SanctionsList, SanctionsList.id == Hit.list_id)
    )
    found = {(row.name, row.code, row.state) for row in session.execute(asked)}
    assert ("Casper Vandersmissen-Okafor", "eu", "open") in found
    assert ("Nadia El Ghazouani-Drăgan", "peps", "cleared") in found
