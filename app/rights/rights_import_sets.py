# ruff: noqa: S608 - no statement holds anything that was typed
"""The statements of an import of rights, over all its rows at once (app/imports/kinds.py says over which table).

They say what `refusals_to_grant` says of one grant, in the same order; a test holds the two side by side.
"""

from __future__ import annotations

from app.imports.kinds import problem
from app.organisations.people_import import GOOD, KNOW_THEM, LOST, MAKE_THEM, MET, NAME_THEM, NEW, TELL_APART
from app.rights.rules import ADMINISTRATIONS, LOCAL_ADMINISTRATOR

_ADMINISTRATIONS = ", ".join(f"'{code}'" for code in ADMINISTRATIONS)

# The last day this right may have; and what kind of government grants it.
_ALLOWED = "(s.first_day + make_interval(months => k.max_months::int) - interval '1 day')::date"
_HERE = "(select coalesce(o.government_kind, o.kind) from organisation o where o.id = :organisation_id)"


def _folded(text: str) -> str:
    """Letters and digits only, small and without accents, as names are compared."""
    return rf"regexp_replace(house_sort_name({text}), '\W|_', '', 'g')"


def _names(row: str) -> str:
    return f"unnest(array[{row}.code, {row}.name_nl, {row}.name_fr, {row}.name_en])"


def _refused(code: str, field: str, condition: str, **facts: str) -> str:
    """Refuses each good row, of which kind `k` is wanted, that isn't there already."""
    return f"""update import_staged s set problems = {problem(code, field, **facts)}
    from rights_kind k where {GOOD} and s.subject_id is null and k.id = s.kind_id and ({condition})"""


