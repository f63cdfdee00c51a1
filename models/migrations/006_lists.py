"""Saved views of lists, the view that opens first, and acts on many rows; each behind its walls.

An administrator's things belong to his organisation and his colleagues' role may see them; what persons keep for
themselves, and what staff share among staff, belongs to the platform (organisation 0).
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "006"
down_revision = "005"
branch_labels = None
depends_on = None

_ORGANISATION = "organisation_id = nullif(current_setting('app.organisation_id', true), '')::bigint"
_PERSON = "person_id = nullif(current_setting('app.person_id', true), '')::bigint"
_TABLES = ("list_view", "list_default", "list_act")


def _owned(name: str) -> list[sa.schema.SchemaItem]:
    """The columns each of the tables begins with, and their keys."""
    return [
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("list_name", sa.String(60), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["ab_user.id"], name=op.f(f"fk_{name}_account_id")),
        sa.ForeignKeyConstraint(["person_id"], ["account_person.id"], name=op.f(f"fk_{name}_person_id")),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f(f"pk_{name}")),
    ]


def upgrade() -> None:
    op.create_table(
        "list_view",
        *_owned("list_view"),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("asked", sa.String(4000), nullable=False),
        sa.Column("shared_with", sa.String(24), server_default="", nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "shared_with in ('', 'local_administrator', 'helpdesk', 'finance', 'counter', 'central')",
            name=op.f("ck_list_view_shared_with"),
        ),
        sa.CheckConstraint("name <> ''", name=op.f("ck_list_view_name")),
    )
    op.create_index(
        "uq_list_view_name",
        "list_view",
        ["organisation_id", "account_id", "list_name", "name"],
        unique=True,
        postgresql_where=sa.text("name <> '—'"),
    )
    op.create_index("ix_list_view_id", "list_view", ["id"])
    op.create_index("ix_list_view_organisation_id_list_name", "list_view", ["organisation_id", "list_name"])
    op.create_index("ix_list_view_organisation_id_made_at_id", "list_view", ["organisation_id", "made_at", "id"])
    op.create_index("ix_list_view_made_at_id", "list_view", ["made_at", "id"])
    op.create_table(
        "list_default",
        *_owned("list_default"),
        sa.Column("view_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "view_id"],
            ["list_view.organisation_id", "list_view.id"],
            name=op.f("fk_list_default_organisation_id_view_id"),
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint(
            "organisation_id",
            "account_id",
            "list_name",
            name=op.f("uq_list_default_organisation_id_account_id_list_name"),
        ),
    )
    op.create_index("ix_list_default_organisation_id_view_id", "list_default", ["organisation_id", "view_id"])
    op.create_table(
        "list_act",
        *_owned("list_act"),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("row_ids", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("versions", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("foretold", postgresql.JSONB(), nullable=False),
        sa.Column("outcome", postgresql.JSONB(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("cardinality(row_ids) between 1 and 10000", name=op.f("ck_list_act_rows")),
        sa.CheckConstraint("cardinality(row_ids) = cardinality(versions)", name=op.f("ck_list_act_versions")),
        sa.CheckConstraint("(done_at is null) = (outcome is null)", name=op.f("ck_list_act_done")),
    )
    op.create_index("ix_list_act_id", "list_act", ["id"])
    op.create_index("ix_list_act_account_id_asked_at", "list_act", ["account_id", "asked_at"])
    for table in _TABLES:
        op.execute(f"alter table {table} enable row level security")
        op.execute(
            f"create policy house_app on {table} to house_app using ({_ORGANISATION}) with check ({_ORGANISATION})"
        )
        op.execute(
            f"create policy house_self on {table} to house_self using ({_PERSON})"
            f" with check ({_PERSON} and organisation_id = 0)"
        )
        op.execute(f"create policy house_office on {table} to house_office using (true) with check (true)")
        op.execute(f"create policy house_reader on {table} for select to house_reader using (true)")
    op.execute(
        f"grant select, insert, update, delete on {', '.join(_TABLES)} to house_app, house_office, house_self"
    )
    op.execute("grant select on list_default, list_act to house_reader")
    op.execute(
        "grant select (organisation_id, id, account_id, list_name, shared_with, made_at) on list_view"
        " to house_reader"
    )


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)
