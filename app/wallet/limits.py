"""What managers set about spending: a limit per member or per tool, and below which balance they want a mail."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from sqlalchemy import ColumnElement, Numeric, ScalarSelect, and_, case, cast, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app import clock, events
from app.errors import Missing, Refusal, Stale
from app.organisations.members import with_names, with_names_of
from app.policy import Identity, Permission, require
from app.rights.tool_access import registered_tools
from app.transaction import refuse_as
from app.wallet.ledger import hold
from app.wallet.low import note
from app.wallet.rules import Limit, is_low
from models.columns import among
from models.organisations import Member
from models.rights import Tool
from models.values import Money, TransactionKind
from models.wallet import SpendingLimit, Transaction, Wallet

refuse_as("uq_wallet_limit_membership", "wallet.limit.exists", field="whose")
refuse_as("uq_wallet_limit_tool", "wallet.limit.exists", field="whose")


class Spender(Protocol):
    """Who spends, for which organisation, in which tool."""

    @property
    def organisation_id(self) -> int: ...

    @property
    def membership_id(self) -> int | None: ...

    @property
    def tool_id(self) -> int: ...


def month_of(day: date) -> tuple[datetime, datetime]:
    """The instants between which that day's month lies, the second one excluded."""
    return clock.start_of(day.replace(day=1)), clock.start_of(clock.month_after(day))


SPENT = func.coalesce(
    func.sum(case((Transaction.kind == TransactionKind.CHARGE, Transaction.gross), else_=-Transaction.gross)), 0
)


def spent_between(since: datetime, until: datetime) -> ColumnElement[bool]:
    """What counts as spent in that time: charges, and reversals of them, as they were posted."""
    return and_(
        Transaction.state == "completed",
        Transaction.kind.in_([TransactionKind.CHARGE, TransactionKind.REVERSAL]),
        Transaction.at >= since,
        Transaction.at < until,
    )


def _spent_in_month_of(day: date) -> ScalarSelect[Decimal]:
    """What was spent against a limit in that day's month."""
    counts = or_(
        Transaction.membership_id == SpendingLimit.membership_id, Transaction.tool_id == SpendingLimit.tool_id
    )
    own = Transaction.organisation_id == SpendingLimit.organisation_id
    return select(cast(SPENT, Numeric(14, 2))).where(own, counts, spent_between(*month_of(day))).scalar_subquery()


def limits_on(session: Session, spender: Spender, day: date) -> tuple[Limit, ...]:
    """The limits that concern this spending, with what was spent in that day's month."""
    mine = or_(SpendingLimit.membership_id == spender.membership_id, SpendingLimit.tool_id == spender.tool_id)
    rows = session.execute(
        select(SpendingLimit.tool_id, SpendingLimit.monthly, _spent_in_month_of(day))
        .where(SpendingLimit.organisation_id == spender.organisation_id, mine)
        .order_by(SpendingLimit.tool_id.is_not(None))
    )
    return tuple(Limit(tool_id is None, Money(monthly), Money(spent)) for tool_id, monthly, spent in rows)


def standing_limits(session: Session, organisation_id: int, day: date) -> list[tuple[SpendingLimit, Money]]:
    """Every limit of the organisation with what was spent against it this month; members first, then tools."""
    rows = session.execute(
        select(SpendingLimit, _spent_in_month_of(day))
        .where(SpendingLimit.organisation_id == organisation_id)
        .options(joinedload(SpendingLimit.tool), *with_names_of(SpendingLimit.member))
        .order_by(SpendingLimit.tool_id.is_not(None), SpendingLimit.id)
    )
    return [(limit, Money(spent)) for limit, spent in rows]


def standing_limit(
    session: Session, organisation_id: int, limit_id: int, day: date
) -> tuple[SpendingLimit, Money]:
    """One of them. Raises Missing."""
    for limit, spent in standing_limits(session, organisation_id, day):
        if limit.id == limit_id:
            return limit, spent
    raise Missing("limit", limit_id)