_WHICH_RIGHT = (
    # One name may be that of rights of several tools; one that may be granted here goes before.
    f"""with here as (select {_HERE} as kind),
        known as (select distinct k.id, k.tool_id, k.offered and h.kind = any (k.government_kinds) as open,
            {_folded("name")} as name from rights_kind k cross join here h cross join lateral {_names("k")} name),
        tools as (select distinct t.id, {_folded("name")} as name
            from rights_tool t cross join lateral {_names("t")} name),
        said as (select distinct right_name, tool_name from import_staged where problems = '[]'),
        found as (select said.right_name, said.tool_name,
                array_agg(known.id) filter (where known.open) as open, array_agg(known.id) as whole
            from said join known on known.name = {_folded("said.right_name")}
            where said.tool_name = '' or exists (select from tools
                where tools.id = known.tool_id and tools.name = {_folded("said.tool_name")})
            group by 1, 2)
    update import_staged s set kinds = cardinality(coalesce(f.open, f.whole)), kind_id = case
            when cardinality(coalesce(f.open, f.whole)) = 1 then (coalesce(f.open, f.whole))[1] end
    from found f where f.right_name = s.right_name and f.tool_name = s.tool_name""",
    f"""update import_staged s set problems = {problem("imports.rights.unknown_right", "right")}
    where {GOOD} and s.kinds is null""",
    f"""update import_staged s set problems = {problem("imports.rights.ambiguous_right", "tool")}
    where {GOOD} and s.kind_id is null""",
)
_WHICH_RELATION = (
    # A name that isn't given agrees with every name.
    "update import_staged set known_as = true where family_name = '' and given_names = ''",
    # The relation here that covers the first day; of several, the only one that may have this right.
    f"""update import_staged s set
        membership_id = case when f.count = 1 then f.one when f.fit = 1 then f.fitting end,
        relation = case when f.count > 1 and f.fit <> 1 then ''::bytea end
    from (select s.line, count(*), min(m.id) as one, count(*) filter (where fits) as fit,
            min(m.id) filter (where fits) as fitting
        from import_staged s join rights_kind k on k.id = s.kind_id
        join organisation_membership m on m.organisation_id = :organisation_id and m.person_id = s.person_id
            and m.account_id is null and m.state = 'confirmed' and m.first_day <= s.first_day
            and s.first_day <= coalesce(m.last_day, 'infinity')
            and m.category = coalesce(s.category, m.category) and m.type = coalesce(s.type, m.type)
        cross join lateral (select m.category = any (k.categories) and m.type = any (k.types) as fits) fitting
        where {GOOD} and s.here group by s.line) f
    where f.line = s.line""",
    f"""update import_staged s set problems = {problem("imports.rights.which_relation", "category")}
    where {GOOD} and s.relation is not null""",
    f"""update import_staged s set problems = {problem("imports.rights.no_relation", "relation_first")}
    where {GOOD} and s.membership_id is null and s.relation_first is null""",
    f"""update import_staged s set problems = {problem("imports.rights.name_missing", "family_name")}
    where {GOOD} and s.membership_id is null and not coalesce(s.here, false)
        and (s.family_name = '' or s.given_names = '')""",
    *NAME_THEM,
    # On a relation that stands, what stands counts; the file says only how a new one is to be.
    f"""update import_staged s set category = m.category, type = m.type, relation_first = m.first_day,
        relation_last = m.last_day, relation = int8send(m.id)
    from organisation_membership m
    where {GOOD} and m.organisation_id = :organisation_id and m.id = s.membership_id""",
    f"""update import_staged s set category = coalesce(s.category, 'employee'),
        type = coalesce(s.type, 'standard'), relation = s.number_hash
            || convert_to(coalesce(s.category, 'employee') || coalesce(s.type, 'standard'), 'UTF8')
    where {GOOD} and s.membership_id is null""",
    f"""update import_staged s set problems = {
        problem("imports.rights.other_relation", "relation_first", line="f.line")
    }
    from (select distinct on (relation) relation, line, relation_first, relation_last from import_staged
        where problems = '[]' and membership_id is null order by relation, line) f
    where {GOOD} and s.relation = f.relation and s.line <> f.line
        and (s.relation_first, s.relation_last) is distinct from (f.relation_first, f.relation_last)""",
    f"""update import_staged s set problems = {
        problem("imports.people.overlaps", "relation_first", first_day="one.first_day", last_day="one.last_day")
    }
    from organisation_membership one
    where {GOOD} and s.here and s.membership_id is null and one.organisation_id = :organisation_id
        and one.person_id = s.person_id and one.category = s.category and one.type = s.type
        and one.account_id is null and one.state = 'confirmed'
        and {MET.format("s.relation_last", "s.relation_first")}""",
)
_HAS_PARTS = "k.asks_context and exists (select from rights_context_value v where v.kind_id = k.id)"
_WHICH_PART = (
    f"""update import_staged s set context = v.code
    from rights_kind k, rights_context_value v
    where {GOOD} and k.id = s.kind_id and k.asks_context and v.kind_id = k.id and s.part_name <> ''
        and {_folded("s.part_name")} in (select {_folded("name")} from {_names("v")} name)""",
)
_REFUSED_PART = (
    _refused("imports.rights.no_parts", "part", f"s.part_name <> '' and not ({_HAS_PARTS})"),
    _refused("imports.rights.unknown_part", "part", "s.context is null"),
)
# What is granted so already is left as it is, whatever would be refused today.
_THERE_ALREADY = (
    f"""update import_staged s set last_day = coalesce(s.last_day, least(s.relation_last, {_ALLOWED})),
        context = case when s.part_name = '' then '' else s.context end
    from rights_kind k where {GOOD} and k.id = s.kind_id""",
    f"""update import_staged s set subject_id = r.id, subject_version = r.version
    from rights_right r
    where {GOOD} and r.organisation_id = :organisation_id and r.membership_id = s.membership_id
        and r.kind_id = s.kind_id and r.context = s.context and r.revoked_at is null
        and r.first_day = s.first_day and r.last_day = s.last_day""",
)
_DECIDED = (
    _refused("rights.kind.withdrawn", "right", "not k.offered"),
    _refused(
        "rights.kind.not_for_this_government", "right", f"not coalesce({_HERE} = any (k.government_kinds), false)"
    ),
    _refused(
        "rights.kind.not_for_this_relation",
        "right",
        "s.category <> all (k.categories) or s.type <> all (k.types)",
        category="s.category",
        type="s.type",
    ),
    _refused("rights.right.context_missing", "part", f"s.context = '' and {_HAS_PARTS}"),
    _refused(
        "rights.right.own_administration", "right", f"s.person_id = :person_id and k.code in ({_ADMINISTRATIONS})"
    ),
    _refused("rights.right.end_before_begin", "last_day", "s.last_day < s.first_day"),
    _refused(
        "rights.right.begins_in_the_past",
        "first_day",
        "s.first_day < :today",
        first_day="s.first_day",
        today=":today",
    ),
    _refused(
        "rights.right.longer_than_maximum",
        "last_day",
        f"s.last_day > {_ALLOWED}",
        last_allowed=_ALLOWED,
        months="k.max_months",
    ),
    _refused(
        "rights.right.outside_relation",
        "last_day",
        "s.relation_last is not null and (s.first_day < s.relation_first or s.last_day > s.relation_last)",
        first_day="s.relation_first",
        last_day="s.relation_last",
    ),
    _refused(
        "rights.right.before_relation",
        "first_day",
        "s.first_day < s.relation_first",
        first_day="s.relation_first",
    ),
    f"""update import_staged s set problems = {
        problem(
            "rights.right.overlaps",
            "first_day",
            first_day="f.first_day",
            last_day="f.last_day",
            from_day="f.last_day + 1",
        )
    }
    from (select distinct on (s.line) s.line, r.first_day, r.last_day
        from import_staged s join rights_right r on r.organisation_id = :organisation_id
            and r.membership_id = s.membership_id and r.kind_id = s.kind_id and r.context = s.context
            and r.revoked_at is null and r.first_day <= s.last_day and s.first_day <= r.last_day
        where {GOOD} and s.subject_id is null order by s.line, r.first_day) f
    where f.line = s.line""",
    # Twice in the file: the same right, or two that overlap. The first one counts.
    f"""update import_staged s set problems = {problem("imports.rights.overlaps_row", "first_day", line="f.line")}
    from (select other.line as later, min(one.line) as line from import_staged one
        join import_staged other on other.relation = one.relation and other.kind_id = one.kind_id
            and other.context = one.context and other.line > one.line
        where one.problems = '[]' and other.problems = '[]'
            and one.first_day <= other.last_day and other.first_day <= one.last_day
        group by other.line) f
    where s.line = f.later""",
)
_VERDICTS = (
    """update import_staged s set verdict = case when s.problems <> '[]' then 'rejected'
        when s.subject_id is not null then 'unchanged'
        when s.person_id is not null then 'attached' else 'created' end""",
    *TELL_APART,
    f"""update import_staged s set begins = true, problems = s.problems || {
        problem(
            "imports.rights.relation_noted",
            "relation_first",
            first_day="s.relation_first",
            last_day="s.relation_last",
        )
    }
    from (select min(line) as line from import_staged s where {NEW} and membership_id is null group by relation) f
    where s.line = f.line""",
)
JUDGE = (
    *KNOW_THEM,
    *_WHICH_RIGHT,
    *_WHICH_RELATION,
    *_WHICH_PART,
    *_THERE_ALREADY,
    *_REFUSED_PART,
    *_DECIDED,
    *_VERDICTS,
)
APPLY = (
    *MAKE_THEM,
    # All numbers in one go, in the order of the file: each pass over so many wide rows costs as much as a check.
    f"""update import_staged s set subject_id = f.id, subject_version = 1,
        membership_id = coalesce(f.relation, s.membership_id),
        before = case when f.relation is not null then jsonb_build_object('relation', f.relation) end
    from (select line, nextval('rights_right_id_seq') as id,
            case when begins then nextval('organisation_membership_id_seq') end as relation
        from (select s.line, s.begins from import_staged s where {NEW} order by s.line) rows) f
    where f.line = s.line""",
    f"""with made as (insert into organisation_membership (organisation_id, id, person_id, category, type, state,
            first_day, last_day, function, email, phone, note, version, created_at)
        select :organisation_id, s.membership_id, s.person_id, s.category, s.type, 'confirmed',
            s.relation_first, s.relation_last, s.function, s.email, s.phone, '', 1, :now
        from import_staged s where s.begins and {NEW} order by s.line on conflict do nothing returning id)
    update import_staged s set verdict = 'rejected', problems = {LOST}
    where s.begins and {NEW} and s.membership_id not in (select id from made)""",
    f"""update import_staged s set membership_id = f.membership_id from import_staged f
    where {NEW} and s.membership_id is null and f.begins and f.verdict <> 'rejected'
        and f.relation = s.relation""",
    f"""update import_staged s set verdict = 'rejected', problems = {LOST}
    where {NEW} and s.membership_id is null""",
    f"""with made as (insert into rights_right (organisation_id, id, membership_id, person_id, kind_id, context,
            first_day, last_day, reason, granted_at, granted_by, granted_under_id, granted_by_law, known_from,
            version)
        select :organisation_id, s.subject_id, s.membership_id, s.person_id, s.kind_id, s.context,
            s.first_day, s.last_day, s.reason, :now, :account_id, cast(:authority_id as bigint), :by_law, :now, 1
        from import_staged s where {NEW} order by s.line on conflict do nothing returning id)
    update import_staged s set verdict = 'rejected', problems = {LOST}
    where {NEW} and s.subject_id not in (select id from made)""",
)
_KEPT = "update import_taken t set undo = 'kept', undo_code = '{0}' from rights_right r where"
_OF_IT = " t.undo is null and r.organisation_id = :organisation_id and r.id = t.subject_id"
JUDGE_UNDO = (
    """with theirs as materialized (select r.id from rights_right r
        where r.organisation_id = :organisation_id and r.id in (select subject_id from import_taken)
        order by r.id for update) select count(*) from theirs""",
    f"""{_KEPT.format("imports.undo.changed_since")}{_OF_IT}
        and (r.version <> t.subject_version or r.revoked_at is not null)""",
    f"{_KEPT.format('imports.undo.over')}{_OF_IT} and r.last_day < :today",
    # Whoever administers goes on while nobody else would.
    f"""{_KEPT.format("imports.undo.last_administrator")}{_OF_IT}
        and r.kind_id in (select id from rights_kind where code = '{LOCAL_ADMINISTRATOR}')
        and not exists (select from rights_right one where one.organisation_id = :organisation_id
            and one.kind_id = r.kind_id and one.revoked_at is null
            and :today between one.first_day and one.last_day
            and one.id not in (select subject_id from import_taken where undo is null))""",
    "update import_taken set undo = 'taken_back' where undo is null",
)
UNDO = (
    """update rights_right r set revoked_at = :now, revoked_on = :today, revoked_by = :account_id,
        version = r.version + 1 from import_taken t
    where t.undo = 'taken_back' and r.organisation_id = :organisation_id and r.id = t.subject_id""",
    # A relation that came with the import goes with it, where nobody changed or used it since.
    """update organisation_membership m set version = m.version + 1,
        state = case when m.first_day > :today then 'withdrawn' else m.state end,
        last_day = case when m.first_day > :today then m.last_day else :today end
    from import_taken t
    where t.undo = 'taken_back' and t.before ? 'relation' and m.organisation_id = :organisation_id
        and m.id = (t.before ->> 'relation')::bigint and m.version = 1 and m.state = 'confirmed'
        and (m.last_day is null or m.last_day > :today)
        and not house_relation_carries(:organisation_id, m.id, :today - 1)""",
)
# The relations that came along, and those of them that undoing ended.
RELATIONS_MADE = f"""select (s.before ->> 'relation')::bigint from import_staged s
    where {NEW} and s.before ? 'relation'"""
RELATIONS_ENDED = """select m.id from organisation_membership m
    join import_taken t on (t.before ->> 'relation')::bigint = m.id
    where t.undo = 'taken_back' and m.organisation_id = :organisation_id and m.version = 2
        and (m.state = 'withdrawn' or m.last_day = :today)"""
