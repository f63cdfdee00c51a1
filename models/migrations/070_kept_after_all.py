# ruff: noqa: S608 - no statement holds anything that was typed
"""What is kept longer than was reckoned, each for ten years more: whatever was blocked, held, reported or told to
the officer, and a match with a list that was decided; a relation whose end was taken back, since it went on that
day; a contact nobody decided about, since its last change, whatever end was recorded. And a closing that was noted
moves to an earlier day for a year only."""

from importlib import import_module

from alembic import op

revision = "070"
down_revision = "068"
branch_labels = None
depends_on = None

_BEFORE = import_module("models.migrations.062_retention")


_HIS_HIT = (
    "x.contact_id in (select c.id from aml_contact c where c.organisation_id = of_office and c.root_id = root)"
)


def _seen(whose: str, notified: str, *more: tuple[str, str, str]) -> str:
    """Until when it is kept for what was blocked, held, reported to the FIU or told to the officer, and ended; and
    for `more`."""
    ended = " union all ".join(
        f"select x.{when} as at from {table} x where x.organisation_id = of_office and ({about})"
        for table, when, about in (
            ("aml_block", "ended_at", whose),
            ("aml_hold", "ended_at", whose),
            ("aml_fiu_report", "ended_at", whose),
            ("aml_notification", "moved_at", notified),
            *more,
        )
    )
    return f"(select max(house_kept_until(house_day(seen.at))) from ({ended}) seen),"


def _changed(body: str, *changes: tuple[str, str]) -> str:
    for before, after in changes:
        if body.count(before) != 1:
            raise ValueError(before)
        body = body.replace(before, after)
    return body


_UNTIL = "greatest(house_kept_until(t.ended),"
_ENDED = "max(r.ended_on) from aml_relation_end r where r.organisation_id = of_office"
_UNDECIDED = """case when not exists (select from aml_decision m where m.organisation_id = of_office
                    and m.root_id = root)
                and not exists (select from aml_profile p where p.organisation_id = of_office and p.root_id = root
                    and p.decided_at is not null) then"""
_DEAL_TERM = _changed(_BEFORE._DEAL_TERM, (_UNTIL, f"{_UNTIL} {_seen('x.deal_id = deal', 'x.deal_id = deal')}"))
_CONTACT_TERM = _changed(
    _BEFORE._CONTACT_TERM,
    (_UNTIL, f"{_UNTIL} {_seen(_BEFORE._HIS_PROFILE, 'x.root_id = root', ('aml_hit', 'decided_at', _HIS_HIT))}"),
    (_ENDED, _ENDED.replace("r.ended_on", "coalesce(house_day(r.withdrawn_at), r.ended_on)", 1)),
    ("and r.root_id = root and r.withdrawn_at is null),", "and r.root_id = root),"),
    ("greatest(house_day(c.made_at), coalesce(greatest(", "greatest(house_day(c.made_at), greatest("),
    ("(select max(house_day(greatest(w.changed_at", f"{_UNDECIDED} (select max(house_day(greatest(w.changed_at"),
    ("and w.root_id = root))) as ended", "and w.root_id = root) end) as ended"),
)
_TERMS = {
    "house_deal_term(of_office bigint, deal bigint": (_DEAL_TERM, _BEFORE._DEAL_TERM),
    "house_contact_term(of_office bigint, root bigint": (_CONTACT_TERM, _BEFORE._CONTACT_TERM),
}
_CLOSED = """begin
        if greatest(new.closed_on, house_day(new.decided_at)) < least(old.closed_on, house_today() - 365) then
            raise exception 'it was closed too long ago' using errcode = '23514',
                constraint = 'ck_aml_deal_closed_long_ago';
        end if;
        return new;
    end"""


def upgrade() -> None:
    for signature, (body, _) in _TERMS.items():
        _says(signature, body)
    op.execute(f"create function house_deal_closed() returns trigger language plpgsql as $$ {_CLOSED} $$")
    op.execute(
        "create trigger house_deal_closed before update of closed_on on aml_deal for each row"
        " when (old.closed_on is not null) execute function house_deal_closed()"
    )


def downgrade() -> None:
    op.execute("drop trigger house_deal_closed on aml_deal")
    op.execute("drop function house_deal_closed()")
    for signature, (_, body) in _TERMS.items():
        _says(signature, body)


def _says(signature: str, body: str) -> None:
    op.execute(
        f"create or replace function {signature}, {_BEFORE._ENDED}) language sql stable {_BEFORE._SAFE}"
        f" as $$ {body} $$"
    )
