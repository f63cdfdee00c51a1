"""A case is paid for once and handed in: by whose wallet, for how much; or not, and nothing is taken."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.errors import Forbidden, Missing, Refusal, Stale
from app.outside.files import Folder
from app.policy import Identity, Role
from app.syndics import submitting
from app.syndics.associations import organisation_of
from app.syndics.fees import set_fee, tell_missing
from app.syndics.payers import own_credit, payers_for
from app.syndics.proof import file_name, kept_proof, proof_of
from app.syndics.refunding import refund
from app.syndics.steps import note_step
from app.syndics.submitting import announce_case, costs_of, in_time, submit_case
from app.transaction import Scope, enter, within
from app.wallet.charging import reverse
from app.wallet.ledger import Posting, hold, post
from app.wallet.rules import lines_of_money_in
from app.words import words_in
from models.documents import Document
from models.organisations import Member, Organisation
from models.rights import Price
from models.syndics import Case, CaseStep
from models.values import LedgerAccount, Money, TransactionKind, euro
from models.values.mandates import CaseEvidence, CaseForm, CaseState, StepKind
from models.wallet import Transaction
from tests.app.syndics import stage
from tests.app.wallet.invoicing.invoices import issued
from tests.app.wallet.offices import NOW, Office, balance, filled, finance, office

pytestmark = pytest.mark.trust("Spending")
FEE = euro(stage.FEE)


@pytest.fixture
def one(session: Session) -> Office:
    """A syndic company with € 500.00, in the year of whose fee nothing lacks."""
    made = office(session)
    filled(session, made, "500")
    stage.add_fee(session)
    return made


def draft(session: Session, who: Identity, form: CaseForm = CaseForm.START, **changed: object) -> Case:
    """A whole draft about an association of its own, with the session in its applicant's scope."""
    enter(session, Scope.office())
    details = stage.told(form, **{"association": stage.fresh_association(), **changed})
    if details.association.number:
        stage.registered(session, details.association.number, details.association.name)
    made = stage.add_case(session, who, form=form, details=details)
    enter(session, scope(who))
    return made


def scope(who: Identity) -> Scope:
    if who.organisation_id is not None:
        return Scope.organisation(who.organisation_id)
    return Scope.own(who.person_id, who.account_id)


def submit(session: Session, who: Identity, case: Case, payer_id: int, gross: Money = FEE, **told: object) -> Case:
    said = {"version": case.version, "now": NOW, **told}
    return submit_case(session, who, case.id, payer_id, gross, **said)  # type: ignore[arg-type]


def refused(
    session: Session, who: Identity, case: Case, payer_id: int, gross: Money = FEE, **told: object
) -> Refusal:
    with pytest.raises(Refusal) as said, session.begin_nested():
        submit(session, who, case, payer_id, gross, **told)
    session.expire_all()
    assert (case.state, case.charge_id, case.handed_in_at) == ("draft", None, None)
    return said.value


def paid_in(session: Session, organisation_id: int, account_id: int, gross: str, now: datetime = NOW) -> None:
    """What this account pays into that wallet."""
    with within(session, Scope.office()):
        held, amount = hold(session, organisation_id), euro(gross)
        key = f"in:{organisation_id}:{account_id}:{gross}:{now}"
        lines = lines_of_money_in(amount, held.owed, LedgerAccount.TRANSIT)
        post(
            session,
            Posting(organisation_id, TransactionKind.TOP_UP, key, amount, lines, account_id=account_id,
                    provider="practice_bank"),
            now,
        )  # fmt: skip


def charges(session: Session, organisation_id: int) -> list[tuple[str, Decimal, int]]:
    enter(session, Scope.office())
    return [
        (str(row.product), row.gross, int(row.vat_percent or 0))
        for row in session.scalars(
            select(Transaction)
            .where(Transaction.organisation_id == organisation_id, Transaction.kind == "charge")
            .order_by(Transaction.id)
        )
    ]


def tags(session: Session, tag: str) -> int:
    enter(session, Scope.office())
    return int(session.scalar(text("select count(*) from event where tag = :tag"), {"tag": tag}) or 0)


