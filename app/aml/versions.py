"""The versions of a contact: one is begun as a copy of what lists show, given up, and all of them in a row.

Whoever begins, gives up or decides locks the first version, then the others in their order: the same order in
which a load of a list locks contacts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, insert, literal, or_, select, update
from sqlalchemy.orm import Session

from app import events
from app.aml.assessing import assess
from app.aml.blocks import require_unblocked
from app.aml.contacts import beside, screen
from app.aml.following import refers_to
from app.aml.identifying import draft_of
from app.aml.matters import matter_of
from app.aml.pages import PageName
from app.aml.queries import is_live, visible_to
from app.aml.shelf import Shelf
from app.errors import Missing, Refusal
from app.policy import Identity, Permission, require
from models.aml import Contact, Evidence, Hit
from models.values import Subject

MOST_NAMED = 10
_COPIED = ("kind", "name", "facts", "print", "details", "national_number", "answers")
# Of a hit: what was found and what was decided of it.
_OF_HIT = ("list_id", "key", "listed_id", "contact_print", "judged", "score", "open_facts", "comparison",
           "edition", "found_at", "state", "reason", "decided_by", "decided_at")  # fmt: skip


def begin_version(session: Session, actor: Identity, shelf: Shelf, contact_id: int, now: datetime) -> Contact:
    """A new version of a contact, whichever version of it is told: a copy of the one lists show, with its evidence
    and its current hits, compared with the lists as they are now. The draft that is there already is given back
    instead.

    Raises Forbidden, Missing, Refusal aml.contact.given_up, aml.matter.blocked, aml.lists.being_prepared.
    """
    require(actor, Permission.CONTACT_CHANGE)
    edition, index = beside(session, shelf)
    first = locked_versions(session, contact_id)[0]
    require(actor, Permission.CONTACT_CHANGE, first)
    require_unblocked(session, matter_of(first))
    # Asked anew: who began one while we waited for the lock has it ready now.
    standing = _live(session, first)
    draft = next((one for one in standing if one.state == "draft"), None)
    if draft is not None:
        return draft
    head = next((one for one in standing if one.head), None)
    if head is None:
        raise Refusal("aml.contact.given_up")
    made = Contact(
        organisation_id=head.organisation_id,
        **{name: getattr(head, name) for name in _COPIED},
        pages=[one for one in head.pages if one != PageName.RESULT],
        copy_of=first.id,
        number=_next_number(session, first),
        head=False,
        made_by=actor.account_id,
        made_at=now,
        owner_id=head.owner_id,
        changed_at=now,
        edition=edition,
        screened_at=now,
    )
    session.add(made)
    session.flush()
    _copy_evidence(session, head, made)
    _copy_hits(session, head, made)
    screen(session, [(made, Subject.read(made.facts))], index, edition, now)
    assess(session, made, now)
    _tell(session, actor, events.Tag.CONTACT_COPIED, made, {"copy_of": head.id}, now)
    return made


def drop_version(session: Session, actor: Identity, contact_id: int, version: int, now: datetime) -> Contact:
    """Gives an undecided version up: what is in force stays. Of a contact that was never decided nothing is left
    but its row, so that isn't done while it counts for another one. Twice does nothing the second time.

    Raises Forbidden, Missing, Stale, Refusal aml.contact.decided, aml.contact.counts_for.
    """
    require(actor, Permission.CONTACT_CHANGE)
    found = {one.id: one for one in locked_versions(session, contact_id)}
    if found[contact_id].state == "dropped":
        require(actor, Permission.CONTACT_CHANGE, found[contact_id])
        return found[contact_id]
    contact = draft_of(session, actor, contact_id, version)
    if contact.head and (names := counts_for(session, contact)):
        raise Refusal("aml.contact.counts_for", names=", ".join(names))
    contact.state, contact.changed_at = "dropped", now
    session.flush()
    closed = close_hits(session, contact, now)
    _tell(session, actor, events.Tag.CONTACT_DROPPED, contact, {"closed": closed}, now)
    return contact


def versions_of(session: Session, who: Identity, root_id: int) -> Sequence[Contact]:
    """Every version of a contact that this reader may see, the latest first."""
    return session.scalars(
        select(Contact).where(Contact.root_id == root_id, visible_to(who)).order_by(Contact.number.desc())
    ).all()


def counts_for(session: Session, contact: Contact) -> Sequence[str]:
    """The names of contacts with a version in use that names this one: as for whom it acts, who represents or who
    owns it."""
    return session.scalars(
        select(Contact.name)
        .where(
            Contact.organisation_id == contact.organisation_id,
            Contact.root_id != contact.root_id,
            is_live(),
            refers_to([contact.root_id]),
        )
        .group_by(Contact.name)
        .order_by(Contact.name)
        .limit(MOST_NAMED)
    ).all()


def in_force_beside(session: Session, contact: Contact) -> Contact | None:
    """The version lists show, where that is another one than this: it is replaced once this one is decided."""
    if contact.head:
        return None
    return session.scalars(
        select(Contact).where(
            Contact.organisation_id == contact.organisation_id, Contact.root_id == contact.root_id, Contact.head
        )
    ).one_or_none()


def locked_versions(session: Session, contact_id: int) -> Sequence[Contact]:
    """The first version of this contact, the one that is told, and those that live, locked, in their order. Raises
    Missing."""
    whose = session.execute(
        select(Contact.organisation_id, Contact.root_id).where(Contact.id == contact_id)
    ).one_or_none()
    if whose is None:
        raise Missing("contact", contact_id)
    return session.scalars(
        select(Contact)
        .where(
            Contact.organisation_id == whose.organisation_id,
            Contact.root_id == whose.root_id,
            or_(Contact.id.in_((whose.root_id, contact_id)), is_live()),
        )
        .order_by(Contact.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()


def close_hits(session: Session, contact: Contact, now: datetime) -> int:
    """Hits of a version that counts no longer close, whatever was decided of them; returns how many. The contact
    is locked."""
    closed = session.execute(
        update(Hit)
        .where(
            Hit.organisation_id == contact.organisation_id, Hit.contact_id == contact.id, Hit.closed_at.is_(None)
        )
        .values(closed_at=now, closed_why="contact_replaced", version=Hit.version + 1)
        .returning(Hit.id)
        .execution_options(synchronize_session="fetch")
    )
    return len(closed.all())


def _live(session: Session, first: Contact) -> Sequence[Contact]:
    return session.scalars(
        select(Contact)
        .where(Contact.organisation_id == first.organisation_id, Contact.root_id == first.root_id, is_live())
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()


def _next_number(session: Session, first: Contact) -> int:
    return (
        1
        + session.execute(
            select(func.max(Contact.number)).where(
                Contact.organisation_id == first.organisation_id, Contact.root_id == first.root_id
            )
        ).scalar_one()
    )


def _copy_evidence(session: Session, head: Contact, made: Contact) -> None:
    """The same documents, with who added them and when."""
    names = ("organisation_id", "kind", "document_id", "added_by", "added_at")
    session.execute(
        insert(Evidence).from_select(
            ["contact_id", *names],
            select(literal(made.id), *(getattr(Evidence, name) for name in names))
            .where(
                Evidence.organisation_id == head.organisation_id,
                Evidence.contact_id == head.id,
                Evidence.removed_at.is_(None),
            )
            .order_by(Evidence.id),
        )
    )


def _copy_hits(session: Session, head: Contact, made: Contact) -> None:
    """What looks like the contact now, with what was decided of it."""
    session.execute(
        insert(Hit).from_select(
            ["organisation_id", "contact_id", *_OF_HIT],
            select(literal(made.organisation_id), literal(made.id), *(getattr(Hit, name) for name in _OF_HIT))
            .where(Hit.organisation_id == head.organisation_id, Hit.contact_id == head.id, Hit.closed_at.is_(None))
            .order_by(Hit.id),
        )
    )


def _tell(
    session: Session, actor: Identity, tag: events.Tag, contact: Contact, facts: dict[str, object], now: datetime
) -> None:
    subject = events.Subject("contact", contact.id, contact.organisation_id)
    told = {"root_id": contact.root_id, "number": contact.number, **facts}
    events.record(session, tag, subject, actor, now, facts=told, personal={"name": contact.name})
