"""The rules of a case for the counter: what each asks, how it came out, and on what that rests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flask_babel import gettext

from app import clock
from app.syndics.checking import Checked
from app.syndics.queries import details_of
from app.syndics.rules.outcomes import Check, CheckOutcome, CheckRule
from app.syndics.told import enterprise_in
from models.syndics import Case
from models.values.mandates import CaseDetails, CaseEvidence, CasePage, RepresentativeTold, Syndic
from views.labels import day, until
from views.labels.mandate_checks import OUTCOME_TONES, OUTCOMES, RULES
from views.labels.mandate_fields import FIELDS
from views.labels.mandates import CAPACITIES, EVIDENCE
from views.refusals import sentence


@dataclass(frozen=True)
class Line:
    """One rule: `why` it isn't met or is warned of, '' where it is met; `lacks` the fields that are empty; `rests`
    are what was looked at."""

    rule: str
    outcome: str
    tone: str
    why: str
    lacks: tuple[str, ...]
    rests: tuple[str, ...]


@dataclass(frozen=True)
class _Looked:
    """What a rule may rest on."""

    case: Case
    details: CaseDetails
    found: Checked


def checks_shown(case: Case, found: Checked) -> list[Line]:
    """What isn't met first, then what is warned of; each in the order of the rules."""
    looked = _Looked(case, details_of(case), found)
    worst = (CheckOutcome.NOT_MET, CheckOutcome.WARNED, CheckOutcome.MET)
    return [_line(one, looked) for outcome in worst for one in found.checks if one.outcome is outcome]


def _line(one: Check, looked: _Looked) -> Line:
    rests = _RESTS.get(one.rule)
    return Line(
        str(RULES[one.rule]),
        str(OUTCOMES[one.outcome]),
        OUTCOME_TONES[one.outcome],
        sentence(one.refusal) if one.refusal is not None else "",
        tuple(str(FIELDS[field]) for field in one.lacks),
        tuple(filter(None, rests(one, looked))) if rests is not None else (),
    )


def _association(one: Check, looked: _Looked) -> Iterator[str]:
    yield enterprise_in(looked.details.association.number)
    seen = looked.found.known.association
    if seen is not None:
        yield gettext("legal form %(code)s in the business register", code=seen.form)
    elif looked.found.known.register_here:
        yield gettext("not in our copy of the business register")


def _mandates(one: Check, looked: _Looked) -> Iterator[str]:
    for mandate in looked.found.known.mandates:
        yield f"{mandate.syndic_name}: {day(mandate.first_day)} – {until(mandate.last_day)}"
    if not looked.found.known.mandates:
        yield gettext("no mandate in the register")


def _days(one: Check, looked: _Looked) -> Iterator[str]:
    told, ending, from_ = looked.details.mandate, looked.details.ending, looked.details.changes_on
    if told.decided_on or ending.decided_on:
        yield gettext("decided on %(day)s", day=day(told.decided_on or ending.decided_on))
    if ending.ends_on:
        yield gettext("without this syndic from %(day)s", day=day(ending.ends_on))
    if told.starts_on:
        yield gettext("starts on %(day)s", day=day(told.starts_on))
    if told.ends_on:
        yield gettext("until %(day)s", day=day(told.ends_on))
    if from_:
        yield gettext("holds from %(day)s", day=day(from_))


def _company(one: Check, looked: _Looked) -> Iterator[str]:
    yield looked.details.syndic.called
    yield enterprise_in(looked.details.syndic.enterprise_number)


def _capacity(one: Check, looked: _Looked) -> Iterator[str]:
    syndic, known = looked.details.syndic, looked.found.known
    if syndic.co_owner is not None:
        yield gettext("co-owner") if syndic.co_owner else gettext("no co-owner")
    yield from _entitled(syndic)
    listed = known.company_accredited if syndic.enterprise_number else known.syndic_accredited
    yield _listed(listed)


def _representative(one: Check, looked: _Looked) -> Iterator[str]:
    told, known = looked.details.representative, looked.found.known
    if told.named is not None:
        yield gettext("the decision names one") if told.named else gettext("the decision names none")
    yield gettext("represented by %(name)s", name=told.person.name) if told.person.name else gettext("nobody told")
    yield from _entitled(told)
    if told.person.name:
        yield _listed(known.representative_accredited)


def _accreditation(one: Check, looked: _Looked) -> Iterator[str]:
    of = looked.details.representative if one.page is CasePage.REPRESENTATIVE else looked.details.syndic
    yield of.accreditation


def _evidence(one: Check, looked: _Looked) -> Iterator[str]:
    for kind in CaseEvidence:
        if kind in looked.found.kinds:
            yield str(EVIDENCE[kind])
    if not looked.found.kinds:
        yield gettext("no file")


def _deadline(one: Check, looked: _Looked) -> Iterator[str]:
    if looked.case.handed_in_at is not None:
        yield gettext("handed in on %(day)s", day=day(clock.day_of(looked.case.handed_in_at)))
    yield gettext("last day %(day)s", day=day(looked.case.due_on))


def _entitled(told: Syndic | RepresentativeTold) -> Iterator[str]:
    if told.capacity is not None:
        yield str(CAPACITIES[told.capacity])
    if told.accreditation:
        yield gettext("BIV/IPI %(number)s", number=told.accreditation)


def _listed(found: bool | None) -> str:
    if found is None:
        return ""
    return str(gettext("stands in the BIV/IPI list") if found else gettext("doesn’t stand in the BIV/IPI list"))


_RESTS: dict[CheckRule, Callable[[Check, _Looked], Iterator[str]]] = {
    CheckRule.ASSOCIATION: _association,
    CheckRule.ENDING: _mandates,
    CheckRule.DATES: _days,
    CheckRule.TWICE: _mandates,
    CheckRule.ONE_SYNDIC: _mandates,
    CheckRule.COMPANY: _company,
    CheckRule.CAPACITY: _capacity,
    CheckRule.REPRESENTATIVE: _representative,
    CheckRule.ACCREDITATION: _accreditation,
    CheckRule.EVIDENCE: _evidence,
    CheckRule.IDENTITY: _evidence,
    CheckRule.DEADLINE: _deadline,
}
