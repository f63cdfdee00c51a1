"""Organisations whose managers are gone or disputed are taken over by two of the central team."""

import sqlalchemy as sa
from alembic import op

revision = "032"
down_revision = "031"
branch_labels = None
depends_on = None

_TABLE = "organisation_takeover"


def _account(name: str, *, nullable: bool = False) -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    return (
        sa.Column(name, sa.Integer(), nullable=nullable),
        sa.ForeignKeyConstraint([name], ["ab_user.id"], name=op.f(f"fk_{_TABLE}_{name}")),
    )


def upgrade() -> None:
    op.create_table(
        _TABLE,
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        *_account("account_id"),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("dismisses", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        *_account("asked_by"),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        *_account("decided_by", nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False, server_default="1"),
        sa.CheckConstraint("state in ('asked', 'done', 'not_granted')", name=op.f(f"ck_{_TABLE}_state")),
        sa.CheckConstraint("(state = 'asked') = (decided_by is null)", name=op.f(f"ck_{_TABLE}_decided")),
        sa.CheckConstraint("(decided_by is null) = (decided_at is null)", name=op.f(f"ck_{_TABLE}_decided_at")),
        sa.CheckConstraint("decided_by <> asked_by or state = 'not_granted'", name=op.f(f"ck_{_TABLE}_four_eyes")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f(f"fk_{_TABLE}_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f(f"pk_{_TABLE}")),
    )
    op.create_index(
        "uq_organisation_takeover_open",
        _TABLE,
        ["organisation_id"],
        unique=True,
        postgresql_where=sa.text("state = 'asked'"),
    )
    op.create_index("ix_organisation_takeover_asked_at_id", _TABLE, ["asked_at", "id"])
    op.create_index(
        "ix_organisation_takeover_organisation_id_asked_at_id", _TABLE, ["organisation_id", "asked_at", "id"]
    )
    op.execute(f"alter table {_TABLE} enable row level security")
    op.execute(f"create policy house_office on {_TABLE} to house_office using (true) with check (true)")
    op.execute(f"grant select, insert, update on {_TABLE} to house_office")
    op.execute(f"grant usage on sequence {_TABLE}_id_seq to house_office")


def downgrade() -> None:
    op.drop_table(_TABLE)
