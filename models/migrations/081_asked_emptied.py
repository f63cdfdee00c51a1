"""What a case said when its counter asked something is emptied once its applicant is erased; nothing else of a
step ever changes."""

from alembic import op

revision = "081"
down_revision = "079"
branch_labels = None
depends_on = None

_CHECK = (
    "alter table syndic_step drop constraint ck_syndic_step_before, add constraint ck_syndic_step_before check"
)
_TRIGGER = (
    "create trigger house_never_changes before update or delete on syndic_step for each row execute function"
)


def upgrade() -> None:
    op.execute(f"{_CHECK} (before is null or kind = 'asked')")
    op.execute(
        """create function house_step_only_emptied() returns trigger language plpgsql as $$ begin
            if tg_op = 'UPDATE' then
                if new.before is null and to_jsonb(new) - 'before' = to_jsonb(old) - 'before' then
                    return new;
                end if;
            end if;
            raise exception 'a step of a case never changes'
                using errcode = '23514', constraint = 'ck_syndic_step_never_changes';
        end $$"""
    )
    op.execute("drop trigger house_never_changes on syndic_step")
    op.execute(f"{_TRIGGER} house_step_only_emptied()")
    op.execute("grant update (before) on syndic_step to house_office")


def downgrade() -> None:
    op.execute("revoke update (before) on syndic_step from house_office")
    op.execute("drop trigger house_never_changes on syndic_step")
    op.execute("drop function house_step_only_emptied()")
    op.execute(f"{_TRIGGER} house_never_changes()")
    # What was emptied stays so: who was asked is known, no longer what the case said then.
    op.execute(f"{_CHECK} ((kind = 'asked') = (before is not null)) not valid")
