"""Contacts of an office: added and changed, each time compared with the lists in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app import clock, events
from app.aml import turns
from app.aml.finding import Ours, Settled, settle_contacts
from app.aml.rules import faults_of, name_of, tidied
from app.aml.screening import SubjectIndex
from app.aml.shelf import Shelf
from app.errors import Missing, refuse
from app.policy import Identity, Permission, require
from models.aml import Contact
from models.values import Subject

MOST_HITS = 1000
"""Of one contact; who looks like more than that is told by a name that says nothing."""


def add_contact(session: Session, actor: Identity, shelf: Shelf, subject: Subject, now: datetime) -> Contact:
    """A new contact of the organisation one acts for, compared with every list that stands.

    Raises Forbidden, Refusal aml.contact.… for what may not be told of it, aml.lists.being_prepared.
    """
    require(actor, Permission.CONTACT_CHANGE)
    if actor.organisation_id is None:
        raise Missing("organisation", None)
    told = _checked(subject, now)
    edition, index = beside(session, shelf)
    contact = Contact(
        organisation_id=actor.organisation_id,
        **columns_of(told),
        made_by=actor.account_id,
        made_at=now,
        owner_id=actor.account_id,
        changed_at=now,
        edition=edition,
        screened_at=now,
    )
    session.add(contact)
    session.flush()
    settled = screen(session, [(contact, told)], index, edition, now)
    _tell(session, actor, events.Tag.CONTACT_ADDED, contact, settled, now)
    return contact


def screen(
    session: Session, contacts: Sequence[tuple[Contact, Subject]], index: SubjectIndex, edition: int, now: datetime
) -> Settled:
    """Compares contacts, whose rows are locked, with the lists' index of that edition, and settles their hits."""
    found = [
        (ours_of(one), subject, {match.id: match.comparison for match in index.matches(subject, limit=MOST_HITS)})
        for one, subject in contacts
    ]
    return settle_contacts(session, found, edition, now)


def ours_of(contact: Contact) -> Ours:
    """The contact as a side of a comparison."""
    return Ours(contact.organisation_id, contact.id, contact.print)


def beside(session: Session, shelf: Shelf) -> tuple[int, SubjectIndex]:
    """The lists' edition and index, which stays the newest one a load has to know of until we are done."""
    shelf.look(session)  # what takes long is done before anybody has to wait for us
    turns.along(session)
    return shelf.look(session)


def _checked(subject: Subject, now: datetime) -> Subject:
    told = tidied(subject)
    refuse(faults_of(told, clock.day_of(now)))
    return told


def columns_of(told: Subject) -> dict[str, object]:
    """What the row of a contact keeps of what is compared."""
    return {
        "kind": str(told.kind),
        "name": name_of(told),
        "facts": told.told(),
        "print": told.fingerprint,
    }


def _tell(
    session: Session, actor: Identity, tag: events.Tag, contact: Contact, settled: Settled, now: datetime
) -> None:
    facts = {
        "kind": contact.kind,
        "edition": contact.edition,
        "hits": settled.opened.total(),
        "closed": settled.closed,
    }
    subject = events.Subject("contact", contact.id, contact.organisation_id)
    events.record(session, tag, subject, actor, now, facts=facts, personal={"name": contact.name})
