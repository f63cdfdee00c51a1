"""Operations that don't fit what the office knows, each with the officer's written report on it and what he
concludes. All of it in an officer's scope: members see neither the rows nor that there are any.

Source: act of 18 September 2017.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app import clock, events
from app.aml.breach_rules import AtypicalTold, Written, atypical_faults, plain, written_faults
from app.aml.matters import is_about
from app.aml.registered_matters import (
    chosen_contact,
    chosen_deal,
    notification_of,
    one_at_a_time,
    rows_of,
)
from app.errors import Missing, Refusal, Stale, refuse
from app.policy import Identity, Permission, may, require
from models.aml import Atypical, FiuReport, Notification
from models.values.matters import Matter, MatterKind
from models.values.registers import Conclusion


def visible_to(who: Identity) -> ColumnElement[bool]:
    """Those of the office, for its officers."""
    return rows_of(Atypical, who, Permission.ATYPICAL_KEEP)


def note_atypical(session: Session, actor: Identity, told: AtypicalTold, now: datetime) -> Atypical:
    """Writes it down, as the beginning of a report. Of a notification there is one; the same by the same person
    once more is the one that is there.

    Raises Forbidden, Missing, Refusal aml.atypical.one_matter, aml.register.day_missing, .future, .before_the_act,
    .text_missing, .text_too_long.
    """
    require(actor, Permission.ATYPICAL_KEEP)
    organisation_id = actor.organisation_id or 0
    if told.root_id is not None and told.deal_id is not None:
        raise Refusal("aml.atypical.one_matter", field="chosen")
    _require_there(session, actor, told.root_id, told.deal_id)
    if told.notification_id is not None:
        notification_of(session, actor, told.notification_id)
    told = replace(told, title=plain(told.title), told=plain(told.told))
    one_at_a_time(session, "atypical", organisation_id)
    mine = select(Atypical).where(Atypical.organisation_id == organisation_id).order_by(Atypical.id).limit(1)
    if told.notification_id is not None:
        same = mine.where(Atypical.notification_id == told.notification_id)
    else:
        same = mine.where(
            Atypical.made_by == actor.account_id,
            Atypical.noted_on == told.noted_on,
            Atypical.title == told.title,
            Atypical.told == told.told,
            Atypical.root_id.is_not_distinct_from(told.root_id),
            Atypical.deal_id.is_not_distinct_from(told.deal_id),
            Atypical.notification_id.is_(None),
        )
    if (there := session.scalars(same).one_or_none()) is not None:
        return there
    refuse(atypical_faults(told, clock.day_of(now)))
    made = Atypical(
        organisation_id=organisation_id,
        root_id=told.root_id,
        deal_id=told.deal_id,
        notification_id=told.notification_id,
        noted_on=told.noted_on,
        title=told.title,
        told=told.told,
        made_by=actor.account_id,
        made_at=now,
        changed_at=now,
    )
    session.add(made)
    session.flush()
    _tell(session, events.Tag.ATYPICAL_NOTED, actor, made, now)
    return made


def write_atypical(
    session: Session,
    actor: Identity,
    atypical_id: int,
    written: Written,
    version: int,
    now: datetime,
    *,
    about: Matter | None = None,
) -> Atypical:
    """What the officer writes, as far as he has come. `about`: what it is about, where that wasn't known yet.

    Raises Forbidden, Missing, Stale, Refusal aml.atypical.concluded, aml.register.text_missing, .text_too_long.
    """
    found, told = _locked(session, actor, atypical_id), _plain(written)
    there = written_in(found)
    if found.version != version:
        if there == told:
            return found
        raise Stale("atypical", atypical_id)
    _require_open(found)
    refuse(written_faults(told, whole=False))
    root_id = about.id if about is not None and about.kind is MatterKind.CONTACT else None
    deal_id = about.id if about is not None and about.kind is MatterKind.DEAL else None
    placed = about is not None and found.root_id is None and found.deal_id is None
    if placed:
        _require_there(session, actor, root_id, deal_id)
        found.root_id, found.deal_id = root_id, deal_id
    if placed or there != told:
        found.title, found.told, found.looked_at = told.title, told.told, told.looked_at
        found.why_atypical, found.analysis = told.why_atypical, told.analysis
        found.changed_at = max(now, found.made_at)
        session.flush()
        _tell(session, events.Tag.ATYPICAL_WRITTEN, actor, found, now)
    return found


def conclude_atypical(
    session: Session, actor: Identity, atypical_id: int, conclusion: Conclusion, version: int, now: datetime
) -> Atypical:
    """Nothing suspicious, or suspicious; from then on it never changes. What is suspicious is reported to the FIU,
    which begins apart. Pressed twice it is done once.

    Raises Forbidden, Missing, Stale, Refusal aml.atypical.concluded, aml.register.text_missing with each part that
    wasn't written.
    """
    found = _locked(session, actor, atypical_id)
    if found.version != version:
        if (found.conclusion, found.concluded_by) == (conclusion.value, actor.account_id):
            return found
        raise Stale("atypical", atypical_id)
    _require_open(found)
    refuse(written_faults(written_in(found), whole=True))
    found.conclusion = conclusion.value
    found.concluded_by, found.concluded_at = actor.account_id, max(now, found.made_at)
    session.flush()
    _tell(session, events.Tag.ATYPICAL_CONCLUDED, actor, found, now)
    return found


def written_in(row: Atypical) -> Written:
    """What the report says now."""
    return Written(row.title, row.told, row.looked_at, row.why_atypical, row.analysis)


def matter_told(row: Atypical) -> Matter | None:
    """What it is about, where that is a contact or a deal of the office."""
    if row.deal_id is not None:
        return Matter(row.organisation_id, MatterKind.DEAL, row.deal_id)
    if row.root_id is not None:
        return Matter(row.organisation_id, MatterKind.CONTACT, row.root_id)
    return None


def report_on(session: Session, who: Identity, row: Atypical) -> FiuReport | None:
    """The last report to the FIU about what it is about, begun since it was noted. Raises Forbidden."""
    require(who, Permission.FIU_SEE, row)
    matter = matter_told(row)
    if matter is None:
        return None
    return session.scalars(
        select(FiuReport)
        .where(is_about(FiuReport, matter), FiuReport.begun_at >= row.made_at)
        .order_by(FiuReport.id.desc())
        .limit(1)
    ).one_or_none()


def reason_for_report(session: Session, who: Identity, atypical_id: int, matter: Matter) -> str:
    """What the report on it says already, to begin one to the FIU with; '' where it is none of that matter."""
    found = session.scalars(select(Atypical).where(Atypical.id == atypical_id, visible_to(who))).one_or_none()
    if found is None or found.conclusion != Conclusion.SUSPICIOUS or matter_told(found) != matter:
        return ""
    return "\n\n".join(filter(None, (found.told, found.looked_at, found.why_atypical, found.analysis)))


def noted_about(session: Session, who: Identity, about: ColumnElement[bool], most: int = 10) -> list[Atypical]:
    """Those of the office about something, the last noted first; none for whoever isn't its officer."""
    if not may(who, Permission.ATYPICAL_KEEP):
        return []
    return list(
        session.scalars(
            select(Atypical)
            .where(visible_to(who), about)
            .order_by(Atypical.noted_on.desc(), Atypical.id.desc())
            .limit(most)
        )
    )


