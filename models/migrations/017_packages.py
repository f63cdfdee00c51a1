"""Packages of rights, by organisation."""

import sqlalchemy as sa
from alembic import op

revision = "017"
down_revision = "016"
branch_labels = None
depends_on = None

_ORGANISATION = "nullif(current_setting('app.organisation_id', true), '')::bigint"
_TABLES = ("rights_package", "rights_package_line")


def upgrade() -> None:
    op.create_table(
        "rights_package",
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_rights_package_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_rights_package")),
        sa.UniqueConstraint("organisation_id", "name", name=op.f("uq_rights_package_organisation_id_name")),
    )
    op.create_index("ix_rights_package_id", "rights_package", ["id"])
    op.create_index("ix_rights_package_name_id", "rights_package", ["name", "id"])
    op.create_index(
        "ix_rights_package_organisation_id_name_id", "rights_package", ["organisation_id", "name", "id"]
    )
    op.create_table(
        "rights_package_line",
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("package_id", sa.BigInteger(), nullable=False),
        sa.Column("kind_id", sa.BigInteger(), nullable=False),
        sa.Column("context", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "package_id"],
            ["rights_package.organisation_id", "rights_package.id"],
            name=op.f("fk_rights_package_line_organisation_id_package_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["kind_id"], ["rights_kind.id"], name=op.f("fk_rights_package_line_kind_id")),
        sa.PrimaryKeyConstraint(
            "organisation_id", "package_id", "kind_id", "context", name=op.f("pk_rights_package_line")
        ),
    )
    op.create_index("ix_rights_package_line_kind_id", "rights_package_line", ["kind_id"])
    for table in _TABLES:
        own = f"organisation_id = {_ORGANISATION}"
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"create policy house_app on {table} to house_app using ({own}) with check ({own})")
        op.execute(f"create policy house_office on {table} to house_office using (true) with check (true)")
        op.execute(f"create policy house_reader on {table} for select to house_reader using (true)")
        op.execute(f"grant select, insert, update, delete on {table} to house_app, house_office")
        op.execute(f"grant select on {table} to house_reader")
    op.execute("grant usage on sequence rights_package_id_seq to house_app, house_office")


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)
