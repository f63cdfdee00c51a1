"""The walls: what the database itself refuses, whose rows each role sees, and who may write what.

`house_app` signs in and sees one organisation's rows; `house_office` (central team, helpdesk, jobs across
organisations) and `house_self` (a person's own rows) are put on per transaction; `house_reader` only reads.
Each policy is one plain comparison: an OR would forbid the planner every index (see docs/decisions/002).
"""

from alembic import op

revision = "002"
down_revision = "001"
branch_labels = None
depends_on = None

_ORGANISATION = "nullif(current_setting('app.organisation_id', true), '')::bigint"
_PERSON = "nullif(current_setting('app.person_id', true), '')::bigint"

_FUNCTIONS = {
    "house_membership_names()": """returns trigger language plpgsql security definer
    set search_path = public, pg_temp as $$ begin
        new.sort_name := (select p.sort_name from account_person p where p.id = new.person_id);
        return new;
    end $$""",
    "house_person_renamed()": """returns trigger language plpgsql security definer
    set search_path = public, pg_temp as $$ begin
        update organisation_membership set sort_name = new.sort_name where person_id = new.id;
        return null;
    end $$""",
    # A right stands on its relation: same person, inside its days. The share lock makes ending a relation wait.
    "house_right_stands()": """returns trigger language plpgsql security definer
    set search_path = public, pg_temp as $$
    declare relation organisation_membership; begin
        if tg_op = 'UPDATE' and old.revoked_at is not null and (
                to_jsonb(new) - '{reason,revoke_reason,version}'::text[]
                    is distinct from to_jsonb(old) - '{reason,revoke_reason,version}'::text[]
                or new.reason <> '' or new.revoke_reason <> '') then
            raise exception 'a revoked right never changes'
                using errcode = '23514', constraint = 'ck_rights_right_revoked_is_final';
        end if;
        if tg_op = 'UPDATE' and (new.membership_id, new.kind_id, new.context, new.granted_at)
                is distinct from (old.membership_id, old.kind_id, old.context, old.granted_at) then
            raise exception 'a right keeps its relation and its kind'
                using errcode = '23514', constraint = 'ck_rights_right_keeps_its_kind';
        end if;
        select * into relation from organisation_membership m
            where m.organisation_id = new.organisation_id and m.id = new.membership_id for share;
        new.person_id := relation.person_id;
        if tg_op = 'INSERT' or (new.first_day, new.last_day) is distinct from (old.first_day, old.last_day) then
            new.max_months := (select k.max_months from rights_kind k where k.id = new.kind_id);
            if relation.state <> 'confirmed' or new.first_day < relation.first_day
                    or new.last_day > coalesce(relation.last_day, 'infinity') then
                raise exception 'a right stays within its relation'
                    using errcode = '23514', constraint = 'ck_rights_right_within_relation';
            end if;
        end if;
        return new;
    end $$""",
    "house_right_remembers()": """returns trigger language plpgsql security definer
    set search_path = public, pg_temp as $$ begin
        insert into rights_period
            (organisation_id, right_id, person_id, first_day, last_day, known_from, known_until)
        values (old.organisation_id, old.id, old.person_id, old.first_day, old.last_day,
            old.known_from, new.known_from);
        return null;
    end $$""",
    "house_relation_carries_rights()": """returns trigger language plpgsql security definer
    set search_path = public, pg_temp as $$ begin
        if exists (select from rights_right r
                where r.organisation_id = old.organisation_id and r.membership_id = old.id
                and r.revoked_at is null
                and (r.last_day > coalesce(new.last_day, 'infinity') or new.state <> 'confirmed')) then
            raise exception 'rights still stand on this relation'
                using errcode = '23514', constraint = 'ck_organisation_membership_rights_stand';
        end if;
        return new;
    end $$""",
    "house_event_waits()": """returns trigger language plpgsql security definer
    set search_path = public, pg_temp as $$ begin
        insert into event_waiting (organisation_id, event_id) values (new.organisation_id, new.id);
        return null;
    end $$""",
    "house_never_changes()": """returns trigger language plpgsql as $$ begin
        raise exception '% never changes', tg_table_name
            using errcode = '23514', constraint = 'ck_' || tg_table_name || '_never_changes';
    end $$""",
    "house_payload_only_erased()": """returns trigger language plpgsql as $$ begin
        if old.erased_at is not null or new.content is not null or new.salt is not null
                or new.erased_at is null
                or (new.organisation_id, new.event_id, new.person_id)
                    is distinct from (old.organisation_id, old.event_id, old.person_id) then
            raise exception 'a payload can only be erased'
                using errcode = '23514', constraint = 'ck_event_payload_only_erased';
        end if;
        return new;
    end $$""",
    # Known by full number, anybody may be found, with name, birth date and sex only; the service records it.
    "house_person_by_number(wanted bytea)": """returns table
        (id bigint, family_name varchar, given_names varchar, birth_date date, sex varchar, masked_number varchar,
         anonymised_at timestamptz)
    language sql stable security definer set search_path = public, pg_temp as $$
        select p.id, p.family_name, p.given_names, p.birth_date, p.sex, p.masked_number, p.anonymised_at
        from account_person p where p.number_hash = wanted
    $$""",
}

