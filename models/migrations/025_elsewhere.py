"""Sessions that began elsewhere, by keyed hashes: signing out there ends them here. The office's alone."""

import sqlalchemy as sa
from alembic import op

revision = "025"
down_revision = "024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account_federated_session",
        sa.Column("session_reference", sa.String(16), nullable=False),
        sa.Column("gate", sa.String(20), nullable=False),
        sa.Column("sid_hash", sa.LargeBinary(), nullable=True),
        sa.Column("sub_hash", sa.LargeBinary(), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("session_reference", name=op.f("pk_account_federated_session")),
    )
    op.create_index("ix_account_federated_session_sid_hash", "account_federated_session", ["sid_hash"])
    op.create_index("ix_account_federated_session_sub_hash", "account_federated_session", ["sub_hash"])
    op.execute("alter table account_federated_session enable row level security")
    op.execute(
        "create policy house_office on account_federated_session to house_office using (true) with check (true)"
    )
    op.execute("grant select, insert, update, delete on account_federated_session to house_office")


def downgrade() -> None:
    op.drop_table("account_federated_session")
