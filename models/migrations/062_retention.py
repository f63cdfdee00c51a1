# ruff: noqa: S608 - no statement holds anything that was typed
"""What must be kept is kept for ten years after it ended, and then deleted by functions that refuse anything
sooner. Nobody else deletes; a file that goes leaves a line in the protocol."""

from importlib import import_module

from alembic import op

revision = "062"
down_revision = "061"
branch_labels = None
depends_on = None

_SAFE = "security definer set search_path = public, pg_temp"
KEPT = (
    "aml_attendance",
    "aml_decision",
    "aml_fiu_file",
    "aml_matter_decision",
    "aml_notification_act",
    "aml_officer_act",
)
"""Tables whose rows never change, and which go with the file they are of."""

_MATTER = "root_id = any(v) or profile_id = any(p) or deal_id = any(d)"
ROWS: tuple[tuple[str, str], ...] = (
    ("aml_officer_act", f"{_MATTER} or report_id = any(r)"),
    ("aml_fiu_file", "report_id = any(r)"),
    ("aml_fiu_report", "id = any(r)"),
    ("aml_hold", _MATTER),
    ("aml_atypical", "root_id = any(v) or deal_id = any(d) or notification_id = any(n)"),
    ("aml_notification_act", "notification_id = any(n)"),
    ("aml_notification", "id = any(n)"),
    ("aml_block", _MATTER),
    ("aml_matter_decision", "profile_id = any(p) or deal_id = any(d)"),
    ("aml_party", "deal_id = any(d)"),
    ("aml_payment", "deal_id = any(d)"),
    ("aml_cash_breach", "root_id = any(v) or deal_id = any(d)"),
    ("aml_discrepancy", "root_id = any(v)"),
    ("aml_review", "root_id = any(v) or contact_id = any(v)"),
    ("aml_relation_end", "root_id = any(v)"),
    ("aml_profile", "id = any(p)"),
    ("aml_hit", "contact_id = any(v)"),
    ("aml_evidence", "contact_id = any(v)"),
    ("aml_decision", "contact_id = any(v)"),
    ("aml_contact", "id = any(v)"),
    ("aml_deal", "id = any(d)"),
)
"""All that goes with a contact (`v` its versions, `p` its profiles) or a deal (`d`), in the order in which it can;
`n` their notifications, `r` their reports to the FIU."""

# What is about two files stays with the one that is left.
_LET_GO = (
    "update aml_atypical set notification_id = null where organisation_id = of_office and notification_id = any(n)"
    " and num_nonnulls(root_id, deal_id) = 1 and not coalesce(root_id = any(v), deal_id = any(d))",
    "update aml_cash_breach set deal_id = null where organisation_id = of_office and deal_id = any(d)"
    " and root_id is not null",
    "update aml_cash_breach set root_id = null where organisation_id = of_office and root_id = any(v)"
    " and deal_id is not null",
)
_SUBJECTS = """select 'contact', unnest(v) union all select 'profile', unnest(p) union all select 'deal', unnest(d)
            union all select 'notification', unnest(n) union all select 'fiu_report', unnest(r)
            union all select 'hit', h.id from aml_hit h
                where h.organisation_id = of_office and h.contact_id = any(v)
            union all select 'cash_breach', b.id from aml_cash_breach b
                where b.organisation_id = of_office and (b.root_id = any(v) or b.deal_id = any(d))
            union all select 'discrepancy', y.id from aml_discrepancy y
                where y.organisation_id = of_office and y.root_id = any(v)
            union all select 'atypical', a.id from aml_atypical a where a.organisation_id = of_office
                and (a.root_id = any(v) or a.deal_id = any(d) or a.notification_id = any(n))"""
_ERASE = """update event_payload y set content = null, salt = null, erased_at = at, erased_by = 'retention',
            erased_why = 'kept for ten years'
        from event e where e.organisation_id = of_office and y.organisation_id = of_office and y.event_id = e.id
            and y.erased_at is null and (e.subject_kind, e.subject_id) in ({0});
        get diagnostics gone = row_count;
        if gone > 0 then
            counted := counted || jsonb_build_object('event_payload', gone);
        end if;"""
