"""Words of the rules of vigilance and of the lists of countries: of whom is asked, what changed, thresholds."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from app.aml.country_lists import CountryListCode
from app.aml.vigilance.differences import RuleChange
from models.values.vigilance import AsksOf

ASKS_OF: dict[AsksOf, Any] = {
    AsksOf.PERSON: _l("Person"),
    AsksOf.ORGANISATION: _l("Organisation"),
    AsksOf.PROFILE: _l("Risk profile"),
    AsksOf.TRANSACTION: _l("Transaction"),
}
RULE_CHANGES: dict[RuleChange, Any] = {
    RuleChange.ADDED: _l("New"),
    RuleChange.CHANGED: _l("Changed"),
    RuleChange.REMOVED: _l("Taken out"),
}
CHANGE_TONES: dict[RuleChange, str] = {
    RuleChange.ADDED: "good",
    RuleChange.CHANGED: "soon",
    RuleChange.REMOVED: "bad",
}
# What a rule is made of, as the form calls it.
RULE_PARTS: dict[str, Any] = {
    "on": _l("Concerns"),
    "question": _l("Question"),
    "options": _l("Possible answers"),
    "basis": _l("Legal basis"),
    "hint": _l("Hint"),
    "derived": _l("Answered by the file itself"),
    "when": _l("Applies when"),
    "mandatory": _l("Must be answered"),
    "active": _l("Is asked"),
}
THRESHOLDS: dict[str, Any] = {
    "owner_percent": _l("Beneficial owner above, in percent"),
    "young_days": _l("An organisation is new for, in days"),
    "known_years": _l("A client is known after, in years"),
    "pep_months": _l("Politically exposed after the office ended, in months"),
    "cash_letting": _l("Most cash for a letting, in euro"),
}
COUNTRY_LISTS: dict[CountryListCode, Any] = {
    CountryListCode.HIGH_RISK: _l("High-risk third countries (EU)"),
    CountryListCode.TAX: _l("Non-cooperative tax jurisdictions (EU)"),
}
