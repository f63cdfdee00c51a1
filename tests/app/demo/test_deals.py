"""The deals of Immo Peeters: what came of them, who decided, what paid for them, and what only officers read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.demo.governments import IMMO_PEETERS
from app.transaction import Scope, enter
from models.aml import (
    Deal,
    DealPayment,
    FiuFile,
    FiuReport,
    Hold,
    MatterDecision,
    RiskProfile,
    Subscription,
)
from models.organisations import Organisation
from models.values import EnterpriseNumber
from models.values.fiu import ReportState
from models.values.matters import MatterState
from tests.app.demo.conftest import Played


@pytest.fixture
def among_officers(played: Played) -> Iterator[Session]:
    with played.sessions() as session:
        enter(session, Scope.office())
        number = EnterpriseNumber.parse(IMMO_PEETERS.number).digits
        office = session.scalars(select(Organisation.id).where(Organisation.enterprise_number == number)).one()
        session.rollback()
        enter(session, Scope.organisation(office, officer=True))
        yield session
        session.rollback()


def test_deals_of_nearly_two_years_were_closed_and_a_few_had_to_be_weighed(among_officers: Session) -> None:
    found = Counter(among_officers.scalars(select(Deal.state)))
    assert found[MatterState.ACCEPTED] >= 20
    assert {state: found[state] for state in ("refused", "with_officer", "draft")} == {
        "refused": 1, "with_officer": 4, "draft": 2,
    }  # fmt: skip
    levels = set(among_officers.scalars(select(Deal.level).where(Deal.state == "accepted")))
    assert {"standard", "raised"} <= levels
    assert len(set(among_officers.scalars(select(Deal.reference)))) == found.total()


def test_each_level_was_paid_by_the_subscription_of_that_day(among_officers: Session) -> None:
    bought = list(among_officers.scalars(select(Subscription).order_by(Subscription.first_day)))
    assert len(bought) >= 2
    assert all((later.first_day - earlier.last_day).days == 1 for earlier, later in pairwise(bought))
    paid = Counter(among_officers.scalars(select(DealPayment.subscription_id)))
    assert {one.id: one.used for one in bought} == {one.id: paid[one.id] for one in bought}
    levels = among_officers.scalars(select(Deal.id).where(Deal.level.is_not(None))).all()
    assert sorted(levels) == sorted(among_officers.scalars(select(DealPayment.deal_id)))


def test_raised_deals_were_decided_by_the_officer_for_somebody_else(among_officers: Session) -> None:
    decisions = among_officers.scalars(
        select(MatterDecision).where(MatterDecision.verdict == "accepted", MatterDecision.level == "raised")
    ).all()
    assert decisions
    assert all(one.as_officer and one.asked_by != one.decided_by and one.reason for one in decisions)


def test_who_was_in_a_deal_before_has_a_profile(among_officers: Session) -> None:
    profiles = among_officers.scalars(select(RiskProfile)).all()
    assert len([one for one in profiles if one.state == MatterState.ACCEPTED and one.review_on]) >= 4


def test_the_officer_holds_one_and_reported_two(among_officers: Session) -> None:
    assert len(among_officers.scalars(select(Hold).where(Hold.ended_at.is_(None))).all()) == 1
    reports = among_officers.scalars(select(FiuReport)).all()
    assert {one.state for one in reports} == {ReportState.SENT, ReportState.OPPOSED}
    assert sorted(among_officers.scalars(select(FiuFile.report_id))) == sorted(one.id for one in reports)


def test_a_member_sees_none_of_it(among_officers: Session, played: Played) -> None:
    office = among_officers.scalars(select(Deal.organisation_id).limit(1)).one()
    with played.sessions() as session:
        enter(session, Scope.organisation(office))
        assert [session.scalars(select(kind)).all() for kind in (FiuReport, FiuFile, Hold)] == [[], [], []]
