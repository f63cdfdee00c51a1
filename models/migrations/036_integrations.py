"""Integrations of tools with their tokens, answers that may be asked for again, and what a tool calls somebody."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "036"
down_revision = "035"
branch_labels = None
depends_on = None

_TABLES = ("rights_integration", "rights_integration_token", "rights_api_answer")


def _at(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    one, token, answer = _TABLES
    op.create_table(
        one,
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("tool_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        _at("made_at"),
        sa.Column("version", sa.BigInteger(), nullable=False, server_default="1"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{one}")),
        sa.ForeignKeyConstraint(["tool_id"], ["rights_tool.id"], name=op.f(f"fk_{one}_tool_id")),
        sa.ForeignKeyConstraint(["made_by"], ["ab_user.id"], name=op.f(f"fk_{one}_made_by")),
        sa.CheckConstraint("name <> ''", name=op.f(f"ck_{one}_name")),
    )
    op.create_index(f"ix_{one}_tool_id_id", one, ["tool_id", "id"])
    op.create_table(
        token,
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("integration_id", sa.BigInteger(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", ARRAY(sa.Text()), nullable=False),
        _at("made_at"),
        _at("ends_at"),
        _at("revoked_at", nullable=True),
        _at("last_used_at", nullable=True),
        sa.Column("succeeds_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{token}")),
        sa.ForeignKeyConstraint(["integration_id"], [f"{one}.id"], name=op.f(f"fk_{token}_integration_id")),
        sa.ForeignKeyConstraint(["succeeds_id"], [f"{token}.id"], name=op.f(f"fk_{token}_succeeds_id")),
        sa.UniqueConstraint("token_hash", name=op.f(f"uq_{token}_token_hash")),
        sa.UniqueConstraint("succeeds_id", name=op.f(f"uq_{token}_succeeds_id")),
        sa.CheckConstraint("octet_length(token_hash) = 32", name=op.f(f"ck_{token}_token_hash")),
        sa.CheckConstraint(
            "scopes <> '{}' and scopes <@ array['may-use', 'tools:read']", name=op.f(f"ck_{token}_scopes")
        ),
        sa.CheckConstraint(
            "ends_at > made_at and ends_at <= made_at + interval '366 days'", name=op.f(f"ck_{token}_ends_at")
        ),
    )
    op.create_index(f"ix_{token}_integration_id", token, ["integration_id"])
    op.create_table(
        answer,
        sa.Column("token_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        _at("made_at"),
        sa.PrimaryKeyConstraint("token_id", "key", name=op.f(f"pk_{answer}")),
        sa.ForeignKeyConstraint(
            ["token_id"], [f"{token}.id"], name=op.f(f"fk_{answer}_token_id"), ondelete="CASCADE"
        ),
        sa.CheckConstraint("octet_length(request_hash) = 32", name=op.f(f"ck_{answer}_request_hash")),
    )
    op.create_index(f"ix_{answer}_made_at", answer, ["made_at"])
    for table in _TABLES:
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"create policy house_office on {table} to house_office using (true) with check (true)")
        op.execute(f"grant select, insert, update on {table} to house_office")
    op.execute(f"grant delete on {answer} to house_office")
    for table in _TABLES[:2]:
        op.execute(f"grant usage on sequence {table}_id_seq to house_office")
    # Filled in when somebody next enters the tool; until then it can't ask about him.
    op.add_column("rights_tool_use", sa.Column("subject", sa.String(64), nullable=True))
    op.create_unique_constraint(
        op.f("uq_rights_tool_use_tool_id_subject"), "rights_tool_use", ["tool_id", "subject"]
    )


def downgrade() -> None:
    op.drop_column("rights_tool_use", "subject")
    for table in reversed(_TABLES):
        op.drop_table(table)
