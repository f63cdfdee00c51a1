"""An officer keeps a contact, a risk profile or a deal blocked without reporting it. To a member it looks as any
other block does: the same words, the same date."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app import events
from app.aml.blocks import begin_block, end_block
from app.aml.deciding_rules import told_reason
from app.aml.handing import WITH_OFFICER, reason_faults
from app.aml.matters import Row, named
from app.aml.officer_acts import among_officers, hold_of, keep_officer_act, locked_matter, report_of
from app.errors import Refusal, refuse
from app.policy import Identity, Permission, require
from models.aml import Contact, Hold
from models.values.fiu import OfficerActKind, ReportState
from models.values.matters import Matter


def hold(session: Session, actor: Identity, matter: Matter, why: str, now: datetime) -> Hold:
    """Keeps it blocked until it is released or decided, in whatever state it is; what is blocked already stays so,
    since when it was. Twice is once.

    Raises Forbidden, Missing, Refusal aml.decision.reason_too_short, .reason_too_long.
    """
    require(actor, Permission.MATTER_HOLD)
    row = locked_matter(session, matter)
    require(actor, Permission.MATTER_HOLD, row)
    told = told_reason(why)
    refuse(reason_faults(told))
    with among_officers(session, actor, row.organisation_id):
        if (there := hold_of(session, matter)) is not None:
            return there
        begin_block(session, actor, matter, now)
        made = Hold(**named(matter), why=told, held_by=actor.account_id, held_at=now)
        session.add(made)
        session.flush()
        keep_officer_act(session, actor, matter, OfficerActKind.HELD, told, now)
        _tell(session, events.Tag.HOLD_BEGUN, actor, matter, told, now)
    return made


def release(session: Session, actor: Identity, matter: Matter, why: str, now: datetime) -> None:
    """Holds it no longer. It stays blocked where it waits for the officer, or a report about it isn't ended.

    Raises Forbidden, Missing, Refusal aml.matter.not_now for what nobody holds, aml.decision.reason_too_short,
    .reason_too_long.
    """
    require(actor, Permission.MATTER_HOLD)
    row = locked_matter(session, matter)
    require(actor, Permission.MATTER_HOLD, row)
    told = told_reason(why)
    refuse(reason_faults(told))
    with among_officers(session, actor, row.organisation_id):
        if not end_hold(session, actor, matter, told, now):
            raise Refusal("aml.matter.not_now")
        if not _still_blocked(session, row, matter):
            end_block(session, actor, matter, now)


def end_hold(session: Session, actor: Identity, matter: Matter, why: str | None, now: datetime) -> bool:
    """Ends the hold on it, and says whether there was one; among officers. `why`: told by an act of its own; None
    where a report takes its place, as nothing is freed and the report has an act itself. The caller holds the
    matter's row."""
    found = hold_of(session, matter)
    if found is None:
        return False
    found.ended_by, found.ended_at = actor.account_id, max(now, found.held_at)
    session.flush()
    if why is not None:
        keep_officer_act(session, actor, matter, OfficerActKind.RELEASED, why, now)
    _tell(session, events.Tag.HOLD_ENDED, actor, matter, why or "", now)
    return True


def _still_blocked(session: Session, row: Row, matter: Matter) -> bool:
    if not isinstance(row, Contact) and row.state in WITH_OFFICER:
        return True
    report = report_of(session, matter)
    return report is not None and report.state != ReportState.DRAFT


def _tell(session: Session, tag: events.Tag, actor: Identity, matter: Matter, why: str, now: datetime) -> None:
    subject = events.Subject(str(matter.kind), matter.id, matter.organisation_id)
    events.record(session, tag, subject, actor, now, personal={"text": why} if why else {})
