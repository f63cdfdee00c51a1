"""What is told of a deal before its level is computed, and the level that follows. Pure: the same file and rules,
the same answer, so that it can be replayed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from app.aml.vigilance.asking import Question
from app.aml.vigilance.file import FoundHit, Given, Lists
from app.aml.vigilance.level import Assessment, Reason, weighed
from app.aml.vigilance.rule_set import Rule, RuleSet
from models.values import Topic
from models.values.dealt import DealDetails, DealKind
from models.values.identified import FilePart
from models.values.plain import Plain
from models.values.vigilance import AsksOf, Effect, Level

PARTY = "PARTY"
"""Stands as rule with a reason that comes from a party: `option` is that contact's root id, `note` its name."""
EEA = frozenset(
    {
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT", "LI",
        "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
    }
)  # fmt: skip
"""The European Economic Area: the member states of the Union, Iceland, Liechtenstein and Norway."""
_RAISED = frozenset({Level.RAISED, Level.STOP})


@dataclass(frozen=True)
class PartyFile:
    """A party as the rules look at it. `level`: in force of its file, or of its risk profile where that one is
    higher; None where it has none. `hits`: its own, and of those behind it. `countries`: where it lives or has its
    seat, where its owners live and its money comes from; '' for each that isn't known."""

    root_id: int
    name: str
    role: FilePart
    contact_id: int
    profile_id: int | None = None
    level: Level | None = None
    hits: tuple[FoundHit, ...] = ()
    countries: tuple[str, ...] = ()


@dataclass(frozen=True)
class DealFile(Plain):
    """Everything a rule may look at; `price_cents`: in whole cents of a euro."""

    kind: DealKind
    today: date
    price_cents: int | None = None
    details: DealDetails = field(default_factory=DealDetails)
    answers: dict[str, Given] = field(default_factory=dict)
    parties: tuple[PartyFile, ...] = ()
    lists: Lists = field(default_factory=Lists)


def vigilance_of_deal(rules: RuleSet, file: DealFile) -> Assessment:
    """The level of a deal, and everything that made it; a party whose vigilance is raised raises it."""
    return weighed(_answered(rules, file), None, _raised_by_parties(file))


def deal_questions_of(rules: RuleSet, file: DealFile, found: Assessment) -> tuple[Question, ...]:
    """Every rule that applies to a deal, in the order of the rules; `found` is what they say of it."""
    return tuple(
        Question(rule, given, by_file, rule.code in found.unanswered, rule.code in found.open_documents)
        for rule, given, by_file in _answered(rules, file)
    )


def _answered(rules: RuleSet, file: DealFile) -> Iterator[tuple[Rule, Given | None, bool]]:
    """Each rule on deals with its answer, and whether the file gave it. What the file says counts; a text or a
    reason beside it is still somebody's."""
    for rule in rules.rules:
        if not rule.active or AsksOf.TRANSACTION not in rule.on:
            continue
        said, told = file.answers.get(rule.code), _derived(rule, file)
        if told is not None:
            yield rule, Given(told, said.note if said else "", said.cannot if said else ""), True
        else:
            yield rule, said if said is not None and rule.option(said.option) is not None else None, False


def _derived(rule: Rule, file: DealFile) -> str | None:
    """The answer the file gives, where the rule knows it."""
    look = _BY_WORD.get(rule.derived) or _BY_CODE.get(rule.code)
    told = look(file) if look is not None else None
    return told if told is not None and rule.option(told) is not None else None


def _raised_by_parties(file: DealFile) -> Iterator[Reason]:
    seen = set()
    for one in file.parties:
        if one.level in _RAISED and one.root_id not in seen:
            seen.add(one.root_id)
            yield Reason(PARTY, str(one.root_id), (Effect.RAISED,), by_file=True, note=one.name)


def _account_country(file: DealFile) -> str:
    """That of the bank: the first two letters of the account's number."""
    return file.details.account[:2]


def _high_risk(file: DealFile) -> str | None:
    return _any_in(file, file.lists.high_risk)


def _tax_list(file: DealFile) -> str | None:
    return _any_in(file, file.lists.tax)


def _any_in(file: DealFile, listed: tuple[str, ...]) -> str | None:
    """'yes' where a party, the property or the account is of such a country; 'no' where all are known."""
    if not listed:
        return None
    told = [one for party in file.parties for one in party.countries]
    told += [file.details.property.country, _account_country(file)]
    if not frozenset(listed).isdisjoint(told):
        return "yes"
    return "no" if file.parties and all(told) and all(one.countries for one in file.parties) else None


def _sanctions(file: DealFile) -> str | None:
    """'confirmed', else 'open', else 'none', by the hits of all parties; as on a contact's own file, what is on a
    list for another reason than a sanction doesn't count."""
    states = {
        one.state for party in file.parties for one in party.hits if not one.topics or Topic.SANCTION in one.topics
    }
    return next((one for one in ("confirmed", "open") if one in states), "none")


def _account(file: DealFile) -> str | None:
    """'yes' for an account outside the European Economic Area or in a state of one of both lists, 'no' for
    another one; without account people are asked."""
    country = _account_country(file)
    if not country:
        return None
    return "yes" if country not in EEA or country in (*file.lists.high_risk, *file.lists.tax) else "no"


_BY_WORD: Mapping[str, Callable[[DealFile], str | None]] = {
    "high_risk_organisation": _high_risk,
    "tax_list": _tax_list,
    "sanctions": _sanctions,
}
# A rule of which the data name no word, since the same on a contact's file has nothing to look at.
_BY_CODE: Mapping[str, Callable[[DealFile], str | None]] = {"FIN4": _account}
