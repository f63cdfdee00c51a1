"""Atypical operations: written by officers alone, concluded once, and unseen by everybody else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app import pdf
from app.aml import atypical_paper
from app.aml.atypical import (
    conclude_atypical,
    matter_told,
    note_atypical,
    noted_about,
    reason_for_report,
    report_on,
    visible_to,
    write_atypical,
)
from app.aml.breach_rules import AtypicalTold, Written
from app.aml.fiu_reports import begin_report
from app.aml.goaml.told import ReportDetails
from app.aml.matters import matter_of
from app.aml.notifications import notify_officer
from app.errors import Forbidden, Missing, Stale
from app.transaction import Scope, enter
from app.words import words_in
from models.aml import Atypical, Contact
from models.events import Event
from models.values.identified import Side
from models.values.registers import Conclusion
from tests.app.aml.complete_files import add_complete
from tests.app.aml.fiu.acting import as_member, as_officer, refused
from tests.app.aml.lists_of_today import AmlOffice, aml_office, load
from tests.app.aml.rules_of_today import EACH, publish
from tests.app.pdf.test_paper import words
from tests.app.wallet.offices import NOW

DAY, LATER = date(2026, 11, 27), NOW + timedelta(hours=2)
WHOLE = Written("Cash", "He came with notes.", "His statements.", "He earns little.", "He can’t own it.")
pytestmark = [pytest.mark.trust("AML")]


@pytest.fixture
def one(session: Session) -> AmlOffice:
    made = aml_office(session)
    publish(session, EACH)
    load(session, "eu", [])
    as_officer(session, made)
    return made


@pytest.fixture
def wim(session: Session, one: AmlOffice) -> Contact:
    return add_complete(session, one.bram, NOW)


def noted(session: Session, one: AmlOffice, wim: Contact) -> Atypical:
    told = AtypicalTold(DAY, "Cash", "He came with notes.", root_id=wim.root_id)
    return note_atypical(session, one.an, told, NOW)


def test_a_report_is_written_in_parts_and_concluded_once_it_is_whole(
    session: Session, one: AmlOffice, wim: Contact
) -> None:
    made = noted(session, one, wim)
    assert noted(session, one, wim) is made
    lacking = refused(
        lambda: conclude_atypical(session, one.an, made.id, Conclusion.UNSUSPICIOUS, made.version, NOW)
    )
    assert lacking == ["register.text_missing"] * 3
    first = made.version
    write_atypical(session, one.an, made.id, Written("Cash", "He came.", "Nothing yet."), first, LATER)
    with pytest.raises(Stale):
        write_atypical(session, one.an, made.id, WHOLE, first, LATER)
    write_atypical(session, one.an, made.id, WHOLE, made.version, LATER)
    assert write_atypical(session, one.an, made.id, WHOLE, first, LATER) is made  # pressed twice
    before = made.version
    conclude_atypical(session, one.an, made.id, Conclusion.UNSUSPICIOUS, before, LATER)
    assert conclude_atypical(session, one.an, made.id, Conclusion.UNSUSPICIOUS, before, LATER) is made
    assert (made.conclusion, made.concluded_by, made.concluded_at) == ("unsuspicious", one.an.account_id, LATER)
    assert refused(lambda: write_atypical(session, one.an, made.id, WHOLE, made.version, LATER)) == [
        "atypical.concluded"
    ]
    told = session.scalars(select(Event.tag).where(Event.subject_kind == "atypical").order_by(Event.id))
    assert list(told) == [f"fiu.atypical.{act}" for act in ("noted", "written", "written", "concluded")]
    session.commit()
    as_officer(session, one)
    with pytest.raises(DBAPIError, match="what was concluded"):
        session.execute(text("update aml_atypical set title = 'Other'"))


def test_what_a_member_told_becomes_one_operation(session: Session, one: AmlOffice, wim: Contact) -> None:
    sent = notify_officer(session, one.bram, wim.id, "He pays in cash and won't say why.", Side.CLIENT, NOW)
    told = AtypicalTold(DAY, "Cash", "He pays in cash.", root_id=wim.root_id, notification_id=sent.id)
    made = note_atypical(session, one.an, told, NOW)
    other = AtypicalTold(DAY, "Once more", "Otherwise.", root_id=wim.root_id, notification_id=sent.id)
    assert note_atypical(session, one.an, other, LATER) is made
    assert noted_about(session, one.an, Atypical.root_id == wim.root_id) == [made]
    with pytest.raises(Missing):
        note_atypical(session, one.an, AtypicalTold(DAY, "Cash", "Told.", notification_id=999), NOW)


def test_what_is_suspicious_begins_a_report_to_the_fiu_with_what_was_written(
    session: Session, one: AmlOffice, wim: Contact
) -> None:
    made = note_atypical(session, one.an, AtypicalTold(DAY, "Cash", "He came with notes."), NOW)
    assert matter_told(made) is None
    write_atypical(session, one.an, made.id, WHOLE, made.version, NOW, about=matter_of(wim))
    matter = matter_told(made)
    assert matter == matter_of(wim)
    assert reason_for_report(session, one.an, made.id, matter) == ""  # not concluded yet
    conclude_atypical(session, one.an, made.id, Conclusion.SUSPICIOUS, made.version, NOW)
    why = "He came with notes.\n\nHis statements.\n\nHe earns little.\n\nHe can’t own it."
    assert reason_for_report(session, one.an, made.id, matter) == why
    assert report_on(session, one.an, made) is None
    report = begin_report(session, one.an, matter, LATER, reason=why + "x" * 9000)
    assert ReportDetails.read(report.details).reason == (why + "x" * 9000)[:8000]
    assert report_on(session, one.an, made) is report


def test_members_neither_write_nor_find_any_of_it(session: Session, one: AmlOffice, wim: Contact) -> None:
    made = noted(session, one, wim)
    for act in (
        lambda: note_atypical(session, one.bram, AtypicalTold(DAY, "Cash", "Notes."), NOW),
        lambda: write_atypical(session, one.bram, made.id, WHOLE, made.version, NOW),
        lambda: conclude_atypical(session, one.bram, made.id, Conclusion.SUSPICIOUS, made.version, NOW),
    ):
        with pytest.raises(Forbidden):
            act()
    assert session.scalars(select(Atypical).where(visible_to(one.bram))).all() == []
    assert noted_about(session, one.bram, Atypical.root_id == wim.root_id) == []
    number = made.id
    session.flush()
    for scope in (Scope.organisation(one.id), Scope.office()):
        session.expire_all()
        enter(session, scope)
        assert session.scalars(select(Atypical)).all() == []
        assert session.scalars(select(Event.id).where(Event.subject_kind == "atypical")).all() == []
    as_member(session, one)
    with pytest.raises(Missing):  # an officer whose transaction isn't one's: nothing is there
        write_atypical(session, one.an, number, WHOLE, 1, NOW)


def test_its_paper_says_what_was_written_and_is_the_same_to_the_byte(
    session: Session, one: AmlOffice, wim: Contact
) -> None:
    made = noted(session, one, wim)
    write_atypical(session, one.an, made.id, WHOLE, made.version, NOW)
    conclude_atypical(session, one.an, made.id, Conclusion.SUSPICIOUS, made.version, LATER)
    session.refresh(made, ["maker", "concluder"])
    papers = [pdf.made(atypical_paper.sheet(words_in("en"), made, "Immo", "Wim Verlinden")) for _ in range(2)]
    assert papers[0] == papers[1]
    said = words(papers[0])
    for part in (WHOLE.told, WHOLE.looked_at, WHOLE.why_atypical, "Suspicious: to be reported", "Wim Verlinden"):
        assert part in said
