"""What was told of rights that end has no key to them: it is written from their rows, which nobody can delete.

The key cost as much as the rest of the statement, and had each right's page written as well.
"""

from alembic import op

revision = "021"
down_revision = "020"
branch_labels = None
depends_on = None

_NAME = "fk_rights_ending_told_organisation_id_right_id"


def upgrade() -> None:
    op.drop_constraint(_NAME, "rights_ending_told", type_="foreignkey")


def downgrade() -> None:
    op.create_foreign_key(
        _NAME, "rights_ending_told", "rights_right", ["organisation_id", "right_id"], ["organisation_id", "id"]
    )
