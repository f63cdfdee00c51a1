"""The ledger: the one way to post. The wallet's row is held until the end of the caller's transaction.

Everything decided about a wallet is decided while it is held, so two who spend at once don't both spend the last
euro; the database refuses what got past that.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, ColumnClause, DateTime, Numeric, SmallInteger, column, text
from sqlalchemy.orm import Session

from app.transaction import quick_row, refuse_as
from app.wallet.rules import Bookings, Cost
from models.values import Money, TransactionKind

Named = ColumnClause[Any]

refuse_as("ck_wallet_balance", "wallet.charge.too_low_now")
refuse_as("ck_wallet_owed_first", "wallet.charge.owed_now")
refuse_as("uq_wallet_transaction_reversal", "wallet.reversal.done_already")

HELD = (
    "w.organisation_id, w.balance, w.owed, w.threshold, w.told_low_at,"
    " exists (select from wallet_limit l where l.organisation_id = w.organisation_id) as limited"
)
"""What is read of a wallet `w` by a statement that holds it, for `held_of`."""
_HOLD = f"select {HELD} from wallet w where w.organisation_id = %(organisation)s for no key update of w"  # noqa: S608
_OPEN = text("insert into wallet (organisation_id) values (:organisation) on conflict do nothing")
_COLUMNS = {
    "for_organisation": "bigint", "waiting_id": "bigint", "its_kind": "text", "its_key": "text",
    "told_at": "timestamptz", "its_account": "integer", "its_membership": "bigint", "its_tool": "bigint",
    "its_product": "text", "its_names": "text[]", "its_quantity": "bigint", "its_unit": "numeric",
    "its_net": "numeric", "its_percent": "smallint", "its_vat": "numeric", "its_gross": "numeric",
    "its_reference": "text", "its_reason": "text", "undone_id": "bigint", "its_provider": "text",
    "of_wallet": "numeric", "of_receivable": "numeric", "of_transit": "numeric", "of_bank": "numeric",
    "of_suspense": "numeric", "of_revenue": "numeric", "of_vat": "numeric", "of_rounding": "numeric",
}  # fmt: skip
_POSTED: tuple[Named, ...] = (
    column("posted_id", BigInteger), column("posted_at", DateTime), column("moved", Numeric),
    column("balance_after", Numeric), column("owed_after", Numeric), column("in_year", SmallInteger),
    column("numbered", BigInteger), column("again", Boolean),
)  # fmt: skip
POST = (
    f"select {', '.join(one.name for one in _POSTED)} from house_wallet_post("  # noqa: S608 - our own names
    + ", ".join(f"%({name})s::{kind}" for name, kind in _COLUMNS.items())
    + ")"
)
_NOTHING = dict.fromkeys(_COLUMNS)
_POST_MANY = text(
    f"select place, {', '.join(one.name for one in _POSTED)}"  # noqa: S608 - our own names
    " from house_wallet_post_many(cast(:told as jsonb), :told_at)"
).columns(column("place", BigInteger), *_POSTED)


@dataclass(frozen=True)
class Held:
    """A wallet while it is held. `limited`: some limit on spending stands."""

    organisation_id: int
    balance: Money
    owed: Money
    threshold: Money | None
    told_low_at: datetime | None
    limited: bool


def hold(session: Session, organisation_id: int) -> Held:
    """The wallet, held until the transaction ends; an empty one is opened where there is none."""
    return held_of(held_row(session, _HOLD, {"organisation": organisation_id}))


def held_row(session: Session, statement: str, told: dict[str, Any]) -> Any:
    """The row of a statement that holds the wallet of `organisation`, read along with whatever else it asks."""
    row = quick_row(session.connection(), statement, told)
    if row is None:
        session.execute(_OPEN, {"organisation": told["organisation"]})
        row = quick_row(session.connection(), statement, told)
    return row


def held_of(row: Any) -> Held:
    """The wallet that this row is of."""
    threshold = Money(row.threshold) if row.threshold is not None else None
    return Held(row.organisation_id, Money(row.balance), Money(row.owed), threshold, row.told_low_at, row.limited)


@dataclass(frozen=True)
class Posting:
    """What is posted. `key`: the same one is posted once; `waiting_id`: the open transaction that it completes;
    `provider`: where money of a line in transit is."""

    organisation_id: int
    kind: TransactionKind
    key: str
    gross: Money
    lines: Bookings
    account_id: int | None = None
    membership_id: int | None = None
    tool_id: int | None = None
    product: str | None = None
    named: tuple[str, str, str] | None = None
    cost: Cost | None = None
    reference: str = ""
    reason: str = ""
    undone_id: int | None = None
    waiting_id: int | None = None
    provider: str | None = None


@dataclass(frozen=True)
class Posted:
    """What was posted, now or before (`again`): what it changed, and what the wallet holds after it."""

    id: int
    organisation_id: int
    at: datetime
    change: Money
    balance: Money
    owed: Money
    year: int
    number: int
    again: bool = field(compare=False)

    @property
    def receipt(self) -> str:
        """Its number, counted within the organisation and the year."""
        return f"{self.year}-{self.number:06d}"


def post(session: Session, one: Posting, now: datetime) -> Posted:
    """Writes the transaction, its lines and the wallet's new sums, in one statement.

    Raises Refusal wallet.charge.too_low_now, .owed_now and wallet.reversal.done_already through `transaction()`.
    """
    return _posted(one, quick_row(session.connection(), POST, told_of(one, now)))


def post_many(session: Session, many: Sequence[Posting], now: datetime) -> list[Posted | None]:
    """The same for many, in one statement, wallet by wallet; None for a charge that its wallet can't pay."""
    told = json.dumps([_said(one) for one in many])
    rows = {row.place: row for row in session.execute(_POST_MANY, {"told": told, "told_at": now})}
    return [
        _posted(one, row) if (row := rows[place]).posted_id is not None else None
        for place, one in enumerate(many, 1)
    ]


def _posted(one: Posting, row: Any) -> Posted:
    return Posted(
        row.posted_id,
        one.organisation_id,
        row.posted_at,
        Money(row.moved),
        Money(row.balance_after),
        Money(row.owed_after),
        row.in_year,
        row.numbered,
        row.again,
    )


def told_of(one: Posting, now: datetime) -> dict[str, Any]:
    """The values of `house_wallet_post`."""
    return {**_NOTHING, **_said(one), "told_at": now}


def _said(one: Posting) -> dict[str, Any]:
    """The values that a posting has, but for when it was told; amounts as the database writes them."""
    cost = one.cost
    said: dict[str, Any] = {
        "for_organisation": one.organisation_id,
        "waiting_id": one.waiting_id,
        "its_kind": one.kind.value,
        "its_key": one.key,
        "its_account": one.account_id,
        "its_membership": one.membership_id,
        "its_tool": one.tool_id,
        "its_product": one.product,
        "its_gross": str(one.gross),
        "its_reference": one.reference,
        "its_reason": one.reason,
        "undone_id": one.undone_id,
        "its_provider": one.provider,
    }
    if one.named is not None:
        said["its_names"] = list(one.named)
    if cost is not None:
        said["its_quantity"], said["its_unit"], said["its_net"] = cost.quantity, str(cost.unit_net), str(cost.net)
        said["its_percent"], said["its_vat"] = cost.percent, str(cost.vat)
    for line in one.lines:
        said[f"of_{line.account}"] = str(line.amount)
    return said
