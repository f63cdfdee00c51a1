"""Mergers of governments: from a day on, what was the one's is the other's; before it, all stays as it was.

A right that came along keeps the maximum it was granted under; a government that is gone gets no more relations.
"""

import sqlalchemy as sa
from alembic import op

revision = "019"
down_revision = "018"
branch_labels = None
depends_on = None

_ORGANISATION = "nullif(current_setting('app.organisation_id', true), '')::bigint"
_LINE = "rights_merger_line"
_CHECKS = {
    "rights_merger": {
        "two": "from_id <> into_id",
        "counts": "relations >= 0 and rights >= 0 and left_behind >= 0",
    },
    _LINE: {
        "outcome": "outcome in ('taken_over', 'there_already', 'left_behind')",
        "days": "(outcome = 'taken_over') = (first_day is not null)",
        "right": "(from_right_id is null) = (kind_id is null)",
    },
}
# The days a right came with are within the maximum it was granted under, which may have been lowered since.
_STANDS = """create or replace function house_right_stands() returns trigger language plpgsql security definer
    set search_path = public, pg_temp as $$
    declare relation organisation_membership; begin
        if tg_op = 'UPDATE' and old.revoked_at is not null and (
                to_jsonb(new) - '{{reason,revoke_reason,version}}'::text[]
                    is distinct from to_jsonb(old) - '{{reason,revoke_reason,version}}'::text[]
                or new.reason <> '' or new.revoke_reason <> '') then
            raise exception 'a revoked right never changes'
                using errcode = '23514', constraint = 'ck_rights_right_revoked_is_final';
        end if;
        if tg_op = 'UPDATE' and (new.membership_id, new.kind_id, new.context, new.granted_at)
                is distinct from (old.membership_id, old.kind_id, old.context, old.granted_at) then
            raise exception 'a right keeps its relation and its kind'
                using errcode = '23514', constraint = 'ck_rights_right_keeps_its_kind';
        end if;
        select * into relation from organisation_membership m
            where m.organisation_id = new.organisation_id and m.id = new.membership_id for share;
        new.person_id := relation.person_id;
        if tg_op = 'INSERT' or (new.first_day, new.last_day) is distinct from (old.first_day, old.last_day) then
            {maximum}
            if relation.state <> 'confirmed' or new.first_day < relation.first_day
                    or new.last_day > coalesce(relation.last_day, 'infinity') then
                raise exception 'a right stays within its relation'
                    using errcode = '23514', constraint = 'ck_rights_right_within_relation';
            end if;
        end if;
        return new;
    end $$"""
_OF_THE_KIND = "new.max_months := (select k.max_months from rights_kind k where k.id = new.kind_id);"
# What a merger cuts off keeps its maximum, what comes along brings it. Anything else is measured anew.
_OF_ITS_ORIGIN = """if tg_op = 'INSERT' and new.came_from_id is not null then
                new.max_months := (select o.max_months from rights_right o where o.id = new.came_from_id
                    and o.kind_id = new.kind_id and o.person_id = new.person_id
                    and new.first_day >= o.first_day and new.last_day <= o.last_day);
                if new.max_months is null then
                    raise exception 'a right comes from one like it'
                        using errcode = '23514', constraint = 'ck_rights_right_came_from';
                end if;
            elsif tg_op = 'INSERT' or new.first_day <> old.first_day or new.last_day > old.last_day
                    or new.last_day is distinct from
                        (select o.merged_on - 1 from organisation o where o.id = new.organisation_id) then
                new.max_months := (select k.max_months from rights_kind k where k.id = new.kind_id);
            end if;"""
_GONE = """create function house_government_is_gone() returns trigger language plpgsql security definer
    set search_path = public, pg_temp as $$
    declare from_day date; begin
        if new.state = 'confirmed' then
            select o.merged_on into from_day from organisation o where o.id = new.organisation_id for key share;
            if coalesce(new.last_day, 'infinity') >= from_day then
                raise exception 'the government belongs to another one by then'
                    using errcode = '23514', constraint = 'ck_organisation_membership_merged';
            end if;
        end if;
        return new;
    end $$"""

_FOUND = """create function house_organisations_found(words text[], wanted text, wanted_id bigint, most integer)
    returns table (id bigint, name varchar, place varchar, kind varchar, government_kind varchar{columns})
    language plpgsql stable security definer set search_path = public, pg_temp as $$
    #variable_conflict use_column
    begin
        if wanted_id is not null then
            return query select o.id, o.name, o.place, o.kind, o.government_kind{values} from organisation o
                where o.id = wanted_id;
        elsif wanted <> '' then
            return query select o.id, o.name, o.place, o.kind, o.government_kind{values} from organisation o
                where o.enterprise_number = wanted;
        else
            return query select o.id, o.name, o.place, o.kind, o.government_kind{values} from organisation o
                where house_words(o.sort_name) @@ house_sought(words) order by o.sort_name, o.id limit most;
        end if;
    end $$"""


def _found(columns: str, values: str) -> None:
    signature = "house_organisations_found(text[], text, bigint, integer)"
    op.execute(f"drop function {signature}")
    op.execute(_FOUND.format(columns=columns, values=values))
    op.execute(f"revoke all on function {signature} from public")
    op.execute(f"grant execute on function {signature} to house_app, house_self, house_office")


