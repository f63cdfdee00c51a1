"""A case after it was handed in: questions are answered, messages written, and it may be withdrawn."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Forbidden, Missing, Refusal, Stale
from app.policy import Identity, Role
from app.syndics import answering
from app.syndics.answering import answer_case
from app.syndics.differing import changes_between
from app.syndics.messages import MOST, write_message
from app.syndics.queries import details_of
from app.syndics.steps import steps_of
from app.syndics.telling import money_of, steps_told
from app.syndics.withdrawing import withdraw_case
from app.transaction import Scope, enter, within
from models.events import Event
from models.syndics import Case
from models.values.mandates import CaseEvidence, CaseState, Home, StepKind
from models.wallet import Wallet
from tests.app.syndics import stage
from tests.app.wallet.offices import NOW, Office, office

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def one(session: Session) -> Office:
    return office(session)


def _case(session: Session, one: Office, state: CaseState) -> Case:
    """Bram's for his office, in its scope."""
    with within(session, Scope.office()):
        made = stage.add_case(session, one.member, state)
    enter(session, Scope.organisation(one.id))
    return made


def _say(session: Session, case: Case, **changed: object) -> None:
    case.details = json.dumps(replace(details_of(case), **changed).told())  # type: ignore[arg-type]
    session.flush()


def _balance(session: Session, one: Office) -> str:
    with within(session, Scope.office()):
        return str(session.scalars(select(Wallet.balance).where(Wallet.organisation_id == one.id)).one())


def test_only_what_changed_is_told_field_by_field() -> None:
    before = stage.told()
    after = replace(
        before,
        syndic=replace(before.syndic, home=Home("Zeedijk 107", "8400", "Oostende"), co_owner=None),
        remarks="Ring twice.",
    )
    assert changes_between(before, before) == ()
    assert [(one.field, one.before, one.after) for one in changes_between(before, after)] == [
        ("syndic.home", Home("Zeedijk 105", "8400", "Oostende"), Home("Zeedijk 107", "8400", "Oostende")),
        ("syndic.co_owner", True, None),
        ("remarks", "", "Ring twice."),
    ]


def test_a_question_is_answered_by_what_changed_and_the_counter_is_told_what_that_is(
    session: Session, one: Office
) -> None:
    case = _case(session, one, CaseState.QUESTION)
    _say(session, case, remarks="The third floor.")
    answer_case(session, one.manager, case.id, "", case.version, LATER)
    assert (case.state, case.changed_at) == (CaseState.ANSWERED, LATER)
    last = steps_of(session, case)[-1]
    assert (last.kind, last.of_desk, last.text) == (StepKind.ANSWERED, False, "")
    event = session.scalars(select(Event).order_by(Event.id.desc()).limit(1)).one()
    assert (event.tag, event.facts["changed"], event.facts["files"]) == ("syndics.case.answered", ["remarks"], 0)
    asked = answering.asked_last(session, case)
    assert asked is not None
    assert [one.field for one in answering.changed_since(case, asked)] == ["remarks"]


def test_words_or_a_file_are_an_answer_too_but_nothing_is_none(session: Session, one: Office) -> None:
    case = _case(session, one, CaseState.QUESTION)
    with within(session, Scope.office()):
        other = stage.add_case(session, one.member, CaseState.QUESTION, details=stage.told(association=stage.PARC))
    # Files of the stage were there when it was asked, to the same second; none came after.
    for text in ("", "  \n "):
        with pytest.raises(Refusal) as refused:
            answer_case(session, one.member, case.id, text, case.version, LATER)
        assert (refused.value.code, refused.value.field) == ("syndics.answer.nothing", "text")
    assert case.state == CaseState.QUESTION
    answer_case(session, one.member, case.id, " It is\x00 the third. ", case.version, LATER)
    assert steps_of(session, case)[-1].text == "It is the third."
    with within(session, Scope.office()):
        stage.add_file(session, other, CaseEvidence.OTHER, now=LATER)
    assert answer_case(session, one.member, other.id, "", other.version, LATER).state == CaseState.ANSWERED


def test_an_answer_from_a_second_tab_is_too_late_or_stale(session: Session, one: Office) -> None:
    case = _case(session, one, CaseState.QUESTION)
    with pytest.raises(Stale):
        answer_case(session, one.member, case.id, "The third.", case.version - 1, LATER)
    answer_case(session, one.member, case.id, "The third.", case.version, LATER)
    with pytest.raises(Refusal, match=r"syndics\.answer\.not_asked"):
        answer_case(session, one.manager, case.id, "The third.", case.version, LATER)
    assert [step.kind for step in steps_of(session, case)].count(StepKind.ANSWERED) == 1


