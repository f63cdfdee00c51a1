"""Refusals about what an office writes down in its registers, as sentences."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "aml.register.no_title": _l("Give it a title: it is found by that."),
    "aml.register.too_long": _l("This has at most %(most)s characters. Shorten it."),
    "aml.policy.nothing_told": _l("Write a text here, or choose a file below: one of both is enough."),
    "aml.policy.no_overall": _l(
        "Choose the risk that the office runs, all in all: the annual report asks for it."
    ),
    "aml.policy.too_far": _l(
        "This day is more than a year away: check the year. It can be %(most)s at the latest."
    ),
    "aml.policy.later": _l(
        "One that begins on %(day)s stands there already. Choose a later first day, or end that one first."
    ),
    "aml.policy.two_at_once": _l(
        "Another one is in force on one of these days: one at a time can be. Choose other days, or end that one"
        " first."
    ),
    "aml.policy.same": _l("Exactly the same was written down on %(day)s already. Look in the list."),
    "aml.policy.not_in_force": _l(
        "What it is to replace isn’t in force on %(day)s. Choose another first day, or another procedure."
    ),
    "aml.policy.over": _l("It ended on %(day)s already: nothing is left to end."),
    "aml.policy.end_before_start": _l("It is in force since %(day)s: it ends on that day or later."),
    "aml.training.future": _l(
        "A training is written down once it was held: today (%(today)s) at the latest. Check the date."
    ),
    "aml.training.minutes": _l("Fill in how many minutes it took, a whole number from 1 to %(most)s."),
    "aml.training.nobody": _l("Tick who was there: a training nobody attended counts for nobody."),
    "aml.training.no_user": _l(
        "Somebody you ticked no longer uses the tool against laundering. Open the page again, and tick who was"
        " there."
    ),
    "aml.training.same": _l("Exactly the same training was written down on %(day)s already. Look in the list."),
    "aml.training.withdrawn": _l("This training was withdrawn already. Nothing is left to do."),
}
