"""Recertification: campaigns and their lines. A right that nobody confirmed may be revoked by nobody in person."""

import sqlalchemy as sa
from alembic import op

revision = "018"
down_revision = "017"
branch_labels = None
depends_on = None

_ORGANISATION = "nullif(current_setting('app.organisation_id', true), '')::bigint"
_TABLES = ("rights_campaign", "rights_campaign_line")


def upgrade() -> None:
    op.create_table(
        "rights_campaign",
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("started_by", sa.Integer(), nullable=True),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("policy", sa.String(8), nullable=False),
        sa.Column("yearly", sa.Boolean(), nullable=False),
        sa.Column("reminded_days", sa.SmallInteger(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("policy in ('revoke', 'flag')", name=op.f("ck_rights_campaign_policy")),
        sa.CheckConstraint("deadline > started_on", name=op.f("ck_rights_campaign_deadline")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_rights_campaign_organisation_id")
        ),
        sa.ForeignKeyConstraint(["started_by"], ["ab_user.id"], name=op.f("fk_rights_campaign_started_by")),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_rights_campaign")),
    )
    for columns in (["id"], ["started_at", "id"], ["organisation_id", "started_at", "id"]):
        op.create_index(f"ix_rights_campaign_{'_'.join(columns)}", "rights_campaign", columns)
    op.create_index(
        "uq_rights_campaign_open",
        "rights_campaign",
        ["organisation_id"],
        unique=True,
        postgresql_where=sa.text("closed_at is null"),
    )
    op.create_table(
        "rights_campaign_line",
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("campaign_id", sa.BigInteger(), nullable=False),
        sa.Column("right_id", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.String(8), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "outcome in ('needed', 'taken', 'lapsed', 'flagged', 'gone')",
            name=op.f("ck_rights_campaign_line_outcome"),
        ),
        sa.CheckConstraint(
            "(outcome is null) = (decided_at is null)", name=op.f("ck_rights_campaign_line_decided")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "campaign_id"],
            ["rights_campaign.organisation_id", "rights_campaign.id"],
            name=op.f("fk_rights_campaign_line_organisation_id_campaign_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "right_id"],
            ["rights_right.organisation_id", "rights_right.id"],
            name=op.f("fk_rights_campaign_line_organisation_id_right_id"),
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["ab_user.id"], name=op.f("fk_rights_campaign_line_decided_by")),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_rights_campaign_line")),
    )
    op.create_index("ix_rights_campaign_line_id", "rights_campaign_line", ["id"])
    op.create_index(
        "uq_rights_campaign_line_right",
        "rights_campaign_line",
        ["organisation_id", "campaign_id", "right_id"],
        unique=True,
    )
    op.create_index(
        "ix_rights_campaign_line_organisation_id_right_id",
        "rights_campaign_line",
        ["organisation_id", "right_id"],
    )
    for table in _TABLES:
        own = f"organisation_id = {_ORGANISATION}"
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"create policy house_app on {table} to house_app using ({own}) with check ({own})")
        op.execute(f"create policy house_office on {table} to house_office using (true) with check (true)")
        op.execute(f"create policy house_reader on {table} for select to house_reader using (true)")
        op.execute(f"grant select, insert, update on {table} to house_app, house_office")
        op.execute(f"grant select on {table} to house_reader")
        op.execute(f"grant usage on sequence {table}_id_seq to house_app, house_office")
    _revoked("(revoked_at is null) = (revoked_on is null) and (revoked_by is null or revoked_at is not null)")


def _revoked(rule: str) -> None:
    op.drop_constraint("ck_rights_right_revoked", "rights_right")
    op.execute(f"alter table rights_right add constraint ck_rights_right_revoked check ({rule}) not valid")
    op.execute("alter table rights_right validate constraint ck_rights_right_revoked")


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)
    _revoked("(revoked_at is null) = (revoked_on is null) and (revoked_at is null) = (revoked_by is null)")
