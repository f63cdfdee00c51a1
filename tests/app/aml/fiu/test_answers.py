"""What the FIU answers to a report: noted once, on the report it is about, with its day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.aml.blocks import block_of
from app.aml.fiu_answers import answer_question, note_sent, record_answer
from app.aml.fiu_reports import (
    begin_report,
    end_report,
    make_report,
    save_report,
    waits_for_officer,
)
from app.aml.matters import matter_of
from app.errors import Refusal, Stale
from models.aml import Deal, FiuReport, OfficerAct
from models.values.fiu import OfficerActKind as Kind
from tests.app.aml.complete_files import add_complete
from tests.app.aml.fiu.acting import FUTURE, LATER, acts, answer, make, refused, sent
from tests.app.aml.lists_of_today import AmlOffice
from tests.app.aml.reported import complete_details
from tests.app.wallet.offices import NOW


def test_a_file_that_the_portal_rejects_at_once_needs_no_reference(
    session: Session, one: AmlOffice, draft: FiuReport
) -> None:
    make(session, one, draft)
    wrong = lambda told: record_answer(  # noqa: E731
        session, one.an, draft.id, Kind.REJECTED, told, None, "No such code.", draft.version, LATER
    )
    assert refused(lambda: wrong("CFI-9")) == ["fiu.no_reference_yet"]
    assert wrong("").state == "rejected"


@pytest.mark.parametrize(
    ("kind", "words", "until", "state"),
    [
        (Kind.NO_OBJECTION, "", None, "no_objection"),
        (Kind.OPPOSED, "", FUTURE, "opposed"),
        (Kind.QUESTION, "Whose account is it?", None, "question"),
        (Kind.REJECTED, "Unknown code.", None, "rejected"),
    ],
)
def test_each_answer_is_kept_and_what_it_is_about_stays_blocked(
    session: Session, one: AmlOffice, deal: Deal, draft: FiuReport, kind: Kind, words: str, until: date | None,
    state: str,
) -> None:  # fmt: skip
    sent(session, one, draft)
    answer(session, one, draft, kind, words, until)
    assert (draft.state, draft.opposed_until) == (state, until)
    last = session.scalars(select(OfficerAct).order_by(OfficerAct.id.desc()).limit(1)).one()
    assert (last.kind, last.text, last.until, last.reference) == (str(kind), words, until, "CFI-1")
    assert block_of(session, matter_of(deal)) is not None


def test_a_question_that_was_answered_waits_for_the_fiu_again(
    session: Session, one: AmlOffice, draft: FiuReport
) -> None:
    sent(session, one, draft)
    answer(session, one, draft, Kind.QUESTION, "Whose account is it?")
    assert waits_for_officer(draft, LATER)
    assert refused(lambda: answer_question(session, one.an, draft.id, " ", draft.version, LATER)) == [
        "fiu.text_too_short"
    ]  # fmt: skip
    answer_question(session, one.an, draft.id, "His own.", draft.version, LATER)
    assert draft.state == "sent"
    assert not waits_for_officer(draft, LATER)


@pytest.mark.trust("AML")
def test_an_answer_for_another_report_says_which_one(session: Session, one: AmlOffice, draft: FiuReport) -> None:
    sent(session, one, draft, "CFI-1")
    wim = add_complete(session, one.bram, NOW)
    other = begin_report(session, one.an, matter_of(wim), NOW)
    save_report(session, one.an, other.id, complete_details(wim.root_id), other.version, NOW)
    make(session, one, other)
    with pytest.raises(Refusal) as taken:
        note_sent(session, one.an, other.id, " CFI-1 ", other.version, LATER)
    assert (taken.value.code, taken.value.facts["number"]) == ("aml.fiu.other_report", 1)
    note_sent(session, one.an, other.id, "CFI-2", other.version, LATER)
    with pytest.raises(Refusal) as found:
        record_answer(session, one.an, other.id, Kind.NO_OBJECTION, "CFI-1", None, "", other.version, LATER)
    assert (found.value.code, found.value.field, found.value.facts["number"]) == (
        "aml.fiu.other_report", "reference", 1
    )  # fmt: skip
    for told, code in (("CFI-3", "fiu.other_reference"), ("", "fiu.reference_missing")):
        with pytest.raises(Refusal, match=code):
            record_answer(session, one.an, other.id, Kind.NO_OBJECTION, told, None, "", other.version, LATER)
    assert other.state == "sent"
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(text("update aml_fiu_report set fiu_reference = 'CFI-1'"))


@pytest.mark.parametrize(
    ("until", "why"),
    [
        (None, ["fiu.until_missing"]),
        (date(2026, 11, 29), ["fiu.until_past"]),
        (date(2026, 11, 30), ["fiu.until_past"]),
        (date(2026, 12, 1), []),
    ],
)
def test_opposed_is_until_a_day_to_come(
    session: Session, one: AmlOffice, draft: FiuReport, until: date | None, why: list[str]
) -> None:
    sent(session, one, draft)
    if why:
        assert refused(lambda: answer(session, one, draft, Kind.OPPOSED, "", until)) == why
    else:
        assert answer(session, one, draft, Kind.OPPOSED, "", until).opposed_until == until


def test_everything_wrong_with_an_answer_is_told_at_once(
    session: Session, one: AmlOffice, draft: FiuReport
) -> None:
    sent(session, one, draft)
    version = draft.version
    assert refused(
        lambda: record_answer(session, one.an, draft.id, Kind.OPPOSED, "", None, "x" * 2001, version, LATER)
    ) == ["fiu.reference_missing", "fiu.until_missing", "fiu.text_too_long"]
    assert refused(
        lambda: record_answer(session, one.an, draft.id, Kind.QUESTION, "CFI-1", None, "", version, LATER)
    ) == ["fiu.text_too_short"]
    assert refused(
        lambda: record_answer(session, one.an, draft.id, Kind.HELD, "CFI-1", None, "", version, LATER)
    ) == ["fiu.answer"]


@pytest.mark.trust("AML")
def test_what_is_pressed_twice_is_done_once_and_another_at_the_same_time_is_stale(
    session: Session, one: AmlOffice, draft: FiuReport
) -> None:
    version = draft.version
    made = make_report(session, one.an, draft.id, version, LATER)
    assert make_report(session, one.an, draft.id, version, LATER) is made
    version = draft.version
    for _ in range(2):
        note_sent(session, one.an, draft.id, "CFI-1", version, LATER)
    with pytest.raises(Stale):
        note_sent(session, one.an, draft.id, "CFI-2", version, LATER)
    version = draft.version
    for _ in range(2):
        record_answer(session, one.an, draft.id, Kind.OPPOSED, "CFI-1", FUTURE, "", version, LATER)
    with pytest.raises(Stale):
        record_answer(session, one.an, draft.id, Kind.OPPOSED, "CFI-1", FUTURE + timedelta(1), "", version, LATER)
    with pytest.raises(Stale):
        end_report(session, one.an, draft.id, "Done.", version, LATER)
    with pytest.raises(Stale):
        save_report(session, one.an, draft.id, replace(complete_details(), reason="x"), version, LATER)
    assert acts(session, draft) == ["reported", "sent", "opposed"]
