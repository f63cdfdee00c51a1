# ruff: noqa: S608 - no statement holds anything that was typed
"""Who manages an association by a mandate stops when the mandate does: which membership it is, until when it
manages, and whether it is there by the mandate alone.

The last manager stays, but for one whose mandate has a last day: then nobody manages until the next one does.
"""

import sqlalchemy as sa
from alembic import op

revision = "084"
down_revision = "083"
branch_labels = None
depends_on = None

_STAY = """create or replace function house_managers_stay() returns trigger language plpgsql security definer
    set search_path = public, pg_temp as $$ begin
        {0}perform from organisation o where o.id = old.organisation_id for no key update;
        if not exists (select from organisation_membership m where m.organisation_id = old.organisation_id
                and m.id <> old.id and m.is_manager and m.state = 'confirmed') then
            raise exception 'the last manager stays'
                using errcode = '23514', constraint = 'ck_organisation_membership_last_manager';
        end if;
        return new;
    end $$"""
_MANDATE_OVER = """if old.by_mandate is not null and old.manages_until is not null then
            return new;
        end if;
        """
_MEMBERSHIP = "organisation_membership"
_CHECKS = {
    "by_mandate": "by_mandate in ('manages', 'belongs')",
    "manages_until": "manages_until is null or by_mandate is not null",
}
# Who was named by an act that was filed, and by nothing since.
_NAMED = """
    select distinct on (e.organisation_id, e.subject_id) e.organisation_id, e.subject_id, e.tag, e.happened_at,
        (e.facts->>'case')::bigint as case_id
    from event e
    where e.subject_kind = 'member'
        and e.tag in ('organisations.manager.named', 'organisations.manager.dismissed')
    order by e.organisation_id, e.subject_id, e.id desc"""
_KNOWN = f"""
    with named as ({_NAMED})
    update organisation_membership m
    set by_mandate = case when m.created_at = n.happened_at then 'belongs' else 'manages' end
    from named n
    where n.case_id is not null and m.organisation_id = n.organisation_id and m.id = n.subject_id
        and m.is_manager and m.state = 'confirmed'"""
_BY_WHICH = f"""
    with named as ({_NAMED})
    update syndic_mandate d set manager_id = n.subject_id
    from named n join syndic_case c on c.id = n.case_id
        join organisation_membership m on m.organisation_id = n.organisation_id and m.id = n.subject_id
    where m.by_mandate is not null and d.association_id = n.organisation_id and d.reference = c.reference
        and c.reference <> '' and d.source = 'case'"""
_UNTIL = """
    update organisation_membership m set manages_until = d.last_day
    from (select association_id, manager_id, max(last_day) as last_day from syndic_mandate
        where manager_id is not null group by association_id, manager_id
        having bool_and(last_day is not null)) d
    where m.organisation_id = d.association_id and m.id = d.manager_id"""


def upgrade() -> None:
    op.add_column(_MEMBERSHIP, sa.Column("by_mandate", sa.String(8), nullable=True))
    op.add_column(_MEMBERSHIP, sa.Column("manages_until", sa.Date(), nullable=True))
    for name, text in _CHECKS.items():
        op.create_check_constraint(op.f(f"ck_{_MEMBERSHIP}_{name}"), _MEMBERSHIP, text)
    op.create_index(
        f"ix_{_MEMBERSHIP}_manages_until",
        _MEMBERSHIP,
        ["manages_until", "id"],
        postgresql_where=sa.text("manages_until is not null"),
    )
    op.add_column("syndic_mandate", sa.Column("manager_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_syndic_mandate_association_id_manager_id"),
        "syndic_mandate",
        _MEMBERSHIP,
        ["association_id", "manager_id"],
        ["organisation_id", "id"],
    )
    op.create_index(
        "ix_syndic_mandate_manager_id",
        "syndic_mandate",
        ["association_id", "manager_id"],
        postgresql_where=sa.text("manager_id is not null"),
    )
    op.execute(_STAY.format(_MANDATE_OVER))
    for statement in (_KNOWN, _BY_WHICH, _UNTIL):
        op.execute(statement)


def downgrade() -> None:
    op.execute(_STAY.format(""))
    op.drop_column("syndic_mandate", "manager_id")
    for name in ("manages_until", "by_mandate"):
        op.drop_column(_MEMBERSHIP, name)
