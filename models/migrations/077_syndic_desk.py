"""Each act that is filed has its own reference of the register."""

from alembic import op

revision = "077"
down_revision = "076"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "create unique index uq_syndic_case_reference on syndic_case (upper(reference)) where reference <> ''"
    )


def downgrade() -> None:
    op.execute("drop index uq_syndic_case_reference")
