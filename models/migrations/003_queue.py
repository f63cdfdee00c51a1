"""The queue's tables, as Procrastinate 3.10 wants them; the application works them, and owns none."""

from pathlib import Path

from alembic import op

revision = "003"
down_revision = "002"
branch_labels = None
depends_on = None

_TABLES = (
    "procrastinate_events",
    "procrastinate_periodic_defers",
    "procrastinate_jobs",
    "procrastinate_workers",
)


def _run(sql: str) -> None:
    """Straight to the driver: the text has colons and percent signs that a layer above would read."""
    driver = op.get_bind().connection.driver_connection
    with driver.cursor() as cursor:
        cursor.execute(sql)


def upgrade() -> None:
    _run(Path(__file__).with_suffix(".sql").read_text())
    for table in _TABLES:
        op.execute(f"grant select, insert, update, delete on {table} to house_app, house_office, house_self")
    op.execute(
        "grant usage on sequence procrastinate_jobs_id_seq, procrastinate_events_id_seq,"
        " procrastinate_periodic_defers_id_seq to house_app, house_office, house_self"
    )


def downgrade() -> None:
    for table in _TABLES:
        op.execute(f"drop table if exists {table} cascade")
    _run(
        """do $$ declare thing record; begin
        for thing in select p.oid::regprocedure as name from pg_proc p
                join pg_namespace n on n.oid = p.pronamespace
                where n.nspname = 'public' and p.proname like 'procrastinate%' loop
            execute 'drop function if exists ' || thing.name || ' cascade';
        end loop;
        for thing in select t.typname as name from pg_type t join pg_namespace n on n.oid = t.typnamespace
                where n.nspname = 'public' and t.typname like 'procrastinate%' and t.typtype in ('e', 'c') loop
            execute 'drop type if exists ' || quote_ident(thing.name) || ' cascade';
        end loop;
        end $$"""
    )
