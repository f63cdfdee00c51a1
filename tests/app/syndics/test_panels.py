"""What waits on one's first page, what search finds, and what a member who leaves leaves behind."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.policy import Identity, Role
from app.syndics.panels import at_the_counter, cases_begun, find_cases, own_cases, waiting_for_applicant
from app.transaction import Scope, enter, within
from models.organisations import Member
from models.values import SearchText
from models.values.mandates import CaseState
from tests.app.syndics import stage
from tests.app.wallet.offices import NOW, Office, office

HELPDESK = frozenset({Role.PERSON, Role.HELPDESK})


@pytest.fixture
def one(session: Session) -> Office:
    made = office(session)
    enter(session, Scope.office())
    return made


def test_a_question_waits_before_a_draft_and_of_another_context_nothing(session: Session, one: Office) -> None:
    wim = stage.applicant(session)
    draft = stage.add_case(session, one.member, CaseState.DRAFT)
    question = stage.add_case(session, one.member, CaseState.QUESTION)
    own = stage.add_case(session, wim, CaseState.DRAFT)
    stage.add_case(session, one.member, CaseState.FILED)
    enter(session, Scope.own(None, one.bram.account_id))
    found = waiting_for_applicant(session, one.manager, NOW)
    assert [item.id for item in found.first] == [question.id, draft.id]
    assert (found.count, found.first[0].notes) == (2, (question.due_on,))
    himself = Identity(one.bram.account_id, None, frozenset({Role.PERSON}))
    assert waiting_for_applicant(session, himself, NOW).count == 0
    enter(session, Scope.own(None, wim.account_id))
    assert [item.id for item in waiting_for_applicant(session, wim, NOW).first] == [own.id]


def test_the_counter_reads_what_it_can_go_on_with_by_last_day(session: Session, one: Office) -> None:
    cases = {
        state: stage.add_case(
            session, one.member, state, details=stage.told(association=stage.fresh_association())
        )
        for state in CaseState
    }
    found = at_the_counter(session, stage.counter(session), NOW)
    assert found.count == 4
    assert {item.id for item in found.first} < {
        cases[state].id
        for state in (CaseState.ANNOUNCED, CaseState.SUBMITTED, CaseState.IN_TREATMENT, CaseState.ANSWERED)
    }


def test_a_case_is_found_by_words_or_number_of_its_association_by_who_may_see_it(
    session: Session, one: Office
) -> None:
    case = stage.add_case(session, one.member, CaseState.SUBMITTED)
    stage.add_case(session, one.member, CaseState.DRAFT, details=stage.told(association=stage.PARC))
    helpdesk = Identity(stage.counter(session).account_id, None, HELPDESK)
    stranger = stage.applicant(session)
    own = Scope.own(None, one.bram.account_id)
    for typed in ("linden residentie", "LIND", stage.LINDEN.number, f"BE {stage.LINDEN.number}"):
        for who, scope in ((one.member, own), (helpdesk, Scope.office())):
            enter(session, scope)
            assert [hit.id for hit in find_cases(session, who, SearchText.read(typed), 5)] == [case.id], typed
        enter(session, Scope.own(None, stranger.account_id))
        assert find_cases(session, stranger, SearchText.read(typed), 5) == []
    enter(session, Scope.office())
    assert find_cases(session, helpdesk, SearchText.read("1"), 5) == []


def test_who_leaves_is_told_that_his_open_cases_go_on_without_him(session: Session, one: Office) -> None:
    for state in (CaseState.DRAFT, CaseState.QUESTION, CaseState.FILED):
        stage.add_case(session, one.member, state)
    bram = session.scalars(select(Member.id).where(Member.account_id == one.bram.account_id)).one()
    an = session.scalars(select(Member.id).where(Member.account_id == one.an.account_id)).one()
    with within(session, Scope.organisation(one.id)):
        (left,) = cases_begun(session, one.manager, bram)
        assert (left.id, left.notes) == (one.bram.account_id, (2,))
        assert cases_begun(session, one.manager, an) == []
    assert [row["state"] for row in own_cases(session, one.member)] == ["filed", "question", "draft"]
