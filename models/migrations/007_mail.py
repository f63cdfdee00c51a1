"""Letters and the tries to get them out.

The office's role writes both; a person reads his own letters, not the tries. An administrator's scope reads
neither. Reports see the facts of a letter, never its text or address.
"""

import sqlalchemy as sa
from alembic import op

revision = "007"
down_revision = "006"
branch_labels = None
depends_on = None

_STATES = "'queued', 'handing_over', 'sent', 'delivered', 'unsure', 'undelivered', 'bounced', 'unreachable'"
_FACTS = (
    "organisation_id, id, event_id, kind, person_id, language, state, problem, status_code, round, tries,"
    " written_at"
)


def upgrade() -> None:
    op.create_table(
        "mail_letter",
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(80), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("address", sa.String(320), nullable=False),
        sa.Column("name", sa.String(401), nullable=False),
        sa.Column("subject", sa.String(300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("token", sa.String(32), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("problem", sa.String(20), nullable=False, server_default=""),
        sa.Column("status_code", sa.String(12), nullable=False, server_default=""),
        sa.Column("round", sa.SmallInteger(), nullable=False, server_default="1"),
        sa.Column("tries", sa.SmallInteger(), nullable=False, server_default="0"),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False, server_default="1"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_mail_letter")),
        sa.ForeignKeyConstraint(
            ["organisation_id", "event_id"],
            ["event.organisation_id", "event.id"],
            name=op.f("fk_mail_letter_organisation_id_event_id"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["account_person.id"], name=op.f("fk_mail_letter_person_id")),
        sa.UniqueConstraint(
            "organisation_id",
            "event_id",
            "person_id",
            "kind",
            name=op.f("uq_mail_letter_organisation_id_event_id_person_id_kind"),
        ),
        sa.UniqueConstraint("token", name=op.f("uq_mail_letter_token")),
        sa.CheckConstraint(f"state in ({_STATES})", name=op.f("ck_mail_letter_state")),
        sa.CheckConstraint("language in ('nl', 'fr', 'en')", name=op.f("ck_mail_letter_language")),
        sa.CheckConstraint("round >= 1 and tries >= 0", name=op.f("ck_mail_letter_counts")),
        sa.CheckConstraint(
            "forgotten_at is null or (body = '' and html = '' and address = '')",
            name=op.f("ck_mail_letter_forgotten"),
        ),
    )
    for columns in (
        ["id"],
        ["organisation_id", "written_at", "id"],
        ["written_at", "id"],
        ["state", "written_at", "id"],
        ["person_id", "written_at", "id"],
    ):
        op.create_index(f"ix_mail_letter_{'_'.join(columns)}", "mail_letter", columns)
    op.create_table(
        "mail_try",
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("letter_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("round", sa.SmallInteger(), nullable=False),
        sa.Column("way", sa.String(10), nullable=False),
        sa.Column("outcome", sa.String(12), nullable=False),
        sa.Column("problem", sa.String(20), nullable=False, server_default=""),
        sa.Column("code", sa.String(12), nullable=False, server_default=""),
        sa.Column("answer", sa.String(300), nullable=False, server_default=""),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_mail_try")),
        sa.ForeignKeyConstraint(
            ["organisation_id", "letter_id"],
            ["mail_letter.organisation_id", "mail_letter.id"],
            name=op.f("fk_mail_try_organisation_id_letter_id"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["account_person.id"], name=op.f("fk_mail_try_person_id")),
        sa.CheckConstraint(f"outcome in ({_STATES})", name=op.f("ck_mail_try_outcome")),
        sa.CheckConstraint("way in ('mailbox', 'smtp', 'report')", name=op.f("ck_mail_try_way")),
        sa.CheckConstraint(
            "ended_at is not null or outcome in ('handing_over', 'unsure')", name=op.f("ck_mail_try_ended")
        ),
    )
    for columns in (["id"], ["organisation_id", "letter_id", "id"], ["person_id"]):
        op.create_index(f"ix_mail_try_{'_'.join(columns)}", "mail_try", columns)
    op.create_index(
        "uq_mail_try_handed_over",
        "mail_try",
        ["organisation_id", "letter_id", "round"],
        unique=True,
        postgresql_where=sa.text("outcome in ('handing_over', 'sent', 'delivered', 'unsure')"),
    )
    for table in ("mail_letter", "mail_try"):
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"create policy house_office on {table} to house_office using (true) with check (true)")
        op.execute(f"create policy house_reader on {table} for select to house_reader using (true)")
        op.execute(f"grant select, insert, update on {table} to house_office")
    op.execute(
        "create policy house_self on mail_letter for select to house_self"
        " using (person_id = nullif(current_setting('app.person_id', true), '')::bigint)"
    )
    op.execute("grant select on mail_letter to house_self")
    op.execute("grant usage on sequence mail_letter_id_seq, mail_try_id_seq to house_office")
    op.execute(f"grant select ({_FACTS}) on mail_letter to house_reader")


def downgrade() -> None:
    op.drop_table("mail_try")
    op.drop_table("mail_letter")
