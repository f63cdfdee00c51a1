"""The level of a risk profile: every answer of the first rules on profiles, the contact's own file beside it, and
that the same gives the same."""

from __future__ import annotations

import json
from dataclasses import replace
from random import Random

import pytest

from app.aml.vigilance.asking import questions_of
from app.aml.vigilance.file import File, Given
from app.aml.vigilance.level import vigilance_of
from app.aml.vigilance.profiles import ProfileAssessment, ProfileFile, vigilance_of_profile
from app.aml.vigilance.rule_set import Option, Rule, RuleSet, Words
from models.values import Topic
from models.values.vigilance import AsksOf, Effect, Level
from tests.app.aml.vigilance.files import FIRST, looks_like, quiet, said
from tests.app.aml.vigilance.files import harmless as harmlessly

WORD = Words("woord", "mot", "word")
R, S, D, L, W, OFFICER = (
    Effect.RAISED, Effect.STOP, Effect.DOCUMENT, Effect.LOW, Effect.WEAK, Effect.OFFICER,
)  # fmt: skip
KINDS = (AsksOf.PERSON, AsksOf.ORGANISATION)
ON_PROFILES = tuple(one for one in FIRST.rules if AsksOf.PROFILE in one.on)
ASKED_ALWAYS = ("GEO4", "MED1", "K1", "K2", "K3", "K4", "K5", "K6")
OPTIONS = [
    (rule.code, option.code, option.effects)
    for rule in ON_PROFILES
    for option in rule.options
    if rule.code in ASKED_ALWAYS
]
ORDER = tuple(Level)


def profile_of(contact: File, rules: RuleSet = FIRST, **told: Given) -> ProfileFile:
    """A profile on which everything that is asked does nothing, but for what is told."""
    own = harmlessly(replace(contact, answers={}), AsksOf.PROFILE, rules)
    return ProfileFile(7, 2, contact, {**own.answers, **told})


def rules(*effects: tuple[AsksOf, Effect]) -> RuleSet:
    """A rule for each, X0, X1, …: 'yes' does that, 'no' nothing."""
    return RuleSet(
        tuple(
            Rule(
                f"X{place}",
                (on,),
                WORD,
                (Option("yes", WORD, (effect,), WORD if effect is D else None), Option("no", WORD)),
                WORD,
            )
            for place, (on, effect) in enumerate(effects)
        )
    )


def all_yes(made: RuleSet) -> ProfileFile:
    """Everything is answered with yes, and nothing is written beside it."""
    told = {one.code: Given("yes") for one in made.rules}
    return ProfileFile(7, 1, replace(quiet(), answers=told), told)


def test_the_first_rules_ask_these_on_a_profile() -> None:
    codes = [one.code for one in ON_PROFILES]
    assert codes == ["GEO2", "GEO3", "GEO4", "SAN1", "MED1", "K1", "K2", "K3", "K4", "K5", "K6"]
    assert len(OPTIONS) == 2 * len(ASKED_ALWAYS)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_to_remark_is_standard(kind: AsksOf) -> None:
    found = vigilance_of_profile(FIRST, profile_of(quiet(kind)))
    assert (found.level, found.reasons, found.unanswered, found.open_documents) == (Level.STANDARD, (), (), ())
    assert (found.screening.level, found.questions.level) == (Level.STANDARD, Level.STANDARD)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("code", "option", "effects"), OPTIONS)
def test_every_answer_does_what_the_rules_say(
    kind: AsksOf, code: str, option: str, effects: tuple[Effect, ...]
) -> None:
    file = profile_of(quiet(kind), **{code: Given(option)})
    found = vigilance_of_profile(FIRST, file)
    assert [(one.rule, one.option, one.effects) for one in found.questions.reasons] == (
        [(code, option, effects)] if effects else []
    )
    assert found.level is (Level.RAISED if R in effects else Level.STANDARD)
    assert found.open_documents == ((code,) if D in effects else ())
    assert found.screening.reasons == ()
    assert found.reasons == found.questions.reasons
    # With the text it wants nothing is open any more; what can't be had raises.
    written = vigilance_of_profile(FIRST, replace(file, answers={**file.answers, code: Given(option, "Told.")}))
    assert (written.level, written.open_documents) == (found.level, ())
    gone = vigilance_of_profile(FIRST, replace(file, answers={**file.answers, code: Given(option, "", "Burnt.")}))
    assert gone.level is (Level.RAISED if {R, D} & set(effects) else Level.STANDARD)
    assert gone.open_documents == ()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("code", ASKED_ALWAYS)
def test_without_any_of_its_answers_there_is_no_level(kind: AsksOf, code: str) -> None:
    file = profile_of(quiet(kind))
    left = {one: given for one, given in file.answers.items() if one != code}
    found = vigilance_of_profile(FIRST, replace(file, answers=left))
    assert (found.level, found.unanswered) == (None, (code,))
    assert found.screening.level is Level.STANDARD


