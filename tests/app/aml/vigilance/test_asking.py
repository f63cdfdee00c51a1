"""The questions of a file as they are put to people; and answers as they may be kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.aml.answering import answer_faults, tidied_answers
from app.aml.rules import MOST_REASON
from app.aml.vigilance.asking import Question, group_of, groups_of, questions_of
from app.aml.vigilance.file import File, Given
from app.aml.vigilance.level import vigilance_of
from app.aml.vigilance.rule_set import Option, Rule, RuleSet, Words
from models.values import SubjectKind
from models.values.identified import EvidenceKind, PersonDetails
from models.values.vigilance import AsksOf, Effect, Level

NO_WORDS = Words()
YES, NO = Option("yes", NO_WORDS), Option("no", NO_WORDS, (Effect.RAISED,))
CARD = Option("neither", NO_WORDS, (Effect.DOCUMENT,), evidence=(EvidenceKind.IDENTITY_CARD,))


def _rule(code: str, *options: Option, **more: object) -> Rule:
    return Rule(code, (AsksOf.PERSON,), NO_WORDS, options or (YES, NO), NO_WORDS, **more)  # type: ignore[arg-type]


RULES = RuleSet(
    (
        _rule("ID2", YES, CARD, derived="document_on_file"),
        _rule("ID4"),
        _rule("GEO4"),
        _rule("ID8", YES, Option("third", NO_WORDS, (Effect.DOCUMENT,))),
        _rule("REL2", NO, Option("known", NO_WORDS, (Effect.LOW,), asks_text=True)),
        _rule("ID9", active=False),
        Rule("ORG5", (AsksOf.ORGANISATION,), NO_WORDS, (YES, NO), NO_WORDS),
    )
)


def _asked(**answers: Given) -> dict[str, Question]:
    return {
        one.rule.code: one
        for one in _questions(File(SubjectKind.PERSON, date(2027, 3, 15), PersonDetails(), answers=answers))
    }


def _questions(file: File) -> tuple[Question, ...]:
    return questions_of(RULES, file, vigilance_of(RULES, file))


def test_only_what_applies_is_asked_and_what_the_file_says_is_told() -> None:
    asked = _asked()
    assert list(asked) == ["ID2", "ID4", "GEO4", "ID8", "REL2"]
    assert asked["ID2"].by_file
    assert asked["ID2"].option == CARD
    assert asked["ID2"].wants
    assert asked["ID4"].given is None
    assert asked["ID4"].unanswered


def test_groups_come_in_the_order_in_which_they_begin() -> None:
    groups = groups_of(tuple(_asked().values()))
    assert {name: [one.rule.code for one in some] for name, some in groups.items()} == {
        "ID": ["ID2", "ID4", "ID8"],
        "GEO": ["GEO4"],
        "REL": ["REL2"],
    }
    assert [group_of(one) for one in ("PEP1", "K12", "7")] == ["PEP", "K", "7"]


def test_an_answer_the_rules_no_longer_have_is_none() -> None:
    one = _asked(ID4=Given("perhaps", "because"))["ID4"]
    assert one.given is None
    assert one.unanswered
    assert one.option is None


def test_what_the_file_says_keeps_the_text_somebody_wrote_beside_it() -> None:
    one = _asked(ID2=Given("yes", cannot="Stolen."))["ID2"]
    assert one.given == Given("neither", "", "Stolen.")
    assert not one.wants


@pytest.mark.parametrize(
    ("code", "text", "document"),
    [("ID2", False, True), ("ID4", False, False), ("ID8", True, True), ("REL2", True, False)],
)
def test_a_text_and_a_reason_are_asked_where_an_answer_may_want_them(
    code: str, text: bool, document: bool
) -> None:
    one = _asked()[code]
    assert (one.asks_text, one.asks_document) == (text, document)


def test_what_cant_be_obtained_raises_and_isnt_waited_for() -> None:
    told = {"ID4": Given("yes"), "GEO4": Given("yes"), "ID8": Given("yes"), "REL2": Given("known", "Since 2019.")}
    file = File(SubjectKind.PERSON, date(2027, 3, 15), PersonDetails(), answers=told)
    before = vigilance_of(RULES, file)
    assert before.open_documents == ("ID2",)
    after = vigilance_of(RULES, replace(file, answers=told | {"ID2": Given("neither", cannot="Stolen.")}))
    assert after.level is Level.RAISED
    assert after.open_documents == ()


@pytest.mark.parametrize(
    ("answers", "faults"),
    [
        ({"ID4": Given("yes")}, {}),
        ({"ID4": None, "REL2": Given("known", " Since 2019. ")}, {}),
        ({"ID99": Given("yes"), "ID4": Given("perhaps")}, {"ID99": "unknown", "ID4": "unknown"}),
        ({"ID99": None}, {"ID99": "unknown"}),
        ({"REL2": Given("known", " \x00\r\n ")}, {"REL2.note": "text_wanted"}),
        ({"ID8": Given("third", "x" * MOST_REASON)}, {}),
        ({"ID8": Given("third", "x" * (MOST_REASON + 1))}, {"ID8.note": "too_long"}),
        ({"ID8": Given("third", "", "x" * (MOST_REASON + 1))}, {"ID8.cannot": "too_long"}),
    ],
)
def test_an_answer_is_one_of_the_rules_with_the_text_it_asks_for(
    answers: dict[str, Given | None], faults: dict[str, str]
) -> None:
    found = answer_faults(RULES, tidied_answers(answers))
    assert {str(one.field): one.code for one in found} == {
        field: f"aml.answer.{why}" for field, why in faults.items()
    }
