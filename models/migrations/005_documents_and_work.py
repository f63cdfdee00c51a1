"""Documents, and the long work that makes or reads them. Each belongs to an organisation, or the platform (0)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "005"
down_revision = "004"
branch_labels = None
depends_on = None

_ORGANISATION = "nullif(current_setting('app.organisation_id', true), '')::bigint"


def _instant(name: str, nullable: bool = True) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "document",
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("file", sa.String(64), nullable=True),
        sa.Column("subject_kind", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=True),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("private", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        _instant("made_at", nullable=False),
        _instant("expires_at"),
        _instant("removed_at"),
        sa.CheckConstraint("octet_length(sha256) = 32", name=op.f("ck_document_sha256")),
        sa.CheckConstraint("size >= 0", name=op.f("ck_document_size")),
        sa.CheckConstraint("(file is null) = (removed_at is not null)", name=op.f("ck_document_removed")),
        sa.ForeignKeyConstraint(["person_id"], ["account_person.id"], name=op.f("fk_document_person_id")),
        sa.ForeignKeyConstraint(["account_id"], ["ab_user.id"], name=op.f("fk_document_account_id")),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_document")),
    )
    op.create_index("ix_document_id", "document", ["id"])
    op.create_index("ix_document_organisation_id_made_at_id", "document", ["organisation_id", "made_at", "id"])
    op.create_index("ix_document_made_at_id", "document", ["made_at", "id"])
    op.create_index(
        "ix_document_organisation_id_subject_kind_subject_id",
        "document",
        ["organisation_id", "subject_kind", "subject_id"],
    )
    op.create_index("ix_document_person_id", "document", ["person_id"])
    op.create_index("ix_document_sha256", "document", ["sha256"])
    op.create_index(
        "ix_document_expires_at", "document", ["expires_at"], postgresql_where=sa.text("file is not null")
    )
    op.create_index("uq_document_file", "document", ["file"], unique=True)
    op.create_table(
        "work",
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("done", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.Column("result", postgresql.JSONB(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=True),
        _instant("asked_at", nullable=False),
        _instant("started_at"),
        _instant("ended_at"),
        _instant("stop_asked_at"),
        sa.CheckConstraint(
            "state in ('waiting', 'running', 'done', 'failed', 'stopped')", name=op.f("ck_work_state")
        ),
        sa.CheckConstraint(
            "(state in ('done', 'failed', 'stopped')) = (ended_at is not null)", name=op.f("ck_work_ended")
        ),
        sa.CheckConstraint("done >= 0 and (total is null or total >= 0)", name=op.f("ck_work_done")),
        sa.ForeignKeyConstraint(["account_id"], ["ab_user.id"], name=op.f("fk_work_account_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id", "document_id"],
            ["document.organisation_id", "document.id"],
            name=op.f("fk_work_organisation_id_document_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_work")),
    )
    op.create_index("ix_work_id", "work", ["id"])
    op.create_index(
        "ix_work_organisation_id_account_id_asked_at_id",
        "work",
        ["organisation_id", "account_id", "asked_at", "id"],
    )
    op.create_index("ix_work_organisation_id_asked_at_id", "work", ["organisation_id", "asked_at", "id"])
    op.create_index("ix_work_asked_at_id", "work", ["asked_at", "id"])
    for table in ("document", "work"):
        own = f"organisation_id = {_ORGANISATION}"
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"create policy house_app on {table} to house_app using ({own}) with check ({own})")
        op.execute(f"create policy house_office on {table} to house_office using (true) with check (true)")
        op.execute(f"create policy house_reader on {table} for select to house_reader using (true)")
        op.execute(f"grant select, insert on {table} to house_app, house_office")
        op.execute(f"grant select on {table} to house_reader")
        op.execute(f"grant usage on sequence {table}_id_seq to house_app, house_office")
    op.execute("grant update (file, removed_at, name) on document to house_app, house_office")
    op.execute("grant update, delete on work to house_office")
    op.execute("grant update (stop_asked_at, state, ended_at) on work to house_app")


def downgrade() -> None:
    op.drop_table("work")
    op.drop_table("document")
