"""The wallet of a furnished organisation: a top-up that was paid, and a limit; both bear the mark."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.wallet.ledger import Posting, hold, post
from app.wallet.rules import lines_of_money_in
from models.organisations import Member
from models.values import LedgerAccount, TransactionKind, euro
from models.wallet import SpendingLimit, TopUp, Transaction
from tests.house.crowd import BEGAN, Ids


def one_wallet(session: Session, organisation_id: int, membership_id: int, mark: str) -> Ids:
    """What its manager paid in, and what he may spend."""
    member, amount = session.get_one(Member, membership_id), euro("250")
    held = hold(session, organisation_id)
    asked = Transaction(
        organisation_id=organisation_id,
        kind="top_up",
        state="open",
        key=f"form:{mark}",
        at=BEGAN,
        asked_at=BEGAN,
        account_id=member.account_id,
        membership_id=membership_id,
        gross=amount.euro,
    )
    session.add(asked)
    session.flush()
    paid = TopUp(
        organisation_id=organisation_id,
        transaction_id=asked.id,
        provider="practice_bank",
        method="bancontact",
        payment=f"tb_{mark}",
        checkout_url=f"https://bank.example/{mark}",
    )
    limit = SpendingLimit(
        organisation_id=organisation_id, membership_id=membership_id, monthly=euro("100").euro, version=5
    )
    session.add_all([paid, limit])
    session.flush()
    lines = lines_of_money_in(amount, held.owed, LedgerAccount.TRANSIT)
    done = Posting(
        organisation_id,
        TransactionKind.TOP_UP,
        asked.key,
        amount,
        lines,
        account_id=member.account_id,
        membership_id=membership_id,
        waiting_id=asked.id,
        provider="practice_bank",
        reference=f"{mark}reference",
    )
    post(session, done, BEGAN)
    session.expire(asked)
    return {"top_up": asked.id, "spending_limit": limit.id}
