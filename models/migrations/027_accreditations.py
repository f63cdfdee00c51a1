"""Accreditations by register, and their deliveries; an import may belong to the house itself (organisation 0).

The central team brings them in as who keeps the house: under the setting of organisation 0, in which no other row
of an organisation stands. Everybody's number may be asked about by the office only.
"""

import sqlalchemy as sa
from alembic import op

revision = "027"
down_revision = "026"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_REGISTERS = "register in ('biv', 'cib', 'sf323', 'lawyers', 'notaries')"
_HOUSE = "nullif(current_setting('app.organisation_id', true), '')::bigint = 0"
_TABLES = ("account_accreditation", "account_register_delivery")
_KEYS = ("import_run", "import_mapping")


def upgrade() -> None:
    op.create_table(
        "account_accreditation",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("register", sa.String(20), nullable=False),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("holder_hash", sa.LargeBinary(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("struck_off_on", sa.Date(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False, server_default="1"),
        sa.CheckConstraint(_REGISTERS, name=op.f("ck_account_accreditation_register")),
        sa.CheckConstraint(
            "last_day is null or last_day >= first_day", name=op.f("ck_account_accreditation_period")
        ),
        sa.CheckConstraint("octet_length(holder_hash) = 32", name=op.f("ck_account_accreditation_holder_hash")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_accreditation")),
        sa.UniqueConstraint(
            "register",
            "number",
            "holder_hash",
            "first_day",
            name=op.f("uq_account_accreditation_register_number_holder_hash_first_day"),
        ),
    )
    op.create_index("ix_account_accreditation_holder_hash", "account_accreditation", ["holder_hash"])
    op.create_index("ix_account_accreditation_number_id", "account_accreditation", ["number", "id"])
    op.create_table(
        "account_register_delivery",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("register", sa.String(20), nullable=False),
        sa.Column("delivered_at", _INSTANT, nullable=False),
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("struck_off", sa.BigInteger(), nullable=False),
        sa.Column("withheld", sa.BigInteger(), nullable=False, server_default="0"),
        sa.CheckConstraint(_REGISTERS, name=op.f("ck_account_register_delivery_register")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_register_delivery")),
    )
    op.create_index("ix_account_register_delivery_register_id", "account_register_delivery", ["register", "id"])
    for table in _TABLES:
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"create policy house_app on {table} to house_app using ({_HOUSE}) with check ({_HOUSE})")
        op.execute(f"create policy house_office on {table} to house_office using (true) with check (true)")
        op.execute(f"grant select, insert, update on {table} to house_app, house_office")
        op.execute(f"grant usage on sequence {table}_id_seq to house_app, house_office")
    for table in _KEYS:
        op.drop_constraint(op.f(f"fk_{table}_organisation_id"), table, type_="foreignkey")


def downgrade() -> None:
    for table in ("import_row", "import_chunk", "import_mapping", "import_run"):
        op.execute(f"delete from {table} where organisation_id = 0")  # noqa: S608 - the names stand above
    for table in _KEYS:
        op.create_foreign_key(
            op.f(f"fk_{table}_organisation_id"), table, "organisation", ["organisation_id"], ["id"]
        )
    for table in reversed(_TABLES):
        op.drop_table(table)
