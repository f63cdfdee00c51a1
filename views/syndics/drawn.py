"""Every rule of a case with its outcome, as `syndics/drawn.html` shows them to whoever fills the case in.

The strip of counted days and the tree are drawn from what the rules give themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.syndics.rules.outcomes import Check, CheckOutcome
from models.values.mandates import CasePage
from views.labels.mandate_checks import OUTCOME_TONES, OUTCOMES, RULES
from views.labels.mandate_fields import FIELDS
from views.labels.mandates import PAGES
from views.refusals import sentence


@dataclass(frozen=True)
class CheckLine:
    """One rule: `why` it isn't met or is warned of, `lacks` the fields that are empty; '' where it is met. `url`:
    the page where it is mended, '' where nothing is to be mended."""

    rule: str
    outcome: str
    tone: str
    why: str
    lacks: tuple[str, ...]
    page: str
    url: str


def check_lines(checks: Iterable[Check], url_of: Callable[[CasePage], str] | None = None) -> list[CheckLine]:
    """In the order in which they came; what isn't met first, then what is warned of, then what is met."""
    order = (CheckOutcome.NOT_MET, CheckOutcome.WARNED, CheckOutcome.MET)
    return [_line(one, url_of) for one in sorted(checks, key=lambda one: order.index(one.outcome))]


def _line(one: Check, url_of: Callable[[CasePage], str] | None) -> CheckLine:
    mended = one.outcome is not CheckOutcome.MET and url_of is not None and one.page is not CasePage.SUMMARY
    return CheckLine(
        str(RULES[one.rule]),
        str(OUTCOMES[one.outcome]),
        OUTCOME_TONES[one.outcome],
        sentence(one.refusal) if one.refusal is not None else "",
        tuple(str(FIELDS[field]) for field in one.lacks),
        str(PAGES[one.page]),
        url_of(one.page) if mended and url_of is not None else "",
    )
