"""With what an office pays for the vigilance of its deals: one by one from its wallet, or by a subscription."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Numeric,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    UniqueConstraint,
    exists,
    select,
    text,
)
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from models.accounts import Account
from models.aml.matters import Deal
from models.base import Base
from models.organisations import Organisation
from models.wallet import Transaction


class Subscription(Base):
    """So many deals for one price, from the first day to the last, both included; without `units` as many as
    there are. `ledger_id`: the charge in the wallet. `used` never passes `units`, whoever is at once."""

    __tablename__ = "aml_subscription"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        ForeignKeyConstraint(
            ["organisation_id", "ledger_id"], ["wallet_transaction.organisation_id", "wallet_transaction.id"]
        ),
        CheckConstraint("plan in ('bronze', 'silver', 'gold')", name="plan"),
        CheckConstraint("last_day >= first_day", name="period"),
        CheckConstraint("used between 0 and coalesce(units, used)", name="used"),
        CheckConstraint("(plan = 'gold') = (units is null)", name="units"),
        UniqueConstraint("organisation_id", "form_key", name="uq_aml_subscription_form_key"),
        UniqueConstraint("organisation_id", "ledger_id", name="uq_aml_subscription_ledger_id"),
        Index("ix_aml_subscription_id", "id"),
        Index("ix_aml_subscription_last_day_id", "last_day", "id"),
        Index("ix_aml_subscription_organisation_id_last_day_id", "organisation_id", "last_day", "id"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    id: Mapped[int] = mapped_column(Identity())
    plan: Mapped[str] = mapped_column(String(10))
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date] = mapped_column(Date)
    units: Mapped[int | None] = mapped_column(SmallInteger)
    used: Mapped[int] = mapped_column(default=0, server_default="0")
    net: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    gross: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    ledger_id: Mapped[int]
    form_key: Mapped[str] = mapped_column(String(64))
    bought_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    bought_at: Mapped[datetime]

    buyer: Mapped[Account] = relationship(lazy="raise", viewonly=True)
    undone: ClassVar[Any]

    __mapper_args__ = {"primary_key": ["id"]}

    def __str__(self) -> str:
        return self.plan


_back = Transaction.__table__.alias("back")
# Finance gave back what it cost.
Subscription.undone = column_property(
    exists()
    .where(_back.c.organisation_id == Subscription.organisation_id, _back.c.reverses_id == Subscription.ledger_id)
    .correlate_except(_back)
)


class DealPayment(Base):
    """What paid for a deal's level; one at most that wasn't given back. `ledger_id`: the charge in the wallet,
    `returned_ledger_id`: what undid it."""

    __tablename__ = "aml_payment"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        ForeignKeyConstraint(["organisation_id", "deal_id"], ["aml_deal.organisation_id", "aml_deal.id"]),
        ForeignKeyConstraint(
            ["organisation_id", "subscription_id"], ["aml_subscription.organisation_id", "aml_subscription.id"]
        ),
        ForeignKeyConstraint(
            ["organisation_id", "ledger_id"], ["wallet_transaction.organisation_id", "wallet_transaction.id"]
        ),
        ForeignKeyConstraint(
            ["organisation_id", "returned_ledger_id"],
            ["wallet_transaction.organisation_id", "wallet_transaction.id"],
        ),
        CheckConstraint("way in ('wallet', 'subscription')", name="way"),
        CheckConstraint("(way = 'wallet') = (ledger_id is not null)", name="ledger_id"),
        CheckConstraint("(way = 'subscription') = (subscription_id is not null)", name="subscription_id"),
        CheckConstraint("returned_ledger_id is null or returned_at is not null", name="returned"),
        Index(
            "uq_aml_payment_deal",
            "organisation_id",
            "deal_id",
            unique=True,
            postgresql_where=text("returned_at is null"),
        ),
        UniqueConstraint("organisation_id", "ledger_id", name="uq_aml_payment_ledger_id"),
        Index("ix_aml_payment_id", "id"),
        Index("ix_aml_payment_organisation_id_deal_id", "organisation_id", "deal_id"),
        Index("ix_aml_payment_organisation_id_subscription_id", "organisation_id", "subscription_id"),
        Index("ix_aml_payment_paid_at_id", "paid_at", "id"),
        Index("ix_aml_payment_organisation_id_paid_at_id", "organisation_id", "paid_at", "id"),
    )

    organisation_id: Mapped[int]
    id: Mapped[int] = mapped_column(Identity())
    deal_id: Mapped[int]
    way: Mapped[str] = mapped_column(String(12))
    subscription_id: Mapped[int | None]
    ledger_id: Mapped[int | None]
    gross: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    paid_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    paid_at: Mapped[datetime]
    returned_at: Mapped[datetime | None]
    returned_ledger_id: Mapped[int | None]

    deal: Mapped[Deal] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(DealPayment.organisation_id == Deal.organisation_id,"
        " foreign(DealPayment.deal_id) == Deal.id)",
    )
    subscription: Mapped[Subscription | None] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(DealPayment.organisation_id == Subscription.organisation_id,"
        " foreign(DealPayment.subscription_id) == Subscription.id)",
    )
    payer: Mapped[Account] = relationship(lazy="raise", viewonly=True)
    organisation: Mapped[Organisation] = relationship(
        lazy="raise", viewonly=True, primaryjoin="foreign(DealPayment.organisation_id) == Organisation.id"
    )

    __mapper_args__ = {"primary_key": ["id"]}

    def __str__(self) -> str:
        return self.way


_paid = DealPayment.__table__.alias("paid")
Deal.paid_way = column_property(
    select(_paid.c.way)
    .where(
        _paid.c.organisation_id == Deal.organisation_id,
        _paid.c.deal_id == Deal.id,
        _paid.c.returned_at.is_(None),
    )
    .correlate_except(_paid)
    .scalar_subquery(),
    deferred=True,
)
