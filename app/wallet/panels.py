"""What wallets offer the desk: who owes, payments in doubt, transactions by number or reference, one's own."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from sqlalchemy import Text, and_, cast, or_, select
from sqlalchemy.orm import Session, joinedload

from app.panels import SHOWN, Hit, Item, OwnRows, Panels, SearchSource, Waiting, Worklist, counted, rows_of
from app.policy import Identity, Permission, Role, may
from app.transaction import Scope, scope_of, within
from app.wallet.bank_queries import visible_to as bank_visible_to
from app.wallet.invoicing import delivery
from app.wallet.invoicing.months import visible_to as invoices_visible_to
from app.wallet.invoicing.waiting import cant_be_invoiced
from app.wallet.queries import payments_visible_to, visible_to, wallets_visible_to
from models.organisations import Organisation
from models.rights import Tool
from models.values import (
    BankEntryState,
    Money,
    NotInvoiced,
    PaperKind,
    SearchText,
    StructuredReference,
    TransactionKind,
    ValueProblem,
)
from models.wallet import BankEntry, Delivery, Invoice, TopUp, Transaction, Wallet

_INVOICE = re.compile(r"[FC]?2[0-9]{3}-[0-9]{6,9}", re.ASCII | re.IGNORECASE)
_RECEIPT = re.compile(r"(2[0-9]{3})-([0-9]{6,9})", re.ASCII)
_FINANCE = frozenset({Role.FINANCE})
_MANAGERS = frozenset({Role.MANAGER})


def find_transactions(session: Session, who: Identity, text: SearchText, limit: int) -> list[Hit]:
    """Transactions by the number of their receipt, or by their reference, to the letter."""
    # A name without a figure in it is nobody's receipt, and no reference that a tool gives.
    if not may(who, Permission.WALLET_SEE) or not any(one.isdigit() for one in text.typed):
        return []
    numbered = _RECEIPT.fullmatch(text.typed)
    # The desk looks one up by its receipt; by what a tool calls it, finance and the organisation itself do.
    if numbered is None and who.is_staff and Role.FINANCE not in who.roles:
        return []
    # A member who searches does so as himself; the transactions are the organisation's he acts for.
    own = who.organisation_id
    scope = scope_of(session) if who.is_staff or own is None else Scope.organisation(own, who.person_id)
    told = [Transaction.reference == text.typed]
    if numbered is not None:
        told.append(and_(Transaction.year == int(numbered[1]), Transaction.number == int(numbered[2])))
    with within(session, scope):
        found = session.scalars(
            select(Transaction)
            .where(visible_to(who), or_(*told))
            .options(joinedload(Transaction.organisation))
            .order_by(Transaction.at.desc(), Transaction.id.desc())
            .limit(limit)
        ).all()
    return [
        Hit(
            "transaction",
            one.id,
            one.receipt or one.reference,
            (
                TransactionKind(one.kind),
                Money(one.gross),
                one.at,
                one.reference,
                one.organisation.name if who.is_staff and one.organisation is not None else None,
            ),
            exact=True,
        )
        for one in found
    ]


def find_invoices(session: Session, who: Identity, text: SearchText, limit: int) -> list[Hit]:
    """Invoices, statements of fees and credit notes by their number; a receipt may have the same."""
    if not may(who, Permission.WALLET_SEE) or _INVOICE.fullmatch(text.typed) is None:
        return []
    own = who.organisation_id
    scope = scope_of(session) if who.is_staff or own is None else Scope.organisation(own, who.person_id)
    with within(session, scope):
        found = session.scalars(
            select(Invoice)
            .where(invoices_visible_to(who), Invoice.reference == text.typed.upper())
            .options(joinedload(Invoice.organisation))
            .limit(limit)
        ).all()
    return [
        Hit(
            "invoice",
            one.id,
            one.reference,
            (
                PaperKind(one.kind),
                Money(one.paid),
                one.issued_on,
                one.organisation.name if who.is_staff else None,
            ),
            exact=True,
        )
        for one in found
    ]


def _named(organisation: Organisation | None) -> str:
    return organisation.name if organisation is not None else ""


def owing_wallets(session: Session, who: Identity, now: datetime) -> Waiting:
    """Organisations that still have to pay, because a bank took back a top-up; the most first."""
    owing = (
        select(Wallet)
        .where(wallets_visible_to(who), Wallet.owed > 0)
        .order_by(Wallet.owed.desc(), Wallet.organisation_id)
    )
    rows = session.execute(
        owing.add_columns(counted(owing.with_only_columns(Wallet.organisation_id)))
        .options(joinedload(Wallet.organisation))
        .limit(SHOWN)
    ).all()
    if not rows:
        return Waiting()
    first = tuple(
        Item("wallet", one.organisation_id, _named(one.organisation), (Money(one.owed),)) for one, _ in rows
    )
    return Waiting(rows[0][1], None, first)


def doubted_payments(session: Session, who: Identity, now: datetime) -> Waiting:
    """Payments of which the provider says something that isn't booked; the oldest first."""
    doubted = select(TopUp).where(payments_visible_to(who), TopUp.doubt != "").order_by(TopUp.transaction_id)
    rows = session.execute(
        doubted.add_columns(counted(doubted.with_only_columns(TopUp.transaction_id)))
        .options(joinedload(TopUp.transaction).joinedload(Transaction.organisation))
        .limit(SHOWN)
    ).all()
    if not rows:
        return Waiting()
    first = tuple(
        Item("payment", one.transaction_id, _named(one.transaction.organisation), (Money(one.transaction.gross),))
        for one, _ in rows
    )
    return Waiting(rows[0][1], rows[0][0].transaction.asked_at, first)


