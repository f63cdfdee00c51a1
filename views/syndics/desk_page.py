"""What the counter reads of one case, on one page: how it stands, the rules with their outcome, all that it says,
its files, what the register has of the association, and everything that was said about it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from app import clock
from app.organisations.businesses import Address, Enterprise
from app.policy import Identity
from app.syndics import worklist
from app.syndics.case_files import Proof, files_of, kinds_of
from app.syndics.checking import Checked, checked
from app.syndics.differing import changes_between
from app.syndics.four_eyes import own_among
from app.syndics.queries import details_of
from app.syndics.rules.deadline import Deadline, deadlines_of
from app.syndics.rules.facts import MandateSeen
from app.syndics.rules.pages import pages_of
from app.syndics.rules.representative import TreePath, tree_of
from app.syndics.told import enterprise_in, sections_of
from app.words import words_in
from models.syndics import Case, CaseStep
from models.values import ValueProblem
from models.values.mandates import (
    AT_THE_COUNTER,
    ENDED,
    CaseDetails,
    CaseForm,
    CasePage,
    CaseState,
    Home,
    StepKind,
    SyndicKind,
)
from views.framework.register import Fact
from views.labels import day, instant, language, size, until
from views.labels.mandate_desk import DESK_STATES
from views.labels.mandates import EVIDENCE, FORMS, STEPS, TONES
from views.refusals import sentence
from views.syndics.case_page import changes_shown
from views.syndics.desk_checks import checks_shown
from views.syndics.desk_forms import MessageForm, NumberForm
from views.syndics.money_back import back_shown, how_it_came
from views.syndics.ways import register_url

_STEP_TONES: dict[str, str] = {
    StepKind.ASKED: "soon",
    StepKind.ANSWERED: "wait",
    StepKind.MESSAGE: "wait",
    StepKind.FILED: "good",
    StepKind.REFUSED: "bad",
}


@dataclass(frozen=True)
class Entry:
    """One line of the thread; `text` stands as it was written."""

    when: str
    iso: str
    what: str
    who: str
    text: str
    tone: str


def page_of(session: Session, who: Identity, case: Case, form: MessageForm, now: datetime) -> dict[str, Any]:
    """What the template shows."""
    details, proofs, steps = details_of(case), files_of(session, case), worklist.steps_named(session, case)
    names = _names(case, steps)
    found = checked(session, case, {one.kind for one in proofs}, now)
    own = own_among(session, who, [case]).get(case.id) if case.state in worklist.OPEN else None
    return {
        "own": sentence(own) if own is not None else "",
        "facts": list(_facts(case, names, clock.day_of(now), how_it_came([one for one, _ in steps]))),
        "state": TONES[case.state],
        "state_word": str(DESK_STATES[CaseState(case.state)]),
        "pills": late_pills(case, clock.day_of(now)),
        "acts": acts_of(who, case) if own is None else {},
        "other": names.get(case.taken_by or 0, "") if case.taken_by not in (None, who.account_id) else "",
        "checks": checks_shown(case, found),
        "said": sections_of(words_in(language()), CaseForm(case.form), details),
        "path": _path(case, details, found),
        "deadlines": _deadlines(case, details),
        "proofs": [_proof(case, one) for one in proofs],
        "mandates": [_mandate(one) for one in found.known.mandates],
        "register_url": register_url(case),
        "question": _question(case, details, [one for one, _ in steps]),
        "answered": case.state != CaseState.QUESTION,
        "thread": [_entry(one, name) for one, name in steps],
        "form": form,
        "writes": own is None and case.state not in ENDED,
    }


def taking_page(session: Session, who: Identity, case: Case) -> dict[str, Any]:
    """`other`: the colleague who took it, '' for none."""
    others = case.taken_by not in (None, who.account_id)
    names = worklist.called(session, [case.taken_by]) if others else {}
    return {"other": names.get(case.taken_by or 0, ""), "begins": case.state == CaseState.SUBMITTED}


def filing_page(session: Session, case: Case, now: datetime) -> dict[str, Any]:
    """What isn't met of the rules."""
    found = checked(session, case, kinds_of(session, case), now)
    return {
        "unmet": [one for one in checks_shown(case, found) if one.tone == "bad"],
        "what": str(FORMS[CaseForm(case.form)]),
    }


def refusing_page(session: Session, case: Case) -> dict[str, Any]:
    """What goes back, and to whose wallet."""
    return {"money": back_shown(session, case)}


def number_page(case: Case, form: NumberForm, found: Enterprise | None) -> dict[str, Any]:
    """What the case says of the association, beside what our copy of the register has under the number typed."""
    told = details_of(case).association
    return {
        "told": [(gettext("Name"), told.name), (gettext("Address"), one_line(told.home))],
        "typed": str(form.read) if form.read is not None else "",
        "found": [
            (gettext("Name"), found.name),
            (gettext("Legal form"), found.form),
            (gettext("Address"), one_line(found.address)),
        ]
        if found is not None
        else [],
    }


def one_line(home: Home | Address) -> str:
    """An address."""
    return ", ".join(filter(None, (home.street, f"{home.postal_code} {home.place}".strip())))


