# ruff: noqa: S608 - no statement holds anything that was typed
"""Risk profiles, deals with their parties, what is paid for them and decided of them; who becomes officer and who
stands in; and what only officers read, which the database shows to their transactions alone (`app.officer`)."""

from importlib import import_module
from pathlib import Path

from alembic import op

revision = "049"
down_revision = "048"
branch_labels = None
depends_on = None

_MINE = "organisation_id = nullif(current_setting('app.organisation_id', true), '')::bigint"
_OFFICERS = f"{_MINE} and current_setting('app.officer', true) = 'on'"
_SHARED = (
    "aml_profile",
    "aml_deal",
    "aml_party",
    "aml_matter_decision",
    "aml_block",
    "aml_subscription",
    "aml_payment",
    "aml_enrolment",
    "aml_deputy",
)
_OF_OFFICERS = ("aml_hold", "aml_fiu_report", "aml_fiu_file", "aml_officer_act")
_NEVER_CHANGE = ("aml_matter_decision", "aml_fiu_file", "aml_officer_act")
_BOTH = "house_app, house_office"
_SEQUENCES = ", ".join(f"{table}_id_seq" for table in _SHARED)
_GRANTS = (
    f"select, insert on {', '.join(_SHARED)} to {_BOTH}",
    f"select on {', '.join(_SHARED)} to house_reader",
    f"usage on sequence {_SEQUENCES} to {_BOTH}",
    "update (contact_id, state, answers, level, assessed_at, assessed_print, changed_at, handed_by, handed_at,"
    f" decided_at, review_on, version) on aml_profile to {_BOTH}",
    "update (reference, kind, state, price, details, answers, pages, level, assessed_at, assessed_print, paid_at,"
    f" changed_at, handed_by, handed_at, decided_at, closed_on, version) on aml_deal to {_BOTH}",
    f"update (removed_by, removed_at) on aml_party to {_BOTH}",
    f"update (ended_at) on aml_block to {_BOTH}",
    f"update (used) on aml_subscription to {_BOTH}",
    f"update (returned_at, returned_ledger_id) on aml_payment to {_BOTH}",
    f"update (state, decided_by, decided_at, reason, ended_at, version) on aml_enrolment to {_BOTH}",
    f"update (ended_by, ended_on) on aml_deputy to {_BOTH}",
    f"select, insert on {', '.join(_OF_OFFICERS)} to house_app",
    f"select on {', '.join(_OF_OFFICERS)} to house_reader",
    f"usage on sequence {', '.join(f'{table}_id_seq' for table in _OF_OFFICERS)} to house_app",
    "update (ended_by, ended_at) on aml_hold to house_app",
    "update (kind, state, details, fiu_reference, made_at, moved_at, opposed_until, ended_at, version)"
    " on aml_fiu_report to house_app",
    f"select on aml_report_profile to {_BOTH}, house_reader",
    "insert on aml_report_profile to house_office",
    "usage on sequence aml_report_profile_id_seq to house_office",
)
_FINAL = """if old.state in ('accepted', 'refused', 'dropped') and (to_jsonb(new) - '{2}'::text - 'version')
                is distinct from (to_jsonb(old) - '{2}'::text - 'version') then
            raise exception '{0} % was decided', old.id using errcode = '23514', constraint = 'ck_{1}_decided';
        end if;
        if new.state <> old.state and not (
                (old.state = 'draft' and new.state in ('assessed', 'dropped'))
                or (old.state = 'assessed'
                    and new.state in ('draft', 'accepted', 'refused', 'with_officer', 'dropped'))
                or (old.state = 'with_officer' and new.state in ('asked_back', 'accepted', 'refused'))
                or (old.state = 'asked_back' and new.state in ('with_officer', 'accepted', 'refused'))) then
            raise exception '{0} % cannot become % now', old.id, new.state
                using errcode = '23514', constraint = 'ck_{1}_state_follows';
        end if;"""
