"""Paying in online: asked by a member, paid at a provider, credited when the provider says so.

What becomes of it stands in `settling.py`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from app import events
from app.errors import Refusal, refuse
from app.outside.payments import Begun, NewPayment, Payments
from app.policy import Identity, Permission, require
from app.queue import enqueue
from app.wallet.ledger import hold
from app.wallet.rules import LIVES, ask_again_after, top_up_refusals
from models.organisations import Member
from models.values import Money, PaymentMethod, StructuredReference, TransactionKind
from models.wallet import TopUp, Transaction

JOB = "ask_payment"


@dataclass(frozen=True)
class NewTopUp:
    """What somebody asks: how much, how he pays, by which form (sent twice, it is one top-up)."""

    gross: Money
    method: PaymentMethod
    form_key: str


def ask_top_up(session: Session, actor: Identity, new: NewTopUp, payments: Payments, now: datetime) -> TopUp:
    """Writes down that a member pays in; it waits until the provider says what became of it.

    Raises Forbidden, Refusal wallet.top_up.below_minimum, .above_maximum, .method.
    """
    require(actor, Permission.TOP_UP_ASK)
    refuse(top_up_refusals(new.gross))
    if new.method not in payments.methods:
        raise Refusal("wallet.top_up.method", field="method")
    way = Way(payments.name, new.method, LIVES)
    return write_down(session, actor, new.gross, new.form_key, way, now)


@dataclass(frozen=True)
class Way:
    """By whom and how money is to come, how long it is waited for, and which communication it will carry, if any:
    drawn for what is new only."""

    provider: str
    method: str
    open_for: timedelta
    communication: Callable[[], StructuredReference] | None = None


def write_down(session: Session, actor: Identity, gross: Money, form_key: str, way: Way, now: datetime) -> TopUp:
    """What is to come in, waiting; the same form sent again is the same one."""
    organisation_id = actor.organisation_id or 0
    hold(session, organisation_id)
    # Who goes back to the page and changes what he filled in there asks for something else.
    key = f"form:{actor.account_id}:{form_key}:{gross}:{way.method}"
    before = session.scalars(
        select(TopUp)
        .join(TopUp.transaction)
        .where(Transaction.organisation_id == organisation_id, Transaction.key == key)
        .options(joinedload(TopUp.transaction))
    ).one_or_none()
    if before is not None:
        return before
    communication = way.communication() if way.communication is not None else None
    one = Transaction(
        organisation_id=organisation_id,
        kind=TransactionKind.TOP_UP,
        state="open",
        key=key,
        at=now,
        asked_at=now,
        account_id=actor.account_id,
        membership_id=session.scalar(
            select(Member.id).where(
                Member.organisation_id == organisation_id,
                Member.account_id == actor.account_id,
                Member.state == "confirmed",
            )
        ),
        gross=gross.euro,
        reference=str(communication) if communication is not None else "",
    )
    session.add(one)
    session.flush()
    made = TopUp(
        organisation_id=organisation_id,
        transaction_id=one.id,
        provider=way.provider,
        method=way.method,
        reference=communication.digits if communication is not None else None,
        ask_at=now + way.open_for,
        transaction=one,
    )
    session.add(made)
    session.flush()
    subject = events.Subject("transaction", one.id, organisation_id, actor.person_id)
    facts = {"gross": str(gross), "method": str(way.method), "provider": way.provider}
    events.record(session, events.Tag.TOP_UP_ASKED, subject, actor, now, facts=facts)
    return made


def payment_for(made: TopUp, described: str, language: str, back_url: str, notice_url: str) -> NewPayment:
    """What the provider is asked to take.

    Its key comes of the form's, which is random: another installation on the same account at the provider has rows
    of the same numbers.
    """
    told = f"{note_of(made)}:{made.transaction.key}"
    return NewPayment(
        key=hashlib.sha256(told.encode()).hexdigest()[:40],
        gross=Money(made.transaction.gross),
        described=described,
        method=PaymentMethod(made.method),
        language=language,
        note=note_of(made),
        back_url=back_url,
        notice_url=notice_url,
    )


def note_of(made: TopUp) -> str:
    """What a payment says it is for; one that says anything else isn't ours."""
    return f"{made.organisation_id}/{made.transaction_id}"


def note_payment(session: Session, made: TopUp, begun: Begun, now: datetime) -> None:
    """The provider waits for it, at that address."""
    after = ask_again_after(0, paid=False)
    mine = (TopUp.organisation_id == made.organisation_id, TopUp.transaction_id == made.transaction_id)
    session.execute(
        update(TopUp)
        .where(*mine, TopUp.payment.is_(None))
        .values(payment=begun.reference, checkout_url=begun.checkout_url, ask_at=now + after if after else None)
    )


def payment_told(session: Session, provider: str, payment: str) -> bool:
    """Somebody says that a payment changed: we ask the provider, soon and once. Whether we know it. Office."""
    known = session.scalar(
        select(TopUp.transaction_id).where(TopUp.provider == provider, TopUp.payment == payment)
    )
    if known is None:
        return False
    enqueue(session, JOB, key=waiting_key(provider, payment), provider=provider, payment=payment)
    return True


def waiting_key(provider: str, payment: str) -> str:
    """One question about a payment waits in the queue, and no more."""
    return f"{JOB}:{provider}:{payment}"
