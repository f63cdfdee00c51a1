"""How a level comes about: which effect wins, what keeps it away, and that the same gives the same."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.aml.vigilance.file import File, Given
from app.aml.vigilance.level import Assessment, vigilance_of
from app.aml.vigilance.rule_set import Option, Rule, RuleSet, Words
from models.values.identified import EvidenceKind, Place
from models.values.vigilance import AsksOf, Effect, Level
from tests.app.aml.vigilance.files import FIRST, both, harmless, known, proven, quiet, said
from tests.app.aml.vigilance.test_first_rules import LOUD

WORD = Words("woord", "mot", "word")
ORDER = [Level.SIMPLIFIED, Level.STANDARD, Level.RAISED, Level.STOP]
R, S, D, L, W, OFFICER = (
    Effect.RAISED, Effect.STOP, Effect.DOCUMENT, Effect.LOW, Effect.WEAK, Effect.OFFICER,
)  # fmt: skip


def rules(*effects: Iterable[Effect], evidence: tuple[EvidenceKind, ...] = (), every: bool = False) -> RuleSet:
    """A rule for each, X0, X1, …: 'yes' does that, 'no' nothing."""
    return RuleSet(
        tuple(
            Rule(
                f"X{place}",
                (AsksOf.PERSON,),
                WORD,
                (
                    Option("yes", WORD, tuple(one), WORD if D in one else None, evidence, every),
                    Option("no", WORD),
                ),
                WORD,
            )
            for place, one in enumerate(effects)
        )
    )


def level_of(*effects: Iterable[Effect]) -> Level | None:
    """Of a file in which all of them are so; a document that is asked for is there."""
    told = {f"X{place}": Given("yes", note="here") for place in range(len(effects))}
    return vigilance_of(rules(*effects), replace(quiet(), answers=told)).level


@pytest.mark.parametrize(
    ("effects", "level"),
    [
        ([], Level.STANDARD),
        ([[]], Level.STANDARD),
        ([[R], [S], [L], [W]], Level.STOP),
        ([[R], [L]], Level.RAISED),
        ([[W]], Level.STANDARD),
        ([[W], [W]], Level.RAISED),
        ([[W], [W], [W]], Level.RAISED),
        ([[L]], Level.SIMPLIFIED),
        ([[L], [L]], Level.SIMPLIFIED),
        ([[L], []], Level.SIMPLIFIED),
        ([[L], [W]], Level.STANDARD),
        ([[L], [W], [W]], Level.RAISED),
        ([[D]], Level.STANDARD),
        ([[L], [D]], Level.SIMPLIFIED),
        ([[OFFICER]], Level.STANDARD),
        ([[L], [OFFICER]], Level.STANDARD),
        ([[R, D, OFFICER]], Level.RAISED),
    ],
)
def test_the_highest_effect_is_the_level(effects: list[list[Effect]], level: Level) -> None:
    assert level_of(*effects) is level


@pytest.mark.parametrize(("effect", "officer"), [(S, True), (OFFICER, True), (R, False), (D, False)])
def test_at_stop_and_where_a_rule_wants_it_only_the_officer_accepts(effect: Effect, officer: bool) -> None:
    told = replace(quiet(), answers={"X0": Given("yes", "here")})
    assert vigilance_of(rules([effect]), told).officer_only is officer


def test_a_mandatory_question_nobody_answered_leaves_no_level() -> None:
    file = replace(quiet(), answers={"X0": Given("yes")})
    found = vigilance_of(rules([S], [R]), file)
    assert (found.level, found.unanswered, found.asked) == (None, ("X1",), ("X0", "X1"))
    assert [one.rule for one in found.reasons] == ["X0"]


def test_a_question_that_need_not_be_answered_leaves_the_level() -> None:
    free = replace(rules([R]).rules[0], mandatory=False)
    found = vigilance_of(RuleSet((free,)), replace(quiet(), answers={}))
    assert (found.level, found.unanswered, found.asked) == (Level.STANDARD, (), ("X0",))


@pytest.mark.parametrize("answers", [{}, {"X0": Given("perhaps")}, {"X1": Given("yes")}])
def test_an_answer_the_rules_dont_know_is_none(answers: dict[str, Given]) -> None:
    assert vigilance_of(rules([R]), replace(quiet(), answers=answers)).unanswered == ("X0",)


@pytest.mark.parametrize("code", [one.code for one in FIRST.rules if AsksOf.PERSON in one.on])
def test_any_of_the_first_rules_that_asks_a_person_keeps_the_level_away(code: str) -> None:
    file = quiet()
    found = vigilance_of(FIRST, replace(file, answers={k: v for k, v in file.answers.items() if k != code}))
    assert (found.level is None) is (code in found.asked)
    assert found.unanswered == ((code,) if code in found.asked else ())


def test_a_rule_that_is_switched_off_is_not_asked() -> None:
    off = replace(rules([R]).rules[0], active=False)
    assert vigilance_of(RuleSet((off,)), replace(quiet(), answers={})) == Assessment(Level.STANDARD)


def test_an_open_document_lets_the_level_be_seen() -> None:
    found = vigilance_of(rules([D]), replace(quiet(), answers={"X0": Given("yes")}))
    assert (found.level, found.open_documents) == (Level.STANDARD, ("X0",))


def test_while_a_document_is_open_nothing_lowers() -> None:
    file = replace(quiet(), answers={"X0": Given("yes"), "X1": Given("yes")})
    assert vigilance_of(rules([L], [D]), file).level is Level.STANDARD


@pytest.mark.parametrize(("cannot", "level", "still_open"), [
    ("", Level.STANDARD, ("X0",)),
    ("   ", Level.STANDARD, ("X0",)),
    ("The registry burnt down", Level.RAISED, ()),
])  # fmt: skip
def test_a_document_that_cant_be_obtained_raises(cannot: str, level: Level, still_open: tuple[str, ...]) -> None:
    found = vigilance_of(rules([D]), replace(quiet(), answers={"X0": Given("yes", cannot=cannot)}))
    assert (found.level, found.open_documents) == (level, still_open)
    assert found.reasons[0].cannot == cannot


def test_a_document_that_came_after_all_no_longer_raises() -> None:
    wanted = rules([D], evidence=(EvidenceKind.MANDATE,))
    file = replace(quiet(), answers={"X0": Given("yes", cannot="Lost")}, evidence=(EvidenceKind.MANDATE,))
    assert vigilance_of(wanted, file).level is Level.STANDARD


@pytest.mark.parametrize(("every", "evidence", "still_open"), [
    (False, (), True),
    (False, (EvidenceKind.OTHER,), True),
    (False, (EvidenceKind.MANDATE,), False),
    (True, (EvidenceKind.MANDATE,), True),
    (True, (EvidenceKind.POWERS, EvidenceKind.MANDATE), False),
])  # fmt: skip
def test_one_of_the_documents_will_do_or_all_of_them(
    every: bool, evidence: tuple[EvidenceKind, ...], still_open: bool
) -> None:
    wanted = rules([D], evidence=(EvidenceKind.MANDATE, EvidenceKind.POWERS), every=every)
    file = replace(quiet(), answers={"X0": Given("yes", "It is in the drawer")}, evidence=evidence)
    assert bool(vigilance_of(wanted, file).open_documents) is still_open


def test_an_answer_that_wants_a_text_counts_only_with_it() -> None:
    told = said("REL2", "yes")(quiet())
    assert vigilance_of(FIRST, told).unanswered == ("REL2",)
    assert vigilance_of(FIRST, said("REL2", "yes", "  ")(told)).level is None
    assert vigilance_of(FIRST, said("REL2", "yes", "Since 2019")(told)).level is Level.SIMPLIFIED


def test_what_the_file_says_counts_whatever_was_answered() -> None:
    file = both(said("GEO1", "no"), known(nationalities=("LB", "BE")))(quiet())
    found = vigilance_of(FIRST, file)
    assert [(one.rule, one.option, one.by_file) for one in found.reasons] == [("GEO1", "nationality", True)]
    assert "GEO1" not in found.asked


def test_a_text_beside_what_the_file_says_is_kept() -> None:
    moved = both(known(address=Place(country="LB")), said("GEO1", "residence", "Moves in May"))
    assert vigilance_of(FIRST, moved(quiet())).reasons[0].note == "Moves in May"


def test_a_rule_on_something_else_is_passed_over() -> None:
    asked = vigilance_of(FIRST, replace(quiet(), answers={})).asked
    assert not {code for code in asked if code.startswith(("K", "FIN", "PRI", "STR", "ORG1", "ORG2"))}


LOUD_PERSONS = [one for one in LOUD if one[1] is AsksOf.PERSON]
EFFECTS = st.lists(st.sampled_from(Effect), max_size=3, unique=True).map(tuple)
CHOICES = st.lists(st.tuples(EFFECTS, st.sampled_from(["yes", "no"]), st.booleans()), max_size=8)


def _told(choices: list[tuple[tuple[Effect, ...], str, bool]]) -> File:
    told = {f"X{place}": Given(option, "here" if note else "") for place, (_, option, note) in enumerate(choices)}
    return replace(quiet(), answers=told)


@given(CHOICES, st.sampled_from([one for one in Effect if one is not L]))
def test_another_effect_never_lowers_the_level(
    choices: list[tuple[tuple[Effect, ...], str, bool]], more: Effect
) -> None:
    file = _told([*choices, ((more,), "yes", True)])
    without = vigilance_of(rules(*(one[0] for one in choices)), file).level
    with_it = vigilance_of(rules(*(one[0] for one in choices), [more]), file).level
    assert without is not None
    assert with_it is not None
    assert ORDER.index(with_it) >= ORDER.index(without)


@given(CHOICES, st.randoms())
def test_the_order_of_the_rules_doesnt_matter(
    choices: list[tuple[tuple[Effect, ...], str, bool]], chance: Random
) -> None:
    file, straight = _told(choices), rules(*(one[0] for one in choices))
    mixed = list(straight.rules)
    chance.shuffle(mixed)
    one, other = vigilance_of(straight, file), vigilance_of(RuleSet(tuple(mixed)), file)
    assert one.level is other.level
    assert one.officer_only is other.officer_only
    assert set(one.reasons) == set(other.reasons)
    assert set(one.open_documents) == set(other.open_documents)


@settings(max_examples=60)
@given(st.sampled_from(AsksOf), st.data())
def test_a_file_that_was_kept_gives_the_same_again(asked_of: AsksOf, data: st.DataObject) -> None:
    changes = [one[3] for one in LOUD if one[1] is asked_of]
    file = both(*data.draw(st.lists(st.sampled_from(changes), max_size=6)))(quiet(asked_of))
    kept = File.read(json.loads(json.dumps(file.told())))
    assert kept == file
    found = vigilance_of(FIRST, file, asked_of)
    again = vigilance_of(RuleSet.read(json.loads(json.dumps(FIRST.told()))), kept, asked_of)
    assert again == found
    assert Assessment.read(json.loads(json.dumps(found.told()))) == found


@settings(max_examples=60)
@given(st.lists(st.sampled_from([one[:4] for one in LOUD_PERSONS if L not in one[4]]), max_size=5))
def test_whatever_more_is_to_be_remarked_the_level_stays_or_rises(cases: list[tuple[object, ...]]) -> None:
    file, level = quiet(), Level.STANDARD
    seen: set[object] = set()
    for code, _, _, change in cases:
        # One document is the matter of two rules, and so is one principal.
        if code in seen or {code, *seen} & {"ID1", "ID2"} or {"ID6", "ID7"} <= {code, *seen}:
            continue
        seen.add(code)
        file = harmless(change(file), AsksOf.PERSON)  # type: ignore[operator]
        found = vigilance_of(FIRST, file).level
        assert found is not None
        assert ORDER.index(found) >= ORDER.index(level)
        level = found


def test_no_evidence_at_all_leaves_the_level_to_be_seen() -> None:
    found = vigilance_of(FIRST, both(proven(), said("ID1", "yes"))(quiet()))
    assert (found.level, found.open_documents) == (Level.STANDARD, ("ID2",))
