"""Rights that end: who is told, how long before, and only once, however often it is looked at.

A right of two weeks or less isn't announced. An administrator's right is told at thirty, fourteen and three days;
where nobody else administers the organisation afterwards, the central team is told as well.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import delete, text
from sqlalchemy.orm import Session

from app import clock, events
from app.rights.rules import EXPIRING_DAYS, LOCAL_ADMINISTRATOR
from app.transaction import take_time
from models.rights import EndingTold

ADMINISTRATOR_DAYS = (30, EXPIRING_DAYS, 3)
AT_ONCE = 500
_KEPT = timedelta(days=60)
# One statement, however many rights there are: what ends in these days and wasn't told yet.
_RIGHTS = text(
    """with told as (insert into rights_ending_told (organisation_id, right_id, last_day, days_before, told_at)
    select r.organisation_id, r.id, r.last_day, :days, :now from rights_right r
    where r.revoked_at is null and r.last_day between :today and :until and r.first_day <= :today
        and r.last_day - r.first_day >= :days
        and r.kind_id <> all (select k.id from rights_kind k where k.code = :administrator)
        and not exists (select from rights_ending_told t where t.organisation_id = r.organisation_id
            and t.right_id = r.id and t.last_day = r.last_day and t.days_before = :days)
    order by r.organisation_id, r.id on conflict do nothing returning organisation_id, right_id)
    select organisation_id, array_agg(right_id order by right_id) from told group by organisation_id order by 1"""
)
_ADMINISTRATORS = text(
    """insert into rights_ending_told (organisation_id, right_id, last_day, days_before, told_at)
    select r.organisation_id, r.id, r.last_day, d.days, :now from rights_right r
    cross join unnest(cast(:days as smallint[])) d(days)
    where r.revoked_at is null and r.last_day between :today and cast(:today as date) + d.days
        and r.first_day <= :today
        and r.kind_id in (select k.id from rights_kind k where k.code = :administrator)
    on conflict do nothing returning organisation_id, right_id"""
)
_OF_ADMINISTRATORS = text(
    """select r.organisation_id, r.id, r.person_id, r.last_day, not exists (
        select from rights_right o where o.organisation_id = r.organisation_id and o.kind_id = r.kind_id
            and o.revoked_at is null and r.last_day + 1 between o.first_day and o.last_day)
    from rights_right r where r.id = any(:ids) order by r.organisation_id, r.id"""
)


def announce_endings(session: Session, now: datetime) -> int:
    """Records what ends soon and wasn't told, for letters to go out; returns how many rights. In office scope."""
    take_time(session)  # ten million rights, none of them read lately, are minutes of a disk's work
    today = clock.day_of(now)
    return _announce_rights(session, today, now) + _announce_administrators(session, today, now)


def _announce_rights(session: Session, today: date, now: datetime) -> int:
    asked = {
        "days": EXPIRING_DAYS,
        "now": now,
        "today": today,
        "until": today + timedelta(days=EXPIRING_DAYS),
        "administrator": LOCAL_ADMINISTRATOR,
    }
    total = 0
    for organisation_id, ids in session.execute(_RIGHTS, asked).all():
        total += len(ids)
        for start in range(0, len(ids), AT_ONCE):
            part = ids[start : start + AT_ONCE]
            subject = events.Subject("right", 0, organisation_id)
            facts = {"ids": part, "count": len(part)}
            events.record(session, events.Tag.RIGHTS_ENDING, subject, None, now, facts=facts)
    return total


def _announce_administrators(session: Session, today: date, now: datetime) -> int:
    asked = {
        "days": list(ADMINISTRATOR_DAYS),
        "now": now,
        "today": today,
        "administrator": LOCAL_ADMINISTRATOR,
    }
    ids = {right_id for _, right_id in session.execute(_ADMINISTRATORS, asked)}
    if not ids:
        return 0
    for organisation_id, right_id, person_id, last_day, last in session.execute(
        _OF_ADMINISTRATORS, {"ids": sorted(ids)}
    ):
        events.record(
            session,
            events.Tag.ADMINISTRATION_ENDING,
            events.Subject("right", right_id, organisation_id, person_id),
            None,
            now,
            facts={"last_day": last_day.isoformat(), "last": last},
        )
    return len(ids)


def forget_endings(session: Session, now: datetime) -> int:
    """Drops what was told of rights that ended two months ago. In office scope."""
    take_time(session)
    before = clock.day_of(now) - _KEPT
    gone = session.execute(delete(EndingTold).where(EndingTold.last_day < before).returning(EndingTold.right_id))
    return len(gone.all())
