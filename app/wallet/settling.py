"""What becomes of a payment: the provider is asked, and what it says is booked once.

However often we hear of a payment and in whatever order: what is booked has a key of its own, and only what the
provider answers when we ask counts. All of it in office scope.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app import events
from app.errors import Missing
from app.outside.payments import Payment, Payments, PaymentState, TakenBack
from app.wallet import low
from app.wallet.ledger import Held, Posted, Posting, hold, post
from app.wallet.rules import Bookings, ask_again_after, lines_of_money_back, lines_of_money_in
from app.wallet.top_ups import note_of
from models.values import LedgerAccount, TransactionKind
from models.wallet import TopUp, Transaction

T = TypeVar("T")
_TAKEN = timedelta(minutes=2)
_GIVEN_UP = 14
"""So often we ask a provider about an open payment that it says it doesn't know: about a week."""


def due(session: Session, now: datetime, limit: int = 50) -> Sequence[tuple[str, str]]:
    """Provider and payment of what is to be asked about now, taken for two minutes; what never got to the provider
    is over. Office."""
    waiting = (
        select(TopUp.organisation_id, TopUp.transaction_id)
        .where(TopUp.ask_at <= now)
        .order_by(TopUp.ask_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = []
    for organisation_id, transaction_id in session.execute(waiting).all():
        made = _locked(session, organisation_id, transaction_id)
        if made.payment is None:
            made.ask_at = None
            _end(session, made, "expired", now)
        else:
            made.ask_at = now + _TAKEN
            found.append((made.provider, made.payment))
    session.flush()
    return found


class Office(Protocol):
    """Does something in one transaction of its own, in office scope."""

    def __call__(self, act: Callable[[Session], T]) -> T: ...


def ask(office: Office, payments: Payments | None, provider: str, reference: str, now: datetime) -> str:
    """Asks the provider what became of a payment, outside of any transaction, then books it; says what that was.

    A payment of a provider that isn't ours any more is as good as unknown. Raises Outage, Missing.
    """
    payment = payments.look(reference) if payments is not None and payments.name == provider else None
    return office(lambda session: settle(session, provider, payment, reference, now))


def settle(session: Session, provider: str, payment: Payment | None, reference: str, now: datetime) -> str:
    """Books what the provider says of a payment, whatever of it isn't booked yet; says what that was. Office.

    Raises Missing for a payment nobody asked for.
    """
    key = session.execute(
        select(TopUp.organisation_id, TopUp.transaction_id).where(
            TopUp.provider == provider, TopUp.payment == reference
        )
    ).one_or_none()
    if key is None:
        raise Missing("payment", reference)
    made = _locked(session, *key)
    if payment is None:
        return _unknown_there(session, made, now)
    if payment.note != note_of(made) or payment.reference != made.payment:
        known, made.doubt, made.ask_at = bool(made.doubt), "note", None
        session.flush()
        if not known:
            _record(session, events.Tag.PAYMENT_DOUBTED, made.transaction, {"payment": reference}, now)
        return "doubt"
    made.doubt = ""  # what it says now is what we asked
    done = []
    if payment.state is PaymentState.PAID:
        if _credit(session, made, payment, now):
            done.append("paid")
        done += _taken_back(session, made, payment, now)
    elif payment.state is not PaymentState.OPEN and made.transaction.state == "open":
        _end(session, made, str(payment.state), now)
        done.append(str(payment.state))
    _ask_again(made, payment.state, news=bool(done), now=now)
    session.flush()
    return " + ".join(done) or "nothing new"


def _unknown_there(session: Session, made: TopUp, now: datetime) -> str:
    """The provider doesn't know what it took on: asked again for a week, then it is over."""
    state = made.transaction.state
    if state == "completed":
        _ask_again(made, PaymentState.PAID, news=False, now=now)
    elif state == "open" and made.asked < _GIVEN_UP:
        _ask_again(made, PaymentState.OPEN, news=False, now=now)
    else:
        made.ask_at = None
        _end(session, made, "expired", now)
    session.flush()
    return "expired" if state == "open" and made.ask_at is None else "unknown there"


def _credit(session: Session, made: TopUp, payment: Payment, now: datetime) -> bool:
    """What was paid goes to the wallet, also when we had thought it was over; whether that is news."""
    one = made.transaction
    if one.state == "completed":
        return False
    waits = one.state == "open"
    held = hold(session, made.organisation_id)
    posting = Posting(
        made.organisation_id,
        TransactionKind.TOP_UP,
        one.key if waits else _key("paid", made, payment.reference),
        payment.paid,
        lines_of_money_in(payment.paid, held.owed, LedgerAccount.TRANSIT),
        account_id=one.account_id,
        membership_id=one.membership_id,
        waiting_id=one.id if waits else None,
        provider=made.provider,
    )
    posted = _posted(session, posting, held, events.Tag.TOP_UP_PAID, now)
    session.refresh(one)
    return not posted.again


def _taken_back(session: Session, made: TopUp, payment: Payment, now: datetime) -> list[str]:
    done = []
    for one in payment.taken_back:
        held = hold(session, made.organisation_id)
        taken = _posted(
            session,
            _undoing(
                made,
                TransactionKind.TAKEN_BACK,
                one,
                lines_of_money_back(one.gross, held.balance, LedgerAccount.TRANSIT),
                _credited(session, made, payment),
            ),
            held,
            events.Tag.MONEY_TAKEN_BACK,
            now,
        )
        done += [] if taken.again else ["taken back"]
        if one.given_back_at is not None:
            held = hold(session, made.organisation_id)
            lines = lines_of_money_in(one.gross, held.owed, LedgerAccount.TRANSIT)
            undoing = _undoing(made, TransactionKind.GIVEN_BACK, one, lines, taken.id)
            given = _posted(session, undoing, held, events.Tag.MONEY_GIVEN_BACK, now)
            done += [] if given.again else ["given back"]
    return done


def _undoing(made: TopUp, kind: TransactionKind, one: TakenBack, lines: Bookings, undone_id: int) -> Posting:
    return Posting(
        made.organisation_id,
        kind,
        _key(kind, made, one.reference),
        one.gross,
        lines,
        undone_id=undone_id,
        provider=made.provider,
    )


def _posted(session: Session, posting: Posting, held: Held, tag: events.Tag, now: datetime) -> Posted:
    posted = post(session, posting, now)
    if not posted.again:
        subject = events.Subject("transaction", posted.id, posting.organisation_id)
        facts = {
            "gross": str(posting.gross),
            "change": str(posted.change),
            "owed": str(posted.owed),
            "receipt": posted.receipt,
            "account_id": posting.account_id,
        }
        events.record(session, tag, subject, None, now, facts=facts)
        low.look(session, held, posted, now)
    return posted


def _credited(session: Session, made: TopUp, payment: Payment) -> int:
    """The transaction that credited it: the one that was asked, or the one made when it was paid after all."""
    if made.transaction.state == "completed":
        return made.transaction_id
    return session.scalars(
        select(Transaction.id).where(
            Transaction.organisation_id == made.organisation_id,
            Transaction.key == _key("paid", made, payment.reference),
        )
    ).one()


def _end(session: Session, made: TopUp, state: str, now: datetime) -> None:
    if made.transaction.state != "open":
        return
    made.transaction.state, made.transaction.at = state, now
    session.flush()
    _record(session, events.Tag.TOP_UP_ENDED, made.transaction, {"state": state}, now)


def _record(session: Session, tag: events.Tag, one: Transaction, facts: dict[str, str], now: datetime) -> None:
    subject = events.Subject("transaction", one.id, one.organisation_id)
    events.record(session, tag, subject, None, now, facts=facts)


def _ask_again(made: TopUp, state: PaymentState, *, news: bool, now: datetime) -> None:
    made.asked = 0 if news else made.asked + 1
    after = None
    if state in (PaymentState.OPEN, PaymentState.PAID):
        after = ask_again_after(made.asked, paid=state is PaymentState.PAID)
    made.ask_at = now + after if after is not None else None


def _key(what: str, made: TopUp, reference: str) -> str:
    return f"{what}:{made.provider}:{reference}"


def _locked(session: Session, organisation_id: int, transaction_id: int) -> TopUp:
    return session.scalars(
        select(TopUp)
        .where(TopUp.organisation_id == organisation_id, TopUp.transaction_id == transaction_id)
        .options(joinedload(TopUp.transaction))
        .with_for_update(of=TopUp)
        .execution_options(populate_existing=True)
    ).one()
