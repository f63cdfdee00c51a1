"""The central team decides on a registration: it lets a government in, or says why not."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app import clock, events
from app.errors import Missing, Refusal, Stale
from app.events import Subject
from app.policy import Identity, Permission, require
from app.rights.registration import subject_of
from app.rights.rules import LOCAL_ADMINISTRATOR
from models.organisations import LOCAL_GOVERNMENT, Membership, Organisation
from models.rights import Registration, Right, RightKind
from models.values import RegistrationState, RelationCategory, RelationType, last_day_within

LONGEST_ANSWER = 2000


def approve_registration(
    session: Session, actor: Identity, registration_id: int, version: int, now: datetime
) -> Registration:
    """Lets the government in: its organisation is made where it isn't known, and its signer gets a relation as
    secretary and the right to administer it, from today for the longest it may last. In office scope.

    Who administers it already keeps the right he has. Raises Missing, Forbidden, Stale, Refusal
    rights.registration.not_handed_in, other_kind, merged.
    """
    one = _to_decide(session, actor, registration_id, version)
    organisation = _organisation(session, actor, one, now)
    relation = _relation(session, actor, one, organisation, now)
    right = _right(session, actor, relation, now)
    one.government_id, one.right_id = organisation.id, right.id
    _decide(session, actor, one, RegistrationState.APPROVED, now)
    facts = {"organisation_id": organisation.id, "right_id": right.id, "last_day": right.last_day.isoformat()}
    events.record(session, events.Tag.REGISTRATION_APPROVED, subject_of(one), actor, now, facts=facts)
    return one


def decline_registration(
    session: Session, actor: Identity, registration_id: int, version: int, answer: str, now: datetime
) -> Registration:
    """Says no, with a reason the signer reads. In office scope.

    Raises Missing, Forbidden, Stale, Refusal rights.registration.not_handed_in, no_answer, answer_too_long.
    """
    answer = answer.strip()
    if not answer:
        raise Refusal("rights.registration.no_answer", field="answer")
    if len(answer) > LONGEST_ANSWER:
        raise Refusal("rights.registration.answer_too_long", field="answer", most=LONGEST_ANSWER)
    one = _to_decide(session, actor, registration_id, version)
    one.answer = answer
    _decide(session, actor, one, RegistrationState.NOT_APPROVED, now)
    events.record(
        session,
        events.Tag.REGISTRATION_DECLINED,
        subject_of(one),
        actor,
        now,
        facts={"enterprise_number": one.enterprise_number},
        personal={"answer": answer},
    )
    return one


def _to_decide(session: Session, actor: Identity, registration_id: int, version: int) -> Registration:
    require(actor, Permission.REGISTRATION_DECIDE)
    one = session.get(Registration, registration_id, with_for_update=True, populate_existing=True)
    if one is None:
        raise Missing("registration", registration_id)
    if one.version != version:
        raise Stale("registration", registration_id)
    if one.state != RegistrationState.HANDED_IN:
        raise Refusal("rights.registration.not_handed_in")
    if one.person_id == actor.person_id:
        raise Refusal("rights.registration.own")
    return one


def _decide(session: Session, actor: Identity, one: Registration, state: RegistrationState, now: datetime) -> None:
    one.state, one.decided_at, one.decided_by = state, now, actor.account_id
    session.flush()


def _organisation(session: Session, actor: Identity, one: Registration, now: datetime) -> Organisation:
    known = session.scalars(
        select(Organisation).where(Organisation.enterprise_number == one.enterprise_number).with_for_update()
    ).one_or_none()
    if known is not None:
        if known.kind != LOCAL_GOVERNMENT:
            raise Refusal("rights.registration.other_kind", name=known.name)
        if known.merged_on is not None:
            raise Refusal("rights.registration.merged", name=known.name, day=known.merged_on)
        return known
    made = Organisation(
        kind=LOCAL_GOVERNMENT,
        government_kind=one.government_kind,
        name=one.name,
        enterprise_number=one.enterprise_number,
        street=one.street,
        postal_code=one.postal_code,
        place=one.place,
        email=one.email,
        language=one.language,
        created_at=now,
    )
    session.add(made)
    session.flush()
    subject = Subject("organisation", made.id, made.id)
    events.record(session, events.Tag.ORGANISATION_ADDED, subject, actor, now, facts={"name": made.name})
    return made


def _relation(
    session: Session, actor: Identity, one: Registration, organisation: Organisation, now: datetime
) -> Membership:
    """The signer's relation as secretary that stands today, or a new one until further notice."""
    today = clock.day_of(now)
    standing = session.scalars(
        select(Membership)
        .where(
            Membership.organisation_id == organisation.id,
            Membership.person_id == one.person_id,
            Membership.state == "confirmed",
            Membership.type == RelationType.SECRETARY,
            Membership.first_day <= today,
            Membership.last_day.is_(None),
        )
        .order_by(Membership.id)
        .limit(1)
    ).one_or_none()
    if standing is not None:
        return standing
    made = Membership(
        organisation_id=organisation.id,
        person_id=one.person_id,
        category=RelationCategory.EMPLOYEE,
        type=RelationType.SECRETARY,
        state="confirmed",
        first_day=today,
        last_day=None,
        email=one.email,
        created_at=now,
    )
    session.add(made)
    session.flush()
    events.record(
        session,
        events.Tag.RELATION_ADDED,
        Subject("relation", made.id, organisation.id, one.person_id),
        actor,
        now,
        facts={"category": made.category, "type": made.type, "first_day": today.isoformat(), "last_day": None},
    )
    return made


def _right(session: Session, actor: Identity, relation: Membership, now: datetime) -> Right:
    """The right to administer: the one that stands today, or a new one from today."""
    today = clock.day_of(now)
    kind = session.scalars(select(RightKind).where(RightKind.code == LOCAL_ADMINISTRATOR)).one()
    standing = session.scalars(
        select(Right)
        .where(
            Right.organisation_id == relation.organisation_id,
            Right.person_id == relation.person_id,
            Right.kind_id == kind.id,
            Right.revoked_at.is_(None),
            Right.last_day >= today,
        )
        .order_by(Right.first_day)
        .limit(1)
    ).one_or_none()
    if standing is not None:
        return standing
    made = Right(
        organisation_id=relation.organisation_id,
        membership_id=relation.id,
        person_id=relation.person_id,
        kind_id=kind.id,
        first_day=today,
        last_day=last_day_within(today, kind.max_months),
        granted_at=now,
        granted_by=actor.account_id,
        known_from=now,
    )
    session.add(made)
    session.flush()
    with events.quietly(session):  # the answer to his registration tells the signer
        events.record(
            session,
            events.Tag.RIGHT_GRANTED,
            Subject("right", made.id, made.organisation_id, made.person_id),
            actor,
            now,
            facts={
                "kind_id": kind.id,
                "membership_id": relation.id,
                "context": "",
                "first_day": made.first_day.isoformat(),
                "last_day": made.last_day.isoformat(),
            },
        )
    return made


def other_secretaries(session: Session, one: Registration) -> list[Membership]:
    """Who else stands as secretary there today, to be ended once the new one is in. In office scope."""
    if one.government_id is None:
        return []
    return list(
        session.scalars(
            select(Membership)
            .where(
                Membership.organisation_id == one.government_id,
                Membership.person_id != one.person_id,
                Membership.type == RelationType.SECRETARY,
                Membership.state == "confirmed",
                Membership.last_day.is_(None) | (Membership.last_day >= clock.today()),
            )
            .options(joinedload(Membership.person))
            .order_by(Membership.sort_name, Membership.id)
            .limit(20)
        )
    )
