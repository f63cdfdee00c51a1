"""What is done with each payment of a new statement: booked once, on a wallet or set aside until somebody decides.

Locks are taken in one order, here and at the desk: entries that wait, top-ups, wallets by their number. Postings
are gathered and made many at a time; the wallets they are about are held, so that balances are counted along here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import exists, insert, select, update
from sqlalchemy.orm import Session, aliased, joinedload

from app import clock, events
from app.wallet import low
from app.wallet.bank_accounts import account_hash
from app.wallet.bank_files.statement import BankEntry as Movement
from app.wallet.bank_files.statement import BankPayment, BankStatement
from app.wallet.bank_rules import is_foreign, lines_of_pay_out, lines_parked, meant_by, references_of, too_much
from app.wallet.ledger import Held, Posted, Posting, hold, post, post_many
from app.wallet.rules import Bookings, lines_of_money_back, lines_of_money_in
from models.columns import among, one_of
from models.events import PLATFORM
from models.organisations import Organisation
from models.values import (
    NOTHING,
    BankEntryState,
    LedgerAccount,
    Money,
    StructuredReference,
    TransactionKind,
    WhyParked,
)
from models.wallet import BankEntry, TopUp, Transaction
from models.wallet.top_up import BANK

_AT_ONCE = 500
_TAGS = {
    TransactionKind.TOP_UP: events.Tag.TOP_UP_PAID,
    TransactionKind.TAKEN_BACK: events.Tag.MONEY_TAKEN_BACK,
    TransactionKind.GIVEN_BACK: events.Tag.MONEY_GIVEN_BACK,
}


@dataclass
class Booked:
    """How many payments found their place by themselves and how many wait, with their sums in euro."""

    matched: int = 0
    unmatched: int = 0
    credited: Money = NOTHING
    parked: Money = NOTHING


@dataclass(frozen=True)
class _One:
    """A payment with where it stands."""

    statement_id: int
    told: BankStatement
    entry: Movement
    payment: BankPayment

    @property
    def key(self) -> str:
        place = f"{self.entry.sequence}.{self.payment.number}" if self.payment.number else str(self.entry.sequence)
        return f"bank:{self.told.account.digits}:{self.told.key[:200]}:{place}"


@dataclass
class _Wallet:
    """A wallet while it is held, as it is after what was gathered so far."""

    held: Held
    balance: Money
    owed: Money
    last: Posted | None = None

    def take(self, lines: Bookings) -> None:
        for line in lines:
            if line.account is LedgerAccount.WALLET:
                self.balance += line.amount
            elif line.account is LedgerAccount.RECEIVABLE:
                self.owed -= line.amount


@dataclass
class _Gathered:
    """A row and what is posted for it, until both are written."""

    row: dict[str, Any]
    posting: Posting | None
    undoes: int | None = None


@dataclass
class Booking:
    """Books the payments of one file."""

    session: Session
    now: datetime
    _done: Booked = field(default_factory=Booked)
    _top_ups: dict[str, TopUp] = field(default_factory=dict)
    _wallets: dict[int, _Wallet] = field(default_factory=dict)
    _closed: frozenset[int] = frozenset()
    _returning: dict[tuple[bytes, Money], list[int]] = field(default_factory=dict)
    _begun: set[int] = field(default_factory=set)
    _gathered: list[_Gathered] = field(default_factory=list)

    def book(self, statements: Sequence[tuple[int, BankStatement]]) -> Booked:
        """Books every payment of these statements, whose rows have these ids."""
        every = [
            _One(statement_id, told, entry, payment)
            for statement_id, told in statements
            for entry in told.entries
            for payment in entry.payments
        ]
        self._hold(every)
        for one in every:
            self._decide(one)
            if len(self._gathered) >= _AT_ONCE:
                self._write()
        self._write()
        for wallet in self._wallets.values():
            if wallet.last is not None:
                low.look(self.session, wallet.held, wallet.last, self.now)
        return self._done

    def _hold(self, every: Iterable[_One]) -> None:
        """Holds all that these payments could be about."""
        every = list(every)
        debits = {hashed for one in every if not one.payment.amount > NOTHING
                  and (hashed := account_hash(one.payment.account)) is not None}  # fmt: skip
        waiting = self.session.scalars(
            select(BankEntry)
            .where(BankEntry.state.in_(("parked", "returning")), one_of(BankEntry.account_hash, debits))
            .order_by(BankEntry.id)
            .with_for_update()
        )
        for row in waiting:
            if row.state == BankEntryState.RETURNING and row.account_hash is not None:
                self._returning.setdefault((bytes(row.account_hash), Money(row.amount)), []).append(row.id)
        carried = {ref.digits for one in every for ref in references_of(one.payment)}
        top_ups = self.session.scalars(
            select(TopUp)
            .where(one_of(TopUp.reference, carried))
            .order_by(TopUp.organisation_id, TopUp.transaction_id)
            .options(joinedload(TopUp.transaction))
            .with_for_update(of=TopUp)
            .execution_options(populate_existing=True)
        )
        self._top_ups = {str(one.reference): one for one in top_ups}
        organisations = {one.organisation_id for one in self._top_ups.values()}
        for organisation_id in sorted({PLATFORM, *organisations}):
            held = hold(self.session, organisation_id)
            self._wallets[organisation_id] = _Wallet(held, held.balance, held.owed)
        self._closed = frozenset(
            self.session.scalars(
                select(Organisation.id).where(
                    among(Organisation.id, organisations), Organisation.merged_on <= clock.day_of(self.now)
                )
            )
        )

    def _decide(self, one: _One) -> None:
        amount = one.payment.amount
        if not amount:
            self._gather(one, BankEntryState.EMPTY)
        elif is_foreign(one.told, one.entry):
            self._gather(one, BankEntryState.FOREIGN, WhyParked.CURRENCY)
        elif one.payment.is_reversal:
            self._write()  # what it undoes may stand in this very file
            self._undo(one)
        elif amount < NOTHING:
            self._debit(one)
        else:
            self._credit(one)

    def _credit(self, one: _One) -> None:
        meant = meant_by(one.payment, self._top_ups)
        if meant.reference is None:
            self._park(one, meant.why or WhyParked.NO_REFERENCE)
            return
        top_up = self._top_ups[meant.reference]
        if one.entry.leaves_off is not None:
            self._park(one, WhyParked.DETAILS, meant.reference)
        elif top_up.organisation_id in self._closed:
            self._park(one, WhyParked.CLOSED, meant.reference)
        elif too_much(one.payment.amount):
            self._park(one, WhyParked.ABOVE_MAXIMUM, meant.reference)
        else:
            asked = top_up.transaction
            waits = asked.state == "open" and asked.id not in self._begun
            if waits:
                self._begun.add(asked.id)
                top_up.ask_at = None
            wallet = self._wallets[top_up.organisation_id]
            posting = Posting(
                top_up.organisation_id,
                TransactionKind.TOP_UP,
                asked.key if waits else one.key,
                one.payment.amount,
                lines_of_money_in(one.payment.amount, wallet.owed, LedgerAccount.BANK),
                account_id=asked.account_id,
                membership_id=asked.membership_id,
                reference=str(StructuredReference(meant.reference)),
                waiting_id=asked.id if waits else None,
            )
            self._gather(one, BankEntryState.CREDITED, posting=posting, reference=meant.reference)

    def _debit(self, one: _One) -> None:
        """Money that went out: what was sent back to who paid it, or something that somebody looks at."""
        gross = -one.payment.amount
        hashed = account_hash(one.payment.account)
        found = self._returning.get((hashed, gross)) if hashed is not None else None
        if not found:
            self._park(one, WhyParked.DEBIT)
            return
        lines = lines_of_pay_out(gross, LedgerAccount.BANK)
        posting = Posting(PLATFORM, TransactionKind.PAID_OUT, one.key, gross, lines, provider=BANK)
        self._gather(one, BankEntryState.PAID_OUT, posting=posting)
        self._change(found.pop(0), state=BankEntryState.RETURNED)

    def _undo(self, one: _One) -> None:
        """The bank undoes what it told before, if that is found: same amount, same communication or same payer."""
        amount, gross = one.payment.amount, abs(one.payment.amount)
        reference = meant_by(one.payment, self._top_ups).reference
        out = amount < NOTHING
        state = BankEntryState.CREDITED if out else BankEntryState.TAKEN_BACK
        before = self._booked_before(reference, -amount, state) if reference is not None else None
        if before is not None and before.organisation_id is not None and before.transaction_id is not None:
            wallet = self._wallets[before.organisation_id]
            if out:
                lines = lines_of_money_back(gross, wallet.balance, LedgerAccount.BANK)
            else:
                lines = lines_of_money_in(gross, wallet.owed, LedgerAccount.BANK)
            kind = TransactionKind.TAKEN_BACK if out else TransactionKind.GIVEN_BACK
            posting = Posting(
                before.organisation_id, kind, one.key, gross, lines, undone_id=before.transaction_id
            )  # fmt: skip
            becomes = BankEntryState.TAKEN_BACK if out else BankEntryState.GIVEN_BACK
            self._gather(one, becomes, posting=posting, reference=reference)
        elif out and (parked := self._parked_before(one)) is not None:
            self._gather(
                one, BankEntryState.UNDONE, posting=self._parking(one), reference=reference, undoes=parked
            )
        else:
            self._park(one, WhyParked.REVERSAL, reference)

    def _booked_before(self, reference: str, amount: Money, state: BankEntryState) -> BankEntry | None:
        """The last payment of that communication and amount that nothing undid yet."""
        undoing, back = aliased(Transaction), aliased(Transaction)
        given_back = exists().where(
            back.organisation_id == undoing.organisation_id, back.reverses_id == undoing.id
        ).correlate(undoing)  # fmt: skip
        undone = exists().where(
            undoing.organisation_id == BankEntry.organisation_id,
            undoing.reverses_id == BankEntry.transaction_id,
            ~given_back,
        ).correlate(BankEntry)  # fmt: skip
        return self.session.scalars(
            select(BankEntry)
            .where(
                BankEntry.reference == reference,
                BankEntry.amount == amount.euro,
                BankEntry.state == state,
                ~undone,
            )
            .order_by(BankEntry.id.desc())
            .limit(1)
        ).one_or_none()

    def _parked_before(self, one: _One) -> int | None:
        hashed = account_hash(one.payment.account)
        if hashed is None:
            return None
        return self.session.scalar(
            select(BankEntry.id)
            .where(
                BankEntry.account_hash == hashed,
                BankEntry.amount == -one.payment.amount.euro,
                BankEntry.state == BankEntryState.PARKED,
            )
            .order_by(BankEntry.id.desc())
            .limit(1)
        )

    def _parking(self, one: _One) -> Posting:
        amount = one.payment.amount
        return Posting(PLATFORM, TransactionKind.PARKED, one.key, abs(amount), lines_parked(amount))

    def _park(self, one: _One, why: WhyParked, reference: str | None = None) -> None:
        self._gather(one, BankEntryState.PARKED, why, posting=self._parking(one), reference=reference)

    def _gather(
        self,
        one: _One,
        state: BankEntryState,
        why: WhyParked | None = None,
        *,
        posting: Posting | None = None,
        reference: str | None = None,
        undoes: int | None = None,
    ) -> None:
        payment, entry = one.payment, one.entry
        row = {
            "statement_id": one.statement_id,
            "sequence": entry.sequence,
            "leaf": payment.number,
            "amount": payment.amount.euro,
            "currency": entry.currency or one.told.currency,
            "entry_day": entry.entry_day,
            "value_day": entry.value_day,
            "code": entry.code[:40],
            "is_reversal": payment.is_reversal,
            "bank_reference": payment.bank_reference[:140],
            "reference": reference,
            "name": payment.name,
            "account": payment.account,
            "account_hash": account_hash(payment.account),
            "text": payment.text,
            "leaves_off": entry.leaves_off.euro if entry.leaves_off is not None else None,
            "state": str(state),
            "why": str(why) if why is not None else "",
            "organisation_id": None,
            "transaction_id": None,
        }
        self._gathered.append(_Gathered(row, posting, undoes))
        if posting is not None:
            self._wallets[posting.organisation_id].take(posting.lines)
        self._count(state, payment.amount)

    def _count(self, state: BankEntryState, amount: Money) -> None:
        if state is BankEntryState.FOREIGN:
            self._done.unmatched += 1
        elif state is BankEntryState.PARKED:
            self._done.unmatched += 1
            self._done.parked += amount
        elif state is BankEntryState.UNDONE:
            self._done.matched += 1
            self._done.parked += amount
        else:
            self._done.matched += 1
            self._done.credited += amount

    def _write(self) -> None:
        """Posts what was gathered and writes its rows, many at a time."""
        if not self._gathered:
            return
        self.session.flush()
        posted = iter(self._post([one.posting for one in self._gathered if one.posting is not None]))
        told = []
        for one in self._gathered:
            if one.posting is None:
                continue
            done = next(posted)
            one.row |= {"organisation_id": done.organisation_id, "transaction_id": done.id}
            self._wallets[done.organisation_id].last = done
            told.append((one.posting, done))
        self.session.execute(insert(BankEntry), [one.row for one in self._gathered])
        for one in self._gathered:
            if one.undoes is not None:
                settled = (one.row["organisation_id"], one.row["transaction_id"])
                self._change(
                    one.undoes,
                    state=BankEntryState.UNDONE,
                    settled_organisation_id=settled[0],
                    settled_transaction_id=settled[1],
                )
        for posting, done in told:
            self._tell(posting, done)
        self._gathered.clear()

    def _post(self, postings: Sequence[Posting]) -> list[Posted]:
        """In their order, on which their lines depend; what completes a transfer is posted by itself."""
        made: list[Posted] = []
        for waits, some in groupby(postings, lambda one: one.waiting_id is not None):
            together = list(some)
            if waits:
                made += [post(self.session, one, self.now) for one in together]
            else:
                # Only a charge is ever left out, and there is none here.
                made += [one for one in post_many(self.session, together, self.now) if one is not None]
        return made

    def _change(self, entry_id: int, **values: Any) -> None:
        self.session.execute(update(BankEntry).where(BankEntry.id == entry_id).values(**values))

    def _tell(self, posting: Posting, posted: Posted) -> None:
        tag = _TAGS.get(posting.kind)
        if tag is None:
            return
        subject = events.Subject("transaction", posted.id, posted.organisation_id)
        facts = {
            "gross": str(posting.gross),
            "change": str(posted.change),
            "owed": str(posted.owed),
            "receipt": posted.receipt,
            "account_id": posting.account_id,
        }
        events.record(self.session, tag, subject, None, self.now, facts=facts)