# Documents that nothing points at any more lose name and bytes; the names of the bytes are handed back.
_TAKE = """with free as (select x.id, x.file from document x where x.organisation_id = of_office
            and x.id = any(papers)
            and not exists (select from aml_evidence e where e.organisation_id = of_office
                and e.document_id = x.id)
            and not exists (select from aml_policy o where o.organisation_id = of_office and o.document_id = x.id)
            and not exists (select from aml_training t where t.organisation_id = of_office
                and t.document_id = x.id) for update),
        taken as (update document x set file = null, removed_at = coalesce(x.removed_at, at), name = ''
            from free where x.organisation_id = of_office and x.id = free.id)
        select coalesce(array_agg(free.file) filter (where free.file is not null), '{}') from free into files;"""
_COUNT = """delete from {0} where organisation_id = of_office and ({1});
        get diagnostics gone = row_count;
        if gone > 0 then
            counted := counted || jsonb_build_object('{0}', gone);
        end if;"""
_OPEN_NOTIFIED = "n.organisation_id = of_office and n.state <> 'closed'"
_IN_FILE = "a.root_id is null and a.deal_id is null and a.notification_id in (select n.id from aml_notification n"
_ATYPICAL_DAY = "greatest(a.noted_on, house_day(a.changed_at), house_day(a.concluded_at))"
_CASH_DAY = "greatest(b.happened_on, house_day(b.made_at))"


def _stands(whose: str) -> str:
    """Nothing of a matter is blocked, held, or with the FIU."""
    return " ".join(
        f"and not exists (select from {table} x where x.organisation_id = of_office and x.{open_while}"
        f" and ({whose}))"
        for table, open_while in (
            ("aml_block", "ended_at is null"),
            ("aml_hold", "ended_at is null"),
            ("aml_fiu_report", "state <> 'ended'"),
        )
    )


_OF_DEAL = f"a.deal_id = deal or {_IN_FILE} where n.organisation_id = of_office and n.deal_id = deal)"
_DEAL_TERM = f"""select t.ended, greatest(house_kept_until(t.ended),
            (select max(house_kept_until({_CASH_DAY})) from aml_cash_breach b
                where b.organisation_id = of_office and b.deal_id = deal),
            (select max(house_kept_until({_ATYPICAL_DAY})) from aml_atypical a
                where a.organisation_id = of_office and ({_OF_DEAL})))
        from (select greatest(d.closed_on, house_day(d.decided_at), house_day(d.made_at),
                case when d.decided_at is null then house_day(d.changed_at) end) as ended
            from aml_deal d where d.organisation_id = of_office and d.id = deal
            and d.state in ('accepted', 'refused', 'dropped')
            {_stands("x.deal_id = deal")}
            and not exists (select from aml_notification n where {_OPEN_NOTIFIED} and n.deal_id = deal)
            and not exists (select from aml_atypical a where a.organisation_id = of_office
                and a.conclusion is null and ({_OF_DEAL}))) t"""
