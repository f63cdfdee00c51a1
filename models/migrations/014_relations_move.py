"""A relation keeps covering its rights when its first day moves too, not only its last."""

from alembic import op

revision = "014"
down_revision = "013"
branch_labels = None
depends_on = None

_FUNCTION = """create or replace function house_relation_carries_rights() returns trigger language plpgsql
    security definer set search_path = public, pg_temp as $$ begin
        if exists (select from rights_right r
                where r.organisation_id = old.organisation_id and r.membership_id = old.id
                and r.revoked_at is null
                and (r.last_day > coalesce(new.last_day, 'infinity') {begin}or new.state <> 'confirmed')) then
            raise exception 'rights still stand on this relation'
                using errcode = '23514', constraint = 'ck_organisation_membership_rights_stand';
        end if;
        return new;
    end $$"""
_TRIGGER = (
    "create trigger house_relation_carries_rights before update of {columns} on organisation_membership"
    " for each row execute function house_relation_carries_rights()"
)


def _put(columns: str, begin: str) -> None:
    op.execute("drop trigger house_relation_carries_rights on organisation_membership")
    op.execute(_FUNCTION.format(begin=begin))
    op.execute(_TRIGGER.format(columns=columns))


def upgrade() -> None:
    _put("first_day, last_day, state", "or r.first_day < new.first_day ")


def downgrade() -> None:
    _put("last_day, state", "")
