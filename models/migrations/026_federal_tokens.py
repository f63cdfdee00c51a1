"""Federal tokens: grids on paper, by keyed hashes of their codes. A holder sees that his own stands, no more."""

import sqlalchemy as sa
from alembic import op

revision = "026"
down_revision = "025"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_ACCOUNT = "nullif(current_setting('app.account_id', true), '')::bigint"
_TABLES = ("account_federal_token", "account_federal_token_code")


def upgrade() -> None:
    op.create_table(
        "account_federal_token",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("issued_at", _INSTANT, nullable=False),
        sa.Column("asked", sa.SmallInteger(), nullable=False),
        sa.Column("wrong", sa.SmallInteger(), nullable=False, server_default="0"),
        sa.Column("last_used_at", _INSTANT, nullable=True),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.Column("ended_why", sa.String(12), nullable=True),
        sa.CheckConstraint("asked between 1 and 24", name=op.f("ck_account_federal_token_asked")),
        sa.CheckConstraint("wrong between 0 and 5", name=op.f("ck_account_federal_token_wrong")),
        sa.CheckConstraint(
            "(ended_at is null) = (ended_why is null)", name=op.f("ck_account_federal_token_ended")
        ),
        sa.CheckConstraint(
            "ended_why in ('renewed', 'blocked', 'taken_back')", name=op.f("ck_account_federal_token_ended_why")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["ab_user.id"], name=op.f("fk_account_federal_token_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_federal_token")),
    )
    op.create_index(
        "uq_account_federal_token_standing",
        "account_federal_token",
        ["account_id"],
        unique=True,
        postgresql_where=sa.text("ended_at is null"),
    )
    op.create_index("ix_account_federal_token_account_id_id", "account_federal_token", ["account_id", "id"])
    op.create_table(
        "account_federal_token_code",
        sa.Column("token_id", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("place between 1 and 24", name=op.f("ck_account_federal_token_code_place")),
        sa.ForeignKeyConstraint(
            ["token_id"],
            ["account_federal_token.id"],
            name=op.f("fk_account_federal_token_code_token_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_id", "place", name=op.f("pk_account_federal_token_code")),
    )
    for table in _TABLES:
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"create policy house_office on {table} to house_office using (true) with check (true)")
        op.execute(f"grant select, insert, update, delete on {table} to house_office")
    own = f"using (account_id = {_ACCOUNT})"
    op.execute(f"create policy house_self on account_federal_token for select to house_self {own}")
    op.execute("grant select on account_federal_token to house_self")
    op.execute("grant usage on sequence account_federal_token_id_seq to house_office")


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)