_OF_CONTACT = f"a.root_id = root or {_IN_FILE} where n.organisation_id = of_office and n.root_id = root)"
_HIS_PROFILE = (
    "x.root_id = root or x.profile_id in (select p.id from aml_profile p where p.organisation_id = of_office"
    " and p.root_id = root)"
)
# A deal that is there keeps whoever is or was in it; one that was deleted still tells when it ended.
_CONTACT_TERM = f"""select t.ended, greatest(house_kept_until(t.ended),
            (select max(house_kept_until({_CASH_DAY})) from aml_cash_breach b
                where b.organisation_id = of_office and b.root_id = root),
            (select max(house_kept_until(greatest(y.noted_on, y.reported_on, y.settled_on,
                    house_day(y.made_at))))
                from aml_discrepancy y where y.organisation_id = of_office and y.root_id = root),
            (select max(house_kept_until({_ATYPICAL_DAY})) from aml_atypical a
                where a.organisation_id = of_office and ({_OF_CONTACT})))
        from (select greatest(house_day(c.made_at), coalesce(greatest(
                (select max(r.ended_on) from aml_relation_end r where r.organisation_id = of_office
                    and r.root_id = root and r.withdrawn_at is null),
                (select max(house_day(m.decided_at)) from aml_decision m where m.organisation_id = of_office
                    and m.root_id = root),
                (select max(house_day(p.decided_at)) from aml_profile p where p.organisation_id = of_office
                    and p.root_id = root),
                (select max(x.ended_on) from aml_deletion x where x.organisation_id = of_office
                    and x.kind = 'deal' and root = any(x.root_ids))),
                (select max(house_day(greatest(w.changed_at, w.made_at))) from aml_contact w
                    where w.organisation_id = of_office and w.root_id = root))) as ended
            from aml_contact c where c.organisation_id = of_office and c.id = root and c.copy_of is null
            and not exists (select from aml_contact w where w.organisation_id = of_office and w.root_id = root
                and w.state = 'draft' and w.copy_of is not null)
            and not exists (select from aml_profile p where p.organisation_id = of_office and p.root_id = root
                and p.state in ('draft', 'assessed', 'with_officer', 'asked_back'))
            and not exists (select from aml_party y where y.organisation_id = of_office and y.root_id = root)
            {_stands(_HIS_PROFILE)}
            and not exists (select from aml_notification n where {_OPEN_NOTIFIED} and n.root_id = root)
            and not exists (select from aml_atypical a where a.organisation_id = of_office
                and a.conclusion is null and ({_OF_CONTACT}))) t"""
# What stands in a register about no file at all: of a policy the last day, none while it is in force.
_ENTRY_TERM = f"""select t.ended, house_kept_until(t.ended) from (
            select {_CASH_DAY} as ended from aml_cash_breach b where of_register = 'cash_breach'
                and b.organisation_id = of_office and b.id = entry and b.root_id is null and b.deal_id is null
            union all select {_ATYPICAL_DAY} from aml_atypical a where of_register = 'atypical'
                and a.organisation_id = of_office and a.id = entry and a.conclusion is not null
                and num_nonnulls(a.root_id, a.deal_id, a.notification_id) = 0
            union all select greatest(o.last_day, house_day(o.ended_at)) from aml_policy o
                where of_register = 'policy' and o.organisation_id = of_office and o.id = entry
                and o.last_day is not null
            union all select greatest(t.held_on, house_day(t.made_at)) from aml_training t
                where of_register = 'training' and t.organisation_id = of_office and t.id = entry) t"""
# Whoever is named by somebody who is kept, or by whom he is named in turn, is kept.
_NAMED_BY_KEPT = """with recursive namer(root) as (
            select c.root_id from aml_contact c where c.organisation_id = of_office
                and house_named(c.details) @> array[named]
            union select c.root_id from namer n join aml_contact c on c.organisation_id = of_office
                and house_named(c.details) @> array[n.root])
        select exists (select from namer n where not coalesce(
            (select t.until < on_day from house_contact_term(of_office, n.root) t), false))"""
_NAMED = """select coalesce(array_agg(n.root), '{}') from (
            select (details->>'representative_id')::bigint
            union all select (details #>> '{dealing,principal_id}')::bigint
            union all select (h.value->>'contact_id')::bigint from jsonb_array_elements(
                case jsonb_typeof(details #> '{ownership,holders}') when 'array'
                    then details #> '{ownership,holders}' else '[]' end) h) n(root)
        where n.root is not null"""