@pytest.mark.parametrize(
    ("state", "level", "option"), [("open", Level.RAISED, "open"), ("confirmed", Level.STOP, "confirmed")]
)
def test_what_lists_say_counts_in_both_and_stands_once_in_the_whole(state: str, level: Level, option: str) -> None:
    contact = looks_like(state, Topic.SANCTION)(quiet())
    found = vigilance_of_profile(FIRST, profile_of(contact))
    assert found.level is level
    assert [(one.rule, one.option, one.by_file) for one in found.reasons] == [("SAN1", option, True)]
    assert found.screening.reasons == found.questions.reasons == found.reasons


def test_the_contacts_own_file_alone_raises_it_and_gives_no_answer_to_the_profile() -> None:
    contact = said("REL1", "no")(quiet())
    found = vigilance_of_profile(FIRST, profile_of(contact))
    assert (found.level, found.screening.level, found.questions.level) == (
        Level.RAISED, Level.RAISED, Level.STANDARD,
    )  # fmt: skip
    # The same question asked twice is answered twice.
    both = vigilance_of_profile(FIRST, profile_of(said("GEO4", "yes")(quiet()), GEO4=Given("no")))
    assert (both.screening.level, both.questions.level) == (Level.RAISED, Level.STANDARD)
    silent = vigilance_of_profile(FIRST, ProfileFile(7, 1, quiet()))
    assert set(silent.unanswered) == set(ASKED_ALWAYS) | {"GEO2"}


def test_an_unanswered_question_of_the_contacts_file_leaves_no_level() -> None:
    contact = replace(quiet(), answers={})
    found = vigilance_of_profile(FIRST, profile_of(contact))
    assert (found.level, found.questions.level) == (None, Level.STANDARD)
    assert "REL1" in found.unanswered


# Two weak answers raise: of these one is weak at most.
PAIRS = [(here, there) for here in Level for there in Level if {here, there} != {Level.STANDARD}]


@pytest.mark.parametrize(("here", "there"), PAIRS)
def test_the_highest_of_both_counts(here: Level, there: Level) -> None:
    effects = {Level.SIMPLIFIED: L, Level.STANDARD: W, Level.RAISED: R, Level.STOP: S}
    made = rules((AsksOf.PERSON, effects[here]), (AsksOf.PROFILE, effects[there]))
    found = vigilance_of_profile(made, all_yes(made))
    assert (found.screening.level, found.questions.level) == (here, there)
    assert found.level is max(here, there, key=ORDER.index)
    assert found.officer_only is (Level.STOP in (here, there))


def test_two_weak_answers_raise_wherever_they_stand() -> None:
    made = rules((AsksOf.PERSON, W), (AsksOf.PROFILE, W))
    found = vigilance_of_profile(made, all_yes(made))
    assert (found.level, found.screening.level, found.questions.level) == (
        Level.RAISED, Level.STANDARD, Level.STANDARD,
    )  # fmt: skip
    # The same question in both is one remark.
    one = RuleSet((replace(made.rules[0], on=(AsksOf.PERSON, AsksOf.PROFILE)),))
    assert vigilance_of_profile(one, all_yes(one)).level is Level.STANDARD


def test_what_only_the_officer_may_accept_is_raised() -> None:
    made = rules((AsksOf.PROFILE, OFFICER))
    found = vigilance_of_profile(made, all_yes(made))
    assert (found.level, found.officer_only, found.questions.level) == (Level.RAISED, True, Level.STANDARD)


@pytest.mark.trust("AML")
def test_the_same_file_as_json_gives_the_identical_result() -> None:
    random = Random(20261130)  # noqa: S311 - a dice for tests
    for number in range(300):
        contact = quiet(KINDS[number % 2])
        told = {}
        for rule in ON_PROFILES:
            option = random.choice(rule.options)
            told[rule.code] = Given(option.code, random.choice(("", "Told.")), random.choice(("", "", "Burnt.")))
        if random.random() < 0.3:
            contact = looks_like(random.choice(("open", "confirmed")), Topic.SANCTION)(contact)
        if random.random() < 0.3:
            del told[random.choice(list(told))]
        file = ProfileFile(number, 1, contact, told)
        found = vigilance_of_profile(FIRST, file)
        kept, result = json.loads(json.dumps(file.told())), json.loads(json.dumps(found.told()))
        assert ProfileFile.read(kept) == file
        assert ProfileAssessment.read(result) == found
        assert vigilance_of_profile(FIRST, ProfileFile.read(kept)).told() == result
        assert found.screening == vigilance_of(FIRST, contact)


def test_questions_of_a_profile_are_those_on_profiles() -> None:
    file = profile_of(quiet(), K1=Given("no"))
    found = vigilance_of_profile(FIRST, file)
    asked = questions_of(FIRST, file.own, found.questions, AsksOf.PROFILE)
    assert [one.rule.code for one in asked] == [one.code for one in ON_PROFILES]
    assert [one.rule.code for one in asked if one.wants] == ["K1"]
    assert {one.rule.code for one in asked if one.by_file} == {"GEO3", "SAN1"}
