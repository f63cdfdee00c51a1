# ruff: noqa: S608 - no statement holds anything that was typed
"""The facts of the access decision, for one person or for many, on a day: one statement. In office scope.

Everything is derived as it stands on that day: a membership, accreditation, registration or right that is gone
opens nothing at the next question, whatever a clock or job did. Whether an account is active is known of now only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ARRAY, BigInteger, Date, Integer, String, bindparam, text
from sqlalchemy.orm import Session

from app.rights.access import Decision, Facts, may_use

STANDS = (
    "a.register = any(q.registers) and a.first_day <= :day and coalesce(a.last_day, 'infinity') >= :day"
    " and coalesce(a.struck_off_on, 'infinity') > :day"
)
_LACKS = f"""(select coalesce(array_agg(array_to_string(q.registers, ',') order by q.id), array[]::text[])
    from rights_requirement q
    where q.tool_id = t.id and coalesce(q.role_id, r.id) = r.id and q.purpose = 'use' and q.holder = '{{0}}'
        and not exists (select from account_accreditation a where {{1}} and {STANDS}))"""
# Who, where he may belong, then every tool and role: one row for each of them that is asked about.
_FACTS = f"""
with who as (
    select u.id as account_id, u.active and u.rested_at is null as active, u.person_id,
        case when c.account_id is not null then p.number_hash end as number_hash
    from ab_user u
    left join account_card c on c.account_id = u.id
    left join account_person p on p.id = u.person_id
    where u.id = any(:accounts)),
places as (
    select w.account_id, :organisation as organisation_id, null::bigint as membership_id, false as represents,
        null::bigint as branch_id
    from who w where :organisation is not null or :oneself
    union all
    select w.account_id, m.organisation_id, m.id, false, p.branch_id
    from who w join organisation_membership m on m.account_id = w.account_id
    left join organisation_placement p on p.membership_id = m.id
        and p.placed_on <= :day and coalesce(p.ended_on, 'infinity') > :day
    where m.state in ('confirmed', 'ended') and m.first_day <= :day and coalesce(m.ended_on, 'infinity') > :day
    union all
    select w.account_id, m.organisation_id, m.id, false, null
    from who w join organisation_membership m on m.person_id = w.person_id and m.account_id is null
    where m.state = 'confirmed' and m.first_day <= :day and coalesce(m.last_day, 'infinity') >= :day
    union all
    select w.account_id, l.organisation_id, null, true, null
    from who w join organisation_representative l on l.person_id = w.person_id
    where l.first_day <= :day and coalesce(l.last_day, 'infinity') >= :day),
contexts as (
    select account_id, organisation_id, bool_or(represents) as represents,
        array_agg(membership_id) filter (where membership_id is not null) as members, max(branch_id) as branch_id
    from places where organisation_id is not distinct from :organisation or not :only group by 1, 2)
select w.account_id, l.organisation_id, t.id as tool_id, r.id as role_id, r.code as role, w.active, t.key_level,
    w.number_hash is not null as linked, t.usable_as_oneself, t.opened_by, t.listed_only,
    t.admits_legal_representative,
    coalesce(l.represents, false) as represents, l.members is not null or coalesce(l.represents, false) as belongs,
    not t.listed_only or exists (select from rights_admission d where d.tool_id = t.id
        and d.enterprise_number = o.enterprise_number
        and d.first_day <= :day and coalesce(d.last_day, 'infinity') >= :day) as listed,
    t.opened_by = 'manager' and exists (select from rights_tool_registration g
        where g.organisation_id = l.organisation_id and g.tool_id = t.id
        and g.registered_on <= :day and coalesce(g.ended_on, 'infinity') > :day) as registered,
    coalesce(b.name, '') as branch, b.id is not null and exists (select from rights_branch_closure c
        where c.branch_id = b.id and c.tool_id = t.id
        and c.closed_on <= :day and coalesce(c.ended_on, 'infinity') > :day) as closed_for_branch,
    coalesce((select s.state from rights_access s where s.membership_id = any(l.members) and s.role_id = r.id
        and s.given_on <= :day and coalesce(s.ended_on, 'infinity') > :day
        order by s.state limit 1), '') as access,
    t.opened_by = 'right' and exists (select from rights_right x join rights_kind k on k.id = x.kind_id
        where x.organisation_id = l.organisation_id and x.membership_id = any(l.members) and k.role_id = r.id
        and x.person_id = w.person_id and x.first_day <= :day and x.last_day >= :day
        and coalesce(x.revoked_on, 'infinity') > :day) as has_right,
    {_LACKS.format("organisation", "a.enterprise_number = o.enterprise_number")} as organisation_lacks,
    {_LACKS.format("person", "a.holder_hash = w.number_hash")} as person_lacks
