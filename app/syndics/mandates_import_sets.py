# ruff: noqa: S608 - no statement holds anything that was typed
"""The statements by which mandates are imported, for all rows at once: which may come in, and what is taken back.
The columns are in mandates_import.py."""

from __future__ import annotations

from app.imports.kinds import problem

STAGED = {
    "association_number": "varchar(10)",
    "association_name": "varchar(200)",
    "appointed_by": "varchar(20)",
    "decided_on": "date",
    "first_day": "date",
    "last_day": "date",
    "given_names": "varchar(200)",
    "family_name": "varchar(200)",
    "number_hash": "bytea",
    "accreditation": "varchar(40)",
    # Filled in while judging: what the business register calls it; the representative, where he is known here.
    "called": "varchar(320)",
    "represented_by": "bigint",
}
CO_OWNERS = "'070'"
_GOOD = "s.problems = '[]'"
_COMPANY = "(select o.enterprise_number from organisation o where o.id = :organisation_id)"
_PERIOD = "daterange({0}.first_day, {0}.last_day, '[]')"
_REGISTERED = "organisation_business b where {0} and b.number = s.association_number"


def _refused(code: str, field: str, source: str, condition: str = "", **facts: str) -> str:
    told = f" and {condition}" if condition else ""
    return f"update import_staged s set problems = {problem(code, field, **facts)} from {source}{told}"


def _overlapping(code: str, condition: str) -> str:
    source = (
        f"syndic_mandate m where {_GOOD} and s.subject_id is null and not m.provisional"
        f" and m.association_number = s.association_number and {_PERIOD.format('m')} && {_PERIOD.format('s')}"
    )
    return _refused(code, "association_number", source, condition, since="to_char(m.first_day, 'DD/MM/YYYY')")


JUDGE = (
    # Whoever brings in mandates is a company: a local government is syndic of nothing, an association of itself.
    f"""update import_staged s set problems = {problem("imports.mandates.no_company", "association_number")}
    where {_GOOD} and not exists (select from organisation o
        where o.id = :organisation_id and o.kind = 'enterprise')""",
    f"""update import_staged s set problems = {problem("imports.mandates.not_begun", "first_day")}
    where {_GOOD} and s.first_day > :today""",
    f"""update import_staged s set called = (select n.name from organisation_business_name n
        where n.number = s.association_number order by n.kind <> '001', n.language <>
            case (select language from organisation where id = :organisation_id) when 'fr' then '1' else '2' end,
            n.name limit 1)
    where {_GOOD}""",
    f"""update import_staged s
    set problems = {problem("imports.mandates.unknown_association", "association_number")}
    where {_GOOD} and not exists (select from organisation_business b where b.number = s.association_number)
        and exists (select from organisation_business)""",
    _refused(
        "imports.mandates.no_association",
        "association_number",
        _REGISTERED.format(_GOOD),
        f"b.form <> {CO_OWNERS}",
    ),
    _refused(
        "imports.mandates.association_ended",
        "association_number",
        _REGISTERED.format(_GOOD),
        "b.gone_on is not null and (s.last_day is null or s.last_day > b.gone_on)",
        since="to_char(b.gone_on, 'DD/MM/YYYY')",
    ),
    # The first row about a period is taken; one that overlaps it is refused, and names that row.
    f"""update import_staged s set problems = {problem("imports.mandates.twice", "", line="f.before")}
    from (select s.line, min(o.line) as before from import_staged s join import_staged o
            on o.association_number = s.association_number and o.line < s.line and o.problems = '[]'
            and {_PERIOD.format("o")} && {_PERIOD.format("s")}
        where {_GOOD} group by s.line) f
    where {_GOOD} and s.line = f.line""",
    # There already, whoever told it.
    f"""update import_staged s set subject_id = m.id, subject_version = m.version from syndic_mandate m
    where {_GOOD} and m.association_number = s.association_number and m.syndic_number = {_COMPANY}
        and m.first_day = s.first_day and not m.provisional""",
    _overlapping("imports.mandates.filed", "m.source = 'case'"),
    _overlapping("imports.mandates.own", f"m.source = 'import' and m.syndic_number = {_COMPANY}"),
    _overlapping("imports.mandates.taken", "m.source = 'import'"),
    f"""update import_staged s set represented_by = p.id
    from (select distinct number_hash from import_staged where number_hash is not null) h
        cross join lateral house_person_by_number(h.number_hash) p
    where {_GOOD} and s.number_hash = h.number_hash and p.anonymised_at is null""",
    """update import_staged s set verdict = case when s.problems <> '[]' then 'rejected'
        when s.subject_id is not null then 'unchanged' else 'created' end""",
)
_CAPACITY = "case when s.accreditation <> '' then 'estate_agent' end"
APPLY = (
    """update import_staged s set subject_id = nextval('syndic_mandate_id_seq'), subject_version = 1
    where s.verdict = 'created'""",
    """insert into syndic_mandate (id, association_number, association_name, syndic_kind, syndic_name,
        syndic_number, syndic_id, appointed_by, decided_on, first_day, last_day, source, made_by, made_at)
    select s.subject_id, s.association_number,
        left(coalesce(s.called, nullif(s.association_name, ''), s.association_number), 200),
        'company', o.name, o.enterprise_number, o.id, s.appointed_by, s.decided_on, s.first_day, s.last_day,
        'import', :account_id, :now
    from import_staged s cross join organisation o
    where s.verdict = 'created' and o.id = :organisation_id order by s.line""",
    f"""insert into syndic_representative (mandate_id, given_names, family_name, number_hash, person_id, capacity,
        accreditation, first_day, last_day, made_at)
    select s.subject_id, s.given_names, s.family_name, s.number_hash, s.represented_by, {_CAPACITY},
        s.accreditation, s.first_day, s.last_day, :now
    from import_staged s where s.verdict = 'created' and s.family_name <> '' order by s.line""",
)
_KEPT = "update import_taken t set undo = 'kept', undo_code = '{0}' from syndic_mandate m where"
_OF_IT = " t.undo is null and m.id = t.subject_id"
JUDGE_UNDO = (
    """update import_taken t set undo = 'kept', undo_code = 'imports.undo.changed_since'
    where not exists (select from syndic_mandate m where m.id = t.subject_id)""",
    f"""{_KEPT.format("imports.undo.changed_since")}{_OF_IT} and (m.version <> t.subject_version
        or exists (select from syndic_representative r where r.mandate_id = m.id
            and (r.made_at <> m.made_at or r.last_day is distinct from m.last_day)))""",
    f"{_KEPT.format('imports.undo.used')}{_OF_IT} and house_mandate_used(m.id)",
    "update import_taken set undo = 'taken_back' where undo is null",
)
UNDO = (
    """delete from syndic_representative r using import_taken t
    where t.undo = 'taken_back' and r.mandate_id = t.subject_id""",
    "delete from syndic_mandate m using import_taken t where t.undo = 'taken_back' and m.id = t.subject_id",
)
