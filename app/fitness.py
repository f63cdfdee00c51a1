"""Whether database, role, keys and code fit together: asked before anything is served or changed.

Whatever doesn't fit is told to the operator in a sentence that says what to do.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, create_engine, select, text
from sqlalchemy.exc import OperationalError

from app.transaction import Scope, tell
from models import keyring, migrations
from models.accounts import Person

_PREPARED = text("""
select 'role ' || name from unnest(array['house_owner', 'house_app', 'house_office', 'house_self', 'house_reader'])
    name where not exists (select from pg_roles where rolname = name)
union all
select 'extension ' || name from unnest(array['pg_trgm', 'btree_gist', 'unaccent']) name
    where not exists (select from pg_extension where extname = name)
union all
select 'membership of house_app in ' || r.rolname from pg_roles r where r.rolname in ('house_office', 'house_self')
    and not exists (select from pg_auth_members m join pg_roles a on a.oid = m.member
        where m.roleid = r.oid and a.rolname = 'house_app')
order by 1
""")
_TOO_STRONG = text(
    "select rolsuper or rolbypassrls or rolinherit or exists(select from pg_class where relname = 'rights_right'"
    " and pg_has_role(relowner, 'member')) from pg_roles where rolname = current_user"
)


class Unfit(Exception):
    """Something doesn't fit; the message is for the operator."""


@contextmanager
def reached(engine: Engine) -> Iterator[Connection]:
    """A connection. Raises Unfit when the server doesn't answer or doesn't let us in."""
    try:
        connection = engine.connect()
    except OperationalError as problem:
        where = engine.url.set(password=None).render_as_string()
        raise Unfit(f"The database at {where} can't be reached: {str(problem.orig).strip()}") from problem
    with connection:
        yield connection


def check_prepared(owner_url: str) -> None:
    """Raises Unfit naming each role, membership and extension that roles.sql makes and isn't there."""
    owner = create_engine(owner_url, hide_parameters=True)
    with reached(owner) as connection:
        missing = list(connection.execute(_PREPARED).scalars())
    owner.dispose()
    if missing:
        raise Unfit(
            f"The database isn't prepared; it lacks: {', '.join(missing)}. Have a superuser run the text that"
            " `run.py roles-sql` prints."
        )


def check_known(revision: str | None) -> None:
    """Raises Unfit when the database is newer than this code."""
    if revision is not None and not migrations.known(revision):
        raise Unfit(
            f"The database is at step {revision}, which this version doesn't know: it belongs to a newer"
            " version. Start that one, or restore the backup made before it."
        )


def check(engine: Engine) -> None:
    """Raises Unfit when the role is too strong, or schema or keys aren't this code's and installation's."""
    with reached(engine) as connection:
        if connection.execute(_TOO_STRONG).scalar():
            raise Unfit(
                "DATABASE_URL signs in as a superuser, the owner, or a role that inherits: rows would not be"
                " walled off. Use house_app, as roles.sql makes it."
            )
        revision = migrations.revision_of(connection)
        check_known(revision)
        if revision != migrations.head():
            where = f"at step {revision}" if revision else "empty"
            how = "upgrade" if revision else "init"
            raise Unfit(f"The database is {where}; this version works at {migrations.head()}. Run: run.py {how}")
        tell(connection, Scope.office())
        try:
            connection.execute(select(Person.number).where(Person.number.is_not(None)).limit(1)).all()
        except keyring.UnknownKey as problem:
            raise Unfit(
                "The keys here don't open this database: put its own keys file (or KEYS) back."
            ) from problem


def peopled(engine: Engine) -> bool:
    """Whether somebody has an account here already."""
    with reached(engine) as connection:
        made = connection.execute(text("select to_regclass('public.ab_user') is not null")).scalar()
        return bool(made and connection.execute(text("select exists(select from ab_user)")).scalar())
