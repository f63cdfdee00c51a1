"""What a product of this tool costs an office today, and whether its wallet can pay it: what is read before
anybody confirms. Nothing is held or written; `app.wallet.charging` decides anew when it is paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from app import clock
from app.errors import Refusal
from app.policy import Identity
from app.rights.built_in import AML
from app.wallet.charging import Payer
from app.wallet.limits import limits_on
from app.wallet.rules import Cost, spending_refusals
from models.aml import DealPayment
from models.organisations import Member
from models.rights import Price, Tool
from models.values import NOTHING, Money
from models.wallet import SpendingLimit, Wallet


@dataclass(frozen=True)
class Bill:
    """What it costs, and what would be left; `refusals` say why it can't be paid now."""

    cost: Cost
    balance: Money
    refusals: tuple[Refusal, ...]

    @property
    def balance_after(self) -> Money:
        return self.balance - self.cost.gross

    @property
    def short(self) -> bool:
        """Whether money is what lacks; a limit isn't lifted by topping up."""
        return any(one.code in ("wallet.charge.too_low", "wallet.charge.owed") for one in self.refusals)


def bill_of(session: Session, actor: Identity, product: str, day: date) -> Bill | None:
    """One statement, and another where spending is limited; None where the tool has no such price that day."""
    organisation_id = actor.organisation_id or 0
    mine = (
        select(func.max(Member.id))
        .where(
            Member.organisation_id == organisation_id,
            Member.account_id == actor.account_id,
            Member.state == "confirmed",
        )
        .scalar_subquery()
    )
    limited = (
        select(SpendingLimit.id)
        .where(
            SpendingLimit.organisation_id == organisation_id,
            or_(SpendingLimit.tool_id == Tool.id, SpendingLimit.membership_id == mine),
        )
        .exists()
    )
    row = session.execute(
        select(
            Tool.id, mine.label("member"), limited.label("limited"), Price.net, Price.vat_percent,
            Wallet.balance, Wallet.owed,
        )
        .join(Price, Price.tool_id == Tool.id)
        .outerjoin(Wallet, Wallet.organisation_id == organisation_id)
        .where(Tool.code == AML, Price.code == product, counts_on(day))
    ).one_or_none()  # fmt: skip
    if row is None:
        return None
    cost = Cost(Money(row.net), 1, row.vat_percent)
    balance, owed = Money(row.balance or Decimal(0)), Money(row.owed or Decimal(0))
    payer = Payer(organisation_id, actor.account_id, row.id, row.member)
    limits = limits_on(session, payer, day) if row.limited else ()
    return Bill(cost, balance, spending_refusals(cost.gross, balance, owed, limits))


@dataclass(frozen=True)
class Offers:
    """The price list of a day, by the code of the product; what is in the wallet; and for how many deals the
    office paid in the year before, in either way, without what was given back."""

    costs: dict[str, Cost]
    balance: Money
    deals: int


def offers_to(session: Session, organisation_id: int, now: datetime) -> Offers:
    """In one statement; nothing of it where the tool has no price that day."""
    day = clock.day_of(now)
    paid = (
        select(func.count())
        .select_from(DealPayment)
        .where(
            DealPayment.organisation_id == organisation_id,
            DealPayment.paid_at >= clock.start_of(_year_before(day)),
            DealPayment.returned_at.is_(None),
        )
        .scalar_subquery()
    )
    rows = session.execute(
        select(Price.code, Price.net, Price.vat_percent, Wallet.balance, paid.label("deals"))
        .join(Tool, Tool.id == Price.tool_id)
        .outerjoin(Wallet, Wallet.organisation_id == organisation_id)
        .where(Tool.code == AML, counts_on(day))
    ).all()
    costs = {row.code: Cost(Money(row.net), 1, row.vat_percent) for row in rows}
    balance = Money(rows[0].balance or Decimal(0)) if rows else NOTHING
    return Offers(costs, balance, rows[0].deals if rows else 0)


def counts_on(day: date) -> ColumnElement[bool]:
    """Whether a price counts on that day."""
    return and_(Price.first_day <= day, or_(Price.last_day.is_(None), Price.last_day >= day))


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)