_FUNCTIONS = {
    "house_profile_moves": "begin "
    + _FINAL.format("profile", "aml_profile", "review_on")
    + """
        if (new.root_id, new.number, new.made_by, new.made_at) is distinct from (old.root_id, old.number,
                old.made_by, old.made_at) then
            raise exception 'profile % is of its contact', old.id
                using errcode = '23514', constraint = 'ck_aml_profile_stays';
        end if;
        if new.state = 'accepted' and old.state <> 'accepted' and exists (select from aml_block b
                where b.organisation_id = new.organisation_id and b.ended_at is null
                and (b.profile_id = new.id or b.root_id = new.root_id)) then
            raise exception 'profile % is blocked', old.id
                using errcode = '23514', constraint = 'ck_aml_profile_blocked';
        end if;
        return new;
    end""",
    "house_deal_moves": "begin "
    + _FINAL.format("deal", "aml_deal", "closed_on")
    + """
        if new.state = 'accepted' and old.state <> 'accepted' then
            perform from aml_contact c join aml_party p
                on p.organisation_id = c.organisation_id and p.root_id = c.id
                where p.organisation_id = new.organisation_id and p.deal_id = new.id and p.removed_at is null
                order by c.id for key share of c;
            if exists (select from aml_block b where b.organisation_id = new.organisation_id
                    and b.ended_at is null and b.deal_id = new.id) then
                raise exception 'deal % is blocked', old.id
                    using errcode = '23514', constraint = 'ck_aml_deal_blocked';
            end if;
            if exists (select from aml_party p where p.organisation_id = new.organisation_id
                    and p.deal_id = new.id and p.removed_at is null
                    and not house_contact_usable(p.organisation_id, p.root_id)) then
                raise exception 'a party of deal % cannot be dealt with', old.id
                    using errcode = '23514', constraint = 'ck_aml_deal_parties';
            end if;
        end if;
        return new;
    end""",
    "house_party_enters": """begin
        perform from aml_contact c where c.organisation_id = new.organisation_id and c.id = new.root_id
            for key share;
        if not house_contact_usable(new.organisation_id, new.root_id) then
            raise exception 'contact % cannot be dealt with', new.root_id
                using errcode = '23514', constraint = 'ck_aml_party_usable';
        end if;
        if not exists (select from aml_contact c where c.organisation_id = new.organisation_id
                and c.id = new.contact_id and c.root_id = new.root_id and c.state = 'accepted') then
            raise exception 'contact % is not in force', new.contact_id
                using errcode = '23514', constraint = 'ck_aml_party_version';
        end if;
        if not exists (select from aml_deal d where d.organisation_id = new.organisation_id
                and d.id = new.deal_id and d.state in ('draft', 'assessed', 'asked_back')) then
            raise exception 'deal % takes no party now', new.deal_id
                using errcode = '23514', constraint = 'ck_aml_party_deal';
        end if;
        return new;
    end""",
    "house_block_begins": """begin
        perform from aml_contact c where c.organisation_id = new.organisation_id and c.id = coalesce(new.root_id,
            (select p.root_id from aml_profile p where p.organisation_id = new.organisation_id
                and p.id = new.profile_id)) for update;
        perform from aml_deal d where d.organisation_id = new.organisation_id and d.id = new.deal_id for update;
        if new.root_id is not null and not exists (select from aml_contact c
                where c.organisation_id = new.organisation_id and c.id = new.root_id and c.copy_of is null) then
            raise exception 'contact % is a version', new.root_id
                using errcode = '23514', constraint = 'ck_aml_block_root';
        end if;
        return new;
    end""",
    "house_report_blocks": """begin
        if new.state not in ('draft', 'ended') and not exists (select from aml_block b
                where b.organisation_id = new.organisation_id and b.ended_at is null
                and (b.root_id, b.profile_id, b.deal_id)
                    is not distinct from (new.root_id, new.profile_id, new.deal_id)) then
            raise exception 'what report % is about is not blocked', new.id
                using errcode = '23514', constraint = 'ck_aml_fiu_report_blocked';
        end if;
        return new;
    end""",
    "house_matter_was_decided": """begin
        if new.state in ('accepted', 'refused') and not exists (select from aml_matter_decision m
                where m.organisation_id = new.organisation_id and m.verdict = new.state
                and m.level is not distinct from new.level
                and case tg_table_name when 'aml_profile' then m.profile_id else m.deal_id end = new.id) then
            raise exception '% % has no decision', tg_table_name, new.id
                using errcode = '23514', constraint = 'ck_aml_matter_decision_kept';
        end if;
        return null;
    end""",
}
# Who may be dealt with: accepted, not blocked, by its newest settled profile accepted; who was in a closed deal
# has to have a profile.
_USABLE = """select exists (select from aml_contact c where c.organisation_id = of_office and c.root_id = root
            and c.state = 'accepted')
        and not exists (select from aml_block b left join aml_profile p
            on p.organisation_id = b.organisation_id and p.id = b.profile_id
            where b.organisation_id = of_office and b.ended_at is null and (b.root_id = root or p.root_id = root))
        and coalesce((select p.state = 'accepted' from aml_profile p where p.organisation_id = of_office
            and p.root_id = root and p.state in ('with_officer', 'asked_back', 'accepted', 'refused')
            order by p.number desc limit 1),
            not exists (select from aml_party y join aml_deal d
                on d.organisation_id = y.organisation_id and d.id = y.deal_id
                where y.organisation_id = of_office and y.root_id = root and y.removed_at is null
                and d.state = 'accepted'))"""
