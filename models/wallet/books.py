"""What the books keep beside the ledger: sums of whole days, and the months whose VAT was declared.

Sums are worked out anew from the ledger at any time; what was declared never changes. Both are the house's own.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, PrimaryKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class DaySum(Base):
    """All lines of one day in Brussels that are alike, in euro: below zero in `debit`, above it in `credit`.

    A day is there whole or not at all. `tool_id` is the transaction's, 0 for none; `provider` where money is in
    transit, '' elsewhere; `lines` how many.
    """

    __tablename__ = "wallet_day"
    __table_args__ = (
        PrimaryKeyConstraint("day", "kind", "account", "tool_id", "provider"),
        CheckConstraint("debit >= 0 and credit >= 0 and lines > 0", name="sums"),
    )

    day: Mapped[date]
    kind: Mapped[str] = mapped_column(String(12))
    account: Mapped[str] = mapped_column(String(12))
    tool_id: Mapped[int] = mapped_column(autoincrement=False)
    provider: Mapped[str] = mapped_column(String(20))
    debit: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    credit: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    lines: Mapped[int]


class VatReturn(Base):
    """A month whose VAT was declared, named by its first day, with its figures by grid of the return, in euro.

    03, 02, 01: net at 21, 12, 6 %; 54: VAT on it; 49 and 64: net and VAT of credit notes. `documents`: how many.
    """

    __tablename__ = "wallet_vat_return"
    __table_args__ = (
        CheckConstraint("extract(day from month) = 1", name="month"),
        CheckConstraint(
            "(declared_at at time zone 'Europe/Brussels')::date >= (month + interval '1 month')::date", name="over"
        ),
    )

    month: Mapped[date] = mapped_column(primary_key=True)
    grid_03: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    grid_02: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    grid_01: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    grid_54: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    grid_49: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    grid_64: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    documents: Mapped[int]
    declared_at: Mapped[datetime]
    declared_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