def test_a_case_is_paid_by_its_company_and_its_last_day_is_fixed(session: Session, one: Office) -> None:
    case = draft(session, one.manager)
    costs = costs_of(session, case, NOW)
    assert costs is not None
    assert (costs.fee.gross, costs.association, costs.gross) == (FEE, None, FEE)
    made = submit(session, one.manager, case, one.id)
    assert (made.state, made.submitted_at, made.handed_in_at, made.due_on) == (
        "submitted", NOW, NOW, date(2027, 1, 29),
    )  # fmt: skip
    assert in_time(made)
    assert balance(session, one) == euro("387.50")
    assert charges(session, one.id) == [("registration_fee", Decimal("112.50"), 0)]
    enter(session, scope(one.manager))
    steps = session.scalars(select(CaseStep.kind).where(CaseStep.case_id == case.id).order_by(CaseStep.id)).all()
    assert steps == ["begun", "submitted"]
    assert tags(session, "syndics.case.submitted") == 1


@pytest.mark.trust("15.4.2")
def test_the_same_click_twice_or_from_two_tabs_takes_it_once(session: Session, one: Office) -> None:
    case = draft(session, one.manager)
    version = case.version
    submit(session, one.manager, case, one.id, version=version)
    submit(session, one.manager, case, one.id, version=version, now=NOW + timedelta(seconds=1))
    # The other tab was opened before something was changed, and by a colleague.
    colleague = replace(one.member, key_level="high")
    told = submit(session, colleague, case, one.id, version=version - 1 or 99, now=NOW + timedelta(minutes=5))
    assert (told.id, told.submitted_at) == (case.id, NOW)
    assert balance(session, one) == euro("387.50")
    assert tags(session, "wallet.charge.made") == 1


def test_two_acts_are_charged_twice_and_end_with_start_once(session: Session, one: Office) -> None:
    for form in (CaseForm.END, CaseForm.START):
        case = draft(session, one.manager, form)
        submit(session, one.manager, case, one.id)
    assert balance(session, one) == euro("275.00")
    both = draft(session, one.manager, CaseForm.END_START)
    submit(session, one.manager, both, one.id)
    assert balance(session, one) == euro("162.50")
    assert charges(session, one.id) == [("registration_fee", Decimal("112.50"), 0)] * 3


def test_a_fee_that_changed_since_the_page_takes_nothing(session: Session, one: Office) -> None:
    case = draft(session, one.manager)
    enter(session, Scope.office())
    ines = stage.counter(session)
    fee = session.execute(text("select version from syndic_fee where year = 2026")).scalar()
    set_fee(session, ines, 2026, euro("115.00"), "Decree of 30 November", NOW, version=fee)
    enter(session, scope(one.manager))
    said = refused(session, one.manager, case, one.id)
    assert (said.code, said.facts["gross"]) == ("syndics.fee.changed", euro("115.00"))
    assert balance(session, one) == euro("500.00")
    enter(session, scope(one.manager))
    submit(session, one.manager, case, one.id, euro("115.00"))
    assert balance(session, one) == euro("385.00")


def test_the_year_is_that_of_brussels_and_one_without_a_fee_charges_nothing(session: Session, one: Office) -> None:
    case = draft(session, one.manager)
    new_year = datetime(2026, 12, 31, 23, tzinfo=UTC)  # midnight in Brussels
    assert costs_of(session, case, new_year) is None
    said = refused(session, one.manager, case, one.id, now=new_year)
    assert (said.code, said.facts["year"]) == ("syndics.fee.missing", 2027)
    assert [tell_missing(session, one.manager, new_year) for _ in range(3)] == [True, False, False]
    assert tell_missing(session, one.manager, NOW) is False  # that year's is there
    assert tags(session, "syndics.fee.missing") == 1
    enter(session, scope(one.manager))
    submit(session, one.manager, case, one.id, now=new_year - timedelta(seconds=1))
    assert balance(session, one) == euro("387.50")


