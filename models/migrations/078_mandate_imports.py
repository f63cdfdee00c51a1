# ruff: noqa: S608 - our own names
"""A syndic company brings in the mandates it has, and takes them back while nothing stands on them; syndics are
found by words of their names."""

from alembic import op

revision = "078"
down_revision = "077"
branch_labels = None
depends_on = None

_ORGANISATION = "nullif(current_setting('app.organisation_id', true), '')::bigint"
_OWN = (
    f"source = 'import' and syndic_id = {_ORGANISATION} and syndic_number ="
    f" (select o.enterprise_number from organisation o where o.id = {_ORGANISATION})"
)
_OF_OWN = (
    "mandate_id in (select m.id from syndic_mandate m"
    f" where m.source = 'import' and m.syndic_id = {_ORGANISATION})"
)
_TABLES = {"syndic_mandate": _OWN, "syndic_representative": _OF_OWN}


def upgrade() -> None:
    op.execute(
        "create index ix_syndic_mandate_syndic_words on syndic_mandate"
        " using gin (house_words(house_sort_name(syndic_name)))"
    )
    for table, own in _TABLES.items():
        op.execute(f"create policy house_app_bring_in on {table} for insert to house_app with check ({own})")
        op.execute(f"create policy house_app_take_back on {table} for delete to house_app using ({own})")
        op.execute(f"grant insert, delete on {table} to house_app")
    # A case of somebody else may stand on it, which nobody here sees.
    op.execute(
        """create function house_mandate_used(of_mandate bigint) returns boolean
        language sql stable security definer set search_path = public, pg_temp as $$
            select exists (select from syndic_case where mandate_id = of_mandate)
                or exists (select from syndic_batch_item where mandate_id = of_mandate)
        $$"""
    )
    op.execute("revoke all on function house_mandate_used(bigint) from public")
    op.execute("grant execute on function house_mandate_used(bigint) to house_app")


def downgrade() -> None:
    op.execute("drop function house_mandate_used(bigint)")
    for table in _TABLES:
        op.execute(f"revoke insert, delete on {table} from house_app")
        op.execute(f"drop policy house_app_bring_in on {table}")
        op.execute(f"drop policy house_app_take_back on {table}")
    op.execute("drop index ix_syndic_mandate_syndic_words")
