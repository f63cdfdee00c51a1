"""A merger in sets: what comes, what became of each, what ends; each one statement, however many people there are.

Days are ranges of days, so that what the receiving government has already is simply taken off: a relation that ran
there for a while longer splits what comes into a part on that one and a part on a new one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.rights.ending import ADMINISTRATOR_DAYS
from models.rights import Merger

_DAYS = "daterange({0}.first_day, {0}.last_day, '[]')"
_COMING = "daterange(greatest({0}.first_day, :first_day), {0}.last_day, '[]')"
_LEAVES = f"""select m.*, {_COMING.format("m")} as days from organisation_membership m
    where m.organisation_id = :from_id and m.state = 'confirmed'
        and coalesce(m.last_day, 'infinity') >= :first_day"""  # noqa: S608 - of our own making
_LIKE = """t.organisation_id = :into_id and t.person_id = l.person_id and t.category = l.category
    and t.type = l.type and t.state = 'confirmed'"""
_RELATIONS_COME = text(
    f"""with leaves as ({_LEAVES}), pieces as (
        select l.id, unnest(datemultirange(l.days) - coalesce((select range_agg({_DAYS.format("t")})
            from organisation_membership t where {_LIKE}), '{{}}')) as days from leaves l)
    insert into organisation_membership (organisation_id, person_id, category, type, state, first_day, last_day,
        function, email, phone, note, version, created_at, came_from_id)
    select :into_id, l.person_id, l.category, l.type, 'confirmed', lower(p.days), upper(p.days) - 1,
        l.function, l.email, l.phone, '', 1, :now, l.id
    from pieces p join leaves l on l.id = p.id order by l.sort_name, l.id, lower(p.days)
    returning id"""  # noqa: S608
)
_RIGHTS = f"""select r.*, m.category, m.type, m.sort_name, {_COMING.format("r")} as days
    from rights_right r
    join organisation_membership m on m.organisation_id = r.organisation_id and m.id = r.membership_id
    where r.organisation_id = :from_id and r.revoked_at is null and r.last_day >= :first_day"""  # noqa: S608
_RIGHTS_COME = text(
    f"""with leaves as ({_RIGHTS}), homes as (
        select l.*, t.id as home_id, l.days * {_DAYS.format("t")} as share
        from leaves l
        join rights_kind k on k.id = l.kind_id and :government_kind = any(k.government_kinds)
        join organisation_membership t on {_LIKE} and {_DAYS.format("t")} && l.days
    ), pieces as (
        select h.id, h.home_id, unnest(datemultirange(h.share) - coalesce((select range_agg({_DAYS.format("o")})
            from rights_right o where o.organisation_id = :into_id and o.membership_id = h.home_id
                and o.kind_id = h.kind_id and o.context = h.context and o.revoked_at is null), '{{}}')) as days
        from homes h)
    insert into rights_right (organisation_id, membership_id, person_id, kind_id, context, first_day, last_day,
        reason, granted_at, granted_by, known_from, version, came_from_id)
    select :into_id, p.home_id, l.person_id, l.kind_id, l.context, lower(p.days), upper(p.days) - 1,
        l.reason, :now, :by, :now, 1, l.id
    from pieces p join leaves l on l.id = p.id order by l.sort_name, l.id, lower(p.days)
    returning id"""  # noqa: S608
)
# The relation, then its rights, by name of the person. An end that is open stays open.
_LINES = text(
    f"""with relations as ({_LEAVES}), rights as ({_RIGHTS}), lines as (
        select l.sort_name, l.person_id, l.id as membership_id, cast(null as bigint) as right_id,
            cast(null as bigint) as kind_id, '' as context, l.category, l.last_day as was_until,
            min(n.first_day) as first_day,
            case when bool_and(n.last_day is not null) then max(n.last_day) end as last_day,
            true as granted
        from relations l left join organisation_membership n on n.organisation_id = :into_id
            and n.came_from_id = l.id and n.person_id = l.person_id
        group by l.sort_name, l.person_id, l.id, l.category, l.last_day
        union all
        select l.sort_name, l.person_id, l.membership_id, l.id, l.kind_id, l.context, l.category, l.last_day,
            min(n.first_day), max(n.last_day), bool_or(:government_kind = any(k.government_kinds))
        from rights l join rights_kind k on k.id = l.kind_id
        left join rights_right n on n.organisation_id = :into_id and n.person_id = l.person_id
            and n.kind_id = l.kind_id and n.came_from_id = l.id
        group by l.sort_name, l.person_id, l.membership_id, l.id, l.kind_id, l.context, l.category, l.last_day)
    insert into rights_merger_line (organisation_id, merger_id, person_id, from_membership_id, from_right_id,
        kind_id, context, category, outcome, first_day, last_day, was_until)
    select :into_id, :merger_id, person_id, membership_id, right_id, kind_id, context, category,
        case when first_day is not null then 'taken_over' when granted then 'there_already' else 'left_behind' end,
        first_day, last_day, was_until
    from lines order by sort_name, person_id, membership_id, right_id nulls first"""  # noqa: S608
)
# The relations first, as whoever grants does; by id, so that two acts wait for each other instead of embracing.
_LOCKED = (
    text(
        """select m.id from organisation_membership m where m.organisation_id = :from_id and m.state = 'confirmed'
        and coalesce(m.last_day, 'infinity') >= :first_day order by m.id for update"""
    ),
    text(
        """select r.id from rights_right r where r.organisation_id = :from_id and r.revoked_at is null
        and r.last_day >= :first_day order by r.id for update"""
    ),
)
# A right that hadn't begun by then can only be revoked; a relation that hadn't never counts.
_RIGHTS_LEAVE = text(
    """update rights_right r set version = r.version + 1,
        last_day = case when r.first_day < :first_day then cast(:first_day as date) - 1 else r.last_day end,
        known_from = case when r.first_day < :first_day then :now else r.known_from end,
        revoked_at = case when r.first_day < :first_day then null else cast(:now as timestamptz) end,
        revoked_on = case when r.first_day < :first_day then null else cast(:today as date) end,
        revoked_by = case when r.first_day < :first_day then null else cast(:by as integer) end
    where r.organisation_id = :from_id and r.revoked_at is null and r.last_day >= :first_day returning r.id"""
)
_RELATIONS_LEAVE = text(
    """update organisation_membership m set version = m.version + 1,
        last_day = case when m.first_day < :first_day then cast(:first_day as date) - 1 else m.last_day end,
        state = case when m.first_day < :first_day then m.state else 'withdrawn' end
    where m.organisation_id = :from_id and m.state = 'confirmed' and coalesce(m.last_day, 'infinity') >= :first_day
    returning m.id"""
)
# Nobody is warned that a right ends which goes on elsewhere: it counts as told, at the moment it was cut. One that
# stays behind does end.
_TOLD = text(
    """insert into rights_ending_told (organisation_id, right_id, last_day, days_before, told_at)
    select r.organisation_id, r.id, r.last_day, d.days, :now from rights_right r
    join rights_merger_line l on l.organisation_id = :into_id and l.merger_id = :merger_id
        and l.from_right_id = r.id and l.outcome <> 'left_behind'
    cross join unnest(cast(:days as smallint[])) d(days)
    where r.organisation_id = :from_id and r.revoked_at is null on conflict do nothing"""
)


@dataclass(frozen=True)
class Moved:
    """The numbers of what ended there and of what began here."""

    relations_left: list[int]
    relations_came: list[int]
    rights_left: list[int]
    rights_came: list[int]


def move(session: Session, merger: Merger, government_kind: str, today: date) -> Moved:
    """Carries everything over. `government_kind`: what the receiving government is, for which kinds it may grant.

    Both governments are locked by the caller.
    """
    asked: dict[str, Any] = {
        "from_id": merger.from_id,
        "into_id": merger.into_id,
        "merger_id": merger.id,
        "first_day": merger.first_day,
        "today": today,
        "now": merger.merged_at,
        "by": merger.merged_by,
        "government_kind": government_kind,
        "days": list(ADMINISTRATOR_DAYS),
    }
    for statement in _LOCKED:
        _ids(session, statement, asked)
    relations_came = _ids(session, _RELATIONS_COME, asked)
    rights_came = _ids(session, _RIGHTS_COME, asked)
    session.execute(_LINES, asked)
    rights_left = _ids(session, _RIGHTS_LEAVE, asked)
    relations_left = _ids(session, _RELATIONS_LEAVE, asked)
    session.execute(_TOLD, asked)
    session.expire_all()
    return Moved(relations_left, relations_came, rights_left, rights_came)


def _ids(session: Session, statement: Any, asked: dict[str, Any]) -> list[int]:
    used = {name: asked[name] for name in statement.compile().params}
    return list(session.scalars(statement, used))