def test_before_the_counter_took_it_up_all_that_was_paid_comes_back_once(session: Session, one: Office) -> None:
    case = _case(session, one, CaseState.SUBMITTED)
    before = _balance(session, one)
    withdraw_case(session, one.member, case.id, case.version, LATER)
    assert (case.state, case.refunded_at, case.ended_by) == (CaseState.WITHDRAWN, LATER, one.bram.account_id)
    assert float(_balance(session, one)) == float(before) + float(stage.FEE)
    with within(session, Scope.office()):
        assert [found.kind for found in money_of(session, case)] == ["charge", "reversal"]
    assert [step.kind for step in steps_of(session, case)][-2:] == [StepKind.WITHDRAWN, StepKind.REFUNDED]
    for who in (one.member, one.manager):
        with pytest.raises(Refusal, match=r"syndics\.case\.ended"):
            withdraw_case(session, who, case.id, case.version, LATER)
    assert float(_balance(session, one)) == float(before) + float(stage.FEE)


@pytest.mark.parametrize("state", [CaseState.IN_TREATMENT, CaseState.QUESTION, CaseState.ANSWERED])
def test_once_it_was_taken_up_nothing_comes_back(session: Session, one: Office, state: CaseState) -> None:
    case = _case(session, one, state)
    before = _balance(session, one)
    withdraw_case(session, one.member, case.id, case.version, LATER)
    assert (case.state, case.refunded_at, _balance(session, one)) == (CaseState.WITHDRAWN, None, before)


def test_who_withdraws_on_an_old_page_looks_again_first(session: Session, one: Office) -> None:
    """The counter took it up meanwhile: what he read about the fee doesn't hold any more."""
    case = _case(session, one, CaseState.SUBMITTED)
    opened_on = case.version
    with within(session, Scope.office()):
        case.state = CaseState.IN_TREATMENT.value
        session.flush()
    with pytest.raises(Stale):
        withdraw_case(session, one.member, case.id, opened_on, LATER)
    assert case.state == CaseState.IN_TREATMENT


def test_the_counter_neither_answers_nor_withdraws_and_a_stranger_finds_nothing(
    session: Session, one: Office
) -> None:
    case = _case(session, one, CaseState.QUESTION)
    with within(session, Scope.office()):
        ines, wim = stage.counter(session), stage.applicant(session)
        for act in (
            lambda who: answer_case(session, who, case.id, "The third.", case.version, LATER),
            lambda who: withdraw_case(session, who, case.id, case.version, LATER),
        ):
            with pytest.raises(Forbidden):
                act(ines)
            with pytest.raises(Missing):
                act(wim)
    assert case.state == CaseState.QUESTION


def test_both_sides_write_and_the_applicant_reads_no_name_of_the_counter(session: Session, one: Office) -> None:
    case = _case(session, one, CaseState.IN_TREATMENT)
    write_message(session, one.member, case.id, " When will it be filed?\r\nWe move. ", LATER)
    with within(session, Scope.office()):
        ines = stage.counter(session)
        write_message(session, ines, case.id, "Tomorrow.", LATER)
        seen = [(told.by != "", told.of_desk) for told in steps_told(session, ines, case)][-2:]
        assert seen == [(True, False), (True, True)]
    told = steps_told(session, one.member, case)[-2:]
    assert [(one.by != "", one.of_desk, one.text) for one in told] == [
        (True, False, "When will it be filed?\nWe move."),
        (False, True, "Tomorrow."),
    ]


def test_a_message_says_something_and_not_too_much_and_only_once(session: Session, one: Office) -> None:
    case, draft = _case(session, one, CaseState.IN_TREATMENT), _case(session, one, CaseState.DRAFT)
    for text, code in (("  ", "empty"), ("x" * 5000, "too_long"), ("x" * (MOST + 1), "too_long")):
        with pytest.raises(Refusal) as refused:
            write_message(session, one.member, case.id, text, LATER)
        assert (refused.value.code, refused.value.field) == (f"syndics.message.{code}", "text")
    with pytest.raises(Refusal, match=r"syndics\.message\.not_handed_in"):
        write_message(session, one.member, draft.id, "Hello?", LATER)
    made = write_message(session, one.member, case.id, "x" * MOST, LATER)
    assert write_message(session, one.member, case.id, "x" * MOST, LATER).id == made.id
    with within(session, Scope.office()):
        helpdesk = Identity(stage.counter(session).account_id, None, frozenset({Role.PERSON, Role.HELPDESK}))
        with pytest.raises(Forbidden):
            write_message(session, helpdesk, case.id, "Hello?", LATER)
