"""What screens read of wallets: the balance, transactions, an account over a period, use per month and tool."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    DateTime,
    and_,
    cast,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from app import clock
from app.errors import Missing
from app.organisations.members import with_names_of
from app.policy import Identity, Permission, may
from app.wallet.limits import SPENT, spent_between
from models.rights import Price, Tool
from models.values import NOTHING, Money, TransactionKind, TransactionState
from models.wallet import TopUp, Transaction, Wallet


def visible_to(who: Identity) -> ColumnElement[bool]:
    """The transactions this reader may see: those of his organisation; for finance and the desk, all."""
    if not may(who, Permission.WALLET_SEE):
        return false()
    return true() if who.is_staff else Transaction.organisation_id == who.organisation_id


def wallets_visible_to(who: Identity) -> ColumnElement[bool]:
    """The same of wallets."""
    if not may(who, Permission.WALLET_SEE):
        return false()
    return true() if who.is_staff else Wallet.organisation_id == who.organisation_id


def payments_visible_to(who: Identity) -> ColumnElement[bool]:
    """The payments at providers, for finance and the desk; an organisation reads its transactions."""
    return true() if who.is_staff and may(who, Permission.WALLET_SEE) else false()


def state_of(one: Transaction) -> TransactionState:
    """How it stands for who reads it: what was undone later is called reversed."""
    if one.state == TransactionState.COMPLETED and one.undone:
        return TransactionState.REVERSED
    return TransactionState(one.state)


def in_state(state: str) -> ColumnElement[bool]:
    """The same as a condition."""
    if state not in (TransactionState.COMPLETED, TransactionState.REVERSED):
        return Transaction.state == state
    undone: ColumnElement[bool] = Transaction.undone
    return and_(Transaction.state == "completed", undone if state == TransactionState.REVERSED else ~undone)


def charging_tools(session: Session) -> Sequence[Tool]:
    """The tools that have or had prices, by their Dutch name."""
    return session.scalars(
        select(Tool).where(Tool.id.in_(select(Price.tool_id))).order_by(Tool.name_nl, Tool.id)
    ).all()


def along() -> tuple[ORMOption, ...]:
    """What a list of transactions reads along; a function, as loader options aren't made while modules load."""
    return (joinedload(Transaction.tool), *with_names_of(Transaction.member))


def wallet_of(session: Session, organisation_id: int) -> Wallet:
    """The wallet as it stands; one that holds nothing where none was opened yet, which isn't kept."""
    found = session.get(Wallet, organisation_id, populate_existing=True)
    return found or Wallet(
        organisation_id=organisation_id, balance=NOTHING.euro, owed=NOTHING.euro, threshold=None, version=1
    )


def balance_held(organisation_id: ColumnElement[int]) -> ColumnElement[Any]:
    """The balance of an organisation's wallet, as a column of another question; nothing where it has none yet."""
    return select(Wallet.balance).where(Wallet.organisation_id == organisation_id).scalar_subquery()


