"""What a file answers by itself, and when a rule applies: the words that rules may use. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.aml.vigilance import companies, countries, identities, matches
from app.aml.vigilance.file import File
from app.aml.vigilance.rule_set import Thresholds

Condition = Callable[[File, Thresholds], bool]


@dataclass(frozen=True)
class Derived:
    """A word by which a file answers. `answers`: every code it may give, each of which a rule that uses it has as
    an option."""

    answers: tuple[str, ...]
    look: Callable[[File, Thresholds], str | None]

    def __call__(self, file: File, thresholds: Thresholds) -> str | None:
        """The code of the answer the file gives, or None: people are asked."""
        return self.look(file, thresholds)


def _ask(file: File, thresholds: Thresholds) -> str | None:
    return None


def _always(file: File, thresholds: Thresholds) -> bool:
    return True


DERIVED: Mapping[str, Derived] = {
    "": Derived((), _ask),
    "identity_document": Derived(("yes", "expired"), identities.identity_document),
    "document_on_file": Derived(("yes", "neither"), identities.document_on_file),
    "read_from_eid": Derived(("secure",), identities.read_from_eid),
    "principal": Derived(("contact",), identities.principal),
    "high_risk_person": Derived(("no", "nationality", "residence"), countries.high_risk_person),
    "high_risk_organisation": Derived(("no", "yes"), countries.high_risk_organisation),
    "tax_list": Derived(("no", "yes"), countries.tax_list),
    "exposed": Derived(("yes",), matches.exposed),
    "close_to_exposed": Derived(("yes",), matches.close_to_exposed),
    "sanctions": Derived(("none", "open", "confirmed"), matches.sanctions),
    "papers_on_file": Derived(("yes",), companies.papers_on_file),
    "beneficial_owners": Derived(("yes", "management", "no"), companies.beneficial_owners),
    "register_differs": Derived(("no", "yes"), companies.register_differs),
    "age": Derived(("young",), companies.age),
    "listed": Derived(("listed",), companies.listed),
}
CONDITIONS: Mapping[str, Condition] = {
    "": _always,
    "not_met": identities.not_met,
    "acts_for_other": identities.acts_for_other,
    "acts_for_other_or_mandatary": identities.acts_for_other_or_mandatary,
}
