"""The filing sheet: on one page all that the business register asks of an act, to be typed there.

National and BIS numbers stand on it whole, here alone; each time it is made for somebody, that is recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app import events, pdf
from app.documents.checking import LOCALES
from app.errors import Missing
from app.policy import Identity, Permission, require
from app.syndics.queries import case_record, subject_of
from app.words import Words
from models.syndics import Case


@dataclass(frozen=True)
class SheetPart:
    """A part of the sheet, in the reader's words: its title, and what stands below it as label and value."""

    title: str
    rows: Sequence[tuple[str, str]]


def shown_whole(session: Session, actor: Identity, case_id: int, now: datetime) -> Case:
    """The case whose numbers are shown whole to this officer; recorded. Raises Forbidden, Missing."""
    require(actor, Permission.MANDATE_CASE_TREAT)
    case = case_record(session, actor, case_id)
    if case.handed_in_at is None or case.details is None:
        raise Missing("case", case_id)
    facts = {"case_id": case.id, "state": case.state}
    events.record(session, events.Tag.NUMBER_SHOWN, subject_of(case), actor, now, facts=facts)
    return case


def sheet(_: Words, case: Case, form: str, parts: Sequence[SheetPart], now: datetime) -> pdf.Sheet:
    """`form` is what is registered, in words; `now` when it was made."""
    blocks: list[pdf.Block] = []
    for part in parts:
        blocks += [pdf.Heading(part.title), pdf.Facts(part.rows)]
    return pdf.Sheet(
        title=form,
        language=LOCALES[_.language],
        issuer=_("Filing sheet for the business register"),
        reference=_("Case %(number)s", number=case.id),
        issued_at=now,
        page_words=_("Page {page} of {pages}"),
        subject=case.association_name,
        blocks=(
            *blocks,
            pdf.Note(_("It holds national numbers: destroy it as soon as the act stands in the register.")),
        ),
    )


def file_name(_: Words, case: Case) -> str:
    return f"{_('filing-sheet-%(number)s', number=case.id)}.pdf"