_TRIGGERS = {
    "organisation_membership": {
        "house_membership_names": "before insert or update of person_id on {0} for each row execute function"
        " house_membership_names()",
        "house_relation_carries_rights": "before update of last_day, state on {0} for each row"
        " execute function house_relation_carries_rights()",
    },
    "account_person": {
        "house_person_renamed": "after update of family_name, given_names on {0} for each row"
        " execute function house_person_renamed()",
    },
    "rights_right": {
        "house_right_stands": "before insert or update on {0} for each row execute function house_right_stands()",
        "house_right_remembers": "after update on {0} for each row"
        " when ((old.first_day, old.last_day) is distinct from (new.first_day, new.last_day))"
        " execute function house_right_remembers()",
    },
    "rights_period": {
        "house_never_changes": "before update or delete on {0} for each row"
        " execute function house_never_changes()",
    },
    "event": {
        "house_event_waits": "after insert on {0} for each row execute function house_event_waits()",
        "house_never_changes": "before update or delete on {0} for each row"
        " execute function house_never_changes()",
        "house_never_truncated": "before truncate on {0} execute function house_never_changes()",
    },
    "event_seal": {
        "house_never_changes": "before update or delete on {0} for each row"
        " execute function house_never_changes()",
        "house_never_truncated": "before truncate on {0} execute function house_never_changes()",
    },
    "event_payload": {
        "house_payload_only_erased": "before update on {0} for each row"
        " execute function house_payload_only_erased()",
        "house_never_deleted": "before delete on {0} for each row execute function house_never_changes()",
    },
}

# table → role → the one comparison its rows must satisfy; office and reader see all.
_POLICIES = {
    "organisation": {
        "house_app": f"id = {_ORGANISATION}",
        "house_self": "exists (select from organisation_membership m where m.organisation_id = organisation.id)",
    },
    "organisation_membership": {
        "house_app": f"organisation_id = {_ORGANISATION}",
        "house_self": f"person_id = {_PERSON}",
    },
    "account_person": {
        "house_app": "exists (select from organisation_membership m where m.person_id = account_person.id)",
        "house_self": f"id = {_PERSON}",
    },
    "rights_right": {
        "house_app": f"organisation_id = {_ORGANISATION}",
        "house_self": f"person_id = {_PERSON}",
    },
    "rights_period": {
        "house_app": f"organisation_id = {_ORGANISATION}",
        "house_self": f"person_id = {_PERSON}",
    },
    "event": {"house_app": f"organisation_id = {_ORGANISATION}", "house_self": f"person_id = {_PERSON}"},
    "event_payload": {
        "house_app": f"organisation_id = {_ORGANISATION}",
        "house_self": f"person_id = {_PERSON}",
    },
    "event_seal": {"house_app": f"organisation_id = {_ORGANISATION}"},
    "event_waiting": {},
}
_PLATFORM_WRITES = ("event", "event_payload")

