"""The filing sheet: on one page all that the business register asks of an act, to be typed there.

National and BIS numbers stand on it whole, here alone; each time it is made for somebody, that is recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from app import clock, events, pdf
from app.documents.checking import LOCALES
from app.errors import Missing
from app.policy import Identity, Permission, require
from app.syndics.four_eyes import require_other
from app.syndics.queries import case_record, details_of, subject_of
from app.syndics.rules.pages import pages_of
from app.syndics.told import Section, form_in, sections_of
from app.words import Words
from models.syndics import Case
from models.values import NationalNumber, ValueProblem
from models.values.mandates import CaseForm, CasePage

_UNREADABLE = "***"


def shown_whole(session: Session, actor: Identity, case_id: int, now: datetime) -> Case:
    """The case whose numbers are shown whole to this officer; recorded where it has any. Raises Forbidden,
    Missing for what was never handed in, and where its applicant was erased, Refusal of one's own
    (`four_eyes`)."""
    require(actor, Permission.MANDATE_CASE_TREAT)
    case = case_record(session, actor, case_id)
    if case.handed_in_at is None or case.details is None:
        raise Missing("case", case_id)
    require_other(session, actor, case)
    if pages := sorted(_numbers(case)):
        facts = {"case_id": case.id, "paper": "filing_sheet", "of": [str(one) for one in pages]}
        events.record(session, events.Tag.NUMBER_SHOWN, subject_of(case), actor, now, facts=facts)
    return case


def whole(_: Words, case: Case) -> tuple[Section, ...]:
    """What the register asks, page by page, in words: all that the case says but its remarks."""
    details = details_of(case)
    numbers, remarks = _numbers(case), _("Remarks")
    told = []
    for section in sections_of(_, CaseForm(case.form), details):
        shown = numbers.get(section.page, {})
        rows = tuple((label, shown.get(value, value)) for label, value in section.rows if label != remarks)
        if rows:
            told.append(replace(section, rows=rows))
    return tuple(told)


def handed_in_rows(_: Words, case: Case) -> Sequence[tuple[str, str]]:
    """When the act was handed in, and until when it could be."""
    handed_in = f"{case.handed_in_at.astimezone(clock.BRUSSELS):%d/%m/%Y %H:%M}" if case.handed_in_at else ""
    return ((_("Handed in"), handed_in), (_("Last day to hand it in"), _.day(case.due_on)))


def sheet(_: Words, case: Case, now: datetime) -> pdf.Sheet:
    """`now`: when it is made."""
    parts = [(form_in(_, CaseForm(case.form)), handed_in_rows(_, case))]
    parts += [(section.title, section.rows) for section in whole(_, case)]
    blocks: list[pdf.Block] = [pdf.Facts([(title, _lines(_, rows)) for title, rows in parts])]
    warning = _("It holds national numbers: destroy it as soon as the act stands in the register.")
    return pdf.Sheet(
        title=case.association_name or form_in(_, CaseForm(case.form)),
        language=LOCALES[_.language],
        issuer=_("Filing sheet for the business register"),
        reference=_("Case %(number)s", number=case.id),
        issued_at=now,
        page_words=_("Page {page} of {pages}"),
        subject=case.association_name,
        blocks=(*blocks, pdf.Note(warning)) if _numbers(case) else blocks,
    )


def _lines(_: Words, rows: Sequence[tuple[str, str]]) -> str:
    """Label and value on a line each: close together, so that all of it stands on one page."""
    colon = "\N{NO-BREAK SPACE}:" if _.language == "fr" else ":"
    return "\n".join(f"{label}{colon} {value}" for label, value in rows)


def file_name(_: Words, case: Case) -> str:
    name = _("filing-sheet-%(number)s", number=case.id)
    return f"{name}.pdf"


def _numbers(case: Case) -> dict[CasePage, dict[str, str]]:
    """By page, a national number as it is masked and as it is whole; each page tells of one person."""
    details = details_of(case)
    pages = pages_of(CaseForm(case.form), details.syndic.kind)
    people = {CasePage.SYNDIC: details.syndic.person, CasePage.REPRESENTATIVE: details.representative.person}
    return {page: _unmasked(one.number) for page, one in people.items() if page in pages and one.number}


def _unmasked(digits: str) -> dict[str, str]:
    try:
        number = NationalNumber(digits)
    except ValueProblem:
        return {_UNREADABLE: digits}
    return {number.masked(): str(number)}
