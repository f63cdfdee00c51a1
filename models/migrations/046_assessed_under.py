"""What a contact's level rests on: once any of it is another, the level is computed anew."""

import sqlalchemy as sa
from alembic import op

revision = "046"
down_revision = "045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("aml_contact", sa.Column("assessed_under", sa.LargeBinary))
    op.execute("grant update (assessed_under) on aml_contact to house_app, house_office")


def downgrade() -> None:
    op.drop_column("aml_contact", "assessed_under")
