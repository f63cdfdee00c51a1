"""Cases of syndics are found by the words of their association's name."""

from alembic import op

revision = "076"
down_revision = "072"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "create index ix_syndic_case_words on syndic_case"
        " using gin (house_words(house_sort_name(association_name)))"
    )


def downgrade() -> None:
    op.execute("drop index ix_syndic_case_words")
