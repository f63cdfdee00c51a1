"""A subscription that was bought to follow another begins earlier, once the other is used up."""

from alembic import op

revision = "052"
down_revision = "049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("grant update (first_day, last_day) on aml_subscription to house_app, house_office")


def downgrade() -> None:
    op.execute("revoke update (first_day, last_day) on aml_subscription from house_app, house_office")
