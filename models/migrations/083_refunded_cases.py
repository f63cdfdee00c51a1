"""Cases that got their money back are found by the wallet that paid: what one may spend of it depends on them."""

from alembic import op

revision = "083"
down_revision = "082"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "create index ix_syndic_case_payer_id_refunded on syndic_case (payer_id) where refunded_at is not null"
    )


def downgrade() -> None:
    op.execute("drop index ix_syndic_case_payer_id_refunded")
