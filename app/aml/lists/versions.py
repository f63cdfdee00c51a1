"""What two versions of an entry say differently, fact by fact."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from models.values import ListedEntry


class FactKind(StrEnum):
    """Of what a fact is."""

    KIND = "kind"
    NAMES = "names"
    BIRTH_DATES = "birth_dates"
    COUNTRIES = "countries"
    IDENTIFIERS = "identifiers"
    SEX = "sex"
    TOPICS = "topics"
    PROGRAMMES = "programmes"
    FUNCTIONS = "functions"
    ADDRESSES = "addresses"
    REMARKS = "remarks"
    REFERENCE = "reference"
    PAGE = "page"
    LISTED_ON = "listed_on"
    OTHER_KEYS = "other_keys"


@dataclass(frozen=True)
class Changed:
    """Facts of one kind that the later version no longer tells, and those that it tells anew."""

    kind: FactKind
    gone: tuple[Any, ...]
    came: tuple[Any, ...]


def facts_of(entry: ListedEntry) -> dict[FactKind, tuple[Any, ...]]:
    """Every fact by its kind, in the order in which it is told; nothing for what isn't known."""
    subject = entry.subject
    return {
        FactKind.KIND: (subject.kind,),
        FactKind.NAMES: subject.names,
        FactKind.BIRTH_DATES: subject.birth_dates,
        FactKind.COUNTRIES: subject.countries,
        FactKind.IDENTIFIERS: subject.identifiers,
        FactKind.SEX: _known(subject.sex),
        FactKind.TOPICS: entry.topics,
        FactKind.PROGRAMMES: entry.programmes,
        FactKind.FUNCTIONS: entry.functions,
        FactKind.ADDRESSES: entry.addresses,
        FactKind.REMARKS: _known(entry.remarks),
        FactKind.REFERENCE: _known(entry.reference),
        FactKind.PAGE: _known(entry.url),
        FactKind.LISTED_ON: _known(entry.listed_on),
        FactKind.OTHER_KEYS: entry.other_keys,
    }


def changes_between(before: ListedEntry, after: ListedEntry) -> list[Changed]:
    """What the later of two versions says differently; in which order facts are told is no difference."""
    old, new = facts_of(before), facts_of(after)
    found = [Changed(kind, _without(old[kind], new[kind]), _without(new[kind], old[kind])) for kind in FactKind]
    return [one for one in found if one.gone or one.came]


def _known(fact: Hashable) -> tuple[Any, ...]:
    return (fact,) if fact else ()


def _without(facts: Sequence[Any], others: Sequence[Any]) -> tuple[Any, ...]:
    known = set(others)
    return tuple(one for one in facts if one not in known)
