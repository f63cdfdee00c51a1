"""What was kept for ten years after it ended is deleted the night after, with a protocol; nothing sooner, whoever
tries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app import clock, events
from app.aml import forgetting
from app.aml.blocks import begin_block
from app.aml.deals import accept_deal
from app.aml.deciding import accept_contact
from app.aml.fiu_reports import begin_report, end_report
from app.aml.forgetting import Due, forget_all, forget_file
from app.aml.holding import hold, release
from app.aml.keeping import ten_years_after
from app.aml.kept import contact_facts, forecast
from app.aml.matters import matter_of
from app.aml.notifications import close, notify_officer
from app.aml.profiles import begin_profile
from app.aml.relation_ends import end_relation, note_closed_on, take_back_end
from app.aml.shelf import Shelf
from app.aml.versions import begin_version
from app.database import engine_for, session_factory
from app.errors import Refusal
from app.transaction import Scope, enter, transaction
from models.aml import AnnualRecord, AnnualReport, Atypical, CashBreach, Contact, Deletion, Pack, Policy, Training
from models.base import Base
from models.events import Event
from models.values.following import DeletedKind
from tests.app.aml.complete_deals import accepted, add_assessed
from tests.app.aml.complete_files import add_complete, complete_organisation
from tests.app.aml.later import Night, database_day, rows_of
from tests.app.aml.lists_of_today import AmlOffice, aml_office
from tests.app.wallet.offices import NOW
from tests.database import TestServer

TODAY = NOW.date()
LAST = date(2036, 11, 30)
"""The last day on which what ended on this day is kept."""
OVER = LAST + timedelta(days=1)
AML = tuple(
    name
    for name, table in Base.metadata.tables.items()
    if name.startswith("aml_") and "organisation_id" in table.c
)
pytestmark = pytest.mark.trust("AML")


@pytest.fixture
def one(session: Session) -> AmlOffice:
    made = aml_office(session)
    enter(session, Scope.organisation(made.id, officer=True))
    return made


@pytest.fixture
def on(session: Session, owner_engine: Engine, tmp_path: Path) -> Callable[[date], int]:
    """The job in the night of a day; how many files it deleted."""

    def run(day: date) -> int:
        at = clock.start_of(day) + timedelta(hours=4)
        with database_day(owner_engine, day):
            count = forget_all(Night(session, tmp_path), lambda: at)
        session.expire_all()
        return count

    return run


def _protocol(session: Session, one: AmlOffice) -> list[Deletion]:
    enter(session, Scope.organisation(one.id, officer=True))
    return list(session.scalars(select(Deletion).order_by(Deletion.id)))


def test_a_file_goes_the_night_after_its_last_day_with_all_that_hangs_on_it(
    session: Session, one: AmlOffice, on: Callable[[date], int], tmp_path: Path
) -> None:
    before = rows_of(session, one.id, AML)
    deal = add_assessed(session, one.bram)
    accept_deal(session, one.bram, deal.id, deal.version, NOW)
    lone = accepted(session, one.bram, "Onbekend", "Zoë")
    sent = notify_officer(session, one.bram, lone.id, "Zoë asks for secrecy.", None, NOW)
    close(session, one.an, sent.id, "Looked at with her notary, and explained.", sent.version, NOW)
    hold(session, one.an, matter_of(lone), "Strange: she asks for secrecy.", NOW)
    release(session, one.an, matter_of(lone), "Nothing is wrong with it.", NOW)
    report = begin_report(session, one.an, matter_of(lone), NOW)
    end_report(session, one.an, report.id, "A mistake of ours: another contact.", report.version, NOW)
    there = rows_of(session, one.id, AML)
    assert on(LAST) == 0
    assert rows_of(session, one.id, AML) == there
    assert on(OVER) == 4  # a deal, two who were in it, and who was never in any
    assert on(OVER) == 0
    left = rows_of(session, one.id, AML)
    assert left == {**before, "aml_deletion": 4}
    lines = _protocol(session, one)
    assert [line.kind for line in lines] == ["deal", "contact", "contact", "contact"]
    assert {(line.ended_on, line.kept_until) for line in lines} == {(TODAY, LAST)}
    assert lines[0].root_ids == sorted(lines[0].root_ids)
    assert len(lines[0].root_ids) == 2
    went: dict[str, int] = {}
    for line in lines:
        for table, count in line.counted.items():
            went[table] = went.get(table, 0) + count
    assert went.pop("event_payload") > 4
    assert went == {table: count - before.get(table, 0) for table, count in there.items()}


def _names(session: Session, one: AmlOffice) -> set[str]:
    enter(session, Scope.organisation(one.id, officer=True))
    return {name.removeprefix("X ") for name in session.scalars(select(Contact.name))}


def test_whatever_is_open_keeps_its_contact_and_nothing_else(
    session: Session, one: AmlOffice, on: Callable[[date], int]
) -> None:
    accepted(session, one.bram, "Free", "X")
    names = ("Version", "Profile", "Block", "Held", "Report", "Told", "Odd", "Cash", "Owner", "Agent")
    version, profile, block, held, report, told, odd, cash, owner, agent = (
        accepted(session, one.bram, name, "X") for name in names
    )
    begin_version(session, one.bram, Shelf(None), version.id, NOW)
    begin_profile(session, one.bram, profile.id, NOW)
    begin_block(session, one.an, matter_of(block), NOW)
    hold(session, one.an, matter_of(held), "Strange: he asks for secrecy.", NOW)
    begin_report(session, one.an, matter_of(report), NOW)
    notify_officer(session, one.bram, told.id, "He asks for secrecy.", None, NOW)
    by = {"organisation_id": one.id, "made_by": one.an.account_id}
    session.add(
        Atypical(**by, root_id=odd.id, noted_on=TODAY, title="Odd", told="Odd.", made_at=NOW, changed_at=NOW)
    )
    session.add(
        CashBreach(
            **by, root_id=cash.id, happened_on=TODAY, amount=Decimal(5000), told="Cash.", measure="Refused.",
            made_at=NOW + timedelta(days=1),
        )
    )  # fmt: skip
    # Whoever is named by one that is kept: its owner, and who represents it.
    bakery = add_complete(session, one.bram, NOW, complete_organisation("Bakery", agent.id, owner.id))
    accept_contact(session, one.bram, bakery.id, bakery.version, "We know them for years.", NOW)
    begin_version(session, one.bram, Shelf(None), bakery.id, NOW)
    session.flush()
    assert on(OVER) == 1
    assert _names(session, one) == {*names, "Bakery"}
    assert on(OVER + timedelta(days=1)) == 1
    assert "Cash" not in _names(session, one)


def test_two_who_name_each_other_go_together_and_nobody_before(
    session: Session, one: AmlOffice, on: Callable[[date], int]
) -> None:
    wim = accepted(session, one.bram, "Verlinden", "Wim")
    bakery = add_complete(session, one.bram, NOW, complete_organisation("Bakkerij", wim.id, wim.id))
    accept_contact(session, one.bram, bakery.id, bakery.version, "We know them for years.", NOW)
    end_relation(session, one.bram, bakery.id, TODAY + timedelta(days=40), NOW + timedelta(days=50))
    assert on(OVER) == 0
    assert on(LAST + timedelta(days=40)) == 0
    assert on(OVER + timedelta(days=40)) == 2


def test_a_relation_ends_on_the_day_that_is_recorded_until_it_is_taken_back(
    session: Session, one: AmlOffice, on: Callable[[date], int]
) -> None:
    wim, later = accepted(session, one.bram), NOW + timedelta(days=400)
    ended = TODAY + timedelta(days=30)
    end_relation(session, one.bram, wim.id, ended, later)
    assert contact_facts(session, one.id, wim.id).kept_until == LAST + timedelta(days=30)
    assert [(year.year, year.counts[DeletedKind.CONTACT]) for year in forecast(session, one.id)] == [(2036, 1)]
    refused: dict[str, Callable[[], object]] = {
        "aml.relation.ended": lambda: end_relation(session, one.bram, wim.id, ended, later),
        "aml.relation.future": lambda: end_relation(session, one.bram, wim.id, ended, NOW),
        "aml.relation.before_begin": lambda: end_relation(
            session, one.bram, wim.id, TODAY - timedelta(days=1), later
        ),
    }
    for code, act in refused.items():
        with pytest.raises(Refusal) as found:
            act()
        assert found.value.code == code
    take_back_end(session, one.bram, wim.id, later)
    with pytest.raises(Refusal) as found:
        take_back_end(session, one.bram, wim.id, later)
    assert found.value.code == "aml.relation.not_ended"
    # It went on that day: whoever takes an end back makes nothing go sooner.
    went_on = later.date()
    assert contact_facts(session, one.id, wim.id).kept_until == ten_years_after(went_on)
    assert on(ten_years_after(went_on)) == 0
    assert on(ten_years_after(went_on) + timedelta(days=1)) == 1


def test_a_deal_is_kept_from_the_day_it_was_closed_and_keeps_whoever_was_in_it(
    session: Session, one: AmlOffice, on: Callable[[date], int]
) -> None:
    deal, later = add_assessed(session, one.bram), NOW + timedelta(days=90)
    wim = session.scalars(select(Contact).where(Contact.name.like("%Verlinden%"))).one()
    closed = TODAY + timedelta(days=60)
    refused: dict[str, Callable[[], object]] = {
        "aml.relation.open_deal": lambda: end_relation(session, one.bram, wim.root_id, TODAY, NOW),
        "aml.closing.not_accepted": lambda: note_closed_on(session, one.bram, deal.id, closed, later),
    }
    for code, act in refused.items():
        with pytest.raises(Refusal) as found:
            act()
        assert found.value.code == code
    accept_deal(session, one.bram, deal.id, deal.version, NOW)
    for code, day in {
        "aml.closing.future": later.date() + timedelta(days=1),
        "aml.closing.before_decision": TODAY - timedelta(days=1),
    }.items():
        with pytest.raises(Refusal) as found:
            note_closed_on(session, one.bram, deal.id, day, later)
        assert found.value.code == code
    note_closed_on(session, one.bram, deal.id, closed, later)
    assert contact_facts(session, one.id, wim.root_id).kept_until == LAST + timedelta(days=60)
    assert on(LAST + timedelta(days=60)) == 0
    assert on(OVER + timedelta(days=60)) == 3
    assert {line.ended_on for line in _protocol(session, one)} == {closed}


def test_entries_of_registers_about_no_file_go_ten_years_after_their_own_day(
    session: Session, one: AmlOffice, on: Callable[[date], int]
) -> None:
    by = {"organisation_id": one.id, "made_by": one.an.account_id, "made_at": NOW}
    cash = {"amount": Decimal(5000), "told": "Cash.", "measure": "Refused."}
    session.add_all(
        (
            Training(**by, title="Rules", held_on=TODAY - timedelta(days=9), minutes=60),
            Policy(**by, kind="procedure", title="In force", body="Steps.", first_day=TODAY),
            Policy(**by, kind="procedure", title="Over", body="Steps.", first_day=TODAY, last_day=TODAY,
                   ended_by=one.an.account_id, ended_at=NOW),
            CashBreach(**by, **cash, happened_on=TODAY, withdrawn_by=one.an.account_id, withdrawn_at=NOW),
            Atypical(**by, title="Odd", told="Odd.", noted_on=TODAY, changed_at=NOW),
            Atypical(**by, title="Told", told="Odd.", noted_on=TODAY, changed_at=NOW, conclusion="suspicious",
                     analysis="Yes.", concluded_by=one.an.account_id, concluded_at=NOW),
        )
    )  # fmt: skip
    session.flush()
    assert on(LAST) == 0
    assert on(OVER) == 4
    assert [line.register for line in _protocol(session, one)] == ["atypical", "cash_breach", "policy", "training"]
    left = rows_of(session, one.id, ("aml_training", "aml_policy", "aml_cash_breach", "aml_atypical"))
    assert left == {"aml_policy": 1, "aml_atypical": 1}
    enter(session, Scope.organisation(one.id))
    tags = session.scalars(text("select tag from event where tag like '%.deleted' order by id")).all()
    assert tags == ["aml.file.deleted"] * 3  # that of the atypical operation is for officers


def _refuses(session: Session, statement: str, **told: object) -> str:
    """The constraint that says no, or that the role may not; nothing of it stays."""
    with pytest.raises(DBAPIError) as found, session.begin_nested():
        session.execute(text(statement), told)
    problem = found.value.orig
    return getattr(getattr(problem, "diag", None), "constraint_name", None) or str(
        getattr(problem, "sqlstate", "")
    )


@pytest.mark.trust("AML")
def test_signed_annual_reports_and_lines_of_packs_go_ten_years_after_they_were_made(
    session: Session, one: AmlOffice, on: Callable[[date], int]
) -> None:
    """What was never signed stays; who reads of it is an officer, of its end too."""
    enter(session, Scope.organisation(one.id, officer=True))
    made = {"organisation_id": one.id, "begun_by": one.an.account_id, "begun_at": NOW}
    signed = AnnualReport(year=NOW.year - 1, **made)
    session.add_all([signed, AnnualReport(year=NOW.year, **made)])
    session.add(
        Pack(
            organisation_id=one.id, kind="inspection", asked={"contacts": []}, files=3, size=900,
            manifest=b"\0" * 32, print=b"\1" * 32, made_by=one.an.account_id, made_at=NOW,
        )
    )  # fmt: skip
    session.flush()
    session.add(AnnualRecord(organisation_id=one.id, report_id=signed.id, figure="1", kind="deal", record_id=7))
    session.flush()
    signed.state, signed.figures, signed.pdf, signed.print = "signed", {"operations": "Wim"}, b"%PDF", b"\2" * 32
    signed.signed_by, signed.signed_at = one.an.account_id, NOW
    session.commit()
    tables = ("aml_annual_report", "aml_annual_record", "aml_pack")
    assert on(LAST) == 0
    assert on(OVER) == 2
    assert on(OVER) == 0
    assert rows_of(session, one.id, tables) == {"aml_annual_report": 1}
    assert {line.register for line in _protocol(session, one)} == {"annual_report", "pack"}
    tags = session.scalars(select(Event.tag).where(Event.tag.like("%.deleted")).order_by(Event.tag)).all()
    assert tags == ["fiu.annual.deleted", "fiu.pack.deleted"]


def test_what_is_refused_each_night_keeps_nothing_else_back(
    session: Session, one: AmlOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A batch of two, of which both are refused: the third goes all the same."""
    told = [Due(DeletedKind.CONTACT, "", number) for number in (1, 2, 3)]
    went: list[int] = []

    def forget(session: Session, office: int, one: Due, now: datetime) -> list[str]:
        if one.id < 3:
            raise Refusal("aml.deletion.kept")
        went.append(one.id)
        return []

    monkeypatch.setattr(forgetting, "BATCH", 1)
    monkeypatch.setattr(forgetting, "_offices", lambda session, now: [one.id])
    monkeypatch.setattr(
        forgetting, "due", lambda session, office, day, most: [row for row in told if row.id not in went][:most]
    )
    monkeypatch.setattr(forgetting, "forget_file", forget)
    assert forget_all(Night(session, tmp_path), lambda: NOW) == 1
    assert went == [3]


