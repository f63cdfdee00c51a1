"""Words of the registers of cash, of differences with the UBO register and of atypical operations."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from models.values.registers import Conclusion
from views.labels.aml_registers import CONCLUSIONS


class CashState(StrEnum):
    """How an entry about cash stands."""

    STANDS = "stands"
    WITHDRAWN = "withdrawn"


class DiscrepancyState(StrEnum):
    """How far a difference has come."""

    OPEN = "open"
    REPORTED = "reported"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


WRITING = "writing"
CASH_STATES: dict[CashState, Any] = {
    CashState.STANDS: _l("Noted"),
    CashState.WITHDRAWN: _l("Withdrawn"),
}
DISCREPANCY_STATES: dict[DiscrepancyState, Any] = {
    DiscrepancyState.OPEN: _l("To be told to the register"),
    DiscrepancyState.REPORTED: _l("Told to the register"),
    DiscrepancyState.SETTLED: _l("Settled"),
    DiscrepancyState.WITHDRAWN: _l("Withdrawn"),
}
ATYPICAL_STATES: dict[str, Any] = {
    WRITING: _l("Report being written"),
    **{str(one): word for one, word in CONCLUSIONS.items()},
}
_DISCREPANCY_TONES = {
    DiscrepancyState.OPEN: "soon",
    DiscrepancyState.REPORTED: "wait",
    DiscrepancyState.SETTLED: "good",
    DiscrepancyState.WITHDRAWN: "off",
}
_ATYPICAL_TONES = {WRITING: "soon", Conclusion.UNSUSPICIOUS: "good", Conclusion.SUSPICIOUS: "bad"}
PARTS_WRITTEN = {
    "told": _l("What happened"),
    "looked_at": _l("What was looked at"),
    "why_atypical": _l("Why it is atypical"),
    "analysis": _l("Conclusion"),
}
"""Of the written report, in its order."""


def cash_state(item: Any) -> tuple[str, str]:
    """Tone and word of a row with the moment at which it was withdrawn."""
    if item.withdrawn_at is not None:
        return "off", str(CASH_STATES[CashState.WITHDRAWN])
    return "bad", str(CASH_STATES[CashState.STANDS])


def state_of(item: Any) -> DiscrepancyState:
    """Of a row with the days on which it was told, settled and withdrawn."""
    if item.withdrawn_at is not None:
        return DiscrepancyState.WITHDRAWN
    if item.settled_on is not None:
        return DiscrepancyState.SETTLED
    return DiscrepancyState.REPORTED if item.reported_on is not None else DiscrepancyState.OPEN


def discrepancy_state(item: Any) -> tuple[str, str]:
    """Tone and word."""
    found = state_of(item)
    return _DISCREPANCY_TONES[found], str(DISCREPANCY_STATES[found])


def atypical_state(item: Any) -> tuple[str, str]:
    """Tone and word."""
    found = item.conclusion or WRITING
    return _ATYPICAL_TONES[found], str(ATYPICAL_STATES[found])
