"""Pages by keyset: a page begins after a row, not after a number of rows, so page 40,000 costs what page 1 does.

A mark is the sort value and id of a page's edge row, in the address as plain text; a mark that can't be read
is a mark of the beginning.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.orm import Session

_LONGEST_NUMBER = 20


@dataclass(frozen=True)
class Order:
    """How a list is sorted: column (NOT NULL, indexed with the id), the id that breaks ties, direction."""

    column: Any
    id: Any
    descending: bool = False


@dataclass(frozen=True)
class Mark:
    """An edge of a page; `back` reads the rows before it."""

    value: Any
    id: int
    back: bool = False

    def text(self) -> str:
        shown = self.value
        if isinstance(shown, date):
            shown = shown.isoformat()
        elif isinstance(shown, Decimal):
            shown = str(shown)
        return base64.urlsafe_b64encode(json.dumps([shown, self.id, self.back]).encode()).decode().rstrip("=")


def mark_of(text: str | None, column: Any) -> Mark | None:
    """The mark in an address, with its value as the column's type; None for none, or for nonsense."""
    if not text or len(text) > 1000:
        return None
    try:
        value, row_id, back = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        kind = column.type.python_type
        if kind is date:
            value = date.fromisoformat(value)
        elif kind is datetime:
            value = datetime.fromisoformat(value)
        elif kind is Decimal:
            value = _amount(value)
        elif not isinstance(value, kind):
            return None
        if not isinstance(row_id, int) or isinstance(row_id, bool) or abs(row_id) >= 2**62:
            return None
        return Mark(value, row_id, bool(back))
    except (ValueError, TypeError, AttributeError, InvalidOperation):
        return None


def _amount(text: str) -> Decimal:
    """A number no longer than a column holds. Raises ValueError."""
    value = Decimal(text)
    if not value.is_finite() or abs(value.adjusted()) > _LONGEST_NUMBER:
        raise ValueError(text)
    return value


@dataclass(frozen=True)
class Page:
    """Rows in reading order, and the marks of the neighbouring pages where there are any."""

    rows: list[Any]
    earlier: Mark | None
    later: Mark | None


def page_of(session: Session, statement: Select[Any], order: Order, size: int, mark: Mark | None) -> Page:
    """One page of the statement's entities; one more row is read, to know whether there is another page."""
    back = mark is not None and mark.back
    descending = order.descending != back
    if mark is not None:
        statement = statement.where(_beyond(order, mark, descending))
    sorting = [c.desc() if descending else c.asc() for c in (order.column, order.id)]
    rows = list(session.scalars(statement.order_by(*sorting).limit(size + 1)).unique())
    more, rows = len(rows) > size, rows[:size]
    if back:
        rows.reverse()
    if not rows:
        return Page([], None, None)
    before = more if back else mark is not None
    after = True if back else more
    return Page(
        rows,
        _mark(order, rows[0], back=True) if before else None,
        _mark(order, rows[-1], back=False) if after else None,
    )


def counted(session: Session, model: Any, statement: Select[Any], cap: int) -> int:
    """How many rows the statement has; `cap` + 1 when there are more than that."""
    some = statement.with_only_columns(model.id).limit(cap + 1).order_by(None).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def chunks_of(
    session: Session,
    statement: Select[Any],
    order: Order,
    most: int,
    seen: Callable[[Sequence[Any]], Sequence[Any]] = lambda rows: rows,
    size: int = 1000,
) -> Iterator[Sequence[Any]]:
    """All rows of the statement in order, in chunks that are forgotten when the next is asked for; at most `most`.

    Each chunk is a transaction of its own: however slowly they are taken, no connection waits meanwhile. `seen`
    makes of a chunk what is taken, while that transaction is open.
    """
    mark: Mark | None = None
    while most > 0:
        page = page_of(session, statement, order, min(size, most), mark)
        taken = seen(page.rows)
        session.expunge_all()  # before the rollback, which would forget what was read
        session.rollback()
        if page.rows:
            yield taken
        most -= len(page.rows)
        mark = page.later
        if mark is None:
            return


def _beyond(order: Order, mark: Mark, descending: bool) -> ColumnElement[bool]:
    here = tuple_(order.column, order.id)
    there = tuple_(mark.value, mark.id)
    return here < there if descending else here > there


def _mark(order: Order, row: Any, *, back: bool) -> Mark:
    return Mark(getattr(row, order.column.key), getattr(row, order.id.key), back)
