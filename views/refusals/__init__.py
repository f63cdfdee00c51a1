"""Every refusal as a sentence: what, where, what to do. The code comes from a rule, the words from here.

The sentences stand by domain in the files beside this one.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext as _l

from app.errors import Refusal
from models.values import Money
from models.values.problem import ValueProblem
from views.labels import day, label_of, money
from views.labels.percents import percent
from views.refusals import (
    accounts,
    aml,
    annual,
    answering,
    api,
    breaching,
    dealing,
    deciding,
    desk,
    documents,
    identifying,
    imports,
    mandate_batches,
    mandate_cases,
    mandate_desk,
    mandate_life,
    mandate_paying,
    mandate_register,
    mandates,
    matters,
    notifying,
    officer_deciding,
    officers,
    organisations,
    ownership,
    packs,
    paying,
    portfolio,
    profiles,
    registers,
    reporting,
    retention,
    reviewing,
    rights,
    screening,
    vigilance,
    wallet,
)

SENTENCES: dict[str, Any] = {
    **accounts.SENTENCES,
    **organisations.SENTENCES,
    **rights.SENTENCES,
    **desk.SENTENCES,
    **documents.SENTENCES,
    **imports.SENTENCES,
    **mandate_batches.SENTENCES,
    **mandate_cases.SENTENCES,
    **mandate_paying.SENTENCES,
    **api.SENTENCES,
    **wallet.SENTENCES,
    **aml.SENTENCES,
    **packs.SENTENCES,
    **screening.SENTENCES,
    **ownership.SENTENCES,
    **profiles.SENTENCES,
    **portfolio.SENTENCES,
    **answering.SENTENCES,
    **identifying.SENTENCES,
    **deciding.SENTENCES,
    **reviewing.SENTENCES,
    **notifying.SENTENCES,
    **officers.SENTENCES,
    **matters.SENTENCES,
    **reporting.SENTENCES,
    **annual.SENTENCES,
    **paying.SENTENCES,
    **registers.SENTENCES,
    **dealing.SENTENCES,
    **officer_deciding.SENTENCES,
    **vigilance.SENTENCES,
    **breaching.SENTENCES,
    **retention.SENTENCES,
    **mandate_register.SENTENCES,
    **mandate_desk.SENTENCES,
    **mandate_life.SENTENCES,
    **mandates.SENTENCES,
}


def sentence(refusal: Refusal | ValueProblem) -> str:
    """The sentence for a refusal, in the reader's language, its facts as he writes them."""
    known = SENTENCES.get(refusal.code)
    if known is None:
        return str(_l("This can't be done like this (%(code)s).", code=refusal.code))
    return str(known) % {name: _shown(value) for name, value in refusal.facts.items()}


def _shown(value: object) -> str:
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Money):
        return money(value)
    if isinstance(value, Fraction):
        return percent(value)
    if isinstance(value, list):
        return ", ".join(label_of(one) for one in value)
    return label_of(value) if isinstance(value, str) else str(value)