def without_limit(session: Session, organisation_id: int) -> tuple[list[Member], list[Tool]]:
    """For whom, and for which of its tools, the organisation has no limit yet; by name, tools as they come."""
    limited = select(SpendingLimit).where(SpendingLimit.organisation_id == organisation_id)
    members = session.scalars(
        select(Member)
        .where(
            Member.organisation_id == organisation_id,
            Member.state == "confirmed",
            ~limited.where(SpendingLimit.membership_id == Member.id).exists(),
        )
        .options(*with_names())
        .order_by(Member.sort_name, Member.id)
    )
    tools = session.scalars(
        select(Tool).where(
            among(Tool.id, registered_tools(session, organisation_id)),
            ~limited.where(SpendingLimit.tool_id == Tool.id).exists(),
        )
    )
    return list(members), list(tools)


def set_limit(
    session: Session,
    actor: Identity,
    membership_id: int | None,
    tool_id: int | None,
    monthly: Money | None,
    now: datetime,
    version: int | None = None,
) -> None:
    """The most that this member, or everybody in this tool, may spend in a calendar month; None: no limit.

    `version`: of the limit that was looked at, 0 for where none was; None: whatever stands there.
    Raises Forbidden, Missing, Stale, Refusal wallet.limit.below_zero, .exists.
    """
    require(actor, Permission.WALLET_SET)
    organisation_id = actor.organisation_id or 0
    if monthly is not None and monthly.euro < 0:
        raise Refusal("wallet.limit.below_zero", field="monthly")
    hold(session, organisation_id)  # who spends now is let finish, who comes after is counted
    if membership_id is not None:
        if monthly is not None:  # the limit of who left can still be taken away
            _member(session, organisation_id, membership_id)
    elif tool_id is None or session.get(Tool, tool_id) is None:
        raise Missing("tool", tool_id)
    whose = and_(
        SpendingLimit.organisation_id == organisation_id,
        SpendingLimit.membership_id == membership_id
        if membership_id is not None
        else SpendingLimit.tool_id == tool_id,
    )
    standing = session.scalars(
        select(SpendingLimit).where(whose).with_for_update().execution_options(populate_existing=True)
    ).one_or_none()
    if version == 0 and standing is not None:
        raise Refusal("wallet.limit.exists", field="whose")
    if version and (standing is None or standing.version != version):
        raise Stale("limit", membership_id or tool_id or 0)
    before = Money(standing.monthly) if standing is not None else None
    if before == monthly:
        return
    if monthly is None:
        session.delete(standing)
    elif standing is not None:
        standing.monthly = monthly.euro
    else:
        session.add(
            SpendingLimit(
                organisation_id=organisation_id,
                membership_id=membership_id,
                tool_id=None if membership_id is not None else tool_id,
                monthly=monthly.euro,
            )
        )
    session.flush()
    facts = {
        "membership_id": membership_id,
        "tool_id": tool_id,
        "changed": {"monthly": [_said(before), _said(monthly)]},
    }
    subject = events.Subject("wallet", organisation_id, organisation_id)
    events.record(session, events.Tag.LIMIT_SET, subject, actor, now, facts=facts)


def set_threshold(session: Session, actor: Identity, threshold: Money | None, version: int, now: datetime) -> None:
    """Below which balance managers get a mail; None: never. Raises Forbidden, Stale, Refusal
    wallet.threshold.below_zero."""
    require(actor, Permission.WALLET_SET)
    organisation_id = actor.organisation_id or 0
    if threshold is not None and threshold.euro < 0:
        raise Refusal("wallet.threshold.below_zero", field="threshold")
    held = hold(session, organisation_id)
    wallet = session.get_one(Wallet, organisation_id, populate_existing=True)
    if wallet.version != version:
        raise Stale("wallet", organisation_id)
    if held.threshold == threshold:
        return
    wallet.threshold = threshold.euro if threshold is not None else None
    session.flush()
    # It is told of what falls below it from now on; who sets it sees the balance beside it.
    note(session, organisation_id, now if is_low(held.balance, threshold) else None)
    facts = {"changed": {"threshold": [_said(held.threshold), _said(threshold)]}}
    subject = events.Subject("wallet", organisation_id, organisation_id)
    events.record(session, events.Tag.THRESHOLD_SET, subject, actor, now, facts=facts)


def _member(session: Session, organisation_id: int, membership_id: int) -> Member:
    found = session.scalars(
        select(Member).where(
            Member.organisation_id == organisation_id, Member.id == membership_id, Member.state == "confirmed"
        )
    ).one_or_none()
    if found is None:
        raise Missing("member", membership_id)
    return found


def _said(amount: Money | None) -> str | None:
    return str(amount) if amount is not None else None
