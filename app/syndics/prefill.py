"""What needn't be typed: what the account knows of its holder, the business register of an enterprise, and the
register of mandates of an association."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from app.organisations.businesses import Enterprise, by_number
from app.policy import Identity
from app.syndics.rules.facts import ASSOCIATION_FORM
from app.transaction import Scope, within
from models.accounts import Account, Person, Profile
from models.organisations import Organisation
from models.values import EnterpriseNumber, OrganisationKind
from models.values.mandates import Association, Home, PersonTold, Reach, Syndic, SyndicKind


@dataclass(frozen=True)
class Applicant:
    """Who fills in: as his card or the register of persons knows him, and how he is reached."""

    person: PersonTold
    reach: Reach


def applicant(session: Session, who: Identity) -> Applicant:
    """The holder of the account: names and number of the person his key is linked to, else the names he gave."""
    with within(session, Scope.own(who.person_id, who.account_id)):
        email = session.scalar(select(Account.email).where(Account.id == who.account_id)) or ""
        profile = session.get(Profile, who.account_id)
        person = None
        if who.person_id is not None:
            person = session.get(Person, who.person_id, options=[undefer(Person.number)])
    told = PersonTold()
    if person is not None:
        told = PersonTold(person.given_names, person.family_name, person.number or "")
    elif profile is not None:
        told = PersonTold(profile.given_names, profile.family_name)
    return Applicant(told, Reach(email=email, phone=profile.phone if profile is not None else ""))


def association_by(session: Session, number: str, language: str) -> Enterprise | None:
    """What the business register says of that number; None where it never had it."""
    return by_number(session, EnterpriseNumber(number), language) if number else None


def is_association(told: Enterprise) -> bool:
    """Whether the register has it as an association of co-owners."""
    return told.form_code == ASSOCIATION_FORM


def as_association(told: Enterprise) -> Association:
    """An enterprise of the register as an association of a case."""
    return Association(number=told.number.digits, name=told.name[:200], home=home_of(told))


def as_company(told: Enterprise) -> Syndic:
    """The same as a company that is syndic; its accreditation the register doesn't know."""
    return Syndic(
        kind=SyndicKind.COMPANY,
        legal_form=told.form,
        name=told.name[:200],
        enterprise_number=told.number.digits,
        home=home_of(told),
    )


def home_of(told: Enterprise) -> Home:
    """Its seat."""
    address = told.address
    return Home(street=address.street, postal_code=address.postal_code, place=address.place)


def own_association(session: Session, who: Identity, language: str) -> Association | None:
    """The association one acts for; None for whoever acts for somebody else."""
    mine = _own(session, who)
    if mine is None or mine.kind != OrganisationKind.OWNERS_ASSOCIATION or not mine.enterprise_number:
        return None
    told = association_by(session, mine.enterprise_number, language)
    return as_association(told) if told is not None else Association(mine.enterprise_number, mine.name)


def own_company(session: Session, who: Identity, language: str) -> Syndic | None:
    """The enterprise one acts for, as it would be syndic; None for whoever acts for somebody else."""
    mine = _own(session, who)
    if mine is None or mine.kind != OrganisationKind.ENTERPRISE or not mine.enterprise_number:
        return None
    told = association_by(session, mine.enterprise_number, language)
    if told is not None:
        return as_company(told)
    return Syndic(kind=SyndicKind.COMPANY, name=mine.name, enterprise_number=mine.enterprise_number)


def _own(session: Session, who: Identity) -> Organisation | None:
    return session.get(Organisation, who.organisation_id) if who.organisation_id is not None else None
