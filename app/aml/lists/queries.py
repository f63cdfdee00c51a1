"""Reads for the screens of the lists: who sees them, what a load changed or would, and every version of an entry.

Lists and their entries are public; loads are the central team's, and are read in office scope.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, exists, false, select, true
from sqlalchemy.orm import Session, aliased, joinedload

from app.policy import Identity, Permission, may
from models.accounts import Account
from models.aml import Listed, SanctionsList, Snapshot, StagedEntry
from models.values import LoadState

SHOWN = 50
VERSIONS = 100


class LoadEffect(StrEnum):
    """What a load did to an entry."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True)
class Moved:
    """An entry that a load touched: the row it made, or the one that it ended."""

    id: int
    name: str
    effect: LoadEffect


@dataclass(frozen=True)
class Version:
    """An entry as it was told for a while, and when the loads were that brought it and took it away."""

    row: Listed
    came_at: datetime | None
    went_at: datetime | None


def lists_visible_to(who: Identity) -> ColumnElement[bool]:
    """Lists and entries: all of them, for whoever works with them."""
    return true() if may(who, Permission.LIST_SEE) else false()


def loads_visible_to(who: Identity) -> ColumnElement[bool]:
    """Loads: all of them for the central team."""
    return true() if may(who, Permission.LIST_LOAD) else false()


def lists_known(session: Session) -> Sequence[SanctionsList]:
    """Every list, in their order."""
    return session.scalars(select(SanctionsList).order_by(SanctionsList.id)).all()


def open_loads(session: Session) -> dict[int, Snapshot]:
    """The load that is under way or waits, by its list, with it."""
    going = Snapshot.state.in_([LoadState.READING, LoadState.HELD])
    found = session.scalars(select(Snapshot).where(going).options(joinedload(Snapshot.list)).order_by(Snapshot.id))
    return {one.list_id: one for one in found}


def people_of(session: Session, one: Snapshot) -> dict[int, str]:
    """Usernames of who asked and who decided, by account."""
    wanted = [account for account in (one.asked_by, one.decided_by) if account is not None]
    if not wanted:
        return {}
    found = session.execute(select(Account.id, Account.username).where(Account.id.in_(wanted)))
    return {row.id: row.username for row in found}


def moved_by(session: Session, one: Snapshot, effect: LoadEffect, limit: int = SHOWN) -> list[Moved]:
    """The first entries that a load added, changed or ended; nothing for one that isn't loaded."""
    if one.edition is None:
        return []
    other = aliased(Listed)
    same = (other.list_id == Listed.list_id, other.key == Listed.key)
    ended, came = (
        exists().where(*same, other.until == one.edition),
        exists().where(*same, other.since == one.edition),
    )
    which = {
        LoadEffect.ADDED: (Listed.since == one.edition, ~ended),
        LoadEffect.CHANGED: (Listed.since == one.edition, ended),
        LoadEffect.REMOVED: (Listed.until == one.edition, ~came),
    }[effect]
    found = session.execute(select(Listed.id, Listed.name).where(*which).order_by(Listed.id).limit(limit))
    return [Moved(row.id, row.name, effect) for row in found]


def would_go(session: Session, one: Snapshot, limit: int = SHOWN) -> list[Moved]:
    """The first entries, by name, that a load which waits would end."""
    stays = exists().where(StagedEntry.snapshot_id == one.id, StagedEntry.key == Listed.key)
    found = session.execute(
        select(Listed.id, Listed.name)
        .where(Listed.list_id == one.list_id, Listed.until.is_(None), ~stays)
        .order_by(Listed.sort_name, Listed.id)
        .limit(limit)
    )
    return [Moved(row.id, row.name, LoadEffect.REMOVED) for row in found]


def versions_of(session: Session, one: Listed) -> list[Version]:
    """All that a list ever said under the key of this entry, the latest first, up to a hundred."""
    came, went = aliased(Snapshot), aliased(Snapshot)
    found = session.execute(
        select(Listed, came.ended_at, went.ended_at)
        .outerjoin(came, came.edition == Listed.since)
        .outerjoin(went, went.edition == Listed.until)
        .where(Listed.list_id == one.list_id, Listed.key == one.key)
        .order_by(Listed.since.desc())
        .limit(VERSIONS)
    )
    return [Version(*row) for row in found]
