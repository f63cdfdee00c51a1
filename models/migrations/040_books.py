"""Books: sums of whole days, so that a balance of any day is read from few rows; months whose VAT was declared."""

from alembic import op

revision = "040"
down_revision = "039"
branch_labels = None
depends_on = None

_TABLES = {
    "wallet_day": """
        day date not null,
        kind varchar(12) not null,
        account varchar(12) not null,
        tool_id bigint not null,
        provider varchar(20) not null,
        debit numeric(14, 2) not null,
        credit numeric(14, 2) not null,
        lines bigint not null,
        constraint pk_wallet_day primary key (day, kind, account, tool_id, provider),
        constraint ck_wallet_day_sums check (debit >= 0 and credit >= 0 and lines > 0)""",
    "wallet_vat_return": """
        month date not null,
        grid_03 numeric(14, 2) not null,
        grid_02 numeric(14, 2) not null,
        grid_01 numeric(14, 2) not null,
        grid_54 numeric(14, 2) not null,
        grid_49 numeric(14, 2) not null,
        grid_64 numeric(14, 2) not null,
        documents bigint not null,
        declared_at timestamptz not null,
        declared_by integer not null,
        constraint pk_wallet_vat_return primary key (month),
        constraint ck_wallet_vat_return_month check (extract(day from month) = 1),
        constraint ck_wallet_vat_return_over check ((declared_at at time zone 'Europe/Brussels')::date
            >= (month + interval '1 month')::date),
        constraint fk_wallet_vat_return_declared_by foreign key (declared_by) references ab_user (id)""",
}
_FUNCTIONS = {
    # Asked by whoever issues a document, in whichever scope: which months were declared is nobody else's to read.
    # Nobody declares a month until the transaction that asked ends; whoever declares waits for those who asked.
    "house_vat_month": (
        "wanted date",
        "date",
        """begin
        perform pg_advisory_xact_lock_shared(hashtext('sleutelbos.vat'));
        while exists (select from wallet_vat_return r where r.month = wanted) loop
            wanted := (wanted + interval '1 month')::date;
        end loop;
        return wanted;
    end""",
    ),
    # No document slips into a month that was declared, whoever wrote it.
    "house_invoice_vat_open": (
        "",
        "trigger",
        """begin
        perform pg_advisory_xact_lock_shared(hashtext('sleutelbos.vat'));
        if exists (select from written w join wallet_vat_return r on r.month = w.vat_month) then
            raise exception 'the VAT of that month was declared'
                using errcode = '23514', constraint = 'ck_wallet_invoice_vat_open';
        end if;
        return null;
    end""",
    ),
    # A month is declared after those before it, with the figures of its documents. Statutory fees bear no VAT.
    "house_vat_declared": (
        "",
        "trigger",
        """begin
        perform pg_advisory_xact_lock(hashtext('sleutelbos.vat'));
        if exists (with recursive kept (month) as (select min(vat_month) from wallet_invoice union all
                    select (select min(i.vat_month) from wallet_invoice i where i.vat_month > kept.month) from kept
                    where kept.month < new.month)
                select from kept where kept.month < new.month
                and not exists (select from wallet_vat_return r where r.month = kept.month)
                and (select true from wallet_invoice i cross join lateral unnest(i.rates) as r
                    where i.vat_month = kept.month and r.percent > 0 limit 1)) then
            raise exception 'an earlier month was not declared'
                using errcode = '23514', constraint = 'ck_wallet_vat_return_in_order';
        end if;
        perform from wallet_invoice i join wallet_invoice_rate r
                on r.organisation_id = i.organisation_id and r.invoice_id = i.id and r.percent > 0
            where i.vat_month = new.month
            having (new.grid_03, new.grid_02, new.grid_01, new.grid_54, new.grid_49, new.grid_64, new.documents)
                is not distinct from (coalesce(sum(r.net) filter (where i.kind = 'invoice' and r.percent = 21), 0),
                    coalesce(sum(r.net) filter (where i.kind = 'invoice' and r.percent = 12), 0),
                    coalesce(sum(r.net) filter (where i.kind = 'invoice' and r.percent = 6), 0),
                    coalesce(sum(r.vat) filter (where i.kind = 'invoice'), 0),
                    coalesce(sum(r.net) filter (where i.kind = 'credit_note'), 0),
                    coalesce(sum(r.vat) filter (where i.kind = 'credit_note'), 0), count(distinct i.id));
        if not found then
            raise exception 'the documents of that month say something else'
                using errcode = '23514', constraint = 'ck_wallet_vat_return_of_documents';
        end if;
        return new;
    end""",
    ),
}
_TRIGGERS = (
    "trigger house_never_changes before update or delete on wallet_vat_return for each row"
    " execute function house_never_changes()",
    "trigger house_never_truncated before truncate on wallet_vat_return execute function house_never_changes()",
    "trigger house_vat_declared before insert on wallet_vat_return for each row"
    " execute function house_vat_declared()",
    "trigger house_invoice_vat_open after insert on wallet_invoice referencing new table as written"
    " for each statement execute function house_invoice_vat_open()",
)
_GRANTS = (
    f"select on {', '.join(_TABLES)} to house_office, house_reader",
    "insert, delete on wallet_day to house_office",
    "insert on wallet_vat_return to house_office",
    "execute on function house_vat_month to house_app, house_office",
)


def upgrade() -> None:
    for table, columns in _TABLES.items():
        op.execute(f"create table {table} ({columns})")
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"create policy house_office on {table} to house_office using (true) with check (true)")
        op.execute(f"create policy house_reader on {table} for select to house_reader using (true)")
    for name, (said, told, body) in _FUNCTIONS.items():
        op.execute(
            f"create function {name}({said}) returns {told} language plpgsql security definer"
            f" set search_path = public, pg_temp as $$ {body} $$"
        )
        op.execute(f"revoke all on function {name} from public")
    for trigger in _TRIGGERS:
        op.execute(f"create {trigger}")
    for grant in _GRANTS:
        op.execute(f"grant {grant}")


def downgrade() -> None:
    op.execute("drop trigger house_invoice_vat_open on wallet_invoice")
    for table in reversed(_TABLES):
        op.execute(f"drop table {table}")
    for name in _FUNCTIONS:
        op.execute(f"drop function {name}")
