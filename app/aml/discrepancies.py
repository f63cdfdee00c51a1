"""The register of differences with the UBO register: what that says of an organisation and what the office found,
until the register was told of it and both say the same again. Source: act of 18 September 2017."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from app import clock, events
from app.aml.breach_rules import (
    DiscrepancyTold,
    discrepancy_faults,
    plain,
    reported_faults,
    settled_faults,
    told_why,
)
from app.aml.registered_matters import chosen_contact, one_at_a_time, rows_of
from app.errors import Missing, Refusal, Stale, refuse
from app.policy import Identity, Permission, require
from models.aml import Discrepancy
from models.values import SubjectKind


def visible_to(who: Identity) -> ColumnElement[bool]:
    """Those of the office, for whoever works in the tool."""
    return rows_of(Discrepancy, who, Permission.REGISTER_SEE)


def is_open() -> ColumnElement[bool]:
    """Neither settled nor withdrawn."""
    return and_(Discrepancy.settled_on.is_(None), Discrepancy.withdrawn_at.is_(None))


def note_discrepancy(
    session: Session, actor: Identity, told: DiscrepancyTold, now: datetime, *, anyway: bool = False
) -> Discrepancy:
    """Writes it down, of an organisation. The same facts once more are the entry that is there; where another one
    of the contact is still open, only `anyway`.

    Raises Forbidden, Missing, Refusal aml.discrepancy.person, .open, aml.register.day_missing, .future,
    .before_the_act, .text_missing, .text_too_long.
    """
    require(actor, Permission.REGISTER_KEEP)
    contact = chosen_contact(session, actor, told.root_id)
    if contact.kind != SubjectKind.ORGANISATION:
        raise Refusal("aml.discrepancy.person", field="chosen", name=contact.name)
    told = replace(told, register_says=plain(told.register_says), found=plain(told.found))
    refuse(discrepancy_faults(told, clock.day_of(now)))
    one_at_a_time(session, "discrepancies", contact.organisation_id)
    others = session.scalars(
        select(Discrepancy)
        .where(
            Discrepancy.organisation_id == contact.organisation_id,
            Discrepancy.root_id == contact.root_id,
            is_open(),
        )
        .order_by(Discrepancy.id)
    ).all()
    for one in others:
        if (one.register_says, one.found) == (told.register_says, told.found):
            return one
    if others and not anyway:
        raise Refusal("aml.discrepancy.open", field="anyway", name=contact.name)
    made = Discrepancy(
        organisation_id=contact.organisation_id,
        root_id=contact.root_id,
        noted_on=told.noted_on,
        register_says=told.register_says,
        found=told.found,
        made_by=actor.account_id,
        made_at=now,
    )
    session.add(made)
    session.flush()
    _tell(session, events.Tag.DISCREPANCY_NOTED, actor, made, now)
    return made


def report_discrepancy(
    session: Session,
    actor: Identity,
    discrepancy_id: int,
    reported_on: date | None,
    reference: str,
    version: int,
    now: datetime,
) -> Discrepancy:
    """The register was told of it. Pressed twice it is done once.

    Raises Forbidden, Missing, Stale, Refusal aml.discrepancy.not_now, aml.register.day_missing, .future,
    .too_early, .text_too_long.
    """
    found, reference = _locked(session, actor, discrepancy_id), plain(reference)
    if found.version != version:
        if (found.reported_on, found.reference) == (reported_on, reference):
            return found
        raise Stale("discrepancy", discrepancy_id)
    if found.reported_on is not None or found.settled_on is not None or found.withdrawn_at is not None:
        raise Refusal("aml.discrepancy.not_now")
    refuse(reported_faults(found.noted_on, reported_on, reference, clock.day_of(now)))
    found.reported_on, found.reference = reported_on, reference
    session.flush()
    facts = {"changed": {"reported_on": [None, str(reported_on)]}}
    # Whatever was typed goes with the file: what is sealed never does.
    _tell(session, events.Tag.DISCREPANCY_REPORTED, actor, found, now, facts, reference=reference)
    return found


def settle_discrepancy(
    session: Session,
    actor: Identity,
    discrepancy_id: int,
    settled_on: date | None,
    outcome: str,
    version: int,
    now: datetime,
) -> Discrepancy:
    """Register and office say the same again, or it is known why they don't. Pressed twice it is done once.

    Raises Forbidden, Missing, Stale, Refusal aml.discrepancy.not_now, aml.register.day_missing, .future,
    .too_early, .text_missing, .text_too_long.
    """
    found, outcome = _locked(session, actor, discrepancy_id), plain(outcome)
    if found.version != version:
        if (found.settled_on, found.outcome) == (settled_on, outcome):
            return found
        raise Stale("discrepancy", discrepancy_id)
    if found.settled_on is not None or found.withdrawn_at is not None:
        raise Refusal("aml.discrepancy.not_now")
    refuse(settled_faults(found.noted_on, found.reported_on, settled_on, outcome, clock.day_of(now)))
    found.settled_on, found.outcome = settled_on, outcome
    session.flush()
    facts = {"changed": {"settled_on": [None, str(settled_on)]}}
    _tell(session, events.Tag.DISCREPANCY_SETTLED, actor, found, now, facts)
    return found


def withdraw_discrepancy(
    session: Session, actor: Identity, discrepancy_id: int, why: str, version: int, now: datetime
) -> Discrepancy:
    """It was a mistake: it counts no longer, and stays to be read. Twice is once.

    Raises Forbidden, Missing, Stale, Refusal aml.register.text_missing, .text_too_long.
    """
    found = _locked(session, actor, discrepancy_id)
    if found.withdrawn_at is not None:
        return found
    if found.version != version:
        raise Stale("discrepancy", discrepancy_id)
    told = told_why(why)
    found.withdrawn_by, found.withdrawn_at = actor.account_id, max(now, found.made_at)
    session.flush()
    _tell(session, events.Tag.DISCREPANCY_WITHDRAWN, actor, found, now, reason=told)
    return found


def _locked(session: Session, actor: Identity, discrepancy_id: int) -> Discrepancy:
    """As it stands now, and nobody else changes it until this transaction has ended. Raises Forbidden, Missing."""
    require(actor, Permission.REGISTER_KEEP)
    found = session.scalars(
        select(Discrepancy)
        .where(Discrepancy.id == discrepancy_id, Discrepancy.organisation_id == actor.organisation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise Missing("discrepancy", discrepancy_id)
    require(actor, Permission.REGISTER_KEEP, found)
    return found


def _tell(
    session: Session,
    tag: events.Tag,
    actor: Identity,
    of: Discrepancy,
    now: datetime,
    facts: dict[str, Any] | None = None,
    **personal: str,
) -> None:
    subject = events.Subject("discrepancy", of.id, of.organisation_id)
    told = {"root_id": of.root_id, **(facts or {})}
    events.record(session, tag, subject, actor, now, facts=told, personal={k: v for k, v in personal.items() if v})
