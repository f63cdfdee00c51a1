"""Imports: files on their way in, what came of each row; and what taking back needs: a relation can be withdrawn.

Rows are staged in a temporary table, which COPY may fill and nobody else can see; what stays is walled off.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "009"
down_revision = "008"
branch_labels = None
depends_on = None

_ORGANISATION = "nullif(current_setting('app.organisation_id', true), '')::bigint"
_TABLES = ("import_run", "import_chunk", "import_row", "import_mapping")
_STATES = ("'awaiting_confirmation', 'confirmed', 'ended', 'refused'", ", 'withdrawn'")
_STATE = "ck_organisation_membership_state"
# A person is seen where he has or had a relation; one that was withdrawn never was.
_SEEN = "exists (select from organisation_membership m where m.person_id = account_person.id{0})"

_FUNCTIONS = {
    # Known by full number, as house_person_by_number, for a whole file at once.
    "house_persons_by_numbers(wanted bytea[])": """returns table
        (id bigint, number_hash bytea, family_name varchar, given_names varchar)
    language sql stable security definer set search_path = public, pg_temp as $$
        select p.id, p.number_hash, p.family_name, p.given_names from account_person p
        where p.number_hash = any(wanted) and p.anonymised_at is null
    $$""",
    # Whether something stands on a relation after that day; and whether anything ever did.
    "house_relation_carries(organisation bigint, relation bigint, after date)": """returns boolean
    language sql stable set search_path = public, pg_temp as $$
        select exists (select from rights_right r where r.organisation_id = organisation
            and r.membership_id = relation and r.revoked_at is null and r.last_day > after)
    $$""",
    "house_relation_was_used(organisation bigint, relation bigint)": """returns boolean
    language sql stable set search_path = public, pg_temp as $$
        select exists (select from rights_right r where r.organisation_id = organisation
            and r.membership_id = relation)
    $$""",
}


def _run_table() -> None:
    op.create_table(
        "import_run",
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("format", sa.String(10), nullable=False),
        sa.Column("encoding", sa.String(20), nullable=False),
        sa.Column("delimiter", sa.String(1), nullable=False),
        sa.Column("sheet", sa.String(100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.String(64), nullable=False),
        sa.Column("heads", postgresql.JSONB(), nullable=False),
        sa.Column("columns", postgresql.JSONB(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("mode", sa.String(10), nullable=True),
        sa.Column("counts", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("undo_counts", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("refusal", sa.String(80), nullable=True),
        sa.Column("digest", sa.String(32), nullable=True),
        sa.Column("work_id", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("applied_by", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.Column("emptied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "state in ('mapping', 'checking', 'checked', 'applying', 'applied', 'undoing', 'undone', 'dropped')",
            name=op.f("ck_import_run_state"),
        ),
        sa.CheckConstraint("mode in ('all_rows', 'good_rows')", name=op.f("ck_import_run_mode")),
        sa.CheckConstraint("format in ('csv', 'xlsx')", name=op.f("ck_import_run_format")),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_import_run")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_import_run_organisation_id")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["ab_user.id"], name=op.f("fk_import_run_account_id")),
        sa.ForeignKeyConstraint(["applied_by"], ["ab_user.id"], name=op.f("fk_import_run_applied_by")),
        sa.ForeignKeyConstraint(["undone_by"], ["ab_user.id"], name=op.f("fk_import_run_undone_by")),
    )
    op.create_index("ix_import_run_id", "import_run", ["id"])
    op.create_index(
        "ix_import_run_organisation_id_asked_at_id", "import_run", ["organisation_id", "asked_at", "id"]
    )
    op.create_index("ix_import_run_asked_at_id", "import_run", ["asked_at", "id"])


def _row_tables() -> None:
    op.create_table(
        "import_chunk",
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("first_line", sa.BigInteger(), nullable=False),
        sa.Column("last_line", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "import_id", "first_line", name=op.f("pk_import_chunk")),
        sa.ForeignKeyConstraint(
            ["organisation_id", "import_id"],
            ["import_run.organisation_id", "import_run.id"],
            name=op.f("fk_import_chunk_organisation_id_import_id"),
        ),
    )
    op.create_table(
        "import_row",
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("verdict", sa.String(10), nullable=False),
        sa.Column("problems", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=True),
        sa.Column("subject_version", sa.BigInteger(), nullable=True),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("before", postgresql.JSONB(), nullable=True),
        sa.Column("undo", sa.String(10), nullable=True),
        sa.Column("undo_code", sa.String(80), nullable=True),
        sa.CheckConstraint(
            "verdict in ('created', 'attached', 'updated', 'unchanged', 'rejected')",
            name=op.f("ck_import_row_verdict"),
        ),
        sa.CheckConstraint("undo in ('taken_back', 'kept')", name=op.f("ck_import_row_undo")),
        sa.PrimaryKeyConstraint("organisation_id", "import_id", "line", name=op.f("pk_import_row")),
        sa.ForeignKeyConstraint(
            ["organisation_id", "import_id"],
            ["import_run.organisation_id", "import_run.id"],
            name=op.f("fk_import_row_organisation_id_import_id"),
        ),
    )
    op.create_index(
        "ix_import_row_organisation_id_import_id_verdict_line",
        "import_row",
        ["organisation_id", "import_id", "verdict", "line"],
    )
    op.create_index("ix_import_row_organisation_id_subject_id", "import_row", ["organisation_id", "subject_id"])
    op.create_index("ix_import_row_person_id", "import_row", ["person_id"])
    op.create_table(
        "import_mapping",
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("signature", sa.String(64), nullable=False),
        sa.Column("columns", postgresql.JSONB(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_import_mapping")),
        sa.UniqueConstraint(
            "organisation_id",
            "kind",
            "signature",
            name=op.f("uq_import_mapping_organisation_id_kind_signature"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_import_mapping_organisation_id")
        ),
    )
    op.create_index("ix_import_mapping_id", "import_mapping", ["id"])


def _walls() -> None:
    for table in _TABLES:
        op.execute(f"alter table {table} enable row level security")
        own = f"organisation_id = {_ORGANISATION}"
        op.execute(f"create policy house_app on {table} to house_app using ({own}) with check ({own})")
        op.execute(f"create policy house_office on {table} to house_office using (true) with check (true)")
    for table in ("import_run", "import_row"):
        op.execute(f"create policy house_reader on {table} for select to house_reader using (true)")
    op.execute("""
        grant select, insert, update on import_run, import_mapping to house_app, house_office;
        grant select, insert, delete on import_chunk to house_app, house_office;
        grant select, insert, update, delete on import_row to house_app, house_office;
        grant select on import_run to house_reader;
        grant select (organisation_id, import_id, line, verdict, problems, subject_id, undo, undo_code)
            on import_row to house_reader;
        grant usage on sequence import_run_id_seq, import_mapping_id_seq to house_app, house_office;
    """)


def _person_seen(condition: str) -> None:
    rows = _SEEN.format(condition)
    op.execute("drop policy house_app on account_person")
    op.execute(f"create policy house_app on account_person to house_app using ({rows}) with check ({rows})")


def upgrade() -> None:
    _run_table()
    _row_tables()
    _walls()
    op.drop_constraint(_STATE, "organisation_membership")
    op.create_check_constraint(op.f(_STATE), "organisation_membership", f"state in ({''.join(_STATES)})")
    _person_seen(" and m.state <> 'withdrawn'")
    for signature, body in _FUNCTIONS.items():
        op.execute(f"create function {signature} {body}")
        name = signature.split("(")[0]
        types = ", ".join(one.rsplit(" ", 1)[1] for one in signature.split("(")[1][:-1].split(", "))
        op.execute(f"revoke all on function {name}({types}) from public")
        op.execute(f"grant execute on function {name}({types}) to house_app, house_office")
    # Imports are staged in temporary tables. The script of roles says the same for a database of one's own.
    op.execute("""do $$ begin
        execute format('grant temporary on database %I to house_app', current_database());
    end $$""")


def downgrade() -> None:
    for signature in _FUNCTIONS:
        op.execute(f"drop function {signature.split('(')[0]}")
    _person_seen("")
    # What was withdrawn never counted; without the word it ended.
    op.execute("update organisation_membership set state = 'ended' where state = 'withdrawn'")
    op.drop_constraint(_STATE, "organisation_membership")
    op.create_check_constraint(op.f(_STATE), "organisation_membership", f"state in ({_STATES[0]})")
    for table in reversed(_TABLES):
        op.drop_table(table)