def told_from(notification: Notification) -> tuple[int | None, int | None]:
    """The root id and the deal a notification is about; of a risk profile the contact."""
    return (None, notification.deal_id) if notification.deal_id is not None else (notification.root_id, None)


def _require_there(session: Session, actor: Identity, root_id: int | None, deal_id: int | None) -> None:
    """Raises Missing where what it is about isn't there, or isn't yours."""
    if root_id is not None:
        chosen_contact(session, actor, root_id)
    if deal_id is not None:
        chosen_deal(session, actor, deal_id)


def _require_open(found: Atypical) -> None:
    if found.concluded_at is not None:
        raise Refusal("aml.atypical.concluded")


def _plain(told: Written) -> Written:
    return Written(
        plain(told.title), plain(told.told), plain(told.looked_at), plain(told.why_atypical), plain(told.analysis)
    )


def _locked(session: Session, actor: Identity, atypical_id: int) -> Atypical:
    """As it stands now, and nobody else changes it until this transaction has ended. Raises Forbidden, Missing."""
    require(actor, Permission.ATYPICAL_KEEP)
    found = session.scalars(
        select(Atypical)
        .where(Atypical.id == atypical_id, Atypical.organisation_id == actor.organisation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise Missing("atypical", atypical_id)
    require(actor, Permission.ATYPICAL_KEEP, found)
    return found


def _tell(session: Session, tag: events.Tag, actor: Identity, of: Atypical, now: datetime) -> None:
    """Where officers alone read."""
    facts = {"root_id": of.root_id, "deal_id": of.deal_id, "notification_id": of.notification_id}
    subject = events.Subject("atypical", of.id, of.organisation_id)
    events.record(session, tag, subject, actor, now, facts={**facts, "conclusion": of.conclusion})
