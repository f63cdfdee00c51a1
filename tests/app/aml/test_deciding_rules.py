"""What stands in the way of accepting a contact: both sides of each."""

from __future__ import annotations

import pytest

from app.aml.deciding_rules import in_the_way, in_the_way_of_refusing, is_in_spite, told_reason
from app.aml.pages import Lacking, PageName
from app.aml.vigilance.level import Assessment
from models.values.vigilance import Level

LACKING = (Lacking(PageName.HOME, "nationalities"), Lacking(PageName.HOME, "residence"))


def codes(found: Assessment, reason: str = "", *, officer: bool = False, has_officer: bool = True) -> list[str]:
    told = in_the_way(found, (), is_officer=officer, has_officer=has_officer, reason=reason)
    return [one.code.removeprefix("aml.decision.") for one in told]


@pytest.mark.parametrize(
    ("level", "least"), [(Level.SIMPLIFIED, 0), (Level.STANDARD, 0), (Level.RAISED, 10), (Level.STOP, 10)]
)
def test_accepting_in_spite_of_it_asks_a_reason(level: Level, least: int) -> None:
    assert codes(Assessment(level), "x" * least) == []
    if least:
        assert codes(Assessment(level), "x" * (least - 1)) == ["reason_too_short"]
    assert codes(Assessment(level), "x" * 2001) == ["reason_too_long"]
    assert is_in_spite(level) is (least > 0)


def test_what_lacks_is_told_by_its_page() -> None:
    told = in_the_way(Assessment(Level.STANDARD), LACKING, is_officer=False, has_officer=True, reason="")
    assert [(one.code, one.facts) for one in told] == [("aml.decision.lacking", {"pages": ("home",)})]


def test_where_only_the_officer_may_it_is_told_whether_there_is_one() -> None:
    for found in (Assessment(Level.STOP, officer_only=True), Assessment(Level.RAISED, officer_only=True)):
        assert codes(found, "x" * 10, officer=True) == []
        assert codes(found, "x" * 10) == ["officer_only"]
        assert codes(found, "x" * 10, has_officer=False) == ["no_officer"]


def test_everything_is_told_at_once() -> None:
    found = Assessment(Level.STOP, open_documents=("D1",), officer_only=True)
    assert codes(found) == ["open_documents", "officer_only", "reason_too_short"]
    assert codes(Assessment(None, unanswered=("R1",))) == ["unanswered"]


def test_refusing_asks_a_reason_and_nothing_else() -> None:
    assert in_the_way_of_refusing("x" * 10) == ()
    assert [one.code for one in in_the_way_of_refusing(told_reason(" 123456789\x00"))] == [
        "aml.decision.reason_too_short"
    ]