def test_nobody_deletes_sooner_and_nobody_beside_the_functions(
    session: Session, one: AmlOffice, owner_engine: Engine
) -> None:
    wim = accepted(session, one.bram)
    far = clock.start_of(OVER) + timedelta(hours=4)
    calls = {"contact": "house_forget_contact(:office, :id, :at)", "deal": "house_forget_deal(:office, :id, :at)"}
    for role in ("house_app", "house_office", "house_self"):
        scope = {"house_app": Scope.organisation(one.id, officer=True), "house_office": Scope.office(officer=True)}
        enter(session, scope.get(role, Scope.own(None, one.bram.account_id)))
        for table in AML:
            if table != "aml_review":  # reckoned anew each night, and of nothing that happened
                assert _refuses(session, f"delete from {table}") == "42501", (role, table)
            assert _refuses(session, f"truncate {table}") == "42501"
        if role != "house_office":
            for call in calls.values():
                assert _refuses(session, f"select {call}", office=one.id, id=wim.id, at=NOW) == "42501"
    enter(session, Scope.office())
    call, told = f"select {calls['contact']}", {"office": one.id, "id": wim.id}
    assert _refuses(session, call, **told, at=NOW) == "ck_aml_deletion_told"
    assert _refuses(session, call, **told, at=far) == "ck_aml_deletion_not_yet"
    for at in (NOW, clock.start_of(LAST)):
        with database_day(owner_engine, clock.day_of(at)), pytest.raises(Refusal) as found, transaction(session):
            forget_file(session, one.id, Due(DeletedKind.CONTACT, "", wim.id), at)
        assert found.value.code == "aml.deletion.kept"
    with database_day(owner_engine, OVER):
        # Not of another office either.
        events.record(session, events.Tag.FILE_DELETED, events.Subject("contact", wim.id, one.id + 1), None, far)
        assert _refuses(session, call, office=one.id + 1, id=wim.id, at=far) == "ck_aml_deletion_kept"


def test_the_owner_himself_deletes_no_decision_by_hand(server: TestServer, cloned_database: str) -> None:
    engine = engine_for(server.url("house_app", cloned_database), seconds=120)
    with session_factory(engine)() as session:
        enter(session, Scope.office())
        with transaction(session):
            one = aml_office(session)
            enter(session, Scope.organisation(one.id))
            accepted(session, one.bram)
    engine.dispose()
    owner = create_engine(server.url("house_owner", cloned_database))
    for statement in (
        "delete from aml_decision",
        "truncate aml_decision cascade",
        "update aml_decision set reason = ''",
    ):
        with pytest.raises(DBAPIError, match="never changes"), owner.begin() as connection:
            connection.execute(text(statement))
    owner.dispose()
