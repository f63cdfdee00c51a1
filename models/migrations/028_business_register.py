"""The business register: a table per file of its open data, and its deliveries.

What stands there is public and nobody's own, so there are no walls by row; only the office writes. The search goes
through a function, so that the index of words is used whoever asks.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "028"
down_revision = "027"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_CHECKED = "substr(number, 9)::int = 97 - substr(number, 1, 8)::int % 97"
_REGISTER = ("business", "business_unit", "business_name", "business_address", "business_word")
# Establishments are found under their own names too, and lead to their enterprise. Of very common words the first
# so many names are looked at: whoever sees too many types one more word.
_SOUGHT = """create function house_businesses_sought(words text[], most integer, shown integer)
    returns table (number varchar, name varchar)
    language sql stable security definer set search_path = public, pg_temp set enable_seqscan = off as $$
        select b.number, min(found.name)::varchar
        from (select n.number, n.name from organisation_business_name n
                where house_words(house_sort_name(n.name)) @@ house_sought(words) limit most) found
        left join organisation_business_unit u on u.number = found.number and u.gone_on is null
        join organisation_business b on b.number = coalesce(u.enterprise_number, found.number)
            and b.gone_on is null
        group by b.number order by house_sort_name(min(found.name)), b.number limit shown
    $$"""


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False)


def upgrade() -> None:
    op.create_table(
        "organisation_business",
        _text("number", 10),
        sa.Column("is_person", sa.Boolean(), nullable=False),
        _text("situation", 3),
        _text("form", 3),
        sa.Column("gone_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            f"number ~ '^[01][0-9]{{9}}$' and {_CHECKED}", name=op.f("ck_organisation_business_number")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_organisation_business")),
    )
    op.create_table(
        "organisation_business_unit",
        _text("number", 10),
        _text("enterprise_number", 10),
        sa.Column("gone_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            f"number ~ '^[2-8][0-9]{{9}}$' and {_CHECKED}", name=op.f("ck_organisation_business_unit_number")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_organisation_business_unit")),
    )
    op.create_index(
        "ix_organisation_business_unit_enterprise_number_number",
        "organisation_business_unit",
        ["enterprise_number", "number"],
    )
    op.create_table(
        "organisation_business_name",
        _text("number", 10),
        _text("kind", 3),
        _text("language", 1),
        _text("name", 320),
    )
    op.create_index("ix_organisation_business_name_number", "organisation_business_name", ["number"])
    op.create_index(
        "ix_organisation_business_name_words",
        "organisation_business_name",
        [sa.text("house_words(house_sort_name(name))")],
        postgresql_using="gin",
    )
    op.create_table(
        "organisation_business_address",
        _text("number", 10),
        _text("postal_code", 10),
        _text("place_nl", 100),
        _text("place_fr", 100),
        _text("street_nl", 160),
        _text("street_fr", 160),
        _text("house_number", 22),
        _text("box", 20),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_organisation_business_address")),
    )
    op.create_table(
        "organisation_business_word",
        _text("category", 24),
        _text("code", 10),
        _text("name_nl", 400),
        _text("name_fr", 400),
        _text("name_en", 400),
        sa.PrimaryKeyConstraint("category", "code", name=op.f("pk_organisation_business_word")),
    )
    op.create_table(
        "organisation_business_delivery",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        _text("file", 200),
        sa.Column("extract_number", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(6), nullable=True),
        sa.Column("snapshot_on", sa.Date(), nullable=True),
        _text("state", 10),
        sa.Column("step", sa.SmallInteger(), nullable=False),
        *(
            sa.Column(name, sa.BigInteger(), nullable=False)
            for name in ("bytes_done", "bytes_total", "added", "changed", "gone", "left_out")
        ),
        sa.Column("examples", postgresql.JSONB(), nullable=False),
        sa.Column("problem", postgresql.JSONB(), nullable=True),
        sa.Column("started_at", _INSTANT, nullable=False),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.CheckConstraint(
            "state in ('running', 'done', 'failed')", name=op.f("ck_organisation_business_delivery_state")
        ),
        sa.CheckConstraint("kind in ('full', 'update')", name=op.f("ck_organisation_business_delivery_kind")),
        sa.CheckConstraint(
            "(state = 'running') = (ended_at is null)", name=op.f("ck_organisation_business_delivery_ended")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_business_delivery")),
    )
    op.create_index(
        "ix_organisation_business_delivery_started_at_id",
        "organisation_business_delivery",
        ["started_at", "id"],
    )
    op.create_index(
        "uq_organisation_business_delivery_running",
        "organisation_business_delivery",
        ["state"],
        unique=True,
        postgresql_where=sa.text("state = 'running'"),
    )
    for name in _REGISTER:
        op.execute(f"grant select on organisation_{name} to house_app, house_office, house_self, house_reader")
        op.execute(f"grant insert, update, delete on organisation_{name} to house_office")
    op.execute("grant select, insert, update on organisation_business_delivery to house_office")
    op.execute("grant usage on sequence organisation_business_delivery_id_seq to house_office")
    op.execute(_SOUGHT)
    op.execute("revoke all on function house_businesses_sought(text[], integer, integer) from public")
    op.execute(
        "grant execute on function house_businesses_sought(text[], integer, integer) to house_app, house_office,"
        " house_self"
    )
    # Files of the register are read into tables of a moment, where nobody else sees them.
    op.execute(
        "do $$ begin execute format('grant temporary on database %I to house_office', current_database()); end $$"
    )


def downgrade() -> None:
    op.execute(
        "do $$ begin execute format('revoke temporary on database %I from house_office', current_database());"
        " end $$"
    )
    op.execute("drop function house_businesses_sought(text[], integer, integer)")
    op.drop_table("organisation_business_delivery")
    for name in reversed(_REGISTER):
        op.drop_table(f"organisation_{name}")
