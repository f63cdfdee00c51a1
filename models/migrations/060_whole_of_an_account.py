# ruff: noqa: S608 - no statement holds anything that was typed
"""Whoever looks whether an account may go looks at what its holder did as AML officer too: the office reads those
rows where it says so (`app.officer`), and writes none. Lists have the indexes that they sort by, and no others."""

from alembic import op

revision = "060"
down_revision = "059"
branch_labels = None
depends_on = None

_TABLES = ("aml_hold", "aml_fiu_report", "aml_fiu_file", "aml_officer_act")


def upgrade() -> None:
    for table in _TABLES:
        op.execute(
            f"create policy house_office on {table} for select to house_office"
            " using (current_setting('app.officer', true) = 'on')"
        )
    op.execute(f"grant select on {', '.join(_TABLES)} to house_office")
    op.execute("drop index ix_aml_deal_price_id, ix_aml_deal_organisation_id_price_id")
    op.execute("create index ix_aml_report_profile_since_id on aml_report_profile (since, id)")


def downgrade() -> None:
    op.execute("drop index ix_aml_report_profile_since_id")
    op.execute("create index ix_aml_deal_organisation_id_price_id on aml_deal (organisation_id, price, id)")
    op.execute("create index ix_aml_deal_price_id on aml_deal (price, id)")
    op.execute(f"revoke select on {', '.join(_TABLES)} from house_office")
    for table in _TABLES:
        op.execute(f"drop policy house_office on {table}")
