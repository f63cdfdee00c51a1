"""After how many years contacts are looked at again, by level: dated, of the whole house, set by the central team.
What was set stays; a later one takes over on its day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, false, select, true
from sqlalchemy.orm import Session

from app import clock, events
from app.aml.reviewing import FIRST_TERMS, Terms
from app.errors import Refusal, refuse
from app.policy import Identity, Permission, may, require
from app.queue import enqueue
from app.transaction import refuse_as
from models.aml import ReviewTerm

refuse_as("uq_aml_review_term_since", "aml.review_terms.same_day", field="since")
JOB = "renew_reviews"
SOURCE = 500
MOST_YEARS = 5


@dataclass(frozen=True)
class NewTerms:
    """Terms to set, from a day on."""

    since: date
    terms: Terms
    source: str


def terms_on(session: Session, day: date) -> Terms:
    """Those in force on that day: the latest that had begun."""
    found = session.execute(
        select(ReviewTerm.standard_years, ReviewTerm.raised_years)
        .where(ReviewTerm.since <= day)
        .order_by(ReviewTerm.since.desc())
        .limit(1)
    ).one_or_none()
    return FIRST_TERMS if found is None else Terms(found.standard_years, found.raised_years)


def in_force_since(session: Session, day: date) -> date | None:
    """Since when those of that day are in force; None before any began."""
    return session.scalar(
        select(ReviewTerm.since).where(ReviewTerm.since <= day).order_by(ReviewTerm.since.desc()).limit(1)
    )


def terms_visible_to(who: Identity) -> ColumnElement[bool]:
    """All of them, for whoever keeps them."""
    return true() if may(who, Permission.REVIEW_TERMS_KEEP) else false()


def set_terms(session: Session, actor: Identity, new: NewTerms, now: datetime) -> ReviewTerm:
    """These terms from a day on; on that day every review is reckoned anew. In office scope.

    Raises Forbidden, Refusal aml.review_terms.past, .same_day, .years, .raised_longer, .source_missing,
    .source_too_long.
    """
    check_terms(session, actor, new, now)
    made = ReviewTerm(
        since=new.since,
        standard_years=new.terms.standard,
        raised_years=new.terms.raised,
        source=new.source.strip(),
        set_by=actor.account_id,
        set_at=now,
    )
    session.add(made)
    session.flush()
    if new.since <= clock.day_of(now):
        enqueue(session, JOB, key=JOB)
    facts = {"since": new.since.isoformat(), "standard": new.terms.standard, "raised": new.terms.raised}
    subject = events.Subject("review_term", made.id)
    events.record(session, events.Tag.REVIEW_TERMS_SET, subject, actor, now, facts=facts)
    return made


def check_terms(session: Session, actor: Identity, new: NewTerms, now: datetime) -> None:
    """Raises what `set_terms` raises, before anything is kept."""
    require(actor, Permission.REVIEW_TERMS_KEEP)
    refuse(list(_faults(session, new, clock.day_of(now))))


def _faults(session: Session, new: NewTerms, today: date) -> Iterator[Refusal]:
    terms, source = new.terms, new.source.strip()
    if new.since < today:
        yield Refusal("aml.review_terms.past", field="since")
    if session.scalar(select(ReviewTerm.id).where(ReviewTerm.since == new.since)) is not None:
        yield Refusal("aml.review_terms.same_day", field="since")
    if not 1 <= terms.standard <= MOST_YEARS:
        yield Refusal("aml.review_terms.years", field="standard", most=MOST_YEARS)
    if not 1 <= terms.raised <= MOST_YEARS:
        yield Refusal("aml.review_terms.years", field="raised", most=MOST_YEARS)
    elif terms.raised > terms.standard:
        yield Refusal("aml.review_terms.raised_longer", field="raised")
    if not source:
        yield Refusal("aml.review_terms.source_missing", field="source")
    if len(source) > SOURCE:
        yield Refusal("aml.review_terms.source_too_long", field="source", most=SOURCE)
