"""People join organisations with their account: such a membership hangs on the account, and its person follows.

Never without a manager: whoever is the last one can't leave, be ended or be demoted. The organisation's row is
locked for it, so that two who leave at once don't both find the other one there.
"""

import sqlalchemy as sa
from alembic import op

revision = "029"
down_revision = "028"
branch_labels = None
depends_on = None

_ORGANISATION = "nullif(current_setting('app.organisation_id', true), '')::bigint"
_ACCOUNT = "nullif(current_setting('app.account_id', true), '')::bigint"
_OVERLAP = """alter table organisation_membership add constraint ex_organisation_membership_overlap
    exclude using gist (organisation_id with =, person_id with =, category with =, type with =,
        daterange(first_day, last_day, '[]') with &&) where ({0})"""
_NAMES = """create or replace function house_membership_names() returns trigger language plpgsql security definer
    set search_path = public, pg_temp as $$ begin
        {0}
        new.sort_name := coalesce((select p.sort_name from account_person p where p.id = new.person_id){1});
        return new;
    end $$"""
_JOINED = """if new.account_id is not null then
            new.person_id := (select u.person_id from ab_user u where u.id = new.account_id);
        end if;"""
_SAID = """,
            (select f.sort_name from account_profile f where f.account_id = new.account_id), ''"""
_FUNCTIONS = {
    # An eID that is linked brings its person to every membership of the account; one that is unlinked takes it.
    "house_account_person()": """returns trigger language plpgsql security definer
    set search_path = public, pg_temp as $$ begin
        update organisation_membership set person_id = new.person_id where account_id = new.id;
        return null;
    end $$""",
    "house_profile_renamed()": """returns trigger language plpgsql security definer
    set search_path = public, pg_temp as $$ begin
        update organisation_membership set sort_name = new.sort_name
            where account_id = new.account_id and person_id is null;
        return null;
    end $$""",
    "house_managers_stay()": """returns trigger language plpgsql security definer
    set search_path = public, pg_temp as $$ begin
        perform from organisation o where o.id = old.organisation_id for no key update;
        if not exists (select from organisation_membership m where m.organisation_id = old.organisation_id
                and m.id <> old.id and m.is_manager and m.state = 'confirmed') then
            raise exception 'the last manager stays'
                using errcode = '23514', constraint = 'ck_organisation_membership_last_manager';
        end if;
        return new;
    end $$""",
}
# What stands on a right when its relation changes: the person of a member may be away while his eID is unlinked.
_RIGHT = ("new.person_id := relation.person_id;", "new.person_id := coalesce(relation.person_id, new.person_id);")
_TRIGGERS = {
    "ab_user": (
        "house_account_person",
        "after update of person_id on ab_user for each row"
        " when (old.person_id is distinct from new.person_id) execute function house_account_person()",
    ),
    "account_profile": (
        "house_profile_renamed",
        "after update of family_name, given_names on account_profile for each row"
        " execute function house_profile_renamed()",
    ),
    "organisation_membership": (
        "house_managers_stay",
        "before update of state, is_manager on organisation_membership for each row"
        " when (old.is_manager and old.state = 'confirmed' and not (new.is_manager and new.state = 'confirmed'))"
        " execute function house_managers_stay()",
    ),
}
_INDEXES = (
    ("ix_organisation_membership_account_id", ["account_id"], False, "account_id is not null"),
    (
        "uq_organisation_membership_open",
        ["organisation_id", "account_id"],
        True,
        "account_id is not null and state in ('awaiting_confirmation', 'confirmed')",
    ),
    (
        "ix_organisation_membership_waiting",
        ["organisation_id", "created_at", "id"],
        False,
        "state = 'awaiting_confirmation'",
    ),
)
_MINE = f"organisation_id = {_ORGANISATION}"
_CHECKS = {
    "of_somebody": "person_id is not null or account_id is not null",
    "ended": "(state = 'ended') = (ended_on is not null)",
    "manager": "not is_manager or account_id is not null",
}


def _right_stands(now: str, then: str) -> None:
    """Puts the one line that differs in the function as it stands."""
    found = op.get_bind().execute(
        sa.text("select pg_get_functiondef(oid) from pg_proc where proname = 'house_right_stands'")
    )
    body = found.scalar_one()
    if then not in body:
        raise LookupError("house_right_stands isn't as this migration knows it")
    op.execute(body.replace(then, now))


