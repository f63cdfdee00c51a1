"""A subscription that was bought to follow another begins earlier, once the other is used up; payments are listed
by the moment they were made."""

from alembic import op

revision = "052"
down_revision = "049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("grant update (first_day, last_day) on aml_subscription to house_app, house_office")
    op.execute("drop index ix_aml_payment_organisation_id_paid_at")
    op.execute("create index ix_aml_payment_paid_at_id on aml_payment (paid_at, id)")
    op.execute(
        "create index ix_aml_payment_organisation_id_paid_at_id on aml_payment (organisation_id, paid_at, id)"
    )


def downgrade() -> None:
    op.execute("drop index ix_aml_payment_organisation_id_paid_at_id")
    op.execute("drop index ix_aml_payment_paid_at_id")
    op.execute("create index ix_aml_payment_organisation_id_paid_at on aml_payment (organisation_id, paid_at)")
    op.execute("revoke update (first_day, last_day) on aml_subscription from house_app, house_office")
