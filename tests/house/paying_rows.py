"""A subscription of a furnished organisation, and a transaction that was paid with a unit of it, whose reference
bears a mark; and the price list of the tool."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.rights.built_in import AML
from app.wallet.ledger import Posting, post
from app.wallet.rules import Cost, lines_of_charge
from models.aml import Contact, Deal, DealPayment, Subscription
from models.organisations import Member
from models.rights import Price, Tool
from models.values import TransactionKind, euro, last_day_within
from tests.house.crowd import BEGAN, Ids

# After the month of which a furnished organisation has its invoice.
BOUGHT = BEGAN + timedelta(days=62)


def subscribed(session: Session, organisation_id: int, membership_id: int, letter: str) -> Ids:
    """Bought by its manager; the one who added its contacts paid with it."""
    tool_id = session.scalars(select(Tool.id).where(Tool.code == AML)).one()
    _priced(session, tool_id)
    member = session.get_one(Member, membership_id)
    cost = Cost(euro("10"), 1, 21)
    charged = post(
        session,
        Posting(
            organisation_id, TransactionKind.CHARGE, f"subscribed:{letter}", cost.gross, lines_of_charge(cost),
            account_id=member.account_id, membership_id=membership_id, tool_id=tool_id, product="bronze",
            named=("Brons", "Bronze", "Bronze"), cost=cost,
        ),
        BOUGHT,
    )  # fmt: skip
    first_day = clock.day_of(BOUGHT)
    made = Subscription(
        organisation_id=organisation_id, plan="bronze", first_day=first_day,
        last_day=last_day_within(first_day, 12), units=20, used=1, net=cost.net.euro, gross=cost.gross.euro,
        ledger_id=charged.id, form_key=f"subscribed {letter}", bought_by=member.account_id, bought_at=BOUGHT,
    )  # fmt: skip
    by = session.scalars(
        select(Contact.made_by).where(Contact.organisation_id == organisation_id).order_by(Contact.id).limit(1)
    ).one()
    deal = Deal(
        organisation_id=organisation_id, reference=f"zq{letter}ppaid", kind="letting", price=Decimal("900.00"),
        paid_at=BOUGHT, made_by=by, made_at=BEGAN, changed_at=BOUGHT,
    )  # fmt: skip
    session.add_all([made, deal])
    session.flush()
    paid = DealPayment(
        organisation_id=organisation_id, deal_id=deal.id, way="subscription", subscription_id=made.id,
        gross=Decimal(0), paid_by=by, paid_at=BOUGHT,
    )  # fmt: skip
    session.add(paid)
    session.flush()
    return {"subscription": made.id, "deal_payment": paid.id}


def _priced(session: Session, tool_id: int) -> None:
    if session.scalars(select(Price.id).where(Price.tool_id == tool_id).limit(1)).one_or_none() is not None:
        return
    session.add_all(
        Price(
            tool_id=tool_id, code=code, name_nl=code, name_fr=code, name_en=code, net=Decimal(net),
            vat_percent=21, first_day=date(2025, 1, 1),
        )
        for code, net in (("vigilance", "19"), ("bronze", "224"), ("silver", "440"), ("gold", "665"))
    )  # fmt: skip
    session.flush()