def test_a_price_list_that_says_something_else_charges_nothing(session: Session, one: Office) -> None:
    case = draft(session, one.manager)
    enter(session, Scope.office())
    tool = stage.mandates_tool(session)
    session.add(Price(tool_id=tool, code="registration_fee", name_nl="x", name_fr="x", name_en="x",
                      net=Decimal("112.50"), vat_percent=21, first_day=date(2026, 1, 1)))  # fmt: skip
    session.flush()
    enter(session, scope(one.manager))
    assert refused(session, one.manager, case, one.id).code == "syndics.fee.differs"
    assert balance(session, one) == euro("500.00")


def test_too_little_says_how_much_lacks_and_keeps_what_was_typed(session: Session, one: Office) -> None:
    poor = office(session)
    filled(session, poor, "100")
    case = draft(session, poor.manager)
    before = case.details
    (purse,) = payers_for(session, poor.manager, case)
    assert (purse.left, purse.missing(FEE), purse.own_only) == (euro("100.00"), euro("12.50"), False)
    said = refused(session, poor.manager, case, poor.id)
    assert (said.code, said.facts["missing"]) == ("wallet.charge.too_low", euro("12.50"))
    assert case.details == before
    enter(session, Scope.office())
    filled(session, poor, "12.50")
    enter(session, scope(poor.manager))
    submit(session, poor.manager, case, poor.id)
    assert balance(session, poor) == euro("0.00")


def test_it_asks_a_high_key_a_draft_and_ones_own_case(session: Session, one: Office) -> None:
    case = draft(session, one.manager)
    assert refused(session, one.member, case, one.id).code == "syndics.case.key_too_low"
    with pytest.raises(Stale):
        submit(session, one.manager, case, one.id, version=case.version + 1)
    enter(session, Scope.office())
    other = office(session)
    filled(session, other, "500")
    enter(session, scope(other.manager))
    with pytest.raises(Missing):  # a stranger doesn't see it
        submit(session, other.manager, case, other.id)
    enter(session, Scope.office())
    with pytest.raises(Missing):  # the counter sees it, and hands in nobody's case
        submit(session, stage.counter(session), case, one.id)
    enter(session, scope(one.manager))
    assert refused(session, one.manager, case, other.id).code == "syndics.payer.not_yours"
    left = replace(one.manager, roles=frozenset({Role.PERSON}))
    with pytest.raises((Missing, Forbidden)):
        submit(session, left, case, one.id)
    enter(session, Scope.office())
    assert (balance(session, one), balance(session, other)) == (euro("500.00"), euro("500.00"))


def test_two_cases_of_one_association_are_not_at_the_counter_together(session: Session, one: Office) -> None:
    linden = stage.fresh_association()
    first = draft(session, one.manager, association=linden)
    enter(session, Scope.office())
    second = stage.add_case(session, one.manager, form=CaseForm.START, details=stage.told(association=linden))
    enter(session, scope(one.manager))
    submit(session, one.manager, first, one.id)
    said = refused(session, one.manager, second, one.id)
    assert said.code in ("syndics.case.one_at_a_time", "syndics.case.another_open")
    assert balance(session, one) == euro("387.50")


def test_who_acts_for_himself_spends_what_he_paid_in_and_no_more(session: Session, one: Office) -> None:
    wim = stage.applicant(session)
    case = draft(session, wim)
    assert payers_for(session, wim, case) == ()
    association = organisation_of(session, case, NOW, wim)
    assert organisation_of(session, case, NOW, wim).id == association.id
    association_id = association.id
    assert (association.kind, association.enterprise_number) == ("owners_association", case.association_number)
    enter(session, Scope.office())
    assert session.scalars(select(Member).where(Member.organisation_id == association_id)).all() == []
    another = stage.applicant(session, stage.NORA)
    paid_in(session, association_id, another.account_id, "300")
    paid_in(session, association_id, wim.account_id, "100")
    enter(session, scope(wim))
    (purse,) = payers_for(session, wim, case)
    assert (purse.balance, purse.left, purse.own_only) == (euro("400.00"), euro("100.00"), True)
    said = refused(session, wim, case, association_id)
    assert (said.code, said.facts["missing"]) == ("wallet.charge.too_low", euro("12.50"))
    enter(session, scope(wim))
    paid_in(session, association_id, wim.account_id, "50")
    enter(session, scope(wim))
    made = submit(session, wim, case, association_id)
    assert (made.payer_id, made.association_id) == (association_id, association_id)
    enter(session, Scope.office())
    assert own_credit(session, association_id, wim.account_id) == euro("37.50")
    assert own_credit(session, association_id, another.account_id) == euro("300.00")
    # Undone by finance, it is his again; taken back by his bank, it isn't.
    assert made.charge_id is not None
    reverse(session, finance(session), association_id, made.charge_id, "Twice.", NOW)
    assert own_credit(session, association_id, wim.account_id) == euro("150.00")


