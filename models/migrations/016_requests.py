"""What people ask of the administrators of their organisation, and what became of it."""

import sqlalchemy as sa
from alembic import op

revision = "016"
down_revision = "015"
branch_labels = None
depends_on = None

_ORGANISATION = "nullif(current_setting('app.organisation_id', true), '')::bigint"
_PERSON = "nullif(current_setting('app.person_id', true), '')::bigint"
_TABLE = "rights_request"
_CHECKS = {
    "period": "last_day >= first_day",
    "state": "state in ('asked', 'granted', 'not_granted', 'let_go')",
    "decided": "(state = 'asked') = (decided_at is null)",
    "granted": "(state = 'granted') = (granted_right_id is not null)",
}
_KEYS = {
    "organisation_id": "organisation.id",
    "person_id": "account_person.id",
    "account_id": "ab_user.id",
    "kind_id": "rights_kind.id",
    "decided_by": "ab_user.id",
}


def upgrade() -> None:
    op.create_table(
        _TABLE,
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("membership_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind_id", sa.BigInteger(), nullable=False),
        sa.Column("context", sa.String(200), server_default="", nullable=False),
        sa.Column("right_id", sa.BigInteger(), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("why", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("granted_right_id", sa.BigInteger(), nullable=True),
        sa.Column("form_key", sa.String(64), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_{_TABLE}_{name}")) for name, rule in _CHECKS.items()),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{_TABLE}_{column}"))
            for column, target in _KEYS.items()
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "membership_id"],
            ["organisation_membership.organisation_id", "organisation_membership.id"],
            name=op.f(f"fk_{_TABLE}_organisation_id_membership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "right_id"],
            ["rights_right.organisation_id", "rights_right.id"],
            name=op.f(f"fk_{_TABLE}_organisation_id_right_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f(f"pk_{_TABLE}")),
        sa.UniqueConstraint("person_id", "form_key", name=op.f(f"uq_{_TABLE}_person_id_form_key")),
    )
    for columns in (
        ["id"],
        ["organisation_id", "asked_at", "id"],
        ["asked_at", "id"],
        ["person_id", "asked_at"],
    ):
        op.create_index(f"ix_{_TABLE}_{'_'.join(columns)}", _TABLE, columns)
    op.create_index(
        "uq_rights_request_open",
        _TABLE,
        ["organisation_id", "membership_id", "kind_id", "context"],
        unique=True,
        postgresql_where=sa.text("state = 'asked'"),
    )
    op.execute(f"alter table {_TABLE} enable row level security")
    for role, rows in {
        "house_app": f"organisation_id = {_ORGANISATION}",
        "house_self": f"person_id = {_PERSON}",
        "house_office": "true",
    }.items():
        op.execute(f"create policy {role} on {_TABLE} to {role} using ({rows}) with check ({rows})")
        op.execute(f"grant usage on sequence {_TABLE}_id_seq to {role}")
    op.execute(f"create policy house_reader on {_TABLE} for select to house_reader using (true)")
    op.execute(f"grant select on {_TABLE} to house_app")
    op.execute(
        f"grant update (state, decided_at, decided_by, answer, granted_right_id, version) on {_TABLE} to house_app"
    )
    op.execute(f"grant select, insert on {_TABLE} to house_self")
    op.execute(f"grant update (state, decided_at, version) on {_TABLE} to house_self")
    op.execute(f"grant select, insert, update on {_TABLE} to house_office")
    op.execute(
        f"grant select (organisation_id, id, membership_id, person_id, kind_id, context, right_id, first_day,"
        f" last_day, state, asked_at, decided_at, granted_right_id, version) on {_TABLE} to house_reader"
    )


def downgrade() -> None:
    op.drop_table(_TABLE)
