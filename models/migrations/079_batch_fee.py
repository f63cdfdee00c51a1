"""An act on many mandates keeps what one of its cases costs, as it was confirmed, and why it stands still where
something keeps the rest waiting."""

from alembic import op

revision = "079"
down_revision = "078"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("alter table syndic_batch add column fee numeric(14, 2), add column halted varchar(80)")
    op.execute("update syndic_batch set halted = ''")
    op.execute("alter table syndic_batch alter column halted set default '', alter column halted set not null")
    op.execute(
        "alter table syndic_batch"
        " add constraint ck_syndic_batch_fee check ((gross is null) = (fee is null)),"
        " add constraint ck_syndic_batch_halted check (halted = '' or state = 'running')"
    )
    # Who looks for what stands still finds it without reading all that ended.
    op.execute("create index ix_syndic_batch_running on syndic_batch (id) where state = 'running'")


def downgrade() -> None:
    op.execute("drop index ix_syndic_batch_running")
    op.execute("alter table syndic_batch drop column fee, drop column halted")