def test_a_member_of_the_association_spends_its_wallet(session: Session, one: Office) -> None:
    wim = stage.applicant(session)
    case = draft(session, wim)
    association = organisation_of(session, case, NOW, wim)
    enter(session, Scope.office())
    paid_in(session, association.id, one.an.account_id, "200")
    member = Member(organisation_id=association.id, account_id=wim.account_id, state="confirmed",
                    first_day=date(2026, 6, 1), created_at=NOW)  # fmt: skip
    session.add(member)
    session.flush()
    enter(session, scope(wim))
    (purse,) = payers_for(session, wim, case)
    assert (purse.left, purse.member_id) == (euro("200.00"), member.id)
    assert submit(session, wim, case, association.id).state == "submitted"
    enter(session, Scope.office())
    assert own_credit(session, association.id, one.an.account_id) == euro("200.00")


def test_without_a_number_it_is_announced_first_and_then_costs_the_registration_too(
    session: Session, one: Office
) -> None:
    case = draft(session, one.manager, association=stage.NEW_ONE)
    costs = costs_of(session, case, NOW)
    assert costs is not None
    assert costs.association is not None
    assert (costs.fee.gross, costs.association.net, costs.association.vat, costs.gross) == (
        FEE, euro("37.00"), euro("7.77"), euro("157.27"),
    )  # fmt: skip
    assert refused(session, one.manager, case, one.id, euro("157.27")).code == "syndics.case.no_number"
    enter(session, scope(one.manager))
    made = announce_case(session, one.manager, case.id, case.version, NOW)
    assert (made.state, made.handed_in_at, made.charge_id, made.due_on) == (
        "announced", NOW, None, date(2027, 1, 29),
    )  # fmt: skip
    again = announce_case(session, one.manager, case.id, 1, NOW + timedelta(hours=1))
    assert (again.handed_in_at, balance(session, one)) == (NOW, euro("500.00"))
    enter(session, Scope.office())
    case.association_number = stage.fresh_association().number
    case.state = CaseState.DRAFT
    session.flush()
    enter(session, scope(one.manager))
    late = datetime(2027, 2, 15, 9, tzinfo=UTC)
    enter(session, Scope.office())
    stage.add_fee(session, 2027, "113.00")
    enter(session, scope(one.manager))
    done = submit(session, one.manager, case, one.id, euro("157.77"), now=late)
    assert (done.submitted_at, done.handed_in_at, in_time(done)) == (late, NOW, True)
    assert charges(session, one.id) == [
        ("registration_fee", Decimal("113.00"), 0), ("association_registration", Decimal("44.77"), 21),
    ]  # fmt: skip


def test_the_fee_stands_on_the_statement_of_fees_and_the_registration_on_the_invoice(
    session: Session, one: Office
) -> None:
    session.execute(
        text("update organisation set street = 'Markt 1', postal_code = '9300', place = 'Aalst' where id = :id"),
        {"id": one.id},
    )
    case = draft(session, one.manager, association=stage.NEW_ONE)
    announce_case(session, one.manager, case.id, case.version, NOW)
    enter(session, Scope.office())
    case.association_number, case.state = stage.fresh_association().number, CaseState.DRAFT
    session.flush()
    enter(session, scope(one.manager))
    submit(session, one.manager, case, one.id, euro("157.27"))
    enter(session, Scope.office())
    papers = sorted(issued(session, one), key=lambda made: made.paper.kind)
    assert [made.paper.kind for made in papers] == ["fees", "invoice"]
    assert [[(row.net.euro, row.percent) for row in made.paper.rows] for made in papers] == [
        [(Decimal("112.50"), 0)], [(Decimal("37.00"), 21)],
    ]  # fmt: skip