def acts_of(who: Identity, case: Case) -> dict[str, bool]:
    """What this officer may do with it now."""
    mine, announced = case.taken_by == who.account_id, case.state == CaseState.ANNOUNCED
    treats = mine and case.state in AT_THE_COUNTER and case.state != CaseState.SUBMITTED
    numbers = announced and case.taken_by in (None, who.account_id)
    return {
        "takes": case.state in AT_THE_COUNTER and (not mine or case.state == CaseState.SUBMITTED),
        "asks": treats and case.state != CaseState.QUESTION,
        "files": treats,
        "refuses": treats or numbers,
        "numbers": numbers,
        "prints": case.details is not None and not announced,
    }


def late_pills(case: Case, today: date) -> Sequence[tuple[str, str]]:
    """Whether it was handed in late, and whether its last day is past."""
    pills = []
    if case.handed_in_at is not None and clock.day_of(case.handed_in_at) > case.due_on:
        pills.append(("bad", gettext("Handed in late")))
    if case.state not in ENDED and case.due_on < today:
        pills.append(("bad", left_words(case, today)))
    return pills


def left_words(case: Case, today: date) -> str:
    """How long until its last day; '' where its end came."""
    if case.state in ENDED:
        return ""
    left = worklist.days_left(case.due_on, today)
    if left < 0:
        return str(ngettext("%(num)s day past", "%(num)s days past", -left))
    if left == 0:
        return str(gettext("today"))
    return str(ngettext("%(num)s working day left", "%(num)s working days left", left))


def _facts(case: Case, names: dict[int, str], today: date, how: str) -> Iterable[Fact]:
    yield Fact(gettext("Case"), str(case.id), str(FORMS[CaseForm(case.form)]))
    yield Fact(gettext("Last day"), day(case.due_on), left_words(case, today))
    yield Fact(gettext("Handed in"), instant(case.handed_in_at))
    for_whom = case.acting_for.name if case.acting_for is not None else gettext("himself or herself")
    applicant = names.get(case.account_id, "")
    yield Fact(gettext("Applicant"), applicant, gettext("acts for %(whom)s", whom=for_whom))
    if case.payer is not None:
        yield Fact(gettext("Paid from the wallet of"), case.payer.name)
    if case.refunded_at is not None:
        yield Fact(gettext("Paid back"), instant(case.refunded_at), how)
    if case.taken_by is not None:
        yield Fact(gettext("Taken by"), names.get(case.taken_by, ""), instant(case.taken_at))
    if case.reference:
        yield Fact(gettext("Reference of the business register"), case.reference, instant(case.ended_at))


def _path(case: Case, details: CaseDetails, found: Checked) -> TreePath | None:
    """The rule of representatives, of a company that is syndic."""
    form = CaseForm(case.form)
    company = details.syndic.kind is SyndicKind.COMPANY
    if not company or CasePage.REPRESENTATIVE not in pages_of(form, details.syndic.kind):
        return None
    return tree_of(form, details.syndic, details.representative, found.known)


def _deadlines(case: Case, details: CaseDetails) -> tuple[Deadline, ...]:
    try:
        return deadlines_of(CaseForm(case.form), details)
    except ValueProblem:
        return ()  # a day far away


def _names(case: Case, steps: Iterable[tuple[CaseStep, str]]) -> dict[int, str]:
    """How applicant, taker and whoever did something are called."""
    names = {case.account_id: case.account.username}
    if case.taken_by is not None and case.taker is not None:
        names[case.taken_by] = case.taker.username
    return names | {one.account_id: name for one, name in steps if one.account_id is not None}


def _mandate(one: MandateSeen) -> dict[str, str]:
    return {
        "syndic": one.syndic_name,
        "number": enterprise_in(one.syndic_number),
        "days": f"{day(one.first_day)} – {until(one.last_day)}",
        "more": " · ".join(
            filter(
                None,
                (
                    gettext("the one this case is about") if one.is_told else "",
                    gettext("provisional") if one.provisional else "",
                    gettext("represented") if one.represented else "",
                    gettext("BIV/IPI %(number)s", number=one.accreditation) if one.accreditation else "",
                ),
            )
        ),
    }


def _proof(case: Case, one: Proof) -> dict[str, Any]:
    return {
        "kind": str(EVIDENCE[one.kind]),
        "name": one.document.name,
        "size": size(one.document.size),
        "added": instant(one.file.added_at),
        "url": url_for("MandateDeskScreen.hand_out", pk=case.id, file_id=one.file.id),
    }


def _question(case: Case, details: CaseDetails, steps: Sequence[CaseStep]) -> dict[str, Any] | None:
    """The last question, and only what was changed since."""
    asked = next((one for one in reversed(steps) if one.kind == StepKind.ASKED), None)
    if asked is None or case.state in ENDED:
        return None
    before = CaseDetails.read(json.loads(asked.before or "{}"))
    return {
        "text": asked.text,
        "when": instant(asked.at),
        "changes": changes_shown(changes_between(before, details)),
    }


def _entry(one: CaseStep, name: str) -> Entry:
    return Entry(
        instant(one.at),
        one.at.isoformat(),
        str(STEPS[StepKind(one.kind)]),
        name,
        one.text,
        _STEP_TONES.get(one.kind, "off"),
    )
