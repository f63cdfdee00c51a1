"""Of a contact that is blocked and comes into a deal at the same moment, one happens first and the other knows it;
of many who decide of a deal at once, one does."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session, sessionmaker

from app.aml.assessing import rules_in_force
from app.aml.blocks import begin_block
from app.aml.deals import accept_deal, add_party, begin_deal, refuse_deal
from app.aml.matters import locked_profile, matter_of
from app.aml.profile_assessing import assessed_profile
from app.aml.profiles import accept_profile, answer_profile, assess_profile, begin_profile
from app.aml.vigilance.file import Given
from app.database import engine_for, session_factory
from app.errors import Refusal
from app.transaction import Scope, enter, transaction
from models.aml import Block, Contact, Deal, DealParty, MatterDecision, RiskProfile
from tests.app.aml.complete_deals import accepted, add_assessed
from tests.app.aml.lists_of_today import AmlOffice, aml_office
from tests.app.aml.test_races import at_once
from tests.app.wallet.offices import NOW
from tests.database import TestServer

CROWD = 8
WHY = "The explanation of the buyer doesn’t hold."


@pytest.fixture
def crowd(server: TestServer, cloned_database: str) -> Iterator[sessionmaker[Session]]:
    engine = engine_for(server.url("house_app", cloned_database), seconds=120, size=CROWD)
    yield session_factory(engine)
    engine.dispose()


@pytest.fixture
def one(crowd: sessionmaker[Session]) -> AmlOffice:
    with crowd.begin() as session:
        return aml_office(session)


@pytest.mark.trust("AML")
def test_nobody_comes_into_a_deal_of_which_others_are_accepted_while_he_is_blocked(
    crowd: sessionmaker[Session], one: AmlOffice
) -> None:
    """Half of them add him, each to a deal of his own, half block him: who came in came before the block."""
    with crowd.begin() as session:
        enter(session, Scope.organisation(one.id))
        wim = accepted(session, one.bram).id
        deals = [begin_deal(session, one.bram, one.id, f"R{at}", "sale", NOW) for at in range(CROWD)]
        versions = [(deal.id, deal.version) for deal in deals]

    def act(session: Session, number: int) -> Any:
        if number % 2:
            contact = session.scalars(select(Contact).where(Contact.id == wim).with_for_update()).one()
            return begin_block(session, one.an, matter_of(contact), NOW).id
        deal_id, version = versions[number]
        return f"party {add_party(session, one.bram, deal_id, wim, 'seller', version, NOW).id}"

    found = at_once(crowd, one, act, CROWD)
    came = [told for told in found if isinstance(told, str)]
    blocks = {told for told in found if isinstance(told, int)}
    refused = [told for told in found if told is Refusal]
    assert len(blocks) == 1
    assert len(came) + len(refused) == CROWD // 2
    with crowd() as session:
        enter(session, Scope.office())
        (block,) = session.scalars(select(Block)).all()
        assert block.ended_at is None
        assert session.scalar(select(func.count()).select_from(DealParty)) == len(came)
        # Of who came in before, nobody goes on: the deal can't be accepted.
        usable = text("select bool_or(house_contact_usable(organisation_id, root_id)) from aml_party")
        assert session.scalar(usable) in (None, False)


@pytest.mark.trust("AML")
def test_a_deal_is_accepted_or_its_party_is_blocked_first_never_both_unknown(
    crowd: sessionmaker[Session], one: AmlOffice
) -> None:
    with crowd.begin() as session:
        enter(session, Scope.organisation(one.id))
        deal = add_assessed(session, one.bram)
        deal_id, version = deal.id, deal.version
        wim = session.scalars(select(DealParty.root_id).where(DealParty.role == "seller")).one()

    def act(session: Session, number: int) -> Any:
        if number % 2:
            contact = session.scalars(select(Contact).where(Contact.id == wim).with_for_update()).one()
            return begin_block(session, one.an, matter_of(contact), NOW).id
        return str(accept_deal(session, one.bram, deal_id, version, NOW).verdict)

    found = at_once(crowd, one, act, CROWD)
    with crowd() as session:
        enter(session, Scope.office())
        state = session.scalars(select(Deal.state).where(Deal.id == deal_id)).one()
        kept = session.scalar(select(func.count()).select_from(MatterDecision))
        assert session.scalar(select(func.count()).select_from(Block)) == 1
    accepts = [told for told in found if not isinstance(told, int)]
    assert (state, kept) == (("accepted", 1) if "accepted" in accepts else ("assessed", 0))
    assert len(set(accepts)) == 1  # all pressed the same button: done once, or refused to each


@pytest.mark.trust("AML")
def test_who_adds_a_party_and_who_blocks_its_profile_dont_wait_for_each_other(
    crowd: sessionmaker[Session], one: AmlOffice
) -> None:
    with crowd.begin() as session:
        enter(session, Scope.organisation(one.id))
        wim = accepted(session, one.bram).id
        profile_id = _accepted_profile(session, one, wim).id
        deal = begin_deal(session, one.bram, one.id, "R1", "sale", NOW)
        deal_id, version = deal.id, deal.version

    def add() -> Any:
        with crowd() as session, transaction(session):
            enter(session, Scope.organisation(one.id))
            return add_party(session, one.bram, deal_id, wim, "seller", version, NOW)

    with ThreadPoolExecutor(1) as threads, crowd.begin() as session:
        enter(session, Scope.organisation(one.id))
        profile = locked_profile(session, profile_id)
        adding = threads.submit(add)
        _until_somebody_waits(session)
        begin_block(session, one.an, matter_of(profile), NOW)
        session.commit()
        with pytest.raises(Refusal) as found:
            adding.result(timeout=120)
    assert found.value.code == "aml.party.not_usable"


def _accepted_profile(session: Session, one: AmlOffice, contact_id: int) -> RiskProfile:
    made = begin_profile(session, one.bram, contact_id, NOW)
    rules, found = rules_in_force(session).rules, assessed_profile(session, made, NOW).found
    asked = [rule for rule in rules.rules if rule.code in found.asked]
    harmless = {rule.code: Given(next(one.code for one in rule.options if not one.effects)) for rule in asked}
    answer_profile(session, one.bram, made.id, harmless, made.version, NOW)
    assess_profile(session, one.bram, made.id, made.version, NOW)
    return accept_profile(session, one.bram, made.id, made.version, "", NOW)


def _until_somebody_waits(session: Session) -> None:
    # Somebody of this database: another test's may be beside it. (Activity would be told from the first look on.)
    waiting = text(
        "select exists (select from pg_locks w join pg_locks h on h.pid = w.pid and h.granted"
        " join pg_database d on d.oid = h.database and d.datname = current_database() where not w.granted)"
    )
    for _ in range(600):
        if session.scalar(waiting):
            return
        time.sleep(0.1)
    raise AssertionError("nobody waits")


@pytest.mark.trust("AML")
def test_of_many_who_decide_at_once_one_does(crowd: sessionmaker[Session], one: AmlOffice) -> None:
    with crowd.begin() as session:
        enter(session, Scope.organisation(one.id))
        deal = add_assessed(session, one.bram)
        deal_id, version = deal.id, deal.version

    def act(session: Session, number: int) -> str:
        if number % 2:
            return str(refuse_deal(session, one.an, deal_id, version, WHY, NOW).verdict)
        return str(accept_deal(session, one.bram, deal_id, version, NOW).verdict)

    found = Counter(at_once(crowd, one, act, CROWD))
    assert sorted(found.values()) == [CROWD // 2] * 2
    assert found.pop(Refusal) == CROWD // 2
    with crowd() as session:
        enter(session, Scope.office())
        assert session.scalars(select(MatterDecision.verdict)).all() == list(found)
        told = "select count(*) from event where tag in ('aml.deal.accepted', 'aml.deal.refused')"
        assert session.scalars(text(told)).one() == 1


@pytest.mark.trust("AML")
def test_of_many_who_take_a_reference_one_does(crowd: sessionmaker[Session], one: AmlOffice) -> None:
    def act(session: Session, number: int) -> str:
        return begin_deal(session, one.bram, one.id, "2026-014", "sale", NOW).reference

    found = Counter(at_once(crowd, one, act, CROWD))
    assert found == {"2026-014": 1, Refusal: CROWD - 1}
