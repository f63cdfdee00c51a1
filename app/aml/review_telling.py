"""What falls due is told thirty days before it, and on the day. What is told is marked in the same transaction, so
that it is told once, however often the job runs or dies; an office hears once a day at most."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Date, DateTime, bindparam, text
from sqlalchemy.orm import Session

from app import clock, events

BEFORE = timedelta(days=30)
_AT_ONCE = 50
_UNTOLD = """(r.due_on <= :today and r.told_for is distinct from r.due_on
        or r.due_on > :today and r.due_on <= :until and r.warned_for is distinct from r.due_on)"""
_CLAIMING = text(
    f"""with office as (
        select distinct r.organisation_id from aml_review r
        where {_UNTOLD} and not exists (
            select from event e
            where e.organisation_id = r.organisation_id and e.tag = :tag and e.happened_at >= :midnight
        )
        order by r.organisation_id limit :most
    ),
    claimed as (
        update aml_review r
        set told_for = case when r.due_on <= :today then r.due_on else r.told_for end,
            warned_for = case when r.due_on > :today then r.due_on else r.warned_for end
        from office where r.organisation_id = office.organisation_id and {_UNTOLD}
        returning r.organisation_id, r.contact_id, r.due_on
    )
    select claimed.organisation_id, c.owner_id as owner, count(*) filter (where claimed.due_on <= :today) as due,
        count(*) filter (where claimed.due_on > :today) as soon, min(claimed.due_on) as first
    from claimed
    join aml_contact c on c.organisation_id = claimed.organisation_id and c.id = claimed.contact_id
    group by 1, 2 order by 1, 2"""  # noqa: S608 - put together from what stands here alone
).bindparams(
    bindparam("today", type_=Date()),
    bindparam("until", type_=Date()),
    bindparam("midnight", type_=DateTime(timezone=True)),
)


def tell_reviews(session: Session, now: datetime) -> int:
    """Tells some offices what falls due and wasn't told yet, by whose files they are; returns how many. In office
    scope, until nothing is left."""
    today = clock.day_of(now)
    rows = session.execute(
        _CLAIMING,
        {
            "today": today,
            "until": today + BEFORE,
            "midnight": clock.start_of(today),
            "tag": events.Tag.REVIEWS_TOLD.value,
            "most": _AT_ONCE,
        },
    )
    told: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        told[row.organisation_id].append(
            {"owner": row.owner, "due": row.due, "soon": row.soon, "first": row.first.isoformat()}
        )
    for office, files in told.items():
        subject = events.Subject("reviews", office, office)
        events.record(session, events.Tag.REVIEWS_TOLD, subject, None, now, facts={"files": files})
    return len(told)
