# ruff: noqa: S608 - the statements are put together from what stands here alone
"""When contacts are looked at again, kept for all of them by one statement. Whatever moves a review says so in its
own transaction, by `renew_reviews`; each night all are reckoned anew, so that nothing that was missed stays so.

The statement says what `app.aml.reviewing.review_due` says of one contact.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ARRAY, BigInteger, Date, DateTime, SmallInteger, TextClause, bindparam, text
from sqlalchemy.orm import Session

from app import clock
from app.aml.review_terms import terms_on
from app.aml.reviewing import Terms
from app.tags import Tag

_LEVELS = "array['simplified', 'standard', 'raised', 'stop']"
_BRUSSELS = "at time zone 'Europe/Brussels'"
# What counts of each contact in force whose relation goes on.
_COUNTS = """
    select c.organisation_id, c.root_id, c.id as contact_id, c.level,
        case when c.kind = 'person' then (c.details #>> '{document,expires_on}')::date end as expires_on,
        coalesce(p.decided_at, c.decided_at) as decided_at,
        coalesce(case when p.decided_at is null then d.level else p.level end, 'standard') as decided_level
    from aml_contact c
    left join lateral (
        select one.decided_at, one.level from aml_profile one
        where one.organisation_id = c.organisation_id and one.root_id = c.root_id and one.state = 'accepted'
        order by one.number desc limit 1
    ) p on true
    left join aml_decision d on d.organisation_id = c.organisation_id and d.contact_id = c.id
    where c.state = 'accepted' and not exists (
        select from aml_relation_end e
        where e.organisation_id = c.organisation_id and e.root_id = c.root_id and e.withdrawn_at is null
            and e.ended_on <= :today
    )"""
_DUE = f"""
    select k.organisation_id, k.root_id, k.contact_id, first.due_on, first.why, was.id as review_id,
        was.contact_id as was_contact_id, was.due_on as was_due_on, was.why as was_why
    from counts k
    left join aml_review was on was.organisation_id = k.organisation_id and was.root_id = k.root_id
    left join lateral (
        select min(case when h.found_at > k.decided_at then h.found_at else coalesce(h.decided_at, again.at) end)
            as at
        from aml_hit h
        left join lateral (
            select max(e.happened_at) as at from event e
            where e.organisation_id = h.organisation_id and e.subject_kind = 'hit' and e.subject_id = h.id
                and e.tag = '{Tag.HIT_OPENED_AGAIN}' and h.state = 'open' and h.found_at <= k.decided_at
        ) again on true
        where h.organisation_id = k.organisation_id and h.contact_id = k.contact_id and h.closed_at is null
            and h.state in ('open', 'confirmed') and greatest(h.found_at, h.decided_at, again.at) > k.decided_at
    ) listed on true
    cross join lateral (
        select reason.due_on, reason.why from (values
            ((listed.at {_BRUSSELS})::date, 'list', 1),
            (case when array_position({_LEVELS}, k.level::text)
                    > array_position({_LEVELS}, k.decided_level::text) then
                case when was.why = 'level_rose' and was.due_on >= (k.decided_at {_BRUSSELS})::date
                    then was.due_on else :today end
            end, 'level_rose', 2),
            (k.expires_on, 'document', 3),
            (((k.decided_at {_BRUSSELS})::date + make_interval(years =>
                case when k.decided_level in ('raised', 'stop') then :raised else :standard end))::date,
                'level', 4)
        ) as reason (due_on, why, turn)
        where reason.due_on is not null
        order by reason.due_on, reason.turn limit 1
    ) first"""
_DIFFERS = "(was_contact_id, was_due_on, was_why) is distinct from (contact_id, due_on, why)"


def renew_reviews(
    session: Session,
    now: datetime,
    organisation_id: int | Collection[int] | None = None,
    roots: Collection[int] | None = None,
) -> int:
    """Brings reviews up to date: of all contacts in the scope one is in, of some organisations, or of contacts
    with these root ids; those that are none any more go. Returns how many were other ones than before. Writes what
    differs, no more; twice does nothing the second time."""
    if roots is not None and not roots:
        return 0
    wanted = (organisation_id,) if isinstance(organisation_id, int) else organisation_id
    today = clock.day_of(now)
    told = _told(terms_on(session, today)) | {"today": today, "now": now}
    narrowed = {"organisations": wanted, "roots": roots}
    told |= {name: sorted(set(ids)) for name, ids in narrowed.items() if ids is not None}
    session.flush()
    statement = _renewing(of_organisations=wanted is not None, of_roots=roots is not None)
    return int(session.execute(statement, told).scalar_one())


def moved_by(session: Session, terms: Terms, now: datetime) -> tuple[int, int]:
    """How many reviews would come earlier and how many later, had these terms been in force today; in office
    scope. Changes nothing."""
    told = _told(terms) | {"today": clock.day_of(now)}
    row = session.execute(_MOVED, told).one()
    return int(row.earlier), int(row.later)


def _told(terms: Terms) -> dict[str, object]:
    return {"standard": terms.standard, "raised": terms.raised}


def _renewing(*, of_organisations: bool, of_roots: bool) -> TextClause:
    some = {
        alias: (f" and {alias}.organisation_id = any(:organisations)" if of_organisations else "")
        + (f" and {alias}.root_id = any(:roots)" if of_roots else "")
        for alias in ("c", "r")
    }
    statement = f"""
        with counts as ({_COUNTS}{some["c"]}), due as ({_DUE}),
        gone as (
            delete from aml_review r where not exists (
                select from counts k where k.organisation_id = r.organisation_id and k.root_id = r.root_id
            ){some["r"]} returning r.id
        ),
        kept as (
            insert into aml_review (organisation_id, root_id, contact_id, due_on, why, reckoned_at)
            select organisation_id, root_id, contact_id, due_on, why, :now from due
            where review_id is null or {_DIFFERS}
            order by organisation_id, root_id
            on conflict on constraint uq_aml_review_root do update
                set contact_id = excluded.contact_id, due_on = excluded.due_on, why = excluded.why,
                    reckoned_at = excluded.reckoned_at
            returning id
        )
        select (select count(*) from gone) + (select count(*) from kept)"""
    more = [bindparam("organisations", type_=ARRAY(BigInteger))] if of_organisations else []
    more += [bindparam("roots", type_=ARRAY(BigInteger))] if of_roots else []
    return text(statement).bindparams(bindparam("now", type_=DateTime(timezone=True)), *_TYPED, *more)


_TYPED = (
    bindparam("today", type_=Date()),
    bindparam("standard", type_=SmallInteger()),
    bindparam("raised", type_=SmallInteger()),
)
_MOVED = text(
    f"""with counts as ({_COUNTS}), due as ({_DUE})
    select count(*) filter (where due_on < was_due_on) as earlier,
        count(*) filter (where due_on > was_due_on) as later
    from due"""
).bindparams(*_TYPED)
