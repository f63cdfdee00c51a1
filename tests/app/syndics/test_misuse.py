"""What somebody might try with a case, and doesn't get by it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import pdf
from app.accounts.erasure import erase_person
from app.errors import Refusal
from app.policy import Role
from app.syndics import desk, filing_sheet
from app.syndics.answering import answer_case
from app.syndics.associations import organisation_of
from app.syndics.batches import begin_batch, drop_batch
from app.syndics.case_files import remove_file
from app.syndics.cases import begin_case, save_page
from app.syndics.checking import lacking_of
from app.syndics.payers import own_credit
from app.syndics.proof import proof_of
from app.syndics.queries import details_of
from app.syndics.register import record_filing
from app.syndics.submitting import costs_of
from app.syndics.withdrawing import withdraw_case
from app.transaction import Scope, enter, within
from app.wallet.charging import Program, Wanted, charge, reverse
from app.wallet.ledger import Posting, hold, post
from app.wallet.rules import lines_of_money_in
from app.words import words_in
from models.accounts import Account
from models.documents import Document
from models.organisations import Member, Organisation
from models.syndics import Case, CaseStep, RepresentativeRow
from models.values import LedgerAccount, TransactionKind, euro
from models.values.mandates import BatchKind, CaseDetails, CaseEvidence, CaseForm, CasePage, CaseState
from tests.app.syndics import stage
from tests.app.wallet.offices import NOW, Office, account, balance, office, price

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def one(session: Session) -> Office:
    return office(session)


def _syndic_of(session: Session, one: Office) -> stage.Syndic:
    number = session.get_one(Organisation, one.id).enterprise_number
    return replace(stage.BIV_COMPANY, enterprise_number=number)


def _taken(session: Session, one: Office, **told: object) -> Case:
    return stage.add_case(session, one.member, CaseState.IN_TREATMENT, **told)  # type: ignore[arg-type]


def test_a_long_reason_of_a_refusal_gives_the_money_back_too(session: Session, one: Office) -> None:
    ines, case = stage.counter(session), _taken(session, one)
    case.taken_by = ines.account_id
    session.flush()
    before = balance(session, one)
    desk.refuse_case(session, ines, case.id, "The minutes are not signed. " * 100, case.version, LATER)
    assert case.refunded_at == LATER
    assert balance(session, one) > before


def test_who_left_the_company_meanwhile_doesnt_manage_its_association(session: Session, one: Office) -> None:
    association = stage.fresh_association()
    told = stage.told(association=association, syndic=_syndic_of(session, one))
    case = _taken(session, one, details=told)
    member = session.scalars(select(Member).where(Member.account_id == one.member.account_id)).one()
    member.state, member.ended_on = "ended", member.first_day
    session.flush()
    done = record_filing(session, case, stage.counter(session), "KBO-1", NOW)
    assert done.manager is None


def test_a_company_here_isnt_taken_for_an_association(session: Session, one: Office) -> None:
    other = office(session)
    number = session.get_one(Organisation, other.id).enterprise_number
    wim = stage.applicant(session)
    told = stage.told(association=replace(stage.fresh_association(), number=number))
    case = stage.add_case(session, wim, CaseState.IN_TREATMENT, details=told, payer_id=one.id)
    with pytest.raises(Refusal, match=r"syndics\.association\.another_form"):
        organisation_of(session, case, NOW)
    codes = [no.code for no in lacking_of(session, case, NOW)]
    assert "syndics.association.another_form" in codes


def test_an_answer_makes_nothing_that_the_law_refuses(session: Session, one: Office) -> None:
    with within(session, Scope.office()):
        case = stage.add_case(session, one.member, CaseState.QUESTION)
    enter(session, Scope.organisation(one.id))
    told = details_of(case)
    case.details = json.dumps(replace(told, syndic=stage.NOBODY_YET).told())
    session.flush()
    with pytest.raises(Refusal):
        answer_case(session, one.member, case.id, "As you asked.", case.version, LATER)
    assert case.state == CaseState.QUESTION


def test_a_list_that_a_company_brought_in_keeps_no_syndic_out(session: Session, one: Office) -> None:
    stage.everybody_registered(session)
    stage.add_mandate(session, stage.LINDEN, stage.BARE_COMPANY, first_day=date(2026, 1, 1))
    case = stage.add_case(session, one.member, details=stage.told())
    assert [no.code for no in lacking_of(session, case, NOW)] == []


def test_getting_a_number_isnt_free_by_beginning_anew(session: Session, one: Office) -> None:
    ines = stage.counter(session)
    case = stage.add_case(session, one.member, CaseState.ANNOUNCED, details=stage.told(association=stage.NEW_ONE))
    number = stage.fresh_association().number
    desk.number_association(session, ines, case.id, number, case.version, LATER)
    withdraw_case(session, one.member, case.id, case.version, LATER)
    told = stage.told(association=replace(stage.NEW_ONE, number=number, unregistered=False))
    stage.add_fee(session)
    again = begin_case(session, one.member, CaseForm.START, "again", LATER, details=told)
    costs = costs_of(session, again, LATER)
    assert costs is not None
    assert costs.association is not None


def test_a_file_the_counter_got_with_an_answer_stays(session: Session, one: Office) -> None:
    with within(session, Scope.office()):
        case = stage.add_case(session, one.member, CaseState.QUESTION)
        new = stage.add_file(session, case, CaseEvidence.DEED, now=LATER)
    enter(session, Scope.organisation(one.id))
    answer_case(session, one.member, case.id, "", case.version, LATER)
    with within(session, Scope.office()):
        ines = stage.counter(session)
        desk.take_case(session, ines, case.id, case.version, LATER)
        desk.ask_applicant(session, ines, case.id, "And the other page?", case.version, LATER)
    with pytest.raises(Refusal, match=r"syndics\.file\.handed_in"):
        remove_file(session, one.member, case.id, new.id, LATER + timedelta(hours=1))


def _save(session: Session, one: Office, case: Case, **said: object) -> None:
    def change(told: CaseDetails) -> CaseDetails:
        return replace(told, **said)  # type: ignore[arg-type]

    save_page(session, one.member, case.id, CasePage.MANDATE, change, case.version, LATER)


def with_money(
    session: Session, organisation_id: int, account_id: int, gross: str, membership_id: int | None
) -> None:
    """Pays in, as a member or as none."""
    held, amount = hold(session, organisation_id), euro(gross)
    lines = lines_of_money_in(amount, held.owed, LedgerAccount.TRANSIT)
    key = f"in:{organisation_id}:{gross}"
    post(
        session,
        Posting(organisation_id, TransactionKind.TOP_UP, key, amount, lines, account_id=account_id,
                membership_id=membership_id, provider="practice_bank"),
        NOW,
    )  # fmt: skip


LONG = "Van den Brœcke & <b>Söhne</b> " * 10


def test_the_longest_names_are_filed_and_stand_on_the_papers(session: Session, one: Office) -> None:
    person = replace(stage.WIM, given_names=LONG[:200], family_name=LONG[:200])
    home = stage.Home(LONG[:200], LONG[:10], LONG[:200])
    association = replace(stage.fresh_association(LONG[:200]), home=home)
    told = stage.told(association=association, syndic=replace(stage.CO_OWNER, person=person, home=home))
    case = _taken(session, one, details=told)
    assert proof_of(session, case).startswith(b"%PDF")
    assert pdf.made(filing_sheet.sheet(words_in("nl"), case, NOW)).startswith(b"%PDF")
    started = record_filing(session, case, stage.counter(session), "KBO-1", NOW).started
    assert started is not None
    assert started.syndic_name.startswith("Van den Brœcke & <b>")


def test_the_days_of_what_was_announced_stay(session: Session, one: Office) -> None:
    """Else one announces a start far away, and dates it back once there is a number."""
    case = stage.add_case(session, one.member, CaseState.ANNOUNCED, details=stage.told(association=stage.NEW_ONE))
    due_on = case.due_on
    desk.number_association(
        session, stage.counter(session), case.id, stage.fresh_association().number, case.version, LATER
    )
    sooner = replace(stage.MANDATE, starts_on=date(2026, 1, 5), decided_on=date(2025, 12, 1))
    enter(session, Scope.organisation(one.id))
    with pytest.raises(Refusal, match=r"syndics\.case\.days_stay"):
        _save(session, one, case, mandate=sooner)
    _save(session, one, case, remarks="The third floor.")
    assert case.due_on == due_on


def test_who_is_erased_is_gone_from_his_cases_and_from_what_was_asked(session: Session, one: Office) -> None:
    wim = stage.applicant(session)
    case = stage.add_case(session, wim, CaseState.QUESTION, payer_id=one.id)
    case.person_id = None  # begun before his eID was linked
    session.get_one(Account, wim.account_id).person_id = wim.person_id
    session.flush()
    eraser = replace(stage.counter(session), roles=frozenset({Role.PERSON, Role.CENTRAL}))
    erase_person(session, eraser, wim.person_id or 0, "asked", LATER)
    assert session.scalars(select(Case.details).where(Case.id == case.id)).one() is None
    assert set(session.scalars(select(CaseStep.before).where(CaseStep.case_id == case.id))) == {None}


def test_of_who_is_erased_the_register_keeps_the_mandate_without_his_name(session: Session, one: Office) -> None:
    """Also where nobody knew yet that it was he when it was filed; and his mandate can still be ended."""
    association = stage.fresh_association()
    wim, ines = stage.applicant(session, None), stage.counter(session)
    case = stage.add_case(
        session, wim, CaseState.IN_TREATMENT, details=stage.told(association=association), payer_id=one.id
    )
    row = record_filing(session, case, ines, "KBO-1", NOW).started
    case.state, case.reference, case.ended_at = "filed", "KBO-1", NOW
    session.flush()
    beside = stage.add_mandate(session, stage.fresh_association(), representative=stage.WIM)
    theirs = stage.add_mandate(session, stage.fresh_association(), representative=stage.NORA)
    assert row is not None
    assert (row.person_id, row.syndic_name) == (None, "Wim Verlinden")
    person_id = stage.known_person(session, stage.WIM)
    session.get_one(Account, wim.account_id).person_id = person_id
    session.flush()
    eraser = replace(ines, roles=frozenset({Role.PERSON, Role.CENTRAL}))
    erase_person(session, eraser, person_id, "asked", LATER)
    session.expire_all()
    assert (row.syndic_name, row.accreditation, row.first_day, row.reference) == ("—", "", stage.STARTS, "KBO-1")
    named = {
        one.mandate_id: (one.name, one.number_hash is None, one.accreditation)
        for one in session.scalars(select(RepresentativeRow))
    }
    assert named[beside.id] == ("— —", True, "")
    assert named[theirs.id] == ("Nora Haddad", False, "")
    ending = replace(stage.ENDING, syndic_name="Wim Verlinden", syndic_number=stage.WIM.number)
    ending = replace(ending, ends_on=stage.STARTS + timedelta(days=9))
    told = stage.told(CaseForm.END, association=association, ending=ending)
    end = stage.add_case(
        session, one.member, CaseState.IN_TREATMENT, CaseForm.END, told, payer_id=one.id, files=()
    )
    assert record_filing(session, end, ines, "KBO-2", LATER).ended is row
    assert row.last_day == stage.STARTS + timedelta(days=8)


def test_remarks_of_a_thousand_lines_and_words_without_an_end_stand_on_the_papers(
    session: Session, one: Office
) -> None:
    endless = replace(stage.WIM, given_names="A" * 200, family_name="<para>&amp;" * 18)
    home = stage.Home("B" * 200, "C" * 10, "D" * 200)
    told = stage.told(
        association=replace(stage.fresh_association("E" * 200), home=home),
        syndic=replace(stage.CO_OWNER, person=endless, home=home, profession="F" * 200),
        reach=stage.Reach("g" * 180 + "@example.be", "1" * 200, "H" * 200),
        remarks="x\n" * 999,
    )
    case = _taken(session, one, details=told)
    assert proof_of(session, case).startswith(b"%PDF")
    assert pdf.made(filing_sheet.sheet(words_in("fr"), case, NOW)).startswith(b"%PDF")


def test_a_draft_of_many_that_is_deleted_leaves_no_file(session: Session, one: Office) -> None:
    number = session.get_one(Organisation, one.id).enterprise_number
    company = replace(stage.BIV_COMPANY, enterprise_number=number)
    mandate = stage.add_mandate(session, stage.fresh_association(), company)
    case = stage.add_case(session, one.member, files=())
    paper = stage.add_file(session, case, CaseEvidence.MINUTES)
    enter(session, Scope.organisation(one.id))
    batch = begin_batch(session, one.member, BatchKind.REMOVAL, [mandate.id], "many", NOW)
    batch.documents = [["minutes", paper.document_id]]
    session.flush()
    drop_batch(session, one.member, batch.id, batch.version, LATER)
    enter(session, Scope.office())
    assert session.scalars(select(Document.file).where(Document.id == paper.document_id)).one() is None


def test_who_was_its_manager_spends_nothing_of_an_association_any_more(session: Session) -> None:
    association = office(session)
    an = association.an
    with_money(session, association.id, an.account_id, "500", an.membership_id)
    member = session.get_one(Member, an.membership_id)
    assert own_credit(session, association.id, an.account_id) == euro("0")
    tool_id = stage.mandates_tool(session)
    session.add(price(tool_id, "40", 0, date(2026, 1, 1)))
    session.flush()
    paid = charge(session, replace(an, tool_id=tool_id), Wanted("search"), "as a member", NOW)
    session.add(
        Member(organisation_id=association.id, account_id=account(session, "sam"), state="confirmed",
               first_day=date(2026, 1, 1), is_manager=True, created_at=NOW)
    )  # fmt: skip
    session.flush()
    member.state, member.ended_on = "ended", member.first_day
    session.flush()
    assert own_credit(session, association.id, an.account_id) == euro("0")
    reverse(session, Program(tool_id), association.id, paid.id, "Twice.", NOW)
    assert own_credit(session, association.id, an.account_id) == euro("0")
    with_money(session, association.id, an.account_id, "30", None)
    # What he spent as its manager doesn't keep him from spending what he pays in now.
    assert own_credit(session, association.id, an.account_id) == euro("30")
