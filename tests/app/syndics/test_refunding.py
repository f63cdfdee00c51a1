"""Money of a case at its end: it comes back once, also where finance brought it back by hand before."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.errors import Refusal
from app.policy import Identity
from app.syndics import desk, refunding
from app.syndics.associations import organisation_of
from app.syndics.payers import own_credit, payers_for
from app.syndics.queries import details_of
from app.syndics.submitting import costs_of, submit_case
from app.syndics.withdrawing import withdraw_case
from app.transaction import Scope, enter
from app.wallet.charging import reverse
from app.wallet.invoicing.crediting import credit_lines
from app.wallet.invoicing.issuing import Issue, issue_month
from app.wallet.invoicing.seller import DEMO
from app.wallet.ledger import Posting, hold, post
from app.wallet.rules import lines_of_money_in
from models.organisations import Organisation
from models.syndics import Case, CaseStep
from models.values import NOTHING, LedgerAccount, Money, PaperKind, TransactionKind, euro
from models.values.mandates import CaseState, StepKind
from models.wallet import Invoice, Transaction
from tests.app.syndics import stage
from tests.app.wallet.invoicing.invoices import FIRST, MONTH, issued, whole
from tests.app.wallet.offices import NOW, Office, balance, finance, office, price

pytestmark = pytest.mark.trust("Ledger")
FEE, NUMBER = euro(stage.FEE), euro("44.77")
LATER = FIRST + timedelta(hours=3)
WHY = "The minutes aren't signed by the chairman."


@pytest.fixture
def one(session: Session) -> Office:
    """A syndic company with € 500.00 and an address."""
    made = whole(session, office(session))
    stage.add_fee(session)
    return made


def paid(session: Session, who: Identity, *, announced: bool = False) -> Case:
    """A case that was submitted in November; `announced`: with the € 37.00 as well."""
    enter(session, Scope.office())
    association = stage.fresh_association()
    stage.registered(session, association.number, association.name)
    case = stage.add_case(session, who, details=stage.told(association=association))
    if announced:
        case.handed_in_at = NOW
        session.flush()
    gross = FEE + NUMBER if announced else FEE
    assert who.organisation_id is not None
    return submit_case(session, who, case.id, who.organisation_id, gross, case.version, NOW)


def refuse(session: Session, case: Case) -> None:
    ines = stage.counter(session)
    desk.take_case(session, ines, case.id, case.version, LATER)
    desk.refuse_case(session, ines, case.id, WHY, case.version, LATER)


def withdraw(session: Session, one: Office, case: Case) -> None:
    enter(session, Scope.organisation(one.id))
    withdraw_case(session, one.manager, case.id, case.version, LATER)
    enter(session, Scope.office())


def credited(session: Session, document: int, form: str = "form", by: Identity | None = None) -> str:
    hugo = by or finance(session)
    return credit_lines(session, hugo, document, {1: 1}, "By mistake", form, LATER).paper.number


def undone(session: Session, case: Case) -> int:
    ids = [case.charge_id, case.extra_charge_id]
    found = session.scalar(select(func.count()).where(Transaction.reverses_id.in_(ids)))
    return int(found or 0)


def told(session: Session, case: Case) -> list[str]:
    """What its steps say of the money that went back."""
    return list(
        session.scalars(
            select(CaseStep.text).where(CaseStep.case_id == case.id, CaseStep.kind == StepKind.REFUNDED)
        )
    )


def checked(session: Session) -> None:
    session.execute(text("set constraints all immediate"))


@pytest.mark.parametrize("ends", ["refused", "withdrawn"])
def test_a_case_whose_fee_finance_credited_ends_and_its_money_stays_back_once(
    session: Session, one: Office, ends: str
) -> None:
    before = balance(session, one)
    case = paid(session, one.manager)
    (document,) = issued(session, one)
    note = credited(session, document.id)
    assert balance(session, one) == before
    back = refunding.foreseen(session, case)
    assert (back.goes, back.undone, back.credited, back.notes) == (NOTHING, NOTHING, FEE, (note,))
    refuse(session, case) if ends == "refused" else withdraw(session, one, case)
    checked(session)
    assert (case.state, case.refunded_at, undone(session, case), told(session, case)) == (ends, LATER, 0, [note])
    assert balance(session, one) == before
    back = refunding.came_back(session, case)
    assert (back.undone, back.credited, back.notes) == (NOTHING, FEE, (note,))


def test_each_piece_that_finance_credited_counts_for_one_case(session: Session, one: Office) -> None:
    before = balance(session, one)
    first, second, third = (paid(session, one.manager) for _ in range(3))
    (document,) = issued(session, one)
    note = credited(session, document.id)
    withdraw(session, one, first)
    assert (undone(session, first), told(session, first), balance(session, one)) == (0, [note], before - FEE - FEE)
    refuse(session, second)
    assert (undone(session, second), told(session, second), balance(session, one)) == (1, [""], before - FEE)
    other = credited(session, document.id, form="other")
    refuse(session, third)
    checked(session)
    assert (undone(session, third), told(session, third)) == (0, [f"{note}, {other}"])
    assert balance(session, one) == before
    notes = session.scalars(select(Invoice).where(Invoice.kind == PaperKind.CREDIT_NOTE)).all()
    assert sum((Money(row.paid) for row in notes), NOTHING) == FEE + FEE + FEE


@pytest.mark.parametrize(
    ("kind", "goes", "back"), [(PaperKind.INVOICE, FEE, NUMBER), (PaperKind.FEES, NUMBER, FEE)]
)
def test_of_fee_and_registration_the_one_that_finance_credited_doesnt_come_back_again(
    session: Session, one: Office, kind: PaperKind, goes: Money, back: Money
) -> None:
    before = balance(session, one)
    case = paid(session, one.manager, announced=True)
    document = next(row for row in issued(session, one) if row.paper.kind == kind)
    note = credited(session, document.id)
    shown = refunding.foreseen(session, case)
    assert (shown.goes, shown.credited, shown.notes) == (goes, back, (note,))
    refuse(session, case)
    checked(session)
    assert (undone(session, case), told(session, case), balance(session, one)) == (1, [note], before)
    shown = refunding.came_back(session, case)
    assert (shown.undone, shown.credited) == (goes, back)


def test_what_finance_undid_after_it_was_invoiced_is_no_piece_of_another_case(
    session: Session, one: Office
) -> None:
    before = balance(session, one)
    first, second = paid(session, one.manager), paid(session, one.manager)
    issued(session, one)
    assert first.charge_id is not None
    reverse(session, finance(session), one.id, first.charge_id, "By mistake", LATER)
    shown = refunding.foreseen(session, first)
    assert (shown.goes, shown.undone, shown.credited) == (NOTHING, FEE, NOTHING)
    refuse(session, second)
    refuse(session, first)
    checked(session)
    assert (undone(session, first), undone(session, second)) == (1, 1)
    assert [told(session, case) for case in (first, second)] == [[""], [""]]
    assert (balance(session, one), first.state, second.state) == (before, "refused", "refused")


def test_a_credit_note_while_it_is_treated_leaves_its_withdrawal_as_it_is(session: Session, one: Office) -> None:
    before = balance(session, one)
    case = paid(session, one.manager)
    desk.take_case(session, stage.counter(session), case.id, case.version, NOW)
    (document,) = issued(session, one)
    credited(session, document.id)
    withdraw(session, one, case)
    assert (case.state, case.refunded_at, told(session, case)) == (CaseState.WITHDRAWN, None, [])
    assert balance(session, one) == before


def test_what_finance_credited_is_his_again_who_paid_it_in_and_not_of_finance(
    session: Session, one: Office
) -> None:
    wim, hugo = stage.applicant(session), finance(session)
    details = stage.told(association=stage.fresh_association())
    stage.registered(session, details.association.number, details.association.name)
    case = stage.add_case(session, wim, details=details)
    payer = organisation_of(session, case, NOW, wim).id
    session.execute(
        text("update organisation set street = 'Markt 1', postal_code = '9300', place = 'Aalst' where id = :id"),
        {"id": payer},
    )
    amount = euro("150")
    lines = lines_of_money_in(amount, hold(session, payer).owed, LedgerAccount.TRANSIT)
    top_up = Posting(payer, TransactionKind.TOP_UP, "wim", amount, lines, account_id=wim.account_id, provider="x")
    post(session, top_up, NOW)
    submit_case(session, wim, case.id, payer, FEE, case.version, NOW)
    (document,) = issue_month(session, Issue(DEMO, MONTH, MONTH), [payer], FIRST)
    credited(session, document.id, by=hugo)
    assert [own_credit(session, payer, who.account_id) for who in (wim, hugo)] == [euro("37.50"), NOTHING]
    enter(session, Scope.own(wim.person_id, wim.account_id))
    withdraw_case(session, wim, case.id, case.version, LATER)
    enter(session, Scope.office())
    checked(session)
    assert [own_credit(session, payer, who.account_id) for who in (wim, hugo)] == [amount, NOTHING]


def test_who_got_the_registration_back_pays_it_again_with_his_next_case(session: Session, one: Office) -> None:
    case = paid(session, one.manager, announced=True)
    details = details_of(case)
    withdraw(session, one, case)
    again = stage.add_case(session, one.manager, details=details, now=LATER)
    costs = costs_of(session, again, NOW)
    assert costs is not None
    assert costs.gross == FEE + NUMBER
    submit_case(session, one.manager, again.id, one.id, costs.gross, again.version, NOW)
    desk.take_case(session, stage.counter(session), again.id, again.version, LATER)
    withdraw(session, one, again)
    third = stage.add_case(session, one.manager, details=details, now=LATER)
    costs = costs_of(session, third, NOW)
    assert costs is not None
    assert (costs.gross, again.refunded_at) == (FEE, None)


def test_a_price_list_that_is_split_within_the_year_charges_nothing(session: Session, one: Office) -> None:
    before, tool = balance(session, one), stage.mandates_tool(session)
    june = date(2026, 6, 30)
    session.add_all(
        [
            price(tool, stage.FEE, 0, date(2026, 1, 1), june, code="registration_fee"),
            price(tool, "120.00", 0, june + timedelta(days=1), code="registration_fee"),
        ]
    )
    session.flush()
    with pytest.raises(Refusal, match=r"syndics\.fee\.differs"), session.begin_nested():
        paid(session, one.manager)
    assert balance(session, one) == before


def test_an_association_that_came_here_as_an_enterprise_can_be_paid_for_by_its_new_syndic(
    session: Session, one: Office
) -> None:
    association, wim = stage.fresh_association(), stage.applicant(session)
    stage.registered(session, association.number, association.name)
    here = Organisation(
        kind="enterprise", name=association.name, enterprise_number=association.number, created_at=NOW
    )
    session.add(here)
    session.flush()
    case = stage.add_case(session, wim, details=stage.told(association=association))
    assert organisation_of(session, case, NOW, wim).id == here.id
    assert [purse.organisation_id for purse in payers_for(session, wim, case)] == [here.id]
