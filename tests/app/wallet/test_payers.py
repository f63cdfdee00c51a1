"""Who pays when a program of a tool asks, worked out in two statements."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import event, select, text, update
from sqlalchemy.orm import Session

from app.errors import Missing, Refusal
from app.wallet.charging import Wanted, charge, key_of
from app.wallet.payers import known_to, payer_of
from models.organisations import Member, Organisation
from models.rights import Access, ToolRegistration, ToolRole, ToolUse
from tests.app.wallet.offices import NOW, Office, filled, office

DAY = date(2027, 3, 15)
SUBJECT = "s" * 43
pytestmark = pytest.mark.trust("Spending")


@pytest.fixture
def one(session: Session) -> Office:
    """Bram entered the tool, in the one role it has, which An gave him."""
    made = office(session)
    role = ToolRole(tool_id=made.tool_id, code="user", name_nl="Gebruiker", name_fr="Utilisateur", name_en="User")
    session.add(role)
    session.flush()
    mine = {"organisation_id": made.id, "tool_id": made.tool_id}
    since = date(2026, 1, 1)
    session.add(ToolRegistration(**mine, registered_on=since, registered_by=made.an.account_id))
    session.add(
        Access(
            **mine, membership_id=made.bram.membership_id, role_id=role.id, state="user", given_on=since,
            given_by=made.an.account_id,
        )
    )  # fmt: skip
    session.add(
        ToolUse(
            **mine, account_id=made.bram.account_id, role_id=role.id, used_at=NOW, starred=False, subject=SUBJECT
        )
    )
    session.flush()
    return made


def number_of(session: Session, one: Office) -> str:
    return session.scalars(select(Organisation.enterprise_number).where(Organisation.id == one.id)).one() or ""


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    said: list[str] = []

    def note(*told: object) -> None:
        said.append(str(told[2]))

    bind = session.connection()
    event.listen(bind, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(bind, "before_cursor_execute", note)


def test_a_member_whom_the_tool_knows_pays_for_his_office(session: Session, one: Office) -> None:
    with counted(session) as said:
        number = number_of(session, one)
        payer = payer_of(session, one.tool_id, SUBJECT, number, DAY)
    assert payer == one.bram
    assert len(said) == 1 + 2


def test_whom_it_does_not_know_and_what_is_not_here_are_missing(session: Session, one: Office) -> None:
    number = number_of(session, one)
    for subject, place in (("t" * 43, number), (SUBJECT, "0000000000")):
        with pytest.raises(Missing):
            payer_of(session, one.tool_id, subject, place, DAY)
    with pytest.raises(Missing):  # what another tool calls him
        payer_of(session, one.tool_id + 1, SUBJECT, number, DAY)


@pytest.mark.parametrize("closed", ["blocked", "unregistered", "left", "not yet", "at rest"])
def test_what_closes_the_tool_closes_the_wallet(session: Session, one: Office, closed: str) -> None:
    day = DAY
    if closed == "blocked":
        session.execute(update(Access).where(Access.organisation_id == one.id).values(state="blocked"))
    elif closed == "unregistered":
        mine = ToolRegistration.organisation_id == one.id
        session.execute(update(ToolRegistration).where(mine).values(ended_on=DAY))
    elif closed == "left":
        mine = Member.id == one.bram.membership_id
        session.execute(update(Member).where(mine).values(state="ended", ended_on=DAY))
    elif closed == "not yet":
        day = date(2025, 12, 31)
    else:
        session.execute(text("update ab_user set active = false where id = :id"), {"id": one.bram.account_id})
    with pytest.raises(Refusal) as refused:
        payer_of(session, one.tool_id, SUBJECT, number_of(session, one), day)
    assert refused.value.code == "wallet.charge.not_open"


def test_what_closes_tomorrow_is_open_today(session: Session, one: Office) -> None:
    mine = ToolRegistration.organisation_id == one.id
    session.execute(update(ToolRegistration).where(mine).values(ended_on=DAY + timedelta(days=1)))
    assert payer_of(session, one.tool_id, SUBJECT, number_of(session, one), DAY) == one.bram


def test_another_office_where_he_does_not_belong_does_not_pay(session: Session, one: Office) -> None:
    other = office(session, one.tool_id)
    known = known_to(session, one.tool_id, SUBJECT, number_of(session, other))
    assert (known.payer.organisation_id, known.payer.membership_id) == (other.id, None)
    with pytest.raises(Refusal):
        payer_of(session, one.tool_id, SUBJECT, number_of(session, other), DAY)


def test_a_key_that_was_used_is_known_for_that_office_alone(session: Session, one: Office) -> None:
    filled(session, one, "50")
    charge(session, one.bram, Wanted("search"), "k", NOW)
    other = office(session, one.tool_id)
    key = key_of(one.tool_id, "k")
    assert known_to(session, one.tool_id, SUBJECT, number_of(session, one), key).before
    assert not known_to(session, one.tool_id, SUBJECT, number_of(session, other), key).before
