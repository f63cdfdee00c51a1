"""Each act that is filed has its own reference of the register; the desk sorts by when a case was handed in."""

from alembic import op

revision = "077"
down_revision = "076"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "create unique index uq_syndic_case_reference on syndic_case (upper(reference)) where reference <> ''"
    )
    op.execute("create index ix_syndic_case_handed_in_at_id on syndic_case (handed_in_at, id)")


def downgrade() -> None:
    op.execute("drop index ix_syndic_case_handed_in_at_id")
    op.execute("drop index uq_syndic_case_reference")
