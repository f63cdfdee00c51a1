"""What is kept as JSON means tomorrow what it means today."""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass
from typing import Any, get_args, get_type_hints

from app.aml.vigilance.file import File
from app.aml.vigilance.level import Assessment
from app.aml.vigilance.rule_set import RuleSet, Thresholds
from models.values.identified import OrganisationDetails, PersonDetails

# What is as it is by default isn't written down, so each of these is said by rows that are silent: rules that
# were published, files and results of decisions. Another default would give them another meaning, years later. A
# field that comes is added here; one that stands here never changes: where the law does, the rules are told it.
UNSAID: dict[str, dict[str, Any]] = {
    "Assessment": {"reasons": (), "asked": (), "unanswered": (), "open_documents": (), "officer_only": False},
    "Dealing": {
        "part": None, "side": None, "acts_for_other": None, "principal_id": None, "meeting": None, "purpose": "",
        "phone": "", "email": "", "language": "",
    },
    "Director": {"function": "", "since": None},
    "File": {
        "person": None, "organisation": None, "has_national_number": False, "answers": {}, "evidence": (),
        "hits": (), "related": (), "lists": {},
    },
    "FoundHit": {},
    "Given": {"note": "", "cannot": ""},
    "Holder": {"contact_id": None, "number": "", "country": "", "controls": "", "manages": False},
    "Holding": {},
    "Identifier": {"country": ""},
    "IdentityDocument": {"kind": None, "number": "", "country": "", "issued_on": None, "expires_on": None},
    "Lists": {"high_risk": (), "tax": (), "edition": 0},
    "Option": {
        "effects": (), "needed": None, "evidence": (), "every": False, "asks_text": False, "duty": None,
    },
    "OrganisationDetails": {
        "name": "", "other_names": (), "legal_form": "", "number": "", "number_country": "", "other_numbers": (),
        "seat": {}, "started_on": None, "start_year": None, "activity": "", "activity_code": "", "directors": (),
        "powers": "", "representative_id": None, "ownership": {}, "register_consulted_on": None,
        "register_differs": None, "discrepancy": "", "listed_on": "", "funds_countries": (), "countries": (),
        "dealing": {}, "source": None, "source_read_on": None,
    },
    "Ownership": {"holders": (), "holdings": ()},
    "PersonDetails": {
        "salutation": "", "family_name": "", "given_names": "", "other_names": (), "birth_date": None,
        "birth_year": None, "birth_place": "", "sex": "unknown", "nationalities": (), "address": {},
        "document": {}, "other_numbers": (), "profession": "", "sector": "", "dealing": {}, "source": None,
        "source_read_on": None,
    },
    "Place": {"street": "", "postal_code": "", "place": "", "country": ""},
    "Reason": {"by_file": False, "note": "", "cannot": ""},
    "Related": {"hits": (), "answers": {}, "residence": "", "nationalities": ()},
    "Rule": {"hint": {}, "derived": "", "when": "", "mandatory": True, "active": True},
    "RuleSet": {"thresholds": {}},
    "Thresholds": {
        "owner_percent": 2500, "young_days": 365, "known_years": 2, "pep_months": 12, "cash_letting": 3000,
    },
    "Words": {"nl": "", "fr": "", "en": ""},
}  # fmt: skip


def told_within(kind: Any, found: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The defaults of a dataclass and of all that stand in it; {} for a value that is all defaults itself."""
    if is_dataclass(kind) and isinstance(kind, type) and kind.__name__ not in found:
        found[kind.__name__] = {one.name: default_of(one) for one in fields(kind) if has_default(one)}
        for hint in get_type_hints(kind).values():
            told_within(hint, found)
    for part in get_args(kind):
        told_within(part, found)
    return found


def has_default(one: Any) -> bool:
    return one.default is not MISSING or one.default_factory is not MISSING


def default_of(one: Any) -> Any:
    value = one.default if one.default is not MISSING else one.default_factory()
    if not is_dataclass(value):
        return value
    assert value == type(value)(), "a default that stands within another is all defaults itself"  # type: ignore[misc]
    return {}


def test_what_isnt_said_means_the_same_for_ever() -> None:
    found: dict[str, dict[str, Any]] = {}
    for kind in (File, Assessment, RuleSet, PersonDetails, OrganisationDetails):
        told_within(kind, found)
    assert found == UNSAID


def test_rules_that_say_no_thresholds_turn_where_the_law_of_their_day_did() -> None:
    assert RuleSet.read({"rules": []}).thresholds == Thresholds(2500, 365, 2, 12, 3000)
