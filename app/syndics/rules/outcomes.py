"""What a check of a case is: which rule, how it came out, where it is mended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.errors import Refusal
from models.values.mandates import CasePage


class CheckRule(StrEnum):
    """The rules that a case is checked by, in the order in which they are shown."""

    COMPLETE = "complete"
    ASSOCIATION = "association_number"
    OPEN_CASE = "one_open_case"
    ENDING = "mandate_that_ends"
    DATES = "dates_in_order"
    TWICE = "not_registered_twice"
    ONE_SYNDIC = "one_syndic_at_a_time"
    COMPANY = "company_number"
    CAPACITY = "capacity"
    REPRESENTATIVE = "representative_rule"
    ACCREDITATION = "accreditation_found"
    EVIDENCE = "evidence_by_kind"
    IDENTITY = "identity_documents"
    DEADLINE = "last_day"


class CheckOutcome(StrEnum):
    """How a rule came out. Not met keeps a case from being submitted, a warning doesn't."""

    MET = "met"
    WARNED = "warned"
    NOT_MET = "not_met"


@dataclass(frozen=True)
class Check:
    """One rule. `refusal`: why it isn't met, or what is warned of; None where it is met. `page`: where it is
    mended. `lacks`: the fields that are empty, of `CheckRule.COMPLETE` alone."""

    rule: CheckRule
    outcome: CheckOutcome
    page: CasePage
    refusal: Refusal | None = None
    lacks: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """The refusal's code; '' where the rule is met."""
        return self.refusal.code if self.refusal else ""

    @property
    def facts(self) -> Mapping[str, object]:
        return self.refusal.facts if self.refusal else {}


def met(rule: CheckRule, page: CasePage) -> Check:
    return Check(rule, CheckOutcome.MET, page)


def warned(rule: CheckRule, page: CasePage, refusal: Refusal) -> Check:
    return Check(rule, CheckOutcome.WARNED, page, refusal)


def not_met(rule: CheckRule, page: CasePage, refusal: Refusal) -> Check:
    return Check(rule, CheckOutcome.NOT_MET, page, refusal)
