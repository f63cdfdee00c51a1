"""A risk profile is begun, answered, assessed, and accepted, refused or handed to the officer."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from app.aml.assessing import rules_in_force
from app.aml.blocks import begin_block, block_of, end_block
from app.aml.deciding import accept_contact, refuse_contact
from app.aml.matter_decisions import matter_decision_of
from app.aml.matters import matter_of
from app.aml.profile_assessing import assessed_profile, replayed_profile
from app.aml.profiles import (
    accept_profile,
    answer_profile,
    assess_profile,
    begin_profile,
    drop_profile,
    hand_profile,
    refuse_profile,
)
from app.aml.shelf import Shelf
from app.aml.usable import usable_contact
from app.aml.versions import begin_version
from app.aml.vigilance.file import Given
from app.aml.vigilance.profiles import ProfileAssessment, ProfileFile
from app.errors import Forbidden, Missing, Refusal, Stale
from app.policy import Identity, Role
from models.aml import Contact, RiskProfile
from tests.app.aml.begun_profiles import (
    LATER,
    QUIET,
    RAISED,
    WHY,
    Act,
    accepted_contact,
    codes,
    events_of,
    kept_of,
    profiling_office,
    tell,
)
from tests.app.aml.complete_files import add_complete, answered
from tests.app.aml.lists_of_today import AmlOffice
from tests.app.aml.rules_of_today import WITH_PROFILES, publish
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


def test_a_profile_is_answered_assessed_and_accepted(session: Session, one: AmlOffice, wim: Contact) -> None:
    made = begin_profile(session, one.bram, wim.id, NOW)
    assert (made.state, made.number, made.root_id, made.contact_id) == ("draft", 1, wim.root_id, wim.id)
    tell(session, one, made, QUIET)
    assert (made.state, made.level) == ("assessed", "standard")
    accept_profile(session, one.bram, made.id, made.version, "", LATER)
    session.expire_all()
    assert (made.state, made.level, made.decided_at) == ("accepted", "standard", LATER)
    # Wim's card is valid for longer than three years.
    assert made.review_on == date(NOW.year + 3, NOW.month, NOW.day)
    assert usable_contact(session, one.id, wim.root_id).profile_id == made.id
    assert kept_of(session, made) == []
    assert block_of(session, matter_of(made)) is None
    assert events_of(session, made) == [
        "aml.profile.begun", "aml.profile.answered", "aml.profile.assessed", "aml.profile.accepted",
    ]  # fmt: skip


@pytest.mark.trust("AML")
def test_a_decision_is_replayed_with_the_identical_result(
    session: Session, one: AmlOffice, profile: RiskProfile
) -> None:
    told = {**QUIET, "KD": Given("yes", "He moved; his card shows it."), "KW": Given("yes")}
    tell(session, one, profile, told)
    accept_profile(session, one.bram, profile.id, profile.version, "", LATER)
    session.expire_all()
    made = matter_decision_of(session, profile)
    assert made is not None
    assert (made.verdict, made.level, made.as_officer, made.asked_by) == ("accepted", "standard", False, None)
    rules, file = rules_in_force(session).rules, ProfileFile.read(made.file)
    assert replayed_profile(rules, made.file) == ProfileAssessment.read(made.result)
    assert (file.contact_id, file.number, file.answers) == (profile.contact_id, 1, told)
    # Whatever is answered elsewhere later, the decision gives the same.
    publish(session, WITH_PROFILES)
    assert replayed_profile(rules, made.file).told() == made.result


def test_begun_twice_is_one_draft_and_what_is_assessed_stands_in_the_way(
    session: Session, one: AmlOffice, wim: Contact, profile: RiskProfile
) -> None:
    assert begin_profile(session, one.bram, wim.id, LATER).id == profile.id
    assert begin_profile(session, one.an, wim.id, LATER).id == profile.id
    assert events_of(session, profile) == ["aml.profile.begun"]
    tell(session, one, profile, QUIET)
    assert codes(begin_profile, session, one.bram, wim.id, LATER) == ["aml.profile.open"]
    accept_profile(session, one.bram, profile.id, profile.version, "", LATER)
    assert begin_profile(session, one.bram, wim.id, LATER).number == 2


def test_a_contact_that_nobody_accepted_has_no_profile(session: Session, one: AmlOffice) -> None:
    made = add_complete(session, one.bram, NOW)
    assert codes(begin_profile, session, one.bram, made.id, NOW) == ["aml.profile.not_in_force"]
    refuse_contact(session, one.bram, made.id, made.version, WHY, NOW)
    assert codes(begin_profile, session, one.bram, made.id, NOW) == ["aml.profile.not_in_force"]
    with pytest.raises(Missing):
        begin_profile(session, one.bram, 987654, NOW)


def test_a_blocked_contact_has_no_profile_begun(session: Session, one: AmlOffice, wim: Contact) -> None:
    begin_block(session, one.an, matter_of(wim), NOW)
    assert codes(begin_profile, session, one.bram, wim.id, NOW) == ["aml.matter.blocked"]
    end_block(session, one.an, matter_of(wim), LATER)
    assert begin_profile(session, one.bram, wim.id, LATER).number == 1


def test_a_blocked_profile_that_was_refused_keeps_another_one_away(
    session: Session, one: AmlOffice, wim: Contact, profile: RiskProfile
) -> None:
    tell(session, one, profile, RAISED)
    refuse_profile(session, one.bram, profile.id, profile.version, WHY, LATER)
    begin_block(session, one.an, matter_of(profile), LATER)
    assert codes(begin_profile, session, one.bram, wim.id, LATER) == ["aml.matter.blocked"]


@pytest.mark.parametrize("blocked", ["contact", "profile"])
def test_nothing_is_possible_while_the_contact_or_the_profile_is_blocked(
    session: Session, one: AmlOffice, wim: Contact, profile: RiskProfile, blocked: str
) -> None:
    tell(session, one, profile, QUIET)
    begin_block(session, one.an, matter_of(wim if blocked == "contact" else profile), NOW)
    at = profile.version
    told = ["aml.matter.blocked"]
    assert codes(answer_profile, session, one.bram, profile.id, RAISED, at, NOW) == told
    assert codes(assess_profile, session, one.bram, profile.id, at, NOW) == told
    assert codes(accept_profile, session, one.bram, profile.id, at, "", NOW) == told
    assert codes(refuse_profile, session, one.bram, profile.id, at, WHY, NOW) == told
    assert codes(hand_profile, session, one.bram, profile.id, at, WHY, NOW) == told
    assert codes(drop_profile, session, one.bram, profile.id, at, NOW) == told
    session.expire_all()
    assert (profile.state, profile.version) == ("assessed", at)


def test_without_every_answer_there_is_no_level(session: Session, one: AmlOffice, profile: RiskProfile) -> None:
    answer_profile(session, one.bram, profile.id, {"KR": Given("no")}, profile.version, NOW)
    with pytest.raises(Refusal) as found:
        assess_profile(session, one.bram, profile.id, profile.version, NOW)
    assert (found.value.code, found.value.facts["rules"]) == (
        "aml.decision.unanswered", ("KS", "KD", "KW", "KL"),
    )  # fmt: skip
    assert (profile.state, profile.level) == ("draft", None)
    for act in (accept_profile, refuse_profile, hand_profile):
        assert codes(act, session, one.bram, profile.id, profile.version, WHY, NOW) == ["aml.profile.not_assessed"]


def test_an_open_document_is_seen_and_nothing_accepted(
    session: Session, one: AmlOffice, profile: RiskProfile
) -> None:
    tell(session, one, profile, {**QUIET, "KD": Given("yes")})
    assert (profile.state, profile.level) == ("assessed", "standard")
    accept = (accept_profile, session, one.bram, profile.id)
    assert codes(*accept, profile.version, "", NOW) == ["aml.decision.open_documents"]
    # It can't be had: that raises, and the officer decides.
    tell(session, one, profile, {"KD": Given("yes", cannot="The town hall burnt down.")})
    assert profile.level == "raised"
    assert codes(*accept, profile.version, "", NOW) == ["aml.profile.raised"]


def test_an_open_document_isnt_handed_over(session: Session, one: AmlOffice, profile: RiskProfile) -> None:
    tell(session, one, profile, {**RAISED, "KD": Given("yes")})
    hand = (hand_profile, session, one.bram, profile.id, profile.version)
    assert codes(*hand, WHY, NOW) == ["aml.decision.open_documents"]
    assert codes(*hand, "short", NOW) == ["aml.decision.open_documents", "aml.decision.reason_too_short"]


def test_what_may_not_be_kept_as_an_answer(session: Session, one: AmlOffice, profile: RiskProfile) -> None:
    def answer(told: dict[str, Given | None]) -> list[str]:
        return codes(answer_profile, session, one.bram, profile.id, told, profile.version, NOW)

    assert answer({"KR": Given("no", "x" * 2001)}) == ["aml.answer.too_long"]
    assert answer({"KR": Given("perhaps")}) == ["aml.answer.unknown"]
    # A question of the contact's own file is none of the profile's.
    assert answer({"R1": Given("yes")}) == ["aml.answer.unknown"]
    assert (profile.answers, profile.version) == ({}, 1)
    answer_profile(session, one.bram, profile.id, {"KR": Given("no", "x" * 2000)}, 1, NOW)
    answer_profile(session, one.bram, profile.id, {"KR": None}, profile.version, NOW)
    assert profile.answers == {}


@pytest.mark.trust("AML")
def test_the_officer_is_told_at_once_and_once_that_it_is_raised(
    session: Session, one: AmlOffice, profile: RiskProfile
) -> None:
    tell(session, one, profile, RAISED)
    assert kept_of(session, profile) == [("raised", "raised")]
    at = profile.version
    assess_profile(session, one.bram, profile.id, at, LATER)
    assess_profile(session, one.bram, profile.id, at - 1, LATER)
    assert profile.version == at
    # Answered otherwise and again: still one notification, and nothing is blocked by a level alone.
    tell(session, one, profile, QUIET)
    tell(session, one, profile, RAISED)
    assert kept_of(session, profile) == [("raised", "raised")]
    assert block_of(session, matter_of(profile)) is None


@pytest.mark.trust("AML")
def test_nobody_accepts_a_raised_profile_himself(session: Session, one: AmlOffice, profile: RiskProfile) -> None:
    for told, level in ((RAISED, "raised"), ({**QUIET, "KS": Given("yes")}, "stop")):
        tell(session, one, profile, told)
        assert profile.level == level
        for who in (one.bram, one.an):
            act = (accept_profile, session, who, profile.id, profile.version, WHY, NOW)
            assert codes(*act) == ["aml.profile.raised"]


def test_what_screening_says_today_counts(session: Session, one: AmlOffice, wim: Contact) -> None:
    later = begin_version(session, one.bram, Shelf(None), wim.id, NOW)
    answered(session, one.bram, later, "R1", Given("yes"), NOW)
    made = begin_profile(session, one.bram, wim.id, NOW)
    tell(session, one, made, QUIET)
    # The version in force counts, not the one that is being made.
    assert (made.level, made.contact_id) == ("standard", wim.id)
    accept_contact(session, one.bram, later.id, later.version, WHY, NOW)
    assert codes(accept_profile, session, one.bram, made.id, made.version, "", NOW) == [
        "aml.decision.changed", "aml.profile.raised",
    ]  # fmt: skip
    assess_profile(session, one.bram, made.id, made.version, NOW)
    assert (made.level, made.contact_id) == ("raised", later.id)
    assert kept_of(session, made) == [("raised", "raised")]


def test_of_a_contact_that_is_refused_meanwhile_nothing_is_accepted(
    session: Session, one: AmlOffice, wim: Contact, profile: RiskProfile
) -> None:
    tell(session, one, profile, QUIET)
    later = begin_version(session, one.bram, Shelf(None), wim.id, NOW)
    refuse_contact(session, one.bram, later.id, later.version, WHY, NOW)
    act = (session, one.bram, profile.id, profile.version)
    assert codes(accept_profile, *act, "", NOW) == ["aml.profile.not_in_force"]
    assert refuse_profile(*act, WHY, NOW).state == "refused"


def test_nobody_accepts_another_result_than_he_looked_at(
    session: Session, one: AmlOffice, profile: RiskProfile
) -> None:
    tell(session, one, profile, QUIET)
    seen = profile.assessed_print
    assert seen is not None
    tell(session, one, profile, {"KW": Given("yes")})
    for act in (accept_profile, refuse_profile):
        with pytest.raises(Refusal) as found:
            act(session, one.bram, profile.id, profile.version, WHY, NOW, seen=seen)
        assert found.value.code == "aml.decision.changed"
    now = assessed_profile(session, profile, NOW).print
    assert accept_profile(session, one.bram, profile.id, profile.version, "", NOW, seen=now).state == "accepted"


@pytest.mark.parametrize("act", [accept_profile, refuse_profile])
def test_a_stale_version_is_refused_and_the_same_twice_is_once(
    session: Session, one: AmlOffice, profile: RiskProfile, act: Act
) -> None:
    tell(session, one, profile, QUIET)
    for stale in (hand_profile, act):
        with pytest.raises(Stale):
            stale(session, one.bram, profile.id, profile.version - 1, WHY, NOW)
    with pytest.raises(Stale):
        drop_profile(session, one.bram, profile.id, profile.version - 1, NOW)
    with pytest.raises(Stale):
        answer_profile(session, one.bram, profile.id, RAISED, profile.version - 1, NOW)
    at = profile.version
    first = act(session, one.bram, profile.id, at, WHY, NOW)
    assert act(session, one.bram, profile.id, at, WHY, LATER) is first
    assert codes(act, session, one.an, profile.id, at, WHY, LATER) == ["aml.profile.decided"]
    other = refuse_profile if act is accept_profile else accept_profile
    assert codes(other, session, one.bram, profile.id, profile.version, WHY, LATER) == ["aml.profile.decided"]
    assert codes(hand_profile, session, one.bram, profile.id, profile.version, WHY, LATER) == [
        "aml.profile.decided"
    ]
    assert codes(drop_profile, session, one.bram, profile.id, profile.version, LATER) == ["aml.profile.decided"]
    assert sum(tag in ("aml.profile.accepted", "aml.profile.refused") for tag in events_of(session, profile)) == 1


@pytest.mark.parametrize(("reason", "code"), [("too short", "short"), ("x" * 2001, "long")])
def test_a_reason_has_its_length(
    session: Session, one: AmlOffice, profile: RiskProfile, reason: str, code: str
) -> None:
    tell(session, one, profile, QUIET)
    act = (session, one.bram, profile.id)
    told = [f"aml.decision.reason_too_{code}"]
    assert codes(refuse_profile, *act, profile.version, reason, NOW) == told
    if code == "long":
        assert codes(accept_profile, *act, profile.version, reason, NOW) == told
    tell(session, one, profile, RAISED)
    assert codes(hand_profile, *act, profile.version, reason, NOW) == told
    assert codes(refuse_profile, *act, profile.version, reason, NOW) == told
    assert profile.state == "assessed"


def test_what_is_given_up_is_gone_and_makes_place(
    session: Session, one: AmlOffice, wim: Contact, profile: RiskProfile
) -> None:
    tell(session, one, profile, QUIET)
    at = profile.version
    drop_profile(session, one.bram, profile.id, at, NOW)
    assert drop_profile(session, one.bram, profile.id, at, LATER).state == "dropped"
    assert codes(answer_profile, session, one.bram, profile.id, QUIET, profile.version, NOW) == [
        "aml.profile.decided"
    ]
    assert codes(accept_profile, session, one.bram, profile.id, profile.version, "", NOW) == [
        "aml.profile.decided"
    ]
    assert begin_profile(session, one.bram, wim.id, LATER).number == 2
    assert events_of(session, profile).count("aml.profile.dropped") == 1


@pytest.mark.trust("AML")
def test_whoever_isnt_in_the_tool_does_nothing(
    session: Session, one: AmlOffice, wim: Contact, profile: RiskProfile
) -> None:
    roles = frozenset({Role.PERSON, Role.MEMBER})
    outside = Identity(one.bram.account_id, None, roles, one.id)
    elsewhere = Identity(one.bram.account_id, None, one.bram.roles, one.id + 1)
    for who in (outside, elsewhere):
        for act in (accept_profile, refuse_profile, hand_profile):
            with pytest.raises(Forbidden):
                act(session, who, profile.id, profile.version, WHY, NOW)
        with pytest.raises(Forbidden):
            begin_profile(session, who, wim.id, NOW)
        with pytest.raises(Forbidden):
            answer_profile(session, who, profile.id, QUIET, profile.version, NOW)
        with pytest.raises(Forbidden):
            assess_profile(session, who, profile.id, profile.version, NOW)
        with pytest.raises(Forbidden):
            drop_profile(session, who, profile.id, profile.version, NOW)