def upgrade() -> None:
    op.add_column("organisation", sa.Column("merged_on", sa.Date(), nullable=True))
    op.add_column("organisation", sa.Column("merged_into_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        "fk_organisation_merged_into_id", "organisation", "organisation", ["merged_into_id"], ["id"]
    )
    op.create_check_constraint(
        op.f("ck_organisation_merged"), "organisation", "(merged_on is null) = (merged_into_id is null)"
    )
    op.add_column("organisation_membership", sa.Column("came_from_id", sa.BigInteger(), nullable=True))
    op.add_column("rights_right", sa.Column("came_from_id", sa.BigInteger(), nullable=True))
    for table in ("organisation_membership", "rights_right"):
        op.create_index(
            f"ix_{table}_came_from_id",
            table,
            ["came_from_id"],
            postgresql_where=sa.text("came_from_id is not null"),
        )
    _merger()
    _lines()
    op.execute(_STANDS.format(maximum=_OF_ITS_ORIGIN))
    op.execute(_GONE)
    op.execute("revoke all on function house_government_is_gone() from public")
    op.execute(
        "create trigger house_government_is_gone before insert or update of last_day, state"
        " on organisation_membership for each row execute function house_government_is_gone()"
    )
    _found(", merged_on date, merged_into_id bigint", ", o.merged_on, o.merged_into_id")


def _merger() -> None:
    table = "rights_merger"
    op.create_table(
        table,
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("from_id", sa.BigInteger(), nullable=False),
        sa.Column("into_id", sa.BigInteger(), nullable=False),
        sa.Column("from_name", sa.String(200), nullable=False),
        sa.Column("into_name", sa.String(200), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("decision", sa.String(200), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_by", sa.Integer(), nullable=False),
        sa.Column("relations", sa.Integer(), nullable=False),
        sa.Column("rights", sa.Integer(), nullable=False),
        sa.Column("left_behind", sa.Integer(), nullable=False),
        *_checks(table),
        sa.ForeignKeyConstraint(["from_id"], ["organisation.id"], name=op.f(f"fk_{table}_from_id")),
        sa.ForeignKeyConstraint(["into_id"], ["organisation.id"], name=op.f(f"fk_{table}_into_id")),
        sa.ForeignKeyConstraint(["merged_by"], ["ab_user.id"], name=op.f(f"fk_{table}_merged_by")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("from_id", name=op.f(f"uq_{table}_from_id")),
        sa.UniqueConstraint("into_id", "id", name=op.f(f"uq_{table}_into_id_id")),
    )
    op.create_index(f"ix_{table}_first_day_id", table, ["first_day", "id"])
    op.execute(f"alter table {table} enable row level security")
    for side in ("from", "into"):
        own = f"{side}_id = {_ORGANISATION}"
        op.execute(f"create policy house_app_{side} on {table} for select to house_app using ({own})")
    op.execute(f"create policy house_office on {table} to house_office using (true) with check (true)")
    op.execute(f"create policy house_reader on {table} for select to house_reader using (true)")
    op.execute(f"grant select on {table} to house_app, house_reader")
    op.execute(f"grant select, insert, update on {table} to house_office")
    op.execute(f"grant usage on sequence {table}_id_seq to house_office")


def _lines() -> None:
    op.create_table(
        _LINE,
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("merger_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("from_membership_id", sa.BigInteger(), nullable=False),
        sa.Column("from_right_id", sa.BigInteger(), nullable=True),
        sa.Column("kind_id", sa.BigInteger(), nullable=True),
        sa.Column("context", sa.String(200), server_default="", nullable=False),
        sa.Column("category", sa.String(20), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("was_until", sa.Date(), nullable=True),
        *_checks(_LINE),
        sa.ForeignKeyConstraint(
            ["organisation_id", "merger_id"],
            ["rights_merger.into_id", "rights_merger.id"],
            name=op.f(f"fk_{_LINE}_organisation_id_merger_id"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["account_person.id"], name=op.f(f"fk_{_LINE}_person_id")),
        sa.ForeignKeyConstraint(["kind_id"], ["rights_kind.id"], name=op.f(f"fk_{_LINE}_kind_id")),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f(f"pk_{_LINE}")),
    )
    op.create_index(f"ix_{_LINE}_organisation_id_merger_id_id", _LINE, ["organisation_id", "merger_id", "id"])
    op.create_index(f"ix_{_LINE}_person_id", _LINE, ["person_id"])
    own = f"organisation_id = {_ORGANISATION}"
    op.execute(f"alter table {_LINE} enable row level security")
    op.execute(f"create policy house_app on {_LINE} for select to house_app using ({own})")
    op.execute(f"create policy house_office on {_LINE} to house_office using (true) with check (true)")
    op.execute(f"create policy house_reader on {_LINE} for select to house_reader using (true)")
    op.execute(f"grant select on {_LINE} to house_app, house_reader")
    op.execute(f"grant select, insert on {_LINE} to house_office")
    op.execute(f"grant usage on sequence {_LINE}_id_seq to house_office")


def _checks(table: str) -> list[sa.CheckConstraint]:
    return [sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}")) for name, rule in _CHECKS[table].items()]


def downgrade() -> None:
    _found("", "")
    op.execute("drop trigger house_government_is_gone on organisation_membership")
    op.execute("drop function house_government_is_gone()")
    op.execute(_STANDS.format(maximum=_OF_THE_KIND))
    op.drop_table(_LINE)
    op.drop_table("rights_merger")
    for table in ("organisation_membership", "rights_right"):
        op.drop_index(f"ix_{table}_came_from_id", table)
    op.drop_column("rights_right", "came_from_id")
    op.drop_column("organisation_membership", "came_from_id")
    op.drop_column("organisation", "merged_into_id")
    op.drop_column("organisation", "merged_on")
