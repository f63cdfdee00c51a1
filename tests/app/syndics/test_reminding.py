"""Who is reminded of a last day: a week before, and on the working day before it; once each."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, notices
from app.events import Tag
from app.syndics.reminding import is_due, remind_some
from app.transaction import Scope, enter
from models.accounts import Account
from models.events import Event
from models.mail import Letter
from models.syndics import Case, CaseStep
from models.values.mandates import CaseState, StepKind
from scheduler.syndic_reminders import SYNDIC_REMINDERS
from tests.app.syndics import stage
from tests.app.wallet.offices import Office, office

MONDAY = date(2026, 12, 14)
"""A last day; the working day before it is Friday the 11th, and a week before it the 7th."""


@pytest.fixture
def one(session: Session) -> Office:
    made = office(session)
    enter(session, Scope.office())
    return made


def _case(session: Session, one: Office, state: CaseState, due_on: date = MONDAY) -> Case:
    made = stage.add_case(
        session, one.member, state, details=stage.told(association=stage.fresh_association()),
        now=datetime(2026, 11, 1, 9, tzinfo=ZoneInfo("Europe/Brussels")),
    )  # fmt: skip
    if state is CaseState.DRAFT:
        made.due_on = due_on
        session.flush()
    return made


def _run(session: Session, day: date) -> list[int]:
    """The cases that are reminded of on that day."""
    before = set(session.scalars(select(CaseStep.id)))
    now, after = datetime(day.year, day.month, day.day, 7, 20, tzinfo=ZoneInfo("Europe/Brussels")), 0
    for _ in range(2):
        last: int | None = after
        while last is not None:
            _, last = remind_some(session, now, last)
    made = session.scalars(select(CaseStep).where(CaseStep.id.not_in(before)).order_by(CaseStep.id)).all()
    assert {step.kind for step in made} <= {StepKind.REMINDED}
    return [step.case_id for step in made]


@pytest.mark.parametrize(
    ("today", "reminded_on", "due"),
    [
        (date(2026, 12, 6), None, False),
        (date(2026, 12, 7), None, True),
        (date(2026, 12, 8), date(2026, 12, 7), False),
        (date(2026, 12, 8), None, True),
        (date(2026, 12, 10), date(2026, 12, 7), False),
        (date(2026, 12, 11), date(2026, 12, 7), True),
        (date(2026, 12, 13), date(2026, 12, 11), False),
        (date(2026, 12, 14), date(2026, 12, 7), True),
        (date(2026, 12, 14), date(2026, 12, 11), False),
        (date(2026, 12, 15), None, False),
        # Reminded of an earlier last day, which was changed since.
        (date(2026, 12, 7), date(2026, 11, 20), True),
    ],
)
def test_a_reminder_falls_on_its_day_or_is_made_up_for(
    today: date, reminded_on: date | None, due: bool
) -> None:  # fmt: skip
    assert is_due(MONDAY, reminded_on, today) is due


def test_a_draft_is_reminded_of_twice_and_a_case_that_was_handed_in_never(session: Session, one: Office) -> None:
    draft = _case(session, one, CaseState.DRAFT)
    dateless = _case(session, one, CaseState.DRAFT)
    dateless.starts_on = dateless.ends_on = None
    for state in (CaseState.SUBMITTED, CaseState.IN_TREATMENT, CaseState.ANNOUNCED, CaseState.WITHDRAWN):
        _case(session, one, state)
    session.flush()
    version = draft.version
    days = [MONDAY - timedelta(days=back) for back in range(9, -3, -1)]
    told = {day: _run(session, day) for day in days}
    assert {day: cases for day, cases in told.items() if cases} == {
        date(2026, 12, 7): [draft.id],
        date(2026, 12, 11): [draft.id],
    }
    session.expire(draft)
    assert (draft.reminded, draft.version) == (3, version), "a form that is open on it stays good"


def test_a_question_that_waits_is_reminded_of_too(session: Session, one: Office) -> None:
    case = _case(session, one, CaseState.QUESTION)
    assert _run(session, case.due_on - timedelta(days=7)) == [case.id]


def test_a_case_that_got_its_number_is_reminded_of_until_it_is_submitted(session: Session, one: Office) -> None:
    """Whatever its last day: it was announced in time."""
    for account in session.scalars(select(Account)):
        account.language = "en"
    numbered_at = datetime(2026, 12, 14, 23, 30, tzinfo=ZoneInfo("Europe/Brussels"))
    waiting, submitted = (_case(session, one, CaseState.DRAFT, MONDAY) for _ in range(2))
    for case in (waiting, submitted):
        case.handed_in_at = numbered_at - timedelta(days=10)
        session.flush()
        stage.add_step(session, case, StepKind.NUMBERED, now=numbered_at)
    told = {day: _run(session, MONDAY + timedelta(days=day)) for day in range(15)}
    assert {day: cases for day, cases in told.items() if cases} == {7: [waiting.id, submitted.id]}
    event = session.scalars(select(Event).where(Event.tag == Tag.MANDATE_CASE_DUE).order_by(Event.id)).first()
    assert event is not None
    notices.notify(session, event.organisation_id, event.id, "https://sleutelbos.example", numbered_at)
    letter = session.scalars(select(Letter)).one()
    assert letter.subject == f"Your case about {waiting.association_name} still waits to be submitted"
    assert "The last day is" not in letter.body
    submitted.state = CaseState.WITHDRAWN
    submitted.ended_at = numbered_at
    session.flush()
    # The clock stood still on the day itself: it is made up for, once.
    assert [_run(session, MONDAY + timedelta(days=day)) for day in (23, 24, 60)] == [[waiting.id], [], []]


def test_the_job_goes_on_until_nothing_is_left(session: Session, one: Office) -> None:
    many = [_case(session, one, CaseState.DRAFT, clock.today() + timedelta(days=3)).id for _ in range(3)]

    class Place:
        class stop:  # noqa: N801 - as it is called
            is_set = staticmethod(lambda: False)

        @staticmethod
        def office(act):  # type: ignore[no-untyped-def]
            return act(session)

    assert SYNDIC_REMINDERS["remind_of_cases"](Place()) == "3 cases"
    assert SYNDIC_REMINDERS["remind_of_cases"](Place()) == "0 cases"
    assert session.scalars(select(CaseStep.case_id).where(CaseStep.kind == "reminded")).all() == many
