"""What the helpdesk offers the desk: open cases, bugs, failed jobs; references and case numbers found."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.cases.queries import visible_to
from app.cases.rules import CaseState, IncidentKind
from app.events import for_everybody
from app.panels import SHOWN, Hit, Item, OwnRows, Panels, SearchSource, Waiting, Worklist, counted, rows_of
from app.policy import Identity, Permission, Role, may
from models.cases import Incident, Report
from models.events import Event
from models.jobs import TroubledJob
from models.values import SearchText

BUGS_FOR = timedelta(days=7)
_LONGEST_TITLE = 60


def find_cases(session: Session, who: Identity, text: SearchText, limit: int) -> list[Hit]:
    """The case with that number, if one may see it."""
    if text.case_id is None:
        return []
    found = session.scalars(select(Report).where(Report.id == text.case_id, visible_to(who)))
    return [Hit("case", one.id, one.number, (CaseState(one.state), one.opened_at), exact=True) for one in found]


def find_incidents(session: Session, who: Identity, text: SearchText, limit: int) -> list[Hit]:
    """What a page's reference stands for."""
    if text.reference is None or not may(who, Permission.INCIDENT_SEE):
        return []
    found = session.scalars(
        select(Incident).where(Incident.reference == text.reference).order_by(Incident.id.desc()).limit(limit)
    )
    return [
        Hit("incident", one.id, one.reference, (IncidentKind(one.kind), one.happened_at), exact=True)
        for one in found
    ]


def find_events(session: Session, who: Identity, text: SearchText, limit: int) -> list[Hit]:
    """What was done in the session with this reference, the latest first."""
    if text.reference is None or not may(who, Permission.EVENT_SEE):
        return []
    rows = select(Event).where(Event.session_reference == text.reference, for_everybody())
    if not who.is_staff:
        rows = rows.where(Event.organisation_id == who.organisation_id)
    found = session.scalars(rows.order_by(Event.id.desc()).limit(limit))
    return [Hit("event", one.id, text.reference, (one.tag, one.happened_at)) for one in found]


def open_cases(session: Session, who: Identity, now: datetime) -> Waiting:
    """Cases nobody answered yet, the oldest first."""
    waiting = select(Report).where(Report.state == CaseState.OPEN).order_by(Report.opened_at, Report.id)
    rows = session.execute(
        waiting.add_columns(counted(waiting.with_only_columns(Report.id)))
        .options(joinedload(Report.person))
        .limit(SHOWN)
    ).all()
    first = tuple(Item("case", one.id, one.number, (_begin_of(one.told), one.opened_at)) for one, _ in rows)
    return Waiting(rows[0][1], rows[0][0].opened_at, first) if rows else Waiting()


def own_cases(session: Session, who: Identity, now: datetime) -> Waiting:
    """The cases one reported oneself and that aren't closed, the latest first; the helpdesk sees all anyway."""
    if may(who, Permission.CASE_ANSWER):
        return Waiting()
    mine = (
        select(Report)
        .where(Report.account_id == who.account_id, Report.state != CaseState.CLOSED)
        .order_by(Report.opened_at.desc(), Report.id.desc())
    )
    rows = session.execute(mine.add_columns(counted(mine.with_only_columns(Report.id))).limit(SHOWN)).all()
    first = tuple(Item("case", one.id, one.number, (CaseState(one.state), one.opened_at)) for one, _ in rows)
    return Waiting(rows[0][1] if rows else 0, None, first)


def _begin_of(told: str) -> str:
    line = " ".join(told.split())
    return line if len(line) <= _LONGEST_TITLE else f"{line[: _LONGEST_TITLE - 1]}…"


def bugs(session: Session, who: Identity, now: datetime) -> Waiting:
    """Pages that broke in the last week, the oldest first."""
    broken = (
        select(Incident)
        .where(Incident.kind == IncidentKind.BUG, Incident.happened_at > now - BUGS_FOR)
        .order_by(Incident.happened_at, Incident.id)
    )
    rows = session.execute(broken.add_columns(counted(broken.with_only_columns(Incident.id))).limit(SHOWN)).all()
    first = tuple(Item("incident", one.id, one.reference, (one.page, one.happened_at)) for one, _ in rows)
    return Waiting(rows[0][1], rows[0][0].happened_at, first) if rows else Waiting()


def failed_jobs(session: Session, who: Identity, now: datetime) -> Waiting:
    """Jobs that failed for good, the oldest first: somebody tries them again or gives them up."""
    failed = select(TroubledJob).where(TroubledJob.state == "failed").order_by(TroubledJob.id)
    rows = session.execute(
        failed.add_columns(counted(failed.with_only_columns(TroubledJob.id))).limit(SHOWN)
    ).all()
    first = tuple(Item("failed_job", one.id, one.name, (one.why, one.asked_at)) for one, _ in rows)
    return Waiting(rows[0][1], rows[0][0].asked_at, first) if rows else Waiting()


def own_reports(session: Session, who: Identity) -> list[dict[str, Any]]:
    """The problems whoever asks reported, the latest first."""
    told = (
        Report.id,
        Report.opened_at,
        Report.state,
        Report.told,
        Report.error_text,
        Report.browsers_tried,
        Report.protection,
        Report.page,
        Report.browser,
        Report.system,
    )
    mine = select(*told).where(Report.account_id == who.account_id)
    return rows_of(session, mine.order_by(Report.id.desc()))


_CENTRAL = frozenset({Role.CENTRAL})
PANELS = Panels(
    worklists=(
        Worklist("cases.open", frozenset({Role.HELPDESK, Role.CENTRAL}), open_cases),
        Worklist("jobs.failed", _CENTRAL, failed_jobs),
        Worklist("cases.bugs", _CENTRAL, bugs),
        Worklist("cases.own", frozenset({Role.PERSON}), own_cases),
    ),
    sources=(
        SearchSource("cases.cases", find_cases),
        SearchSource("cases.incidents", find_incidents),
        SearchSource("cases.events", find_events),
    ),
    own=(OwnRows("cases.reports", own_reports),),
)
