"""What the lists say of a contact and of those who count for it, and that somebody looked at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.aml.assessing import details_of, related_ids
from app.aml.identifying import pass_page
from app.aml.pages import PageName
from app.aml.vigilance.file import RelatedAs
from app.aml.worklist import Decided, hits_of_several
from app.errors import Refusal
from app.policy import Identity
from models.aml import Contact, Snapshot


@dataclass(frozen=True)
class Beside:
    """Another contact that counts here, in the version lists show, with its hits that count."""

    role: RelatedAs
    contact: Contact
    hits: tuple[Decided, ...]


@dataclass(frozen=True)
class Matches:
    """Hits of a contact: those that count, those that no longer do; and those of who counts for it."""

    current: tuple[Decided, ...]
    earlier: tuple[Decided, ...]
    beside: tuple[Beside, ...]


def matches_of(session: Session, contact: Contact) -> Matches:
    """Everything the lists say around this contact."""
    related = related_ids(details_of(contact))
    others = _heads(session, contact, [root for root, _ in related])
    found = hits_of_several(session, [contact, *others.values()])
    mine = found[contact.id]
    return Matches(
        tuple(one for one in mine if one.hit.closed_at is None),
        tuple(one for one in mine if one.hit.closed_at is not None),
        tuple(
            Beside(role, other, tuple(one for one in found[other.id] if one.hit.closed_at is None))
            for root, role in related
            if (other := others.get(root)) is not None
        ),
    )


def edition_of(session: Session, contact: Contact) -> int:
    """With which edition of the lists the contact is compared: when it last changed, or by a load since; 0 before
    any list was loaded, and of a contact that came from a file until it is compared."""
    if contact.screened_at is None:
        return 0
    compared = select(func.max(Snapshot.edition)).where(Snapshot.screened_at.is_not(None))
    return max(contact.edition, session.scalar(compared) or 0)


def look_at_lists(
    session: Session, actor: Identity, contact_id: int, edition: int, version: int, now: datetime
) -> Contact:
    """Keeps that somebody saw what the lists of that edition say of a contact. Raises as `draft_of`, Refusal
    aml.lists.changed_meanwhile where another edition stands."""
    contact = pass_page(session, actor, contact_id, PageName.LISTS, version, now, edition=edition)
    if edition_of(session, contact) != edition:
        raise Refusal("aml.lists.changed_meanwhile")
    return contact


def _heads(session: Session, contact: Contact, roots: Sequence[int]) -> dict[int, Contact]:
    if not roots:
        return {}
    rows = session.scalars(
        select(Contact).where(
            Contact.organisation_id == contact.organisation_id, Contact.root_id.in_(roots), Contact.head
        )
    )
    return {one.root_id: one for one in rows}
