"""A case is begun once, filled in a page at a time by whose it is, and its columns follow from what it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.documents.queries import visible_to
from app.errors import Forbidden, Missing, Refusal, Stale
from app.outside.files import Folder
from app.outside.virus import TestFileOnly
from app.policy import Identity, Role
from app.syndics.case_files import add_file, file_for, files_of, kinds_of, remove_file
from app.syndics.cases import begin_case, keep_for_later, save_page
from app.syndics.queries import case_record, details_of
from app.syndics.steps import steps_of
from app.transaction import Scope, enter, within
from models.documents import Document
from models.events import Event
from models.organisations import Organisation
from models.syndics import Case, MandateRow
from models.values.mandates import (
    AppointedBy,
    Association,
    CaseDetails,
    CaseEvidence,
    CaseForm,
    CasePage,
    Ending,
    Mandate,
    SyndicKind,
)
from tests.app.documents.making import docx, pdf, picture
from tests.app.wallet.offices import NOW, Office, account, office

VME = "0401234581"
PERSON = frozenset({Role.PERSON})


@pytest.fixture
def files(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "files")


@pytest.fixture
def one(session: Session) -> Office:
    made = office(session)
    enter(session, Scope.organisation(made.id))
    return made


def _named(number: str = VME, name: str = "VME Zonnebloem") -> CaseDetails:
    return CaseDetails(association=Association(number=number, name=name))


def _put(details: CaseDetails, **parts: object) -> CaseDetails:
    return replace(details, **parts)  # type: ignore[arg-type]


def _himself(session: Session) -> Identity:
    with within(session, Scope.office()):
        who = Identity(account(session, "chloe"), None, PERSON)
    enter(session, Scope.own(None, who.account_id))
    return who


def _mandate(session: Session, **other: object) -> MandateRow:
    told = {
        "association_number": VME, "association_name": "VME Zonnebloem", "syndic_kind": "company",
        "syndic_name": "Beheer & Co BV", "syndic_number": "0403170701", "appointed_by": "general_assembly",
        "first_day": date(2024, 1, 1), "source": "case", "made_at": NOW, "accreditation": "BIV 500.123",
        "capacity": "estate_agent",
    }  # fmt: skip
    with within(session, Scope.office()):
        made = MandateRow(**(told | other))
        session.add(made)
        session.flush()
    return made


def test_the_same_form_sent_twice_begins_one_case(session: Session, one: Office) -> None:
    made = begin_case(session, one.member, CaseForm.START, "key-1", NOW)
    again = begin_case(session, one.member, CaseForm.START, "key-1", NOW)
    other = begin_case(session, one.member, CaseForm.START, "key-2", NOW)
    assert (again.id, other.id != made.id) == (made.id, True)
    assert (made.acting_for_id, made.state, made.page) == (one.id, "draft", "association")
    assert made.due_on == date(2026, 11, 30)
    assert [step.kind for step in steps_of(session, made)] == ["begun"]


def test_who_acts_for_a_government_is_told_to_choose_another_context(session: Session, one: Office) -> None:
    with within(session, Scope.office()):
        session.get_one(Organisation, one.id).government_kind = "city"
        session.get_one(Organisation, one.id).kind = "local_government"
        session.flush()
    with pytest.raises(Refusal, match=r"syndics\.case\.government"):
        begin_case(session, one.member, CaseForm.START, None, NOW)
    administrator = replace(one.member, roles=PERSON | {Role.LOCAL_ADMINISTRATOR})
    with pytest.raises(Refusal, match=r"syndics\.case\.government"):
        begin_case(session, administrator, CaseForm.START, None, NOW)


def test_a_case_for_oneself_is_seen_by_nobody_else(session: Session, one: Office) -> None:
    chloe = _himself(session)
    made = begin_case(session, chloe, CaseForm.END, None, NOW)
    assert (made.acting_for_id, case_record(session, chloe, made.id).id) == (None, made.id)
    enter(session, Scope.organisation(one.id))
    with pytest.raises(Missing):
        save_page(session, one.member, made.id, CasePage.ASSOCIATION, lambda told: told, made.version, NOW)
    enter(session, Scope.office())
    ines = Identity(account(session, "ines"), None, PERSON | {Role.COUNTER})
    assert case_record(session, ines, made.id).id == made.id
    with pytest.raises(Forbidden):
        save_page(session, ines, made.id, CasePage.ASSOCIATION, lambda told: told, made.version, NOW)


def test_a_page_is_kept_and_its_columns_and_last_day_follow(session: Session, one: Office) -> None:
    made = begin_case(session, one.member, CaseForm.END_START, None, NOW)
    save_page(session, one.member, made.id, CasePage.ASSOCIATION, lambda told: _named(), made.version, NOW)
    assert (made.association_number, made.association_name, made.page) == (VME, "VME Zonnebloem", "ending")
    ending = Ending(syndic_name="Oud", decided_on=date(2026, 12, 22), ends_on=date(2027, 1, 4))
    save_page(
        session, one.member, made.id, CasePage.ENDING, lambda told: _put(told, ending=ending), made.version, NOW
    )
    # The last working day before Monday 4 January.
    assert (made.ends_on, made.due_on) == (date(2027, 1, 4), date(2026, 12, 31))
    mandate = Mandate(
        appointed_by=AppointedBy.ASSEMBLY, decided_on=date(2026, 12, 1), starts_on=date(2026, 12, 29)
    )
    later = NOW + timedelta(hours=1)
    save_page(
        session, one.member, made.id, CasePage.MANDATE, lambda told: _put(told, mandate=mandate), made.version,
        later,
    )  # fmt: skip
    # The part that comes first counts.
    assert (made.decided_on, made.starts_on) == (date(2026, 12, 1), date(2026, 12, 29))
    assert (made.due_on, made.changed_at) == (date(2026, 12, 28), later)
    assert details_of(made) == replace(_named(), ending=ending, mandate=mandate)


def test_two_tabs_dont_overwrite_each_other_and_the_same_sent_twice_is_kept_once(
    session: Session, one: Office
) -> None:
    made = begin_case(session, one.member, CaseForm.START, None, NOW)
    opened = made.version
    save_page(session, one.member, made.id, CasePage.ASSOCIATION, lambda told: _named(), opened, NOW)
    kept = made.version
    save_page(session, one.member, made.id, CasePage.ASSOCIATION, lambda told: _named(), opened, NOW)
    assert made.version == kept
    other = _named(name="Another name")
    with pytest.raises(Stale):
        save_page(session, one.member, made.id, CasePage.ASSOCIATION, lambda told: other, opened, NOW)


def test_an_end_is_about_the_mandate_that_runs(session: Session, one: Office) -> None:
    runs = _mandate(session)
    by_link = begin_case(session, one.member, CaseForm.END, None, NOW, mandate_id=runs.id)
    told = details_of(by_link)
    assert (by_link.mandate_id, by_link.association_number) == (runs.id, VME)
    assert (told.ending.syndic_name, told.ending.syndic_number) == ("Beheer & Co BV", "0403170701")
    typed = begin_case(session, one.member, CaseForm.CHANGE, None, NOW)
    save_page(session, one.member, typed.id, CasePage.ASSOCIATION, lambda told: _named(), typed.version, NOW)
    assert typed.mandate_id == runs.id
    other = "0400000083"
    save_page(session, one.member, typed.id, CasePage.ASSOCIATION, lambda _: _named(other), typed.version, NOW)
    assert (typed.association_number, typed.mandate_id or 0) == (other, 0)
    change = begin_case(session, one.member, CaseForm.CHANGE, None, NOW, mandate_id=runs.id)
    syndic = details_of(change).syndic
    assert (syndic.kind, syndic.co_owner, syndic.accreditation) == (SyndicKind.COMPANY, False, "BIV 500.123")


@pytest.mark.parametrize("far", [date(1900, 1, 1), date(2199, 1, 1)])
def test_days_of_which_nobody_knows_the_holidays_are_refused(session: Session, one: Office, far: date) -> None:
    made = begin_case(session, one.member, CaseForm.END, None, NOW)
    opened, ending = made.version, Ending(ends_on=far)
    with pytest.raises(Refusal, match=r"syndics\.case\.far_away"), session.begin_nested():
        save_page(
            session, one.member, made.id, CasePage.ENDING, lambda told: _put(told, ending=ending), opened, NOW
        )
    session.expire_all()
    assert details_of(made).ending == Ending()


def test_what_was_handed_in_keeps_its_association_and_its_last_day(session: Session, one: Office) -> None:
    made = begin_case(session, one.member, CaseForm.END, None, NOW, details=_named(""))
    with within(session, Scope.office()):
        # Announced to the counter, which got its number: it is a draft again.
        made.handed_in_at, made.association_number = NOW, VME
        made.state = "announced"
        session.flush()
        made.state = "draft"
        session.flush()
    fixed = made.due_on
    with pytest.raises(Refusal, match=r"syndics\.case\.association_stays"):
        save_page(session, one.member, made.id, CasePage.ASSOCIATION, lambda _: _named(), made.version, NOW)
    ending = Ending(ends_on=date(2027, 3, 1))
    save_page(
        session, one.member, made.id, CasePage.ENDING, lambda told: _put(told, ending=ending), made.version, NOW
    )
    assert (made.due_on, made.ends_on, made.association_number) == (fixed, date(2027, 3, 1), VME)


def test_a_closed_case_is_changed_by_nobody(session: Session, one: Office, files: Folder) -> None:
    made = begin_case(session, one.member, CaseForm.END, None, NOW)
    with within(session, Scope.office()):
        made.state, made.ended_at = "withdrawn", NOW
        session.flush()
    with pytest.raises(Refusal, match=r"syndics\.case\.closed"):
        save_page(session, one.member, made.id, CasePage.ASSOCIATION, lambda _: _named(), made.version, NOW)
    with pytest.raises(Refusal, match=r"syndics\.case\.closed"):
        keep_for_later(session, one.member, made.id, CasePage.ENDING, NOW)
    with pytest.raises(Refusal, match=r"syndics\.case\.closed"):
        _add(session, files, one.member, made)


def test_who_stops_is_written_where_to_go_on(session: Session, one: Office) -> None:
    made = begin_case(session, one.member, CaseForm.END, None, NOW)
    keep_for_later(session, one.member, made.id, CasePage.CONTACT, NOW)
    assert made.page == "contact"
    with within(session, Scope.office()):
        told = session.scalars(select(Event.facts).where(Event.tag == "syndics.case.kept_for_later")).all()
    assert told == [{"page": "contact"}]


def _add(
    session: Session,
    files: Folder,
    who: Identity,
    case: Case,
    content: bytes | None = None,
    name: str = "notulen.pdf",
    kind: CaseEvidence = CaseEvidence.MINUTES,
    now: datetime = NOW,
) -> int:
    file = BytesIO(pdf() if content is None else content)
    return add_file(session, files, TestFileOnly(), who, case.id, kind, name, file, now).file.id


def test_a_file_lies_with_the_platform_once_and_goes_with_its_bytes(
    session: Session, one: Office, files: Folder
) -> None:
    made = begin_case(session, one.member, CaseForm.START, None, NOW)
    first = _add(session, files, one.member, made)
    assert _add(session, files, one.member, made) == first
    _add(session, files, one.member, made, docx(), "akte.docx", CaseEvidence.DEED)
    assert kinds_of(session, made) == {CaseEvidence.MINUTES, CaseEvidence.DEED}
    proof = file_for(session, one.member, made.id, first)
    assert (proof.document.organisation_id, proof.document.name) == (0, "notulen.pdf")
    with within(session, Scope.office()):
        staff = Identity(1, None, PERSON | {Role.HELPDESK, Role.CENTRAL})
        assert session.scalar(select(func.count()).select_from(Document).where(visible_to(staff))) == 0
    gone = remove_file(session, one.member, made.id, first, NOW)
    assert (gone.document.file, [one.file.kind for one in files_of(session, made)]) == (None, ["deed"])
    with pytest.raises(Missing):
        file_for(session, one.member, made.id, first)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("foto.png", picture("PNG"), "documents.file.not_taken"),
        ("foto.pdf", picture("PNG"), "documents.file.not_what_it_says"),
        ("leeg.pdf", b"", "documents.file.empty"),
    ],
)
def test_evidence_is_a_pdf_or_a_word_document(
    session: Session, one: Office, files: Folder, name: str, content: bytes, code: str
) -> None:
    made = begin_case(session, one.member, CaseForm.START, None, NOW)
    with pytest.raises(Refusal) as told:
        _add(session, files, one.member, made, content, name)
    assert (told.value.code, kinds_of(session, made)) == (code, frozenset())


def test_a_file_of_another_case_is_not_there(session: Session, one: Office, files: Folder) -> None:
    made = begin_case(session, one.member, CaseForm.START, None, NOW)
    other = begin_case(session, one.member, CaseForm.START, None, NOW)
    first = _add(session, files, one.member, made)
    with pytest.raises(Missing):
        file_for(session, one.member, other.id, first)
    with pytest.raises(Missing):
        remove_file(session, one.member, other.id, first, NOW)
    _himself(session)
    with pytest.raises(Missing):
        file_for(session, one.member, made.id, first)
