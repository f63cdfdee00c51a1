"""Syndics of the demonstration: the fee, the register of mandates, and one case in each state."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.clock import day_of
from app.database import engine_for, session_factory
from app.demo.cast import AN, BRAM, CHLOE, ELS, INES, JORIS, add_member, open_account
from app.demo.enterprises import put_business_register
from app.demo.governments import IMMO_PEETERS
from app.demo.mandate_cases import SCRIPTS
from app.demo.syndics import DEMO_FIGURE, FEE, add_syndics
from app.organisations.business_deliveries import take_in_all
from app.outside.files import Folder
from app.syndics.queries import details_of
from app.transaction import Scope, enter
from models.accounts import Account
from models.documents import Document
from models.events import Event
from models.organisations import Member, Organisation
from models.syndics import Case, CaseFile, CaseStep, Fee, MandateRow
from models.values import EnterpriseNumber, Money
from models.values.mandates import CaseForm, CaseState
from models.wallet import Wallet
from tests.app.wallet.offices import NOW as OPENED
from tests.database import TestServer

NOW = datetime(2026, 11, 30, 15, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def world(server: TestServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sessionmaker[Session]]:
    folder: Path = tmp_path_factory.mktemp("syndics")
    with server.copy() as name:
        engine = engine_for(server.url("house_app", name), seconds=60)
        factory = session_factory(engine)
        put_business_register(folder)
        take_in_all(factory, folder, lambda: NOW, lambda: False)
        with factory.begin() as session:
            _opened(session)
        with factory() as session:
            enter(session, Scope.office())
            assert add_syndics(session, Folder(folder / "files"), NOW) == len(SCRIPTS)
        yield factory
        engine.dispose()


def _opened(session: Session) -> None:
    enter(session, Scope.office())
    made = Organisation(
        kind="enterprise", name=IMMO_PEETERS.name, created_at=OPENED,
        enterprise_number=EnterpriseNumber.parse(IMMO_PEETERS.number).digits,
    )  # fmt: skip
    session.add(made)
    session.flush()
    for one in (AN, BRAM, ELS, INES, JORIS, CHLOE):
        person_id = add_member(session, None, one, OPENED)
        account_id = open_account(session, None, one, person_id, "-", OPENED)
        if one in (AN, BRAM, ELS):
            session.add(
                Member(organisation_id=made.id, account_id=account_id, state="confirmed", is_manager=one is AN,
                       first_day=date(2023, 1, 5), created_at=OPENED)
            )  # fmt: skip
    session.flush()


@pytest.fixture
def office(world: sessionmaker[Session]) -> Iterator[Session]:
    with world() as session:
        enter(session, Scope.office())
        yield session


def test_a_case_stands_in_each_state_and_is_about_each_form(office: Session) -> None:
    found = office.execute(select(Case.association_name, Case.state, Case.form)).all()
    assert {one.state for one in found} == set(CaseState)
    assert {one.form for one in found} == set(CaseForm)
    waiting = office.scalars(
        select(Case.association_name).where(Case.state == CaseState.SUBMITTED).order_by(Case.due_on)
    ).all()
    assert waiting == ["ACP Résidence Le Tilleul", "VME Residentie Boskant"]


def test_one_is_late_one_got_its_fee_back_and_one_waits_for_a_number(office: Session) -> None:
    late = [
        one.association_name for one in office.scalars(select(Case)) if one.handed_in_at
        and day_of(one.handed_in_at) > one.due_on
    ]  # fmt: skip
    assert late == ["ACP Résidence Le Tilleul"]
    back = office.scalars(select(Case).where(Case.refunded_at.is_not(None)).order_by(Case.begun_at)).all()
    assert [(one.state, one.association_name) for one in back] == [
        ("refused", "ACP Résidence La Citadelle"), ("withdrawn", "ACP Résidence Outremeuse"),
    ]  # fmt: skip
    for one in back:
        assert office.get_one(Wallet, one.payer_id).balance == 125
    announced = office.scalars(select(Case).where(Case.state == CaseState.ANNOUNCED)).one()
    assert announced.association_number is None
    assert announced.charge_id is None


def test_the_counter_asked_two_who_are_syndic_themselves_and_one_answered(office: Session) -> None:
    asked = office.execute(
        select(Case.association_name, Account.username)
        .join(CaseStep, CaseStep.case_id == Case.id)
        .join(Account, Account.id == Case.account_id)
        .where(CaseStep.kind == "asked")
        .order_by(Case.begun_at)
    ).all()
    assert [tuple(one) for one in asked] == [
        ("VME Residentie Het Anker", "joris.vandamme"), ("ACP Résidence Clair Matin", "chloe.dubois"),
    ]  # fmt: skip
    answered = office.scalars(select(Case).where(Case.state == CaseState.ANSWERED)).one()
    assert details_of(answered).syndic.home.street == "Havenstraat 5 bus 3"


def test_the_fee_of_the_year_is_a_demo_figure_and_each_case_paid_it_once(office: Session) -> None:
    fee = office.scalars(select(Fee).where(Fee.year == NOW.year)).one()
    assert (Money(fee.net), fee.source) == (FEE, DEMO_FIGURE)
    assert office.scalar(select(Fee.id).where(Fee.year == 2024)) is None
    paid = office.scalars(select(Case.charge_id).where(Case.submitted_at.is_not(None))).all()
    assert len(set(paid)) == len(paid) == 9


def test_immo_peeters_is_syndic_of_twenty_six_and_the_filed_ones_came_by_a_case(office: Session) -> None:
    running = office.scalars(
        select(MandateRow).where(MandateRow.syndic_id.is_not(None), MandateRow.last_day.is_(None))
    ).all()
    assert len(running) == 26
    assert {one.syndic_name for one in running} == {"Immo Peeters BV"}
    by_case = office.scalars(
        select(MandateRow).where(MandateRow.source == "case").order_by(MandateRow.first_day)
    ).all()
    assert [(one.association_name, one.syndic_name) for one in by_case] == [
        ("VME Residentie Het Anker", "Joris Van Damme"), ("VME Residentie Windroos", "Immo Peeters BV"),
    ]  # fmt: skip
    manages = office.execute(
        select(Organisation.name, Account.username)
        .join(Member, Member.organisation_id == Organisation.id)
        .join(Account, Account.id == Member.account_id)
        .where(Organisation.kind == "owners_association", Member.is_manager)
        .order_by(Organisation.name)
    ).all()
    assert [tuple(one) for one in manages] == [
        ("VME Residentie De Garnaalvisser", "an.peeters"), ("VME Residentie Het Anker", "joris.vandamme"),
        ("VME Residentie Windroos", "an.peeters"),
    ]  # fmt: skip
    earlier = office.scalars(select(MandateRow.id).where(MandateRow.last_day < day_of(NOW))).all()
    assert len(earlier) > 20


def test_what_was_handed_in_has_its_files_and_its_proof(office: Session) -> None:
    for case in office.scalars(select(Case).where(Case.handed_in_at.is_not(None))):
        kinds = office.scalars(
            select(Document.kind)
            .join(CaseFile, CaseFile.document_id == Document.id)
            .where(CaseFile.case_id == case.id, Document.file.is_not(None))
        ).all()
        assert set(kinds) == {"mandate_proof"}
        assert (case.proof_id is not None) == (case.submitted_at is not None)


def test_what_happened_in_an_organisation_follows_time_and_nothing_is_added_twice(
    office: Session, tmp_path: Path
) -> None:
    happened: dict[int, datetime] = {}
    for organisation_id, at in office.execute(
        select(Event.organisation_id, Event.happened_at).where(Event.organisation_id != 0).order_by(Event.id)
    ):
        assert happened.get(organisation_id, at) <= at <= NOW
        happened[organisation_id] = at
    assert len(happened) > 5
    assert add_syndics(office, Folder(tmp_path), NOW) == 0
