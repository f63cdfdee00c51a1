"""How an office stands: every count is that of what it counts, and what an officer keeps is in none."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.aml.blocks import begin_block
from app.aml.holding import hold
from app.aml.matters import matter_of
from app.aml.overview import Age, Due, Overview, overview_of
from app.errors import Forbidden
from app.policy import Identity, Role
from app.transaction import Scope, enter
from models.aml import Contact, Review
from tests.app.aml import with_officer
from tests.app.aml.complete_deals import accepted, add_deal
from tests.app.aml.lists_of_today import AmlOffice, load
from tests.app.aml.rules_of_today import EACH, publish
from tests.app.aml.test_notifications import one as one
from tests.app.wallet.offices import NOW


@pytest.fixture(autouse=True)
def rules(session: Session, one: AmlOffice) -> None:
    publish(session, EACH)
    load(session, "eu", [])
    enter(session, Scope.organisation(one.id, officer=True))


def ages(found: Overview) -> dict[tuple[str, str], dict[Age, int]]:
    return {(row.kind, row.state): {age: many for age, many in row.ages.items() if many} for row in found.open}


def test_accepted_contacts_are_counted_by_level_and_blocked_ones_apart(session: Session, one: AmlOffice) -> None:
    plain = [accepted(session, one.bram, name) for name in ("Verlinden", "Wauters", "Claes")]
    found = overview_of(session, one.bram, NOW)
    assert sum(found.levels.values()) == 3
    assert found.blocked == 0
    begin_block(session, one.an, matter_of(plain[0]), NOW)
    found = overview_of(session, one.bram, NOW)
    assert sum(found.levels.values()) == 2
    assert found.blocked == 1


@pytest.mark.parametrize(
    ("days", "age"),
    [(0, Age.WEEK), (6, Age.WEEK), (7, Age.MONTH), (29, Age.MONTH), (30, Age.QUARTER), (91, Age.QUARTER),
     (92, Age.OLDER)],
)  # fmt: skip
def test_what_waits_is_as_old_as_it_is(session: Session, one: AmlOffice, days: int, age: Age) -> None:
    add_deal(session, one.bram)
    found = overview_of(session, one.bram, NOW + timedelta(days=days))
    assert ages(found)["deal", "draft"] == {age: 1}


@pytest.mark.trust("AML")
def test_what_an_officer_holds_or_decides_waits_for_nobody_else(session: Session, one: AmlOffice) -> None:
    """Whichever of the two it is, a member's counts are the same."""
    party = with_officer.contact(session, one.bram, NOW, raised=True)
    decides = with_officer.deal(session, one.bram, party, NOW, "D1")
    before = overview_of(session, one.bram, NOW)
    with_officer.handed(session, one.bram, decides, NOW)
    handed = overview_of(session, one.bram, NOW)
    hold(session, one.an, matter_of(decides), "Seen with the notary.", NOW)
    assert overview_of(session, one.bram, NOW) == handed
    assert ages(before)["deal", "assessed"] == {Age.WEEK: 1}
    assert ("deal", "assessed") not in ages(handed)
    assert ("deal", "with_officer") not in ages(handed)


@pytest.mark.parametrize(
    ("days", "due"),
    [(-1, Due.OVERDUE), (0, Due.MONTH), (30, Due.MONTH), (31, Due.QUARTER), (92, Due.QUARTER), (93, Due.LATER)],
)
def test_reviews_are_counted_by_when_they_are_due(session: Session, one: AmlOffice, days: int, due: Due) -> None:
    contact: Contact = accepted(session, one.bram, "Verlinden")
    session.execute(text("delete from aml_review"))
    session.add(
        Review(
            organisation_id=one.id,
            root_id=contact.root_id,
            contact_id=contact.id,
            due_on=NOW.date() + timedelta(days=days),
            why="level",
            reckoned_at=NOW,
        )
    )
    session.flush()
    assert overview_of(session, one.bram, NOW).reviews == {due: 1}


def test_who_isnt_in_the_tool_is_told_nothing(session: Session, one: AmlOffice) -> None:
    stranger = Identity(1, 1, frozenset({Role.MANAGER}), one.id)
    with pytest.raises(Forbidden):
        overview_of(session, stranger, NOW)
