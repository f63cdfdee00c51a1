"""What screens read of reviews: which of them fall due, how many each month, and what is to be done for one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, func, select, text, tuple_
from sqlalchemy.orm import Session

from app.aml.queries import is_open
from app.policy import Identity, Permission, may
from models.aml import Contact, Hit, Review
from models.values.following import ReviewReason

SOON, QUARTER = timedelta(days=30), timedelta(days=91)
MONTHS = 12


class DueWithin(StrEnum):
    """How near the day is."""

    OVERDUE = "overdue"
    NOW = "now"
    MONTH = "month"
    QUARTER = "quarter"


def reviews_visible_to(who: Identity) -> ColumnElement[bool]:
    """The reviews this reader may see: those of the organisation he works for in the tool."""
    if not may(who, Permission.REVIEW_SEE) or who.organisation_id is None:
        return Review.id.is_(None)
    return Review.organisation_id == who.organisation_id


def is_due(within: str, today: date) -> ColumnElement[bool]:
    """Overdue: the day is over; otherwise until that day, what is overdue included."""
    if within == DueWithin.OVERDUE:
        return Review.due_on < today
    ahead = {DueWithin.NOW: timedelta(), DueWithin.MONTH: SOON, DueWithin.QUARTER: QUARTER}
    return Review.due_on <= today + ahead[DueWithin(within)]


def of_contact(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Reviews of contacts like that."""
    return (
        select(Contact.id)
        .where(Contact.organisation_id == Review.organisation_id, Contact.id == Review.contact_id, condition)
        .exists()
    )


def with_review(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Contacts in force whose review is like that."""
    return (
        select(Review.id)
        .where(Review.organisation_id == Contact.organisation_id, Review.contact_id == Contact.id, condition)
        .exists()
    )


def hits_to_decide(session: Session, reviews: Sequence[Review]) -> Mapping[int, int]:
    """Of each that is due for a list the hit that is to be decided, the likest, by the review; none where all were
    decided already."""
    some: Collection[tuple[int, int]] = [
        (one.organisation_id, one.contact_id) for one in reviews if one.why == ReviewReason.LIST
    ]
    if not some:
        return {}
    rows = session.execute(
        select(Hit.contact_id, Hit.id)
        .where(tuple_(Hit.organisation_id, Hit.contact_id).in_(some), is_open())
        .order_by(Hit.contact_id, Hit.urgency.desc(), Hit.id.desc())
    )
    likest = {row.contact_id: row.id for row in rows}
    return {one.id: likest[one.contact_id] for one in reviews if one.contact_id in likest}


@dataclass(frozen=True)
class Month:
    """How many fall due in it, by reason; of the first one also what is overdue, `overdue` of all."""

    first: date
    by_reason: Mapping[ReviewReason, int]
    overdue: int = 0

    @property
    def total(self) -> int:
        return sum(self.by_reason.values())


def months_ahead(session: Session, who: Identity, today: date) -> list[Month]:
    """This month and those after it, twelve in all; what is overdue stands in this one."""
    first = today.replace(day=1)
    months = [_month_after(first, count) for count in range(MONTHS)]
    month = func.date_trunc("month", func.greatest(Review.due_on, first)).label("month")
    rows = session.execute(
        select(month, Review.why, func.count(), func.count().filter(Review.due_on < today))
        .where(reviews_visible_to(who), Review.due_on < _month_after(first, MONTHS))
        .group_by(text("month"), Review.why)
    ).all()
    found = {(row[0].date(), ReviewReason(row[1])): (row[2], row[3]) for row in rows}
    return [
        Month(
            one,
            {why: found.get((one, why), (0, 0))[0] for why in ReviewReason},
            sum(found.get((one, why), (0, 0))[1] for why in ReviewReason),
        )
        for one in months
    ]


def _month_after(first: date, count: int) -> date:
    years, month = divmod(first.month - 1 + count, 12)
    return date(first.year + years, month + 1, 1)
