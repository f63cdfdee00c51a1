"""Whoever looks whether an account may go looks at what its holder did as AML officer too: the office reads those
rows where it says so (`app.officer`), and writes none."""

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


def downgrade() -> None:
    op.execute(f"revoke select on {', '.join(_TABLES)} from house_office")
    for table in _TABLES:
        op.execute(f"drop policy house_office on {table}")
