"""What screens read of the books: the house's figures on a day, revenue per tool and month, the trial balance.

Two or three statements each, whatever the period and however long the ledger is.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Date, case, cast, func, null, select
from sqlalchemy.orm import Session

from app.policy import Identity, Permission, require
from app.wallet.books.days import facts_of
from app.wallet.books.rules import AccountLine, TrialBalance, first_of_month, month_after, months_from
from models.columns import among
from models.rights import Tool
from models.values import NOTHING, LedgerAccount, Money

SHOWN_MONTHS = 12
"""So many months stand in the picture of the revenue."""
_EARNED = (LedgerAccount.REVENUE, LedgerAccount.ROUNDING)


@dataclass(frozen=True)
class Revenue:
    """What was earned in a month with a tool, net, and the VAT on it; what was reversed or credited is taken off.
    `tool_id` 0: cents that invoices round."""

    month: date
    tool_id: int
    net: Money
    vat: Money

    @property
    def gross(self) -> Money:
        return self.net + self.vat


@dataclass(frozen=True)
class Figures:
    """The house at the end of a day. Each above zero as people say it: held, owed to us, owed by us. `transit`: by
    provider; `months`: revenue of the twelve months until that day, the month of the day the last."""

    day: date
    wallets: Money
    receivable: Money
    suspense: Money
    bank: Money
    vat: Money
    transit: tuple[tuple[str, Money], ...]
    months: tuple[Revenue, ...]

    @property
    def revenue(self) -> Money:
        """Net, of the month of that day until then."""
        month = first_of_month(self.day)
        return sum((one.net for one in self.months if one.month == month), NOTHING)


def figures(session: Session, who: Identity, day: date) -> Figures:
    """The house at the end of that day; two statements. Raises Forbidden."""
    require(who, Permission.BOOKS_SEE)
    since = month_after(first_of_month(day), 1 - SHOWN_MONTHS)
    facts = facts_of(session, None, day)
    month = case((facts.c.day >= since, _month(facts.c.day)), else_=cast(null(), Date)).label("month")
    rows = session.execute(
        select(
            month,
            facts.c.account,
            facts.c.tool_id,
            facts.c.provider,
            func.sum(facts.c.credit - facts.c.debit).label("amount"),
        ).group_by(month, facts.c.account, facts.c.tool_id, facts.c.provider)
    ).all()
    held: dict[str, Money] = {}
    transit: dict[str, Money] = {}
    for row in rows:
        amount = Money(row.amount)
        held[row.account] = held.get(row.account, NOTHING) + amount
        if row.account == LedgerAccount.TRANSIT:
            transit[row.provider] = transit.get(row.provider, NOTHING) - amount
    return Figures(
        day,
        held.get(LedgerAccount.WALLET, NOTHING),
        -held.get(LedgerAccount.RECEIVABLE, NOTHING),
        held.get(LedgerAccount.SUSPENSE, NOTHING),
        -held.get(LedgerAccount.BANK, NOTHING),
        held.get(LedgerAccount.VAT, NOTHING),
        tuple((name, transit[name]) for name in sorted(transit)),
        _revenue_in([row for row in rows if row.month is not None]),
    )


def revenue(session: Session, who: Identity, first_day: date, last_day: date) -> tuple[Revenue, ...]:
    """Revenue per month and tool in these days, both inclusive; two statements. Raises Forbidden."""
    require(who, Permission.BOOKS_SEE)
    facts = facts_of(session, first_day, last_day)
    month = _month(facts.c.day).label("month")
    rows = session.execute(
        select(month, facts.c.account, facts.c.tool_id, func.sum(facts.c.credit - facts.c.debit).label("amount"))
        .where(facts.c.account.in_([*_EARNED, LedgerAccount.VAT]))
        .group_by(month, facts.c.account, facts.c.tool_id)
    ).all()
    return _revenue_in(rows)


def trial_balance(session: Session, who: Identity, first_day: date, last_day: date) -> TrialBalance:
    """Every account over these days, both inclusive, in the order of the accounts; two statements. Raises
    Forbidden."""
    require(who, Permission.BOOKS_SEE)
    facts = facts_of(session, None, last_day)
    tool = case((facts.c.account == LedgerAccount.REVENUE, facts.c.tool_id), else_=0).label("tool_id")
    before = facts.c.day < first_day
    rows = session.execute(
        select(
            facts.c.account,
            tool,
            facts.c.provider,
            func.coalesce(func.sum(facts.c.credit - facts.c.debit).filter(before), 0).label("opening"),
            func.coalesce(func.sum(facts.c.debit).filter(~before), 0).label("debit"),
            func.coalesce(func.sum(facts.c.credit).filter(~before), 0).label("credit"),
        ).group_by(facts.c.account, tool, facts.c.provider)
    )
    lines = [
        AccountLine(
            row.account, row.tool_id, row.provider, Money(row.opening), Money(row.debit), Money(row.credit)
        )
        for row in rows
    ]
    order = [str(one) for one in LedgerAccount]
    lines.sort(key=lambda line: (order.index(line.account), line.provider, line.tool_id))
    return TrialBalance(first_day, last_day, tuple(lines))


def names_of(session: Session, tool_ids: Collection[int] | None, language: str) -> dict[int, str]:
    """What these tools are called, or all of them; one statement."""
    tools = select(Tool) if tool_ids is None else select(Tool).where(among(Tool.id, tool_ids))
    return {one.id: one.named(language) for one in session.scalars(tools)}


@dataclass(frozen=True)
class Month:
    """One month of a table: what each tool of it earned, in their order, and all together."""

    month: date
    of_tools: tuple[Revenue, ...]

    @property
    def net(self) -> Money:
        return sum((one.net for one in self.of_tools), NOTHING)

    @property
    def vat(self) -> Money:
        return sum((one.vat for one in self.of_tools), NOTHING)

    @property
    def gross(self) -> Money:
        return self.net + self.vat


def by_month(found: Sequence[Revenue]) -> tuple[list[int], tuple[Month, ...]]:
    """The tools, what earned most first and what is of none last; and every month from the first that earned
    something to the last, with nothing for a tool that earned nothing in it."""
    if not found:
        return [], ()
    totals: dict[int, Money] = {}
    for one in found:
        totals[one.tool_id] = totals.get(one.tool_id, NOTHING) + one.net
    tools = sorted(totals, key=lambda tool: (tool == 0, -totals[tool].euro, tool))
    places = {(one.month, one.tool_id): one for one in found}
    months = months_from(min(one.month for one in found), max(one.month for one in found))
    return tools, tuple(
        Month(month, tuple(places.get((month, tool), Revenue(month, tool, NOTHING, NOTHING)) for tool in tools))
        for month in months
    )


def _month(day: Any) -> Any:
    return cast(func.date_trunc("month", cast(day, Date)), Date)


def _revenue_in(rows: Sequence[Any]) -> tuple[Revenue, ...]:
    """By month, then by tool; what came to nothing at all is left out."""
    found: dict[tuple[date, int], list[Money]] = {}
    for row in rows:
        if row.account in _EARNED or row.account == LedgerAccount.VAT:
            place = found.setdefault((row.month, row.tool_id), [NOTHING, NOTHING])
            place[0 if row.account in _EARNED else 1] += Money(row.amount)
    return tuple(
        Revenue(month, tool, net, vat) for (month, tool), (net, vat) in sorted(found.items()) if net or vat
    )
