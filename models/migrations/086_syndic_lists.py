"""Lists of mandates and cases stay as quick among a hundred thousand.

Who represents a mandate is found by it, what goes on of an organisation, what an officer took and what came late
have their indexes, and of one case the steps and files are read without looking through all of one's cases.
"""

from alembic import op

revision = "086"
down_revision = "084"
branch_labels = None
depends_on = None

_INDEXES = {
    "ix_syndic_representative_mandate_id": "syndic_representative (mandate_id, first_day)",
    "ix_syndic_mandate_provisional": "syndic_mandate (sort_name, id) where provisional is true",
    "ix_syndic_case_going_on": "syndic_case (acting_for_id, due_on, id)"
    " where state not in ('filed', 'refused', 'withdrawn')",
    "ix_syndic_case_taken_by_due_on_id": "syndic_case (taken_by, due_on, id) where taken_by is not null",
    "ix_syndic_case_late": "syndic_case (due_on, id) where house_day(handed_in_at) > due_on",
}
_OF_ALL = "case_id in (select id from syndic_case)"
_OF_ONE = "exists (select from syndic_case as its where its.id = case_id)"


def _seen(which: str) -> None:
    for table in ("syndic_step", "syndic_file"):
        for role in ("house_app", "house_self"):
            op.execute(f"alter policy {role} on {table} using ({which}) with check ({which})")


def upgrade() -> None:
    for name, columns in _INDEXES.items():
        op.execute(f"create index {name} on {columns}")
    _seen(_OF_ONE)


def downgrade() -> None:
    _seen(_OF_ALL)
    for name in _INDEXES:
        op.execute(f"drop index {name}")
