"""What becomes of an account: another address that waits for its code, details, rest, and leaving.

An account at rest was put there by its holder, and comes back with his password and a code. One without any
activity in its name can be deleted by the office's role; what signing in left of it goes along.
"""

import sqlalchemy as sa
from alembic import op

revision = "022"
down_revision = "021"
branch_labels = None
depends_on = None

_ACCOUNT = "nullif(current_setting('app.account_id', true), '')::bigint"
_INSTANT = sa.DateTime(timezone=True)

_VIEW = """
create view account_overview as
select u.id, u.username, u.email, u.active, u.rested_at, u.person_id,
    trim(coalesce(p.given_names || ' ' || p.family_name, f.given_names || ' ' || f.family_name, '')) as name
from ab_user u
left join account_person p on p.id = u.person_id
left join account_profile f on f.account_id = u.id
"""


def upgrade() -> None:
    op.create_table(
        "account_address_change",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("asked_at", _INSTANT, nullable=False),
        sa.Column("ends_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["ab_user.id"], name=op.f("fk_account_address_change_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_account_address_change")),
    )
    op.create_index("ix_account_address_change_ends_at", "account_address_change", ["ends_at"])
    op.execute("alter table account_address_change enable row level security")
    op.execute(
        "create policy house_office on account_address_change to house_office using (true) with check (true)"
    )
    op.execute(
        "create policy house_self on account_address_change for select to house_self"
        f" using (account_id = {_ACCOUNT})"
    )
    op.execute("grant select, insert, update, delete on account_address_change to house_office")
    op.execute("grant select on account_address_change to house_self")
    op.add_column("ab_user", sa.Column("rested_at", _INSTANT, nullable=True))
    op.create_check_constraint(op.f("ck_ab_user_at_rest"), "ab_user", "rested_at is null or not active")
    op.add_column("account_profile", sa.Column("salutation", sa.String(4), nullable=False, server_default=""))
    op.add_column("account_profile", sa.Column("phone", sa.String(20), nullable=False, server_default=""))
    op.create_check_constraint(
        op.f("ck_account_profile_salutation"), "account_profile", "salutation in ('', 'mr', 'mrs')"
    )
    op.drop_constraint("fk_account_attempt_account_id", "account_attempt", type_="foreignkey")
    op.create_foreign_key(
        "fk_account_attempt_account_id", "account_attempt", "ab_user", ["account_id"], ["id"], ondelete="SET NULL"
    )
    op.create_index("ix_account_attempt_account_id_id", "account_attempt", ["account_id", "id"])
    op.create_index("ix_ab_user_username_id", "ab_user", ["username", "id"])
    op.create_index("ix_account_sign_up_asked_at_id", "account_sign_up", ["asked_at", "id"])
    op.add_column(
        "account_profile",
        sa.Column(
            "sort_name",
            sa.Text(),
            sa.Computed("house_sort_name(family_name || ' ' || given_names)", persisted=True),
            nullable=False,
        ),
    )
    op.create_index(
        "ix_account_profile_sort_name_trigram",
        "account_profile",
        ["sort_name"],
        postgresql_using="gin",
        postgresql_ops={"sort_name": "gin_trgm_ops"},
    )
    op.execute(_VIEW)
    op.execute("grant select on account_overview to house_office")
    op.execute("grant delete on ab_user to house_office")


def downgrade() -> None:
    op.execute("revoke delete on ab_user from house_office")
    op.execute("drop view account_overview")
    op.drop_index("ix_account_profile_sort_name_trigram", "account_profile")
    op.drop_column("account_profile", "sort_name")
    op.drop_index("ix_account_sign_up_asked_at_id", "account_sign_up")
    op.drop_index("ix_ab_user_username_id", "ab_user")
    op.drop_index("ix_account_attempt_account_id_id", "account_attempt")
    op.drop_constraint("fk_account_attempt_account_id", "account_attempt", type_="foreignkey")
    op.create_foreign_key("fk_account_attempt_account_id", "account_attempt", "ab_user", ["account_id"], ["id"])
    op.drop_constraint(op.f("ck_account_profile_salutation"), "account_profile")
    op.drop_column("account_profile", "phone")
    op.drop_column("account_profile", "salutation")
    op.drop_constraint(op.f("ck_ab_user_at_rest"), "ab_user")
    op.drop_column("ab_user", "rested_at")
    op.drop_table("account_address_change")
