"""Mails about a reported problem: that it arrived, under which number; each answer, which stays in the case."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.letters import holder_of
from app.letters import About, Content, Reader
from app.words import Words
from models.accounts import Account
from models.cases import Answer, Report
from models.events import Event


def reporter(session: Session, event: Event) -> Sequence[Reader]:
    """Who reported it: the holder of an account, or the address somebody left."""
    report = session.get_one(Report, event.subject_id)
    account = session.get(Account, report.account_id) if report.account_id is not None else None
    if account is not None:
        return [holder_of(session, account)] if account.active else []
    return [Reader(None, "", report.language, report.email)] if report.email else []


def case_opened(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """That a report arrived; what was told isn't repeated, so that nobody sends words to another's address."""
    report = session.get_one(Report, event.subject_id)
    return Content(
        subject=_("Your case %(number)s", number=report.number),
        paragraphs=[
            _("Your report has arrived. The helpdesk reads it on working days, and answers to this address."),
            _("Do you call? Then name this number."),
        ],
        facts=[(_("Case"), report.number), (_("Reference"), report.reference)],
        link=_of_holder(_, site, report, reader),
        about=About.ACCOUNT,
    )


def case_answered(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """What the helpdesk answered, line by line."""
    report = session.get_one(Report, event.subject_id)
    told = select(Answer.told).where(Answer.report_id == report.id, Answer.answered_at <= event.happened_at)
    answer = session.scalar(told.order_by(Answer.id.desc()).limit(1)) or ""
    return Content(
        subject=_("An answer in your case %(number)s", number=report.number),
        paragraphs=[
            _("The helpdesk answered:"),
            *(line for line in answer.splitlines() if line.strip()),
        ],
        facts=[(_("Case"), report.number)],
        link=_of_holder(_, site, report, reader),
        after=[_("Is it not solved? Report it again, and name this number.")],
        about=About.ACCOUNT,
    )


def _of_holder(_: Words, site: str, report: Report, reader: Reader) -> tuple[str, str] | None:
    return (_("Open the case"), f"{site}/cases/show/{report.id}") if reader.account_id is not None else None
