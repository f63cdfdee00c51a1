"""Every decision of the demonstration's three years, built anew from what is kept: the very same."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.aml.replaying import replay_all
from app.transaction import Scope, enter
from models.aml import ContactDecision
from tests.app.demo.conftest import NOW, Played


@pytest.mark.trust("AML")
def test_every_decision_of_three_years_replays_identically(played: Played) -> None:
    with played.sessions() as session:
        enter(session, Scope.office())
        office = session.scalars(select(ContactDecision.organisation_id).distinct()).one()
        count = session.scalar(select(func.count()).select_from(ContactDecision)) or 0
        enter(session, Scope.organisation(office))
        replays = list(replay_all(session, office, NOW, complete=True))
    assert {one.decision_id: one.differs for one in replays if not one.identical} == {}
    assert {one.decision_id: one.taken_from_decision for one in replays if one.taken_from_decision} == {}
    assert all(one.others == () for one in replays)
    assert len(replays) == count > 80
