# ruff: noqa: S608 - no statement holds anything that was typed
"""What follows decisions: reviews and their terms, registers of the office, whose file it is, when a relation
ended, the officer's report of a year, packs for the supervisor, and the protocol of what was deleted."""

from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "061"
down_revision = "060"
branch_labels = None
depends_on = None

_MINE = "organisation_id = nullif(current_setting('app.organisation_id', true), '')::bigint"
_OFFICER = "current_setting('app.officer', true) = 'on'"
_SHARED = (
    "aml_policy",
    "aml_training",
    "aml_attendance",
    "aml_cash_breach",
    "aml_discrepancy",
    "aml_review",
    "aml_calendar_feed",
    "aml_relation_end",
)
_OF_OFFICERS = ("aml_atypical", "aml_deletion", "aml_annual_report", "aml_annual_record", "aml_pack")
_NEVER_CHANGE = ("aml_attendance", "aml_deletion", "aml_annual_record", "aml_pack")
_NUMBERED = tuple(table for table in (*_SHARED, *_OF_OFFICERS) if table != "aml_annual_record")
_BOTH = "house_app, house_office"
_GRANTS = (
    f"select, insert on {', '.join(_SHARED)} to {_BOTH}",
    f"select, insert on {', '.join(_OF_OFFICERS)} to house_app",
    f"select on {', '.join(_OF_OFFICERS)} to house_office",
    f"select on {', '.join((*_SHARED, *_OF_OFFICERS))}, aml_review_term to house_reader",
    f"usage on sequence {', '.join(f'{table}_id_seq' for table in _NUMBERED)} to {_BOTH}",
    f"update (last_day, ended_by, ended_at, version) on aml_policy to {_BOTH}",
    f"update (withdrawn_by, withdrawn_at) on aml_training to {_BOTH}",
    f"update (withdrawn_by, withdrawn_at) on aml_cash_breach to {_BOTH}",
    "update (reported_on, reference, settled_on, outcome, withdrawn_by, withdrawn_at, version)"
    f" on aml_discrepancy to {_BOTH}",
    f"update (contact_id, due_on, why, reckoned_at, warned_for, told_for) on aml_review to {_BOTH}",
    f"delete on aml_review to {_BOTH}",
    f"update (closed_at, read_at) on aml_calendar_feed to {_BOTH}",
    f"update (withdrawn_by, withdrawn_at) on aml_relation_end to {_BOTH}",
    "update (root_id, deal_id, title, told, analysis, conclusion, changed_at, concluded_by, concluded_at, version)"
    " on aml_atypical to house_app",
    "update (state, texts, figures, pdf, print, signed_by, signed_at, version) on aml_annual_report to house_app",
    f"update (owner_id) on aml_contact to {_BOTH}",
    f"update (owner_id) on aml_deal to {_BOTH}",
    f"select on aml_review_term to {_BOTH}",
    "insert on aml_review_term to house_office",
    "usage on sequence aml_review_term_id_seq to house_office",
)
_FUNCTIONS = {
    "house_file_owned": """begin
        if new.owner_id is null then
            new.owner_id := new.made_by;
        end if;
        return new;
    end""",
    "house_atypical_concluded": """begin
        if old.concluded_at is not null then
            raise exception 'what was concluded of % stays', old.id
                using errcode = '23514', constraint = 'ck_aml_atypical_concluded';
        end if;
        return new;
    end""",
    "house_annual_signed": """begin
        if old.state = 'signed' then
            raise exception 'the report of % was signed', old.year
                using errcode = '23514', constraint = 'ck_aml_annual_report_signed';
        end if;
        return new;
    end""",
    # A figure's records are kept with the signature, not before it and not after.
    "house_annual_recorded": """begin
        if not exists (select from aml_annual_report r where r.organisation_id = new.organisation_id
                and r.id = new.report_id and r.state = 'draft') then
            raise exception 'the report % was signed', new.report_id
                using errcode = '23514', constraint = 'ck_aml_annual_record_signed';
        end if;
        return new;
    end""",
}
_TRIGGERS = (
    "trigger house_file_owned before insert on aml_contact for each row execute function house_file_owned()",
    "trigger house_file_owned before insert on aml_deal for each row execute function house_file_owned()",
    "trigger house_atypical_concluded before update on aml_atypical for each row"
    " execute function house_atypical_concluded()",
    "trigger house_annual_signed before update on aml_annual_report for each row"
    " execute function house_annual_signed()",
    "trigger house_annual_recorded before insert on aml_annual_record for each row"
    " execute function house_annual_recorded()",
    *(
        f"trigger house_never_changes before update or delete on {table} for each row"
        " execute function house_never_changes()"
        for table in _NEVER_CHANGE
    ),
    *(
        f"trigger house_never_truncated before truncate on {table} execute function house_never_changes()"
        for table in _NEVER_CHANGE
    ),
)
_OWNED = ("aml_contact", "aml_deal")
_FIRST_TERMS = {
    "since": date(2017, 10, 16),
    "standard_years": 3,
    "raised_years": 1,
    "source": "First terms",
    "set_at": datetime(2020, 1, 1, tzinfo=UTC),
}


