"""After how many years contacts are looked at again, by level: dated, of the whole house, set by the central team.
What was set stays; a later one takes over on its day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, false, select, true
from sqlalchemy.orm import Session

from app.aml.reviewing import FIRST_TERMS, Terms
from app.policy import Identity, Permission, may
from models.aml import ReviewTerm


def terms_on(session: Session, day: date) -> Terms:
    """Those in force on that day: the latest that had begun."""
    found = session.execute(
        select(ReviewTerm.standard_years, ReviewTerm.raised_years)
        .where(ReviewTerm.since <= day)
        .order_by(ReviewTerm.since.desc())
        .limit(1)
    ).one_or_none()
    return FIRST_TERMS if found is None else Terms(found.standard_years, found.raised_years)


def terms_visible_to(who: Identity) -> ColumnElement[bool]:
    """All of them, for whoever keeps them."""
    return true() if may(who, Permission.REVIEW_TERMS_KEEP) else false()