def upgrade() -> None:
    op.add_column("organisation", sa.Column("phone", sa.String(40), nullable=False, server_default=""))
    op.alter_column("organisation_membership", "person_id", nullable=True)
    op.add_column("organisation_membership", sa.Column("account_id", sa.Integer(), nullable=True))
    op.create_foreign_key(
        op.f("fk_organisation_membership_account_id"), "organisation_membership", "ab_user", ["account_id"], ["id"]
    )
    op.add_column(
        "organisation_membership",
        sa.Column("is_manager", sa.Boolean(), nullable=False, server_default=sa.text("false")),
    )
    op.add_column("organisation_membership", sa.Column("ended_on", sa.Date(), nullable=True))
    # Nobody's membership was ended in this way before; rows that say so anyway get a day.
    op.execute("update organisation_membership set ended_on = coalesce(last_day, first_day) where state = 'ended'")
    for name, text in _CHECKS.items():
        op.create_check_constraint(op.f(f"ck_organisation_membership_{name}"), "organisation_membership", text)
    op.drop_constraint("ex_organisation_membership_overlap", "organisation_membership")
    op.execute(_OVERLAP.format("state = 'confirmed' and account_id is null"))
    for name, columns, unique, where in _INDEXES:
        op.create_index(name, "organisation_membership", columns, unique=unique, postgresql_where=sa.text(where))
    op.create_table(
        "organisation_invitation",
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("is_manager", sa.Boolean(), nullable=False),
        sa.Column("function", sa.String(200), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("invited_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("membership_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False, server_default="1"),
        sa.CheckConstraint(
            "accepted_at is null or withdrawn_at is null", name=op.f("ck_organisation_invitation_decided")
        ),
        sa.CheckConstraint(
            "(accepted_at is null) = (membership_id is null)", name=op.f("ck_organisation_invitation_accepted")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_invitation_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["invited_by"], ["ab_user.id"], name=op.f("fk_organisation_invitation_invited_by")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "membership_id"],
            ["organisation_membership.organisation_id", "organisation_membership.id"],
            name=op.f("fk_organisation_invitation_organisation_id_membership_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_organisation_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_organisation_invitation_token_hash")),
    )
    op.create_index("ix_organisation_invitation_made_at_id", "organisation_invitation", ["made_at", "id"])
    op.create_index(
        "ix_organisation_invitation_organisation_id_made_at_id",
        "organisation_invitation",
        ["organisation_id", "made_at", "id"],
    )
    op.execute("alter table organisation_invitation enable row level security")
    op.execute(
        f"create policy house_app on organisation_invitation to house_app using ({_MINE}) with check ({_MINE})"
    )
    op.execute(
        "create policy house_office on organisation_invitation to house_office using (true) with check (true)"
    )
    op.execute("grant select, insert, update on organisation_invitation to house_app, house_office")
    op.execute("grant usage on sequence organisation_invitation_id_seq to house_app, house_office")
    op.execute(_NAMES.format(_JOINED, _SAID))
    op.execute("drop trigger house_membership_names on organisation_membership")
    op.execute(
        "create trigger house_membership_names before insert or update of person_id, account_id"
        " on organisation_membership for each row execute function house_membership_names()"
    )
    for signature, body in _FUNCTIONS.items():
        op.execute(f"create function {signature} {body}")
        op.execute(f"revoke all on function {signature} from public")
    for table, (name, text) in _TRIGGERS.items():
        op.execute(f"create trigger {name} {text.replace('{0}', table)}")
    _right_stands(_RIGHT[1], _RIGHT[0])
    op.execute(
        "create policy house_self_account on organisation_membership for select to house_self"
        f" using (account_id = {_ACCOUNT})"
    )
    op.execute(
        "create policy house_app on account_profile for select to house_app using (exists (select"
        " from organisation_membership m where m.account_id = account_profile.account_id))"
    )
    op.execute("grant select (account_id, given_names, family_name) on account_profile to house_app")


def downgrade() -> None:
    op.execute("revoke select (account_id, given_names, family_name) on account_profile from house_app")
    op.execute("drop policy house_app on account_profile")
    op.execute("drop policy house_self_account on organisation_membership")
    op.drop_table("organisation_invitation")
    op.execute("delete from organisation_membership where account_id is not null")
    _right_stands(_RIGHT[0], _RIGHT[1])
    for table, (name, _) in _TRIGGERS.items():
        op.execute(f"drop trigger {name} on {table}")
    for signature in _FUNCTIONS:
        op.execute(f"drop function {signature}")
    op.execute("drop trigger house_membership_names on organisation_membership")
    op.execute(_NAMES.format("", ""))
    op.execute(
        "create trigger house_membership_names before insert or update of person_id"
        " on organisation_membership for each row execute function house_membership_names()"
    )
    for name, *_ in reversed(_INDEXES):
        op.drop_index(name, "organisation_membership")
    op.drop_constraint("ex_organisation_membership_overlap", "organisation_membership")
    op.execute(_OVERLAP.format("state = 'confirmed'"))
    for name in reversed(_CHECKS):
        op.drop_constraint(op.f(f"ck_organisation_membership_{name}"), "organisation_membership")
    for name in ("ended_on", "is_manager", "account_id"):
        op.drop_column("organisation_membership", name)
    op.alter_column("organisation_membership", "person_id", nullable=False)
    op.drop_column("organisation", "phone")
