"""Documents that are issued: a counter per organisation, series and year, and rows that never change."""

import sqlalchemy as sa
from alembic import op

revision = "008"
down_revision = "007"
branch_labels = None
depends_on = None

_ORGANISATION = "nullif(current_setting('app.organisation_id', true), '')::bigint"
_TABLES = ("document_series", "document_issued")
_INDEXES = (
    ["id"],
    ["organisation_id", "issued_at", "id"],
    ["issued_at", "id"],
    ["organisation_id", "reference", "id"],
    ["reference", "id"],
    ["organisation_id", "document_id"],
    ["organisation_id", "subject_kind", "subject_id", "id"],
    ["person_id"],
    ["sha256"],
)
# A series starts at 1 and goes on by 1: whoever writes it, no number is left out or given twice.
_GOES_ON = """returns trigger language plpgsql as $$ declare expected bigint := 1; begin
    if tg_op = 'UPDATE' then
        expected := old.last_number + 1;
    end if;
    if new.last_number <> expected or tg_op = 'UPDATE' and (new.organisation_id, new.series, new.year)
            is distinct from (old.organisation_id, old.series, old.year) then
        raise exception 'a series goes on by one'
            using errcode = '23514', constraint = 'ck_document_series_goes_on';
    end if;
    return new;
end $$"""
_TRIGGERS = {
    "house_series_goes_on": "before insert or update on document_series for each row"
    " execute function house_series_goes_on()",
    "house_never_deleted": "before delete on document_series for each row execute function house_never_changes()",
    "house_never_changes": "before update or delete on document_issued for each row"
    " execute function house_never_changes()",
    "house_never_truncated": "before truncate on document_issued execute function house_never_changes()",
}


def upgrade() -> None:
    op.create_table(
        "document_series",
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("series", sa.String(20), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("last_number", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("last_number > 0", name=op.f("ck_document_series_last_number")),
        sa.PrimaryKeyConstraint("organisation_id", "series", "year", name=op.f("pk_document_series")),
    )
    op.create_table(
        "document_issued",
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("series", sa.String(20), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column(
            "reference",
            sa.String(20),
            sa.Computed("year::text || '-' || lpad(number::text, 6, '0')", persisted=True),
            nullable=False,
        ),
        sa.Column("code", sa.String(32), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("subject_kind", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.Integer(), nullable=False),
        sa.Column("form_key", sa.String(64), nullable=True),
        sa.CheckConstraint("number between 1 and 999999", name=op.f("ck_document_issued_number")),
        sa.CheckConstraint("octet_length(sha256) = 32", name=op.f("ck_document_issued_sha256")),
        sa.ForeignKeyConstraint(
            ["organisation_id", "document_id"],
            ["document.organisation_id", "document.id"],
            name=op.f("fk_document_issued_organisation_id_document_id"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["account_person.id"], name=op.f("fk_document_issued_person_id")),
        sa.ForeignKeyConstraint(["issued_by"], ["ab_user.id"], name=op.f("fk_document_issued_issued_by")),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_document_issued")),
        sa.UniqueConstraint(
            "organisation_id",
            "series",
            "year",
            "number",
            name=op.f("uq_document_issued_organisation_id_series_year_number"),
        ),
        sa.UniqueConstraint(
            "organisation_id", "form_key", name=op.f("uq_document_issued_organisation_id_form_key")
        ),
        sa.UniqueConstraint("code", name=op.f("uq_document_issued_code")),
    )
    for columns in _INDEXES:
        op.create_index(f"ix_document_issued_{'_'.join(columns)}", "document_issued", columns)
    own = f"organisation_id = {_ORGANISATION}"
    for table in _TABLES:
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"create policy house_app on {table} to house_app using ({own}) with check ({own})")
        op.execute(f"create policy house_office on {table} to house_office using (true) with check (true)")
        op.execute(f"create policy house_reader on {table} for select to house_reader using (true)")
        op.execute(f"grant select, insert on {table} to house_app, house_office")
        op.execute(f"grant select on {table} to house_reader")
    op.execute("grant update (last_number) on document_series to house_app, house_office")
    op.execute("grant usage on sequence document_issued_id_seq to house_app, house_office")
    op.execute(f"create function house_series_goes_on() {_GOES_ON}")
    op.execute("revoke all on function house_series_goes_on() from public")
    for name, text in _TRIGGERS.items():
        op.execute(f"create trigger {name} {text}")


def downgrade() -> None:
    op.drop_table("document_issued")
    op.drop_table("document_series")
    op.execute("drop function house_series_goes_on()")
