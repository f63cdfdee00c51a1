"""What is known of an organisation, changed by its managers. In office scope: nobody else writes that table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app import events
from app.errors import Missing, Refusal, Stale
from app.mail.rules import usable
from app.policy import Identity, Permission, require
from models.organisations import Organisation


@dataclass(frozen=True)
class OrganisationDetails:
    """What managers keep; the enterprise number never changes."""

    name: str
    street: str
    postal_code: str
    place: str
    email: str
    phone: str
    language: str


@dataclass(frozen=True)
class _Managed:
    organisation_id: int


def change_organisation(
    session: Session, actor: Identity, organisation_id: int, version: int, new: OrganisationDetails, now: datetime
) -> Organisation:
    """Writes what changed, and records it. Raises Forbidden, Missing, Stale, Refusal
    organisations.organisation.email."""
    require(actor, Permission.ORGANISATION_CHANGE, _Managed(organisation_id))
    one = session.get(Organisation, organisation_id, with_for_update=True, populate_existing=True)
    if one is None:
        raise Missing("organisation", organisation_id)
    if one.version != version:
        raise Stale("organisation", organisation_id)
    if not usable(new.email):
        raise Refusal("organisations.organisation.email", field="email")
    changed = {
        name: [getattr(one, name), value] for name, value in vars(new).items() if getattr(one, name) != value
    }
    if not changed:
        return one
    for name, (_, value) in changed.items():
        setattr(one, name, value)
    session.flush()
    subject = events.Subject("organisation", one.id, one.id)
    events.record(session, events.Tag.ORGANISATION_CHANGED, subject, actor, now, facts={"changed": changed})
    return one
