# ruff: noqa: S608 - no statement holds anything that was typed
"""The statements by which contacts are imported, for all rows at once: who is there already, who comes in as a
draft, and what is taken back. The columns are in contacts_import.py."""

from __future__ import annotations

from app.imports.kinds import problem

STAGED = {
    "kind": "varchar(12)",
    "name": "varchar(500)",
    "facts": "jsonb",
    "print": "bytea",
    "details": "jsonb",
    "pages": "jsonb",
    "national_number": "bytea",
    "number_hash": "bytea",
    "enterprise_number": "varchar(60)",
    "born": "date",
    "expires_on": "date",
    # Filled in while judging: the name as lists sort it.
    "sort_name": "text",
}
_GOOD = "s.problems = '[]'"
_OLDEST = "125 years"
_HERE = (
    "c.organisation_id = :organisation_id and c.head and c.state <> 'dropped' and c.kind = s.kind"
    " and s.subject_id is null"
)
_FOUND = "update import_staged s set subject_id = c.id, subject_version = c.version from aml_contact c"
# The first row about somebody is taken; one that says the same again is refused, and names that row.
_TWICE = """update import_staged s set problems = {0}
    from (select {1}, kind, min(line) as line from import_staged where problems = '[]' and {2}
        group by {1}, kind having count(*) > 1) f
    where s.problems = '[]' and s.kind = f.kind and s.line > f.line and {3}"""
_SAME_ROW = problem("imports.contacts.twice", "", line="f.line")
_UNSEEN = "s.number_hash is null and s.enterprise_number is null"
_BORN_OF = "(c.facts -> 'birth_dates' -> 0 ->> 'first_day')::date"
JUDGE = (
    "update import_staged s set sort_name = house_sort_name(s.name) where s.name is not null",
    f"""update import_staged s set problems = {problem("aml.contact.birth_in_future", "birth_date")}
    where {_GOOD} and s.born > :today""",
    f"""update import_staged s set problems = {problem("imports.contacts.birth_too_long_ago", "birth_date")}
    where {_GOOD} and s.kind = 'person' and s.born < :today - interval '{_OLDEST}'""",
    _TWICE.format(_SAME_ROW, "number_hash", "number_hash is not null", "s.number_hash = f.number_hash"),
    _TWICE.format(
        _SAME_ROW,
        "enterprise_number",
        "enterprise_number is not null",
        "s.enterprise_number = f.enterprise_number",
    ),
    _TWICE.format(
        _SAME_ROW,
        "sort_name, born",
        "number_hash is null and enterprise_number is null",
        f"s.sort_name = f.sort_name and s.born is not distinct from f.born and {_UNSEEN}",
    ),
    # There already: by the full number, else by name and birth date where the numbers don't say otherwise.
    f"""{_FOUND} join import_known k on k.contact_id = c.id
    where {_GOOD} and {_HERE} and k.number_hash = s.number_hash""",
    f"""{_FOUND}
    where {_GOOD} and {_HERE} and c.kind = 'organisation' and c.details ->> 'number' = s.enterprise_number""",
    f"""{_FOUND} left join import_known k on k.contact_id = c.id
    where {_GOOD} and {_HERE} and c.sort_name = s.sort_name and {_BORN_OF} is not distinct from s.born
        and (s.kind = 'person' and (k.number_hash is null or s.number_hash is null)
            or s.kind = 'organisation' and (s.enterprise_number is null or c.details ->> 'number' is null))""",
    f"""update import_staged s set problems = {problem("imports.contacts.no_birth_date", "birth_date")}
    where {_GOOD} and s.kind = 'person' and s.born is null and s.subject_id is null""",
    f"""update import_staged s set problems = {problem("imports.contacts.expired", "document_expires")}
    where {_GOOD} and s.expires_on < :today and s.subject_id is null""",
    """update import_staged s set verdict = case
        when s.subject_id is not null then 'unchanged'
        when s.problems = '[]' or s.problems -> 0 ->> 'code'
            in ('imports.contacts.no_birth_date', 'imports.contacts.expired') then 'created'
        else 'rejected' end""",
)
APPLY = (
    """update import_staged s set subject_id = nextval('aml_contact_id_seq'), subject_version = 1
    where s.verdict = 'created'""",
    """insert into aml_contact (organisation_id, id, kind, name, facts, print, details, pages, national_number,
        made_by, made_at, owner_id, changed_at, edition)
    select :organisation_id, subject_id, kind, name, facts, print, details, pages, national_number,
        :account_id, :now, :account_id, :now, 0
    from import_staged where verdict = 'created' order by line""",
)
_KEPT = "update import_taken t set undo = 'kept', undo_code = '{0}' from aml_contact c where"
_OF_IT = " t.undo is null and c.organisation_id = :organisation_id and c.id = t.subject_id"
# Whatever stands on the contact, or names it.
_STANDS_ON = "exists (select from {0} o where o.organisation_id = :organisation_id and o.{1} = c.id)"
_USED = " or ".join(
    (
        _STANDS_ON.format("aml_evidence", "contact_id"),
        _STANDS_ON.format("aml_party", "root_id"),
        _STANDS_ON.format("aml_profile", "root_id"),
        _STANDS_ON.format("aml_notification", "root_id"),
        _STANDS_ON.format("aml_block", "root_id"),
        _STANDS_ON.format("aml_cash_breach", "root_id"),
        _STANDS_ON.format("aml_discrepancy", "root_id"),
        _STANDS_ON.format("aml_relation_end", "root_id"),
        "exists (select from aml_hit h where h.organisation_id = :organisation_id and h.contact_id = c.id"
        " and h.decided_at is not null)",
        "c.id in (select root from named)",
    )
)
_NAMED = """select (o.details ->> 'representative_id')::bigint as root from others o
        union select (o.details -> 'dealing' ->> 'principal_id')::bigint from others o
        union select (h ->> 'contact_id')::bigint from others o,
            jsonb_array_elements(coalesce(o.details -> 'ownership' -> 'holders', '[]'::jsonb)) h"""
JUDGE_UNDO = (
    """with theirs as materialized (select c.id from aml_contact c
        where c.organisation_id = :organisation_id and c.id in (select subject_id from import_taken)
        order by c.id for no key update) select count(*) from theirs""",
    f"""{_KEPT.format("imports.undo.changed_since")}{_OF_IT}
        and (c.state <> 'draft' or c.changed_at <> c.made_at)""",
    f"""with others as (select c.details from aml_contact c where c.organisation_id = :organisation_id
            and c.state not in ('replaced', 'dropped')), named as ({_NAMED})
    {_KEPT.format("imports.undo.used")}{_OF_IT} and ({_USED})""",
    "update import_taken set undo = 'taken_back' where undo is null",
)
UNDO = (
    """update aml_contact c set state = 'dropped', changed_at = :now, version = c.version + 1 from import_taken t
    where t.undo = 'taken_back' and c.organisation_id = :organisation_id and c.id = t.subject_id""",
    """update aml_hit h set closed_at = :now, closed_why = 'contact_replaced', version = h.version + 1
    from import_taken t where t.undo = 'taken_back' and h.organisation_id = :organisation_id
        and h.contact_id = t.subject_id and h.closed_at is null""",
)
