"""What an officer does that members never read: each act is kept apart, in rows the database shows to officers'
transactions alone. Nothing here touches what members see."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.aml.goaml.moves import lets_go
from app.aml.matters import Row, is_about, locked_deal, locked_profile, named
from app.errors import Missing
from app.policy import Identity
from app.transaction import Scope, within
from models.aml import Contact, FiuReport, Hold, OfficerAct
from models.values.fiu import OfficerActKind, ReportState
from models.values.matters import Matter, MatterKind


def fiu_has_it(report: FiuReport | None, day: date) -> bool:
    """Whether nothing may be decided of what the report is about: not before the FIU has no objection, or the day
    until which it opposes has come."""
    return report is not None and not lets_go(ReportState(report.state), report.opposed_until, day)


@contextmanager
def among_officers(session: Session, actor: Identity, organisation_id: int) -> Iterator[None]:
    """Reads and writes what only the office's officers do. Whoever comes here was asked whether he is one."""
    with within(session, Scope.organisation(organisation_id, actor.person_id, officer=True)):
        yield


def locked_matter(session: Session, matter: Matter) -> Row:
    """Its row, which nobody else changes until this transaction has ended; of a contact the first version. Raises
    Missing."""
    if matter.kind is MatterKind.PROFILE:
        return locked_profile(session, matter.id)
    if matter.kind is MatterKind.DEAL:
        return locked_deal(session, matter.id)
    found = session.scalars(
        select(Contact)
        .where(Contact.id == matter.id, Contact.root_id == Contact.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise Missing("contact", matter.id)
    return found


def hold_of(session: Session, matter: Matter) -> Hold | None:
    """The hold that stands on it; among officers."""
    return session.scalars(select(Hold).where(is_about(Hold, matter), Hold.ended_at.is_(None))).one_or_none()


def report_of(session: Session, matter: Matter) -> FiuReport | None:
    """The report about it that isn't ended; among officers. Locked: nobody notes an answer meanwhile."""
    return session.scalars(
        select(FiuReport)
        .where(is_about(FiuReport, matter), FiuReport.state != ReportState.ENDED)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def keep_officer_act(
    session: Session,
    actor: Identity,
    matter: Matter,
    kind: OfficerActKind,
    text: str,
    now: datetime,
    *,
    report: FiuReport | None = None,
    until: date | None = None,
    reference: str = "",
) -> OfficerAct:
    """Keeps it; among officers."""
    made = OfficerAct(
        **named(matter),
        report_id=report.id if report is not None else None,
        kind=kind.value,
        text=text,
        until=until,
        reference=reference,
        acted_by=actor.account_id,
        acted_at=now,
    )
    session.add(made)
    session.flush()
    return made