from contexts l
join who w on w.account_id = l.account_id
cross join rights_tool t
join rights_tool_role r on r.tool_id = t.id
left join organisation o on o.id = l.organisation_id
left join organisation_branch b on b.organisation_id = l.organisation_id and b.id = l.branch_id
where (:tool is null or t.id = :tool) and (:role is null or r.id = :role) and (:code is null or t.code = :code)
order by w.account_id, l.organisation_id nulls first, t.id, r.id
"""
STATEMENT = text(_FACTS).bindparams(
    bindparam("accounts", type_=ARRAY(Integer)),
    bindparam("organisation", type_=BigInteger),
    bindparam("tool", type_=BigInteger),
    bindparam("role", type_=BigInteger),
    bindparam("code", type_=String),
    bindparam("day", type_=Date),
)


@dataclass(frozen=True)
class Asked:
    """What is asked about. With `only` the context of `organisation_id` alone (None: oneself), whether he belongs
    there or not; else every context he has on that day, with `oneself` that one too. No tool, no role: all; `code`
    is another way to name the tool."""

    organisation_id: int | None = None
    only: bool = False
    oneself: bool = False
    tool_id: int | None = None
    role_id: int | None = None
    code: str | None = None


@dataclass(frozen=True)
class Answer:
    """The decision for one account, context, tool and role (`role` is its code); with the facts it rests on."""

    account_id: int
    organisation_id: int | None
    tool_id: int
    role_id: int
    facts: Facts
    decision: Decision
    role: str = ""


def decided(
    session: Session, accounts: Sequence[int], asked: Asked, day: date, key_level: str | None = None
) -> list[Answer]:
    """Decides on everything asked, by account, organisation (oneself first), tool and role; one statement.

    `key_level`: of the session that asks for itself; None where it isn't to count.
    """
    values = {
        "accounts": list(accounts),
        "organisation": asked.organisation_id,
        "only": asked.only,
        "oneself": asked.oneself,
        "tool": asked.tool_id,
        "role": asked.role_id,
        "code": asked.code,
        "day": day,
    }
    return [_answer(row, key_level) for row in session.execute(STATEMENT, values)]


def _answer(row: Any, key_level: str | None) -> Answer:
    facts = Facts(
        account_active=row.active,
        linked=row.linked,
        key_level=key_level,
        needs_level=row.key_level,
        organisation_id=row.organisation_id,
        open_to_oneself=row.usable_as_oneself,
        opened_by=row.opened_by,
        belongs=row.belongs,
        listed_only=row.listed_only,
        listed=row.listed,
        registered=row.registered,
        branch=row.branch,
        closed_for_branch=row.closed_for_branch,
        access=row.access,
        has_right=row.has_right,
        represents=row.represents,
        admits_representative=row.admits_legal_representative,
        organisation_lacks=_read(row.organisation_lacks) if row.organisation_id else (),
        person_lacks=_read(row.person_lacks),
    )
    return Answer(row.account_id, row.organisation_id, row.tool_id, row.role_id, facts, may_use(facts), row.role)


def _read(lacks: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(one.split(",")) for one in lacks)
