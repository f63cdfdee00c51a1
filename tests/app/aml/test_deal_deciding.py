"""A deal is accepted, refused, or handed to the officer: by whom, when, and what stands in the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.aml.blocks import begin_block, block_of
from app.aml.deal_assessing import assessed_deal
from app.aml.deal_pages import DealPage
from app.aml.deals import (
    accept_deal,
    answer_deal,
    assess_deal,
    hand_deal,
    refuse_deal,
    save_deal_page,
)
from app.aml.matters import matter_of
from app.aml.notifications import close, notify_about_deal
from app.aml.vigilance.deals import DealFile, vigilance_of_deal
from app.aml.vigilance.file import Given
from app.aml.vigilance.level import Assessment
from app.aml.vigilance.rule_set import RuleSet
from app.errors import Forbidden, Refusal, Stale
from app.policy import Identity, Role
from app.transaction import Scope, enter
from models import aml
from models.aml import Contact, Deal, DealParty, MatterDecision, Notification, NotificationAct
from models.values.matters import MatterState
from tests.app.aml.complete_deals import add_assessed, add_deal, paid
from tests.app.aml.lists_of_today import AmlOffice, aml_office
from tests.app.wallet.offices import NOW

WHY = "The explanation of the buyer doesn’t hold."
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def one(session: Session) -> AmlOffice:
    made = aml_office(session)
    enter(session, Scope.organisation(made.id))
    return made


def refused(act: Callable[[], object]) -> list[str]:
    with pytest.raises(Refusal) as found:
        act()
    return [one.code for one in found.value.everything]


def accept(session: Session, who: Identity, deal: Deal, seen: bytes | None = None) -> MatterDecision:
    return accept_deal(session, who, deal.id, deal.version, LATER, seen=seen)


def seller(session: Session) -> Contact:
    party = session.scalars(select(DealParty).where(DealParty.role == "seller")).one()
    return session.scalars(select(Contact).where(Contact.id == party.contact_id)).one()


@pytest.mark.trust("AML")
def test_a_member_accepts_what_is_not_raised_and_it_is_closed_that_day(session: Session, one: AmlOffice) -> None:
    deal = add_assessed(session, one.bram)
    made = accept(session, one.bram, deal, deal.assessed_print)
    assert (deal.state, deal.level, deal.closed_on, deal.decided_at) == (
        "accepted", "standard", date(2026, 11, 30), LATER,
    )  # fmt: skip
    assert (made.verdict, made.level, made.as_officer, made.self_decided, made.asked_by, made.decided_by) == (
        "accepted", "standard", False, False, None, one.bram.account_id,
    )  # fmt: skip
    session.commit()  # what the database asks at the end
    assert session.execute(text("select tag from event order by id desc limit 1")).scalar() == "aml.deal.accepted"


@pytest.mark.trust("AML")
def test_a_decision_is_replayed_with_the_same_result(session: Session, one: AmlOffice) -> None:
    made = accept(session, one.bram, add_assessed(session, one.bram))
    rules = session.scalars(select(aml.RuleSet.data).where(aml.RuleSet.id == made.rule_set_id)).one()
    again = vigilance_of_deal(RuleSet.read(rules), DealFile.read(made.file))
    assert again == Assessment.read(made.result)


def test_pressed_twice_it_is_decided_once(session: Session, one: AmlOffice) -> None:
    deal = add_assessed(session, one.bram)
    before = deal.version
    first = accept_deal(session, one.bram, deal.id, before, LATER)
    assert accept_deal(session, one.bram, deal.id, before, LATER).id == first.id
    assert refused(lambda: accept_deal(session, one.an, deal.id, before, LATER)) == ["aml.deal.decided"]
    assert refused(lambda: refuse_deal(session, one.bram, deal.id, before, WHY, LATER)) == ["aml.deal.decided"]
    assert refused(lambda: hand_deal(session, one.bram, deal.id, before, WHY, LATER)) == ["aml.deal.decided"]
    assert refused(lambda: assess_deal(session, one.bram, deal, LATER)) == ["aml.deal.decided"]
    gone = refused(
        lambda: save_deal_page(session, one.bram, deal.id, DealPage.MONEY, lambda facts: facts, before, LATER)
    )
    assert gone == ["aml.deal.decided"]


def test_what_was_not_paid_is_not_decided(session: Session, one: AmlOffice) -> None:
    deal = add_deal(session, one.bram)
    for act in (
        lambda: accept(session, one.bram, deal),
        lambda: refuse_deal(session, one.bram, deal.id, deal.version, WHY, LATER),
        lambda: hand_deal(session, one.bram, deal.id, deal.version, WHY, LATER),
    ):
        assert refused(act) == ["aml.deal.unpaid"]


def test_only_what_was_looked_at_is_decided(session: Session, one: AmlOffice) -> None:
    deal = add_assessed(session, one.bram)
    seen = deal.assessed_print
    with pytest.raises(Stale):
        accept_deal(session, one.bram, deal.id, deal.version - 1, LATER)
    answer_deal(session, one.bram, deal.id, {"FIN1": Given("loan_and_home", "KBC")}, deal.version, NOW)
    assert refused(lambda: accept(session, one.bram, deal, seen)) == ["aml.decision.changed"]
    assert (deal.state, deal.level) == ("draft", "standard")
    made = accept(session, one.bram, deal, assessed_deal(session, deal, LATER).print)
    assert (made.level, deal.level, deal.state) == ("simplified", "simplified", "accepted")


def test_nobody_accepts_while_a_document_is_open_or_something_lacks(session: Session, one: AmlOffice) -> None:
    deal = add_assessed(session, one.bram)
    answer_deal(session, one.bram, deal.id, {"FIN5": Given("no")}, deal.version, NOW)
    assert refused(lambda: accept(session, one.bram, deal)) == ["aml.decision.open_documents"]
    answer_deal(session, one.bram, deal.id, {"FIN5": None}, deal.version, NOW)
    assert refused(lambda: accept(session, one.bram, deal)) == ["aml.deal.unanswered"]
    save_deal_page(
        session, one.bram, deal.id, DealPage.MONEY,
        lambda facts: replace(facts, price=None, details=replace(facts.details, financing=(), deposit_cents=None)),
        deal.version, NOW,
    )  # fmt: skip
    assert refused(lambda: accept(session, one.bram, deal)) == ["aml.deal.no_price", "aml.deal.unanswered"]


@pytest.mark.trust("AML")
def test_nobody_accepts_while_a_party_is_blocked(session: Session, one: AmlOffice) -> None:
    deal = add_assessed(session, one.bram)
    begin_block(session, one.an, matter_of(seller(session)), NOW)
    assert refused(lambda: accept(session, one.bram, deal)) == ["aml.deal.party_unusable"]


@pytest.mark.trust("AML")
def test_the_database_refuses_it_too(session: Session, one: AmlOffice) -> None:
    deal = add_assessed(session, one.bram)
    begin_block(session, one.an, matter_of(seller(session)), NOW)
    deal.state, deal.decided_at = "accepted", LATER
    with pytest.raises(DBAPIError, match="cannot be dealt with"):
        session.flush()


@pytest.mark.trust("AML")
@pytest.mark.parametrize(("code", "option", "level"), [("K4", "yes", "raised"), ("FIN2", "yes", "stop")])
def test_what_is_raised_is_the_officers(
    session: Session, one: AmlOffice, code: str, option: str, level: str
) -> None:
    deal = add_assessed(session, one.bram, **{code: option})
    assert deal.level == level
    for who in (one.bram, one.an):
        assert refused(lambda who=who: accept(session, who, deal)) == ["aml.deal.raised"]  # type: ignore[misc]
    made = hand_deal(session, one.bram, deal.id, deal.version, WHY, LATER, seen=deal.assessed_print)
    assert (deal.state, deal.handed_by, deal.handed_at) == ("with_officer", one.bram.account_id, LATER)
    assert (made.deal_id, made.wish, made.state) == (deal.id, "accept", "waiting")
    blocked = block_of(session, matter_of(deal))
    assert blocked is not None
    assert blocked.since == LATER
    for act in (
        lambda: accept(session, one.bram, deal),
        lambda: refuse_deal(session, one.bram, deal.id, deal.version, WHY, LATER),
        lambda: hand_deal(session, one.an, deal.id, deal.version, WHY, LATER),
        lambda: answer_deal(session, one.bram, deal.id, {code: Given("no")}, deal.version, LATER),
    ):
        assert refused(act) == ["aml.matter.blocked"]


@pytest.mark.trust("AML")
def test_a_member_refuses_what_is_raised_and_the_officer_reads_why(session: Session, one: AmlOffice) -> None:
    deal = add_assessed(session, one.bram, K4="yes")
    made = refuse_deal(session, one.bram, deal.id, deal.version, WHY, LATER)
    assert (deal.state, deal.level, made.verdict, made.as_officer) == ("refused", "raised", "refused", False)
    assert block_of(session, matter_of(deal)) is None
    assert session.execute(select(Notification.wish, Notification.state)).all() == [("refuse", "waiting")]
    acts = session.execute(select(NotificationAct.kind, NotificationAct.text).order_by(NotificationAct.id)).all()
    assert acts == [("raised", "raised"), ("handed", WHY)]
    session.commit()


def test_a_refusal_wants_a_reason_and_tells_no_officer_what_is_not_raised(
    session: Session, one: AmlOffice
) -> None:
    deal = add_assessed(session, one.bram)
    short = refused(lambda: refuse_deal(session, one.bram, deal.id, deal.version, " no ", LATER))
    assert short == ["aml.decision.reason_too_short"]
    long = refused(lambda: refuse_deal(session, one.bram, deal.id, deal.version, "x" * 2001, LATER))
    assert long == ["aml.decision.reason_too_long"]
    made = refuse_deal(session, one.bram, deal.id, deal.version, WHY, LATER)
    assert (deal.state, deal.closed_on, made.reason) == ("refused", None, WHY)
    assert session.scalars(select(Notification)).all() == []


def test_what_is_not_raised_is_not_handed_over(session: Session, one: AmlOffice) -> None:
    deal = add_assessed(session, one.bram)
    assert refused(lambda: hand_deal(session, one.bram, deal.id, deal.version, WHY, LATER)) == [
        "aml.matter.not_raised"
    ]


@pytest.mark.trust("AML")
def test_what_was_raised_does_not_pass_the_officer_by_once_an_answer_changed(
    session: Session, one: AmlOffice
) -> None:
    deal = add_assessed(session, one.bram, K4="yes")
    answer_deal(session, one.bram, deal.id, {"K4": Given("no")}, deal.version, NOW)
    assert (deal.state, deal.level) == ("assessed", "raised")  # until it is assessed again
    assess_deal(session, one.bram, deal, LATER)
    assert deal.level == "standard"
    assert refused(lambda: accept(session, one.bram, deal)) == ["aml.deal.officer_told"]
    told = session.scalars(select(Notification)).one()
    told.state = "closed"  # he read it
    session.flush()
    assert accept(session, one.bram, deal).verdict == "accepted"


@pytest.mark.trust("AML")
def test_what_was_written_before_it_was_raised_keeps_nothing_from_the_officer(
    session: Session, one: AmlOffice
) -> None:
    deal = add_deal(session, one.bram)
    wrote = notify_about_deal(session, one.bram, deal.id, "They hurry a lot.", NOW)
    answer_deal(session, one.bram, deal.id, {"K4": Given("yes", "Looked at.")}, deal.version, NOW)
    assess_deal(session, one.bram, paid(session, deal), NOW)
    assess_deal(session, one.bram, deal, NOW)
    acts = select(NotificationAct.kind).order_by(NotificationAct.id)
    assert session.scalars(acts).all() == ["sent", "raised"]
    answer_deal(session, one.bram, deal.id, {"K4": Given("no")}, deal.version, NOW)
    assess_deal(session, one.bram, deal, LATER)
    assert deal.level == "standard"
    assert refused(lambda: accept(session, one.bram, deal)) == ["aml.deal.officer_told"]
    close(session, one.an, wrote.id, "Looked at, all is well.", wrote.version, LATER)
    assert refused(lambda: accept(session, one.bram, deal)) == ["aml.deal.officer_told"]
    told = session.scalars(select(Notification).where(Notification.id != wrote.id)).one()
    close(session, one.an, told.id, "Looked at, all is well.", told.version, LATER)
    assert accept(session, one.bram, deal).verdict == "accepted"


def test_what_the_officer_asks_about_is_corrected_and_handed_over_again(session: Session, one: AmlOffice) -> None:
    deal = add_assessed(session, one.bram, K4="yes")
    hand_deal(session, one.bram, deal.id, deal.version, WHY, NOW)
    deal.state = MatterState.ASKED_BACK.value
    session.flush()
    answer_deal(session, one.bram, deal.id, {"K4": Given("yes", "He hurries.")}, deal.version, LATER)
    assess_deal(session, one.bram, deal, LATER)
    assert (deal.state, deal.level) == ("asked_back", "raised")
    assert refused(lambda: accept(session, one.bram, deal)) == ["aml.deal.officer_asks"]
    asks = refused(lambda: refuse_deal(session, one.bram, deal.id, deal.version, WHY, LATER))
    assert asks == ["aml.deal.officer_asks"]
    hand_deal(session, one.bram, deal.id, deal.version, WHY, LATER)
    assert deal.state == "with_officer"
    since = block_of(session, matter_of(deal))
    assert since is not None
    assert since.since == NOW  # blocked all the while


def test_what_is_no_longer_raised_while_he_asks_is_answered_not_handed(session: Session, one: AmlOffice) -> None:
    deal = add_assessed(session, one.bram, K4="yes")
    hand_deal(session, one.bram, deal.id, deal.version, WHY, NOW)
    deal.state = MatterState.ASKED_BACK.value
    session.flush()
    answer_deal(session, one.bram, deal.id, {"K4": Given("no")}, deal.version, LATER)
    assert refused(lambda: hand_deal(session, one.bram, deal.id, deal.version, WHY, LATER)) == ["aml.deal.reply"]


@pytest.mark.trust("AML")
def test_nobody_decides_who_may_not(session: Session, one: AmlOffice) -> None:
    deal = add_assessed(session, one.bram)
    plain = Identity(one.bram.account_id, None, frozenset({Role.PERSON, Role.MEMBER}), one.id)
    enter(session, Scope.office())
    other = aml_office(session)
    for who in (plain, other.bram, other.an):
        with pytest.raises(Forbidden):
            accept(session, who, deal)


def test_a_contact_of_a_closed_deal_needs_a_profile_for_the_next(session: Session, one: AmlOffice) -> None:
    deal = add_assessed(session, one.bram)
    wim = seller(session)
    accept(session, one.bram, deal)
    other = paid(session, add_deal(session, one.bram, "2026-015", parties=()))
    from app.aml.deals import add_party  # noqa: PLC0415

    found = refused(lambda: add_party(session, one.bram, other.id, wim.root_id, "seller", other.version, LATER))
    assert found == ["aml.party.needs_profile"]
