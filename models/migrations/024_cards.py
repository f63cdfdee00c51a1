"""Signing in with a card: whose account it opens, what is to be signed, whom a card named, who issues cards.

All of it is the office's alone, which services put on for a moment; an account's holder reads his own link. A try
to sign in says why a card didn't open, in the words of the card's own faults.
"""

import sqlalchemy as sa
from alembic import op

revision = "024"
down_revision = "023"
branch_labels = None
depends_on = None

_ACCOUNT = "nullif(current_setting('app.account_id', true), '')::bigint"
_INSTANT = sa.DateTime(timezone=True)
_TABLES = ("account_card", "account_challenge", "account_shown_card", "account_card_authority")


def upgrade() -> None:
    op.create_table(
        "account_card",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("linked_at", _INSTANT, nullable=False),
        sa.Column("last_used_at", _INSTANT, nullable=False),
        sa.Column("way", sa.String(20), nullable=False),
        sa.Column("serial", sa.String(64), nullable=False),
        sa.Column("standing", sa.String(10), nullable=False),
        sa.Column("standing_at", _INSTANT, nullable=False),
        sa.CheckConstraint(
            "way in ('web_eid', 'desk_reader', 'client_certificate')", name=op.f("ck_account_card_way")
        ),
        sa.CheckConstraint("standing in ('good', 'unknown')", name=op.f("ck_account_card_standing")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["ab_user.id"], name=op.f("fk_account_card_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_account_card")),
    )
    op.create_table(
        "account_challenge",
        sa.Column("nonce_hash", sa.LargeBinary(), nullable=False),
        sa.Column("ends_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("nonce_hash", name=op.f("pk_account_challenge")),
    )
    op.create_index("ix_account_challenge_ends_at", "account_challenge", ["ends_at"])
    op.create_table(
        "account_shown_card",
        sa.Column("ticket_hash", sa.LargeBinary(), nullable=False),
        sa.Column("challenge_hash", sa.LargeBinary(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("ends_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("ticket_hash", name=op.f("pk_account_shown_card")),
    )
    op.create_index("ix_account_shown_card_ends_at", "account_shown_card", ["ends_at"])
    op.create_table(
        "account_card_authority",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("subject", sa.String(400), nullable=False),
        sa.Column("is_root", sa.Boolean(), nullable=False),
        sa.Column("certificate", sa.LargeBinary(), nullable=False),
        sa.Column("ends_at", _INSTANT, nullable=False),
        sa.Column("source", sa.String(10), nullable=False),
        sa.Column("learned_at", _INSTANT, nullable=False),
        sa.CheckConstraint("source in ('card', 'hand')", name=op.f("ck_account_card_authority_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_card_authority")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_account_card_authority_fingerprint")),
    )
    op.create_index("ix_account_card_authority_subject_id", "account_card_authority", ["subject", "id"])
    op.add_column("account_attempt", sa.Column("fault", sa.String(40), nullable=False, server_default=""))
    _incident_kinds("'bug', 'forbidden', 'missing', 'declined', 'stale', 'outage', 'unread', 'tested'")
    for table in _TABLES:
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"create policy house_office on {table} to house_office using (true) with check (true)")
        op.execute(f"grant select, insert, update, delete on {table} to house_office")
    op.execute(
        f"create policy house_self on account_card for select to house_self using (account_id = {_ACCOUNT})"
    )
    op.execute("grant select on account_card to house_self")
    op.execute("grant usage on sequence account_card_authority_id_seq to house_office")


def _incident_kinds(kinds: str) -> None:
    op.drop_constraint(op.f("ck_case_incident_kind"), "case_incident", type_="check")
    op.create_check_constraint(op.f("ck_case_incident_kind"), "case_incident", f"kind in ({kinds})")


def downgrade() -> None:
    op.execute("delete from case_incident where kind = 'tested'")
    _incident_kinds("'bug', 'forbidden', 'missing', 'declined', 'stale', 'outage', 'unread'")
    op.drop_column("account_attempt", "fault")
    for table in reversed(_TABLES):
        op.drop_table(table)
