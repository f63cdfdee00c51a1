"""Who is AML officer on a day, or stands in for one; and whether an office may lose its last one."""

from alembic import op

revision = "055"
down_revision = "054"
branch_labels = None
depends_on = None

_SAFE = "security definer set search_path = public, pg_temp"
# Members whom a manager set to be officer; who stands in for one isn't among them.
_OFFICERS = """select a.membership_id
    from rights_access a
    join rights_tool_role r on r.id = a.role_id and r.code = 'officer'
    join rights_tool t on t.id = r.tool_id and t.code = 'office-aml'
    join organisation_membership m on m.organisation_id = a.organisation_id and m.id = a.membership_id
        and m.state = 'confirmed'
    where a.organisation_id = of_office and a.state = 'user'
        and a.given_on <= on_day and coalesce(a.ended_on, 'infinity') > on_day"""
# Only while he uses the tool himself, and while the one whose place he takes is officer.
_STANDS_IN = """select exists (select from aml_deputy d
        join organisation_membership m on m.organisation_id = d.organisation_id and m.id = d.deputy_id
            and m.state = 'confirmed'
        where d.organisation_id = of_office and d.deputy_id = member
            and d.first_day <= on_day and d.last_day >= on_day and coalesce(d.ended_on, 'infinity') > on_day
            and d.officer_id in (select house_officers(of_office, on_day))
            and exists (select from rights_access a
                join rights_tool t on t.id = a.tool_id and t.code = 'office-aml'
                where a.organisation_id = of_office and a.membership_id = member and a.state = 'user'
                    and a.given_on <= on_day and coalesce(a.ended_on, 'infinity') > on_day))"""
# Whoever asks holds the registration until he is done: of two who go at once, the second sees that the first went.
# What waits is counted by what members see: notifications, and what is blocked.
_MUST_STAY = """begin
        perform from rights_tool_registration g join rights_tool t on t.id = g.tool_id and t.code = 'office-aml'
            where g.organisation_id = of_office and g.ended_on is null for no key update of g;
        return exists (select from house_officers(of_office, on_day) o(id)
                where leaving is null or o.id = any(leaving))
            and not exists (select from house_officers(of_office, on_day) o(id)
                where leaving is not null and o.id <> all(leaving))
            and (exists (select from aml_notification n
                    where n.organisation_id = of_office and n.state <> 'closed')
                or exists (select from aml_block b where b.organisation_id = of_office and b.ended_at is null));
    end"""
_SIGNATURES = (
    "house_officers(bigint, date)",
    "house_stands_in(bigint, bigint, date)",
    "house_officer_must_stay(bigint, bigint[], date)",
)


def upgrade() -> None:
    op.execute(
        "create function house_officers(of_office bigint, on_day date) returns setof bigint"
        f" language sql stable {_SAFE} as $$ {_OFFICERS} $$"
    )
    op.execute(
        "create function house_stands_in(of_office bigint, member bigint, on_day date) returns boolean"
        f" language sql stable {_SAFE} as $$ {_STANDS_IN} $$"
    )
    op.execute(
        "create function house_officer_must_stay(of_office bigint, leaving bigint[], on_day date) returns boolean"
        f" language plpgsql {_SAFE} as $$ {_MUST_STAY} $$"
    )
    for signature in _SIGNATURES:
        op.execute(f"revoke execute on function {signature} from public")
        op.execute(f"grant execute on function {signature} to house_app, house_self, house_office")


def downgrade() -> None:
    for signature in reversed(_SIGNATURES):
        op.execute(f"drop function {signature}")
