"""Sums of whole days, kept beside the ledger so that a balance of any day is read from few rows.

They are never needed, only faster: days that aren't kept are read from the ledger itself. Kept days are all days
with transactions up to the last of them.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Date, Select, Subquery, case, cast, delete, func, insert, select, text, union_all
from sqlalchemy.orm import Session

from app import clock
from models.values import TransactionState
from models.wallet import DaySum, LedgerLine, Transaction

RENEWED = timedelta(days=35)
"""So many days are summed anew each night, in case something was posted late."""
SETTLED = timedelta(hours=2)
"""A day is over for good so long after it: no posting lasts that long."""
AT_ONCE = 100
_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtext('sleutelbos.days'))")
_KEYS = ("day", "kind", "account", "tool_id", "provider")
_COLUMNS = (*_KEYS, "debit", "credit", "lines")


def last_kept(session: Session) -> date | None:
    """The last day whose sums are kept; None for none."""
    return session.scalar(select(func.max(DaySum.day)))


def facts_of(session: Session, first_day: date | None, last_day: date) -> Subquery:
    """All that was booked from the first day (None: ever) to the last, both inclusive, as rows with the columns of
    DaySum: kept sums, and lines of the ledger for the days that aren't kept. Asks one statement itself."""
    kept = last_kept(session)
    parts: list[Select[Any]] = []
    if kept is not None:
        sums = select(*(getattr(DaySum, name) for name in _COLUMNS)).where(DaySum.day <= min(kept, last_day))
        parts.append(sums if first_day is None else sums.where(DaySum.day >= first_day))
    if kept is None or kept < last_day:
        beginnings = [one for one in (first_day, kept and kept + timedelta(days=1)) if one is not None]
        parts.append(_booked(max(beginnings) if beginnings else None, last_day))
    return union_all(*parts).subquery("facts")


def _booked(first_day: date | None, last_day: date) -> Select[Any]:
    """Every line of the ledger in these days, as a row of its own."""
    booked = (
        select(
            cast(func.timezone("Europe/Brussels", Transaction.at), Date).label("day"),
            Transaction.kind,
            LedgerLine.account,
            func.coalesce(Transaction.tool_id, 0).label("tool_id"),
            func.coalesce(LedgerLine.provider, "").label("provider"),
            case((LedgerLine.amount < 0, -LedgerLine.amount), else_=0).label("debit"),
            case((LedgerLine.amount > 0, LedgerLine.amount), else_=0).label("credit"),
            cast(1, DaySum.lines.type).label("lines"),
        )
        .join(
            LedgerLine,
            (LedgerLine.organisation_id == Transaction.organisation_id)
            & (LedgerLine.transaction_id == Transaction.id),
        )
        .where(Transaction.state == TransactionState.COMPLETED, Transaction.at < clock.end_of(last_day))
    )
    return booked if first_day is None else booked.where(Transaction.at >= clock.start_of(first_day))


def forget_latest(session: Session, now: datetime) -> int:
    """Lets go of the sums of the last days, so that `keep_some` makes them anew; how many rows. In office
    scope."""
    session.execute(_ONE_AT_A_TIME)
    late = delete(DaySum).where(DaySum.day > _last_over(now) - RENEWED)
    return len(session.scalars(late.returning(DaySum.day)).all())


def keep_some(session: Session, now: datetime) -> int:
    """Keeps the sums of the next days that are over, a hundred at most; how many rows, 0 when all are kept. In
    office scope."""
    session.execute(_ONE_AT_A_TIME)
    kept, last = last_kept(session), _last_over(now)
    waiting = select(func.min(Transaction.at)).where(
        Transaction.state == TransactionState.COMPLETED, Transaction.at < clock.end_of(last)
    )
    if kept is not None:
        waiting = waiting.where(Transaction.at >= clock.end_of(kept))
    next_at = session.scalar(waiting)
    if next_at is None:
        return 0
    first = clock.day_of(next_at)
    booked = _booked(first, min(first + timedelta(days=AT_ONCE - 1), last)).subquery("booked")
    summed = select(
        *(booked.c[name] for name in _KEYS), *(func.sum(booked.c[name]) for name in ("debit", "credit", "lines"))
    ).group_by(*(booked.c[name] for name in _KEYS))
    return len(session.scalars(insert(DaySum).from_select(_COLUMNS, summed).returning(DaySum.day)).all())


def _last_over(now: datetime) -> date:
    return clock.day_of(now - SETTLED) - timedelta(days=1)
