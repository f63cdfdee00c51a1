"""What was told of rights that end, and of acts on many rights: each once, whatever runs twice.

Acts of before were told at once, so the digest of every organisation begins at this step.
"""

import sqlalchemy as sa
from alembic import op

revision = "013"
down_revision = "012"
branch_labels = None
depends_on = None

_ORGANISATION = "nullif(current_setting('app.organisation_id', true), '')::bigint"


def upgrade() -> None:
    op.create_table(
        "rights_ending_told",
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("right_id", sa.BigInteger(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("days_before", sa.SmallInteger(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("days_before in (30, 14, 3)", name=op.f("ck_rights_ending_told_days_before")),
        sa.ForeignKeyConstraint(
            ["organisation_id", "right_id"],
            ["rights_right.organisation_id", "rights_right.id"],
            name=op.f("fk_rights_ending_told_organisation_id_right_id"),
        ),
        sa.PrimaryKeyConstraint(
            "organisation_id", "right_id", "last_day", "days_before", name=op.f("pk_rights_ending_told")
        ),
    )
    op.create_index("ix_rights_ending_told_last_day", "rights_ending_told", ["last_day"])
    op.create_table(
        "rights_digest",
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("told_until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_rights_digest_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_rights_digest")),
    )
    op.execute("insert into rights_digest select id, now() from organisation")
    for table in ("rights_ending_told", "rights_digest"):
        own = f"organisation_id = {_ORGANISATION}"
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"create policy house_app on {table} for select to house_app using ({own})")
        op.execute(f"create policy house_office on {table} to house_office using (true) with check (true)")
        op.execute(f"create policy house_reader on {table} for select to house_reader using (true)")
        op.execute(f"grant select on {table} to house_app, house_reader")
        op.execute(f"grant select, insert, update, delete on {table} to house_office")


def downgrade() -> None:
    op.drop_table("rights_digest")
    op.drop_table("rights_ending_told")
