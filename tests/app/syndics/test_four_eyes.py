"""An officer of the counter doesn't treat his own case, by whatever it is his; a colleague does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.errors import Refusal
from app.policy import Identity, Role
from app.syndics import desk, filing_sheet, worklist
from app.syndics.answering import answer_case
from app.syndics.four_eyes import own_among
from app.syndics.messages import write_message
from app.syndics.steps import steps_of
from app.syndics.withdrawing import withdraw_case
from models.accounts import Account
from models.organisations import Member, Organisation
from models.syndics import Case
from models.values.mandates import CaseForm, CaseState, SyndicKind
from tests.app.syndics import stage
from tests.app.wallet.offices import NOW, Office, office

LATER = NOW + timedelta(hours=3)
TEXT = "The minutes aren't signed by the chairman."
pytestmark = pytest.mark.trust("2.3.5")


@pytest.fixture
def one(session: Session) -> Office:
    return office(session)


@pytest.fixture
def ines(session: Session) -> Identity:
    """Ines, whom her eID links to her person."""
    who = stage.counter(session)
    person_id = stage.known_person(session, stage.NORA)
    session.execute(update(Account).where(Account.id == who.account_id).values(person_id=person_id))
    return replace(who, person_id=person_id)


def belongs(session: Session, who: Identity, organisation_id: int, state: str = "confirmed") -> None:
    session.add(
        Member(
            organisation_id=organisation_id, account_id=who.account_id, state=state, is_manager=False,
            first_day=NOW.date(), created_at=NOW,
        )
    )  # fmt: skip
    session.flush()


def number_of(session: Session, one: Office) -> str:
    return str(session.scalar(select(Organisation.enterprise_number).where(Organisation.id == one.id)))


def begun(session: Session, one: Office, ines: Identity) -> Case:
    return stage.add_case(
        session, replace(ines, roles=frozenset({Role.PERSON})), CaseState.SUBMITTED, payer_id=one.id
    )


def for_her_office(session: Session, one: Office, ines: Identity) -> Case:
    belongs(session, ines, one.id)
    return stage.add_case(session, one.member, CaseState.SUBMITTED)


def about_her_association(session: Session, one: Office, ines: Identity) -> Case:
    other = office(session)
    belongs(session, ines, other.id)
    association = replace(stage.fresh_association(), number=number_of(session, other))
    return stage.add_case(session, one.member, CaseState.SUBMITTED, details=stage.told(association=association))


def of_her_company(session: Session, one: Office, ines: Identity) -> Case:
    other = office(session)
    belongs(session, ines, other.id)
    syndic = replace(stage.BIV_COMPANY, enterprise_number=number_of(session, other))
    return stage.add_case(session, one.member, CaseState.SUBMITTED, details=stage.told(syndic=syndic))


def names_her_syndic(session: Session, one: Office, ines: Identity) -> Case:
    told = stage.told(syndic=replace(stage.CO_OWNER, kind=SyndicKind.PERSON, person=stage.NORA))
    return stage.add_case(session, one.member, CaseState.SUBMITTED, details=told)


def names_her_representative(session: Session, one: Office, ines: Identity) -> Case:
    return stage.add_case(session, one.member, CaseState.SUBMITTED, form=CaseForm.REPRESENTATIVE)


def ends_her_mandate(session: Session, one: Office, ines: Identity) -> Case:
    mandate = stage.add_mandate(session, person_id=ines.person_id)
    return stage.add_case(session, one.member, CaseState.SUBMITTED, CaseForm.END, mandate_id=mandate.id)


OWN = [
    (begun, "own_begun"),
    (for_her_office, "own_organisation"),
    (about_her_association, "own_organisation"),
    (of_her_company, "own_organisation"),
    (names_her_syndic, "own_named"),
    (names_her_representative, "own_named"),
    (ends_her_mandate, "own_named"),
]


@pytest.mark.parametrize(("made", "code"), OWN)
def test_ones_own_case_is_treated_by_a_colleague(
    session: Session, one: Office, ines: Identity, made: Callable[[Session, Office, Identity], Case], code: str
) -> None:
    case, noor = made(session, one, ines), stage.counter(session)

    def refused(act: Callable[[], object]) -> None:
        with pytest.raises(Refusal) as said:
            act()
        assert said.value.code == f"syndics.desk.{code}"

    told = (session, ines, case.id)
    refused(lambda: desk.take_case(*told, case.version, LATER))
    assert worklist.next_for(session, ines, replace_case(session, one)) is None
    case.state, case.taken_by, case.taken_at = CaseState.IN_TREATMENT.value, ines.account_id, NOW
    session.flush()
    refused(lambda: desk.ask_applicant(*told, TEXT, case.version, LATER))
    refused(lambda: desk.file_case(*told, "KBO-1", case.version, LATER, despite=True))
    refused(lambda: desk.refuse_case(*told, TEXT, case.version, LATER))
    refused(lambda: desk.number_association(*told, stage.PARC.number, case.version, LATER))
    refused(lambda: filing_sheet.shown_whole(*told, LATER))
    assert own_among(session, noor, [case]) == {}
    desk.take_case(session, noor, case.id, case.version, LATER, over=True)
    desk.refuse_case(session, noor, case.id, TEXT, case.version, LATER)
    assert (case.state, case.ended_by) == ("refused", noor.account_id)


def replace_case(session: Session, one: Office) -> Case:
    """Another case, from which one goes on to the next."""
    details = stage.told(association=stage.fresh_association())
    return stage.add_case(session, one.member, CaseState.FILED, details=details)


def ends_a_mandate_she_represents(session: Session, one: Office, ines: Identity) -> Case:
    mandate = stage.add_mandate(session, representative=stage.NORA)
    return stage.add_case(session, one.member, CaseState.SUBMITTED, CaseForm.END, mandate_id=mandate.id)


def test_a_mandate_that_somebody_known_here_represents_is_the_affair_of_nobody_else(
    session: Session, one: Office, ines: Identity
) -> None:
    case = ends_a_mandate_she_represents(session, one, ines)
    assert own_among(session, ines, [case]).keys() == {case.id}
    session.execute(update(Account).where(Account.id == ines.account_id).values(person_id=None))
    assert own_among(session, ines, [case]) == {}


def test_whose_membership_ended_or_waits_is_free(session: Session, one: Office, ines: Identity) -> None:
    belongs(session, ines, one.id, "awaiting_confirmation")
    case = stage.add_case(session, one.member, CaseState.SUBMITTED)
    desk.take_case(session, ines, case.id, case.version, LATER)
    assert case.taken_by == ines.account_id


def test_as_applicant_an_officer_writes_answers_and_withdraws_and_isnt_the_counter(
    session: Session, one: Office, ines: Identity
) -> None:
    case = begun(session, one, ines)
    noor = stage.counter(session)
    write_message(session, ines, case.id, "It is urgent.", LATER)
    desk.take_case(session, noor, case.id, case.version, LATER)
    desk.ask_applicant(session, noor, case.id, TEXT, case.version, LATER)
    answer_case(session, ines, case.id, "They are now.", case.version, LATER)
    withdraw_case(session, ines, case.id, case.version, LATER)
    steps = [(step.kind, step.of_desk) for step in steps_of(session, case)][-5:]
    assert steps == [
        ("message", False), ("taken", True), ("asked", True), ("answered", False), ("withdrawn", False),
    ]  # fmt: skip


def test_for_the_counter_nobody_writes_in_the_case_of_his_own_office(
    session: Session, one: Office, ines: Identity
) -> None:
    case = for_her_office(session, one, ines)
    with pytest.raises(Refusal, match="own_organisation"):
        write_message(session, ines, case.id, "As colleague of theirs.", LATER)
    as_member = Identity(ines.account_id, None, frozenset({Role.PERSON, Role.MEMBER}), one.id)
    assert not write_message(session, as_member, case.id, "As colleague of theirs.", LATER).of_desk
