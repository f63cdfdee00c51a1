"""A party that enters a deal holds its profile before its contact, as whoever blocks the profile does."""

from importlib import import_module

from alembic import op

revision = "059"
down_revision = "057"
branch_labels = None
depends_on = None

_BEFORE = import_module("models.migrations.049_deals")
_PROFILE_FIRST = """begin
        perform from aml_profile p where p.organisation_id = new.organisation_id and p.id = new.profile_id
            for key share;"""


def upgrade() -> None:
    _replace(_BEFORE._FUNCTIONS["house_party_enters"].replace("begin", _PROFILE_FIRST, 1))


def downgrade() -> None:
    _replace(_BEFORE._FUNCTIONS["house_party_enters"])


def _replace(enters: str) -> None:
    op.execute(
        f"create or replace function house_party_enters() returns trigger language plpgsql as $$ {enters} $$"
    )
