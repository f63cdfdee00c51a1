"""Rows of tables as JSON: every column by its name, with the name of whoever did something beside his number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from app.organisations.members import with_names
from models.accounts import Account
from models.columns import among
from models.organisations import Member

# Whose row it is the whole pack says; the others are worked out of columns that are there.
_LEFT = frozenset({"organisation_id", "sort_name", "urgency", "version"})
_ACCOUNTS = "ab_user.id"


class People:
    """What accounts are called: as members of the office, or else by their user name. Asked once for each."""

    def __init__(self, session: Session, organisation_id: int) -> None:
        self._session = session
        rows = session.scalars(
            select(Member)
            .where(Member.organisation_id == organisation_id, Member.account_id.is_not(None))
            .options(*with_names())
            .order_by(Member.id)
        ).all()
        self._names = {one.account_id: one.name for one in rows if one.name}
        self.members = {one.id: one.name for one in rows}

    def know(self, ids: Iterable[int | None]) -> None:
        """Asks for those that aren't known yet, in one question."""
        wanted = {one for one in ids if one is not None} - self._names.keys()
        if not wanted:
            return
        found = self._session.execute(select(Account.id, Account.username).where(among(Account.id, wanted)))
        self._names |= {row.id: row.username for row in found}
        self._names |= dict.fromkeys(wanted - self._names.keys(), "–")

    def name(self, account_id: int | None) -> str:
        """'' for nobody."""
        if account_id is None:
            return ""
        self.know([account_id])
        return self._names[account_id]


def acted_by(rows: Iterable[Any]) -> set[int]:
    """The accounts that rows name."""
    found: set[int] = set()
    for row in rows:
        names = _names_accounts(row)
        found |= {number for name in names if (number := getattr(row, name)) is not None}
    return found


def row_told(row: Any, people: People, *leave: str, **more: Any) -> dict[str, Any]:
    """A row as JSON without these columns; with what else is told of it. What wasn't read isn't told."""
    unread = inspect(row).unloaded
    told: dict[str, Any] = {}
    accounts = _names_accounts(row)
    for column in row.__table__.columns:
        if column.name in _LEFT or column.name in leave or column.name in unread:
            continue
        value = getattr(row, column.name)
        told[column.name] = plain(value)
        if column.name in accounts and value is not None:
            told[f"{column.name}_name"] = people.name(value)
    return told | {name: plain(value) for name, value in more.items()}


def plain(value: Any) -> Any:
    """As JSON holds it: instants with their zone, fingerprints in hexadecimal, amounts as text."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).hex()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(one) for one in value]
    return value


def _names_accounts(row: Any) -> tuple[str, ...]:
    return tuple(
        column.name
        for column in row.__table__.columns
        if any(key.target_fullname == _ACCOUNTS for key in column.foreign_keys)
    )
