"""What every act on a report to the FIU does alike: it is asked of an officer, on the report as he saw it, and
kept so that it never changes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import events
from app.aml.goaml.moves import becomes
from app.aml.matters import matter_in
from app.aml.officer_acts import keep_officer_act
from app.errors import Missing, Refusal
from app.policy import Identity, Permission, require
from models.aml import FiuReport, OfficerAct
from models.values.fiu import OfficerActKind as Kind
from models.values.fiu import ReportState as State


def locked_report(session: Session, actor: Identity, report_id: int) -> FiuReport:
    """As it stands now, and nobody else changes it until this transaction has ended. Raises Forbidden, Missing."""
    require(actor, Permission.FIU_REPORT)
    found = session.scalars(
        select(FiuReport)
        .where(FiuReport.id == report_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None or found.organisation_id != actor.organisation_id:
        raise Missing("fiu_report", report_id)
    require(actor, Permission.FIU_REPORT, found)
    return found


def next_state(report: FiuReport, kind: Kind) -> State:
    """The state that this act leads to. Raises Refusal aml.fiu.not_now with `state` and `act`."""
    found = becomes(State(report.state), kind)
    if found is None:
        raise Refusal("aml.fiu.not_now", state=State(report.state), act=kind)
    return found


def keep_act(
    session: Session,
    actor: Identity,
    report: FiuReport,
    kind: Kind,
    now: datetime,
    *,
    text: str = "",
    until: date | None = None,
    reference: str = "",
) -> OfficerAct:
    """Keeps an act of the report; members never read it."""
    matter = matter_in(report)
    return keep_officer_act(
        session, actor, matter, kind, text, now, report=report, until=until, reference=reference
    )


def is_last(session: Session, actor: Identity, report: FiuReport, kind: Kind, **said: object) -> bool:
    """Whether the last that happened to it is this very act by the same person: he pressed twice."""
    last = session.scalars(
        select(OfficerAct)
        .where(OfficerAct.organisation_id == report.organisation_id, OfficerAct.report_id == report.id)
        .order_by(OfficerAct.id.desc())
        .limit(1)
    ).one_or_none()
    if last is None or (last.kind, last.acted_by) != (kind.value, actor.account_id):
        return False
    return all(getattr(last, name) == value for name, value in said.items())


def tell(
    session: Session,
    tag: events.Tag,
    actor: Identity,
    report: FiuReport,
    now: datetime,
    *,
    text: str = "",
    **facts: Any,
) -> None:
    """Records it where officers alone read."""
    subject = events.Subject("fiu_report", report.id, report.organisation_id)
    told = {"number": report.number, "kind": report.kind, "state": report.state, **facts}
    events.record(session, tag, subject, actor, now, facts=told, personal={"text": text} if text else {})
