"""The register of mandates: what a filed act writes into it, who was syndic on a day, and all that came one after
another. Written in office scope by the counter, which holds the case; read by whoever signed in.

A mandate ends the day before its end takes effect. A change of the syndic's data stands on the mandate itself,
but another enterprise number begins a row of its own, so that one sees who it was before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, selectinload

from app.policy import Identity, Permission, require
from app.syndics.management import follow_mandates
from app.syndics.managers import manager_by
from app.syndics.queries import details_of
from app.syndics.recording import Recording
from models.syndics import Case, MandateRow, RepresentativeRow
from models.values.mandates import CaseDetails, CaseForm


@dataclass(frozen=True)
class Filed:
    """What filing wrote: the mandate that ended, the one that started, the one that changed; None where it wrote
    none: the register has no mandate of a syndic who was never registered here. `manager`: the account that
    manages the association by it."""

    ended: MandateRow | None = None
    started: MandateRow | None = None
    changed: MandateRow | None = None
    manager: int | None = None


@dataclass(frozen=True)
class OnDay:
    """Who was syndic on a day, and who represented him then."""

    mandate: MandateRow
    representative: RepresentativeRow | None


def runs_on(day: date) -> ColumnElement[bool]:
    """The mandates that run on that day."""
    return and_(MandateRow.first_day <= day, or_(MandateRow.last_day.is_(None), MandateRow.last_day >= day))


def history_of(session: Session, number: str) -> list[MandateRow]:
    """Every mandate of the association with that number, with its representatives, by first day."""
    return list(
        session.scalars(
            select(MandateRow)
            .where(MandateRow.association_number == number)
            .options(selectinload(MandateRow.representatives))
            .order_by(MandateRow.first_day, MandateRow.provisional, MandateRow.id)
        )
    )


def syndic_on(session: Session, number: str, day: date) -> list[OnDay]:
    """Who was syndic of that association on that day: nobody, one, or one and a provisional one beside him."""
    found = session.scalars(
        select(MandateRow)
        .where(MandateRow.association_number == number, runs_on(day))
        .options(selectinload(MandateRow.representatives))
    )
    return on_day(found, day)


def on_day(mandates: Iterable[MandateRow], day: date) -> list[OnDay]:
    """The same of mandates that were read with their representatives; the provisional one last."""
    running = [one for one in mandates if one.first_day <= day and (one.last_day is None or one.last_day >= day)]
    return [
        OnDay(one, represented_on(one, day)) for one in sorted(running, key=lambda one: (one.provisional, one.id))
    ]


def represented_on(mandate: MandateRow, day: date) -> RepresentativeRow | None:
    """Who represented the company of that mandate on that day; its representatives are loaded."""
    for one in mandate.representatives:
        if one.first_day <= day and (one.last_day is None or one.last_day >= day):
            return one
    return None


def record_filing(session: Session, case: Case, actor: Identity, reference: str, now: datetime) -> Filed:
    """Writes what a case asks into the register, under the reference the business register gave; the caller holds
    the case. Of a start the association becomes an organisation here, and the syndic its manager, as long as the
    mandate lasts.

    Raises Forbidden, Refusal syndics.mandate.runs (another one has no end yet), .overlaps_with, .overlaps,
    .registered, .end_before_start, .not_found, .not_a_company, .undated.
    """
    require(actor, Permission.MANDATE_CASE_TREAT)
    details, form = details_of(case), CaseForm(case.form)
    writing = Recording(session, case, actor, reference, now)
    filed = _written(writing, form, details)
    if filed.started is not None:
        filed = replace(filed, manager=manager_by(session, case, filed.started, details, actor, now))
    if case.association_number:
        # After who starts: whoever goes on being syndic goes on managing.
        follow_mandates(session, case.association_number, actor, now)
    return filed


def _written(writing: Recording, form: CaseForm, details: CaseDetails) -> Filed:
    if form is CaseForm.END:
        return Filed(ended=writing.end(details))
    if form is CaseForm.CHANGE:
        return Filed(changed=writing.change(details))
    if form is CaseForm.REPRESENTATIVE:
        return Filed(changed=writing.represent(details))
    ended = writing.end(details) if form is CaseForm.END_START else None
    return Filed(ended=ended, started=writing.start(details))
