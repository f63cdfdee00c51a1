"""Trainings that members of the office followed: written down by whoever uses the tool, withdrawn where mistaken,
and how many hours each had in a year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app import clock, events
from app.aml import register_rules as rules
from app.aml.officers import MEMBER, OFFICER, were_set
from app.aml.register_papers import NewFile, alone, kept, next_number, seen, told_of
from app.aml.register_rules import AGAIN, NewTraining
from app.errors import Missing, Refusal, refuse
from app.organisations.members import with_names
from app.outside.files import Files
from app.outside.virus import Scanner
from app.policy import Identity, Permission, may, require
from models.aml import Attendance, Training
from models.documents import Document
from models.organisations import Member

MOST_MEMBERS = 500


@dataclass(frozen=True)
class Followed:
    """How long a member was in training in a year, and in how many; `here`: whether he uses the tool today."""

    member: Member
    minutes: int
    count: int
    here: bool


def add_training(
    session: Session,
    files: Files,
    scanner: Scanner,
    actor: Identity,
    new: NewTraining,
    file: NewFile | None,
    now: datetime,
) -> Training:
    """Somebody of the office writes down a training with who was there. The same sent twice is one.

    Raises Forbidden, Outage, Refusal aml.register.no_title, .too_long, aml.training.future, .minutes, .nobody,
    .no_user, .same, documents.file.…, documents.upload.….
    """
    require(actor, Permission.REGISTER_KEEP)
    new = replace(
        new,
        title=rules.line_of(new.title),
        given_by=rules.line_of(new.given_by),
        notes=rules.text_told(new.notes),
    )
    today, organisation_id = clock.day_of(now), actor.organisation_id or 0
    refuse(rules.faults_of_training(new, today))
    paper = seen(scanner, file)
    known = session.scalars(_users(organisation_id, today).with_only_columns(Member.id)).all()
    if not new.attended <= set(known):
        raise Refusal("aml.training.no_user", field="attended")
    alone(session, organisation_id)
    if (same := _same(session, organisation_id, new)) is not None:
        if same.made_by == actor.account_id and now - same.made_at < AGAIN:
            return same
        raise Refusal("aml.training.same", field="title", day=clock.day_of(same.made_at))
    subject = events.Subject("training", next_number(session, "aml_training"), organisation_id)
    document = kept(session, files, actor, subject, paper, now)
    made = Training(
        organisation_id=organisation_id, id=subject.id, title=new.title, given_by=new.given_by,
        held_on=new.held_on, minutes=new.minutes, notes=new.notes,
        document_id=document.id if document else None, made_by=actor.account_id, made_at=now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    session.add_all(
        Attendance(organisation_id=organisation_id, training_id=made.id, membership_id=one)
        for one in sorted(new.attended)
    )
    session.flush()
    facts = {
        "training_id": made.id,
        "held_on": made.held_on.isoformat(),
        "minutes": made.minutes,
        "attended": sorted(new.attended),
        **told_of(document),
    }
    personal = {"title": made.title, **({"name": document.name} if document else {})}
    events.record(session, events.Tag.TRAINING_ADDED, subject, actor, now, facts=facts, personal=personal)
    return made


def withdraw_training(session: Session, actor: Identity, training_id: int, now: datetime) -> Training:
    """It was a mistake: it stays, and counts no more.

    Raises Forbidden, Missing, Refusal aml.training.withdrawn.
    """
    require(actor, Permission.REGISTER_KEEP)
    found = session.scalars(
        select(Training)
        .where(Training.id == training_id, visible_to(actor))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise Missing("training", training_id)
    require(actor, Permission.REGISTER_KEEP, found)
    if found.withdrawn_at is not None:
        raise Refusal("aml.training.withdrawn")
    found.withdrawn_by, found.withdrawn_at = actor.account_id, now
    session.flush()
    subject = events.Subject("training", found.id, found.organisation_id)
    events.record(session, events.Tag.TRAINING_WITHDRAWN, subject, actor, now, facts={"training_id": found.id})
    return found


def visible_to(who: Identity) -> ColumnElement[bool]:
    """Whoever uses the tool reads those of the office."""
    if not may(who, Permission.REGISTER_SEE) or who.organisation_id is None:
        return false()
    return Training.organisation_id == who.organisation_id


def training_file(session: Session, who: Identity, training_id: int) -> Document:
    """The file that goes with one. Raises Missing."""
    found = session.scalars(
        select(Training).join(Training.document).where(
            Training.id == training_id, visible_to(who), Document.file.is_not(None)
        ).options(joinedload(Training.document))
    ).one_or_none()  # fmt: skip
    if found is None or found.document is None:
        raise Missing("training", training_id)
    return found.document


def users_of_tool(session: Session, organisation_id: int, day: date) -> Sequence[Member]:
    """Members of the office who use the tool on that day, by name."""
    asked = _users(organisation_id, day).options(*with_names())
    return session.scalars(asked.order_by(Member.sort_name, Member.id).limit(MOST_MEMBERS)).all()


def trained_ever(session: Session, organisation_id: int, day: date) -> Sequence[Member]:
    """Who uses the tool on that day, and who was at a training once; by name."""
    once = select(Attendance.membership_id).where(Attendance.organisation_id == organisation_id)
    asked = select(Member).where(
        Member.organisation_id == organisation_id, or_(_uses(organisation_id, day), Member.id.in_(once))
    )
    asked = asked.options(*with_names()).order_by(Member.sort_name, Member.id).limit(MOST_MEMBERS)
    return session.scalars(asked).all()


def followed_in(session: Session, organisation_id: int, year: int, today: date) -> tuple[Followed, ...]:
    """Who uses the tool today, or was at a training that year: how long each was; the longest first, then by name.
    What was withdrawn doesn't count."""
    minutes = func.coalesce(func.sum(Training.minutes), 0)
    held = and_(Attendance.organisation_id == Member.organisation_id, Attendance.membership_id == Member.id)
    counts = and_(
        Training.organisation_id == Attendance.organisation_id, Training.id == Attendance.training_id,
        Training.withdrawn_at.is_(None), Training.held_on.between(date(year, 1, 1), date(year, 12, 31)),
    )  # fmt: skip
    sums = (
        select(Member.id, minutes.label("minutes"), func.count(Training.id).label("count"))
        .outerjoin(Attendance, held)
        .outerjoin(Training, counts)
        .where(Member.organisation_id == organisation_id)
        .group_by(Member.id)
        .subquery()
    )
    uses = _uses(organisation_id, today)
    rows = session.execute(
        select(Member, sums.c.minutes, sums.c.count, uses)
        .join(sums, sums.c.id == Member.id)
        .where(Member.organisation_id == organisation_id, or_(uses, sums.c.count > 0))
        .options(*with_names())
        .order_by(sums.c.minutes.desc(), Member.sort_name, Member.id)
        .limit(MOST_MEMBERS)
    ).all()
    return tuple(Followed(member, int(sum_), count, here) for member, sum_, count, here in rows)


def _users(organisation_id: int, day: date):  # type: ignore[no-untyped-def]
    return select(Member).where(Member.organisation_id == organisation_id, _uses(organisation_id, day))


def _uses(organisation_id: int, day: date) -> ColumnElement[bool]:
    return and_(
        Member.state == "confirmed",
        or_(*(Member.id.in_(were_set(organisation_id, role, day)) for role in (MEMBER, OFFICER))),
    )


def _same(session: Session, organisation_id: int, new: NewTraining) -> Training | None:
    """One with the same title, day and length and the same people, that wasn't withdrawn."""
    found = session.scalars(
        select(Training)
        .where(
            Training.organisation_id == organisation_id,
            Training.withdrawn_at.is_(None),
            Training.title == new.title,
            Training.held_on == new.held_on,
            Training.minutes == new.minutes,
        )
        .options(selectinload(Training.attendances))
        .order_by(Training.id)
    ).all()
    return next((one for one in found if {row.membership_id for row in one.attendances} == new.attended), None)
