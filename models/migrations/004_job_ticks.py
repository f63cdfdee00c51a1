"""The clock's memory: which planned moments were put in the queue."""

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
        sa.PrimaryKeyConstraint("name", "planned_at", name="pk_job_tick"),
    )
    op.execute("grant select, insert, delete on job_tick to house_app, house_office")


def downgrade() -> None:
    op.drop_table("job_tick")
