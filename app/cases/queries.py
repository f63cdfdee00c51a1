"""Reads about cases and incidents; `visible_to` is the row scope of sets."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session, joinedload

from app.policy import Identity, Permission, may
from models.cases import Answer, Incident, Report


def visible_to(identity: Identity) -> ColumnElement[bool]:
    """All cases for who answers them; for anybody else, those he reported."""
    if may(identity, Permission.CASE_ANSWER):
        return true()
    return Report.account_id == identity.account_id


def answers_to(session: Session, case_id: int) -> list[Answer]:
    """The answers on a case, the first one first."""
    return list(
        session.scalars(
            select(Answer)
            .where(Answer.report_id == case_id)
            .options(joinedload(Answer.account))
            .order_by(Answer.id)
            .limit(100)
        )
    )


def cases_naming(session: Session, reference: str) -> list[Report]:
    """Cases in which this reference was filled in, the latest first."""
    if not reference:
        return []
    return list(
        session.scalars(
            select(Report).where(Report.reference == reference).order_by(Report.opened_at.desc()).limit(5)
        )
    )


def incident_of(session: Session, reference: str) -> Incident | None:
    """The incident with this reference; None when it is unknown, or older than ninety days."""
    if not reference:
        return None
    return session.scalars(
        select(Incident).where(Incident.reference == reference).order_by(Incident.id.desc()).limit(1)
    ).one_or_none()
