"""Whose risk profile was found raised isn't dealt with on the strength of an earlier one. A party that enters a
deal holds its profile before its contact, as whoever blocks the profile does."""

from importlib import import_module

from alembic import op

revision = "059"
down_revision = "057"
branch_labels = None
depends_on = None

_BEFORE = import_module("models.migrations.049_deals")
_SETTLED = "p.state in ('with_officer', 'asked_back', 'accepted', 'refused')"
_SAYS = f"({_SETTLED} or p.state = 'assessed' and p.level in ('raised', 'stop'))"
_PROFILE_FIRST = """begin
        perform from aml_profile p where p.organisation_id = new.organisation_id and p.id = new.profile_id
            for key share;"""


def upgrade() -> None:
    _replace(
        _BEFORE._USABLE.replace(_SETTLED, _SAYS),
        _BEFORE._FUNCTIONS["house_party_enters"].replace("begin", _PROFILE_FIRST, 1),
    )


def downgrade() -> None:
    _replace(_BEFORE._USABLE, _BEFORE._FUNCTIONS["house_party_enters"])


def _replace(usable: str, enters: str) -> None:
    op.execute(
        "create or replace function house_contact_usable(of_office bigint, root bigint) returns boolean"
        f" language sql stable as $$ {usable} $$"
    )
    op.execute(
        f"create or replace function house_party_enters() returns trigger language plpgsql as $$ {enters} $$"
    )