_LONG_AGO = "on_day - interval '10 years' + interval '2 days'"
_DUE = f"""select * from (
            (select 'deal', '', d.id from aml_deal d where d.organisation_id = of_office
                and d.made_at < {_LONG_AGO}
                and (select t.until < on_day from house_deal_term(of_office, d.id) t)
                order by d.id limit most)
            union all (select 'contact', '', c.id from aml_contact c where c.organisation_id = of_office
                and c.copy_of is null and c.made_at < {_LONG_AGO}
                and (select t.until < on_day from house_contact_term(of_office, c.id) t)
                and not house_named_by_kept(of_office, c.id, on_day) order by c.id limit most)
            union all (select 'register', e.register, e.id from (
                    select 'cash_breach' as register, b.id, b.happened_on as day from aml_cash_breach b
                        where b.organisation_id = of_office
                    union all select 'atypical', a.id, a.noted_on from aml_atypical a
                        where a.organisation_id = of_office
                    union all select 'policy', o.id, o.last_day from aml_policy o
                        where o.organisation_id = of_office
                    union all select 'training', t.id, t.held_on from aml_training t
                        where t.organisation_id = of_office) e
                where e.day < {_LONG_AGO}
                and (select t.until < on_day from house_entry_term(e.register, of_office, e.id) t)
                order by e.register, e.id limit most)) due(kind, register, id) limit most"""
_NO = "using errcode = '23514', constraint = 'ck_aml_deletion_{0}'"
# The database's own day: whoever's clock runs ahead deletes nothing by it.
_MAY = f"""if house_day(at) > house_today() then
            raise exception '% has not come', house_day(at) {_NO.format("not_yet")};
        end if;
        if not exists (select from event e where e.organisation_id = of_office and e.happened_at = at
                and e.tag = {{1}} and e.subject_kind = {{0}} and e.subject_id = {{2}}) then
            raise exception 'the trail does not tell of it' {_NO.format("told")};
        end if;"""
_TERM = f"""if term.until is null or term.until >= house_day(at) then
            raise exception '% % is kept', {{0}}, {{1}} {_NO.format("kept")};
        end if;"""
_DECLARED = "counted jsonb := '{}'; gone bigint; papers bigint[]; files text[];"
_WRITE = """insert into aml_deletion (organisation_id, kind, register, matter_id, ended_on, kept_until, counted,
            files, deleted_at, root_ids)
        values (of_office, {0}, {2}, counted, cardinality(files), at, {1});
        perform set_config('house.forgetting', '', true);
        return files;"""
_FORGET_FILE = f"""declare p bigint[]; n bigint[]; r bigint[]; {_DECLARED} begin
        p := array(select x.id from aml_profile x where x.organisation_id = of_office and x.root_id = any(v));
        n := array(select x.id from aml_notification x where x.organisation_id = of_office
            and (x.root_id = any(v) or x.deal_id = any(d)));
        r := array(select x.id from aml_fiu_report x where x.organisation_id = of_office
            and (x.root_id = any(v) or x.profile_id = any(p) or x.deal_id = any(d)));
        papers := array(select e.document_id from aml_evidence e where e.organisation_id = of_office
                and e.contact_id = any(v)
            union select x.id from document x where x.organisation_id = of_office
                and (x.subject_kind, x.subject_id) in
                    (select 'contact', unnest(v) union all select 'deal', unnest(d)));
        perform set_config('house.forgetting', 'on', true);
        {"; ".join(_LET_GO)};
        {_ERASE.format(_SUBJECTS)}
        {" ".join(_COUNT.format(*one) for one in ROWS)}
        {_TAKE}
        {_WRITE.format("of_kind, '', matter", "roots", "ended, until")}
    end"""
_FORGET_CONTACT = f"""declare term record; begin
        perform from aml_contact c where c.organisation_id = of_office and c.root_id = root
            order by c.id for update;
        {_MAY.format("'contact'", "'aml.file.deleted'", "root")}
        select * from house_contact_term(of_office, root) into term;
        {_TERM.format("'contact'", "root")}
        if house_named_by_kept(of_office, root, house_day(at)) then
            raise exception 'contact % is named by one that is kept', root {_NO.format("kept")};
        end if;
        return house_forget_file('contact', of_office, root, array(select c.id from aml_contact c
            where c.organisation_id = of_office and c.root_id = root), '{{}}', '{{}}', term.ended,
            term.until, at);
    end"""
