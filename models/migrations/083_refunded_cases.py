"""Cases that got their money back have an index by the wallet that paid: what may be spent of it asks them."""

from alembic import op

revision = "083"
down_revision = "084"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "create index ix_syndic_case_payer_id_refunded on syndic_case (payer_id) where refunded_at is not null"
    )


def downgrade() -> None:
    op.execute("drop index ix_syndic_case_payer_id_refunded")
