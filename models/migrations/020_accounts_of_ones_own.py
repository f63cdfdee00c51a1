"""Accounts people make themselves: what waits for its code, who an account says he is, the second factor.

Nothing of it is read before somebody is known but by the office's role, which services put on for a moment.
`app.account_id` tells whose account a transaction acts for; a person who isn't known by number has no other row.
A letter may go to an account, or to an address that has none yet; a code in it stands apart, encrypted.
"""

import sqlalchemy as sa
from alembic import op

revision = "020"
down_revision = "019"
branch_labels = None
depends_on = None

_ACCOUNT = "nullif(current_setting('app.account_id', true), '')::bigint"
_INSTANT = sa.DateTime(timezone=True)
_TABLES = ("account_sign_up", "account_code", "account_profile", "account_authenticator", "account_recovery_code")
_OWN = ("account_profile", "account_authenticator", "account_recovery_code")


def upgrade() -> None:
    op.create_table(
        "account_sign_up",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("reference", sa.String(32), nullable=False),
        sa.Column("username", sa.String(64), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("given_names", sa.String(200), nullable=False),
        sa.Column("family_name", sa.String(200), nullable=False),
        sa.Column("password", sa.String(256), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("terms", sa.String(20), nullable=False),
        sa.Column("visitor_hash", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", _INSTANT, nullable=False),
        sa.Column("ends_at", _INSTANT, nullable=False),
        sa.CheckConstraint("language in ('nl', 'fr', 'en')", name=op.f("ck_account_sign_up_language")),
        sa.CheckConstraint("username = lower(username)", name=op.f("ck_account_sign_up_username")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_sign_up")),
        sa.UniqueConstraint("reference", name=op.f("uq_account_sign_up_reference")),
        sa.UniqueConstraint("username", name=op.f("uq_account_sign_up_username")),
    )
    op.create_index("ix_account_sign_up_ends_at", "account_sign_up", ["ends_at"])
    op.create_index("ix_account_sign_up_visitor_hash_asked_at", "account_sign_up", ["visitor_hash", "asked_at"])
    op.create_table(
        "account_code",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("purpose", sa.String(12), nullable=False),
        sa.Column("sign_up_id", sa.BigInteger(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("address_hash", sa.LargeBinary(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("wrong", sa.SmallInteger(), nullable=False, server_default="0"),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.Column("ends_at", _INSTANT, nullable=False),
        sa.Column("used_at", _INSTANT, nullable=True),
        sa.CheckConstraint("purpose in ('activate', 'address', 'return')", name=op.f("ck_account_code_purpose")),
        sa.CheckConstraint("(sign_up_id is null) <> (account_id is null)", name=op.f("ck_account_code_of_one")),
        sa.CheckConstraint("wrong between 0 and 5", name=op.f("ck_account_code_wrong")),
        sa.ForeignKeyConstraint(
            ["sign_up_id"], ["account_sign_up.id"], name=op.f("fk_account_code_sign_up_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["ab_user.id"], name=op.f("fk_account_code_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_code")),
    )
    op.create_index("ix_account_code_sign_up_id_id", "account_code", ["sign_up_id", "id"])
    op.create_index("ix_account_code_account_id_id", "account_code", ["account_id", "id"])
    op.create_index("ix_account_code_address_hash_made_at", "account_code", ["address_hash", "made_at"])
    op.create_index("ix_account_code_ends_at", "account_code", ["ends_at"])
    op.create_table(
        "account_profile",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("given_names", sa.String(200), nullable=False),
        sa.Column("family_name", sa.String(200), nullable=False),
        sa.Column("terms", sa.String(20), nullable=False),
        sa.Column("terms_at", _INSTANT, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False, server_default="1"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["ab_user.id"], name=op.f("fk_account_profile_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_account_profile")),
    )
    op.create_table(
        "account_authenticator",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.Column("confirmed_at", _INSTANT, nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("last_used_at", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["ab_user.id"], name=op.f("fk_account_authenticator_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_account_authenticator")),
    )
    op.create_table(
        "account_recovery_code",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("used_at", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["ab_user.id"], name=op.f("fk_account_recovery_code_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "code_hash", name=op.f("pk_account_recovery_code")),
    )
    op.add_column(
        "account_one_time_link", sa.Column("purpose", sa.String(10), nullable=False, server_default="first")
    )
    op.create_check_constraint(
        op.f("ck_account_one_time_link_purpose"), "account_one_time_link", "purpose in ('first', 'reset')"
    )
    op.create_index("uq_ab_user_lower_email", "ab_user", [sa.text("lower(email)")], unique=True)
    op.create_index("uq_ab_user_lower_username", "ab_user", [sa.text("lower(username)")], unique=True)
    _letters()
    _walls()


def _letters() -> None:
    for table in ("mail_letter", "mail_try"):
        op.alter_column(table, "person_id", existing_type=sa.BigInteger(), nullable=True)
    op.add_column("mail_letter", sa.Column("account_id", sa.BigInteger(), nullable=True))
    op.add_column("mail_letter", sa.Column("secret", sa.LargeBinary(), nullable=True))
    op.drop_constraint("uq_mail_letter_organisation_id_event_id_person_id_kind", "mail_letter", type_="unique")
    op.create_index(
        "uq_mail_letter_once",
        "mail_letter",
        [
            "organisation_id",
            "event_id",
            "kind",
            sa.text("coalesce(person_id, 0)"),
            sa.text("coalesce(account_id, 0)"),
        ],
        unique=True,
    )
    op.create_index("ix_mail_letter_account_id_written_at_id", "mail_letter", ["account_id", "written_at", "id"])
    op.create_index(
        "ix_mail_letter_secret",
        "mail_letter",
        ["written_at"],
        postgresql_where=sa.text("secret is not null"),
    )
    op.execute(
        f"create policy house_self_account on mail_letter for select to house_self using (account_id = {_ACCOUNT})"
    )


def _walls() -> None:
    for table in _TABLES:
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"create policy house_office on {table} to house_office using (true) with check (true)")
        op.execute(f"grant select, insert, update, delete on {table} to house_office")
    for table in _OWN:
        op.execute(f"create policy house_self on {table} for select to house_self using (account_id = {_ACCOUNT})")
        op.execute(f"grant select on {table} to house_self")
    op.execute("grant delete on account_one_time_link to house_office")
    for table in ("account_sign_up", "account_code"):
        op.execute(f"grant usage on sequence {table}_id_seq to house_office")


def downgrade() -> None:
    op.execute("drop policy house_self_account on mail_letter")
    op.execute("delete from mail_try t using mail_letter l where t.letter_id = l.id and l.person_id is null")
    op.execute("delete from mail_letter where person_id is null")
    for name in ("ix_mail_letter_secret", "ix_mail_letter_account_id_written_at_id", "uq_mail_letter_once"):
        op.drop_index(name, "mail_letter")
    op.create_unique_constraint(
        "uq_mail_letter_organisation_id_event_id_person_id_kind",
        "mail_letter",
        ["organisation_id", "event_id", "person_id", "kind"],
    )
    op.drop_column("mail_letter", "secret")
    op.drop_column("mail_letter", "account_id")
    for table in ("mail_letter", "mail_try"):
        op.alter_column(table, "person_id", existing_type=sa.BigInteger(), nullable=False)
    op.drop_index("uq_ab_user_lower_email", "ab_user")
    op.drop_index("uq_ab_user_lower_username", "ab_user")
    op.drop_column("account_one_time_link", "purpose")
    op.execute("revoke delete on account_one_time_link from house_office")
    for table in reversed(_TABLES):
        op.drop_table(table)