def unmatched_payments(session: Session, who: Identity, now: datetime) -> Waiting:
    """Payments of the bank that wait until somebody says whose they are; the oldest first."""
    waiting = (
        select(BankEntry)
        .where(bank_visible_to(who), BankEntry.state == BankEntryState.PARKED)
        .order_by(BankEntry.entry_day, BankEntry.id)
    )
    rows = session.execute(
        waiting.add_columns(counted(waiting.with_only_columns(BankEntry.id)))
        .options(joinedload(BankEntry.statement))
        .limit(SHOWN)
    ).all()
    if not rows:
        return Waiting()
    # By its place and not by who paid: that is somebody outside, whose name stands on the page itself.
    first = tuple(
        Item("bank_entry", one.id, f"{one.statement.named} · {one.place}", (Money(one.amount), one.entry_day))
        for one, _ in rows
    )
    return Waiting(rows[0][1], rows[0][0].entry_day, first)


def undelivered_documents(session: Session, who: Identity, now: datetime) -> Waiting:
    """Issued documents that didn't arrive, and get no further by themselves; the oldest first."""
    waiting = (
        select(Delivery).where(delivery.visible_to(who), delivery.stuck()).order_by(Delivery.told_at, Delivery.id)
    )
    rows = session.execute(
        waiting.add_columns(counted(waiting.with_only_columns(Delivery.id)))
        .options(joinedload(Delivery.invoice).joinedload(Invoice.organisation))
        .limit(SHOWN)
    ).all()
    if not rows:
        return Waiting()
    first = tuple(
        Item("delivery", one.id, one.invoice.reference, (one.invoice.organisation.name, one.told_at))
        for one, _ in rows
    )
    return Waiting(rows[0][1], rows[0][0].told_at, first)


def not_invoiced(session: Session, who: Identity, now: datetime) -> Waiting:
    """Organisations that spent something in a month that is over, and can't be invoiced."""
    count, found = cant_be_invoiced(session, now, SHOWN)
    return Waiting(
        count, None, tuple(Item("organisation", one.id, one.name, (NotInvoiced.NO_ADDRESS,)) for one in found)
    )


