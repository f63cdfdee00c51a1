# ruff: noqa: S608 - no statement holds anything that was typed
"""Registered tools that somebody can't use because an accreditation is missing: his own, or the organisation's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ARRAY, BigInteger, Date, String, bindparam, column, text
from sqlalchemy.orm import Session

from app import clock
from app.panels import SHOWN, Item, Waiting
from app.policy import Identity
from app.rights.access_facts import STANDS
from app.transaction import Scope, within

_MISSING = (
    text(f"""
with users as (
    select s.tool_id, s.role_id, p.number_hash, coalesce(p.given_names || ' ' || p.family_name,
        f.given_names || ' ' || f.family_name, u.username) as name
    from rights_access s
    join organisation_membership m on m.organisation_id = s.organisation_id and m.id = s.membership_id
    join ab_user u on u.id = m.account_id
    left join account_card c on c.account_id = u.id
    left join account_person p on p.id = u.person_id and c.account_id is not null
    left join account_profile f on f.account_id = u.id
    where s.organisation_id = :organisation and s.state = 'user' and s.ended_on is null and m.state = 'confirmed'),
lacking as (
    select t.id, t.name_nl, t.name_fr, t.name_en,
        array(select distinct x.name from users x join rights_requirement q on q.tool_id = t.id
            and q.purpose = 'use' and q.holder = 'person' and coalesce(q.role_id, x.role_id) = x.role_id
            where x.tool_id = t.id and not exists (
                select from account_accreditation a where a.holder_hash = x.number_hash and {STANDS})
            order by 1) as people,
        array(select distinct unnest(q.registers) from rights_requirement q where q.tool_id = t.id
            and q.purpose = 'use' and q.holder = 'organisation' and not exists (
                select from account_accreditation a where a.enterprise_number = o.enterprise_number and {STANDS})
            order by 1) as registers
    from rights_tool_registration g
    join rights_tool t on t.id = g.tool_id
    join organisation o on o.id = g.organisation_id
    where g.organisation_id = :organisation and g.ended_on is null)
select * from lacking where people <> '{{}}' or registers <> '{{}}' order by name_nl, id
""")
    .bindparams(bindparam("organisation", type_=BigInteger), bindparam("day", type_=Date))
    .columns(
        column("id", BigInteger), column("name_nl", String), column("name_fr", String), column("name_en", String),
        column("people", ARRAY(String)), column("registers", ARRAY(String)),
    )
)  # fmt: skip


@dataclass(frozen=True)
class Lacking:
    """A tool with which of its users lack an accreditation, by name, and what the organisation lacks."""

    tool_id: int
    names: dict[str, str]
    people: tuple[str, ...]
    registers: tuple[str, ...]


def tools_lacking(session: Session, organisation_id: int, day: date) -> list[Lacking]:
    """By name of the tool; one statement. In office scope."""
    rows = session.execute(_MISSING, {"organisation": organisation_id, "day": day})
    return [
        Lacking(
            row.id,
            {"nl": row.name_nl, "fr": row.name_fr, "en": row.name_en},
            tuple(row.people),
            tuple(row.registers),
        )
        for row in rows
    ]


def waiting_for_accreditations(session: Session, who: Identity, now: datetime) -> Waiting:
    """The worklist of who manages an organisation."""
    if who.organisation_id is None:
        return Waiting()
    with within(session, Scope.office()):
        found = tools_lacking(session, who.organisation_id, clock.day_of(now))
    first = tuple(
        Item("our_tool", one.tool_id, one.names[who.language], (*one.people[:SHOWN], *one.registers))
        for one in found[:SHOWN]
    )
    return Waiting(len(found), None, first)
