"""What the house knows about a case besides what was told: the registers, the mandates, other cases."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session, selectinload

from app.clock import day_of
from app.syndics.queries import details_of
from app.syndics.rules.facts import BusinessSeen, Known, MandateSeen
from app.transaction import Scope, within
from models import keyring
from models.accounts import Accreditation, Person, RegisterDelivery
from models.columns import one_of
from models.organisations import Business, Organisation
from models.syndics import Case, MandateRow
from models.values import AccreditationRegister, OrganisationKind
from models.values.mandates import AT_THE_COUNTER, CaseDetails, SyndicKind

__all__ = ["BusinessSeen", "Known", "MandateSeen", "known_of"]


def known_of(session: Session, case: Case | CaseDetails, now: datetime, *, mandate_id: int | None = None) -> Known:
    """What is known now about a case, or about what would be one; seven statements at most.

    `mandate_id`: the mandate it is about, where there is no case yet. Whose scope it is asked in makes no
    difference: that another case of the association is at the counter is known, not whose it is.
    """
    case_id, alone = None, False
    if isinstance(case, Case):
        case_id, mandate_id, details = case.id, case.mandate_id, details_of(case)
        # Of an association one case lies at the counter, as the database has it.
        alone = case.state in AT_THE_COUNTER
    else:
        details = case
    today = day_of(now)
    session.flush()  # what waits to be written is written in the scope of whoever writes it
    numbers = (details.association.number, details.syndic.enterprise_number)
    with within(session, Scope.office()):
        seen = _businesses(session, [one for one in numbers if one])
        here = bool(seen)
        if not here or details.association.number not in seen:
            here, elsewhere = _besides(session, details.association.number)
            seen |= elsewhere
        listed = accredited(session, details, today)
        other = None if alone else _other_case(session, details.association.number, case_id)
        mandates = _mandates(session, details, mandate_id, today)
    company = listed.get(details.syndic.enterprise_number)
    return Known(
        register_here=here,
        association=seen.get(details.association.number),
        company=seen.get(details.syndic.enterprise_number),
        company_accredited=company,
        syndic_accredited=listed.get(details.syndic.person.number),
        representative_accredited=listed.get(details.representative.person.number),
        mandates=mandates,
        other_case_id=other,
    )


def _businesses(session: Session, numbers: list[str]) -> dict[str, BusinessSeen]:
    if not numbers:
        return {}
    rows = session.scalars(select(Business).where(one_of(Business.number, numbers)))
    return {one.number: BusinessSeen(one.number, one.form, one.is_person, one.gone_on) for one in rows}


def _besides(session: Session, number: str) -> tuple[bool, dict[str, BusinessSeen]]:
    """Whether the business register was delivered; and an organisation here by that number which isn't an
    association: what that register doesn't have yet is taken for none."""
    kind = select(Organisation.kind).where(Organisation.enterprise_number == number).scalar_subquery()
    here, found = session.execute(select(exists().where(Business.number.is_not(None)), kind)).one()
    other = found is not None and found != OrganisationKind.OWNERS_ASSOCIATION
    return bool(here), {number: BusinessSeen(number, "", False)} if other else {}


def accredited(session: Session, details: CaseDetails, today: date) -> dict[str, bool]:
    """Whether the BIV's list names a number today; nothing of a number while that list was never delivered."""
    people = [one for one in (details.syndic.person.number, details.representative.person.number) if one]
    company = details.syndic.enterprise_number
    if not people and not company:
        return {}
    ring = keyring.installed()
    hashes = {ring.lookup_hash(one): one for one in people}
    counts = and_(
        Accreditation.register == AccreditationRegister.BIV,
        Accreditation.first_day <= today,
        or_(Accreditation.last_day.is_(None), Accreditation.last_day >= today),
        or_(Accreditation.struck_off_on.is_(None), Accreditation.struck_off_on > today),
        or_(one_of(Accreditation.holder_hash, list(hashes)), Accreditation.enterprise_number == company),
    )
    rows = session.execute(
        select(RegisterDelivery.id, Accreditation.holder_hash, Accreditation.enterprise_number)
        .select_from(RegisterDelivery)
        .outerjoin(Accreditation, counts)
        .where(
            RegisterDelivery.id
            == select(func.max(RegisterDelivery.id))
            .where(RegisterDelivery.register == AccreditationRegister.BIV)
            .scalar_subquery()
        )
    ).all()
    if not rows:
        return {}
    named = {hashes[bytes(row.holder_hash)] for row in rows if row.holder_hash is not None}
    named |= {row.enterprise_number for row in rows if row.enterprise_number}
    return {one: one in named for one in (*people, company) if one}


def _other_case(session: Session, number: str, case_id: int | None) -> int | None:
    if not number:
        return None
    at_the_counter = [str(state) for state in AT_THE_COUNTER]
    return session.scalar(
        select(Case.id)
        .where(Case.association_number == number, one_of(Case.state, at_the_counter), Case.id != (case_id or 0))
        .limit(1)
    )


def _mandates(
    session: Session, details: CaseDetails, mandate_id: int | None, today: date
) -> tuple[MandateSeen, ...]:
    number = details.association.number
    if not number and mandate_id is None:
        return ()
    about = MandateRow.id == mandate_id if not number else MandateRow.association_number == number
    rows = session.execute(
        select(MandateRow, Person.number_hash)
        .outerjoin(Person, Person.id == MandateRow.person_id)
        .where(about)
        .options(selectinload(MandateRow.representatives))
        .order_by(MandateRow.first_day, MandateRow.id)
    ).all()
    return tuple(_seen(row, number_hash, details, row.id == mandate_id, today) for row, number_hash in rows)


def _seen(
    row: MandateRow, number_hash: bytes | None, details: CaseDetails, is_told: bool, today: date
) -> MandateSeen:
    return MandateSeen(
        id=row.id,
        syndic_name=row.syndic_name,
        syndic_number=row.syndic_number or "",
        accreditation=row.accreditation,
        provisional=row.provisional,
        first_day=row.first_day,
        last_day=row.last_day,
        represented=any(one.last_day is None or one.last_day >= today for one in row.representatives),
        same_syndic=_is_same(row, number_hash, details),
        is_told=is_told,
        by_list=row.source == "import" and (row.last_day is None or row.version == 1),
    )


def _is_same(row: MandateRow, number_hash: bytes | None, details: CaseDetails) -> bool:
    """Whether the syndic that was told is the mandate's: by number, and where one has none by name."""
    syndic = details.syndic
    if syndic.kind is SyndicKind.COMPANY:
        return syndic.enterprise_number != "" and row.syndic_number == syndic.enterprise_number
    if syndic.kind is None or row.syndic_kind != SyndicKind.PERSON:
        return False
    number = syndic.person.number
    if number and number_hash is not None:
        return keyring.installed().lookup_hash(number) == bytes(number_hash)
    return row.syndic_name.casefold() == syndic.person.name.casefold() != ""
