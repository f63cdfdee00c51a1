"""What a migrated database is made of, as sorted lines of text, and the stored list `schema.txt`.

Alembic's comparison sees no CHECK, exclusion, policy, trigger, function or grant; here they stand written out,
so that a change of any of them shows in a review. `python -m tests.house.schema` writes the list anew.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, create_engine, text

from tests.database import TEMPLATE, make_template, started

LIST = Path(__file__).with_name("schema.txt")
_ROLES = "('house_app', 'house_office', 'house_self', 'house_reader')"
# NOT NULL stands with the columns: newer servers list it among the constraints, older ones don't.
_SHAPE = {
    "column": """
select c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
    || case when a.attnotnull then ' not null' else '' end
    || case a.attidentity when '' then '' when 'a' then ' identity always' else ' identity' end
    || coalesce(case a.attgenerated when '' then ' default ' else ' always ' end
        || pg_get_expr(d.adbin, d.adrelid), '')
from pg_attribute a join pg_class c on c.oid = a.attrelid
left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where c.relnamespace = to_regnamespace(:schema) and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped""",
    "constraint": """
select c.relname || ' ' || k.conname || ' ' || pg_get_constraintdef(k.oid)
from pg_constraint k join pg_class c on c.oid = k.conrelid
where c.relnamespace = to_regnamespace(:schema) and k.contype not in ('n', 't')""",
    "index": """
select c.relname || ' ' || pg_get_indexdef(i.indexrelid)
from pg_index i join pg_class c on c.oid = i.indrelid where c.relnamespace = to_regnamespace(:schema)""",
}
_WALLS = {
    "row security": """
select c.relname || case when c.relforcerowsecurity then ' forced' else '' end
from pg_class c where c.relnamespace = to_regnamespace(:schema) and c.relrowsecurity""",
    "view": """
select c.relname || coalesce(' ' || array_to_string(c.reloptions, ' '), '')
from pg_class c where c.relnamespace = to_regnamespace(:schema) and c.relkind = 'v'""",
    "policy": """
select tablename || ' ' || policyname || ' ' || permissive || ' ' || cmd || ' to ' || array_to_string(roles, ', ')
    || coalesce(' using ' || qual, '') || coalesce(' check ' || with_check, '')
from pg_policies where schemaname = :schema""",
    "trigger": """
select pg_get_triggerdef(t.oid) || ' [' || t.tgenabled::text || ']'
from pg_trigger t join pg_class c on c.oid = t.tgrelid
where c.relnamespace = to_regnamespace(:schema) and not t.tgisinternal""",
    "function": """
select p.oid::regprocedure || ' ' || p.provolatile::text || case when p.prosecdef then ' definer' else '' end
    || coalesce(' ' || array_to_string(p.proconfig, ' '), '') || ' ' || md5(p.prosrc)
from pg_proc p where p.pronamespace = to_regnamespace(:schema) and p.proname like 'house%'""",
    "may execute": f"""
select p.oid::regprocedure || ' ' || case when a.grantee = 0 then 'public' else a.grantee::regrole::text end
from pg_proc p cross join aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
where p.pronamespace = to_regnamespace(:schema) and p.proname like 'house%'
    and (a.grantee = 0 or a.grantee::regrole::text in {_ROLES})""",
    "grant": f"""
select grantee || ' ' || string_agg(lower(privilege_type), ', ' order by privilege_type) || ' on ' || table_name
from information_schema.role_table_grants where table_schema = :schema and grantee in {_ROLES}
group by grantee, table_name""",
    "grant on columns": f"""
select a.grantee::regrole || ' ' || lower(a.privilege_type) || ' on ' || c.relname || ' ('
    || string_agg(t.attname, ', ' order by t.attname) || ')'
from pg_attribute t join pg_class c on c.oid = t.attrelid cross join aclexplode(t.attacl) a
where c.relnamespace = to_regnamespace(:schema) and a.grantee::regrole::text in {_ROLES}
group by a.grantee, a.privilege_type, c.relname""",
    "grant on sequence": f"""
select a.grantee::regrole || ' ' || string_agg(lower(a.privilege_type), ', ' order by a.privilege_type)
    || ' on ' || c.relname
from pg_class c cross join aclexplode(c.relacl) a
where c.relnamespace = to_regnamespace(:schema) and c.relkind = 'S' and a.grantee::regrole::text in {_ROLES}
group by a.grantee, c.relname""",
    "role": f"""
select rolname || case when rolsuper then ' superuser' else '' end
    || case when rolbypassrls then ' passes row security' else '' end
    || case when rolinherit then '' else ' noinherit' end || case when rolcanlogin then ' login' else '' end
    || coalesce((select ' may become ' || string_agg(m.roleid::regrole::text, ', ')
        from pg_auth_members m where m.member = r.oid), '')
from pg_roles r where rolname in {_ROLES} or rolname = 'house_owner' and :schema <> ''""",
}


def shape(connection: Connection, schema: str = "public") -> list[str]:
    """Columns, constraints and indexes of a schema, sorted; the schema's own name is left out."""
    return _lines(connection, _SHAPE, schema)


def walls(connection: Connection) -> list[str]:
    """Row security, policies, triggers, functions, grants and roles, sorted."""
    return _lines(connection, _WALLS, "public")


def _lines(connection: Connection, queries: dict[str, str], schema: str) -> list[str]:
    found = []
    for kind, query in queries.items():
        for (line,) in connection.execute(text(query), {"schema": schema}):
            found.append(f"{kind}: {' '.join(line.replace(f'{schema}.', '').split())}")
    return sorted(found)


def stored() -> list[str]:
    return LIST.read_text(encoding="utf-8").splitlines()


def main() -> None:
    """Writes the list as the migrations make it today."""
    server = started()
    try:
        make_template(server)
        with create_engine(server.url("house_owner", TEMPLATE)).connect() as connection:
            lines = shape(connection) + walls(connection)
    finally:
        if server.embedded is not None:
            server.embedded.erase()
            server.embedded.directory.parent.rmdir()
    LIST.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
