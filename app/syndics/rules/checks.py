"""Every rule of a case with its outcome, in the order in which they are shown: what the summary tells its
applicant, what the counter sees on one screen, and what keeps a case from being submitted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta

from app.errors import Refusal
from app.syndics.rules.evidence import capacity_refusal, evidence_missing, evidence_wanted, unidentified
from app.syndics.rules.facts import BusinessSeen, Known, MandateSeen
from app.syndics.rules.giving_way import Way, way_of
from app.syndics.rules.missing import missing_of
from app.syndics.rules.outcomes import Check, CheckOutcome, CheckRule, met, not_met, warned
from app.syndics.rules.pages import pages_of
from app.syndics.rules.representative import TreeEnd, is_told, representative_refusal, tree_of
from app.syndics.rules.warnings import date_checks, deadline_check
from models.values.mandates import CaseDetails, CaseEvidence, CaseForm, CasePage, SyndicCapacity, SyndicKind

_STARTS = frozenset({CaseForm.START, CaseForm.END_START})
_DAY = timedelta(days=1)


def checks_of(
    form: CaseForm,
    details: CaseDetails,
    known: Known,
    kinds_of_files: Collection[CaseEvidence],
    today: date,
) -> tuple[Check, ...]:
    """Each rule that has something to say about this case, as it would come out if it were handed in today."""
    found = [
        *_complete(form, details),
        *_association(details, known),
        *_register(form, details, known),
        *date_checks(form, details, today),
        *_syndic(form, details, known),
        *_evidence(form, details, kinds_of_files),
    ]
    if (timely := deadline_check(form, details, today)) is not None:
        found.append(timely)
    order = list(CheckRule)
    return tuple(sorted(found, key=lambda one: order.index(one.rule)))


def lacking(checks: Iterable[Check]) -> tuple[Refusal, ...]:
    """Why a case can't be submitted; nothing where it can. Warnings keep nobody out."""
    return tuple(one.refusal for one in checks if one.outcome is CheckOutcome.NOT_MET and one.refusal is not None)


def _complete(form: CaseForm, details: CaseDetails) -> Iterator[Check]:
    missing = {page: fields for page, fields in missing_of(form, details).items() if fields}
    if not missing:
        yield met(CheckRule.COMPLETE, CasePage.SUMMARY)
    for page, fields in missing.items():
        refusal = Refusal("syndics.case.incomplete", count=len(fields))
        yield Check(CheckRule.COMPLETE, CheckOutcome.NOT_MET, page, refusal, fields)


def _association(details: CaseDetails, known: Known) -> Iterator[Check]:
    page, rule = CasePage.ASSOCIATION, CheckRule.ASSOCIATION
    number = details.association.number
    if number:
        seen = known.association
        if seen is not None and not seen.is_association:
            yield not_met(rule, page, Refusal("syndics.association.another_form"))
        else:
            yield _seen(rule, page, seen, known, "syndics.association")
    if known.other_case_id is not None:
        yield not_met(CheckRule.OPEN_CASE, page, Refusal("syndics.case.another_open"))
    elif number:
        yield met(CheckRule.OPEN_CASE, page)


def _seen(rule: CheckRule, page: CasePage, seen: BusinessSeen | None, known: Known, of: str) -> Check:
    association = of == "syndics.association"
    if seen is None and known.register_here:
        if association:
            return warned(rule, page, Refusal("syndics.association.not_found"))
        return warned(rule, page, Refusal("syndics.company.not_found"))
    if seen is not None and seen.gone_on is not None:
        if association:
            return warned(rule, page, Refusal("syndics.association.gone", day=seen.gone_on))
        return warned(rule, page, Refusal("syndics.company.gone", day=seen.gone_on))
    return met(rule, page)


