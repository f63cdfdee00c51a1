"""The association of a case as an organisation here: found by its number, or made where it isn't here yet.

Made this way it has no member: whoever pays in for it first isn't its manager by that. In office scope.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app import events
from app.errors import Refusal
from app.organisations.businesses import by_number
from app.organisations.joining import with_number
from app.policy import Identity
from app.syndics.queries import details_of
from app.syndics.rules.facts import ASSOCIATION_FORM
from app.transaction import Scope, within
from models.organisations import Organisation
from models.syndics import Case
from models.values import EnterpriseNumber, OrganisationKind

_LONGEST_PLACE = 100
_ALONE = text("select pg_advisory_xact_lock(hashtext('sleutelbos.mandates.association'), hashtext(:number))")


def organisation_there(session: Session, case: Case) -> Organisation | None:
    """The organisation that its association is, where it is one here."""
    if not case.association_number:
        return None
    with within(session, Scope.office()):
        return session.scalars(
            select(Organisation).where(Organisation.enterprise_number == case.association_number)
        ).one_or_none()


def organisation_of(session: Session, case: Case, now: datetime, actor: Identity | None = None) -> Organisation:
    """The same, made where it isn't here: as the business register has it, else as the case says.

    One that ended is made as well: the end of its mandate is paid too. Raises Refusal syndics.case.no_number,
    .association_unnamed, syndics.association.another_form where the number is somebody else's here.
    """
    if not case.association_number:
        raise Refusal("syndics.case.no_number")
    number = EnterpriseNumber(case.association_number)
    with within(session, Scope.office()):
        found = with_number(session, number)
        if found is None:
            session.execute(_ALONE, {"number": number.digits})
            found = with_number(session, number)
        if found is None:
            return _made(session, case, number, actor, now)
        if found.kind != OrganisationKind.OWNERS_ASSOCIATION and not _registered(session, case, number):
            raise Refusal("syndics.association.another_form")
        return found


def _registered(session: Session, case: Case, number: EnterpriseNumber) -> bool:
    """Whether the business register has it as an association, whatever it called itself here."""
    told = by_number(session, number, case.language)
    return told is not None and told.form_code == ASSOCIATION_FORM


def _made(
    session: Session, case: Case, number: EnterpriseNumber, actor: Identity | None, now: datetime
) -> Organisation:
    told = by_number(session, number, case.language)
    typed = details_of(case).association
    name = (told.name if told is not None else "") or typed.name or case.association_name
    if not name:
        raise Refusal("syndics.case.association_unnamed")
    at = told.address if told is not None and told.address.street else typed.home
    made = Organisation(
        kind=OrganisationKind.OWNERS_ASSOCIATION,
        name=name[:200],
        enterprise_number=number.digits,
        street=at.street[:200],
        postal_code=at.postal_code[:10],
        place=at.place[:_LONGEST_PLACE],
        language=case.language,
        created_at=now,
    )
    session.add(made)
    session.flush()
    facts = {"name": made.name, "source": "case" if told is None else "register", "case_id": case.id}
    subject = events.Subject("organisation", made.id, made.id)
    events.record(session, events.Tag.ORGANISATION_ADDED, subject, actor, now, facts=facts)
    return made
