"""Acting on many mandates: one list, one set of papers, one sum; a case each, paid once, or why there is none."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from app.errors import Forbidden, Missing, Refusal, Stale
from app.outside.virus import TestFileOnly
from app.policy import Identity, Role
from app.syndics.batch_files import add_document, papers_of, remove_document
from app.syndics.batch_preview import preview
from app.syndics.batch_queries import batch_record, details_of, mandates_represented, representatives_of
from app.syndics.batches import begin_batch, change_batch, confirm_batch, drop_batch, go_on, leave_out
from app.syndics.queries import details_of as case_details
from app.transaction import Scope, enter, within
from app.work import Stopped
from models.events import Event
from models.organisations import Organisation
from models.syndics import Batch, BatchItem, Case, CaseFile, Fee
from models.values import NOTHING, euro
from models.values.mandates import BatchKind, CaseEvidence, CaseForm, CaseState, ItemState
from models.wallet import Transaction
from models.work import Work
from tests.app.documents.making import pdf, picture
from tests.app.syndics.batched import (
    HOLDS_FROM,
    ONE,
    Company,
    Quiet,
    company,
    drafted,
    items_of,
    nora,
    ran,
    spent,
    total_of,
)
from tests.app.syndics.stage import NORA, WIM, add_case, add_mandate, fresh_association, told
from tests.app.wallet.offices import NOW, balance, filled


def _states(session: Session, batch: Batch) -> Counter[str]:
    session.expire_all()
    return Counter(item.state for item in items_of(session, batch))


def _ended(session: Session, batch: Batch) -> None:
    """As when its work is over."""
    with within(session, Scope.office()):
        session.get_one(Work, batch.work_id).ended_at = NOW
        session.get_one(Work, batch.work_id).state = "done"
        session.flush()


def _confirmed(session: Session, one: Company, batch: Batch) -> Batch:
    return confirm_batch(session, one.an, batch.id, total_of(session, one, batch), batch.version, NOW)


def test_a_batch_makes_a_case_of_each_mandate_that_is_paid_and_handed_in(
    session: Session, sessions: sessionmaker[Session], tmp_path: Path
) -> None:
    one = company(session, tmp_path, 3, "500.00")
    batch = drafted(session, one)
    assert total_of(session, one, batch) == ONE * 3
    _confirmed(session, one, batch)
    session.commit()
    telling = Quiet()
    assert ran(sessions, one, batch.id, telling) == ""
    assert telling.told == [(1, 3), (2, 3), (3, 3)]
    session.expire_all()
    assert (batch.state, batch.gross, batch.fee) == ("done", (ONE * 3).euro, ONE.euro)
    cases = session.scalars(select(Case).where(Case.batch_id == batch.id).order_by(Case.mandate_id)).all()
    assert [case.mandate_id for case in cases] == list(one.mandates)
    assert {case.state for case in cases} == {CaseState.SUBMITTED}
    assert {(case.form, case.due_on, case.starts_on) for case in cases} == {
        (CaseForm.REPRESENTATIVE, date(2027, 1, 29), HOLDS_FROM)
    }
    said = case_details(cases[0])
    assert (said.representative.person, said.syndic.enterprise_number) == (NORA, _number(session, one))
    assert said.association.name == "VME Batch 000"
    papers = session.execute(select(CaseFile.kind, CaseFile.document_id)).all()
    assert len(papers) == 3
    assert len(set(papers)) == 1
    with within(session, Scope.office()):
        charges = session.scalars(select(Transaction).where(Transaction.product == "registration_fee")).all()
        tags = Counter(session.scalars(select(Event.tag).where(Event.subject_kind == "mandate_batch")))
        left = balance(session, one.office)
    assert [charge.gross for charge in charges] == [ONE.euro] * 3
    assert left == euro("500.00") - ONE * 3
    assert tags == {
        "syndics.batch.begun": 1, "syndics.batch.confirmed": 1, "syndics.batch.done": 1, "syndics.file.added": 1,
    }  # fmt: skip
    # Run again, it does nothing more.
    assert ran(sessions, one, batch.id) == ""
    assert session.scalar(select(func.count()).select_from(Case).where(Case.batch_id == batch.id)) == 3


def _number(session: Session, one: Company) -> str:
    return session.get_one(Organisation, one.id).enterprise_number


def test_the_same_form_sent_twice_begins_one_and_of_another_kind_none(session: Session, tmp_path: Path) -> None:
    one = company(session, tmp_path, 2)
    made = begin_batch(session, one.an, BatchKind.CHANGE, one.mandates, "key", NOW)
    again = begin_batch(session, one.an, BatchKind.CHANGE, one.mandates, "key", NOW)
    assert made.id == again.id
    assert len(items_of(session, made)) == 2
    with pytest.raises(Refusal, match=r"form\.changed_meanwhile"):
        begin_batch(session, one.an, BatchKind.REMOVAL, one.mandates, "key", NOW)


def test_only_running_mandates_of_the_company_itself_are_acted_on(session: Session, tmp_path: Path) -> None:
    other = company(session, tmp_path, 1)
    one = company(session, tmp_path, 1)
    with within(session, Scope.office()):
        syndic = replace(told(CaseForm.REPRESENTATIVE).syndic, enterprise_number=_number(session, one))
        over = add_mandate(session, fresh_association(), syndic, last_day=date(2026, 11, 29)).id
    for ids, code in (
        ((), "syndics.batch.nothing_chosen"),
        (other.mandates, "syndics.batch.not_yours"),
        ((over,), "syndics.batch.not_yours"),
        (tuple(range(1, 502)), "syndics.batch.too_many"),
    ):
        with pytest.raises(Refusal, match=code):
            begin_batch(session, one.an, BatchKind.CHANGE, ids, "key", NOW)
    stranger = Identity(one.office.bram.account_id, None, frozenset({Role.PERSON}))
    with pytest.raises(Forbidden):
        begin_batch(session, stranger, BatchKind.CHANGE, one.mandates, "key", NOW)


@pytest.mark.trust("Tenants")
def test_another_company_sees_nothing_of_it(session: Session, tmp_path: Path) -> None:
    other = company(session, tmp_path, 1)
    one = company(session, tmp_path, 1)
    batch = drafted(session, one)
    paper, batch_id = papers_of(session, batch)[0][1].id, batch.id
    enter(session, Scope.organisation(other.id))
    session.expire_all()
    for act in (
        lambda: batch_record(session, other.an, batch_id),
        lambda: confirm_batch(session, other.an, batch_id, ONE, 1, NOW),
        lambda: remove_document(session, other.an, batch_id, paper, NOW),
        lambda: drop_batch(session, other.an, batch_id, 1, NOW),
    ):
        with pytest.raises(Missing):
            act()


def test_who_represents_the_company_is_a_filter(session: Session, tmp_path: Path) -> None:
    one = company(session, tmp_path, 3)
    number = _number(session, one)
    with within(session, Scope.office()):
        syndic = replace(told(CaseForm.REPRESENTATIVE).syndic, enterprise_number=number)
        of_nora = add_mandate(session, fresh_association(), syndic, representative=NORA).id
        add_mandate(session, fresh_association(), syndic)
    found = representatives_of(session, number, date(2026, 11, 30))
    assert [(who.name, who.mandates) for who in found] == [(NORA.name, 1), (WIM.name, 3)]
    day = date(2026, 11, 30)
    assert mandates_represented(session, number, found[1].representative_id, day) == list(one.mandates)
    assert mandates_represented(session, number, found[0].representative_id, day) == [of_nora]
    assert mandates_represented(session, "0999999922", found[0].representative_id, day) == []


def test_what_lacks_is_told_all_at_once_and_keeps_it_from_being_confirmed(
    session: Session, tmp_path: Path
) -> None:
    one = company(session, tmp_path, 1, "500.00")
    batch = begin_batch(session, one.an, BatchKind.CHANGE, one.mandates, "key", NOW)
    with pytest.raises(Refusal) as said:
        confirm_batch(session, one.an, batch.id, ONE, batch.version, NOW)
    assert {no.code for no in said.value.everything} == {
        "syndics.batch.no_decision", "syndics.batch.no_day", "syndics.batch.not_said", "syndics.batch.no_names",
        "syndics.batch.no_number", "syndics.evidence.decision",
    }  # fmt: skip
    assert batch.state == "draft"


def test_what_is_told_is_kept_and_a_second_tab_is_stale(session: Session, tmp_path: Path) -> None:
    one = company(session, tmp_path, 1)
    batch = begin_batch(session, one.an, BatchKind.CHANGE, one.mandates, "key", NOW)
    opened = batch.version
    change_batch(session, one.an, batch.id, nora, opened, NOW)
    assert (details_of(batch).representative.person, batch.holds_from) == (NORA, HOLDS_FROM)
    # The same again isn't too late; something else is.
    assert change_batch(session, one.an, batch.id, nora, opened, NOW) is batch
    with pytest.raises(Stale):
        change_batch(session, one.an, batch.id, lambda told: replace(told, remarks="x"), opened, NOW)


def test_the_documents_are_one_set_of_the_right_kind_and_stay_once_confirmed(
    session: Session, tmp_path: Path
) -> None:
    one = company(session, tmp_path, 1, "500.00")
    batch = drafted(session, one)
    paper = papers_of(session, batch)[0][1]
    minutes = (CaseEvidence.MINUTES, "again.pdf")
    assert (
        add_document(session, one.files, TestFileOnly(), one.an, batch.id, minutes, BytesIO(pdf()), NOW) is paper
    )
    assert [told[0] for told in batch.documents] == ["minutes"]
    photo = (CaseEvidence.OTHER, "photo.png")
    with pytest.raises(Refusal, match=r"documents\.file"):
        add_document(session, one.files, TestFileOnly(), one.an, batch.id, photo, BytesIO(picture("png")), NOW)
    _confirmed(session, one, batch)
    with pytest.raises(Refusal, match=r"syndics\.batch\.confirmed"):
        remove_document(session, one.an, batch.id, paper.id, NOW)
    with pytest.raises(Refusal, match=r"syndics\.batch\.confirmed"):
        leave_out(session, one.an, batch.id, one.mandates[0], NOW)


def test_a_document_is_removed_and_a_draft_deleted(session: Session, tmp_path: Path) -> None:
    one = company(session, tmp_path, 2)
    batch = drafted(session, one)
    paper = papers_of(session, batch)[0][1]
    remove_document(session, one.an, batch.id, paper.id, NOW)
    assert (papers_of(session, batch), paper.file) == ([], None)
    leave_out(session, one.an, batch.id, one.mandates[0], NOW)
    with pytest.raises(Refusal, match=r"syndics\.batch\.last_one"):
        leave_out(session, one.an, batch.id, one.mandates[1], NOW)
    drop_batch(session, one.an, batch.id, batch.version, NOW)
    assert session.scalar(select(func.count()).select_from(BatchItem)) == 0


def test_a_removal_is_refused_where_a_representative_is_required_and_done_elsewhere(
    session: Session, sessions: sessionmaker[Session], tmp_path: Path
) -> None:
    one = company(session, tmp_path, 2, "500.00")
    with within(session, Scope.office()):
        syndic = replace(
            told(CaseForm.REPRESENTATIVE).syndic, enterprise_number=_number(session, one), accreditation="700.202"
        )
        with_own = add_mandate(session, fresh_association("VME Own"), syndic, representative=WIM).id
        nobody_there = add_mandate(session, fresh_association("VME Nobody"), syndic).id
    mandates = (*one.mandates, with_own, nobody_there)
    # The accreditation that one mandate has isn't taken for the others'.
    batch = drafted(session, one, BatchKind.REMOVAL, mandates)
    change_batch(
        session, one.an, batch.id,
        lambda said: replace(said, syndic=replace(said.syndic, accreditation="")), batch.version, NOW,
    )  # fmt: skip
    seen = preview(session, one.an, batch, NOW)
    assert [line.mandate.id for line in seen.will] == [with_own]
    assert {line.mandate.id: line.refusal for line in seen.wont} == {
        one.mandates[0]: "syndics.representative.required", one.mandates[1]: "syndics.representative.required",
        nobody_there: "syndics.batch.nobody_there",
    }  # fmt: skip
    assert seen.total == ONE
    _confirmed(session, one, batch)
    session.commit()
    assert ran(sessions, one, batch.id) == ""
    assert _states(session, batch) == {ItemState.SUBMITTED: 1, ItemState.REFUSED: 3}
    case = session.scalars(select(Case).where(Case.batch_id == batch.id)).one()
    assert case_details(case).representative.named is False


def test_where_nothing_can_be_done_nothing_is_confirmed(session: Session, tmp_path: Path) -> None:
    one = company(session, tmp_path, 2, "500.00")
    batch = drafted(session, one, BatchKind.REMOVAL)
    with pytest.raises(Refusal, match=r"syndics\.batch\.nothing_to_do"):
        confirm_batch(session, one.an, batch.id, NOTHING, batch.version, NOW)


def test_an_association_with_a_case_at_the_counter_waits_for_another_time(
    session: Session, tmp_path: Path
) -> None:
    other = company(session, tmp_path, 0)
    one = company(session, tmp_path, 2, "500.00")
    batch = drafted(session, one)
    busy = items_of(session, batch)[0].mandate
    with within(session, Scope.office()):
        association = replace(fresh_association(), number=busy.association_number)
        add_case(session, other.an, CaseState.SUBMITTED, details=told(association=association))
    seen = preview(session, one.an, batch, NOW)
    assert [(line.mandate.id, line.refusal) for line in seen.wont] == [(busy.id, "syndics.case.another_open")]
    assert len(seen.will) == 1


def test_it_isnt_confirmed_with_a_low_key_another_price_or_too_little_money(
    session: Session, tmp_path: Path
) -> None:
    one = company(session, tmp_path, 2, "224.99")
    batch = drafted(session, one)
    low = replace(one.an, key_level="basic")
    for who, gross, code in (
        (low, ONE * 2, "syndics.case.key_too_low"),
        (one.an, ONE, "syndics.batch.price_changed"),
        (one.an, ONE * 2, "wallet.charge.too_low"),
    ):
        with pytest.raises(Refusal, match=code.replace(".", r"\.")):
            confirm_batch(session, who, batch.id, gross, batch.version, NOW)
    with within(session, Scope.office()):
        filled(session, one.office, "0.01")
    version = batch.version
    assert confirm_batch(session, one.an, batch.id, ONE * 2, version, NOW).state == "running"
    # Pressed twice: one work, nothing twice.
    work = batch.work_id
    assert confirm_batch(session, one.an, batch.id, ONE * 2, version, NOW).work_id == work
    with pytest.raises(Refusal, match=r"syndics\.batch\.underway"):
        go_on(session, one.an, batch.id, ONE * 2, batch.version, NOW)


def test_a_year_without_a_fee_cant_be_confirmed(session: Session, tmp_path: Path) -> None:
    one = company(session, tmp_path, 1, "500.00")
    batch = drafted(session, one)
    later = NOW + timedelta(days=40)
    with pytest.raises(Refusal, match=r"syndics\.fee\.missing"):
        confirm_batch(session, one.an, batch.id, ONE, batch.version, later)


@pytest.mark.trust("Spending")
def test_when_the_wallet_runs_short_the_rest_waits_says_why_and_goes_on_after_a_top_up(
    session: Session, sessions: sessionmaker[Session], tmp_path: Path
) -> None:
    one = company(session, tmp_path, 4, "450.00")
    batch = drafted(session, one)
    _confirmed(session, one, batch)
    session.commit()

    def somebody_else_spends() -> None:
        with sessions() as other:
            enter(other, Scope.office())
            spent(other, one.id, "100.00")
            other.commit()

    assert ran(sessions, one, batch.id, Quiet(2, somebody_else_spends)) == "wallet.charge.too_low"
    assert _states(session, batch) == {ItemState.SUBMITTED: 3, ItemState.WAITING: 1}
    assert (batch.state, batch.halted) == ("running", "wallet.charge.too_low")
    _ended(session, batch)
    with pytest.raises(Refusal, match=r"wallet\.charge\.too_low"):
        go_on(session, one.an, batch.id, ONE, batch.version, NOW)
    with within(session, Scope.office()):
        filled(session, one.office, "100.00")
    go_on(session, one.an, batch.id, ONE, batch.version, NOW)
    session.commit()
    assert (batch.halted, ran(sessions, one, batch.id)) == ("", "")
    assert _states(session, batch) == {ItemState.SUBMITTED: 4}
    assert (batch.state, batch.gross) == ("done", (ONE * 4).euro)
    with within(session, Scope.office()):
        assert balance(session, one.office) == euro("0.00")


def test_over_new_year_the_rest_waits_until_its_new_price_is_confirmed(
    session: Session, sessions: sessionmaker[Session], tmp_path: Path
) -> None:
    one = company(session, tmp_path, 2, "500.00")
    with within(session, Scope.office()):
        session.add(Fee(year=2027, net=Decimal("120.00"), source="Test", set_at=NOW))
        session.flush()
    batch = drafted(session, one)
    _confirmed(session, one, batch)
    session.commit()
    new_year = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)

    def stop() -> None:
        raise Stopped

    with pytest.raises(Stopped):
        ran(sessions, one, batch.id, Quiet(1, stop))
    session.expire_all()
    assert batch.halted == "syndics.batch.stopped"
    assert ran(sessions, one, batch.id, now=new_year) == "syndics.fee.changed"
    session.expire_all()
    _ended(session, batch)
    with pytest.raises(Refusal, match=r"syndics\.batch\.price_changed"):
        go_on(session, one.an, batch.id, ONE, batch.version, new_year)
    go_on(session, one.an, batch.id, euro("120.00"), batch.version, new_year)
    session.commit()
    assert ran(sessions, one, batch.id, now=new_year) == ""
    session.expire_all()
    assert (batch.state, batch.gross, batch.fee) == ("done", Decimal("232.50"), Decimal("120.00"))