def _register(form: CaseForm, details: CaseDetails, known: Known) -> Iterator[Check]:
    """Against the register of mandates. A mandate that this act ends runs until the day its end takes effect."""
    ends_on = details.ending.ends_on
    ending = None
    if form in (CaseForm.END, CaseForm.END_START) and ends_on is not None and details.association.number:
        ending = ending_of(details, known)
        yield _ending(details, ending, ends_on)
    starts_on = details.mandate.starts_on
    if form not in _STARTS or starts_on is None or not details.association.number:
        return
    provisional = bool(details.mandate.provisional)
    last = details.mandate.ends_on
    beside = [one for one in known.mandates if one.provisional == provisional]
    if ending is not None and ends_on is not None and starts_on >= ends_on:
        beside = [one for one in beside if one.id != ending.id]
    page = CasePage.MANDATE
    overlapping = [one for one in beside if _overlaps(one, starts_on, last)]
    # What a company says of itself keeps nobody out: it gives way when the act is filed.
    ways = {one.id: _way(one, starts_on, last) for one in overlapping}
    twice = next((one for one in overlapping if one.same_syndic and ways[one.id] is Way.STAYS), None)
    if twice is not None:
        yield not_met(
            CheckRule.TWICE,
            page,
            Refusal("syndics.mandate.twice", who=twice.syndic_name, day=twice.first_day),
        )
    else:
        yield met(CheckRule.TWICE, page)
    others = [one for one in overlapping if one is not twice]
    replaced = [one for one in others if ways[one.id] is Way.REPLACED]
    stays = [one for one in others if ways[one.id] is Way.STAYS and not one.same_syndic] + replaced[1:]
    if stays:
        another = min(stays, key=lambda one: one.first_day)
        yield not_met(
            CheckRule.ONE_SYNDIC,
            page,
            Refusal("syndics.mandate.another_runs", who=another.syndic_name, day=another.first_day),
        )
    elif others and twice is None:
        yield from (warned(CheckRule.ONE_SYNDIC, page, _gives_way(one, ways[one.id])) for one in others)
    else:
        yield met(CheckRule.ONE_SYNDIC, page)


def _way(one: MandateSeen, starts_on: date, last: date | None) -> Way:
    if not one.by_list:
        return Way.STAYS
    return way_of(one.first_day, one.last_day, starts_on, last, one.same_syndic)


def _gives_way(one: MandateSeen, way: Way) -> Refusal:
    if way is Way.ENDS_BEFORE:
        return Refusal("syndics.mandate.another_by_list", who=one.syndic_name, day=one.first_day)
    if way is Way.BEGINS_AFTER:
        return Refusal("syndics.mandate.by_list_begins_after", who=one.syndic_name, day=one.first_day)
    if one.same_syndic:
        return Refusal("syndics.mandate.by_list_dated", who=one.syndic_name, day=one.first_day)
    return Refusal("syndics.mandate.by_list_replaced", who=one.syndic_name, day=one.first_day)


def ending_of(details: CaseDetails, known: Known) -> MandateSeen | None:
    """The mandate in the register that an end is about: the one the case was begun for, else the one that runs on
    the day before, of the syndic that was told rather than a provisional one."""
    if known.told_mandate is not None:
        return known.told_mandate
    if details.ending.ends_on is None:
        return None
    running = [one for one in known.mandates if one.runs_on(details.ending.ends_on - _DAY)]
    number = details.ending.syndic_number
    return min(running, key=lambda one: (one.syndic_number != number, one.provisional), default=None)


def _ending(details: CaseDetails, ending: MandateSeen | None, ends_on: date) -> Check:
    rule, page = CheckRule.ENDING, CasePage.ENDING
    if ending is None:
        return warned(rule, page, Refusal("syndics.ending.not_registered"))
    if ends_on <= ending.first_day:
        return not_met(rule, page, Refusal("syndics.ending.before_its_start", day=ending.first_day))
    if ending.last_day is not None and ending.last_day < ends_on - _DAY:
        return warned(rule, page, Refusal("syndics.ending.ended_already", day=ending.last_day))
    number = details.ending.syndic_number
    if number and ending.syndic_number and number != ending.syndic_number:
        return warned(rule, page, Refusal("syndics.ending.of_another", who=ending.syndic_name))
    return met(rule, page)


