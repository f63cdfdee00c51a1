"""Who administers: registrations of local governments, representatives of enterprises, names told to anybody.

A registration is its signer's until the central team decides; nobody of an organisation sees another's.
"""

import sqlalchemy as sa
from alembic import op

revision = "012"
down_revision = "011"
branch_labels = None
depends_on = None

_ORGANISATION = "nullif(current_setting('app.organisation_id', true), '')::bigint"
_PERSON = "nullif(current_setting('app.person_id', true), '')::bigint"
_STATES = {
    "government_kind": "government_kind in ('municipality', 'city', 'province', 'social_welfare', 'other')",
    "capacity": "capacity in ('secretary', 'registrar', 'acting_secretary')",
    "language": "language in ('nl', 'fr', 'en')",
    "state": "state in ('draft', 'handed_in', 'approved', 'not_approved', 'withdrawn')",
    "decided": "(state in ('approved', 'not_approved')) = (decided_at is not null)"
    " and (decided_at is null) = (decided_by is null)",
    "approved": "state <> 'approved' or government_id is not null",
}
_FUNCTIONS = {
    # Organisations are no secret: name and place only, to whoever looks for one by name, by number or by id.
    "house_organisations_found(words text[], wanted text, wanted_id bigint, most integer)": """returns table
        (id bigint, name varchar, place varchar, kind varchar, government_kind varchar)
    language plpgsql stable security definer set search_path = public, pg_temp as $$
    #variable_conflict use_column
    begin
        if wanted_id is not null then
            return query select o.id, o.name, o.place, o.kind, o.government_kind from organisation o
                where o.id = wanted_id;
        elsif wanted <> '' then
            return query select o.id, o.name, o.place, o.kind, o.government_kind from organisation o
                where o.enterprise_number = wanted;
        else
            return query select o.id, o.name, o.place, o.kind, o.government_kind from organisation o
                where house_words(o.sort_name) @@ house_sought(words) order by o.sort_name, o.id limit most;
        end if;
    end $$""",
    # Who administers it on that day: names, nothing else.
    "house_administrators_of(wanted bigint, on_day date)": """returns table
        (family_name varchar, given_names varchar, capacity text)
    language sql stable security definer set search_path = public, pg_temp as $$
        select p.family_name, p.given_names, k.code::text from rights_right r
        join rights_kind k on k.id = r.kind_id and k.code in ('local_administrator', 'main_access_manager')
        join account_person p on p.id = r.person_id and p.anonymised_at is null
        where r.organisation_id = wanted and r.revoked_at is null and on_day between r.first_day and r.last_day
        union
        select p.family_name, p.given_names, 'legal_representative' from organisation_representative l
        join account_person p on p.id = l.person_id and p.anonymised_at is null
        where l.organisation_id = wanted and on_day between l.first_day and coalesce(l.last_day, 'infinity')
        order by 3, 1, 2
    $$""",
}


def upgrade() -> None:
    op.create_table(
        "rights_registration",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("government_id", sa.BigInteger(), nullable=True),
        sa.Column("right_id", sa.BigInteger(), nullable=True),
        sa.Column("government_kind", sa.String(24), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("enterprise_number", sa.String(10), nullable=False),
        sa.Column("street", sa.String(200), nullable=False),
        sa.Column("postal_code", sa.String(10), nullable=False),
        sa.Column("place", sa.String(100), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("capacity", sa.String(20), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("form_key", sa.String(64), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_rights_registration_{name}")) for name, rule in _STATES.items()),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_rights_registration_{column}"))
            for column, target in {
                "person_id": "account_person.id",
                "account_id": "ab_user.id",
                "government_id": "organisation.id",
                "decided_by": "ab_user.id",
            }.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rights_registration")),
        sa.UniqueConstraint("person_id", "form_key", name=op.f("uq_rights_registration_person_id_form_key")),
    )
    op.create_index("ix_rights_registration_started_at_id", "rights_registration", ["started_at", "id"])
    op.create_index("ix_rights_registration_account_id", "rights_registration", ["account_id"])
    op.create_index(
        "ix_rights_registration_waiting",
        "rights_registration",
        ["handed_in_at", "id"],
        postgresql_where=sa.text("state = 'handed_in'"),
    )
    op.create_index(
        "uq_rights_registration_underway",
        "rights_registration",
        ["person_id", "enterprise_number"],
        unique=True,
        postgresql_where=sa.text("state in ('draft', 'handed_in')"),
    )
    op.execute("alter table rights_registration enable row level security")
    for role in ("house_app", "house_self"):
        own = f"person_id = {_PERSON}"
        op.execute(f"create policy {role} on rights_registration to {role} using ({own}) with check ({own})")
    op.execute("create policy house_office on rights_registration to house_office using (true) with check (true)")
    op.execute("create policy house_reader on rights_registration for select to house_reader using (true)")
    op.execute("grant select, insert on rights_registration to house_app, house_self, house_office")
    op.execute(
        "grant update (government_kind, name, enterprise_number, street, postal_code, place, email, language,"
        " capacity, state, handed_in_at, version) on rights_registration to house_app, house_self"
    )
    op.execute("grant update on rights_registration to house_office")
    op.execute("grant usage on sequence rights_registration_id_seq to house_app, house_self, house_office")
    op.execute(
        "grant select (id, government_kind, name, enterprise_number, capacity, state, started_at, handed_in_at,"
        " decided_at) on rights_registration to house_reader"
    )
    _representatives()
    for signature, body in _FUNCTIONS.items():
        op.execute(f"create function {signature} {body}")
        op.execute(f"revoke all on function {signature} from public")
        op.execute(f"grant execute on function {signature} to house_app, house_self, house_office")


def _representatives() -> None:
    """Who represents an enterprise by law; read from its register by a job, in the office's name."""
    op.create_table(
        "organisation_representative",
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("function", sa.String(100), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "last_day is null or last_day >= first_day", name=op.f("ck_organisation_representative_period")
        ),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_organisation_representative_{column}"))
            for column, target in {"organisation_id": "organisation.id", "person_id": "account_person.id"}.items()
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_organisation_representative")),
        sa.UniqueConstraint(
            "organisation_id",
            "person_id",
            "first_day",
            name=op.f("uq_organisation_representative_organisation_id_person_id_first_day"),
        ),
    )
    op.create_index("ix_organisation_representative_person_id", "organisation_representative", ["person_id"])
    table = "organisation_representative"
    op.execute(f"alter table {table} enable row level security")
    for role, rows in {
        "house_app": f"organisation_id = {_ORGANISATION}",
        "house_self": f"person_id = {_PERSON}",
        "house_office": "true",
        "house_reader": "true",
    }.items():
        check = " with check (true)" if role == "house_office" else ""
        verb = "" if role == "house_office" else "for select "
        op.execute(f"create policy {role} on {table} {verb}to {role} using ({rows}){check}")
    op.execute(f"grant select on {table} to house_app, house_self, house_reader")
    op.execute(f"grant select, insert, update on {table} to house_office")
    op.execute(f"grant usage on sequence {table}_id_seq to house_office")
    op.execute(
        "create policy house_self_represents on organisation for select to house_self using"
        " (exists (select from organisation_representative l where l.organisation_id = organisation.id))"
    )
    op.add_column(
        "rights_right",
        sa.Column("granted_by_law", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )


def downgrade() -> None:
    for signature in _FUNCTIONS:
        op.execute(f"drop function {signature}")
    op.drop_column("rights_right", "granted_by_law")
    op.execute("drop policy house_self_represents on organisation")
    op.drop_table("organisation_representative")
    op.drop_table("rights_registration")
