"""Counted days, the path of the representative rule and outcomes are drawn with the words behind them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader

from app.syndics.rules.checks import checks_of
from app.syndics.rules.deadline import Counted, DayKind, Holiday, end_deadline, start_deadline
from app.syndics.rules.facts import Known
from app.syndics.rules.missing import missing_of
from app.syndics.rules.outcomes import CheckOutcome, CheckRule
from app.syndics.rules.representative import path_of
from models.values import holidays_of
from models.values.mandates import Association, CaseDetails, CaseForm, Syndic, SyndicKind
from views.labels.mandate_checks import OUTCOME_TONES, OUTCOMES, RULES
from views.labels.mandate_fields import FIELDS

TEMPLATES = Path(__file__).resolve().parents[3] / "views" / "templates"


def _said(text: str, **facts: object) -> str:
    return text % facts if facts else text


@pytest.fixture(scope="module")
def drawn() -> Any:
    house = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    house.globals |= {"_": _said, "pgettext": lambda _, text: text, "asset": lambda name: f"/static/{name}"}
    house.filters["dateformat"] = lambda day, form: format_date(day, form, "en")
    return house.get_template("syndics/drawn.html").module


def _words(markup: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", str(markup)))


def test_a_strip_shows_why_a_late_decision_counts_from_itself(drawn: Any) -> None:
    strip = str(drawn.strip(start_deadline(date(2026, 12, 22), date(2027, 1, 1))))
    words = _words(strip)
    assert "Last day to submit: Tuesday 05/01/2027" in words
    assert "The decision of 22/12/2026 came after 21/12/2026" in words
    # The eighth day counted, beside what isn't counted, in the table.
    assert "Tuesday 05/01/2027 Last day, Working day 8" in words
    assert "Friday 25/12/2026 Christmas Day not counted" in words
    assert "Monday 21/12/2026 Working day 8" in words
    assert "Friday 01/01/2027 Start, New Year’s Day not counted" in words
    assert "style=" not in strip


def test_a_strip_shows_that_the_eighth_day_is_in_time(drawn: Any) -> None:
    words = _words(drawn.strip(start_deadline(date(2026, 12, 21), date(2027, 1, 1))))
    assert "The decision of 21/12/2026 came on 21/12/2026 or earlier" in words
    assert "Monday 21/12/2026 Decision, Working day 8" in words
    assert "Thursday 31/12/2026 Last day, Working day 1" in words


def test_a_strip_of_an_end_counts_back_over_the_weekend(drawn: Any) -> None:
    words = _words(drawn.strip(end_deadline(date(2026, 4, 7))))
    assert "Last day to submit: Friday 03/04/2026" in words
    assert "Sunday 05/04/2026 Easter Sunday not counted" in words
    assert "Monday 06/04/2026 Easter Monday not counted" in words
    assert "Tuesday 07/04/2026 End, Working day not counted" in words


def test_every_holiday_has_its_own_name() -> None:
    found = [
        Counted(day, DayKind.HOLIDAY, None).holiday for year in range(2020, 2036) for day in holidays_of(year)
    ]
    assert {one: found.count(one) for one in Holiday} == dict.fromkeys(Holiday, 16)
    assert Counted(date(2026, 5, 15), DayKind.WORKING, 1).holiday is None


@pytest.mark.parametrize(
    ("kind", "named", "own", "said"),
    [
        (None, None, False, "Is the syndic a company? Not answered yet."),
        (SyndicKind.PERSON, None, False, "Nobody represents a natural person."),
        (SyndicKind.COMPANY, None, False, "Does the decision name a representative? Not answered yet."),
        (SyndicKind.COMPANY, True, False, "A representative is required: the decision names one."),
        (SyndicKind.COMPANY, False, True, "A representative is optional."),
        (SyndicKind.COMPANY, False, False, "required, and has to be entitled to estate activities."),
    ],
)
def test_the_tree_is_the_path_taken(
    drawn: Any, kind: SyndicKind | None, named: bool | None, own: bool, said: str
) -> None:
    path = path_of(kind, named, own)
    tree = str(drawn.tree(path))
    assert said in _words(tree)
    assert tree.count('class="taken"') == len(path.answers)
    assert tree.count("<li>") + tree.count("<li class") == len(path.answers) + 1


def test_outcomes_and_fields_have_their_words() -> None:
    assert set(RULES) == set(CheckRule)
    assert set(OUTCOMES) == set(OUTCOME_TONES) == set(CheckOutcome)
    shapes = [
        CaseDetails(association=Association(unregistered=told), syndic=Syndic(kind=kind))
        for told in (False, True)
        for kind in (None, *SyndicKind)
    ]
    lacked = {
        field
        for form in CaseForm
        for details in shapes
        for fields in missing_of(form, details).values()
        for field in fields
    }
    assert lacked <= set(FIELDS)
    found = checks_of(CaseForm.START, CaseDetails(), Known(), (), date(2026, 3, 2))
    assert {field for one in found for field in one.lacks} <= set(FIELDS)
