"""Who opens a tool inside an organisation: requirements, admission lists, prices, registrations, members' access.

An accreditation may be an enterprise's too. Which tools are opened by a right, and which by a manager, stands on
the tool; those that are here already are opened by rights.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "030"
down_revision = "029"
branch_labels = None
depends_on = None

_MINE = "organisation_id = nullif(current_setting('app.organisation_id', true), '')::bigint"
_NUMBER = (
    "enterprise_number ~ '^[01][0-9]{9}$' and substr(enterprise_number, 9)::int"
    " = 97 - substr(enterprise_number, 1, 8)::int % 97"
)
_SHARED = ("rights_requirement", "rights_admission", "rights_price")
_OWNED = ("rights_tool_registration", "rights_access")
_OVERLAP = """alter table {0} add constraint ex_{0}_overlap
    exclude using gist (tool_id with =, {1} with =, daterange(first_day, last_day, '[]') with &&)"""


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False)


def _tool(table: str) -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    return (
        sa.Column("tool_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["tool_id"], ["rights_tool.id"], name=op.f(f"fk_{table}_tool_id")),
    )


def _role(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tool_id", "role_id"],
        ["rights_tool_role.tool_id", "rights_tool_role.id"],
        name=op.f(f"fk_{table}_tool_id_role_id"),
    )


def _period(table: str) -> tuple[sa.Column[sa.Date], sa.Column[sa.Date], sa.CheckConstraint]:
    return (
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.CheckConstraint("last_day is null or last_day >= first_day", name=op.f(f"ck_{table}_period")),
    )


def _version() -> sa.Column[int]:
    return sa.Column("version", sa.BigInteger(), nullable=False, server_default="1")


def upgrade() -> None:
    op.add_column("rights_tool", sa.Column("opened_by", sa.String(8), nullable=False, server_default="right"))
    op.add_column(
        "rights_tool", sa.Column("listed_only", sa.Boolean(), nullable=False, server_default=sa.text("false"))
    )
    op.create_check_constraint(
        op.f("ck_rights_tool_opened_by"), "rights_tool", "opened_by in ('right', 'manager')"
    )
    op.add_column("account_accreditation", sa.Column("enterprise_number", sa.String(10), nullable=True))
    op.alter_column("account_accreditation", "holder_hash", nullable=True)
    op.create_check_constraint(
        op.f("ck_account_accreditation_of_one"),
        "account_accreditation",
        "(holder_hash is null) <> (enterprise_number is null)",
    )
    op.create_index(
        "uq_account_accreditation_enterprise",
        "account_accreditation",
        ["enterprise_number", "register", "number", "first_day"],
        unique=True,
        postgresql_where=sa.text("enterprise_number is not null"),
    )
    op.create_table(
        "rights_requirement",
        _id(),
        *_tool("rights_requirement"),
        sa.Column("role_id", sa.BigInteger(), nullable=True),
        sa.Column("purpose", sa.String(12), nullable=False),
        sa.Column("holder", sa.String(12), nullable=False),
        sa.Column("registers", postgresql.ARRAY(sa.String(20)), nullable=False),
        _version(),
        _role("rights_requirement"),
        sa.CheckConstraint("purpose in ('registration', 'use')", name=op.f("ck_rights_requirement_purpose")),
        sa.CheckConstraint("holder in ('person', 'organisation')", name=op.f("ck_rights_requirement_holder")),
        sa.CheckConstraint("registers <> '{}'", name=op.f("ck_rights_requirement_registers")),
        sa.CheckConstraint(
            "registers <@ '{biv,cib,sf323,lawyers,notaries}'::varchar[]",
            name=op.f("ck_rights_requirement_known_registers"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rights_requirement")),
    )
    op.create_index("ix_rights_requirement_tool_id_id", "rights_requirement", ["tool_id", "id"])
    op.create_table(
        "rights_admission",
        _id(),
        *_tool("rights_admission"),
        sa.Column("enterprise_number", sa.String(10), nullable=False),
        sa.Column("ground", sa.String(12), nullable=False),
        *_period("rights_admission"),
        _version(),
        sa.CheckConstraint("ground in ('federation', 'agreement')", name=op.f("ck_rights_admission_ground")),
        sa.CheckConstraint(_NUMBER, name=op.f("ck_rights_admission_enterprise_number")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rights_admission")),
    )
    op.execute(_OVERLAP.format("rights_admission", "enterprise_number"))
    op.create_index("ix_rights_admission_enterprise_number_id", "rights_admission", ["enterprise_number", "id"])
    op.create_table(
        "rights_price",
        _id(),
        *_tool("rights_price"),
        sa.Column("code", sa.String(64), nullable=False),
        *(sa.Column(f"name_{language}", sa.String(200), nullable=False) for language in ("nl", "fr", "en")),
        sa.Column("net", sa.Numeric(14, 2), nullable=False),
        sa.Column("vat_percent", sa.BigInteger(), nullable=False),
        *_period("rights_price"),
        _version(),
        sa.CheckConstraint("net >= 0", name=op.f("ck_rights_price_net")),
        sa.CheckConstraint("vat_percent in (0, 6, 12, 21)", name=op.f("ck_rights_price_vat_percent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rights_price")),
    )
    op.execute(_OVERLAP.format("rights_price", "code"))
    op.create_index("ix_rights_price_name_nl_id", "rights_price", ["name_nl", "id"])
    op.create_index("ix_rights_price_tool_id_code_first_day", "rights_price", ["tool_id", "code", "first_day"])
    op.create_table(
        "rights_tool_registration",
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        _id(),
        *_tool("rights_tool_registration"),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column("registered_by", sa.Integer(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        _version(),
        sa.CheckConstraint(
            "ended_on is null or ended_on >= registered_on", name=op.f("ck_rights_tool_registration_period")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_rights_tool_registration_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["registered_by"], ["ab_user.id"], name=op.f("fk_rights_tool_registration_registered_by")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_rights_tool_registration")),
    )
    op.create_index(
        "uq_rights_tool_registration_open",
        "rights_tool_registration",
        ["organisation_id", "tool_id"],
        unique=True,
        postgresql_where=sa.text("ended_on is null"),
    )
    op.create_index("ix_rights_tool_registration_id", "rights_tool_registration", ["id"])
    op.create_table(
        "rights_access",
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        _id(),
        sa.Column("membership_id", sa.BigInteger(), nullable=False),
        *_tool("rights_access"),
        sa.Column("role_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("given_by", sa.Integer(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        _role("rights_access"),
        sa.CheckConstraint("state in ('user', 'blocked')", name=op.f("ck_rights_access_state")),
        sa.CheckConstraint("ended_on is null or ended_on >= given_on", name=op.f("ck_rights_access_period")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_rights_access_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "membership_id"],
            ["organisation_membership.organisation_id", "organisation_membership.id"],
            name=op.f("fk_rights_access_organisation_id_membership_id"),
        ),
        sa.ForeignKeyConstraint(["given_by"], ["ab_user.id"], name=op.f("fk_rights_access_given_by")),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_rights_access")),
    )
    op.create_index(
        "uq_rights_access_open",
        "rights_access",
        ["membership_id", "role_id"],
        unique=True,
        postgresql_where=sa.text("ended_on is null"),
    )
    op.create_index("ix_rights_access_membership_id_role_id", "rights_access", ["membership_id", "role_id"])
    for table in _SHARED:
        op.execute(f"grant select on {table} to house_app, house_self, house_reader")
        op.execute(f"grant select, insert, update on {table} to house_office")
        op.execute(f"grant usage on sequence {table}_id_seq to house_office")
    for table in _OWNED:
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"create policy house_app on {table} to house_app using ({_MINE}) with check ({_MINE})")
        op.execute(f"create policy house_office on {table} to house_office using (true) with check (true)")
        op.execute(f"create policy house_reader on {table} for select to house_reader using (true)")
        op.execute(f"grant select, insert, update on {table} to house_app, house_office")
        op.execute(f"grant select on {table} to house_reader")
        op.execute(f"grant usage on sequence {table}_id_seq to house_app, house_office")


def downgrade() -> None:
    for table in reversed((*_SHARED, *_OWNED)):
        op.drop_table(table)
    op.drop_index("uq_account_accreditation_enterprise", "account_accreditation")
    op.execute("delete from account_accreditation where enterprise_number is not null")
    op.drop_constraint(op.f("ck_account_accreditation_of_one"), "account_accreditation")
    op.alter_column("account_accreditation", "holder_hash", nullable=False)
    op.drop_column("account_accreditation", "enterprise_number")
    op.drop_constraint(op.f("ck_rights_tool_opened_by"), "rights_tool")
    op.drop_column("rights_tool", "listed_only")
    op.drop_column("rights_tool", "opened_by")
