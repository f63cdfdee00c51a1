"""What lacks in a report before its file is made, and what had better be there. Pure.

What is wanted of every element stands in the profile; here is how it is looked for. Each finding says of whom it
is, so that the page can lead to where it is put right.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.aml.goaml.elements import Element, Whose, WhoseKind, walked
from app.aml.goaml.gathered import Gathered
from app.aml.goaml.profile import Profile, Severity


@dataclass(frozen=True)
class Finding:
    """`code`: `missing`, `too_long`, `unknown_code`, `expired`, `nobody_suspected` or `one_side`; `element` and
    `field`: where in the report. `most` and `length`: of what is too long. `told`: our word without a code."""

    code: str
    element: str
    field: str
    severity: Severity
    whose: Whose
    most: int = 0
    length: int = 0
    told: str = ""


def findings(profile: Profile, known: Gathered, report: Element) -> tuple[Finding, ...]:
    """Everything, what is required first, then by whose it is; each thing once."""
    mine = Whose(WhoseKind.REPORT, known.report_id)
    found = dict.fromkeys((*_absent(profile, known, report, mine), *_wrong(profile, known, report, mine)))
    order = list(Severity)
    return tuple(sorted(found, key=lambda one: order.index(one.severity)))


def are_required(found: tuple[Finding, ...]) -> bool:
    """Whether one of them keeps the file from being made."""
    return any(one.severity is Severity.REQUIRED for one in found)


def _absent(profile: Profile, known: Gathered, report: Element, mine: Whose) -> Iterator[Finding]:
    for element, whose in walked(report, mine):
        for wanted in profile.wanted:
            if wanted.element == element.tag and element.children and element.child(wanted.field) is None:
                yield Finding(
                    "missing", element.tag, wanted.field, wanted.severity, _owner(wanted.field, whose, mine)
                )
    body = "transaction" if known.deal is not None else "activity"
    if report.child(body) is None:
        yield Finding("missing", body, "parties", Severity.REQUIRED, mine)


def _wrong(profile: Profile, known: Gathered, report: Element, mine: Whose) -> Iterator[Finding]:
    suspected, roles, parties = False, set(), 0
    for element, whose in walked(report, mine):
        for one in element.children:
            owner = one.whose or _owner(one.tag, whose, mine)
            most = profile.most(element.tag, one.tag)
            if most is not None and len(one.text) > most:
                yield Finding(
                    "too_long", element.tag, one.tag, Severity.REQUIRED, owner, most=most, length=len(one.text)
                )
            if one.unknown:
                yield Finding("unknown_code", element.tag, one.tag, Severity.REQUIRED, owner, told=one.unknown)
            suspected |= one.tag == "is_suspected"
        if element.tag in ("party", "report_party"):
            parties += 1
            role = element.child("role")
            roles.add(role.text if role is not None else "")
        if element.tag == "identification" and _expired(element, known.today):
            yield Finding("expired", element.tag, "expiry_date", Severity.WEAK, whose)
    if parties and not suspected:
        yield Finding("nobody_suspected", "report", "is_suspected", Severity.WEAK, mine)
    if known.deal is not None and parties and len(roles) < 2:
        whose = Whose(WhoseKind.DEAL, known.deal.id, known.deal.reference)
        yield Finding("one_side", "transaction", "involved_parties", Severity.WEAK, whose)


# What the officer writes stands in the report, wherever in the file it goes.
_OFFICERS = frozenset(
    {"date_transaction", "transmode_code", "transmode_comment", "significance", "reason", "is_suspected", "size"}
)


def _owner(field: str, whose: Whose, mine: Whose) -> Whose:
    if field not in _OFFICERS:
        return whose
    return Whose(mine.kind, mine.id, whose.name if whose.kind is WhoseKind.CONTACT else "")


def _expired(paper: Element, today: date) -> bool:
    until = paper.child("expiry_date")
    return until is not None and until.text[:10] < today.isoformat()
