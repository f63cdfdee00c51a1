"""Who gets which letter about a case, in whose language, with a way to go on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from app import events, notices
from app.policy import Identity
from app.syndics.answering import answer_case
from app.syndics.messages import write_message
from app.syndics.steps import note_step
from app.syndics.withdrawing import withdraw_case
from app.transaction import Scope, enter
from models.accounts import Account, StaffRole
from models.mail import Letter
from models.organisations import Member
from models.syndics import Case
from models.values.mandates import CaseState, StepKind
from tests.app.syndics import stage
from tests.app.wallet.offices import NOW, Office, office

SITE = "https://sleutelbos.example"


@pytest.fixture
def one(session: Session) -> Office:
    made = office(session)
    enter(session, Scope.office())
    return made


@pytest.fixture
def ines(session: Session, one: Office) -> Identity:
    made = stage.counter(session)
    for account_id, role in ((made.account_id, "counter"), (stage.applicant(session, None).account_id, "finance")):
        session.add(StaffRole(account_id=account_id, role=role, first_day=date(2026, 1, 1)))
    session.flush()
    return made


def _case(session: Session, one: Office, state: CaseState, taken_by: Identity | None = None) -> Case:
    made = stage.add_case(session, one.member, state)
    if taken_by is not None:
        made.taken_by, made.taken_at = taken_by.account_id, NOW
        session.flush()
    return made


def _letters(session: Session) -> list[Letter]:
    """What the last noticed event makes; told twice, it is the same."""
    found = session.execute(
        text("select id, organisation_id from event where tag = any(:tags) order by id desc limit 1"),
        {"tags": [str(tag) for tag in notices.NOTICES]},
    ).one()
    for _ in range(2):
        notices.notify(session, found.organisation_id, found.id, SITE, NOW)
    return list(session.scalars(select(Letter).where(Letter.event_id == found.id).order_by(Letter.account_id)))


def _only(session: Session) -> Letter:
    (letter,) = _letters(session)
    return letter


@pytest.mark.parametrize(
    ("step", "state", "subject"),
    [
        (StepKind.NUMBERED, CaseState.DRAFT, "VME Residentie De Linden has its number: you can submit your case"),
        (StepKind.SUBMITTED, CaseState.SUBMITTED, "Your case about VME Residentie De Linden was submitted"),
        (
            StepKind.TAKEN,
            CaseState.IN_TREATMENT,
            "The business counter treats your case about VME Residentie De Linden",
        ),
        (
            StepKind.FILED,
            CaseState.FILED,
            "Your case about VME Residentie De Linden is filed in the business register",
        ),
        (
            StepKind.REMINDED,
            CaseState.DRAFT,
            "Hand in your case about VME Residentie De Linden in time",
        ),
    ],
)
def test_each_step_is_told_to_who_began_the_case_with_the_way_to_go_on(
    session: Session, one: Office, ines: Identity, step: StepKind, state: CaseState, subject: str
) -> None:
    session.execute(update(Account).values(language="en"))
    case = _case(session, one, state)
    note_step(session, case, step, None if step is StepKind.REMINDED else ines, NOW, facts={"days": 3})
    letter = _only(session)
    assert (letter.account_id, letter.subject, letter.document_id) == (one.bram.account_id, subject, None)
    assert f"{SITE}/mandate-cases/go-on/{case.id}" in letter.body
    assert stage.WIM.number not in letter.body
    assert "Verlinden" not in letter.body


def test_the_proof_lies_with_the_case_and_the_letter_says_when_and_what_was_paid(
    session: Session, one: Office
) -> None:
    session.execute(update(Account).values(language="nl"))
    case = _case(session, one, CaseState.SUBMITTED)
    note_step(session, case, StepKind.SUBMITTED, one.member, NOW)
    body = _only(session).body.replace("\xa0", " ")
    for words in ("Ingediend: 30/11/2026 10:30", f"{case.due_on:%d/%m/%Y}", "€ 112,50"):
        assert words in body


def test_an_announcement_goes_to_the_counter_too_each_in_other_words(
    session: Session, one: Office, ines: Identity
) -> None:
    session.execute(update(Account).values(language="en"))
    case = stage.add_case(session, one.member, CaseState.ANNOUNCED, details=stage.told(association=stage.NEW_ONE))
    note_step(session, case, StepKind.ANNOUNCED, one.member, NOW)
    told = {letter.account_id: letter.subject for letter in _letters(session)}
    assert told == {
        one.bram.account_id: f"Your case about {stage.NEW_ONE.name} was announced to the business counter",
        ines.account_id: f"An association without a number was announced: {stage.NEW_ONE.name}",
    }


def test_a_question_says_what_is_asked_and_its_answer_goes_to_who_treats_the_case(
    session: Session, one: Office, ines: Identity
) -> None:
    session.execute(update(Account).values(language="fr"))
    case = _case(session, one, CaseState.QUESTION, ines)
    note_step(session, case, StepKind.ASKED, ines, NOW, text="Quel étage ?\nLe troisième ?", before=case.details)
    letter = _only(session)
    assert letter.account_id == one.bram.account_id
    assert "Quel étage ?\n\nLe troisième ?" in letter.body
    answer_case(session, one.member, case.id, "Oui.", case.version, NOW)
    answered = _only(session)
    assert answered.account_id == ines.account_id
    assert "Oui." not in answered.body


def test_a_message_goes_to_the_other_side_and_repeats_nothing(
    session: Session, one: Office, ines: Identity
) -> None:
    case = _case(session, one, CaseState.IN_TREATMENT, ines)
    write_message(session, one.member, case.id, "A secret of the house", NOW)
    letter = _only(session)
    assert letter.account_id == ines.account_id
    assert "secret" not in letter.body
    write_message(session, ines, case.id, "Another secret", NOW)
    letter = _only(session)
    assert letter.account_id == one.bram.account_id
    assert "secret" not in letter.body


def test_who_left_hears_nothing_and_a_manager_does(session: Session, one: Office, ines: Identity) -> None:
    case = _case(session, one, CaseState.IN_TREATMENT)
    session.execute(
        update(Member)
        .where(Member.account_id == one.bram.account_id)
        .values(state="ended", ended_on=date(2026, 11, 1))
    )
    note_step(session, case, StepKind.TAKEN, ines, NOW)
    assert _only(session).account_id == one.an.account_id


def test_who_acts_for_himself_hears_it_himself(session: Session, one: Office, ines: Identity) -> None:
    wim = stage.applicant(session)
    case = stage.add_case(session, wim, CaseState.DRAFT)
    events.record(session, events.Tag.MANDATE_CASE_KEPT, events.Subject("mandate_case", case.id), wim, NOW)
    letter = _only(session)
    assert (letter.account_id, letter.organisation_id) == (wim.account_id, 0)
    session.execute(update(Account).where(Account.id == wim.account_id).values(active=False))
    events.record(session, events.Tag.MANDATE_CASE_KEPT, events.Subject("mandate_case", case.id), wim, NOW)
    assert _letters(session) == []


def test_a_refusal_says_why_and_that_the_money_is_back(session: Session, one: Office, ines: Identity) -> None:
    session.execute(update(Account).values(language="nl"))
    case = _case(session, one, CaseState.SUBMITTED)
    note_step(session, case, StepKind.REFUSED, ines, NOW, text="De notulen zijn niet ondertekend.")
    case.state, case.ended_at, case.refunded_at = CaseState.REFUSED, NOW, NOW
    body = _only(session).body.replace("\xa0", " ")
    assert "De notulen zijn niet ondertekend." in body
    assert "€ 112,50" in body


@pytest.mark.parametrize("state", [CaseState.SUBMITTED, CaseState.IN_TREATMENT, CaseState.DRAFT])
def test_who_withdraws_reads_what_becomes_of_the_fee_and_who_treated_it_stops(
    session: Session, one: Office, ines: Identity, state: CaseState
) -> None:
    session.execute(update(Account).values(language="en"))
    case = _case(session, one, state, ines if state is CaseState.IN_TREATMENT else None)
    withdraw_case(session, one.member, case.id, case.version, NOW + timedelta(minutes=1))
    with_tag = session.execute(text("select id, organisation_id from event where tag = 'syndics.case.withdrawn'"))
    event = with_tag.one()
    notices.notify(session, event.organisation_id, event.id, SITE, NOW)
    letters = session.scalars(select(Letter).where(Letter.event_id == event.id)).all()
    told = {letter.account_id: letter.body for letter in letters}
    if state is CaseState.DRAFT:
        assert told == {}, "a draft that nobody saw is dropped quietly"
    elif state is CaseState.SUBMITTED:
        assert told.keys() == {one.bram.account_id}
        assert "€112.50 is back in the wallet of" in told[one.bram.account_id].replace("\xa0", "")
    else:
        assert told.keys() == {one.bram.account_id, ines.account_id}
        assert "what was paid isn't paid back" in told[one.bram.account_id]
        assert "you needn't do anything" in told[ines.account_id]


def test_a_year_without_a_fee_is_told_to_the_counter_alone(session: Session, one: Office, ines: Identity) -> None:
    subject = events.Subject("registration_fee", 0)
    events.record(session, events.Tag.FEE_MISSING, subject, one.member, NOW, facts={"year": 2024})
    letter = _only(session)
    assert letter.account_id == ines.account_id
    assert "2024" in letter.subject
