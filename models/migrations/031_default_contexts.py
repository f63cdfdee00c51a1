"""For whom somebody acts when he comes in, without being asked: the context he starred."""

import sqlalchemy as sa
from alembic import op

revision = "031"
down_revision = "030"
branch_labels = None
depends_on = None

_ACCOUNT = "nullif(current_setting('app.account_id', true), '')::bigint"


def upgrade() -> None:
    op.create_table(
        "organisation_default_context",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["ab_user.id"],
            name=op.f("fk_organisation_default_context_account_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_organisation_default_context_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_organisation_default_context")),
    )
    op.execute("alter table organisation_default_context enable row level security")
    op.execute(
        "create policy house_self on organisation_default_context for select to house_self"
        f" using (account_id = {_ACCOUNT})"
    )
    op.execute(
        "create policy house_office on organisation_default_context to house_office using (true) with check (true)"
    )
    op.execute("grant select on organisation_default_context to house_self")
    op.execute("grant select, insert, update, delete on organisation_default_context to house_office")


def downgrade() -> None:
    op.drop_table("organisation_default_context")
