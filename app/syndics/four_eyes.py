"""Four eyes: an officer of the counter doesn't treat his own case. A colleague does.

His own is one that he began himself, one for an organisation he is a member of or about one (the association, the
company that is syndic or was it), and one that names him as syndic or representative. It is known by account,
person and number, as far as these are known here; who acts as applicant is another matter, and stays possible.
In office scope.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from app.errors import Refusal
from app.policy import Identity
from app.syndics.queries import details_of
from models import keyring
from models.accounts import Account, Person
from models.organisations import Member, Organisation
from models.syndics import Case, MandateRow, RepresentativeRow
from models.values import MembershipState

_NATIONAL = 11


@dataclass(frozen=True)
class _Ties:
    """Who an officer is, and where he belongs: organisations by their id, with number and name."""

    account_id: int
    person_id: int | None
    number_hash: bytes | None
    organisations: dict[int, tuple[str, str]]


def require_other(session: Session, actor: Identity, case: Case) -> None:
    """Raises Refusal syndics.desk.own_begun, .own_organisation, .own_named for who has a stake in that case."""
    why = own_among(session, actor, [case]).get(case.id)
    if why is not None:
        raise why


def own_among(session: Session, actor: Identity, cases: Iterable[Case]) -> dict[int, Refusal]:
    """Which of these are this officer's own, and why he doesn't treat them; two statements at most."""
    asked = list(cases)
    if not asked:
        return {}
    ties = _ties_of(session, actor.account_id)
    mandates = _mandates_naming(session, ties, {one.mandate_id for one in asked if one.mandate_id is not None})
    found = ((one.id, _why(one, ties, mandates)) for one in asked)
    return {case_id: why for case_id, why in found if why is not None}


def _why(case: Case, ties: _Ties, mandates: set[int]) -> Refusal | None:
    by_person = ties.person_id is not None and case.person_id == ties.person_id
    if case.account_id == ties.account_id or by_person:
        return Refusal("syndics.desk.own_begun")
    details = details_of(case)
    numbers = {case.association_number, details.syndic.enterprise_number, details.ending.syndic_number} - {
        None,
        "",
    }
    for organisation_id, (number, name) in ties.organisations.items():
        if organisation_id in (case.acting_for_id, case.association_id, case.payer_id) or number in numbers:
            return Refusal("syndics.desk.own_organisation", name=name)
    told = {details.syndic.person.number, details.representative.person.number}
    if case.mandate_id in mandates or any(_is(number, ties) for number in told):
        return Refusal("syndics.desk.own_named")
    return None


def _is(number: str, ties: _Ties) -> bool:
    if ties.number_hash is None or len(number) != _NATIONAL:
        return False
    return keyring.installed().lookup_hash(number) == ties.number_hash


def _ties_of(session: Session, account_id: int) -> _Ties:
    rows = session.execute(
        select(Person.id, Person.number_hash, Organisation.id, Organisation.enterprise_number, Organisation.name)
        .select_from(Account)
        .outerjoin(Person, Person.id == Account.person_id)
        .outerjoin(
            Member,
            and_(
                Member.state == MembershipState.CONFIRMED,
                or_(Member.account_id == Account.id, Member.person_id == Account.person_id),
            ),
        )
        .outerjoin(Organisation, Organisation.id == Member.organisation_id)
        .where(Account.id == account_id)
    ).all()
    person_id, number_hash = (rows[0][0], rows[0][1]) if rows else (None, None)
    at = {row[2]: (row[3] or "", row[4]) for row in rows if row[2] is not None}
    return _Ties(account_id, person_id, number_hash, at)


def _mandates_naming(session: Session, ties: _Ties, mandate_ids: set[int]) -> set[int]:
    """Of these mandates, those whose syndic or representative he is, or was."""
    if not mandate_ids or ties.person_id is None:
        return set()
    represents = exists().where(
        RepresentativeRow.mandate_id == MandateRow.id,
        or_(RepresentativeRow.person_id == ties.person_id, RepresentativeRow.number_hash == ties.number_hash),
    )
    return set(
        session.scalars(
            select(MandateRow.id).where(
                MandateRow.id.in_(mandate_ids), or_(MandateRow.person_id == ties.person_id, represents)
            )
        )
    )
