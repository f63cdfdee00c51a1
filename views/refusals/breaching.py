"""Refusals about the registers of cash, of differences with the UBO register and of atypical operations, as
sentences."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "aml.register.day_missing": _l("Say on which day."),
    "aml.register.future": _l("This day is still to come. Check the date."),
    "aml.register.before_the_act": _l(
        "The act of 18 September 2017 is in force since %(first)s: nothing is written down of before. Check the"
        " date."
    ),
    "aml.register.too_early": _l("This can't be before %(first)s. Check the date."),
    "aml.register.text_missing": _l("Write this down: who reads it later has to understand it."),
    "aml.register.text_too_long": _l("This has at most %(most)s characters. Shorten it."),
    "aml.cash.amount_missing": _l("Say how much cash it was, in euro."),
    "aml.cash.amount": _l("An amount in euro has at most two decimals. Check it."),
    "aml.cash.nothing": _l("The amount has to be more than nothing. Check it."),
    "aml.cash.allowed": _l(
        "For a letting up to %(most)s may be paid in cash, so this isn't above the limit. Tick this if you want it"
        " in the register anyway."
    ),
    "aml.discrepancy.person": _l(
        "%(name)s is a person, and the UBO register is about organisations. Choose an organisation."
    ),
    "aml.discrepancy.open": _l(
        "Another difference about %(name)s isn't settled yet. Look at it first; tick this if yours is another one."
    ),
    "aml.discrepancy.none_chosen": _l("Choose the organisation it is about."),
    "aml.discrepancy.not_now": _l(
        "This can't be done with it any more, as it was told, settled or withdrawn meanwhile. Look at how it"
        " stands now."
    ),
    "aml.atypical.one_matter": _l("It is about one contact or one transaction. Choose one of them."),
    "aml.atypical.no_conclusion": _l("Choose what you conclude."),
    "aml.atypical.concluded": _l(
        "It was concluded, so its report stays as it is. What came later is an operation of its own."
    ),
}
