"""A decision that an officer made among officers is found by whoever commits it; a raised risk profile that nobody
decided yet keeps its contact out of every deal."""

from importlib import import_module

from alembic import op

revision = "057"
down_revision = "056"
branch_labels = None
depends_on = None

_SAFE = "security definer set search_path = public, pg_temp"
_BEFORE = import_module("models.migrations.049_deals")
_DECIDED = _BEFORE._FUNCTIONS["house_matter_was_decided"]
_SETTLED = "p.state in ('with_officer', 'asked_back', 'accepted', 'refused')"
_USABLE = _BEFORE._USABLE.replace(
    f"and {_SETTLED}", f"and ({_SETTLED} or p.state = 'assessed' and p.level in ('raised', 'stop'))"
)


def _usable(body: str) -> None:
    op.execute(
        "create or replace function house_contact_usable(of_office bigint, root bigint) returns boolean"
        f" language sql stable as $$ {body} $$"
    )


def _decided(how: str) -> None:
    op.execute(
        "create or replace function house_matter_was_decided() returns trigger language plpgsql"
        f" {how} as $$ {_DECIDED} $$"
    )


def upgrade() -> None:
    _decided(_SAFE)
    _usable(_USABLE)


def downgrade() -> None:
    _usable(_BEFORE._USABLE)
    _decided("")
