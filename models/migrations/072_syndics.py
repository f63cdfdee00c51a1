"""Syndics: mandates and who represents their companies, cases with their steps and files, what an act costs, and
acts on many mandates at once.

Mandates and fees are read by whoever signed in; a case by whom it belongs to, and by the office.
"""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "072"
down_revision = "071"
branch_labels = None
depends_on = None

_ORGANISATION = "nullif(current_setting('app.organisation_id', true), '')::bigint"
_ACCOUNT = "nullif(current_setting('app.account_id', true), '')::int"
_OPEN = ("syndic_mandate", "syndic_representative", "syndic_fee")
_OF_CASES = ("syndic_step", "syndic_file")
_OF_MANY = ("syndic_batch", "syndic_batch_item")
_TABLES = (*_OPEN, "syndic_case", *_OF_CASES, *_OF_MANY)
_BOTH = "house_app, house_self"
_ALL = "house_app, house_self, house_office"
_OWN_CASE = {
    "house_app": f"acting_for_id = {_ORGANISATION}",
    "house_self": f"acting_for_id is null and account_id = {_ACCOUNT}",
}
_GRANTS = (
    f"select on {', '.join(_OPEN)} to {_ALL}",
    f"insert, update on {', '.join(_OPEN)} to house_office",
    f"select, insert on syndic_case, {', '.join(_OF_CASES)} to {_ALL}",
    f"delete on syndic_file to {_ALL}",
    "update on syndic_case to house_office",
    "update (form, state, language, association_number, association_name, association_id, mandate_id, details,"
    " page, decided_on, starts_on, ends_on, due_on, changed_at, handed_in_at, submitted_at, ended_at, ended_by,"
    f" payer_id, charge_id, extra_charge_id, refunded_at, proof_id, version) on syndic_case to {_BOTH}",
    f"select, insert, update on {', '.join(_OF_MANY)} to house_app, house_office",
    f"delete on {', '.join(_OF_MANY)} to house_app, house_office",
    f"select on {', '.join(_TABLES)} to house_reader",
    f"usage on sequence {', '.join(f'{table}_id_seq' for table in _TABLES if table != 'syndic_batch_item')}"
    f" to {_ALL}",
)
_MOVES = {
    "draft": ("announced", "submitted", "withdrawn"),
    "announced": ("draft", "refused", "withdrawn"),
    "submitted": ("in_treatment", "question", "refused", "withdrawn"),
    "in_treatment": ("question", "filed", "refused", "withdrawn"),
    "question": ("answered", "filed", "refused", "withdrawn"),
    "answered": ("in_treatment", "question", "filed", "refused", "withdrawn"),
}
_ALLOWED = ", ".join(f"('{old}', '{new}')" for old, among in _MOVES.items() for new in among)
_FUNCTIONS = {
    "house_case_moves": f"""begin
        if new.state <> old.state and (old.state, new.state) not in ({_ALLOWED}) then
            raise exception 'case % is %, and can''t become %', old.id, old.state, new.state
                using errcode = '23514', constraint = 'ck_syndic_case_moves';
        end if;
        if old.handed_in_at is not null
                and (new.handed_in_at, new.due_on) is distinct from (old.handed_in_at, old.due_on) then
            raise exception 'when case % was handed in, and its last day, stay', old.id
                using errcode = '23514', constraint = 'ck_syndic_case_due_on_stays';
        end if;
        if old.charge_id is not null and (new.payer_id, new.charge_id, new.extra_charge_id)
                is distinct from (old.payer_id, old.charge_id, old.extra_charge_id) then
            raise exception 'case % was paid', old.id
                using errcode = '23514', constraint = 'ck_syndic_case_paid_once';
        end if;
        if old.state in ('filed', 'refused', 'withdrawn')
                and to_jsonb(new) - 'version' - 'refunded_at' - 'details' - 'person_id'
                <> to_jsonb(old) - 'version' - 'refunded_at' - 'details' - 'person_id' then
            raise exception 'case % is at its end', old.id
                using errcode = '23514', constraint = 'ck_syndic_case_ended_stays';
        end if;
        return new;
    end""",
}
_TRIGGERS = (
    "trigger house_case_moves before update on syndic_case for each row execute function house_case_moves()",
    "trigger house_never_changes before update or delete on syndic_step for each row"
    " execute function house_never_changes()",
    "trigger house_never_truncated before truncate on syndic_step execute function house_never_changes()",
)
# By the year in which an act is handed in; of 2020 and 2024 no amount is known.
_FEES = {
    2017: "85.50",
    2018: "87.00",
    2019: "88.50",
    2021: "90.50",
    2022: "92.50",
    2023: "101.00",
    2025: "109.00",
}


def upgrade() -> None:
    driver = op.get_bind().connection.driver_connection
    with driver.cursor() as cursor:
        cursor.execute(Path(__file__).with_suffix(".sql").read_text())
    for table in _TABLES:
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"create policy house_office on {table} to house_office using (true) with check (true)")
        op.execute(f"create policy house_reader on {table} for select to house_reader using (true)")
    for table in _OPEN:
        for role in ("house_app", "house_self"):
            op.execute(f"create policy {role} on {table} for select to {role} using (true)")
    for role, own in _OWN_CASE.items():
        op.execute(f"create policy {role} on syndic_case to {role} using ({own}) with check ({own})")
        for table in _OF_CASES:
            theirs = "case_id in (select id from syndic_case)"
            op.execute(f"create policy {role} on {table} to {role} using ({theirs}) with check ({theirs})")
    for table in _OF_MANY:
        mine = f"organisation_id = {_ORGANISATION}"
        op.execute(f"create policy house_app on {table} to house_app using ({mine}) with check ({mine})")
    for function, body in _FUNCTIONS.items():
        op.execute(f"create function {function}() returns trigger language plpgsql as $$ {body} $$")
    for trigger in _TRIGGERS:
        op.execute(f"create {trigger}")
    for grant in _GRANTS:
        op.execute(f"grant {grant}")
    fees = sa.table(
        "syndic_fee",
        sa.column("year", sa.SmallInteger),
        sa.column("net", sa.Numeric),
        sa.column("source", sa.String),
        sa.column("set_at", sa.DateTime(timezone=True)),
    )
    set_at = datetime(2025, 1, 1, tzinfo=UTC)
    op.bulk_insert(
        fees,
        [
            {"year": year, "net": Decimal(net), "source": "First table", "set_at": set_at}
            for year, net in _FEES.items()
        ],
    )


def downgrade() -> None:
    for table in (
        "syndic_batch_item", "syndic_file", "syndic_step", "syndic_case", "syndic_batch", "syndic_fee",
        "syndic_representative", "syndic_mandate",
    ):  # fmt: skip
        op.execute(f"drop table {table}")
    for function in _FUNCTIONS:
        op.execute(f"drop function {function}()")
