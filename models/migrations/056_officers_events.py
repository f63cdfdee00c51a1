"""What only AML officers read of the trail: the database shows it to their transactions alone (`app.officer`), and
to the office while it seals and verifies. These events count in numbers of their own: no gap tells of one."""

from alembic import op

revision = "056"
down_revision = "055"
branch_labels = None
depends_on = None

_MINE = "organisation_id = nullif(current_setting('app.organisation_id', true), '')::bigint"
_HIS = "person_id = nullif(current_setting('app.person_id', true), '')::bigint"
_OFFICER = "current_setting('app.officer', true) = 'on'"
_FOR_EVERYBODY = "tag not like 'fiu.%'"
# Row security of the event answers whether this transaction reads it.
_OF_AN_EVENT = (
    "exists (select from event e where e.organisation_id = event_payload.organisation_id"
    " and e.id = event_payload.event_id)"
)
# table → role → which rows it reads, and which it may write; and both as they were.
_READ = {
    "event": {
        "house_app": (f"{_MINE} and ({_FOR_EVERYBODY} or {_OFFICER})",) * 2,
        "house_self": (f"{_HIS} and {_FOR_EVERYBODY}",) * 2,
        "house_office": (f"{_FOR_EVERYBODY} or {_OFFICER}", "true"),
    },
    "event_payload": {
        "house_app": (f"{_MINE} and ({_OFFICER} or {_OF_AN_EVENT})", _MINE),
        "house_self": (f"{_HIS} and {_OF_AN_EVENT}", _HIS),
        "house_office": (f"{_OFFICER} or {_OF_AN_EVENT}", "true"),
    },
}
_BEFORE = {"house_app": _MINE, "house_self": _HIS, "house_office": "true"}


def upgrade() -> None:
    op.execute("create sequence event_of_officers_id_seq start 1000000000000")
    op.execute("grant usage on sequence event_of_officers_id_seq to house_app, house_office")
    for table, roles in _READ.items():
        for role, (reads, writes) in roles.items():
            op.execute(f"alter policy {role} on {table} using ({reads}) with check ({writes})")
    # Which events are in a batch is asked by who seals and verifies.
    op.execute("drop policy house_app on event_seal")
    op.execute("revoke select on event_seal from house_app")


def downgrade() -> None:
    op.execute("grant select on event_seal to house_app")
    op.execute(f"create policy house_app on event_seal to house_app using ({_MINE}) with check ({_MINE})")
    for table, roles in _READ.items():
        for role in roles:
            rows = _BEFORE[role]
            op.execute(f"alter policy {role} on {table} using ({rows}) with check ({rows})")
    op.execute("drop sequence event_of_officers_id_seq")
