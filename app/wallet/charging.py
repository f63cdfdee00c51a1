"""Spending: a tool charges what one of its products costs to the wallet of the organisation somebody acts for.

One call for every tool, ours and others'. The price is the one of the list on that day; the same key charges once.
In office scope, or that organisation's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from app import clock, events
from app.errors import Missing, Refusal, refuse
from app.policy import Identity, Permission, require
from app.wallet import low
from app.wallet.invoicing.crediting import credit_reversed, take_turn
from app.wallet.ledger import HELD, Held, Posted, Posting, held_of, held_row, hold, post
from app.wallet.limits import limits_on
from app.wallet.rules import (
    MOST_OF_A_PRODUCT,
    Booking,
    Cost,
    lines_of_charge,
    lines_of_reversal,
    spending_refusals,
)
from models.rights import Price
from models.values import Money, TransactionKind
from models.wallet import Transaction, Wallet

MOST_REFERENCE = 200
_PRICE = select(Price).where(
    Price.tool_id == bindparam("tool"),
    Price.code == bindparam("code"),
    Price.first_day <= bindparam("day"),
    or_(Price.last_day.is_(None), Price.last_day >= bindparam("day")),
)
# The same price, with the wallet that pays it: held, in one statement, since each purchase asks for both.
_PRICE_AND_WALLET = (
    f"select {HELD}, p.net, p.vat_percent, p.name_nl, p.name_fr, p.name_en"  # noqa: S608 - our own names
    " from wallet w left join rights_price p on p.tool_id = %(tool)s and p.code = %(code)s"
    " and p.first_day <= %(day)s and (p.last_day is null or p.last_day >= %(day)s)"
    " where w.organisation_id = %(organisation)s for no key update of w"
)


@dataclass(frozen=True)
class Payer:
    """Who spends, for which organisation, in which tool; a member, unless he acts for it otherwise."""

    organisation_id: int
    account_id: int
    tool_id: int
    membership_id: int | None = None
    person_id: int | None = None
    session_reference: str = ""
    address: str = ""


@dataclass(frozen=True)
class Program:
    """A tool that asks by itself, for nobody."""

    tool_id: int


@dataclass(frozen=True)
class Charged(Posted):
    """A charge, with what it cost."""

    cost: Cost


@dataclass(frozen=True)
class Wanted:
    """What is bought: the code in the tool's price list, how many, and what the tool calls it."""

    product: str
    quantity: int = 1
    reference: str = ""


@dataclass(frozen=True)
class Quote:
    """What it would cost, and what would be left; `refusals` say why it can't be paid now."""

    price: Price
    cost: Cost
    balance: Money
    refusals: tuple[Refusal, ...]

    @property
    def balance_after(self) -> Money:
        return self.balance - self.cost.gross


def quote(session: Session, payer: Payer, wanted: Wanted, day: date) -> Quote:
    """Price, VAT, total, and the balance before and after, to be confirmed. Nothing is held or written.

    Raises Refusal wallet.charge.no_price, .quantity.
    """
    price, cost = _priced(session, payer.tool_id, wanted, day)
    found = session.get(Wallet, payer.organisation_id, populate_existing=True)
    balance, owed = (Money(found.balance), Money(found.owed)) if found is not None else (Money.parse("0"),) * 2
    refusals = spending_refusals(cost.gross, balance, owed, limits_on(session, payer, day))
    return Quote(price, cost, balance, refusals)


def charge(session: Session, payer: Payer, wanted: Wanted, key: str, now: datetime) -> Charged:
    """Takes what it costs out of the wallet; told again with the same key, it only says what it did then.

    Raises Refusal wallet.charge.no_price, .free, .quantity, .reference, .owed, .too_low, .over_limit_of_member,
    .over_limit_of_tool, .another_request.
    """
    day = clock.day_of(now)
    full_key = key_of(payer.tool_id, key)
    try:
        held, names, cost = _chargeable(session, payer, wanted, day)
        limits = limits_on(session, payer, day) if held.limited else ()
        refuse(spending_refusals(cost.gross, held.balance, held.owed, limits))
    except Refusal:
        # The price or the money may be gone meanwhile: what was charged stays charged, and is told.
        before = told_before(session, payer, wanted, full_key)
        if before is not None:
            return before
        raise
    made = post(
        session,
        Posting(
            payer.organisation_id,
            TransactionKind.CHARGE,
            full_key,
            cost.gross,
            lines_of_charge(cost),
            account_id=payer.account_id,
            membership_id=payer.membership_id,
            tool_id=payer.tool_id,
            product=wanted.product,
            named=names,
            cost=cost,
            reference=wanted.reference,
        ),
        now,
    )
    charged = Charged(**vars(made), cost=cost)
    if made.again:
        return told_before(session, payer, wanted, full_key) or charged
    subject = events.Subject("transaction", made.id, payer.organisation_id, payer.person_id)
    facts = {
        "product": wanted.product,
        "tool_id": payer.tool_id,
        "gross": str(cost.gross),
        "receipt": made.receipt,
    }
    events.record(session, events.Tag.CHARGE_MADE, subject, payer, now, facts=facts)
    low.look(session, held, made, now)
    return charged


