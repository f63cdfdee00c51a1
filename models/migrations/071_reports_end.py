# ruff: noqa: S608 - no statement holds anything that was typed
"""Signed annual reports and the lines of packs go ten years after they were made, as whatever may name somebody
does."""

from importlib import import_module

from alembic import op

revision = "071"
down_revision = "070"
branch_labels = None
depends_on = None

_BEFORE = import_module("models.migrations.062_retention")
_TABLES = ("aml_annual_record", "aml_pack")


def _changed(body: str, *changes: tuple[str, str]) -> str:
    for before, after in changes:
        if body.count(before) != 1:
            raise ValueError(before)
        body = body.replace(before, after)
    return body


_TRAINED = "where of_register = 'training' and t.organisation_id = of_office and t.id = entry) t"
_TERM = _changed(
    _BEFORE._ENTRY_TERM,
    (
        _TRAINED,
        _TRAINED.removesuffix(") t")
        + """
            union all select house_day(y.signed_at) from aml_annual_report y where of_register = 'annual_report'
                and y.organisation_id = of_office and y.id = entry and y.signed_at is not null
            union all select house_day(k.made_at) from aml_pack k
                where of_register = 'pack' and k.organisation_id = of_office and k.id = entry) t""",
    ),
)
_FORGET = _BEFORE._FORGET_ENTRY.replace(
    _BEFORE._HIDDEN,
    "case of_register when 'atypical' then 'fiu.atypical.deleted' when 'annual_report' then 'fiu.annual.deleted'"
    " when 'pack' then 'fiu.pack.deleted' else 'aml.file.deleted' end",
)
_LAST = _BEFORE._COUNT.format("aml_training", "of_register = 'training' and id = entry")
_FORGET = _changed(
    _FORGET,
    (
        _LAST,
        " ".join(
            (
                _LAST,
                _BEFORE._COUNT.format("aml_annual_record", "of_register = 'annual_report' and report_id = entry"),
                _BEFORE._COUNT.format("aml_annual_report", "of_register = 'annual_report' and id = entry"),
                _BEFORE._COUNT.format("aml_pack", "of_register = 'pack' and id = entry"),
            )
        ),
    ),
)
_HELD = """union all select 'training', t.id, t.held_on from aml_training t
                        where t.organisation_id = of_office) e"""
_DUE = _changed(
    _BEFORE._DUE,
    (
        _HELD,
        _HELD.removesuffix(") e")
        + """
                    union all select 'annual_report', y.id, house_day(y.signed_at) from aml_annual_report y
                        where y.organisation_id = of_office
                    union all select 'pack', k.id, house_day(k.made_at) from aml_pack k
                        where k.organisation_id = of_office) e""",
    ),
)
_BODIES = {
    "house_entry_term(": (_TERM, _BEFORE._ENTRY_TERM),
    "house_forget_entry(": (_FORGET, _BEFORE._FORGET_ENTRY),
    "house_files_due(": (_DUE, _BEFORE._DUE),
}


def upgrade() -> None:
    for name, (body, _) in _BODIES.items():
        _says(name, body)
    for table in _TABLES:
        _BEFORE._never_changes(table, "house_kept")


def downgrade() -> None:
    for table in _TABLES:
        _BEFORE._never_changes(table, "house_never_changes")
    for name, (_, body) in _BODIES.items():
        _says(name, body)


def _says(name: str, body: str) -> None:
    ((signature, (how, _)),) = (one for one in _BEFORE.FUNCTIONS.items() if one[0].startswith(name))
    op.execute(f"create or replace function {signature} {how} as $$ {body} $$")
