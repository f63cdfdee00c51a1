"""Contacts that others refer to, found by name: whoever a contact acts for, by its root id."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.aml.queries import visible_to
from app.errors import Refusal
from app.panels import words_in
from app.policy import Identity
from models.aml import Contact
from models.values.search_text import SearchText

MOST_FOUND = 10


def contacts_named(
    session: Session, who: Identity, text: str, besides: int, limit: int = MOST_FOUND
) -> Sequence[Contact]:
    """Contacts of this office with these words in their name, by name, without the one with the root id
    `besides`; nobody for a text without words."""
    sought = SearchText.read(text)
    if not sought.words:
        return ()
    return session.scalars(
        select(Contact)
        .where(visible_to(who), Contact.head, Contact.root_id != besides, words_in(Contact.sort_name, sought))
        .order_by(Contact.sort_name, Contact.id)
        .limit(limit)
    ).all()


def contact_at(session: Session, who: Identity, root_id: int | None) -> Contact | None:
    """The version that counts of the contact with this root id; None where it isn't there or isn't yours."""
    if root_id is None:
        return None
    return session.scalars(
        select(Contact).where(visible_to(who), Contact.head, Contact.root_id == root_id)
    ).one_or_none()


def principal_of(session: Session, who: Identity, contact: Contact, root_id: int) -> Contact:
    """Whom this contact may act for. Raises Refusal aml.principal.itself, aml.principal.unknown."""
    if root_id == contact.root_id:
        raise Refusal("aml.principal.itself", field="principal")
    found = contact_at(session, who, root_id)
    if found is None:
        raise Refusal("aml.principal.unknown", field="principal")
    return found
