"""The counter treats a case: who may do what in which state, once, and what comes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from threading import Barrier
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from app import pdf
from app.database import engine_for, session_factory
from app.errors import Forbidden, HouseError, Missing, Refusal, Stale
from app.events import Tag
from app.policy import Identity, Role
from app.syndics import desk, filing_sheet, worklist
from app.syndics.queries import details_of
from app.syndics.steps import steps_of
from app.transaction import Scope, enter, transaction
from app.words import words_in
from models.events import Event
from models.syndics import Case, MandateRow
from models.values import Money
from models.values.mandates import CaseForm, CaseState, StepKind
from models.wallet import Transaction
from tests.app.syndics import stage
from tests.app.wallet.offices import NOW, account, balance, office
from tests.database import TestServer

LATER = NOW + timedelta(hours=3)
WHY = "The minutes aren't signed by the chairman."
REFERENCE = "KBO 2026/118.442"


@dataclass(frozen=True)
class Cast:
    """An office that hands cases in, and two officers of the counter."""

    an: Identity
    ines: Identity
    noor: Identity


@pytest.fixture
def one(session: Session) -> Cast:
    made = office(session)
    stage.everybody_registered(session)
    return Cast(made.manager, stage.counter(session), stage.counter(session))


def taken(session: Session, one: Cast, state: CaseState = CaseState.IN_TREATMENT, **told: Any) -> Case:
    """A case in that state that Ines treats."""
    case = stage.add_case(session, one.an, state, **told)
    if state in (CaseState.IN_TREATMENT, CaseState.QUESTION, CaseState.ANSWERED):
        case.taken_by, case.taken_at = one.ines.account_id, NOW
    session.flush()
    return case


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as said:
        act()
    return said.value.code


def kinds(session: Session, case: Case) -> list[str]:
    return [step.kind for step in steps_of(session, case)]


def test_what_was_submitted_or_answered_is_in_treatment_once_taken(session: Session, one: Cast) -> None:
    for state in (CaseState.SUBMITTED, CaseState.ANSWERED):
        case = stage.add_case(session, one.an, state, details=stage.told(association=stage.fresh_association()))
        desk.take_case(session, one.ines, case.id, case.version, LATER)
        assert (case.state, case.taken_by, case.taken_at) == ("in_treatment", one.ines.account_id, LATER)
        desk.take_case(session, one.ines, case.id, 1, LATER)  # pressed twice
        assert kinds(session, case)[-1] == "taken"
        assert kinds(session, case).count("taken") == (1 if state is CaseState.SUBMITTED else 2)


def test_a_colleague_takes_over_only_when_he_says_so(session: Session, one: Cast) -> None:
    case = taken(session, one, CaseState.QUESTION)
    version = case.version
    assert (
        refused(lambda: desk.take_case(session, one.noor, case.id, version, LATER))
        == "syndics.desk.taken_by_other"
    )
    desk.take_case(session, one.noor, case.id, version, LATER, over=True)
    assert (case.state, case.taken_by) == ("question", one.noor.account_id)
    with pytest.raises(Stale):
        desk.ask_applicant(session, one.ines, case.id, WHY, version, LATER)
    act = lambda: desk.refuse_case(session, one.ines, case.id, WHY, case.version, LATER)  # noqa: E731
    assert refused(act) == "syndics.desk.taken_by_other"


def test_a_question_keeps_what_the_case_said(session: Session, one: Cast) -> None:
    case = taken(session, one)
    version = case.version
    desk.ask_applicant(session, one.ines, case.id, f"  {WHY}\r\n", version, LATER)
    asked = steps_of(session, case)[-1]
    assert (case.state, asked.kind, asked.text, asked.before) == ("question", "asked", WHY, case.details)
    desk.ask_applicant(session, one.ines, case.id, WHY, version, LATER)
    assert kinds(session, case).count("asked") == 1
    act = lambda: desk.ask_applicant(session, one.ines, case.id, WHY, case.version, LATER)  # noqa: E731
    assert refused(act) == "syndics.desk.asked_already"


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (CaseState.SUBMITTED, "syndics.desk.take_first"),
        (CaseState.ANNOUNCED, "syndics.desk.number_first"),
        (CaseState.FILED, "syndics.desk.ended"),
        (CaseState.REFUSED, "syndics.desk.ended"),
        (CaseState.WITHDRAWN, "syndics.desk.ended"),
        (CaseState.DRAFT, "syndics.desk.not_handed_in"),
    ],
)
def test_what_cant_be_treated_in_a_state(session: Session, one: Cast, state: CaseState, code: str) -> None:
    case = taken(session, one, state)
    told = (session, one.ines, case.id)
    assert refused(lambda: desk.ask_applicant(*told, WHY, case.version, LATER)) == code
    assert refused(lambda: desk.file_case(*told, REFERENCE, case.version, LATER)) == code
    if state is not CaseState.ANNOUNCED:
        assert refused(lambda: desk.refuse_case(*told, WHY, case.version, LATER)) == code
        number = stage.PARC.number
        act = lambda: desk.number_association(*told, number, case.version, LATER)  # noqa: E731
        assert refused(act) == "syndics.desk.not_announced"
    if state in (CaseState.DRAFT, CaseState.FILED):
        assert refused(lambda: desk.take_case(*told, case.version, LATER)) == code
    assert case.version == session.scalar(select(Case.version).where(Case.id == case.id))


def test_only_the_counter_treats_and_everybody_else_is_refused(session: Session, one: Cast) -> None:
    case = taken(session, one)
    helpdesk = Identity(account(session, "dirk"), None, frozenset({Role.PERSON, Role.HELPDESK}))
    for who in (one.an, helpdesk):
        for act in (desk.ask_applicant, desk.file_case, desk.refuse_case, desk.number_association):
            with pytest.raises(Forbidden):
                act(session, who, case.id, WHY, case.version, LATER)
        with pytest.raises(Forbidden):
            desk.take_case(session, who, case.id, case.version, LATER)
    with pytest.raises(Missing):
        desk.take_case(session, one.ines, 10**9, 1, LATER)


@pytest.mark.parametrize("state", [CaseState.IN_TREATMENT, CaseState.QUESTION, CaseState.ANSWERED])
def test_a_filed_start_stands_in_the_register_by_its_reference(
    session: Session, one: Cast, state: CaseState
) -> None:
    case = taken(session, one, state)
    version = case.version
    desk.file_case(session, one.ines, case.id, f"  {REFERENCE.replace(' ', '   ')} ", version, LATER)
    assert (case.state, case.reference, case.ended_at) == ("filed", REFERENCE, LATER)
    mandate = session.scalars(
        select(MandateRow).where(MandateRow.association_number == case.association_number)
    ).one()
    assert (mandate.first_day, mandate.reference, mandate.source) == (stage.STARTS, REFERENCE, "case")
    assert desk.file_case(session, one.ines, case.id, REFERENCE, version, LATER) is case  # pressed twice
    assert kinds(session, case)[-1] == "filed"
    with pytest.raises(Stale):
        desk.file_case(session, one.noor, case.id, REFERENCE, version, LATER)


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        ("  ", "syndics.desk.reference_missing"),
        ("K1", "syndics.desk.reference_length"),
        ("K" * 61, "syndics.desk.reference_length"),
        ("KBO <b>1</b>", "syndics.desk.reference_characters"),
        ("-KBO1", "syndics.desk.reference_characters"),
        ("kbo 2026/118.442", "syndics.desk.reference_used"),
    ],
)
def test_a_reference_is_tidy_and_new(session: Session, one: Cast, reference: str, code: str) -> None:
    first = taken(session, one, details=stage.told(association=stage.fresh_association()))
    desk.file_case(session, one.ines, first.id, REFERENCE, first.version, LATER)
    case = taken(session, one)
    assert refused(lambda: desk.file_case(session, one.ines, case.id, reference, case.version, LATER)) == code
    assert case.state == "in_treatment"


def test_what_the_rules_dont_let_is_filed_only_by_who_says_he_saw_it(session: Session, one: Cast) -> None:
    case = taken(session, one, files=())
    told = (session, one.ines, case.id, REFERENCE, case.version, LATER)
    assert refused(lambda: desk.file_case(*told)) == "syndics.desk.rules_unmet"
    desk.file_case(*told, despite=True)
    event = session.scalars(select(Event).where(Event.tag == Tag.MANDATE_CASE_FILED)).one()
    assert event.facts["unmet"] == ["evidence_by_kind"]


@pytest.mark.trust("Ledger")
def test_a_refused_case_gets_its_fee_back_exactly_once(session: Session, one: Cast) -> None:
    case = taken(session, one, CaseState.ANSWERED)
    payer: Any = SimpleNamespace(id=one.an.organisation_id)
    before, version = balance(session, payer), case.version
    code = refused(lambda: desk.refuse_case(session, one.ines, case.id, "No.", version, LATER))
    assert code == "syndics.desk.text_too_short"
    for _ in range(2):
        desk.refuse_case(session, one.ines, case.id, WHY, version, LATER)
    assert (case.state, case.refunded_at) == ("refused", LATER)
    assert balance(session, payer) == before + Money(Decimal(stage.FEE))
    back = session.scalars(select(Transaction).where(Transaction.reverses_id == case.charge_id)).all()
    assert [one.gross for one in back] == [Decimal(stage.FEE)]
    assert kinds(session, case)[-2:] == ["refused", "refunded"]


def test_an_announced_association_gets_its_number_and_the_case_goes_back(session: Session, one: Cast) -> None:
    case = taken(session, one, CaseState.ANNOUNCED, details=stage.told(association=stage.NEW_ONE))
    number, handed_in, due_on = stage.fresh_association().number, case.handed_in_at, case.due_on
    version = case.version
    for typed in (f"BE {number}", number):
        desk.number_association(session, one.ines, case.id, typed, version, LATER)
    assert (case.state, case.association_number, case.taken_by) == ("draft", number, None)
    assert (case.handed_in_at, case.due_on) == (handed_in, due_on)
    assert details_of(case).association == replace(stage.NEW_ONE, number=number)
    assert kinds(session, case) == ["begun", "announced", "numbered"]


def test_an_announced_case_can_be_refused_and_nothing_goes_back(session: Session, one: Cast) -> None:
    case = taken(session, one, CaseState.ANNOUNCED, details=stage.told(association=stage.NEW_ONE))
    desk.refuse_case(session, one.ines, case.id, WHY, case.version, LATER)
    assert (case.state, case.refunded_at, kinds(session, case)[-1]) == ("refused", None, "refused")


def test_a_number_of_something_else_or_in_use_is_refused(session: Session, one: Cast) -> None:
    case = taken(session, one, CaseState.ANNOUNCED, details=stage.told(association=stage.NEW_ONE))
    gone = stage.fresh_association().number
    stage.registered(session, gone, "VME Weg", gone_on=NOW.date())
    other = stage.fresh_association()
    stage.add_case(session, one.an, CaseState.SUBMITTED, details=stage.told(association=other))
    stage.add_mandate(session, stage.PARC)
    for typed, code in (
        ("0401.234.580", "syndics.desk.number_wrong"),
        ("", "syndics.desk.number_wrong"),
        (stage.BARE_COMPANY.enterprise_number, "syndics.desk.number_of_other"),
        (gone, "syndics.desk.number_gone"),
        (other.number, "syndics.desk.number_used"),
        (stage.PARC.number, "syndics.desk.number_used"),
    ):
        told = (session, one.ines, case.id, typed, case.version, LATER)
        assert refused(lambda told=told: desk.number_association(*told)) == code  # type: ignore[misc]
    assert (case.state, case.association_number) == ("announced", None)


def test_the_next_case_is_ones_own_or_nobodys_by_last_day(session: Session, one: Cast) -> None:
    def lies(state: CaseState = CaseState.SUBMITTED, who: Identity | None = None) -> Case:
        case = stage.add_case(session, one.an, state, details=stage.told(association=stage.fresh_association()))
        case.taken_by = who.account_id if who else None
        session.flush()
        return case

    first, second = lies(), lies()
    third = lies(CaseState.ANSWERED, one.ines)
    lies(CaseState.ANSWERED, one.noor)
    lies(CaseState.QUESTION, one.ines)
    order = [first, second, third]
    for at, case in enumerate(order):
        assert worklist.next_for(session, one.ines, case) is order[(at + 1) % 3]
    assert worklist.next_for(session, one.noor, second) not in (third, None)


def test_missing_proofs_are_counted_for_many_cases_at_once(session: Session, one: Cast) -> None:
    cases = [
        taken(session, one, details=stage.told(association=stage.fresh_association()), files=files)
        for files in ((), stage.PROOF[CaseForm.START])
    ]
    assert worklist.missing_pieces(session, cases) == {cases[0].id: 1, cases[1].id: 0}


@pytest.mark.trust("National numbers")
@pytest.mark.parametrize("form", [CaseForm.END_START, CaseForm.REPRESENTATIVE])
def test_the_filing_sheet_is_one_page_with_whole_numbers_and_is_recorded(
    session: Session, one: Cast, form: CaseForm
) -> None:
    told = replace(stage.WHOLE[form], syndic=stage.BARE_COMPANY, representative=stage.NAMED)
    case = taken(session, one, form=form, details=told)
    shown = filing_sheet.shown_whole(session, one.ines, case.id, LATER)
    words = words_in("fr")
    rows = [row for part in filing_sheet.whole(words, shown) for row in part.rows]
    assert stage.NORA.number in [value.translate({46: None, 45: None}) for _, value in rows]
    made = pdf.made(filing_sheet.sheet(words, shown, LATER))
    assert made == pdf.made(filing_sheet.sheet(words, shown, LATER))
    assert made.count(b"/Type /Page\n") == 1
    event = session.scalars(select(Event).where(Event.tag == Tag.NUMBER_SHOWN)).one()
    assert (event.subject_kind, event.subject_id, event.facts["of"]) == (
        "mandate_case",
        case.id,
        ["representative"],
    )
    with pytest.raises(Forbidden):
        filing_sheet.shown_whole(session, one.an, case.id, LATER)


@pytest.fixture
def crowd(server: TestServer, cloned_database: str) -> Iterator[sessionmaker[Session]]:
    engine = engine_for(server.url("house_app", cloned_database), seconds=120, size=16)
    yield session_factory(engine)
    engine.dispose()


def at_once(crowd: sessionmaker[Session], acts: list[Callable[[Session], object]]) -> list[Any]:
    """All at the same moment, each in a transaction of its own; what each was told."""
    together = Barrier(len(acts))

    def press(act: Callable[[Session], object]) -> Any:
        with crowd() as session:
            enter(session, Scope.office())
            session.scalar(select(1))
            together.wait(120)
            try:
                with transaction(session):
                    act(session)
                return "done"
            except Refusal as said:
                return said.code
            except HouseError as said:
                return type(said).__name__

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(press, acts))


@pytest.mark.trust("Ledger")
def test_of_two_officers_at_one_moment_one_acts(crowd: sessionmaker[Session]) -> None:
    with crowd.begin() as session:
        made = office(session)
        one = Cast(made.manager, stage.counter(session), stage.counter(session))
        stage.everybody_registered(session)
        lying, treated = (
            taken(session, one, state, details=stage.told(association=stage.fresh_association()))
            for state in (CaseState.SUBMITTED, CaseState.IN_TREATMENT)
        )
        number = stage.fresh_association().number
        new = [
            taken(session, one, CaseState.ANNOUNCED, details=stage.told(association=stage.NEW_ONE)) for _ in "ab"
        ]
        ids = [case.id for case in (lying, treated, *new)]
    officers = (one.ines, one.noor) * 4

    def take(who: Identity) -> Callable[[Session], object]:
        return lambda session: desk.take_case(session, who, ids[0], 1, LATER)

    told = at_once(crowd, [take(who) for who in (one.ines, one.noor)])
    assert Counter(told) == Counter({"done": 1, "Stale": 1})

    def end(at: int, who: Identity) -> Callable[[Session], object]:
        """One refuses, the other files; each four times."""
        version = 2
        if at % 2:
            return lambda session: desk.refuse_case(session, one.ines, ids[1], WHY, version, LATER)
        return lambda session: desk.file_case(session, one.ines, ids[1], REFERENCE, version, LATER)

    told = at_once(crowd, [end(at, who) for at, who in enumerate(officers)])
    assert Counter(told) == Counter({"done": 4, "Stale": 4})

    def fill(at: int) -> Callable[[Session], object]:
        return lambda session: desk.number_association(session, one.ines, ids[2 + at], number, 1, LATER)

    assert sorted(at_once(crowd, [fill(0), fill(1)])) == ["done", "syndics.desk.number_used"]
    with crowd.begin() as session:
        enter(session, Scope.office())
        case = session.get_one(Case, ids[1])
        back = session.scalar(
            select(func.count()).select_from(Transaction).where(Transaction.reverses_id == case.charge_id)
        )
        assert back == (1 if case.state == "refused" else 0)
        ends = [step.kind for step in steps_of(session, case) if step.kind in (StepKind.FILED, StepKind.REFUSED)]
        assert ends == [case.state]
