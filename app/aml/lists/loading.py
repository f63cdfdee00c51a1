"""Loads of sanctions lists: asking for one, and saying yes or no to one that waits. What a worker does with a load
stands in `taking_in.py`.

Of a list one load is under way at a time. In office scope.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app import events
from app.aml.lists import staging
from app.errors import Missing, Refusal, Stale
from app.policy import Identity, Permission, require
from app.queue import enqueue
from app.transaction import refuse_as
from models.aml import SanctionsList, Snapshot
from models.values import LoadState, WhyRefused

refuse_as("uq_aml_snapshot_open", "aml.list.underway")
JOB = "read_list"
LOST = timedelta(days=1)
"""A load that nobody read after so long never will be: its job was given up."""
_LONGEST_NAME = 200


@dataclass(frozen=True)
class Brought:
    """A file that somebody brought: under which name it is kept, what it was called, its size in bytes."""

    kept: str
    name: str
    size: int


def ask_load(
    session: Session, actor: Identity | None, code: str, brought: Brought | None, now: datetime
) -> Snapshot:
    """Asks that a list is loaded: from the file that was brought, or from where it is published. None is
    the clock.

    Raises Forbidden, Missing, Refusal aml.list.underway, .held.
    """
    if actor is not None:
        require(actor, Permission.LIST_LOAD)
    of = session.scalars(select(SanctionsList).where(SanctionsList.code == code)).one_or_none()
    if of is None:
        raise Missing("sanctions_list", code)
    _check_free(session, of, now)
    made = Snapshot(list=of, asked_at=now)
    if actor is not None:
        made.asked_by = actor.account_id
    if brought is not None:
        made.file_name, made.size = plain_name(brought.name), brought.size
    session.add(made)
    session.flush()
    if actor is not None:
        events.record(session, events.Tag.LIST_ASKED, subject_of(made), actor, now, facts={"list": code})
    begin(session, made, brought.kept if brought else "")
    return made


def ask_loads(session: Session, codes: Iterable[str], now: datetime) -> list[str]:
    """Asks for each of these lists of which no load is under way; returns their codes. The clock's."""
    asked = []
    for code in codes:
        try:
            ask_load(session, None, code, None, now)
        except (Missing, Refusal):
            continue
        asked.append(code)
    return asked


def decide_held(
    session: Session, actor: Identity, snapshot_id: int, version: int, now: datetime, *, load: bool
) -> Snapshot:
    """Has a load that waits carried out, or drops it.

    Raises Forbidden, Missing; Stale when it was decided already.
    """
    require(actor, Permission.LIST_LOAD)
    found = snapshot_of(session, snapshot_id, lock=True)
    if found.state != LoadState.HELD or found.version != version:
        raise Stale("aml_snapshot", snapshot_id)
    found.decided_by = actor.account_id
    facts = {"list": found.list.code, "decision": "load" if load else "refuse"}
    events.record(session, events.Tag.LIST_DECIDED, subject_of(found), actor, now, facts=facts)
    if load:
        found.state, found.ended_at = LoadState.READING, None
        session.flush()
        begin(session, found)
    else:
        staging.drop(session, found.id)
        refuse_load(session, found, WhyRefused.DECLINED, now)
    return found


def snapshot_of(session: Session, snapshot_id: int, *, lock: bool = False) -> Snapshot:
    """One load with its list. Raises Missing."""
    wanted = select(Snapshot).where(Snapshot.id == snapshot_id).options(joinedload(Snapshot.list))
    if lock:
        wanted = wanted.with_for_update(of=Snapshot).execution_options(populate_existing=True)
    found = session.scalars(wanted).one_or_none()
    if found is None:
        raise Missing("aml_snapshot", snapshot_id)
    return found


def subject_of(one: Snapshot) -> events.Subject:
    return events.Subject("aml_snapshot", one.id)


def begin(session: Session, one: Snapshot, kept: str = "", at: datetime | None = None) -> None:
    """Has a worker read it, now or at that instant; `kept`: the file that was brought, '' for none."""
    enqueue(session, JOB, key=f"{JOB}:{one.id}", at=at, snapshot_id=one.id, kept=kept)


def refuse_load(session: Session, one: Snapshot, why: str, now: datetime, line: int = 0, value: str = "") -> None:
    """Ends a load of which nothing counts."""
    one.state, one.why, one.why_line, one.why_value = LoadState.REFUSED, why, line, value[:_LONGEST_NAME]
    one.ended_at = now
    session.flush()
    facts = {"list": one.list.code, "why": why}
    events.record(session, events.Tag.LIST_REFUSED, subject_of(one), None, now, facts=facts)


def plain_name(name: str) -> str:
    """The file's own name, without the folders that an old browser sends along."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if sign.isprintable())[-_LONGEST_NAME:] or "?"


def _check_free(session: Session, of: SanctionsList, now: datetime) -> None:
    """Raises Refusal when a load is under way; one that was lost is ended."""
    open_one = session.scalars(
        select(Snapshot)
        .where(Snapshot.list_id == of.id, Snapshot.state.in_([LoadState.READING, LoadState.HELD]))
        .options(joinedload(Snapshot.list))
        .with_for_update(of=Snapshot)
    ).one_or_none()
    if open_one is None:
        return
    if open_one.state == LoadState.HELD:
        raise Refusal("aml.list.held")
    if now - open_one.asked_at < LOST:
        raise Refusal("aml.list.underway")
    staging.drop(session, open_one.id)
    refuse_load(session, open_one, WhyRefused.LOST, now)
