"""Lists are searched by how a file stands, and when it was decided or is expected; contacts that came from a file
wait to be compared with the lists of sanctions."""

from alembic import op

revision = "068"
down_revision = "065"
branch_labels = None
depends_on = None

_INDEXES = {
    "ix_aml_contact_organisation_id_state_level": "aml_contact (organisation_id, state, level) where head",
    "ix_aml_contact_organisation_id_decided_at": "aml_contact (organisation_id, decided_at) where head",
    "ix_aml_contact_uncompared": "aml_contact (id) where screened_at is null",
    "ix_aml_deal_organisation_id_expected_on": "aml_deal (organisation_id, (details ->> 'expected_on'))",
    "ix_aml_deal_organisation_id_decided_at": "aml_deal (organisation_id, decided_at)",
}


def upgrade() -> None:
    for name, what in _INDEXES.items():
        op.execute(f"create index {name} on {what}")


def downgrade() -> None:
    for name in _INDEXES:
        op.execute(f"drop index {name}")
