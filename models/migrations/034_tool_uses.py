"""When somebody last entered a tool, for whom and in which role; and what a case tells of it."""

import sqlalchemy as sa
from alembic import op

revision = "034"
down_revision = "033"
branch_labels = None
depends_on = None

_TABLE = "rights_tool_use"
_ACCOUNT = "nullif(current_setting('app.account_id', true), '')::bigint"


def upgrade() -> None:
    op.create_table(
        _TABLE,
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("tool_id", sa.BigInteger(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("role_id", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("starred", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["ab_user.id"], name=op.f(f"fk_{_TABLE}_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f(f"fk_{_TABLE}_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["tool_id", "role_id"],
            ["rights_tool_role.tool_id", "rights_tool_role.id"],
            name=op.f(f"fk_{_TABLE}_tool_id_role_id"),
        ),
        sa.PrimaryKeyConstraint("account_id", "tool_id", name=op.f(f"pk_{_TABLE}")),
    )
    op.add_column("case_report", sa.Column("tool_used_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(f"alter table {_TABLE} enable row level security")
    op.execute(f"create policy house_self on {_TABLE} for select to house_self using (account_id = {_ACCOUNT})")
    op.execute(f"create policy house_office on {_TABLE} to house_office using (true) with check (true)")
    op.execute(f"grant select on {_TABLE} to house_self")
    op.execute(f"grant select, insert, update, delete on {_TABLE} to house_office")


def downgrade() -> None:
    op.drop_column("case_report", "tool_used_at")
    op.drop_table(_TABLE)
