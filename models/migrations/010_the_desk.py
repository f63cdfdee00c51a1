"""The desk: incidents by reference, reported cases with their answers, and the indexes that search asks for.

Incidents are written apart from the request's own work, as `house_app` without any scope, so that a rollback
doesn't lose them; only staff read them. A case is read by staff and by the person who reported it.
"""

import sqlalchemy as sa
from alembic import op

revision = "010"
down_revision = "009"
branch_labels = None
depends_on = None

_PERSON = "nullif(current_setting('app.person_id', true), '')::bigint"
_OWN = {"case_report": f"person_id = {_PERSON}", "case_answer": f"person_id = {_PERSON}"}
# The words of a name as the database's index of words knows them, each once; whatever parts them is left out.
_FUNCTIONS = {
    "house_words(value text)": """returns tsvector language sql immutable strict parallel safe cost 1000
    set search_path = pg_catalog as $$
        select array_to_tsvector(array_remove(regexp_split_to_array(value, '[^[:alnum:]]+'), ''))
    $$""",
    # Every word begins a word: that is the question. Case and accents fold as sort names do.
    "house_sought(words text[])": """returns tsquery language sql immutable strict parallel safe
    set search_path = public, pg_catalog as $$
        select string_agg(quote_literal(house_sort_name(word)) || ':*', ' & ')::tsquery from unnest(words) word
    $$""",
    "house_members(organisation_id bigint, sort_name text)": """returns tsvector language sql immutable strict
    parallel safe cost 1000 set search_path = public, pg_catalog as $$
        select house_words(sort_name) || array_to_tsvector(array['@' || organisation_id])
    $$""",
    # Row security lets no index of words be used under it, so this function keeps the wall itself: its one
    # organisation is the transaction's.
    "house_members_sought(words text[], most integer)": """returns table (person_id bigint)
    language sql stable security definer set search_path = public, pg_temp set enable_seqscan = off as $$
        select m.person_id from organisation_membership m
        where house_members(m.organisation_id, m.sort_name) @@ (house_sought(words)
                && quote_literal('@' || nullif(current_setting('app.organisation_id', true), ''))::tsquery)
            and m.organisation_id = nullif(current_setting('app.organisation_id', true), '')::bigint
        limit most
    $$""",
}
_WORDS = {
    "account_person": "house_words(sort_name)",
    "organisation": "house_words(sort_name)",
    "organisation_membership": "house_members(organisation_id, sort_name)",
}
_GRANTS = """
grant insert on case_incident to house_app;
grant usage on sequence case_incident_id_seq, case_report_id_seq, case_answer_id_seq to house_app, house_office;
grant select (visitor_hash, happened_at) on case_incident to house_app;
grant select, insert, delete on case_incident to house_office;
grant select, insert, update on case_report to house_office;
grant select, insert, update on case_answer to house_office;
grant select on case_report, case_answer to house_app, house_self;
grant select (id, reference, kind, code, status, method, endpoint, happened_at) on case_incident to house_reader;
grant select (id, page, browser, system, language, state, opened_at, closed_at) on case_report to house_reader;
"""


def _text(name: str, length: int | None = None, default: str | None = "") -> sa.Column:
    kind = sa.String(length) if length else sa.Text()
    return sa.Column(name, kind, nullable=False, server_default=default)


