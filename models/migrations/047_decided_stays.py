"""What was decided of a contact stays to the last column; a version is a copy of a contact, never of a copy."""

from importlib import import_module

from alembic import op

revision = "047"
down_revision = "046"
branch_labels = None
depends_on = None

_FUNCTIONS = {
    "house_contact_decided": """begin
        if (new.copy_of, new.number, new.made_by, new.made_at) is distinct from (old.copy_of, old.number,
                old.made_by, old.made_at) then
            raise exception 'contact % is the version it is', old.id
                using errcode = '23514', constraint = 'ck_aml_contact_version_stays';
        end if;
        if old.state <> 'draft' and (new.kind, new.name, new.facts, new.print, new.details, new.national_number,
                new.answers, new.pages, new.decided_at) is distinct from (old.kind, old.name, old.facts, old.print,
                old.details, old.national_number, old.answers, old.pages, old.decided_at) then
            raise exception 'contact % was decided', old.id
                using errcode = '23514', constraint = 'ck_aml_contact_decided';
        end if;
        if new.state <> old.state and not (old.state = 'draft'
                or (old.state in ('accepted', 'refused') and new.state = 'replaced')) then
            raise exception 'contact % cannot become % again', old.id, new.state
                using errcode = '23514', constraint = 'ck_aml_contact_state_follows';
        end if;
        return new;
    end""",
    "house_contact_copied": """begin
        if exists (select from aml_contact c where c.organisation_id = new.organisation_id
                and c.id = new.copy_of and c.copy_of is not null) or new.copy_of = new.id then
            raise exception 'contact % is a copy', new.copy_of
                using errcode = '23514', constraint = 'ck_aml_contact_copy_of_first';
        end if;
        return new;
    end""",
    "house_decision_of_version": """begin
        if not exists (select from aml_contact c where c.organisation_id = new.organisation_id
                and c.id = new.contact_id and c.root_id = new.root_id and c.state in ('draft', new.verdict)) then
            raise exception 'contact % is not decided so', new.contact_id
                using errcode = '23514', constraint = 'ck_aml_decision_of_version';
        end if;
        return new;
    end""",
}
_TRIGGERS = {
    "house_contact_copied": "before insert on aml_contact for each row when (new.copy_of is not null)",
    "house_decision_of_version": "before insert on aml_decision for each row",
}


def upgrade() -> None:
    for function, body in _FUNCTIONS.items():
        op.execute(f"create or replace function {function}() returns trigger language plpgsql as $$ {body} $$")
    for trigger, when in _TRIGGERS.items():
        op.execute(f"create trigger {trigger} {when} execute function {trigger}()")
    op.execute(
        "alter table aml_contact add constraint ck_aml_contact_head check (not head or state <> 'replaced')"
    )


def downgrade() -> None:
    op.execute("alter table aml_contact drop constraint ck_aml_contact_head")
    op.execute("drop trigger house_contact_copied on aml_contact")
    op.execute("drop trigger house_decision_of_version on aml_decision")
    op.execute("drop function house_contact_copied(), house_decision_of_version()")
    before = import_module("models.migrations.044_contact_files")._FUNCTIONS["house_contact_decided"]
    op.execute(
        f"create or replace function house_contact_decided() returns trigger language plpgsql as $$ {before} $$"
    )