def reverse(
    session: Session,
    actor: Identity | Payer | Program,
    organisation_id: int,
    charge_id: int,
    reason: str,
    now: datetime,
) -> Posted:
    """Undoes a charge, whole and once: the money is back in the wallet.

    For finance, or the tool that charged; what was invoiced is credited with it. Raises Forbidden, Missing,
    Refusal wallet.reversal.no_reason, .done_already, wallet.credit.credited_already.
    """
    if isinstance(actor, Identity):
        require(actor, Permission.CHARGE_REVERSE)
    if not reason.strip():
        raise Refusal("wallet.reversal.no_reason", field="reason")
    one = session.scalars(
        select(Transaction)
        .where(Transaction.organisation_id == organisation_id, Transaction.id == charge_id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if one is None or one.kind != TransactionKind.CHARGE:
        raise Missing("transaction", charge_id)
    if not isinstance(actor, Identity) and one.tool_id != actor.tool_id:
        raise Missing("transaction", charge_id)
    take_turn(session, one, now)
    held = hold(session, organisation_id)
    who = None if isinstance(actor, Program) else actor
    account_id = who.account_id if who is not None else None
    made = post(session, _reversal(one, held, account_id, reason.strip()), now)
    if made.again:
        raise Refusal("wallet.reversal.done_already")
    subject = events.Subject("transaction", made.id, organisation_id)
    facts = {"undoes": charge_id, "gross": str(one.gross), "receipt": made.receipt}
    events.record(
        session, events.Tag.CHARGE_REVERSED, subject, who, now, facts=facts, personal={"reason": reason.strip()}
    )
    credit_reversed(session, one, who, reason.strip(), now)
    low.look(session, held, made, now)
    return made


def _reversal(one: Transaction, held: Held, account_id: int | None, reason: str) -> Posting:
    charged = tuple(Booking(line.account, Money(line.amount)) for line in one.lines)
    return Posting(
        one.organisation_id,
        TransactionKind.REVERSAL,
        f"reversal:{one.id}",
        Money(one.gross),
        lines_of_reversal(charged, held.owed),
        account_id=account_id,
        membership_id=one.membership_id,
        tool_id=one.tool_id,
        reference=one.reference,
        reason=reason,
        undone_id=one.id,
    )


def _priced(session: Session, tool_id: int, wanted: Wanted, day: date) -> tuple[Price, Cost]:
    _check_quantity(wanted)
    price = session.scalars(_PRICE, {"tool": tool_id, "code": wanted.product, "day": day}).one_or_none()
    if price is None:
        raise _no_price(wanted, day)
    return price, Cost(Money(price.net), wanted.quantity, price.vat_percent)


def _chargeable(
    session: Session, payer: Payer, wanted: Wanted, day: date
) -> tuple[Held, tuple[str, str, str], Cost]:
    """The wallet, held; what the product is called; what it costs."""
    _check_quantity(wanted)
    asked = {
        "organisation": payer.organisation_id,
        "tool": payer.tool_id,
        "code": wanted.product,
        "day": day,
    }
    row = held_row(session, _PRICE_AND_WALLET, asked)
    if row.net is None:
        raise _no_price(wanted, day)
    cost = Cost(Money(row.net), wanted.quantity, row.vat_percent)
    if not cost.gross:
        raise Refusal("wallet.charge.free", product=wanted.product)
    if len(wanted.reference) > MOST_REFERENCE:
        raise Refusal("wallet.charge.reference", field="reference", most=MOST_REFERENCE)
    return held_of(row), (row.name_nl, row.name_fr, row.name_en), cost


def _check_quantity(wanted: Wanted) -> None:
    if not 1 <= wanted.quantity <= MOST_OF_A_PRODUCT:
        raise Refusal("wallet.charge.quantity", field="quantity", most=MOST_OF_A_PRODUCT)


def _no_price(wanted: Wanted, day: date) -> Refusal:
    return Refusal("wallet.charge.no_price", field="product", product=wanted.product[:64], day=day)


def key_of(tool_id: int, key: str) -> str:
    """What the ledger calls a key of a tool."""
    return f"tool:{tool_id}:{key}"


def told_before(session: Session, payer: Payer, wanted: Wanted, key: str) -> Charged | None:
    """What the same request did before. Raises Refusal wallet.charge.another_request for another one."""
    one = session.scalars(
        select(Transaction)
        .where(Transaction.organisation_id == payer.organisation_id, Transaction.key == key)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if one is None:
        return None
    same = (one.account_id, one.product, one.quantity, one.reference) == (
        payer.account_id,
        wanted.product,
        wanted.quantity,
        wanted.reference,
    )
    if not same:
        raise Refusal("wallet.charge.another_request", field="Idempotency-Key")
    assert one.unit_net is not None and one.vat_percent is not None  # noqa: S101, PT018
    return Charged(**vars(posted_by(one)), cost=Cost(Money(one.unit_net), wanted.quantity, one.vat_percent))


def posted_by(one: Transaction) -> Posted:
    """A completed transaction as it was told when it was posted."""
    assert one.change is not None and one.balance is not None and one.owed is not None  # noqa: S101, PT018
    assert one.year is not None and one.number is not None  # noqa: S101, PT018
    return Posted(
        one.id,
        one.organisation_id,
        one.at,
        Money(one.change),
        Money(one.balance),
        Money(one.owed),
        one.year,
        one.number,
        True,
    )
