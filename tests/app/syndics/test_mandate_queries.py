"""Lists of mandates: found by words and numbers, by who represents and since when; each member sees his own
company's portfolio, and beside it the cases that are open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import ColumnElement, select, text
from sqlalchemy.orm import Session

from app.policy import Identity, Role
from app.syndics import mandate_queries as queries
from app.syndics import worklist
from app.syndics.queries import about_association
from app.transaction import Scope, enter
from models.organisations import Organisation
from models.syndics import Case, MandateRow, RepresentativeRow
from models.values.mandates import CaseForm, CaseState
from tests.app.syndics import stage
from tests.app.syndics.stage import BARE_COMPANY, BIV_COMPANY, CO_OWNER, LINDEN, NORA, PARC, WIM
from tests.app.wallet.offices import Office, office

TODAY = date(2026, 11, 30)
DAY = timedelta(days=1)


@pytest.fixture
def company(session: Session) -> Office:
    """Syndic of De Linden, represented by Nora until today, and from tomorrow of the park; others have more."""
    made = office(session)
    number = session.get_one(Organisation, made.id).enterprise_number
    own = replace(BIV_COMPANY, enterprise_number=number)
    enter(session, Scope.office())
    stage.add_mandate(session, LINDEN, own, representative=NORA)
    stage.add_mandate(session, PARC, own, TODAY + DAY)
    stage.add_mandate(session, PARC, BARE_COMPANY, date(2020, 1, 1), TODAY, representative=WIM)
    stage.add_mandate(session, stage.fresh_association("ACP Alphonse"), CO_OWNER)
    return made


def _found(session: Session, *conditions: ColumnElement[bool]) -> list[tuple[str, str]]:
    rows = session.scalars(select(MandateRow).where(*conditions).order_by(MandateRow.sort_name, MandateRow.id))
    return [(one.association_name, one.syndic_name) for one in rows]


L, P_OLD, P_NEW = (
    (LINDEN.name, "Vastgoed Claes BV"), (PARC.name, "Syndic Lambert BV"), (PARC.name, "Vastgoed Claes BV")
)  # fmt: skip
A = ("ACP Alphonse", "Wim Verlinden")


def test_mandates_are_found_by_words_and_numbers(session: Session, company: Office) -> None:
    spaced = f"BE {LINDEN.number[:4]}.{LINDEN.number[4:7]}.{LINDEN.number[7:]}"
    assert _found(session, queries.of_association(spaced)) == [L]
    assert _found(session, queries.of_association("RESID lind")) == [L]
    assert _found(session, queries.of_association("residence parc")) == [P_NEW, P_OLD]
    assert _found(session, queries.of_syndic(BARE_COMPANY.enterprise_number)) == [P_OLD]
    assert _found(session, queries.of_syndic("verlinden")) == [A]
    for nothing in ("%", "'", "", WIM.number):
        assert _found(session, queries.of_association(nothing)) == []
        assert _found(session, queries.of_syndic(nothing)) == []


def test_mandates_stand_as_they_do_on_a_day(session: Session, company: Office) -> None:
    seen = {one: _found(session, queries.standing(one, TODAY)) for one in ("runs", "comes", "over", "provisional")}
    assert seen == {"runs": [A, P_OLD, L], "comes": [P_NEW], "over": [], "provisional": []}
    assert _found(session, queries.standing("over", TODAY + DAY)) == [P_OLD]
    assert _found(session, queries.unrepresented(TODAY)) == [P_NEW]
    assert _found(session, queries.represented_by("hadd NORA", TODAY)) == [L]
    assert _found(session, queries.represented_by("Wim", TODAY + DAY)) == []
    assert _found(session, queries.represented_by("%", TODAY)) == []


@pytest.mark.trust("Tenants")
def test_a_portfolio_is_that_of_the_company_one_is_a_member_of(session: Session, company: Office) -> None:
    assert _found(session, queries.portfolio_of(company.member)) == [P_NEW, L]
    alone = Identity(company.bram.account_id, None, frozenset({Role.PERSON}))
    looking = Identity(company.bram.account_id, None, frozenset({Role.PERSON, Role.HELPDESK}))
    no_member = Identity(company.bram.account_id, None, frozenset({Role.PERSON}), company.id)
    for other in (office(session).member, alone, looking, no_member):
        assert _found(session, queries.portfolio_of(other)) == []
    assert len(_found(session, queries.mandates_visible_to(alone))) == 4


def test_the_case_that_is_due_first_stands_beside_its_association(session: Session, company: Office) -> None:
    enter(session, Scope.office())
    for state, form in ((CaseState.DRAFT, CaseForm.END), (CaseState.WITHDRAWN, CaseForm.END)):
        stage.add_case(session, company.member, state, form)
    sooner = stage.add_case(session, company.member, CaseState.DRAFT, CaseForm.REPRESENTATIVE)
    sooner.due_on = TODAY
    session.flush()
    other = stage.add_case(
        session,
        stage.applicant(session),
        CaseState.DRAFT,
        CaseForm.END,
        stage.told(CaseForm.END, association=PARC),
    )
    enter(session, Scope.organisation(company.id))
    found = queries.open_cases(session, company.member, [LINDEN.number, PARC.number])
    assert {number: case.id for number, case in found.items()} == {LINDEN.number: sooner.id}
    assert other.id not in {case.id for case in found.values()}
    assert _found(session, queries.with_open_case()) == [L]


def test_lists_of_cases_and_of_mandates_have_their_indexes(session: Session, company: Office) -> None:
    """Where nothing but an index may be used, each is read by its own; a table without one is read through."""
    enter(session, Scope.office())
    session.execute(text("set local enable_seqscan = off"))
    mandates, cases = select(MandateRow.id), select(Case.id)
    taken = Case.taken_by == company.member.account_id
    for asked, index in (
        (select(RepresentativeRow.id).where(RepresentativeRow.mandate_id == 1), "representative_mandate_id"),
        (mandates.where(queries.standing("provisional", TODAY)), "mandate_provisional"),
        (cases.where(about_association("Linden")), "case_words"),
        (cases.where(about_association("0123.456")), "case_association_number"),
        (cases.where(Case.acting_for_id == 1, Case.state.in_(("question", "draft"))), "case_going_on"),
        (cases.where(taken).order_by(Case.due_on, Case.id), "case_taken_by_due_on_id"),
        (cases.where(worklist.handed_in_late()).order_by(Case.due_on, Case.id), "case_late"),
    ):
        said = asked.compile(session.connection(), compile_kwargs={"literal_binds": True})
        plan = "\n".join(session.scalars(text(f"explain {said}".replace(":", "\\:"))))
        assert f"ix_syndic_{index} " in plan, plan
        assert "Seq Scan" not in plan, plan
