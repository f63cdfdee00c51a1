"""Ways in which somebody might make a file go before its ten years are over, none of which does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from app import clock
from app.aml.blocks import begin_block, end_block
from app.aml.deals import accept_deal
from app.aml.fiu_reports import begin_report, end_report
from app.aml.forgetting import forget_all
from app.aml.holding import hold, release
from app.aml.keeping import ten_years_after
from app.aml.kept import contact_facts
from app.aml.matters import matter_of
from app.aml.notifications import close, notify_officer
from app.aml.relation_ends import end_relation, note_closed_on, take_back_end
from app.errors import Refusal
from app.transaction import Scope, enter, transaction
from tests.app.aml.complete_deals import accepted, add_assessed
from tests.app.aml.complete_files import add_complete, complete_person
from tests.app.aml.later import Night, database_day
from tests.app.aml.lists_of_today import AmlOffice, aml_office
from tests.app.wallet.offices import NOW

LATER = datetime(2036, 11, 20, 9, tzinfo=UTC)
"""Ten days before what ended on this day is over."""
OVER = date(2036, 12, 1)
DAY = timedelta(days=1)
pytestmark = pytest.mark.trust("AML")


@pytest.fixture
def one(session: Session) -> AmlOffice:
    made = aml_office(session)
    enter(session, Scope.organisation(made.id, officer=True))
    return made


@pytest.fixture
def on(session: Session, owner_engine: Engine, tmp_path: Path, one: AmlOffice) -> Callable[[date], int]:
    """The job in the night of a day; how many files it deleted."""

    def run(day: date) -> int:
        at = clock.start_of(day) + timedelta(hours=4)
        with database_day(owner_engine, day):
            count = forget_all(Night(session, tmp_path), lambda: at)
        session.expire_all()
        enter(session, Scope.organisation(one.id, officer=True))
        return count

    return run


def test_what_was_stopped_reported_or_told_lately_keeps_its_file_for_ten_years(
    session: Session, one: AmlOffice, on: Callable[[date], int]
) -> None:
    accepted(session, one.bram, "Free", "X")
    blocked, held, reported, told = (
        accepted(session, one.bram, name, "X") for name in ("Block", "Held", "Report", "Told")
    )
    begin_block(session, one.an, matter_of(blocked), LATER)
    end_block(session, one.an, matter_of(blocked), LATER)
    hold(session, one.an, matter_of(held), "Strange: he asks for secrecy.", LATER)
    release(session, one.an, matter_of(held), "Nothing is wrong with it.", LATER)
    report = begin_report(session, one.an, matter_of(reported), LATER)
    end_report(session, one.an, report.id, "A mistake of ours: another contact.", report.version, LATER)
    sent = notify_officer(session, one.bram, told.id, "He asks for secrecy.", None, LATER)
    close(session, one.an, sent.id, "Looked at with his notary.", sent.version, LATER)
    last = ten_years_after(LATER.date())
    assert on(OVER) == 1
    assert on(last) == 0
    assert on(last + DAY) == 4


def test_an_end_recorded_long_ago_doesnt_undo_what_was_changed_since(
    session: Session, one: AmlOffice, on: Callable[[date], int]
) -> None:
    draft = add_complete(session, one.bram, NOW, complete_person("Draft"))
    session.execute(
        text("update aml_contact set changed_at = :at where organisation_id = :office and id = :id"),
        {"at": LATER, "office": one.id, "id": draft.id},
    )
    end_relation(session, one.bram, draft.id, NOW.date(), LATER)
    last = ten_years_after(LATER.date())
    assert contact_facts(session, one.id, draft.id).kept_until == last
    assert on(OVER) == 0
    assert on(last) == 0
    assert on(last + DAY) == 1


def test_an_end_that_is_taken_back_and_told_anew_makes_nothing_go_sooner(
    session: Session, one: AmlOffice, on: Callable[[date], int]
) -> None:
    wim = accepted(session, one.bram)
    end_relation(session, one.bram, wim.id, LATER.date() - DAY, LATER)
    take_back_end(session, one.bram, wim.id, LATER)
    end_relation(session, one.bram, wim.id, NOW.date(), LATER)
    assert contact_facts(session, one.id, wim.id).kept_until == ten_years_after(LATER.date())
    assert on(OVER) == 0
    assert on(ten_years_after(LATER.date()) + DAY) == 1


def test_a_closing_is_corrected_to_an_earlier_day_within_a_year_and_no_longer(
    session: Session, one: AmlOffice, owner_engine: Engine
) -> None:
    deal = add_assessed(session, one.bram)
    accept_deal(session, one.bram, deal.id, deal.version, NOW)
    today = NOW.date()
    note_closed_on(session, one.bram, deal.id, today + timedelta(days=300), NOW + timedelta(days=301))
    note_closed_on(session, one.bram, deal.id, today, NOW + timedelta(days=301))
    note_closed_on(session, one.bram, deal.id, LATER.date() - DAY, LATER)
    with pytest.raises(Refusal) as found:
        note_closed_on(session, one.bram, deal.id, today, LATER)
    assert found.value.code == "aml.closing.long_ago"
    session.commit()
    told = {"office": one.id, "id": deal.id}
    for day in (f"date '{today}'", "null"):
        statement = f"update aml_deal set closed_on = {day} where organisation_id = :office and id = :id"
        with database_day(owner_engine, LATER.date()), pytest.raises(Refusal) as found, transaction(session):
            session.execute(text(statement), told)
        assert found.value.code == "aml.closing.long_ago"
    with database_day(owner_engine, LATER.date()):
        note_closed_on(session, one.bram, deal.id, LATER.date(), LATER)
