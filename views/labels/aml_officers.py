"""Words of AML officers: how far what somebody asked is, and how a deputy stands."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from models.aml import Deputy
from models.values.officers import EnrolmentState

ENROLMENT_STATES: dict[EnrolmentState, Any] = {
    EnrolmentState.ASKED: _l("Waits for a manager"),
    EnrolmentState.APPROVED: _l("AML officer"),
    EnrolmentState.DECLINED: _l("Declined"),
    EnrolmentState.ENDED: _l("Officer no more"),
}
ENROLMENT_TONES: dict[EnrolmentState, str] = {
    EnrolmentState.ASKED: "soon",
    EnrolmentState.APPROVED: "good",
    EnrolmentState.DECLINED: "bad",
    EnrolmentState.ENDED: "off",
}
DEPUTY_TIMES: dict[str, Any] = {
    "now": _l("Stands in now"),
    "later": _l("Still to come"),
    "over": _l("Over"),
}
_DEPUTY_TONES = {"now": "good", "later": "wait", "over": "off"}


def enrolment_state(state: str) -> str:
    return str(ENROLMENT_STATES[EnrolmentState(state)])


def enrolment_tone(state: str) -> str:
    return ENROLMENT_TONES[EnrolmentState(state)]


def deputy_time(one: Deputy, today: date) -> str:
    """Now, later or over, as of that day."""
    if one.ended_on is not None or one.last_day < today:
        return "over"
    return "now" if one.first_day <= today else "later"


def deputy_state(one: Deputy, today: date) -> str:
    return str(DEPUTY_TIMES[deputy_time(one, today)])


def deputy_tone(one: Deputy, today: date) -> str:
    return _DEPUTY_TONES[deputy_time(one, today)]
