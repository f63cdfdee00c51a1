"""Acts on many rows: chosen, foretold, confirmed, done, told. The row of the act carries all of it.

What is foretold comes from the same plan that the act follows under its locks. Only rows that were foretold to
be done are touched; each was chosen at a version, and one that changed since is left alone and named.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, or_, select
from sqlalchemy.orm import Session

from app.errors import Missing, Refusal
from app.lists.home import home_of
from app.policy import Identity
from models.lists import BulkAct

MOST_ROWS = 10_000
_WAITS, _KEPT = timedelta(days=1), timedelta(days=30)


@dataclass(frozen=True)
class Chosen:
    """A row somebody chose, as he saw it."""

    id: int
    version: int


# The rows that aren't done, and why; every other chosen row is.
Wont = dict[int, Refusal]
# What foretells and what does have one shape: session, who, rows, what the form says, now.
Plan = Callable[[Session, Identity, Sequence[Chosen], Mapping[str, Any], datetime], Wont]


def visible_to(who: Identity) -> ColumnElement[bool]:
    """Acts one prepared oneself, where one acts now."""
    return and_(BulkAct.organisation_id == home_of(who), BulkAct.account_id == who.account_id)


def prepare_act(
    session: Session,
    who: Identity,
    list_name: str,
    act: str,
    chosen: Sequence[Chosen],
    wont: Wont,
    now: datetime,
    asked_for: Mapping[str, Any] | None = None,
) -> BulkAct:
    """Keeps what was chosen and foretold, and what it was foretold with. One's own acts that were never confirmed
    are forgotten after a day, those that were done after a month: the audit trail keeps what they did.

    Raises Refusal lists.act.none_chosen, lists.act.too_many.
    """
    if not chosen:
        raise Refusal("lists.act.none_chosen")
    if len(chosen) > MOST_ROWS:
        raise Refusal("lists.act.too_many", most=MOST_ROWS)
    unconfirmed = and_(BulkAct.done_at.is_(None), BulkAct.asked_at < now - _WAITS)
    session.execute(delete(BulkAct).where(visible_to(who), or_(unconfirmed, BulkAct.done_at < now - _KEPT)))
    made = BulkAct(
        organisation_id=home_of(who),
        account_id=who.account_id,
        person_id=who.person_id,
        list_name=list_name,
        act=act,
        row_ids=[one.id for one in chosen],
        versions=[one.version for one in chosen],
        foretold=_stored(wont),
        asked_for=dict(asked_for or {}),
        asked_at=now,
    )
    session.add(made)
    session.flush()
    return made


def act_record(session: Session, who: Identity, list_name: str, act_id: int, *, lock: bool = False) -> BulkAct:
    """Raises Missing when it isn't there, or isn't one's own."""
    query = select(BulkAct).where(BulkAct.id == act_id, BulkAct.list_name == list_name, visible_to(who))
    found = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if found is None:
        raise Missing("act", act_id)
    return found


def carry_out(
    session: Session, who: Identity, act: BulkAct, do: Plan, values: Mapping[str, Any], now: datetime
) -> None:
    """Does it, once: a second confirmation of the same act changes nothing. `act` is locked by the caller."""
    if act.done_at is not None:
        return
    foretold = foretold_of(act)
    wanted = [one for one in chosen_of(act) if one.id not in foretold]
    said = {**values, **act.asked_for}
    act.outcome = _stored({**foretold, **(do(session, who, wanted, said, now) if wanted else {})})
    act.done_at = now
    session.flush()


def chosen_of(act: BulkAct) -> list[Chosen]:
    return [Chosen(*pair) for pair in zip(act.row_ids, act.versions, strict=True)]


def foretold_of(act: BulkAct) -> Wont:
    return _read(act.foretold)


def outcome_of(act: BulkAct) -> Wont:
    return _read(act.outcome or {})


def differs(act: BulkAct) -> list[int]:
    """The rows that turned out otherwise than foretold: somebody was there meanwhile."""
    if act.outcome is None:
        return []
    return [row_id for row_id in act.row_ids if (str(row_id) in act.outcome) != (str(row_id) in act.foretold)]


def _stored(wont: Wont) -> dict[str, Any]:
    return {
        str(row_id): [refusal.code, {name: _plain(value) for name, value in refusal.facts.items()}]
        for row_id, refusal in wont.items()
    }


def _plain(value: object) -> object:
    return {"day": value.isoformat()} if isinstance(value, date) else value


def _read(stored: Mapping[str, Any]) -> Wont:
    return {
        int(row_id): Refusal(code, **{name: _fact(value) for name, value in facts.items()})
        for row_id, (code, facts) in stored.items()
    }


def _fact(value: Any) -> Any:
    return date.fromisoformat(value["day"]) if isinstance(value, dict) else value
