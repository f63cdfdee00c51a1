"""Contacts that begin with what the business register says of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app import clock
from app.aml import assessing
from app.aml.choosing import with_numbers
from app.aml.contacts import add_contact
from app.aml.details import details_from
from app.aml.registered import identifier_of, subject_of, taken_over
from app.aml.shelf import Shelf
from app.errors import Refusal
from app.organisations.businesses import Enterprise, names_of
from app.policy import Identity
from models.aml import Contact
from models.values.identified import OrganisationDetails


def add_registered(
    session: Session, actor: Identity, shelf: Shelf, enterprise: Enterprise, now: datetime
) -> Contact:
    """A new contact of an enterprise: name, legal form, number and seat are the register's.

    Raises as `add_contact`, Refusal aml.contact.registered_already for one that is a contact of the office,
    aml.contact.business_is_person for a person with a business.
    """
    if enterprise.is_person:
        raise Refusal("aml.contact.business_is_person")
    there = with_numbers(session, actor, [identifier_of(enterprise)]).get(enterprise.number.digits)
    if there is not None:
        raise Refusal("aml.contact.registered_already", name=there.name)
    names = names_of(session, enterprise.number)
    subject = subject_of(enterprise, names)
    contact = add_contact(session, actor, shelf, subject, now)
    details = details_from(subject)
    if isinstance(details, OrganisationDetails):
        contact.details = taken_over(details, enterprise, clock.day_of(now), names).told()
    session.flush()
    assessing.assess(session, contact, now)
    return contact
