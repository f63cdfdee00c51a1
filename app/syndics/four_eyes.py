"""Four eyes: an officer of the counter doesn't treat his own case. A colleague does.

His own is one that he began himself, one for an organisation he is a member of or about one (the association, the
company that is syndic or was it), and one that names him as syndic or representative. It is known by account,
person and number, as far as these are known here; who acts as applicant is another matter, and stays possible.
In office scope.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ARRAY, BigInteger, and_, exists, func, or_, select
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
    """Who an officer is, which mandates name him, and where he belongs: organisations by their id, with number and
    name."""

    account_id: int
    person_id: int | None
    number_hash: bytes | None
    mandates: frozenset[int]
    organisations: dict[int, tuple[str, str]]


def require_other(session: Session, actor: Identity, case: Case) -> None:
    """Raises Refusal syndics.desk.own_begun, .own_organisation, .own_named for who has a stake in that case."""
    why = own_among(session, actor, [case]).get(case.id)
    if why is not None:
        raise why


def own_among(session: Session, actor: Identity, cases: Iterable[Case]) -> dict[int, Refusal]:
    """Which of these are this officer's own, and why he doesn't treat them; one statement."""
    asked = list(cases)
    if not asked:
        return {}
    mandates = {one.mandate_id for one in asked if one.mandate_id is not None}
    ties = _ties_of(session, actor.account_id, mandates)
    found = ((one.id, _why(one, ties)) for one in asked)
    return {case_id: why for case_id, why in found if why is not None}


def _why(case: Case, ties: _Ties) -> Refusal | None:
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
    if case.mandate_id in ties.mandates or any(_is(number, ties) for number in told):
        return Refusal("syndics.desk.own_named")
    return None


def _is(number: str, ties: _Ties) -> bool:
    if ties.number_hash is None or len(number) != _NATIONAL:
        return False
    return keyring.installed().lookup_hash(number) == ties.number_hash


def _ties_of(session: Session, account_id: int, mandate_ids: set[int]) -> _Ties:
    """`mandate_ids`: of which it is asked whether they name him."""
    represents = (
        exists()
        .where(
            RepresentativeRow.mandate_id == MandateRow.id,
            or_(RepresentativeRow.person_id == Person.id, RepresentativeRow.number_hash == Person.number_hash),
        )
        .correlate(MandateRow, Person)
    )
    naming = (
        select(MandateRow.id)
        .where(MandateRow.id.in_(mandate_ids), or_(MandateRow.person_id == Person.id, represents))
        .correlate(Person)
    )
    rows = session.execute(
        select(
            Person.id,
            Person.number_hash,
            func.array(naming.scalar_subquery(), type_=ARRAY(BigInteger)),
            Organisation.id,
            Organisation.enterprise_number,
            Organisation.name,
        )
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
    person_id, number_hash, mandates = rows[0][:3] if rows else (None, None, [])
    at = {row[3]: (row[4] or "", row[5]) for row in rows if row[3] is not None}
    return _Ties(account_id, person_id, number_hash, frozenset(mandates), at)
