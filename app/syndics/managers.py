"""Who manages an association once a start of a mandate was filed: the syndic himself, where he applied himself, or
the one who applied for the company that is syndic. Whoever manages it already stays. How long that lasts:
management.py. In office scope.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.events import Tag
from app.organisations.joining import own_open, told_of
from app.organisations.own import star_context
from app.policy import Identity
from app.syndics.associations import organisation_of
from app.syndics.management import BELONGS, MANAGES
from models import keyring
from models.accounts import Account, Person
from models.organisations import DefaultContext, Member, Organisation
from models.syndics import Case, MandateRow
from models.values import MembershipState
from models.values.mandates import CaseDetails, SyndicKind

_NATIONAL = 11


def person_here(session: Session, number: str) -> int | None:
    """The person with that national or BIS number, where he is known here."""
    if len(number) != _NATIONAL:
        return None
    wanted = keyring.installed().lookup_hash(number)
    return session.scalar(select(Person.id).where(Person.number_hash == wanted, Person.anonymised_at.is_(None)))


def company_here(session: Session, number: str) -> int | None:
    """The organisation with that enterprise number, where it is one here."""
    return session.scalar(select(Organisation.id).where(Organisation.enterprise_number == number))


def manager_by(
    session: Session, case: Case, started: MandateRow, details: CaseDetails, actor: Identity, now: datetime
) -> int | None:
    """Makes the applicant manager of the association by that mandate, where the act says so; returns his account,
    None where it makes nobody that. Who manages it already by something else goes on doing so by that."""
    account = session.get(Account, case.account_id)
    if account is None or not account.active or not _applies_as_syndic(session, case, account, details):
        return None
    organisation = organisation_of(session, case, now, actor)
    account_id = int(account.id)
    member = own_open(session, account_id, organisation.id)
    if member is None:
        member = Member(
            organisation_id=organisation.id,
            account_id=account_id,
            state=MembershipState.CONFIRMED,
            first_day=clock.day_of(now),
            is_manager=True,
            by_mandate=BELONGS,
            created_at=now,
        )
        session.add(member)
    elif member.is_manager and member.state == MembershipState.CONFIRMED:
        if member.by_mandate is not None:
            started.manager_id = member.id
            session.flush()
        return account_id
    else:
        member.by_mandate = MANAGES if member.state == MembershipState.CONFIRMED else BELONGS
        member.state, member.is_manager = MembershipState.CONFIRMED, True
    session.flush()
    started.manager_id = member.id
    session.flush()
    if case.acting_for_id is None:
        _comes_in_as_before(session, account_id)
    told_of(session, Tag.MANAGER_NAMED, member, actor, now, {"case": case.id})
    return account_id


def _comes_in_as_before(session: Session, account_id: int) -> None:
    """Who acted for himself goes on coming in so, where he said nothing of it: his cases are his own, and the
    association would otherwise be the first thing he acts for."""
    if session.get(DefaultContext, account_id) is None:
        star_context(session, account_id, None)


def _applies_as_syndic(session: Session, case: Case, account: Account, details: CaseDetails) -> bool:
    """Whoever applies for somebody else than the syndic gets no say in the association by it."""
    syndic = details.syndic
    if syndic.kind is SyndicKind.COMPANY:
        acting_for = session.get(Organisation, case.acting_for_id) if case.acting_for_id else None
        if acting_for is None or acting_for.enterprise_number != syndic.enterprise_number:
            return False
        # Who left the company meanwhile doesn't speak for it any more.
        member = own_open(session, case.account_id, acting_for.id)
        return member is not None and member.state == MembershipState.CONFIRMED
    person_id = account.person_id or case.person_id
    if syndic.person.number:
        return person_id is not None and person_here(session, syndic.person.number) == person_id
    person = session.get(Person, person_id) if person_id else None
    alike = person is not None and person.name.casefold().split() == syndic.person.name.casefold().split()
    return case.acting_for_id is None and alike
