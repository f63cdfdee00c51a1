"""Words of what is paid for transactions: how a subscription stands, and how much of it was used."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from babel.numbers import format_decimal
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from app.aml.plan_advice import Choice
from models.aml import Subscription
from models.values.subscribed import Plan
from views.labels import day, language
from views.labels.aml_matters import PLANS


class Standing(StrEnum):
    """How a subscription stands on a day."""

    RUNS = "runs"
    LATER = "later"
    USED_UP = "used_up"
    ENDED = "ended"


STANDINGS: dict[Standing, Any] = {
    Standing.RUNS: _l("Runs"),
    Standing.LATER: _l("Begins later"),
    Standing.USED_UP: _l("Used up"),
    Standing.ENDED: _l("Ended"),
}
STANDING_TONES = {
    Standing.RUNS: "good",
    Standing.LATER: "wait",
    Standing.USED_UP: "off",
    Standing.ENDED: "off",
}


def standing_of(one: Subscription, today: date) -> Standing:
    if one.undone or one.last_day < today:
        return Standing.ENDED
    if one.units is not None and one.used >= one.units:
        return Standing.USED_UP
    return Standing.LATER if one.first_day > today else Standing.RUNS


def plan_word(plan: str) -> str:
    return str(PLANS[Plan(plan)])


def units_word(plan: Plan, units: int | None) -> str:
    """How many a plan pays for."""
    if units is None:
        return str(gettext("As many transactions as you like"))
    return str(ngettext("%(num)s transaction", "%(num)s transactions", units))


def used_word(one: Subscription) -> str:
    """13 of 20."""
    if one.units is None:
        return str(gettext("%(used)s, without a limit", used=_figure(one.used)))
    return str(gettext("%(used)s of %(units)s", used=_figure(one.used), units=_figure(one.units)))


def next_unit(one: Subscription) -> str:
    """Which unit would be taken now, and until when the subscription runs."""
    until = day(one.last_day)
    if one.units is None:
        return str(
            gettext("%(plan)s, without a limit, runs until %(until)s", plan=plan_word(one.plan), until=until)
        )
    return str(
        gettext(
            "%(plan)s: unit %(unit)s of %(units)s, runs until %(until)s",
            plan=plan_word(one.plan),
            unit=_figure(one.used + 1),
            units=_figure(one.units),
            until=until,
        )
    )


def choice_word(one: Choice) -> str:
    """A way to pay a year in words: 2 × Bronze and 5 one by one."""
    if one.plan is None:
        return str(gettext("One by one"))
    name = plan_word(one.plan) if one.times == 1 else f"{_figure(one.times)} × {plan_word(one.plan)}"
    if not one.singles:
        return name
    return str(gettext("%(plan)s, and %(count)s one by one", plan=name, count=_figure(one.singles)))


def _figure(number: int | None) -> str:
    return str(format_decimal(number or 0, locale=language()))
