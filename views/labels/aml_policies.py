"""Words of an office's procedures and policies, and of its trainings: how each stands on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from models.aml import Policy, Training
from models.values.registers import OfficeRisk, PolicyKind
from views.labels import day
from views.labels.aml_registers import OFFICE_RISKS, POLICY_KINDS

POLICY_TIMES: dict[str, Any] = {
    "now": _l("In force"),
    "later": _l("Still to come"),
    "over": _l("Ended"),
    "never": _l("Never in force"),
}
_POLICY_TONES = {"now": "good", "later": "wait", "over": "off", "never": "off"}
TRAINING_STATES: dict[str, Any] = {"counts": _l("Counts"), "withdrawn": _l("Withdrawn")}
WRITE = {
    PolicyKind.PROCEDURE: _l("Write down a procedure"),
    PolicyKind.RISK_ASSESSMENT: _l("Write down the risk assessment"),
    PolicyKind.ACCEPTANCE_POLICY: _l("Write down the acceptance policy"),
}


def policy_kind(kind: str) -> str:
    return str(POLICY_KINDS[PolicyKind(kind)])


def overall_risk(told: str | None) -> str:
    """The risk the office runs; '' of what assesses none."""
    return str(OFFICE_RISKS[OfficeRisk(told)]) if told else ""


def policy_time(one: Policy, today: date) -> str:
    """Whether it is in force on that day, will be, was, or never was."""
    if one.last_day is not None and one.last_day < one.first_day:
        return "never"
    if one.last_day is not None and one.last_day < today:
        return "over"
    return "now" if one.first_day <= today else "later"


def policy_state(one: Policy, today: date) -> str:
    return str(POLICY_TIMES[policy_time(one, today)])


def policy_tone(one: Policy, today: date) -> str:
    return _POLICY_TONES[policy_time(one, today)]


def in_force_words(one: Policy) -> str:
    """From when to when, as one reads it in a line."""
    if one.last_day is not None and one.last_day < one.first_day:
        return str(gettext("never in force (planned from %(first)s)", first=day(one.first_day)))
    if one.last_day is None:
        return str(gettext("since %(first)s, until further notice", first=day(one.first_day)))
    return f"{day(one.first_day)} – {day(one.last_day)}"


def training_state(one: Training) -> str:
    return str(TRAINING_STATES["counts" if one.withdrawn_at is None else "withdrawn"])


def training_tone(one: Training) -> str:
    return "good" if one.withdrawn_at is None else "off"


def hours(minutes: int) -> str:
    """1 h 30 min."""
    whole, rest = divmod(minutes, 60)
    if not whole:
        return f"{rest} min"
    word = gettext("%(hours)s h", hours=whole)
    return f"{word} {rest} min" if rest else word