_TRIGGERS = (
    "trigger house_profile_moves before update on aml_profile for each row execute function house_profile_moves()",
    "trigger house_deal_moves before update on aml_deal for each row execute function house_deal_moves()",
    "trigger house_party_enters before insert on aml_party for each row execute function house_party_enters()",
    "trigger house_block_begins before insert on aml_block for each row execute function house_block_begins()",
    "trigger house_report_blocks before insert or update on aml_fiu_report for each row"
    " execute function house_report_blocks()",
    *(
        f"constraint trigger house_matter_was_decided after insert or update on {table}"
        " deferrable initially deferred for each row execute function house_matter_was_decided()"
        for table in ("aml_profile", "aml_deal")
    ),
    *(
        f"trigger house_never_changes before update or delete on {table} for each row"
        " execute function house_never_changes()"
        for table in _NEVER_CHANGE
    ),
    *(
        f"trigger house_never_truncated before truncate on {table} execute function house_never_changes()"
        for table in _NEVER_CHANGE
    ),
)
_ACTS = "('sent', 'raised', 'handed', 'asked_back', 'replied', 'closed', 'accepted', 'refused')"
_NOTIFICATION = (
    "alter column contact_id drop not null",
    "alter column root_id drop not null",
    "add column profile_id bigint",
    "add column deal_id bigint",
    "add column wish varchar(8)",
    "add constraint fk_aml_notification_organisation_id_profile_id foreign key (organisation_id, profile_id)"
    " references aml_profile (organisation_id, id)",
    "add constraint fk_aml_notification_organisation_id_deal_id foreign key (organisation_id, deal_id)"
    " references aml_deal (organisation_id, id)",
    "drop constraint ck_aml_notification_about",
    "add constraint ck_aml_notification_about check (about in ('client', 'counterparty', 'deal'))",
    "add constraint ck_aml_notification_matter check ((deal_id is null) = (root_id is not null))",
    "add constraint ck_aml_notification_contact check ((root_id is null) = (contact_id is null))",
    "add constraint ck_aml_notification_profile check (profile_id is null or root_id is not null)",
    "add constraint ck_aml_notification_about_deal check ((about = 'deal') = (deal_id is not null))",
    "add constraint ck_aml_notification_wish check (wish in ('accept', 'refuse'))",
)
_ACT = (
    "drop constraint ck_aml_notification_act_kind",
    f"add constraint ck_aml_notification_act_kind check (kind in {_ACTS})",
    "drop constraint ck_aml_notification_act_by_officer",
    "add constraint ck_aml_notification_act_by_officer"
    " check (by_officer or kind in ('sent', 'raised', 'handed', 'replied'))",
    "drop constraint ck_aml_notification_act_self_decided",
    "add constraint ck_aml_notification_act_self_decided"
    " check (not self_decided or kind in ('closed', 'accepted', 'refused'))",
)
_INDEXES = (
    "index ix_aml_notification_organisation_id_profile_id on aml_notification (organisation_id, profile_id)",
    "index ix_aml_notification_organisation_id_deal_id on aml_notification (organisation_id, deal_id)",
)


