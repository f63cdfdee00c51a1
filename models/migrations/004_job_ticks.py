"""The clock's memory: which planned moments were put in the queue, and how each job went.

No row-level walls: nothing of a person or an organisation stands here. Only the office's role writes.
"""

import sqlalchemy as sa
from alembic import op

revision = "004"
down_revision = "003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job_tick",
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("enqueued_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", "planned_at", name=op.f("pk_job_tick")),
    )
    op.create_table(
        "job_run",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("job_id", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("detail", sa.String(200), nullable=False),
        sa.CheckConstraint("outcome in ('running', 'done', 'failed', 'lost')", name=op.f("ck_job_run_outcome")),
        sa.CheckConstraint("(outcome = 'running') = (ended_at is null)", name=op.f("ck_job_run_ended")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_run")),
    )
    op.create_index("ix_job_run_started_at_id", "job_run", ["started_at", "id"])
    op.create_index("ix_job_run_job_id", "job_run", ["job_id"])
    op.execute("grant select on job_tick, job_run to house_app, house_office, house_reader")
    op.execute("grant insert, delete on job_tick to house_office")
    op.execute("grant insert, update, delete on job_run to house_office")


def downgrade() -> None:
    op.drop_table("job_run")
    op.drop_table("job_tick")
