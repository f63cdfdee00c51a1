"""The AML officer holds what he wants to, and releases it: once, and to nobody's knowledge."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.aml.blocks import block_of
from app.aml.holding import hold, release
from app.aml.matters import is_about, matter_of
from app.aml.officer_deciding import decide_matter
from app.transaction import Scope, enter
from models.aml import Block, Contact, Hold, OfficerAct
from models.values.matters import Matter, MatterKind
from models.values.vigilance import Verdict
from tests.app.aml import with_officer
from tests.app.aml.lists_of_today import AmlOffice
from tests.app.aml.test_notifications import one as one
from tests.app.aml.test_officer_deciding import LATER, WHY, Row, acts, officer_acts, refused, reported, row_of
from tests.app.aml.test_officer_deciding import row as row
from tests.app.aml.test_officer_deciding import rules as rules
from tests.app.wallet.offices import NOW


@pytest.mark.trust("AML")
@pytest.mark.parametrize("kind", ["contact", "profile", "deal"])
@pytest.mark.parametrize("waits", [False, True])
def test_an_officer_holds_anything_once_and_releases_it(
    session: Session, one: AmlOffice, kind: str, *, waits: bool
) -> None:
    row = row_of("deal" if kind == "deal" else "profile", session, one.bram)
    matter = matter_of(row) if kind != "contact" else Matter(
        one.id, MatterKind.CONTACT, session.scalars(select(Contact.id).where(Contact.copy_of.is_(None))).one()
    )  # fmt: skip
    waits = waits and kind != "contact"
    if waits:
        with_officer.handed(session, one.bram, row, NOW)
    assert refused(lambda: release(session, one.an, matter, WHY, LATER)) == ["matter.not_now"]
    version, state, told = row.version, row.state, len(acts(session))
    made = hold(session, one.an, matter, WHY, LATER)
    assert hold(session, one.an, matter, "Something else again.", LATER) is made
    block = block_of(session, matter)
    assert block is not None
    assert block.since == (NOW if waits else LATER)
    assert officer_acts(session) == ["held"]
    release(session, one.an, matter, WHY, LATER)
    assert officer_acts(session) == ["held", "released"]
    assert (block_of(session, matter) is not None) is waits
    session.refresh(row)
    assert (row.version, row.state, len(acts(session))) == (version, state, told)
    enter(session, Scope.organisation(one.id))
    session.expire_all()
    assert session.scalars(select(Hold)).all() == []
    assert session.scalars(select(OfficerAct)).all() == []


@pytest.mark.parametrize(
    ("state", "stays"), [("draft", False), ("made", True), ("no_objection", True), ("opposed", True)]
)
def test_a_released_contact_stays_blocked_while_a_report_isnt_ended(
    session: Session, one: AmlOffice, state: str, *, stays: bool
) -> None:
    made = with_officer.contact(session, one.bram, NOW)
    hold(session, one.an, matter_of(made), WHY, NOW)
    reported(session, made, one.an, state)
    release(session, one.an, matter_of(made), WHY, LATER)
    assert (block_of(session, matter_of(made)) is not None) is stays


def test_a_decision_ends_the_hold(session: Session, one: AmlOffice, row: Row) -> None:
    hold(session, one.an, matter_of(row), WHY, LATER)
    decide_matter(session, one.an, matter_of(row), Verdict.ACCEPTED, WHY, row.version, LATER)
    assert officer_acts(session) == ["held", "released"]
    assert session.scalars(select(Hold).where(Hold.ended_at.is_(None))).all() == []
    ended = session.scalars(select(Block).where(is_about(Block, matter_of(row)))).one()
    assert (ended.since, ended.ended_at) == (NOW, LATER)


def test_holding_asks_for_a_reason(session: Session, one: AmlOffice, row: Row) -> None:
    why = ["decision.reason_too_short"]
    assert refused(lambda: hold(session, one.an, matter_of(row), "short", LATER)) == why
    assert refused(lambda: release(session, one.an, matter_of(row), "short", LATER)) == why