_FORGET_DEAL = f"""declare term record; begin
        perform from aml_deal x where x.organisation_id = of_office and x.id = deal for update;
        {_MAY.format("'deal'", "'aml.file.deleted'", "deal")}
        select * from house_deal_term(of_office, deal) into term;
        {_TERM.format("'deal'", "deal")}
        return house_forget_file('deal', of_office, deal, '{{}}', array[deal],
            array(select distinct y.root_id from aml_party y where y.organisation_id = of_office
                and y.deal_id = deal order by 1), term.ended, term.until, at);
    end"""
_HIDDEN = "case of_register when 'atypical' then 'fiu.atypical.deleted' else 'aml.file.deleted' end"
_FORGET_ENTRY = f"""declare term record; {_DECLARED} begin
        {_MAY.format("of_register", _HIDDEN, "entry")}
        select * from house_entry_term(of_register, of_office, entry) into term;
        {_TERM.format("of_register", "entry")}
        papers := array(select o.document_id from aml_policy o where of_register = 'policy'
                and o.organisation_id = of_office and o.id = entry and o.document_id is not null
            union select t.document_id from aml_training t where of_register = 'training'
                and t.organisation_id = of_office and t.id = entry and t.document_id is not null);
        perform set_config('house.forgetting', 'on', true);
        {_ERASE.format("select of_register, entry")}
        {
    " ".join(
        _COUNT.format(table, f"of_register = '{register}' and {column} = entry")
        for register, table, column in (
            ("cash_breach", "aml_cash_breach", "id"),
            ("atypical", "aml_atypical", "id"),
            ("policy", "aml_policy", "id"),
            ("training", "aml_attendance", "training_id"),
            ("training", "aml_training", "id"),
        )
    )
}
        {_TAKE}
        {_WRITE.format("'register', of_register, entry", "'{}'", "term.ended, term.until")}
    end"""
_ENDED = "out ended date, out until date"
# name and what it is told → what it gives, how, and the body; in the order in which they know of each other.
FUNCTIONS: dict[str, tuple[str, str]] = {
    "house_day(at timestamptz)": (
        "returns date language sql immutable parallel safe",
        "select (at at time zone 'Europe/Brussels')::date",
    ),
    "house_today()": ("returns date language sql stable", "select (now() at time zone 'Europe/Brussels')::date"),
    # Ten years later on the same day; after a 29 February the later of the days that might be meant.
    "house_kept_until(ended date)": (
        "returns date language sql immutable parallel safe",
        "select (ended + interval '10 years')::date"
        " + (extract(month from ended) = 2 and extract(day from ended) = 29)::integer",
    ),
    "house_named(details jsonb)": ("returns bigint[] language sql immutable parallel safe", _NAMED),
    f"house_deal_term(of_office bigint, deal bigint, {_ENDED})": (f"language sql stable {_SAFE}", _DEAL_TERM),
    f"house_contact_term(of_office bigint, root bigint, {_ENDED})": (
        f"language sql stable {_SAFE}",
        _CONTACT_TERM,
    ),
    f"house_entry_term(of_register text, of_office bigint, entry bigint, {_ENDED})": (
        f"language sql stable {_SAFE}",
        _ENTRY_TERM,
    ),
    "house_named_by_kept(of_office bigint, named bigint, on_day date)": (
        f"returns boolean language sql stable {_SAFE}",
        _NAMED_BY_KEPT,
    ),
    "house_files_due(of_office bigint, on_day date, most integer)": (
        f"returns table (kind text, register text, id bigint) language sql stable {_SAFE}",
        _DUE,
    ),
    "house_forget_file(of_kind text, of_office bigint, matter bigint, v bigint[], d bigint[], roots bigint[],"
    " ended date, until date, at timestamptz)": (f"returns text[] language plpgsql {_SAFE}", _FORGET_FILE),
    "house_forget_contact(of_office bigint, root bigint, at timestamptz)": (
        f"returns text[] language plpgsql {_SAFE}",
        _FORGET_CONTACT,
    ),
    "house_forget_deal(of_office bigint, deal bigint, at timestamptz)": (
        f"returns text[] language plpgsql {_SAFE}",
        _FORGET_DEAL,
    ),
    "house_forget_entry(of_register text, of_office bigint, entry bigint, at timestamptz)": (
        f"returns text[] language plpgsql {_SAFE}",
        _FORGET_ENTRY,
    ),
}
# Asked by the job alone; the one in between is asked by these.
_OF_THE_JOB = ("deal_term", "contact_term", "files_due", "forget_contact", "forget_deal", "forget_entry")
_INSIDE = ("entry_term", "named_by_kept", "forget_file")
_OWNER = "current_user = (select pg_get_userbyid(c.relowner) from pg_class c where c.oid = tg_relid)"
_FORGETTING = f"(current_setting('house.forgetting', true) = 'on' and {_OWNER})"
_KEPT_TRIGGER = f"""begin
        if tg_op = 'DELETE' and {_FORGETTING} then
            return old;
        end if;
        raise exception '% never changes', tg_table_name
            using errcode = '23514', constraint = 'ck_' || tg_table_name || '_never_changes';
    end"""


