"""Branches, the members in them, tools closed for a branch; roles set beforehand for whom a manager invites."""

import sqlalchemy as sa
from alembic import op

revision = "033"
down_revision = "032"
branch_labels = None
depends_on = None

_MINE = "organisation_id = nullif(current_setting('app.organisation_id', true), '')::bigint"
_UNIT = (
    "unit_number ~ '^[2-8][0-9]{9}$' and substr(unit_number, 9)::int = 97 - substr(unit_number, 1, 8)::int % 97"
)
_TABLES = ("organisation_branch", "organisation_placement", "rights_branch_closure", "rights_invited_access")
_COUNTED = _TABLES[:3]


def _owned(table: str) -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    return (
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f(f"fk_{table}_organisation_id")
        ),
    )


def _kept(table: str) -> tuple[sa.Column[int], sa.PrimaryKeyConstraint]:
    return (
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f(f"pk_{table}")),
    )


def _of(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["organisation_id", column],
        [f"{other}.organisation_id", f"{other}.id"],
        name=op.f(f"fk_{table}_organisation_id_{column}"),
    )


def _period(
    table: str, first: str, last: str
) -> tuple[sa.Column[sa.Date], sa.Column[sa.Date], sa.CheckConstraint]:
    return (
        sa.Column(first, sa.Date(), nullable=False),
        sa.Column(last, sa.Date(), nullable=True),
        sa.CheckConstraint(f"{last} is null or {last} >= {first}", name=op.f(f"ck_{table}_period")),
    )


def _tool(table: str) -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    return (
        sa.Column("tool_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["tool_id"], ["rights_tool.id"], name=op.f(f"fk_{table}_tool_id")),
    )


def upgrade() -> None:
    op.create_table(
        "organisation_branch",
        *_owned("organisation_branch"),
        *_kept("organisation_branch"),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("unit_number", sa.String(10), nullable=True),
        sa.Column("street", sa.String(200), nullable=False),
        sa.Column("postal_code", sa.String(10), nullable=False),
        sa.Column("place", sa.String(100), nullable=False),
        *_period("organisation_branch", "opened_on", "closed_on"),
        sa.Column("version", sa.BigInteger(), nullable=False, server_default="1"),
        sa.CheckConstraint(_UNIT, name=op.f("ck_organisation_branch_unit_number")),
    )
    op.create_index(
        "uq_organisation_branch_unit_number",
        "organisation_branch",
        ["organisation_id", "unit_number"],
        unique=True,
        postgresql_where=sa.text("closed_on is null"),
    )
    op.create_index(
        "ix_organisation_branch_organisation_id_name_id", "organisation_branch", ["organisation_id", "name", "id"]
    )
    op.create_index("ix_organisation_branch_name_id", "organisation_branch", ["name", "id"])
    op.create_table(
        "organisation_placement",
        *_owned("organisation_placement"),
        *_kept("organisation_placement"),
        sa.Column("membership_id", sa.BigInteger(), nullable=False),
        sa.Column("branch_id", sa.BigInteger(), nullable=False),
        *_period("organisation_placement", "placed_on", "ended_on"),
        _of("organisation_placement", "membership_id", "organisation_membership"),
        _of("organisation_placement", "branch_id", "organisation_branch"),
    )
    op.create_index(
        "uq_organisation_placement_open",
        "organisation_placement",
        ["membership_id"],
        unique=True,
        postgresql_where=sa.text("ended_on is null"),
    )
    op.create_index("ix_organisation_placement_membership_id", "organisation_placement", ["membership_id"])
    op.create_index("ix_organisation_placement_branch_id", "organisation_placement", ["branch_id"])
    op.add_column("organisation_invitation", sa.Column("branch_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_organisation_invitation_organisation_id_branch_id"),
        "organisation_invitation",
        "organisation_branch",
        ["organisation_id", "branch_id"],
        ["organisation_id", "id"],
    )
    op.create_table(
        "rights_branch_closure",
        *_owned("rights_branch_closure"),
        *_kept("rights_branch_closure"),
        sa.Column("branch_id", sa.BigInteger(), nullable=False),
        *_tool("rights_branch_closure"),
        *_period("rights_branch_closure", "closed_on", "ended_on"),
        sa.Column("closed_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["closed_by"], ["ab_user.id"], name=op.f("fk_rights_branch_closure_closed_by")),
        _of("rights_branch_closure", "branch_id", "organisation_branch"),
    )
    op.create_index(
        "uq_rights_branch_closure_open",
        "rights_branch_closure",
        ["branch_id", "tool_id"],
        unique=True,
        postgresql_where=sa.text("ended_on is null"),
    )
    op.create_index(
        "ix_rights_branch_closure_branch_id_tool_id", "rights_branch_closure", ["branch_id", "tool_id"]
    )
    op.create_table(
        "rights_invited_access",
        *_owned("rights_invited_access"),
        sa.Column("invitation_id", sa.BigInteger(), nullable=False),
        sa.Column("role_id", sa.BigInteger(), nullable=False),
        *_tool("rights_invited_access"),
        _of("rights_invited_access", "invitation_id", "organisation_invitation"),
        sa.ForeignKeyConstraint(
            ["tool_id", "role_id"],
            ["rights_tool_role.tool_id", "rights_tool_role.id"],
            name=op.f("fk_rights_invited_access_tool_id_role_id"),
        ),
        sa.PrimaryKeyConstraint(
            "organisation_id", "invitation_id", "role_id", name=op.f("pk_rights_invited_access")
        ),
    )
    for table in _TABLES:
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"create policy house_app on {table} to house_app using ({_MINE}) with check ({_MINE})")
        op.execute(f"create policy house_office on {table} to house_office using (true) with check (true)")
        op.execute(f"create policy house_reader on {table} for select to house_reader using (true)")
        op.execute(f"grant select, insert, update on {table} to house_app, house_office")
        op.execute(f"grant select on {table} to house_reader")
    # Where somebody is put is his own to know; the policy of memberships says which are his.
    op.execute(
        "create policy house_self on organisation_placement for select to house_self using (exists"
        " (select from organisation_membership m where m.id = organisation_placement.membership_id))"
    )
    op.execute(
        "create policy house_self on organisation_branch for select to house_self using (exists"
        " (select from organisation_placement p where p.branch_id = organisation_branch.id))"
    )
    op.execute("grant select on organisation_placement, organisation_branch to house_self")
    for table in _COUNTED:
        op.execute(f"grant usage on sequence {table}_id_seq to house_app, house_office")


def downgrade() -> None:
    op.drop_table("rights_invited_access")
    op.drop_table("rights_branch_closure")
    op.drop_constraint(op.f("fk_organisation_invitation_organisation_id_branch_id"), "organisation_invitation")
    op.drop_column("organisation_invitation", "branch_id")
    op.execute("drop policy house_self on organisation_branch")
    op.drop_table("organisation_placement")
    op.drop_table("organisation_branch")
