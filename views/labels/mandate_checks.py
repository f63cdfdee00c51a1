"""Words of the counter's check: what each rule asks, and how it came out."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from app.syndics.rules.outcomes import CheckOutcome, CheckRule

RULES = {
    CheckRule.COMPLETE: _l("Everything that has to be told is told"),
    CheckRule.ASSOCIATION: _l("The number is that of an association of co-owners"),
    CheckRule.OPEN_CASE: _l("No other case of this association lies at the counter"),
    CheckRule.ENDING: _l("The mandate that ends stands in the register"),
    CheckRule.DATES: _l("The days follow each other"),
    CheckRule.TWICE: _l("The same mandate isn’t in the register yet"),
    CheckRule.ONE_SYNDIC: _l("The association has one syndic at a time"),
    CheckRule.COMPANY: _l("The company’s number stands in the business register"),
    CheckRule.CAPACITY: _l("The syndic is a co-owner, or may be it by profession"),
    CheckRule.REPRESENTATIVE: _l("The company is represented as the rule asks"),
    CheckRule.ACCREDITATION: _l("The BIV/IPI number stands in the register of agents"),
    CheckRule.EVIDENCE: _l("The proofs are there"),
    CheckRule.IDENTITY: _l("Who has no national number is identified by documents"),
    CheckRule.DEADLINE: _l("The case was handed in on time"),
}
OUTCOMES = {
    CheckOutcome.MET: lazy_pgettext("syndics", "Met"),
    CheckOutcome.WARNED: lazy_pgettext("syndics", "Warned"),
    CheckOutcome.NOT_MET: lazy_pgettext("syndics", "Not met"),
}
OUTCOME_TONES: dict[str, str] = {
    CheckOutcome.MET: "good",
    CheckOutcome.WARNED: "soon",
    CheckOutcome.NOT_MET: "bad",
}
