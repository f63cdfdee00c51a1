"""The written report on an atypical operation has four parts, of which what happened and what is concluded had a
column: what was looked at and why it is atypical have one now too."""

from alembic import op

revision = "065"
down_revision = "062"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "alter table aml_atypical add column looked_at varchar(2000) default '' not null,"
        " add column why_atypical varchar(2000) default '' not null"
    )
    op.execute("grant update (looked_at, why_atypical) on aml_atypical to house_app")


def downgrade() -> None:
    op.execute("alter table aml_atypical drop column looked_at, drop column why_atypical")
