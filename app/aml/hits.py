"""What a member decides of a hit: it is somebody else, it is him, or the decision was wrong.

Each is asked with the version that was looked at; of a hit that is no longer current nothing is decided, and of
one of a blocked contact only by the AML officer.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import events
from app.aml.blocks import require_unblocked
from app.aml.following import levels_follow
from app.aml.rules import reason_of
from app.errors import Missing, Refusal, Stale
from app.policy import Identity, Permission, may, require
from models.aml import Contact, Hit
from models.values.matters import Matter, MatterKind

_INSTANT = timedelta(microseconds=1)


def clear_hit(session: Session, actor: Identity, hit_id: int, reason: str, version: int, now: datetime) -> Hit:
    """The contact is somebody else than the list means, for this reason. It stays so until either's facts change.

    Raises Forbidden, Missing, Stale, Refusal aml.hit.reason_too_short, .reason_too_long, .not_current,
    .decided_already, aml.matter.blocked.
    """
    hit = _undecided(session, actor, hit_id, version)
    return _decide(session, actor, hit, "cleared", reason_of(reason), events.Tag.HIT_CLEARED, now)


def confirm_hit(session: Session, actor: Identity, hit_id: int, reason: str, version: int, now: datetime) -> Hit:
    """The contact is whom the list means; a reason may be told. Raises what `clear_hit` raises."""
    hit = _undecided(session, actor, hit_id, version)
    return _decide(session, actor, hit, "confirmed", reason_of(reason, least=0), events.Tag.HIT_CONFIRMED, now)


def open_again(session: Session, actor: Identity, hit_id: int, reason: str, version: int, now: datetime) -> Hit:
    """The decision was wrong, for this reason, which the trail keeps: somebody decides anew.

    Raises Forbidden, Missing, Stale, Refusal aml.hit.reason_too_short, .reason_too_long, .not_current,
    .not_decided.
    """
    hit = _looked_at(session, actor, hit_id, version)
    now = _after_decision(session, hit, now)
    if hit.state == "open":
        raise Refusal("aml.hit.not_decided")
    told = reason_of(reason)
    before = hit.state
    hit.state, hit.reason, hit.decided_by, hit.decided_at = "open", "", None, None
    session.flush()
    # Told first: when the contact is looked at again is reckoned from it.
    _tell(session, actor, hit, events.Tag.HIT_OPENED_AGAIN, before, told, now)
    levels_follow(session, [hit.contact_id], now)
    return hit


def _decide(
    session: Session, actor: Identity, hit: Hit, state: str, reason: str, tag: events.Tag, now: datetime
) -> Hit:
    now = _after_decision(session, hit, now)
    hit.state, hit.reason, hit.decided_by, hit.decided_at = state, reason, actor.account_id, now
    session.flush()
    levels_follow(session, [hit.contact_id], now)
    _tell(session, actor, hit, tag, "open", reason, now)
    return hit


def _after_decision(session: Session, hit: Hit, now: datetime) -> datetime:
    """Whoever waited for somebody who decided about the contact did this after him, though he asked before: a
    replay goes by these instants."""
    decided_at = session.scalar(
        select(Contact.decided_at).where(
            Contact.organisation_id == hit.organisation_id, Contact.id == hit.contact_id
        )
    )
    return now if decided_at is None else max(now, decided_at + _INSTANT)


def _undecided(session: Session, actor: Identity, hit_id: int, version: int) -> Hit:
    hit = _looked_at(session, actor, hit_id, version)
    if hit.state != "open":
        raise Refusal("aml.hit.decided_already")
    return hit


def _looked_at(session: Session, actor: Identity, hit_id: int, version: int) -> Hit:
    """The hit, locked: who decides at the same moment waits, and is told that it changed. Its contact is locked
    first, as a load of a list does: its level follows."""
    require(actor, Permission.HIT_DECIDE)
    session.execute(
        select(Contact.id)
        .where(Contact.id == select(Hit.contact_id).where(Hit.id == hit_id).scalar_subquery())
        .with_for_update(key_share=True)
    )
    hit = session.scalars(
        select(Hit).where(Hit.id == hit_id).with_for_update().execution_options(populate_existing=True)
    ).one_or_none()
    if hit is None:
        raise Missing("hit", hit_id)
    require(actor, Permission.HIT_DECIDE, hit)
    if hit.version != version:
        raise Stale("hit", hit_id)
    if hit.closed_at is not None:
        raise Refusal("aml.hit.not_current")
    if not may(actor, Permission.MATTER_HOLD, hit):
        root = select(Contact.root_id).where(
            Contact.organisation_id == hit.organisation_id, Contact.id == hit.contact_id
        )
        require_unblocked(session, Matter(hit.organisation_id, MatterKind.CONTACT, session.scalars(root).one()))
    return hit


def _tell(
    session: Session, actor: Identity, hit: Hit, tag: events.Tag, before: str, reason: str, now: datetime
) -> None:
    facts = {
        "contact_id": hit.contact_id,
        "list_id": hit.list_id,
        "listed_id": hit.listed_id,
        "score": str(hit.score),
        "edition": hit.edition,
        "before": before,
    }
    subject = events.Subject("hit", hit.id, hit.organisation_id)
    events.record(session, tag, subject, actor, now, facts=facts, personal={"reason": reason} if reason else None)