def _at(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "case_incident",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        _text("reference", 16, None),
        _text("kind", 12, None),
        _text("code", 80),
        sa.Column("status", sa.BigInteger(), nullable=False),
        _text("method", 8, None),
        _text("endpoint", 80),
        _text("page", 200),
        sa.Column("visitor_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("acting_for_id", sa.BigInteger(), nullable=True),
        _text("session_reference", 16),
        _at("happened_at"),
        sa.CheckConstraint(
            "kind in ('bug', 'forbidden', 'missing', 'declined', 'stale', 'outage', 'unread')",
            name=op.f("ck_case_incident_kind"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_incident")),
    )
    op.create_index("ix_case_incident_reference", "case_incident", ["reference"])
    op.create_index("ix_case_incident_happened_at_id", "case_incident", ["happened_at", "id"])
    op.create_index("ix_case_incident_visitor_hash_happened_at", "case_incident", ["visitor_hash", "happened_at"])
    op.create_index("ix_case_incident_kind_happened_at", "case_incident", ["kind", "happened_at"])
    op.create_table(
        "case_report",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("acting_for_id", sa.BigInteger(), nullable=True),
        _text("email", 320),
        _text("told", None, None),
        _text("page", 200),
        _text("reference", 16),
        _text("browser", 40),
        _text("system", 40),
        _text("language", 2, "nl"),
        sa.Column("visitor_hash", sa.LargeBinary(), nullable=False),
        sa.Column("form_key", sa.String(64), nullable=True),
        _text("state", 10, "open"),
        _at("opened_at"),
        _at("closed_at", nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint("state in ('open', 'answered', 'closed')", name=op.f("ck_case_report_state")),
        sa.CheckConstraint("(state = 'closed') = (closed_at is not null)", name=op.f("ck_case_report_closed")),
        sa.ForeignKeyConstraint(["account_id"], ["ab_user.id"], name=op.f("fk_case_report_account_id")),
        sa.ForeignKeyConstraint(["person_id"], ["account_person.id"], name=op.f("fk_case_report_person_id")),
        sa.ForeignKeyConstraint(["acting_for_id"], ["organisation.id"], name=op.f("fk_case_report_acting_for_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_report")),
        sa.UniqueConstraint("form_key", name=op.f("uq_case_report_form_key")),
    )
    op.create_index("ix_case_report_opened_at_id", "case_report", ["opened_at", "id"])
    op.create_index("ix_case_report_account_id", "case_report", ["account_id"])
    op.create_index("ix_case_report_person_id", "case_report", ["person_id"])
    op.create_index("ix_case_report_visitor_hash_opened_at", "case_report", ["visitor_hash", "opened_at"])
    op.create_index(
        "ix_case_report_waiting", "case_report", ["opened_at", "id"], postgresql_where=sa.text("state = 'open'")
    )
    op.create_table(
        "case_answer",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("report_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=False),
        _text("told", None, None),
        _at("answered_at"),
        sa.ForeignKeyConstraint(["report_id"], ["case_report.id"], name=op.f("fk_case_answer_report_id")),
        sa.ForeignKeyConstraint(["person_id"], ["account_person.id"], name=op.f("fk_case_answer_person_id")),
        sa.ForeignKeyConstraint(["account_id"], ["ab_user.id"], name=op.f("fk_case_answer_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_answer")),
    )
    op.create_index("ix_case_answer_report_id_id", "case_answer", ["report_id", "id"])
    for table, own in _OWN.items():
        op.execute(f"alter table {table} enable row level security")
        for role in ("house_app", "house_self"):
            op.execute(f"create policy {role} on {table} for select to {role} using ({own})")
        op.execute(f"create policy house_office on {table} to house_office using (true) with check (true)")
        op.execute(f"create policy house_reader on {table} for select to house_reader using (true)")
    op.execute(_GRANTS)
    _search_indexes()


def _search_indexes() -> None:
    op.create_index("ix_account_person_masked_number_id", "account_person", ["masked_number", "id"])
    for signature, body in _FUNCTIONS.items():
        op.execute(f"create function {signature} {body}")
        kinds = ", ".join(part.split(" ", 1)[1] for part in signature.split("(")[1].rstrip(")").split(", "))
        name = f"{signature.split('(')[0]}({kinds})"
        op.execute(f"revoke all on function {name} from public")
        op.execute(f"grant execute on function {name} to house_app, house_office, house_self")
    for table, words in _WORDS.items():
        op.execute(f"create index ix_{table}_words on {table} using gin ({words})")
    op.create_index(
        "ix_event_session_reference_id",
        "event",
        ["session_reference", "id"],
        postgresql_where=sa.text("session_reference <> ''"),
    )
    op.create_index("ix_event_tag_happened_at_id", "event", ["tag", "happened_at", "id"])
    op.create_index("ix_account_attempt_outcome_tried_at", "account_attempt", ["outcome", "tried_at"])
    op.create_index(
        "ix_organisation_membership_organisation_id_last_day_id",
        "organisation_membership",
        ["organisation_id", "last_day", "id"],
        postgresql_where=sa.text("last_day is not null"),
    )


def downgrade() -> None:
    op.drop_index("ix_organisation_membership_organisation_id_last_day_id", "organisation_membership")
    op.drop_index("ix_account_attempt_outcome_tried_at", "account_attempt")
    op.drop_index("ix_event_tag_happened_at_id", "event")
    op.drop_index("ix_event_session_reference_id", "event")
    for table in _WORDS:
        op.execute(f"drop index ix_{table}_words")
    for signature in reversed(_FUNCTIONS):
        op.execute(f"drop function {signature.split('(')[0]}")
    op.drop_index("ix_account_person_masked_number_id", "account_person")
    for table in ("case_answer", "case_report", "case_incident"):
        op.drop_table(table)