def upgrade() -> None:
    before = import_module("models.migrations.049_deals")
    for table in _OWNED:
        op.execute(f"alter table {table} add column owner_id integer")
    # Whose file it is may change of a decided one too.
    moves = before._FUNCTIONS["house_deal_moves"].replace(" - 'version')", " - 'version' - 'owner_id')")
    op.execute(f"create or replace function house_deal_moves() returns trigger language plpgsql as $$ {moves} $$")
    for table in _OWNED:
        op.execute(f"update {table} set owner_id = made_by")
        op.execute(
            f"alter table {table} alter column owner_id set not null, add constraint fk_{table}_owner_id"
            " foreign key (owner_id) references ab_user (id)"
        )
        op.execute(f"create index ix_{table}_organisation_id_owner_id on {table} (organisation_id, owner_id)")
    driver = op.get_bind().connection.driver_connection
    with driver.cursor() as cursor:
        cursor.execute(Path(__file__).with_suffix(".sql").read_text())
    for table in (*_SHARED, *_OF_OFFICERS):
        mine = f"{_MINE} and {_OFFICER}" if table in _OF_OFFICERS else _MINE
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"create policy house_app on {table} to house_app using ({mine}) with check ({mine})")
        if table in _SHARED:
            op.execute(f"create policy house_office on {table} to house_office using (true) with check (true)")
        else:
            op.execute(f"create policy house_office on {table} for select to house_office using ({_OFFICER})")
        op.execute(f"create policy house_reader on {table} for select to house_reader using (true)")
    for function, body in _FUNCTIONS.items():
        op.execute(f"create function {function}() returns trigger language plpgsql as $$ {body} $$")
    for trigger in _TRIGGERS:
        op.execute(f"create {trigger}")
    for grant in _GRANTS:
        op.execute(f"grant {grant}")
    terms = sa.table(
        "aml_review_term",
        sa.column("since", sa.Date),
        sa.column("standard_years", sa.SmallInteger),
        sa.column("raised_years", sa.SmallInteger),
        sa.column("source", sa.String),
        sa.column("set_at", sa.DateTime(timezone=True)),
    )
    op.bulk_insert(terms, [_FIRST_TERMS])


def downgrade() -> None:
    for table in (
        "aml_pack", "aml_annual_record", "aml_annual_report", "aml_deletion", "aml_relation_end",
        "aml_calendar_feed", "aml_review_term", "aml_review", "aml_atypical", "aml_discrepancy",
        "aml_cash_breach", "aml_attendance", "aml_training", "aml_policy",
    ):  # fmt: skip
        op.execute(f"drop table {table}")
    for table in _OWNED:
        op.execute(f"drop trigger house_file_owned on {table}")
        op.execute(f"alter table {table} drop column owner_id")
    for function in _FUNCTIONS:
        op.execute(f"drop function {function}()")
    moves = import_module("models.migrations.049_deals")._FUNCTIONS["house_deal_moves"]
    op.execute(f"create or replace function house_deal_moves() returns trigger language plpgsql as $$ {moves} $$")
