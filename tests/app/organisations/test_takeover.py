"""Two of the central team take an organisation over; nobody does it alone, and it is never without a manager."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.demo.enterprises import PEETERS
from app.errors import Forbidden, Refusal, Stale
from app.organisations.takeover import decide_takeover
from app.policy import Identity, Role
from app.transaction import Scope, enter
from models.organisations import Member, Organisation, Takeover
from tests.stories.cast import Cast, assemble

NOW = datetime(2027, 3, 15, 9, 5, tzinfo=UTC)


@pytest.fixture
def cast(session: Session) -> Cast:
    made = assemble(session, NOW - timedelta(days=200))
    session.commit()
    enter(session, Scope.office())
    return made


def _central(cast: Cast, name: str) -> Identity:
    return Identity(
        cast.accounts[name], cast.persons[name], frozenset({Role.PERSON, Role.CENTRAL}), key_level="high"
    )


def _asked(session: Session, cast: Cast, manager: str, *, dismisses: bool = True) -> Takeover:
    office = Organisation(
        kind="enterprise", name="Immo Peeters", enterprise_number=PEETERS.number.digits, created_at=NOW
    )
    session.add(office)
    session.flush()
    old = Member(
        organisation_id=office.id,
        account_id=cast.accounts["An"],
        state="confirmed",
        is_manager=True,
        first_day=NOW.date(),
        created_at=NOW,
    )
    one = Takeover(
        organisation_id=office.id,
        account_id=cast.accounts[manager],
        why="Overleden.",
        dismisses=dismisses,
        asked_by=cast.accounts["Greet"],
        asked_at=NOW,
    )
    session.add_all([old, one])
    session.flush()
    return one


def _managers(session: Session) -> set[int]:
    return set(session.scalars(select(Member.account_id).where(Member.is_manager, Member.state == "confirmed")))


@pytest.mark.trust("2.3.5")
def test_who_asked_it_cant_do_it_the_database_says_so_too(session: Session, cast: Cast) -> None:
    one = _asked(session, cast, "Bram")
    with pytest.raises(Refusal) as caught:
        decide_takeover(session, _central(cast, "Greet"), one.id, one.version, True, NOW)
    assert caught.value.code == "organisations.takeover.own"
    alone = {"state": "done", "decided_by": one.asked_by, "decided_at": NOW}
    with pytest.raises(IntegrityError, match="four_eyes"), session.begin_nested():
        session.execute(update(Takeover).where(Takeover.id == one.id).values(**alone))
    decide_takeover(session, _central(cast, "Greet"), one.id, one.version, False, NOW)
    assert _managers(session) == {cast.accounts["An"]}


@pytest.mark.parametrize(("manager", "dismisses"), [("Bram", True), ("Bram", False), ("An", True)])
def test_another_does_it_and_there_is_always_a_manager(
    session: Session, cast: Cast, manager: str, dismisses: bool
) -> None:
    one = _asked(session, cast, manager, dismisses=dismisses)
    decide_takeover(session, _central(cast, "Dirk"), one.id, one.version, True, NOW)
    expected = {manager} if dismisses else {manager, "An"}
    assert _managers(session) == {cast.accounts[name] for name in expected}
    with pytest.raises(Refusal):
        decide_takeover(session, _central(cast, "Dirk"), one.id, one.version, True, NOW)


def test_a_page_that_was_open_too_long_and_somebody_of_elsewhere_do_nothing(session: Session, cast: Cast) -> None:
    one = _asked(session, cast, "Bram")
    with pytest.raises(Stale):
        decide_takeover(session, _central(cast, "Dirk"), one.id, one.version + 1, True, NOW)
    helpdesk = Identity(cast.accounts["Dirk"], None, frozenset({Role.HELPDESK}))
    with pytest.raises(Forbidden):
        decide_takeover(session, helpdesk, one.id, one.version, True, NOW)
