"""What the overview of an office's registers tells: what is in force, how many this year, and what is missing. Two
statements, whatever stands there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, or_, select
from sqlalchemy.orm import Session

from app.aml.officers import MEMBER, OFFICER, were_set
from app.aml.policies import in_force_on
from app.policy import Identity, Permission, may, require
from models.aml import Attendance, Atypical, CashBreach, Discrepancy, Policy, Training
from models.organisations import Member
from models.values.registers import PolicyKind


@dataclass(frozen=True)
class Counts:
    """Figures of the calendar year of the day that was asked, but for what is said to be open: that waits, from
    whatever year. Of atypical operations None to who is no officer."""

    year: int
    procedures: int
    procedures_added: int
    trainings: int
    minutes: int
    untrained: int
    users: int
    cash: int
    discrepancies: int
    discrepancies_open: int
    atypical: int | None
    atypical_open: int | None


@dataclass(frozen=True)
class Overview:
    """`in_force`: of each kind of which one at a time is, that one; `to_come`: what begins later."""

    counts: Counts
    in_force: dict[PolicyKind, Policy]
    to_come: dict[PolicyKind, Policy]


def overview_of(session: Session, who: Identity, today: date) -> Overview:
    """The registers of the office, as this reader may know them. Raises Forbidden."""
    require(who, Permission.REGISTER_SEE)
    organisation_id = who.organisation_id or 0
    single = session.scalars(
        select(Policy)
        .where(
            Policy.organisation_id == organisation_id,
            Policy.kind != PolicyKind.PROCEDURE,
            or_(in_force_on(today), and_(Policy.first_day > today, Policy.last_day.is_(None))),
        )
        .order_by(Policy.first_day.desc(), Policy.id.desc())
    ).all()
    return Overview(
        _counted(session, organisation_id, today, officer=may(who, Permission.ATYPICAL_KEEP)),
        _by_kind(one for one in single if one.first_day <= today),
        _by_kind(one for one in single if one.first_day > today),
    )


def _by_kind(found: Iterable[Policy]) -> dict[PolicyKind, Policy]:
    return {PolicyKind(one.kind): one for one in found}


def _counted(session: Session, organisation_id: int, today: date, *, officer: bool) -> Counts:
    first, last = date(today.year, 1, 1), date(today.year, 12, 31)
    procedure = Policy.kind == PolicyKind.PROCEDURE
    counts = (Training.withdrawn_at.is_(None), Training.held_on.between(first, last))
    uses = and_(
        Member.organisation_id == organisation_id,
        Member.state == "confirmed",
        or_(*(Member.id.in_(were_set(organisation_id, role, today)) for role in (MEMBER, OFFICER))),
    )
    trained = (
        select(Attendance.membership_id)
        .join(
            Training,
            and_(Training.organisation_id == Attendance.organisation_id, Training.id == Attendance.training_id),
        )
        .where(Attendance.organisation_id == organisation_id, *counts)
    )
    differs = Discrepancy.withdrawn_at.is_(None)
    asked: dict[str, ScalarSelect[Any]] = {
        "procedures": _many(Policy, organisation_id, procedure, in_force_on(today)),
        "procedures_added": _many(
            Policy, organisation_id, procedure, Policy.first_day.between(first, last), _was_in_force()
        ),
        "trainings": _many(Training, organisation_id, *counts),
        "minutes": select(func.coalesce(func.sum(Training.minutes), 0))
        .where(Training.organisation_id == organisation_id, *counts)
        .scalar_subquery(),
        "users": _many(Member, organisation_id, uses),
        "untrained": _many(Member, organisation_id, uses, Member.id.not_in(trained)),
        "cash": _many(
            CashBreach,
            organisation_id,
            CashBreach.withdrawn_at.is_(None),
            CashBreach.happened_on.between(first, last),
        ),
        "discrepancies": _many(Discrepancy, organisation_id, differs, Discrepancy.noted_on.between(first, last)),
        "discrepancies_open": _many(Discrepancy, organisation_id, differs, Discrepancy.settled_on.is_(None)),
    }
    if officer:
        asked["atypical"] = _many(Atypical, organisation_id, Atypical.noted_on.between(first, last))
        asked["atypical_open"] = _many(Atypical, organisation_id, Atypical.concluded_at.is_(None))
    row = session.execute(select(*(one.label(name) for name, one in asked.items()))).one()
    told = {"atypical": None, "atypical_open": None, **row._mapping}
    return Counts(year=today.year, **told)


def _was_in_force() -> ColumnElement[bool]:
    """Whether it was, is or will be; what was withdrawn before it began never is."""
    return or_(Policy.last_day.is_(None), Policy.last_day >= Policy.first_day)


def _many(table: Any, organisation_id: int, *conditions: ColumnElement[bool]) -> ScalarSelect[Any]:
    return (
        select(func.count())
        .select_from(table)
        .where(table.organisation_id == organisation_id, *conditions)
        .scalar_subquery()
    )
