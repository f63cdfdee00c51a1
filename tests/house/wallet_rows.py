"""What a furnished organisation paid in, spent and got back; all bear the mark."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.wallet.invoicing.issuing import Issue, issue_month
from app.wallet.invoicing.seller import DEMO
from app.wallet.ledger import Posting, hold, post
from app.wallet.rules import Cost, lines_of_charge, lines_of_money_in, lines_of_reversal
from models.organisations import Member
from models.rights import Tool
from models.values import Channel, DeliveryState, LedgerAccount, TransactionKind, WhyNotDelivered, euro
from models.wallet import Delivery, InvoicePart, InvoiceRun, TopUp, Transaction
from tests.house.crowd import BEGAN, Ids


def spent(session: Session, organisation_id: int, membership_id: int, mark: str) -> Ids:
    """A payment that was made, of which the provider says something strange now, and two purchases with it: one
    stands, one was reversed."""
    member = session.get_one(Member, membership_id)
    tool = session.scalars(select(Tool.id).where(Tool.code == "planning")).one()
    who = {"account_id": member.account_id, "membership_id": membership_id}
    amount, held = euro("100"), hold(session, organisation_id)
    waiting = Transaction(
        organisation_id=organisation_id, kind="top_up", state="open", key=f"payment:{mark}", at=BEGAN,
        asked_at=BEGAN, gross=amount.euro, reference=f"{mark}paid", **who,
    )  # fmt: skip
    session.add(waiting)
    session.flush()
    payment = TopUp(
        organisation_id=organisation_id, transaction_id=waiting.id, provider="practice_bank", method="bancontact",
        payment=f"{mark}payment", checkout_url=f"https://bank.example/{mark}checkout", doubt="note",
    )  # fmt: skip
    session.add(payment)
    session.flush()
    lines = lines_of_money_in(amount, held.owed, LedgerAccount.TRANSIT)
    paid = Posting(
        organisation_id, TransactionKind.TOP_UP, waiting.key, amount, lines, **who, waiting_id=waiting.id,
        provider="practice_bank",
    )  # fmt: skip
    post(session, paid, BEGAN)
    session.expire(waiting)
    cost = Cost(euro("10"), 1, 21)
    charged = lines_of_charge(cost)
    first, second = (
        post(
            session,
            Posting(
                organisation_id, TransactionKind.CHARGE, f"spent:{mark}{number}", cost.gross, charged, **who,
                tool_id=tool, product=f"{mark}product", named=(f"{mark}nl", f"{mark}fr", f"{mark}en"), cost=cost,
                reference=f"{mark}reference{number}",
            ),
            BEGAN,
        )
        for number in (1, 2)
    )  # fmt: skip
    undone = Posting(
        organisation_id, TransactionKind.REVERSAL, f"reversal:{second.id}", cost.gross,
        lines_of_reversal(charged, second.owed), **who, tool_id=tool, reason=f"{mark}reason", undone_id=second.id,
    )  # fmt: skip
    post(session, undone, BEGAN)
    return {
        "transaction": first.id,
        "payment": waiting.id,
        "wallet": organisation_id,
        **_invoiced(session, organisation_id, mark),
    }


def _invoiced(session: Session, organisation_id: int, mark: str) -> Ids:
    """What stands is invoiced the month after, in a run of its own."""
    month = clock.day_of(BEGAN).replace(day=1)
    issued_at = clock.start_of(clock.month_after(month)) + timedelta(hours=5)
    run = InvoiceRun(month=month, asked_at=issued_at, listed_at=issued_at)
    session.add(run)
    session.flush()
    session.add(
        InvoicePart(
            run_id=run.id, number=1, first_id=organisation_id, last_id=organisation_id, organisations=1, issued=1,
            done_at=issued_at,
        )
    )  # fmt: skip
    (made,) = issue_month(session, Issue(DEMO, month, month), [organisation_id], issued_at)
    way = session.scalars(
        select(Delivery).where(Delivery.invoice_id == made.id, Delivery.channel == Channel.PEPPOL)
    ).one()
    way.state, way.reason, way.words = DeliveryState.REFUSED, WhyNotDelivered.INVALID, f"{mark}words"
    session.flush()
    return {"invoice": made.id, "delivery": way.id}
