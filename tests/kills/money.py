"""Money under the same kills: tills charge, somebody pays in at the practice bank, and what became of it.

Nothing that was acknowledged may be lost, nothing counted twice; whatever else holds of money is asked with the
other invariants.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from app.outside.payments import PaymentState
from app.outside.practice_bank import PracticeBank
from app.queue import enqueue
from app.transaction import Scope, enter
from app.wallet.charging import Payer
from app.wallet.ledger import Posting, post
from app.wallet.rules import lines_of_money_in
from models.organisations import Member, Organisation
from models.values import LedgerAccount, Money, TransactionKind, euro
from tests.app.wallet.offices import price, tool
from tests.kills.till import PAYER, said
from tests.stories.cast import Cast
from tests.stories.office import furnish

TILLS = 2
BEGINS_WITH = euro("2000")
SINCE = date(2026, 6, 1)
OFFICE = "Immo Peeters"
_OPEN = text(
    "select count(*) from wallet_top_up u join wallet_transaction t on t.organisation_id = u.organisation_id"
    " and t.id = u.transaction_id where t.state = 'open' and u.payment = any(:paid)"
)
_MINUTES_GO_BY = text("update wallet_top_up set ask_at = now() where ask_at > now() and payment is not null")
_CREDITED = text(
    "select u.payment, t.gross from wallet_top_up u join wallet_transaction t"
    " on t.organisation_id = u.organisation_id and t.id = u.transaction_id where t.state = 'completed'"
)
_BOOKED = text(
    "select key, year || '-' || lpad(number::text, 6, '0') as receipt, change from wallet_transaction"
    " where kind in ('charge', 'reversal') and state = 'completed'"
)
_TOLD_APART = text(
    "select kind, count(*), (select count(*) from event e where e.tag = case t.kind when 'charge' then"
    " 'wallet.charge.made' when 'reversal' then 'wallet.charge.reversed' else 'wallet.top_up.paid' end) as told"
    " from wallet_transaction t where state = 'completed' and key not like 'begins%' group by kind"
)


@dataclass
class Counted:
    """What was acknowledged and paid, and what stands in the ledger."""

    acknowledged: int = 0
    charges: int = 0
    reversals: int = 0
    paid: int = 0
    credited: int = 0
    faults: list[str] = field(default_factory=list)

    def told(self) -> str:
        return (
            f"charges acknowledged {self.acknowledged}, made {self.charges}, undone {self.reversals};"
            f" payments paid {self.paid}, credited {self.credited}"
        )


def prepare(sessions: sessionmaker[Session], cast: Cast, folder: Path) -> None:
    """An office with some money, and for the tills in whose name they charge."""
    furnish(sessions, cast)
    with sessions.begin() as session:
        enter(session, Scope.office())
        office = session.query(Organisation).filter_by(name=OFFICE).one()
        bram = session.query(Member).filter_by(account_id=cast.accounts["Bram"], organisation_id=office.id).one()
        tool_id = tool(session, code="unused")
        session.add(price(tool_id, "0.45", 21, SINCE))
        lines = lines_of_money_in(BEGINS_WITH, euro("0"), LedgerAccount.TRANSIT)
        begins = Posting(office.id, TransactionKind.TOP_UP, "begins", BEGINS_WITH, lines, provider="practice_bank")
        post(session, begins, datetime(2026, 6, 1, 8, 0, tzinfo=UTC))
        payer = Payer(office.id, cast.accounts["Bram"], tool_id, bram.id)
    (folder / PAYER).write_text(json.dumps(asdict(payer)))


def poll(owner: Engine, folder: Path) -> bool:
    """Minutes go by, and the clock asks for what nobody told; whether all that was paid is credited. As owner."""
    paid = [reference for reference, _ in _payments(folder, PaymentState.PAID)]
    with suppress(OperationalError), owner.begin() as connection:
        if connection.execute(_OPEN, {"paid": paid}).scalar_one() == 0:
            return True
        connection.execute(_MINUTES_GO_BY)
        enqueue(Session(connection), "ask_open_payments", key="ask_open_payments")
    return False


def count(connection: Connection, folder: Path) -> Counted:
    """Holds what tills and the bank know against the ledger. As owner."""
    found = Counted()
    told = [one for number in range(TILLS) for one in said(folder, number)]
    booked = connection.execute(_BOOKED).all()
    receipts = {row.receipt: row for row in booked}
    keys = Counter(row.key.split(":", 2)[-1] for row in booked if row.key.startswith("tool:"))
    found.acknowledged, found.charges = len(told), sum(keys.values())
    found.reversals = len(booked) - found.charges
    payments = dict(_payments(folder, PaymentState.PAID))
    credited = connection.execute(_CREDITED).all()
    found.paid, found.credited = len(payments), len(credited)
    gone = [one.key for one in told if one.key not in keys]
    other = [
        one.key for one in told
        if one.receipt and (one.receipt not in receipts or str(receipts[one.receipt].change) != one.change)
    ]  # fmt: skip
    wrong: dict[str, Iterable[object]] = {
        "acknowledged charges that are gone": gone,
        "keys charged twice": [key for key, times in keys.items() if times > 1],
        "receipts that say something else than was told": other,
        "charges told as two receipts": _twice(one.key for one in told),
        "payments credited twice": _twice(row.payment for row in credited),
        "payments paid and never credited": set(payments) - {row.payment for row in credited},
        "payments credited and never paid": {row.payment for row in credited} - set(payments),
        "payments credited for another amount": [
            row.payment for row in credited if payments.get(row.payment) != Money(row.gross)
        ],
        "charges beyond one for each till that nobody was told of": range(
            max(found.charges - len(told) - TILLS, 0)
        ),
        "transactions whose events differ in number": [
            row.kind for row in connection.execute(_TOLD_APART) if row.count != row.told
        ],
    }
    found.faults = [f"{what}: {sorted(map(str, which))[:10]}" for what, which in wrong.items() if list(which)]
    return found


def _twice(names: Iterable[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]


def _payments(folder: Path, state: PaymentState) -> list[tuple[str, Money]]:
    """References and amounts of the bank's payments in that state."""
    bank = PracticeBank(folder / "practice-bank", "")
    files = sorted((folder / "practice-bank").glob("tb_*")) if (folder / "practice-bank").exists() else []
    found = [bank.find(file.name) for file in files if "." not in file.name]
    return [(one.reference, one.gross) for one in found if one is not None and one.state is state]
