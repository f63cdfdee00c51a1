"""Where somebody's own things stand: with the organisation he administers, otherwise on the platform."""

from __future__ import annotations

from app.policy import Identity, Role
from models.events import PLATFORM


def home_of(actor: Identity) -> int:
    """The organisation whose trail this belongs to; the platform for staff and for persons."""
    if Role.LOCAL_ADMINISTRATOR in actor.roles and not actor.is_staff and actor.organisation_id is not None:
        return actor.organisation_id
    return PLATFORM