def test_what_was_paid_goes_back_exactly_once(session: Session, one: Office) -> None:
    case = draft(session, one.manager)
    submit(session, one.manager, case, one.id)
    enter(session, Scope.office())
    ines = stage.counter(session)
    case.state, case.ended_at, case.ended_by = CaseState.REFUSED, NOW, ines.account_id
    session.flush()
    assert refund(session, case, ines, "The minutes aren’t signed.", NOW) == FEE
    assert refund(session, case, ines, "The minutes aren’t signed.", NOW) is None
    assert (balance(session, one), case.refunded_at) == (euro("500.00"), NOW)
    steps = session.scalars(select(CaseStep.kind).where(CaseStep.case_id == case.id)).all()
    assert steps.count("refunded") == 1


def test_what_finance_gave_back_before_isnt_given_back_again(session: Session, one: Office) -> None:
    case = draft(session, one.manager)
    submit(session, one.manager, case, one.id)
    enter(session, Scope.office())
    assert case.charge_id is not None
    reverse(session, finance(session), one.id, case.charge_id, "By hand.", NOW)
    case.state, case.ended_at = CaseState.WITHDRAWN, NOW
    session.flush()
    assert refund(session, case, None, "Withdrawn.", NOW) == euro("0.00")
    assert balance(session, one) == euro("500.00")
    free = draft(session, one.manager)
    enter(session, Scope.office())
    free.state, free.ended_at = CaseState.WITHDRAWN, NOW
    session.flush()
    assert refund(session, free, None, "Withdrawn.", NOW) is None


def test_the_proof_is_kept_and_made_again_it_is_the_same(session: Session, one: Office, tmp_path: Path) -> None:
    files = Folder(tmp_path)
    case = draft(session, one.manager, CaseForm.END_START)
    with pytest.raises(Missing):
        proof_of(session, case)
    submit(session, one.manager, case, one.id, files=files)
    kept = kept_proof(session, files, case)
    assert kept.startswith(b"%PDF-")
    assert proof_of(session, case) == kept
    enter(session, Scope.office())
    document = session.scalars(select(Document).where(Document.id == case.proof_id)).one()
    assert (document.kind, document.organisation_id, document.name) == (
        "mandate_paper", 0, file_name(words_in("nl"), case),
    )  # fmt: skip
    # Asked and answered since, with a file more: what was submitted stays what it was.
    ines = stage.counter(session)
    case.state = CaseState.QUESTION
    session.flush()
    note_step(session, case, StepKind.ASKED, ines, NOW, text="Which floor?", before=case.details)
    later = NOW + timedelta(days=1)
    case.details = case.details.replace("Zeedijk", "Kerkstraat")  # type: ignore[union-attr]
    stage.add_file(session, case, CaseEvidence.OTHER, now=later)
    session.flush()
    assert proof_of(session, case) == kept
    other = draft(session, one.manager)
    submit(session, one.manager, other, one.id)
    assert other.proof_id is None
    assert kept_proof(session, files, other) == proof_of(session, other)


def test_all_or_nothing(session: Session, one: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    case = draft(session, one.manager)

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the disk is gone")

    monkeypatch.setattr(submitting, "note_step", broken)
    with pytest.raises(RuntimeError), session.begin_nested():
        submit(session, one.manager, case, one.id)
    session.expire_all()
    assert (case.state, case.charge_id, balance(session, one)) == ("draft", None, euro("500.00"))
    assert session.scalars(select(Organisation.id).where(
        Organisation.enterprise_number == case.association_number
    )).all() == []  # fmt: skip
