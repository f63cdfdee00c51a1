"""Ways round the AML officer that lead nowhere: a file he submitted himself, handed over again by
another; and what he accepted counts as closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.aml.deal_pages import DealPage
from app.aml.deal_parties import parties_of, remove_party
from app.aml.deals import save_deal_page
from app.aml.handing import hand_over
from app.aml.matters import matter_of
from app.aml.notifications import ask_back, reply
from app.aml.officer_deciding import decide_matter
from app.aml.officer_view import around
from app.errors import Refusal
from app.transaction import Scope, enter
from models.aml import Deal, RiskProfile
from models.values.matters import Wish
from models.values.vigilance import Verdict
from tests.app.aml import with_officer
from tests.app.aml.lists_of_today import OFFICER, AmlOffice, load
from tests.app.aml.rules_of_today import EACH, publish
from tests.app.aml.test_notifications import Give
from tests.app.aml.test_notifications import give as give
from tests.app.aml.test_notifications import one as one
from tests.app.wallet.offices import NOW

WHY = "Seen with the notary, and explained."
LATER = NOW + timedelta(hours=2)


@pytest.fixture(autouse=True)
def rules(session: Session, one: AmlOffice) -> None:
    publish(session, EACH)
    load(session, "eu", [])
    enter(session, Scope.organisation(one.id, officer=True))


def _raised(kind: str, session: Session, one: AmlOffice) -> RiskProfile | Deal:
    of = with_officer.contact(session, one.bram, NOW, raised=True)
    return (with_officer.profile if kind == "profile" else with_officer.deal)(session, one.bram, of, NOW)


@pytest.mark.trust("AML")
@pytest.mark.parametrize("kind", ["profile", "deal"])
def test_what_an_officer_submitted_stays_his_own_though_another_hands_it_over_again(
    session: Session, one: AmlOffice, give: Give, kind: str
) -> None:
    give(one.an, "officer")
    give(one.bram, "officer")
    enter(session, Scope.organisation(one.id, officer=True))
    row = _raised(kind, session, one)
    found = with_officer.handed(session, one.an, row, NOW)
    ask_back(session, replace(one.bram, roles=OFFICER), found.id, "Who pays the deposit?", found.version, NOW)
    hand_over(session, one.bram, row, Wish.ACCEPT, "The deed was corrected.", NOW)
    assert around(session, one.an, matter_of(row), LATER).own
    with pytest.raises(Refusal) as refused:
        decide_matter(session, one.an, matter_of(row), Verdict.ACCEPTED, WHY, row.version, LATER)
    assert [told.code for told in refused.value.everything] == ["aml.matter.own"]


@pytest.mark.trust("AML")
def test_what_is_taken_out_of_a_deal_while_he_asks_is_there_again_before_he_accepts(
    session: Session, one: AmlOffice
) -> None:
    row = _raised("deal", session, one)
    assert isinstance(row, Deal)
    found = with_officer.handed(session, one.bram, row, NOW)
    ask_back(session, one.an, found.id, "Who pays the deposit?", found.version, NOW)
    buyer = next(party for party in parties_of(session, row) if party.role == "buyer")
    remove_party(session, one.bram, row.id, buyer.id, row.version, NOW)
    without = save_deal_page(
        session, one.bram, row.id, DealPage.MONEY, lambda told: replace(told, price=None), row.version, NOW
    )
    reply(session, one.bram, found.id, "Nobody, he left.", found.version, NOW)
    assert without.state == "with_officer"
    with pytest.raises(Refusal) as refused:
        decide_matter(session, one.an, matter_of(row), Verdict.ACCEPTED, WHY, row.version, LATER)
    assert [told.code for told in refused.value.everything] == ["aml.deal.no_price", "aml.deal.no_buyer"]
    decide_matter(session, one.an, matter_of(row), Verdict.REFUSED, WHY, row.version, LATER)
    assert row.state == "refused"


@pytest.mark.trust("AML")
@pytest.mark.parametrize("verdict", Verdict)
def test_a_deal_that_the_officer_accepts_is_closed_that_day(
    session: Session, one: AmlOffice, verdict: Verdict
) -> None:
    row = _raised("deal", session, one)
    with_officer.handed(session, one.bram, row, NOW)
    decide_matter(session, one.an, matter_of(row), verdict, WHY, row.version, LATER)
    assert isinstance(row, Deal)
    assert row.closed_on == (LATER.date() if verdict is Verdict.ACCEPTED else None)
