"""Tools that sign people in through us: who may ask, with what we sign, what was given."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "035"
down_revision = "034"
branch_labels = None
depends_on = None

_TABLES = ("rights_tool_client", "rights_signing_key", "rights_tool_grant", "rights_tool_token")
_WHY = "'signed_out', 'not_open', 'account', 'used_twice', 'given_back', 'client', 'lapsed'"


def _at(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _id(table: str) -> tuple[sa.Column[int], sa.PrimaryKeyConstraint]:
    return (
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def upgrade() -> None:
    op.create_table(
        "rights_tool_client",
        *_id("rights_tool_client"),
        sa.Column("tool_id", sa.BigInteger(), nullable=False),
        sa.Column("client_id", sa.String(100), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=True),
        sa.Column("redirect_uris", ARRAY(sa.Text()), nullable=False),
        sa.Column("post_logout_redirect_uris", ARRAY(sa.Text()), nullable=False, server_default=sa.text("'{}'")),
        sa.Column("backchannel_logout_uri", sa.String(500), nullable=False, server_default=""),
        sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.text("true")),
        _at("made_at"),
        sa.Column("version", sa.BigInteger(), nullable=False, server_default="1"),
        sa.ForeignKeyConstraint(["tool_id"], ["rights_tool.id"], name=op.f("fk_rights_tool_client_tool_id")),
        sa.UniqueConstraint("client_id", name=op.f("uq_rights_tool_client_client_id")),
        sa.CheckConstraint("redirect_uris <> '{}'", name=op.f("ck_rights_tool_client_redirect_uris")),
        sa.CheckConstraint("octet_length(secret_hash) = 32", name=op.f("ck_rights_tool_client_secret_hash")),
    )
    op.create_index("ix_rights_tool_client_tool_id_id", "rights_tool_client", ["tool_id", "id"])
    op.create_table(
        "rights_signing_key",
        *_id("rights_signing_key"),
        sa.Column("kid", sa.String(64), nullable=False),
        sa.Column("private_key", sa.LargeBinary(), nullable=False),
        _at("made_at"),
        _at("signs_from"),
        _at("retired_at", nullable=True),
        sa.UniqueConstraint("kid", name=op.f("uq_rights_signing_key_kid")),
    )
    op.create_index("ix_rights_signing_key_signs_from", "rights_signing_key", ["signs_from"])
    _grants()
    for table in _TABLES:
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"create policy house_office on {table} to house_office using (true) with check (true)")
        op.execute(f"grant select, insert, update on {table} to house_office")
    for table in _TABLES[:3]:
        op.execute(f"grant usage on sequence {table}_id_seq to house_office")
    for table in _TABLES[1:]:
        op.execute(f"grant delete on {table} to house_office")


def _grants() -> None:
    table = "rights_tool_grant"
    op.create_table(
        table,
        *_id(table),
        sa.Column("tool_client_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("account_version", sa.BigInteger(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("tool_id", sa.BigInteger(), nullable=False),
        sa.Column("role_id", sa.BigInteger(), nullable=False),
        sa.Column("session_reference", sa.String(16), nullable=False),
        sa.Column("sid", sa.String(64), nullable=False),
        sa.Column("key_level", sa.String(10), nullable=False),
        _at("authenticated_at"),
        sa.Column("scope", sa.String(200), nullable=False),
        sa.Column("redirect_uri", sa.Text(), nullable=False),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("code_challenge", sa.String(128), nullable=False),
        _at("began_at"),
        _at("issued_at", nullable=True),
        _at("ends_at"),
        _at("ended_at", nullable=True),
        sa.Column("ended_why", sa.String(12), nullable=True),
        _at("told_at", nullable=True),
        sa.ForeignKeyConstraint(
            ["tool_client_id"], ["rights_tool_client.id"], name=op.f(f"fk_{table}_tool_client_id")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["ab_user.id"], name=op.f(f"fk_{table}_account_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f(f"fk_{table}_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["tool_id", "role_id"],
            ["rights_tool_role.tool_id", "rights_tool_role.id"],
            name=op.f(f"fk_{table}_tool_id_role_id"),
        ),
        sa.CheckConstraint("key_level in ('basic', 'code', 'high')", name=op.f(f"ck_{table}_key_level")),
        sa.CheckConstraint("(ended_at is null) = (ended_why is null)", name=op.f(f"ck_{table}_ended")),
        sa.CheckConstraint(f"ended_why in ({_WHY})", name=op.f(f"ck_{table}_ended_why")),
    )
    op.create_index(f"ix_{table}_account_id", table, ["account_id"])
    op.create_index(f"ix_{table}_session_reference", table, ["session_reference"])
    op.create_index(f"ix_{table}_standing", table, ["id"], postgresql_where=sa.text("ended_at is null"))
    op.create_table(
        "rights_tool_token",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("grant_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        _at("made_at"),
        _at("ends_at"),
        _at("used_at", nullable=True),
        sa.ForeignKeyConstraint(
            ["grant_id"], [f"{table}.id"], name=op.f("fk_rights_tool_token_grant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_rights_tool_token")),
        sa.CheckConstraint("kind in ('code', 'access', 'refresh')", name=op.f("ck_rights_tool_token_kind")),
        sa.CheckConstraint("octet_length(token_hash) = 32", name=op.f("ck_rights_tool_token_token_hash")),
    )
    op.create_index("ix_rights_tool_token_grant_id", "rights_tool_token", ["grant_id"])


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)
