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
from app.wallet.queries import payments_visible_to, visible_to, wallets_visible_to
from models.organisations import Organisation
from models.rights import Tool
from models.values import Money, SearchText, TransactionKind
from models.wallet import TopUp, Transaction, Wallet

_RECEIPT = re.compile(r"(2[0-9]{3})-([0-9]{6,9})", re.ASCII)
_FINANCE = frozenset({Role.FINANCE})


def find_transactions(session: Session, who: Identity, text: SearchText, limit: int) -> list[Hit]:
    """Transactions by the number of their receipt, or by their reference, to the letter."""
    if not may(who, Permission.WALLET_SEE) or not text.typed:
        return []
    # A member who searches does so as himself; the transactions are the organisation's he acts for.
    own = who.organisation_id
    scope = scope_of(session) if who.is_staff or own is None else Scope.organisation(own, who.person_id)
    numbered = _RECEIPT.fullmatch(text.typed)
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
    ),
    sources=(SearchSource("wallet.transactions", find_transactions),),
    own=(OwnRows("wallet.transactions", own_transactions),),
)
