"""What may never be true of a database, whatever a test did: each query returns the rows that break a rule."""

from __future__ import annotations

from sqlalchemy import Connection, text

_SAME = "one.organisation_id = other.organisation_id and one.id < other.id"
RIGHTS = {
    "two rights of one kind overlap on a relation": f"""select one.id, other.id from rights_right one
        join rights_right other on {_SAME} and one.membership_id = other.membership_id
            and one.kind_id = other.kind_id and one.context = other.context
        where one.revoked_at is null and other.revoked_at is null
            and one.first_day <= other.last_day and other.first_day <= one.last_day""",
    "a right outlasts its kind's maximum": """select id from rights_right
        where last_day >= first_day + make_interval(months => max_months::int) or last_day < first_day""",
    "a right stands outside its relation": """select r.id from rights_right r
        join organisation_membership m on (m.organisation_id, m.id) = (r.organisation_id, r.membership_id)
        where r.person_id <> m.person_id or r.revoked_at is null and (r.first_day < m.first_day
            or r.last_day > coalesce(m.last_day, 'infinity') or m.state <> 'confirmed')""",
    "two relations of a person overlap": f"""select one.id, other.id from organisation_membership one
        join organisation_membership other on {_SAME} and one.person_id = other.person_id
            and one.category = other.category and one.type = other.type
        where one.state = 'confirmed' and other.state = 'confirmed'
            and one.first_day <= coalesce(other.last_day, 'infinity')
            and other.first_day <= coalesce(one.last_day, 'infinity')""",
    "a relation sorts under another name than its person": """select m.id from organisation_membership m
        join account_person p on p.id = m.person_id where m.sort_name <> p.sort_name""",
    "a series of numbers has a gap": """select s.organisation_id, s.series, s.year from document_series s
        left join document_issued i
            on (i.organisation_id, i.series, i.year) = (s.organisation_id, s.series, s.year)
        group by s.organisation_id, s.series, s.year, s.last_number
        having count(i.id) <> s.last_number or max(i.number) is distinct from s.last_number""",
    "a letter was handed over twice for once asking": """select one.letter_id from mail_try one
        join mail_try other on (other.organisation_id, other.letter_id, other.round)
            = (one.organisation_id, one.letter_id, one.round) and other.id > one.id
        where one.outcome in ('handing_over', 'sent', 'delivered', 'unsure')
            and other.outcome in ('handing_over', 'sent', 'delivered', 'unsure')""",
    "an erased person's letter has words": """select l.id from mail_letter l
        join account_person p on p.id = l.person_id
        where p.anonymised_at is not null and l.subject || l.body || l.html || l.name || l.address <> ''""",
    "an erased person has a number, a birth date or an open account": """select p.id from account_person p
        left join ab_user a on a.person_id = p.id where p.anonymised_at is not null
            and (p.number is not null or p.birth_date is not null or a.active)""",
}
TRAIL = {
    "an event lost its personal values": """select e.id from event e where e.payload_hash is not null
        and not exists (select from event_payload p
            where (p.organisation_id, p.event_id) = (e.organisation_id, e.id))""",
    "personal values belong to no event": """select p.event_id from event_payload p where not exists (select
        from event e where (e.organisation_id, e.id) = (p.organisation_id, p.event_id)
            and e.payload_hash is not null and e.person_id is not distinct from p.person_id)""",
    "an event neither waits nor is sealed, or both": """select e.id from event e
        left join event_waiting w on (w.organisation_id, w.event_id) = (e.organisation_id, e.id)
        left join (select organisation_id, unnest(event_ids) as id from event_seal) s
            on (s.organisation_id, s.id) = (e.organisation_id, e.id)
        where (w.event_id is null) = (s.id is null)""",
}


def broken(connection: Connection, rules: dict[str, str]) -> dict[str, list[tuple[object, ...]]]:
    """The rules that are broken, with the rows that break them; empty when all is well."""
    found = {rule: [tuple(row) for row in connection.execute(text(query))] for rule, query in rules.items()}
    return {rule: rows for rule, rows in found.items() if rows}
