"""A raised risk profile is refused for good or handed to the AML officer, who may ask back."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.aml.blocks import block_of, end_block
from app.aml.matter_decisions import keep_decision
from app.aml.matters import matter_of
from app.aml.notifications import close
from app.aml.profile_assessing import assessed_profile, faults_of_accepting, keep_assessed
from app.aml.profiles import (
    accept_profile,
    answer_profile,
    begin_profile,
    drop_profile,
    hand_profile,
    refuse_profile,
)
from app.aml.usable import is_usable, usable_contact
from app.aml.vigilance.file import Given
from models.aml import Contact, Notification, RiskProfile
from models.values.vigilance import Verdict
from tests.app.aml.begun_profiles import (
    LATER,
    QUIET,
    RAISED,
    WHY,
    accepted_contact,
    codes,
    kept_of,
    profiling_office,
    tell,
)
from tests.app.aml.lists_of_today import AmlOffice
from tests.app.wallet.offices import NOW


@pytest.fixture
def one(session: Session) -> AmlOffice:
    return profiling_office(session)


@pytest.fixture
def wim(session: Session, one: AmlOffice) -> Contact:
    return accepted_contact(session, one)


@pytest.fixture
def profile(session: Session, one: AmlOffice, wim: Contact) -> RiskProfile:
    """A draft on which nothing was answered."""
    return begin_profile(session, one.bram, wim.id, NOW)


def test_whoever_refuses_a_raised_one_says_why_to_the_officer_and_it_is_final(
    session: Session, one: AmlOffice, wim: Contact, profile: RiskProfile
) -> None:
    tell(session, one, profile, RAISED)
    refuse_profile(session, one.bram, profile.id, profile.version, WHY, LATER)
    assert (profile.state, profile.level, profile.review_on) == ("refused", "raised", None)
    assert kept_of(session, profile) == [("raised", "raised"), ("handed", WHY)]
    assert session.scalars(select(Notification.wish)).all() == ["refuse"]
    assert block_of(session, matter_of(profile)) is None
    assert codes(usable_contact, session, one.id, wim.root_id) == ["aml.party.profile_refused"]


@pytest.mark.trust("AML")
def test_a_raised_one_that_is_handed_over_waits_for_the_officer_alone(
    session: Session, one: AmlOffice, wim: Contact, profile: RiskProfile
) -> None:
    tell(session, one, profile, RAISED)
    at = profile.version
    hand_profile(session, one.bram, profile.id, at, WHY, LATER)
    hand_profile(session, one.bram, profile.id, at, WHY, LATER)
    assert (profile.state, profile.handed_by) == ("with_officer", one.bram.account_id)
    assert kept_of(session, profile) == [("raised", "raised"), ("handed", WHY)]
    block = block_of(session, matter_of(profile))
    assert block is not None
    assert block.since == LATER
    told = ["aml.matter.blocked"]
    at = profile.version
    assert codes(hand_profile, session, one.an, profile.id, at, WHY, LATER) == told
    assert codes(accept_profile, session, one.an, profile.id, at, WHY, LATER) == told
    assert codes(refuse_profile, session, one.bram, profile.id, at, WHY, LATER) == told
    assert codes(answer_profile, session, one.bram, profile.id, QUIET, at, LATER) == told
    assert codes(drop_profile, session, one.bram, profile.id, at, LATER) == told
    assert codes(usable_contact, session, one.id, wim.root_id) == ["aml.party.blocked"]


@pytest.mark.trust("AML")
@pytest.mark.parametrize("level", ["raised", "stop"])
def test_a_raised_one_keeps_its_contact_out_of_deals_and_isnt_given_up(
    session: Session, one: AmlOffice, wim: Contact, profile: RiskProfile, level: str
) -> None:
    told = RAISED if level == "raised" else {**QUIET, "KS": Given("yes")}
    by_database = select(is_usable()).where(Contact.id == wim.id)
    assert usable_contact(session, one.id, wim.root_id).profile_id is None
    assert session.scalar(by_database) is True
    tell(session, one, profile, told)
    assert (profile.state, profile.level) == ("assessed", level)
    assert codes(usable_contact, session, one.id, wim.root_id) == ["aml.party.profile_open"]
    assert session.scalar(by_database) is False
    stays = ["aml.profile.raised_stays"]
    assert codes(drop_profile, session, one.bram, profile.id, profile.version, LATER) == stays
    # Nor once an answer was changed: the officer was told.
    answer_profile(session, one.bram, profile.id, QUIET, profile.version, LATER)
    assert (profile.state, profile.level) == ("draft", None)
    assert codes(drop_profile, session, one.bram, profile.id, profile.version, LATER) == stays
    assert session.scalar(by_database) is True


def test_what_isnt_raised_leaves_its_contact_usable_and_may_be_given_up(
    session: Session, one: AmlOffice, wim: Contact, profile: RiskProfile
) -> None:
    tell(session, one, profile, QUIET)
    assert usable_contact(session, one.id, wim.root_id).profile_id is None
    assert session.scalar(select(is_usable()).where(Contact.id == wim.id)) is True
    assert drop_profile(session, one.bram, profile.id, profile.version, LATER).state == "dropped"


@pytest.mark.trust("AML")
def test_what_was_raised_does_not_pass_the_officer_by_once_an_answer_changed(
    session: Session, one: AmlOffice, profile: RiskProfile
) -> None:
    tell(session, one, profile, RAISED)
    tell(session, one, profile, QUIET)
    assert (profile.state, profile.level) == ("assessed", "standard")
    accepting = (accept_profile, session, one.bram, profile.id, profile.version, "", LATER)
    assert codes(*accepting) == ["aml.profile.officer_told"]
    told = session.scalars(select(Notification)).one()
    close(session, one.an, told.id, "Looked at, all is well.", told.version, LATER)
    accept_profile(session, one.bram, profile.id, profile.version, "", LATER)
    assert profile.state == "accepted"


@pytest.mark.trust("AML")
def test_of_whom_something_was_found_raised_nobody_goes_on_by_an_earlier_profile(
    session: Session, one: AmlOffice, wim: Contact, profile: RiskProfile
) -> None:
    tell(session, one, profile, QUIET)
    accept_profile(session, one.bram, profile.id, profile.version, "", NOW)
    usable = select(func.house_contact_usable(one.id, wim.root_id))
    later = begin_profile(session, one.bram, wim.id, LATER)
    assert session.scalar(usable)
    assert usable_contact(session, one.id, wim.root_id).profile_id == profile.id
    for told, level in ((RAISED, "raised"), ({"KS": Given("yes")}, "stop")):
        tell(session, one, later, {**QUIET, **told})
        assert (later.state, later.level) == ("assessed", level)
        assert not session.scalar(usable)
        assert codes(usable_contact, session, one.id, wim.root_id) == ["aml.party.profile_open"]


def asked_back(session: Session, one: AmlOffice, profile: RiskProfile) -> RiskProfile:
    """Handed over, and the officer wants to know more."""
    tell(session, one, profile, RAISED)
    hand_profile(session, one.bram, profile.id, profile.version, WHY, NOW)
    profile.state = "asked_back"
    session.flush()
    return profile


def test_what_is_asked_back_is_answered_and_handed_over_again(
    session: Session, one: AmlOffice, profile: RiskProfile
) -> None:
    asked_back(session, one, profile)
    for act in (accept_profile, refuse_profile):
        assert codes(act, session, one.bram, profile.id, profile.version, WHY, NOW) == ["aml.profile.asked_back"]
    assert codes(drop_profile, session, one.bram, profile.id, profile.version, NOW) == ["aml.profile.asked_back"]
    answer_profile(session, one.bram, profile.id, {"KS": Given("yes")}, profile.version, LATER)
    assert (profile.state, profile.level) == ("asked_back", "raised")
    hand_profile(session, one.bram, profile.id, profile.version, "Looked at once more.", LATER)
    assert (profile.state, profile.level) == ("with_officer", "stop")
    # What is no longer raised still goes back to him who asked.
    profile.state = "asked_back"
    session.flush()
    answer_profile(session, one.bram, profile.id, QUIET, profile.version, LATER)
    hand_profile(session, one.bram, profile.id, profile.version, "Nothing was the matter.", LATER)
    assert (profile.state, profile.level) == ("with_officer", "standard")
    assert [kind for kind, _ in kept_of(session, profile)] == ["raised", "handed", "handed", "handed"]


def test_what_is_asked_back_needs_every_answer_before_it_goes_back(
    session: Session, one: AmlOffice, profile: RiskProfile
) -> None:
    asked_back(session, one, profile)
    answer_profile(session, one.bram, profile.id, {"KS": None}, profile.version, LATER)
    act = (hand_profile, session, one.bram, profile.id, profile.version, WHY, LATER)
    assert codes(*act) == ["aml.decision.unanswered"]
    assert (profile.state, profile.level) == ("asked_back", "raised")


def test_the_officer_accepts_what_was_handed_over_with_a_review_in_a_year(
    session: Session, one: AmlOffice, wim: Contact, profile: RiskProfile
) -> None:
    tell(session, one, profile, RAISED)
    hand_profile(session, one.bram, profile.id, profile.version, WHY, NOW)
    assessed = assessed_profile(session, profile, LATER)
    assert faults_of_accepting(session, profile, assessed) == ()
    end_block(session, one.an, matter_of(profile), LATER)
    keep_assessed(session, profile, assessed, LATER, accepted=True)
    keep_decision(session, one.an, profile, Verdict.ACCEPTED, WHY, assessed, LATER, as_officer=True)
    session.expire_all()
    assert (profile.state, profile.review_on) == ("accepted", date(NOW.year + 1, NOW.month, NOW.day))
    assert usable_contact(session, one.id, wim.root_id).profile_id == profile.id