def _overlaps(one: MandateSeen, first: date, last: date | None) -> bool:
    return (last is None or one.first_day <= last) and (one.last_day is None or first <= one.last_day)


def _syndic(form: CaseForm, details: CaseDetails, known: Known) -> Iterator[Check]:
    syndic, told = details.syndic, details.representative
    pages = pages_of(form, syndic.kind)
    if CasePage.SYNDIC in pages and syndic.kind is SyndicKind.COMPANY and syndic.enterprise_number:
        if known.company is not None and known.company.is_association:
            yield not_met(CheckRule.COMPANY, CasePage.SYNDIC, Refusal("syndics.company.is_association"))
        else:
            yield _seen(CheckRule.COMPANY, CasePage.SYNDIC, known.company, known, "syndics.company")
    if form in _STARTS and syndic.kind is not None and syndic.co_owner is not None:
        refusal = capacity_refusal(form, details, known)
        yield _either(CheckRule.CAPACITY, CasePage.SYNDIC, refusal)
    if CasePage.REPRESENTATIVE in pages and tree_of(form, syndic, told, known).end not in (
        TreeEnd.OPEN,
        TreeEnd.PERSON,
    ):
        refusal = representative_refusal(form, syndic, told, known)
        yield _either(CheckRule.REPRESENTATIVE, CasePage.REPRESENTATIVE, refusal)
    yield from _accredited(pages, details, known)


def _accredited(pages: tuple[CasePage, ...], details: CaseDetails, known: Known) -> Iterator[Check]:
    """A number of the BIV that was typed is looked up in its list, where that was delivered."""
    syndic, told = details.syndic, details.representative
    agent = (None, SyndicCapacity.ESTATE_AGENT)
    found = known.company_accredited if syndic.kind is SyndicKind.COMPANY else known.syndic_accredited
    lines = (
        (CasePage.SYNDIC, syndic.called, syndic.accreditation, syndic.capacity, found),
        (
            CasePage.REPRESENTATIVE,
            told.person.name,
            told.accreditation if is_told(told) else "",
            told.capacity,
            known.representative_accredited,
        ),
    )
    for page, who, number, capacity, listed in lines:
        if page not in pages or not number or capacity not in agent or listed is None:
            continue
        if listed:
            yield met(CheckRule.ACCREDITATION, page)
        else:
            yield warned(
                CheckRule.ACCREDITATION, page, Refusal("syndics.accreditation.not_listed", who=who, number=number)
            )


def _either(rule: CheckRule, page: CasePage, refusal: Refusal | None) -> Check:
    return met(rule, page) if refusal is None else not_met(rule, page, refusal)


def _evidence(form: CaseForm, details: CaseDetails, kinds_of_files: Collection[CaseEvidence]) -> Iterator[Check]:
    page = CasePage.EVIDENCE
    missing = evidence_missing(form, details, kinds_of_files)
    for one in missing:
        yield not_met(CheckRule.EVIDENCE, page, _no_evidence(form, one.kinds[0]))
    if not missing and evidence_wanted(form, details):
        yield met(CheckRule.EVIDENCE, page)
    for person in unidentified(form, details):
        given = CaseEvidence.IDENTITY in kinds_of_files
        refusal = None if given else Refusal("syndics.evidence.identity", who=person.name)
        yield _either(CheckRule.IDENTITY, page, refusal)


def _no_evidence(form: CaseForm, kind: CaseEvidence) -> Refusal:
    if form is CaseForm.REPRESENTATIVE:
        return Refusal("syndics.evidence.decision")
    if kind is CaseEvidence.DISMISSAL:
        return Refusal("syndics.evidence.dismissal")
    if kind is CaseEvidence.JUDGMENT:
        return Refusal("syndics.evidence.judgment")
    if kind is CaseEvidence.BY_LAWS:
        return Refusal("syndics.evidence.by_laws")
    return Refusal("syndics.evidence.appointment")