def transaction_record(session: Session, who: Identity, transaction_id: int) -> Transaction:
    """One transaction with what its page needs. Raises Missing when it isn't there or isn't yours."""
    found = session.scalars(
        select(Transaction)
        .where(Transaction.id == transaction_id, visible_to(who))
        .options(*along(), joinedload(Transaction.organisation))
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise Missing("transaction", transaction_id)
    return found


def tied_to(session: Session, one: Transaction) -> Sequence[Transaction]:
    """What it undoes, and what undid it; the oldest first."""
    undone = [Transaction.id == one.reverses_id] if one.reverses_id is not None else []
    return session.scalars(
        select(Transaction)
        .where(Transaction.organisation_id == one.organisation_id, or_(Transaction.reverses_id == one.id, *undone))
        .order_by(Transaction.at, Transaction.id)
    ).all()


def payment_of(session: Session, one: Transaction) -> TopUp | None:
    """The payment at the provider, of a top-up."""
    return session.scalars(
        select(TopUp).where(TopUp.organisation_id == one.organisation_id, TopUp.transaction_id == one.id)
    ).one_or_none()


def top_up_record(session: Session, who: Identity, transaction_id: int) -> TopUp:
    """One top-up with its transaction. Raises Missing when it isn't there or isn't yours."""
    found = session.scalars(
        select(TopUp)
        .join(TopUp.transaction)
        .where(Transaction.id == transaction_id, visible_to(who))
        .options(joinedload(TopUp.transaction))
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise Missing("top_up", transaction_id)
    return found


def credited_by(session: Session, made: TopUp) -> Transaction | None:
    """The transaction that brought the money of a top-up: its own, or, when it was paid after we had thought it
    was over, the one made then; None while nothing came."""
    if made.transaction.state == "completed":
        return made.transaction
    if made.transaction.state == "open" or made.payment is None:
        return None
    return session.scalars(
        select(Transaction).where(
            Transaction.organisation_id == made.organisation_id,
            Transaction.key == f"paid:{made.provider}:{made.payment}",
        )
    ).one_or_none()


def latest(session: Session, organisation_id: int, limit: int) -> Sequence[Transaction]:
    """The last transactions, the newest first."""
    return session.scalars(
        select(Transaction)
        .where(Transaction.organisation_id == organisation_id)
        .order_by(Transaction.at.desc(), Transaction.id.desc())
        .limit(limit)
        .options(*along())
    ).all()


def balance_at(session: Session, organisation_id: int, instant: datetime) -> tuple[Money, Money]:
    """What the wallet held, and owed, at that instant, what happened at it included."""
    row = session.execute(
        select(Transaction.balance, Transaction.owed)
        .where(
            Transaction.organisation_id == organisation_id,
            Transaction.state == "completed",
            Transaction.at <= instant,
        )
        .order_by(Transaction.at.desc(), Transaction.id.desc())
        .limit(1)
    ).one_or_none()
    return (Money(row.balance), Money(row.owed)) if row is not None else (NOTHING, NOTHING)


@dataclass(frozen=True)
class Sum:
    """All of one kind in a period: how many, and what they did to the balance."""

    kind: TransactionKind
    count: int
    change: Money


@dataclass(frozen=True)
class Account:
    """A wallet's account over a period: what it held before, what happened, what it held after."""

    first_day: date
    last_day: date
    before: Money
    sums: tuple[Sum, ...]
    after: Money
    owed_after: Money


def account_over(session: Session, organisation_id: int, first_day: date, last_day: date) -> Account:
    """The account from the beginning of the first day to the end of the last; three statements."""
    since, until = clock.start_of(first_day), clock.end_of(last_day)
    before, _ = balance_at(session, organisation_id, since - timedelta(microseconds=1))
    after, owed = balance_at(session, organisation_id, until - timedelta(microseconds=1))
    rows = session.execute(
        select(Transaction.kind, func.count(), func.sum(Transaction.change))
        .where(
            Transaction.organisation_id == organisation_id,
            Transaction.state == "completed",
            Transaction.at >= since,
            Transaction.at < until,
        )
        .group_by(Transaction.kind)
    )
    found = {kind: Sum(TransactionKind(kind), count, Money(change or Decimal(0))) for kind, count, change in rows}
    sums = tuple(found[kind] for kind in TransactionKind if kind in found)
    return Account(first_day, last_day, before, sums, after, owed)


@dataclass(frozen=True)
class Used:
    """What was spent in one calendar month in one tool, reversals taken off; `month` is its first day."""

    month: date
    tool: Tool
    gross: Money


def use_by_month(session: Session, organisation_id: int, months: Sequence[date]) -> list[Used]:
    """What was spent in each of these months (first days, in order), per tool; nothing for what wasn't."""
    since = clock.start_of(months[0])
    until = clock.start_of(clock.month_after(months[-1]))
    month = cast(func.date_trunc("month", func.timezone("Europe/Brussels", Transaction.at)), Date)
    spent = (
        select(month.label("month"), Transaction.tool_id, SPENT.label("gross"))
        .where(Transaction.organisation_id == organisation_id, spent_between(since, until))
        .group_by(literal_column("1"), Transaction.tool_id)
        .subquery()
    )
    rows = session.execute(
        select(spent.c.month, spent.c.gross, Tool).join(Tool, Tool.id == spent.c.tool_id).order_by(spent.c.month)
    )
    return [Used(first, tool, Money(gross)) for first, gross, tool in rows if gross]


def spent_since(session: Session, organisation_id: int, since: datetime, until: datetime) -> Money:
    """What was spent in that time, reversals taken off."""
    found = session.scalar(
        select(SPENT).where(Transaction.organisation_id == organisation_id, spent_between(since, until))
    )
    return Money(found) if found is not None else NOTHING


def balances_over(session: Session, organisation_id: int, days: Sequence[date]) -> list[Money]:
    """What the wallet held at the end of each of these days, in their order; one statement."""
    instants = cast([clock.end_of(day) for day in days], ARRAY(DateTime(timezone=True)))
    ends = func.unnest(instants).table_valued("moment", with_ordinality="place").render_derived()
    held = (
        select(Transaction.balance)
        .where(
            Transaction.organisation_id == organisation_id,
            Transaction.state == "completed",
            Transaction.at < ends.c.moment,
        )
        .order_by(Transaction.at.desc(), Transaction.id.desc())
        .limit(1)
        .correlate(ends)
        .scalar_subquery()
    )
    found = session.scalars(select(held).select_from(ends).order_by(ends.c.place))
    return [Money(amount) if amount is not None else NOTHING for amount in found]
