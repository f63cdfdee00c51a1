"""An officer reports a matter to the FIU: what is blocked when, what is kept, and that nobody else may do or see
anything of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.aml.blocks import block_of
from app.aml.fiu_answers import answer_question, note_sent, record_answer
from app.aml.fiu_reports import (
    begin_report,
    end_report,
    files_of,
    make_report,
    open_report,
    ready,
    save_report,
    take_file,
)
from app.aml.goaml.readiness import are_required
from app.aml.goaml.told import PartyTold, ReportDetails
from app.aml.identifying import save_page
from app.aml.matters import matter_of, named
from app.aml.officer_acts import fiu_has_it
from app.aml.pages import PageName
from app.aml.shelf import Shelf
from app.clock import day_of
from app.errors import Forbidden, Missing
from app.policy import Identity, Role
from app.transaction import Scope, enter
from models.aml import Block, Contact, Deal, FiuFile, FiuReport, Hold, OfficerAct, RiskProfile
from models.values.fiu import OfficerActKind as Kind
from tests.app.aml.complete_files import NUMBER, add_complete
from tests.app.aml.fiu.acting import FUTURE, LATER, acts, answer, as_member, make, refused, sent
from tests.app.aml.goaml.order import problems
from tests.app.aml.lists_of_today import AmlOffice
from tests.app.aml.reported import complete_details
from tests.app.wallet.offices import NOW


def test_a_report_of_a_deal_is_an_str_and_of_anything_else_a_sar(
    session: Session, one: AmlOffice, deal: Deal
) -> None:
    wim = add_complete(session, one.bram, NOW)
    profile = RiskProfile(
        organisation_id=one.id, root_id=wim.root_id, contact_id=wim.id, number=1, made_by=one.bram.account_id,
        made_at=NOW, changed_at=NOW,
    )  # fmt: skip
    session.add(profile)
    session.flush()
    made = [begin_report(session, one.an, matter_of(row), NOW) for row in (deal, wim, profile)]
    assert [(of.kind, of.number, of.state) for of in made] == [
        ("STR", 1, "draft"), ("SAR", 2, "draft"), ("SAR", 3, "draft")
    ]  # fmt: skip
    assert session.scalars(select(Block)).all() == []
    assert begin_report(session, one.an, matter_of(deal), LATER) is made[0]
    known, _ = ready(session, one.an, made[2], NOW)
    assert [(of.root_id, of.number) for of in known.parties] == [(wim.root_id, "held")]


@pytest.mark.trust("AML")
def test_it_is_blocked_from_the_moment_the_file_is_made_and_not_before(
    session: Session, one: AmlOffice, deal: Deal, draft: FiuReport
) -> None:
    assert block_of(session, matter_of(deal)) is None
    made = make(session, one, draft)
    block = block_of(session, matter_of(deal))
    assert block is not None
    assert block.since == LATER
    assert (draft.state, draft.made_at, made.number) == ("made", LATER, 1)
    content = take_file(session, one.an, draft.id, 1, LATER)[1]
    assert hashlib.sha256(content).digest() == made.print
    assert problems(content) == []
    assert NUMBER.digits in content.decode()
    assert acts(session, draft) == ["reported"]


@pytest.mark.trust("National numbers")
def test_the_file_lies_encrypted_and_who_decrypted_which_numbers_is_recorded(
    session: Session, one: AmlOffice, draft: FiuReport
) -> None:
    make(session, one, draft)
    raw = session.execute(text("select content from aml_fiu_file")).scalar_one()
    assert NUMBER.digits.encode() not in bytes(raw)
    enter(session, Scope.office(officer=True))
    facts = session.execute(text("select facts from event where tag = 'fiu.report.made'")).scalar_one()
    contacts = session.scalars(select(Contact.id).order_by(Contact.id)).all()
    assert facts["numbers_of"] == list(contacts)
    told = session.execute(text("select string_agg(facts::text, ' ') from event where tag like 'fiu.%'")).scalar()
    assert NUMBER.digits not in str(told)
    assert "cash" not in str(told)


@pytest.mark.trust("AML")
def test_a_report_is_as_a_hold_to_members(session: Session, one: AmlOffice, deal: Deal, draft: FiuReport) -> None:
    session.add(Hold(**named(matter_of(deal)), why="Wait for the bank.", held_by=one.an.account_id, held_at=NOW))
    session.add(Block(**named(matter_of(deal)), since=NOW))
    session.flush()
    before = [(one.id, one.since, one.ended_at) for one in session.scalars(select(Block))]
    version, changed = deal.version, deal.changed_at
    make(session, one, draft)
    assert [(one.id, one.since, one.ended_at) for one in session.scalars(select(Block))] == before
    assert session.scalars(select(Hold)).one().ended_at == LATER
    session.refresh(deal)
    assert (deal.version, deal.changed_at) == (version, changed)
    as_member(session, one)
    for table in (FiuReport, FiuFile, OfficerAct, Hold):
        assert session.scalars(select(table)).all() == []
    assert len(session.scalars(select(Block)).all()) == 1


@pytest.mark.trust("AML")
@pytest.mark.trust("Tenants")
def test_nobody_but_an_officer_of_the_office_does_anything(
    session: Session, one: AmlOffice, deal: Deal, draft: FiuReport
) -> None:
    of, version, matter = draft.id, draft.version, matter_of(deal)

    def everything(who: Identity) -> list[Callable[[], object]]:
        return [
            lambda: begin_report(session, who, matter, NOW),
            lambda: save_report(session, who, of, ReportDetails(), version, NOW),
            lambda: make_report(session, who, of, version, NOW),
            lambda: take_file(session, who, of, 1, NOW),
            lambda: note_sent(session, who, of, "X", version, NOW),
            lambda: record_answer(session, who, of, Kind.QUESTION, "", None, "x", version, NOW),
            lambda: answer_question(session, who, of, "x", version, NOW),
            lambda: end_report(session, who, of, "x", version, NOW),
        ]

    for act in everything(one.bram):
        with pytest.raises(Forbidden):
            act()
    for who in (replace(one.an, organisation_id=one.id + 1), replace(one.an, roles=frozenset({Role.CENTRAL}))):
        for act in everything(who):
            with pytest.raises((Forbidden, Missing)):
                act()
    # A member's transaction doesn't even see that there is one, whatever roles it claims.
    as_member(session, one)
    for act in everything(one.an)[1:]:
        with pytest.raises(Missing):
            act()
    values = {"number": 9, "kind": "STR", "begun_by": one.an.account_id, "begun_at": NOW, "moved_at": NOW}
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(insert(FiuReport).values(**named(matter), **values))


def test_without_what_is_required_no_file_is_made_and_nothing_is_blocked(
    session: Session, one: AmlOffice, deal: Deal
) -> None:
    report = begin_report(session, one.an, matter_of(deal), NOW)
    _, found = ready(session, one.an, report, NOW)
    assert are_required(found)
    assert {(of.element, of.field) for of in found if of.severity == "required"} == {
        ("report", "rentity_id"), ("report", "reason"), ("report", "report_indicators"),
        ("transaction", "transmode_code"),
    }  # fmt: skip
    assert refused(lambda: make(session, one, report)) == ["fiu.not_ready"]
    assert block_of(session, matter_of(deal)) is None
    assert report.state == "draft"


def test_what_the_office_puts_right_in_a_contact_counts_before_it_is_decided(
    session: Session, one: AmlOffice
) -> None:
    wim = add_complete(session, one.bram, NOW)
    report = begin_report(session, one.an, matter_of(wim), NOW)
    session.refresh(wim)
    save_page(
        session, one.bram, Shelf(None), wim.id, PageName.NAME, lambda known: replace(known, birth_place="Gent"),
        wim.version, NOW, NUMBER,
    )  # fmt: skip
    known, _ = ready(session, one.an, report, NOW)
    assert getattr(known.parties[0].details, "birth_place", "") == "Gent"


def test_once_a_file_is_on_its_way_nothing_is_written_until_the_portal_rejects_it(
    session: Session, one: AmlOffice, draft: FiuReport
) -> None:
    sent(session, one, draft)
    told = replace(complete_details(), reason="Something else.")
    assert refused(lambda: save_report(session, one.an, draft.id, told, draft.version, LATER)) == [
        "fiu.not_changeable"
    ]  # fmt: skip
    answer(session, one, draft, Kind.REJECTED, "Element amount_local lacks.")
    save_report(session, one.an, draft.id, told, draft.version, LATER)
    made = make(session, one, draft)
    assert (made.number, draft.state, draft.fiu_reference) == (2, "made", "")
    first, second = (take_file(session, one.an, draft.id, number, LATER)[1].decode() for number in (1, 2))
    assert "He pays in cash." in first
    assert "Something else." in second
    assert "<entity_reference>1-2</entity_reference>" in second
    assert [of.number for of in files_of(session, draft)] == [1, 2]
    note_sent(session, one.an, draft.id, "CFI-2", draft.version, LATER)
    assert acts(session, draft) == ["reported", "sent", "rejected", "reported", "sent"]


def test_a_draft_may_be_given_up_and_nothing_was_ever_blocked(
    session: Session, one: AmlOffice, deal: Deal, draft: FiuReport
) -> None:
    version = draft.version
    assert refused(lambda: end_report(session, one.an, draft.id, "", version, LATER)) == ["fiu.text_too_short"]
    for _ in range(2):
        end_report(session, one.an, draft.id, "Explained by the notary.", version, LATER)
    assert (draft.state, draft.ended_at) == ("ended", LATER)
    assert session.scalars(select(Block)).all() == []
    assert open_report(session, matter_of(deal)) is None
    again = begin_report(session, one.an, matter_of(deal), LATER)
    assert again.number == 2
    told = ReportDetails.read(again.details)
    assert (told.rentity_id, told.location.place, told.reason) == ("4711", "Aalst", "")


@pytest.mark.trust("AML")
def test_it_ends_only_once_the_fiu_lets_go_and_then_it_is_free(
    session: Session, one: AmlOffice, deal: Deal, draft: FiuReport
) -> None:
    def end(at: timedelta = timedelta(hours=3)) -> FiuReport:
        return end_report(session, one.an, draft.id, "We go on.", draft.version, NOW + at)

    make(session, one, draft)
    assert refused(end) == ["fiu.not_now"]
    note_sent(session, one.an, draft.id, "CFI-1", draft.version, LATER)
    assert refused(end) == ["fiu.not_now"]
    assert fiu_has_it(open_report(session, matter_of(deal)), day_of(LATER))
    answer(session, one, draft, Kind.OPPOSED, "", FUTURE)
    assert refused(end) == ["fiu.has_it"]
    assert block_of(session, matter_of(deal)) is not None
    assert not fiu_has_it(open_report(session, matter_of(deal)), day_of(NOW + timedelta(days=7)))
    end(timedelta(days=7))
    assert (draft.state, draft.opposed_until) == ("ended", None)
    assert block_of(session, matter_of(deal)) is None
    assert not fiu_has_it(open_report(session, matter_of(deal)), day_of(LATER))


@pytest.mark.trust("AML")
def test_what_waits_for_the_officer_stays_blocked_when_its_report_ends(
    session: Session, one: AmlOffice, draft: FiuReport, deal: Deal
) -> None:
    sent(session, one, draft)
    answer(session, one, draft, Kind.NO_OBJECTION)
    session.add(Hold(**named(matter_of(deal)), why="Wait.", held_by=one.an.account_id, held_at=LATER))
    session.flush()
    end_report(session, one.an, draft.id, "We go on.", draft.version, LATER)
    assert block_of(session, matter_of(deal)) is not None


@pytest.mark.trust("AML")
def test_acts_and_files_never_change_and_nothing_is_with_the_fiu_unblocked(
    session: Session, one: AmlOffice, draft: FiuReport
) -> None:
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(text("update aml_fiu_report set state = 'sent', made_at = now()"))
    sent(session, one, draft)
    for change in ("update aml_officer_act set text = 'x'", "delete from aml_officer_act",
                   "update aml_fiu_file set number = 5", "delete from aml_fiu_file"):  # fmt: skip
        with pytest.raises(DBAPIError), session.begin_nested():
            session.execute(text(change))


def test_what_is_longer_than_any_report_or_no_figure_isnt_kept(
    session: Session, one: AmlOffice, draft: FiuReport
) -> None:
    def save(told: ReportDetails) -> FiuReport:
        return save_report(session, one.an, draft.id, told, draft.version, LATER)

    whole = complete_details()
    assert refused(lambda: save(replace(whole, reason="x" * 8001))) == ["fiu.too_long"]
    assert save(replace(whole, reason="x" * 8000)).details["reason"] == "x" * 8000
    for wrong in (-1, 11):
        party = PartyTold(1, significance=wrong)
        assert refused(lambda: save(replace(whole, parties=(party,)))) == ["fiu.significance"]  # noqa: B023
    for right in (0, 10):
        save(replace(whole, parties=(PartyTold(1, significance=right),)))


def test_a_schema_that_says_no_keeps_the_file_from_being_made(
    session: Session, one: AmlOffice, deal: Deal, draft: FiuReport, tmp_path: Path
) -> None:
    path = tmp_path / "goaml.xsd"
    said = '<xs:element name="report" type="xs:date"/>'
    path.write_text(f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{said}</xs:schema>')
    act = lambda: make_report(session, one.an, draft.id, draft.version, LATER, schema=path)  # noqa: E731
    assert refused(act) == ["fiu.schema"]
    assert block_of(session, matter_of(deal)) is None