# Who may write what; nobody of the application may delete a person, a relation, a right or an event.
_GRANTS = """
grant usage on schema public to house_app, house_office, house_self, house_reader;
grant select on all tables in schema public to house_app, house_office;
revoke all on event_waiting from house_app;
grant insert, update on ab_user to house_app, house_office;
grant update (language) on ab_user to house_self;
grant insert, update, delete on account_session to house_app, house_office;
grant insert on account_attempt to house_app, house_office;
grant delete on account_attempt to house_office;
grant insert, update on account_staff_role to house_office;
grant insert on account_one_time_link to house_office;
grant update (used_at) on account_one_time_link to house_app, house_office;
grant insert on account_person to house_app;
grant update (family_name, given_names, birth_date, sex, source, version) on account_person to house_app;
grant insert, update on account_person to house_office;
grant insert, update on organisation to house_office;
grant insert, update on organisation_membership to house_app, house_office;
grant insert, update on rights_tool, rights_tool_role, rights_kind, rights_context_value to house_app,
    house_office;
grant insert, delete on rights_tool_owner to house_office;
grant insert, update on rights_right to house_app, house_office;
grant insert on event, event_payload to house_app, house_office, house_self;
grant update on event_payload to house_office;
grant select, delete on event_waiting to house_office;
grant insert on event_seal to house_office;
grant select on ab_user, account_staff_role, account_person, organisation, organisation_membership, rights_tool,
    rights_tool_owner, rights_tool_role, rights_kind, rights_context_value, rights_right, rights_period, event,
    event_payload to house_self;
grant usage on all sequences in schema public to house_app, house_office, house_self;
grant select on organisation, organisation_membership, rights_tool, rights_tool_owner, rights_tool_role,
    rights_kind, rights_context_value, rights_right, rights_period, event, event_seal to house_reader;
grant select (id, family_name, given_names, sort_name, birth_date, sex, source, masked_number, created_at,
    anonymised_at) on account_person to house_reader;
"""


def upgrade() -> None:
    for signature, body in _FUNCTIONS.items():
        op.execute(f"create function {signature} {body}")
        op.execute(f"revoke all on function {signature.replace('wanted ', '')} from public")
    op.execute("grant execute on function house_person_by_number(bytea) to house_app, house_office")
    for table, triggers in _TRIGGERS.items():
        for name, text in triggers.items():
            op.execute(f"create trigger {name} {text.format(table)}")
    for table, roles in _POLICIES.items():
        op.execute(f"alter table {table} enable row level security")
        everywhere = {"house_office": "true", "house_reader": "true"}
        for role, rows in {**roles, **everywhere}.items():
            verb = "for select " if role == "house_reader" else ""
            check = "" if role == "house_reader" else f" with check ({rows})"
            op.execute(f"create policy {role} on {table} {verb}to {role} using ({rows}){check}")
    # A person is added before the relation that makes him visible; what is platform's may be told by anybody.
    op.execute("create policy house_app_adds on account_person for insert to house_app with check (true)")
    for table in _PLATFORM_WRITES:
        for role in ("house_app", "house_self"):
            op.execute(
                f"create policy {role}_platform on {table} for insert to {role} with check (organisation_id = 0)"
            )
    op.execute(_GRANTS)


def downgrade() -> None:
    op.execute("revoke all on all tables in schema public from house_app, house_office, house_self, house_reader")
    op.execute("revoke all on all sequences in schema public from house_app, house_office, house_self")
    op.execute("revoke usage on schema public from house_app, house_office, house_self, house_reader")
    for table in _PLATFORM_WRITES:
        for role in ("house_app", "house_self"):
            op.execute(f"drop policy {role}_platform on {table}")
    op.execute("drop policy house_app_adds on account_person")
    for table, roles in _POLICIES.items():
        for role in (*roles, "house_office", "house_reader"):
            op.execute(f"drop policy {role} on {table}")
        op.execute(f"alter table {table} disable row level security")
    for table, triggers in _TRIGGERS.items():
        for name in triggers:
            op.execute(f"drop trigger {name} on {table}")
    for signature in _FUNCTIONS:
        op.execute(f"drop function {signature.replace('wanted ', '')}")