def upgrade() -> None:
    op.execute("alter table aml_deletion add column root_ids bigint[] default '{}' not null")
    for signature, (how, body) in FUNCTIONS.items():
        op.execute(f"create function {signature} {how} as $$ {body} $$")
    for signature in _signatures((*_OF_THE_JOB, *_INSIDE)):
        op.execute(f"revoke execute on function {signature} from public")
    for signature in _signatures(_OF_THE_JOB):
        op.execute(f"grant execute on function {signature} to house_office")
    # Whoever deletes writes the protocol, and nobody else.
    op.execute("revoke insert on aml_deletion from house_app")
    op.execute("revoke usage on sequence aml_deletion_id_seq from house_app, house_office")
    op.execute("create index ix_aml_contact_named on aml_contact using gin (house_named(details))")
    op.execute(f"create function house_kept() returns trigger language plpgsql as $$ {_KEPT_TRIGGER} $$")
    for table in KEPT:
        _never_changes(table, "house_kept")
    _concluded(f"not {_FORGETTING} and")


def downgrade() -> None:
    _concluded("")
    for table in KEPT:
        _never_changes(table, "house_never_changes")
    op.execute("drop function house_kept()")
    op.execute("drop index ix_aml_contact_named")
    op.execute("grant usage on sequence aml_deletion_id_seq to house_app, house_office")
    op.execute("grant insert on aml_deletion to house_app")
    for signature in reversed(_signatures()):
        op.execute(f"drop function {signature}")
    op.execute("alter table aml_deletion drop column root_ids")


def _signatures(names: tuple[str, ...] = ()) -> list[str]:
    """Without what they give back; of these names, or all."""
    told = [signature.replace(f", {_ENDED}", "") for signature in FUNCTIONS]
    return [one for one in told if not names or one.split("(")[0].removeprefix("house_") in names]


def _never_changes(table: str, function: str) -> None:
    op.execute(f"drop trigger house_never_changes on {table}")
    op.execute(
        f"create trigger house_never_changes before update or delete on {table} for each row"
        f" execute function {function}()"
    )


def _concluded(unless: str) -> None:
    """What was concluded stays; that the notification it began with is gone may be noted."""
    before = import_module("models.migrations.061_following_up")._FUNCTIONS["house_atypical_concluded"]
    body = before.replace("if old.concluded_at", f"if {unless} old.concluded_at", 1)
    op.execute(
        f"create or replace function house_atypical_concluded() returns trigger language plpgsql as $$ {body} $$"
    )
