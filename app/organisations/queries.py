"""Reads about organisations and relations; `visible_to` is the row scope of sets."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_, false, select, true
from sqlalchemy.orm import Session, joinedload

from app.errors import Missing
from app.policy import Identity, Permission, may
from models.accounts import Person
from models.organisations import Membership, Organisation


def visible_to(identity: Identity, permission: Permission = Permission.RELATION_SEE) -> ColumnElement[bool]:
    """The relations this identity may see, as a condition; one that was withdrawn is the staff's to see.

    Members who joined with their account are no relations.
    """
    if not may(identity, permission):
        return false()
    if identity.is_staff:
        return Membership.account_id.is_(None)
    return and_(
        Membership.organisation_id == identity.organisation_id,
        Membership.state != "withdrawn",
        Membership.account_id.is_(None),
    )


def organisations_visible_to(identity: Identity) -> ColumnElement[bool]:
    if not may(identity, Permission.ORGANISATION_SEE):
        return false()
    return true() if identity.is_staff else Organisation.id == identity.organisation_id


def persons_visible_to(identity: Identity) -> ColumnElement[bool]:
    """Everybody who has or had a relation with one's own organisation; for staff, everybody."""
    if not may(identity, Permission.PERSON_SEE):
        return false()
    if identity.is_staff:
        return true()
    return Person.id.in_(
        select(Membership.person_id).where(Membership.organisation_id == identity.organisation_id)
    )


def is_known_here(session: Session, who: Identity, person_id: int) -> bool:
    """Whether the reader may open this person's page."""
    return (
        session.scalars(select(Person.id).where(Person.id == person_id, persons_visible_to(who))).first()
        is not None
    )


def relation_record(session: Session, identity: Identity, membership_id: int) -> Membership:
    """One relation with its person and organisation. Raises Missing when it isn't there or isn't yours."""
    relation = session.scalars(
        select(Membership)
        .where(Membership.id == membership_id, Membership.account_id.is_(None), visible_to(identity))
        .options(joinedload(Membership.person), joinedload(Membership.organisation))
    ).one_or_none()
    if relation is None:
        raise Missing("relation", membership_id)
    return relation


def relations_of(session: Session, organisation_id: int, person_id: int, day: date) -> list[Membership]:
    """The standing and coming relations of a person with an organisation on that day, standing first."""
    return list(
        session.scalars(
            select(Membership)
            .where(
                Membership.organisation_id == organisation_id,
                Membership.person_id == person_id,
                Membership.account_id.is_(None),
                Membership.state == "confirmed",
                (Membership.last_day.is_(None)) | (Membership.last_day >= day),
            )
            .options(joinedload(Membership.person))
            .order_by(Membership.first_day, Membership.id)
        )
    )