def upgrade() -> None:
    driver = op.get_bind().connection.driver_connection
    with driver.cursor() as cursor:
        cursor.execute(Path(__file__).with_suffix(".sql").read_text())
    for table in (*_SHARED, *_OF_OFFICERS):
        mine = _OFFICERS if table in _OF_OFFICERS else _MINE
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"create policy house_app on {table} to house_app using ({mine}) with check ({mine})")
        if table in _SHARED:
            op.execute(f"create policy house_office on {table} to house_office using (true) with check (true)")
        op.execute(f"create policy house_reader on {table} for select to house_reader using (true)")
    op.execute(
        "create function house_contact_usable(of_office bigint, root bigint) returns boolean language sql stable"
        f" as $$ {_USABLE} $$"
    )
    for function, body in _FUNCTIONS.items():
        op.execute(f"create function {function}() returns trigger language plpgsql as $$ {body} $$")
    for trigger in _TRIGGERS:
        op.execute(f"create {trigger}")
    op.execute(f"alter table aml_notification {', '.join(_NOTIFICATION)}")
    op.execute(f"alter table aml_notification_act {', '.join(_ACT)}")
    for index in _INDEXES:
        op.execute(f"create {index}")
    for grant in _GRANTS:
        op.execute(f"grant {grant}")
    op.execute(f"grant update (wish) on aml_notification to {_BOTH}")


def downgrade() -> None:
    op.execute("alter table aml_notification_act disable trigger user")
    op.execute("delete from aml_notification_act where kind in ('raised', 'handed', 'accepted', 'refused')")
    op.execute(
        "delete from aml_notification_act a using aml_notification n where n.organisation_id = a.organisation_id"
        " and n.id = a.notification_id and (n.profile_id is not null or n.deal_id is not null)"
    )
    op.execute("alter table aml_notification_act enable trigger user")
    op.execute("delete from aml_notification where profile_id is not null or deal_id is not null")
    before = import_module("models.migrations.048_notifications")._TABLES
    for table in ("aml_notification_act", "aml_notification"):
        for name in ("kind", "by_officer", "self_decided", "about"):
            line = f"constraint ck_{table}_{name} "
            if line in before[table]:
                told = before[table].split(line)[1].split(",\n")[0]
                op.execute(f"alter table {table} drop constraint ck_{table}_{name}")
                op.execute(f"alter table {table} add {line}{told}")
    for name in ("matter", "contact", "profile", "about_deal", "wish"):
        op.execute(f"alter table aml_notification drop constraint ck_aml_notification_{name}")
    op.execute("alter table aml_notification drop column profile_id, drop column deal_id, drop column wish")
    op.execute(
        "alter table aml_notification alter column contact_id set not null, alter column root_id set not null"
    )
    for table in (
        "aml_officer_act", "aml_fiu_file", "aml_fiu_report", "aml_report_profile", "aml_hold", "aml_deputy",
        "aml_enrolment", "aml_payment", "aml_subscription", "aml_block", "aml_matter_decision", "aml_party",
        "aml_deal", "aml_profile",
    ):  # fmt: skip
        op.execute(f"drop table {table}")
    op.execute(f"drop function {', '.join(f'{function}()' for function in _FUNCTIONS)}")
    op.execute("drop function house_contact_usable(bigint, bigint)")