def own_not_invoiced(session: Session, who: Identity, now: datetime) -> Waiting:
    """Whether the organisation one manages can't be invoiced, though it spent something."""
    if who.organisation_id is None or not may(who, Permission.WALLET_SET):
        return Waiting()
    count, found = cant_be_invoiced(session, now, 1, who.organisation_id)
    return Waiting(
        count, None, tuple(Item("invoicing", one.id, one.name, (NotInvoiced.NO_ADDRESS,)) for one in found)
    )


def find_communications(session: Session, who: Identity, text: SearchText, limit: int) -> list[Hit]:
    """What a structured communication stands for: the transfer that was asked and, for finance, each payment
    that carried it."""
    try:
        reference = StructuredReference.parse(text.typed)
    except ValueProblem:
        return []
    return [*_transfers(session, who, reference, limit), *_payments(session, who, reference, limit)]


def _transfers(session: Session, who: Identity, reference: StructuredReference, limit: int) -> list[Hit]:
    if not may(who, Permission.WALLET_SEE):
        return []
    own = who.organisation_id
    scope = scope_of(session) if who.is_staff or own is None else Scope.organisation(own, who.person_id)
    with within(session, scope):
        found = session.scalars(
            select(TopUp)
            .join(TopUp.transaction)
            .where(TopUp.reference == reference.digits, visible_to(who))
            .options(joinedload(TopUp.transaction).joinedload(Transaction.organisation))
            .limit(limit)
        ).all()
    return [
        Hit(
            "payment" if who.is_staff else "transfer",
            one.transaction_id,
            str(reference),
            (
                Money(one.transaction.gross),
                one.transaction.asked_at,
                _named(one.transaction.organisation) if who.is_staff else None,
            ),
            exact=True,
        )
        for one in found
    ]


def _payments(session: Session, who: Identity, reference: StructuredReference, limit: int) -> list[Hit]:
    if not (who.is_staff and may(who, Permission.BANK_DECIDE)):
        return []
    found = session.scalars(
        select(BankEntry)
        .where(bank_visible_to(who), BankEntry.reference == reference.digits)
        .order_by(BankEntry.id.desc())
        .limit(limit)
    )
    return [
        Hit("bank_entry", one.id, str(reference), (Money(one.amount), one.entry_day, one.name), exact=True)
        for one in found
    ]


def own_transactions(session: Session, who: Identity) -> list[dict[str, Any]]:
    """What whoever asks paid in and spent, for every organisation, the latest first."""
    return rows_of(
        session,
        select(
            Organisation.name.label("organisation"),
            Transaction.kind,
            Transaction.state,
            Transaction.asked_at,
            Transaction.at,
            Tool.name_en.label("tool"),
            Transaction.product,
            Transaction.quantity,
            cast(Transaction.gross, Text).label("gross"),
            Transaction.reference,
        )
        .join(Organisation, Organisation.id == Transaction.organisation_id)
        .outerjoin(Tool, Tool.id == Transaction.tool_id)
        .where(Transaction.account_id == who.account_id)
        .order_by(Transaction.at.desc(), Transaction.id.desc()),
    )


PANELS = Panels(
    worklists=(
        Worklist("wallet.owing", _FINANCE, owing_wallets),
        Worklist("wallet.doubted", _FINANCE, doubted_payments),
        Worklist("wallet.unmatched", _FINANCE, unmatched_payments),
        Worklist("wallet.undelivered", _FINANCE, undelivered_documents),
        Worklist("wallet.not_invoiced", _FINANCE, not_invoiced),
        Worklist("wallet.incomplete", _MANAGERS, own_not_invoiced),
    ),
    sources=(
        SearchSource("wallet.transactions", find_transactions),
        SearchSource("wallet.invoices", find_invoices),
        SearchSource("wallet.communications", find_communications),
    ),
    own=(OwnRows("wallet.transactions", own_transactions),),
)
