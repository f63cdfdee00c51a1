"""What nothing may be done with until the officer says otherwise. Members see that and since when, never why: so
whatever an officer does with what is blocked leaves these rows as they are."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import events
from app.aml.matters import COLUMNS, is_about, named
from app.errors import Refusal
from app.transaction import refuse_as
from models.aml import Block
from models.values.matters import Matter

refuse_as("ck_aml_profile_blocked", "aml.matter.blocked")
refuse_as("ck_aml_deal_blocked", "aml.matter.blocked")


def block_of(session: Session, matter: Matter) -> Block | None:
    """The block that stands on it."""
    return session.scalars(select(Block).where(is_about(Block, matter), Block.ended_at.is_(None))).one_or_none()


def begin_block(session: Session, actor: events.Actor, matter: Matter, now: datetime) -> Block:
    """Blocks it; what is blocked already stays so, since when it was. The caller holds the matter's row."""
    if (found := block_of(session, matter)) is not None:
        return found
    made = Block(**named(matter), since=now)
    session.add(made)
    session.flush()
    _tell(session, events.Tag.BLOCK_BEGUN, actor, matter, now)
    return made


def end_block(session: Session, actor: events.Actor, matter: Matter, now: datetime) -> None:
    """Frees it, where it is blocked."""
    if (found := block_of(session, matter)) is None:
        return
    found.ended_at = max(now, found.since)
    session.flush()
    _tell(session, events.Tag.BLOCK_ENDED, actor, matter, now)


def require_unblocked(session: Session, matter: Matter) -> None:
    """Raises Refusal aml.matter.blocked."""
    if block_of(session, matter) is not None:
        raise Refusal("aml.matter.blocked")


def _tell(session: Session, tag: events.Tag, actor: events.Actor, matter: Matter, now: datetime) -> None:
    subject = events.Subject(str(matter.kind), matter.id, matter.organisation_id)
    events.record(session, tag, subject, actor, now, facts={"by": COLUMNS[matter.kind]})
