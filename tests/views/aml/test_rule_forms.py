"""The form of a rule: what nobody touched stays as it was, and every word of the rules can be read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import Babel
from werkzeug.datastructures import MultiDict

from app.aml.rule_sets import CODE, MOST_OPTIONS, OPTION_CODE
from app.aml.vigilance.derived import CONDITIONS, DERIVED
from app.aml.vigilance.rule_set import RuleSet
from models import migrations
from views.aml.rule_forms import PercentField, RuleForm, ThresholdsForm, count_of, filled
from views.labels.rule_words import CONDITION_WORDS, DERIVED_WORDS

FIRST = RuleSet.read(json.loads((Path(migrations.__file__).parent / "rules_1.json").read_text(encoding="utf-8")))


@pytest.fixture(autouse=True)
def reader() -> Iterator[None]:
    """Somebody who reads English: no catalogue is asked."""
    app = Flask("reader")
    app.secret_key = "x"
    app.config["WTF_CSRF_ENABLED"] = False
    Babel(app, default_locale="en")
    with app.test_request_context():
        yield


def _sent(form: RuleForm) -> MultiDict[str, str]:
    """What a browser sends of a form that nobody touched: texts as lines end there, and boxes that are ticked."""
    told: MultiDict[str, str] = MultiDict()
    for field in form:
        if isinstance(field.data, list):
            told.setlist(field.name, field.data)
        elif isinstance(field.data, bool):
            if field.data:
                told[field.name] = "y"
        else:
            told[field.name] = (field.data or "").replace("\n", "\r\n")
    return told


@pytest.mark.parametrize("rule", FIRST.rules, ids=lambda rule: rule.code)
def test_a_rule_that_nobody_touched_comes_back_as_it_was(rule) -> None:  # type: ignore[no-untyped-def]
    shown = RuleForm(len(rule.options), data=filled(rule))
    back = RuleForm(len(rule.options), formdata=_sent(shown))
    assert back.validate(), back.errors
    assert back.rule(rule.code, rule) == rule


def test_every_rule_there_is_fits_the_editor() -> None:
    assert all(CODE.fullmatch(one.code) and len(one.options) <= MOST_OPTIONS for one in FIRST.rules)
    assert all(OPTION_CODE.fullmatch(option.code) for one in FIRST.rules for option in one.options)


def test_every_word_of_the_rules_can_be_read() -> None:
    assert DERIVED_WORDS.keys() == DERIVED.keys()
    assert CONDITION_WORDS.keys() == CONDITIONS.keys()


def test_an_answer_that_is_taken_away_leaves_the_others_as_they_were() -> None:
    rule = next(one for one in FIRST.rules if len(one.options) == 3)
    shown = RuleForm(3, data=filled(rule))
    left = RuleForm(2, formdata=None, data=shown.without(2))
    assert left.rule(rule.code, rule).options == (rule.options[0], rule.options[2])


@pytest.mark.parametrize(
    ("text", "hundredths"), [("25", 2500), ("12,5", 1250), (" 12.5 % ", 1250), ("0,01", 1), ("x", None),
                             ("", None), ("1,234", None), ("1e400", None), ("NaN", None)]
)  # fmt: skip
def test_a_percentage_is_read_as_people_write_it(text: str, hundredths: int | None) -> None:
    form = ThresholdsForm(formdata=MultiDict({"owner_percent": text}))
    form.validate()
    assert isinstance(form.owner_percent, PercentField)
    assert bool(form.owner_percent.errors) is (hundredths is None)
    if hundredths is not None:
        assert form.owner_percent.hundredths == hundredths


@pytest.mark.parametrize(("text", "count"), [("3", 3), ("0", 0), ("", 0), ("-1", 0), ("9" * 9, 0), ("99", 13)])
def test_a_form_never_has_more_answers_than_a_rule_may_have(text: str, count: int) -> None:
    assert count_of(text) == count
